"""Where a name leads, and which addresses may be called: public ones, judged by what they really lead to.

IPv6 is refused unless it is known to be public; IPv4 is allowed unless it is known not to be. The lists are ours, from
the IANA special-purpose registries, because those in `ipaddress` differ between Python versions.
"""

from __future__ import annotations

import os
import socket
from concurrent.futures import ThreadPoolExecutor
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Any

_IPV4: tuple[tuple[IPv4Network, str], ...] = tuple(
    (IPv4Network(network), words)
    for network, words in (
        ("169.254.169.254/32", "a cloud metadata address"),
        ("100.100.100.200/32", "a cloud metadata address"),
        ("192.0.0.192/32", "a cloud metadata address"),
        ("127.0.0.0/8", "an address of this machine itself"),
        ("0.0.0.0/8", "an unspecified address"),
        ("10.0.0.0/8", "a private address"),
        ("172.16.0.0/12", "a private address"),
        ("192.168.0.0/16", "a private address"),
        ("100.64.0.0/10", "a private address of a carrier's network"),
        ("169.254.0.0/16", "a link-local address"),
        ("224.0.0.0/4", "a multicast address"),
        ("192.0.0.0/24", "a reserved address"),
        ("192.0.2.0/24", "a reserved address"),
        ("192.31.196.0/24", "a reserved address"),
        ("192.52.193.0/24", "a reserved address"),
        ("192.88.99.0/24", "a reserved address"),
        ("192.175.48.0/24", "a reserved address"),
        ("198.18.0.0/15", "a reserved address"),
        ("198.51.100.0/24", "a reserved address"),
        ("203.0.113.0/24", "a reserved address"),
        ("240.0.0.0/4", "a reserved address"),
    )
)

_IPV6: tuple[tuple[IPv6Network, str], ...] = tuple(
    (IPv6Network(network), words)
    for network, words in (
        ("fd00:ec2::254/128", "a cloud metadata address"),
        ("fd20:ce::254/128", "a cloud metadata address"),
        ("::1/128", "an address of this machine itself"),
        ("::/128", "an unspecified address"),
        ("fc00::/7", "a private address"),
        ("fec0::/10", "a private address"),
        ("fe80::/10", "a link-local address"),
        ("ff00::/8", "a multicast address"),
        ("2001::/23", "a reserved address"),  # Teredo, ORCHID, benchmarks
        ("2001:db8::/32", "a reserved address"),
        ("2002::/16", "a reserved address"),  # 6to4: leads to an IPv4 address through a relay
        ("2620:4f:8000::/48", "a reserved address"),
        ("3fff::/20", "a reserved address"),
    )
)

_GLOBAL = IPv6Network("2000::/3")
_MAPPED = IPv6Network("::ffff:0:0/96")
# A network without IPv4 reaches public IPv4 hosts through this prefix, so it is judged by the address inside.
_NAT64 = IPv6Network("64:ff9b::/96")


def why_not_public(address: str) -> str | None:
    """None for a public address, else what it is: "a private address". Raises ValueError for what is no address."""
    parsed = ip_address(address.partition("%")[0])
    if isinstance(parsed, IPv6Address):
        if parsed in _MAPPED or parsed in _NAT64:
            return _why_not_public_v4(IPv4Address(int(parsed) & 0xFFFFFFFF))
        for network, words in _IPV6:
            if parsed in network:
                return words
        return None if parsed in _GLOBAL else "a reserved address"
    return _why_not_public_v4(parsed)


def _why_not_public_v4(address: IPv4Address) -> str | None:
    for network, words in _IPV4:
        if address in network:
            return words
    return None


#: What `socket.connect` takes, and for which family.
Address = tuple[socket.AddressFamily, tuple[Any, ...]]

_LOOKUPS_AT_ONCE = 64
_lookups = ThreadPoolExecutor(_LOOKUPS_AT_ONCE, thread_name_prefix="resolve")


def _after_fork() -> None:
    global _lookups
    _lookups = ThreadPoolExecutor(_LOOKUPS_AT_ONCE, thread_name_prefix="resolve")


os.register_at_fork(after_in_child=_after_fork)


def resolve(host: str, port: int, *, within: float) -> list[Address]:
    """All addresses of a host. The system's resolver knows no timeout, so it is waited for from outside.

    Raises socket.gaierror, UnicodeError for what is no name, and TimeoutError after `within` seconds.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
    except socket.gaierror:
        lookup = _lookups.submit(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM)
        found = lookup.result(timeout=within)
    return [(family, address) for family, _type, _protocol, _name, address in found]
