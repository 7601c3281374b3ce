"""Sends what is meant for a provider: to the provider, or, for demo connections, to the pretended one and nowhere else."""

from __future__ import annotations

import dataclasses
from urllib.parse import urlsplit

from django.conf import settings

from connections import http
from connections.models import EnvironmentName
from integrations.filling import origin_of
from integrations.http import HttpRequest, HttpResponse
from integrations.outcomes import Permanent


def deliver(request: HttpRequest, environment: str, *, effect: str | None = None) -> HttpResponse:
    """As `http.send`. The pretended provider gets `https://api.stripe.com/v1/x` as `<its address>/api.stripe.com/v1/x`."""
    if environment != EnvironmentName.DEMO:
        return http.send(request, effect=effect)
    address = settings.PROVIDER_SANDBOX
    if not address:
        raise Permanent(
            "This is a demo connection, and there are no demo providers here: PROVIDER_SANDBOX is not set.",
            code="CONNECTION_DEMO",
        )
    _scheme, host, port = origin_of(address)
    allowed = f"{host}:{port}"
    sent = dataclasses.replace(request, url=demo_url(request.url), follow_redirects=False)
    return http.send(sent, allow=[allowed], effect=effect)


def demo_url(url: str) -> str:
    """The address at the pretended provider that stands for a real one."""
    address = settings.PROVIDER_SANDBOX
    if url.startswith(f"{address}/"):
        return url
    parts = urlsplit(url)
    query = f"?{parts.query}" if parts.query else ""
    return f"{address}/{parts.netloc}{parts.path or '/'}{query}"
