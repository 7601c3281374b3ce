"""Counts each authenticated request against its key's or person's limit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from accounts.api.errors import rate_limited
from accounts.identity import Identity
from accounts.throttling import Allowance, kind_of, take

if TYPE_CHECKING:  # DRF reads its settings, which name this module, while it defines its views
    from rest_framework.views import APIView


class KeyThrottle(BaseThrottle):
    """Leaves the allowance on the view, which writes it into the headers of the answer whatever it will be."""

    def allow_request(self, request: Request, view: APIView) -> bool:
        if not isinstance(request.auth, Identity):
            return True
        kind = kind_of(request.method or "", getattr(view, "throttle_kind", None))
        allowance = take(subject=request.auth.subject, kind=kind)
        view.allowance = allowance  # type: ignore[attr-defined]
        if not allowance.allowed:
            raise rate_limited(sentence(allowance, kind), allowance.retry_after_seconds)
        return True


_WORDS = {"read": "reads", "write": "writes", "execute": "starts", "inbound": "deliveries"}


def sentence(allowance: Allowance, kind: str) -> str:
    """What a person reads with a 429."""
    return (
        f"More than {allowance.limit:,} {_WORDS[kind]} in a minute. "
        f"The next one is possible in {allowance.retry_after_seconds} s."
    )
