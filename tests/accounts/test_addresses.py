"""Whose address counts when proxies stand between."""

from __future__ import annotations

import pytest
from django.test import override_settings

from accounts.addresses import client_address


@pytest.mark.parametrize(
    ("remote", "forwarded", "expected"),
    [
        ("203.0.113.9", "", "203.0.113.9"),
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),
        ("10.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "1.1.1.1, 198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "1.1.1.1, 198.51.100.1, 10.0.0.7", "198.51.100.1"),
        ("10.0.0.1", "198.51.100.1:4711", "198.51.100.1"),
        ("10.0.0.1", "[2001:db8::1]:443", "2001:db8::1"),
        ("10.0.0.1", "nonsense", "10.0.0.1"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("::ffff:10.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("", "198.51.100.1", None),
    ],
)
def test_the_nearest_address_that_is_not_ours(remote: str, forwarded: str, expected: str | None) -> None:
    with override_settings(TRUSTED_PROXIES=["10.0.0.0/8"]):
        assert client_address(remote, forwarded) == expected


def test_without_trusted_proxies_nobody_is_believed() -> None:
    with override_settings(TRUSTED_PROXIES=[]):
        assert client_address("10.0.0.1", "198.51.100.1") == "10.0.0.1"
