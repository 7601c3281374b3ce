"""Django system checks: mistakes in the settings that are better found at the start than by a user."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, register
from django.http.request import validate_host

from integrations.prices import stated_prices


@register("settings")
def settings_make_sense(**_kwargs: Any) -> list[CheckMessage]:
    """What each setting means is in README.md; this finds values that contradict each other or cannot work."""
    found: list[CheckMessage] = []
    host = urlsplit(settings.PUBLIC_URL).hostname
    if not host:
        found.append(
            Error(
                "PUBLIC_URL is not an address.",
                hint="Give it as https://headrace.example.com.",
                id="headrace.E001",
            )
        )
    elif not validate_host(host, settings.ALLOWED_HOSTS):
        found.append(
            Error(
                f"PUBLIC_URL leads to {host}, which ALLOWED_HOSTS does not admit.",
                hint=f"Add {host} to ALLOWED_HOSTS.",
                id="headrace.E002",
            )
        )
    if settings.WORKERS < 1:
        found.append(
            Error(
                "WORKERS is below 1: no run would ever start.",
                hint="Set it to 1 or more.",
                id="headrace.E003",
            )
        )
    if settings.LOG_FORMAT not in ("text", "json"):
        found.append(
            Error(
                f"LOG_FORMAT is {settings.LOG_FORMAT!r}.", hint="Set it to text or json.", id="headrace.E005"
            )
        )
    try:
        stated_prices(settings.MODEL_PRICES)
    except ValueError as error:
        found.append(
            Error(
                f"MODEL_PRICES cannot be read. {error}",
                hint='Give it as {"model": {"input": 1.25, "output": 10}}, in US dollars for a million tokens.',
                id="headrace.E006",
            )
        )
    if settings.METRICS_TOKEN and len(settings.METRICS_TOKEN) < 16:
        found.append(
            Error(
                "METRICS_TOKEN is shorter than 16 characters and could be guessed.",
                hint="Use a random one, or unset it: /metrics then answers this machine alone.",
                id="headrace.E004",
            )
        )
    if settings.PUBLIC_URL.startswith("https://") and not settings.TRUSTED_PROXIES:
        found.append(
            checks.Warning(
                "PUBLIC_URL is https, and no proxy is trusted to say so of a request.",
                hint="Set TRUSTED_PROXIES to the address of the proxy that ends TLS.",
                id="headrace.W001",
            )
        )
    return found
