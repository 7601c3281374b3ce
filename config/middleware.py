"""The Content-Security-Policy of every page: what the browser may load and run, which is only what we serve."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse


class ContentSecurityPolicy:
    """Sets a strict policy on each response and gives each request a nonce (`request.csp_nonce`).

    Nothing inline runs: no script without a file of ours, no `eval`. The nonce is for the `<style>` elements that
    CodeMirror and Radix create; it is worthless for scripts. A response that already has a policy keeps it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        nonce = secrets.token_urlsafe(16)
        request.csp_nonce = nonce  # type: ignore[attr-defined]
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", policy(nonce, _host(request)))
        return response


def _host(request: HttpRequest) -> str | None:
    """The host the page was asked for, or None where it is not one of ours (the answer is a 400 then)."""
    try:
        return request.get_host()
    except DisallowedHost:
        return None


def policy(nonce: str, host: str | None) -> str:
    """The header's value. `host` is named for sockets because not every browser counts ws: as 'self'."""
    sockets = f" ws://{host} wss://{host}" if host else ""
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            f"style-src 'self' 'nonce-{nonce}'",
            "img-src 'self' data:",
            "font-src 'self'",
            f"connect-src 'self'{sockets}",
            "worker-src 'self' blob:",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )
