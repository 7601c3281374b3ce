"""Which address a request came from, when proxies stand between."""

from __future__ import annotations

from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

Address = IPv4Address | IPv6Address


@lru_cache(maxsize=4)
def _networks(names: tuple[str, ...]) -> tuple[IPv4Network | IPv6Network, ...]:
    return tuple(ip_network(name.strip(), strict=False) for name in names)


def _address(text: str) -> Address | None:
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text)
    except ValueError:
        return None
    return (isinstance(address, IPv6Address) and address.ipv4_mapped) or address


def _is_trusted(address: Address) -> bool:
    return any(address in network for network in _networks(tuple(settings.TRUSTED_PROXIES)))


def client_address(remote: str, forwarded_for: str = "") -> str | None:
    """The nearest address that is not one of `TRUSTED_PROXIES`; X-Forwarded-For counts only as far as they wrote it.

    None when the server does not know (a Unix socket).
    """
    address = _address(remote)
    for hop in reversed(forwarded_for.split(",") if forwarded_for else []):
        if address is None or not _is_trusted(address):
            break
        nearer = _address(hop)
        if nearer is None:
            break
        address = nearer
    return str(address) if address else None


def request_address(request: HttpRequest) -> str | None:
    """`client_address` of a Django request."""
    return client_address(request.META.get("REMOTE_ADDR", ""), request.META.get("HTTP_X_FORWARDED_FOR", ""))
