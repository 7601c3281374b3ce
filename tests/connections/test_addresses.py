"""Which addresses are public, judged by what they lead to."""

from __future__ import annotations

import pytest

from connections.addresses import why_not_public

REFUSED = {
    "an address of this machine itself": [
        "127.0.0.1",
        "127.255.255.254",
        "::1",
        "::ffff:127.0.0.1",
        "64:ff9b::7f00:1",
    ],
    "a private address": [
        *(
            "10.0.0.7",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "fc00::1",
            "fd12::1",
            "fec0::1",
            "::ffff:10.0.0.7",
        ),
        "64:ff9b::10.0.0.7",
    ],
    "a private address of a carrier's network": ["100.64.0.1", "100.127.255.255", "::ffff:100.64.0.1"],
    "a link-local address": ["169.254.1.1", "fe80::1", "fe80::1%lo"],
    "a cloud metadata address": [
        *(
            "169.254.169.254",
            "100.100.100.200",
            "fd00:ec2::254",
            "::ffff:169.254.169.254",
            "64:ff9b::a9fe:a9fe",
        ),
    ],
    "a multicast address": ["224.0.0.1", "239.255.255.255", "ff02::1"],
    "an unspecified address": ["0.0.0.0", "0.1.2.3", "::", "::ffff:0.0.0.0"],
    "a reserved address": [
        *(
            "240.0.0.1",
            "255.255.255.255",
            "192.0.2.1",
            "198.18.0.1",
            "198.51.100.7",
            "203.0.113.7",
            "192.88.99.1",
        ),
        *("2002:7f00:1::", "2002:808:808::", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "::7f00:1", "::8.8.8.8"),
        *("2001:db8::1", "100::1", "64:ff9b:1::1", "3fff::1", "4000::1", "5f00::1"),
    ],
}


@pytest.mark.parametrize(
    ("address", "words"), [(address, words) for words, addresses in REFUSED.items() for address in addresses]
)
def test_refused(address: str, words: str) -> None:
    assert why_not_public(address) == words


@pytest.mark.parametrize(
    "address",
    [
        *("8.8.8.8", "1.1.1.1", "172.32.0.1", "100.128.0.1", "100.63.255.255", "169.253.1.1", "192.0.1.1"),
        *("2606:4700:4700::1111", "2a00:1450:4001::1", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8"),
    ],
)
def test_public(address: str) -> None:
    assert why_not_public(address) is None


def test_no_address() -> None:
    with pytest.raises(ValueError):
        why_not_public("example.com")
