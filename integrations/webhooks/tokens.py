"""Senders that cannot sign: a secret stands in the request itself, or in its address."""

from __future__ import annotations

import hmac
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from integrations.webhooks.request import BodyError, InboundRequest
from integrations.webhooks.verdicts import Keys, Refused, Verified, mismatch, no_secret

#: HTTP does not care how a scheme is written.
_BEARER = re.compile(r"^bearer ", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedToken:
    """The secret itself, in one of `headers` (after `Bearer ` or bare) or in the parameter `query` of the address."""

    headers: tuple[str, ...] = ()
    query: str = "token"

    def verify(self, request: InboundRequest, keys: Keys, now: datetime) -> Verified | Refused:
        if not keys.secrets:
            return no_secret()
        written = next((value for name in self.headers if (value := request.header(name))), "")
        token = _BEARER.sub("", written) or request.query(self.query)
        if not token:
            return Refused(
                "unsigned",
                f"The request carries no secret: the address has to end with ?{self.query}=… and the secret.",
            )
        return _held_against(token, keys, "secret in the request")


@dataclass(frozen=True, slots=True, kw_only=True)
class TokensInBody:
    """The secret that was given when the notifications were ordered, in each of them: all of them must fit."""

    tokens: Callable[[InboundRequest], list[str]]
    name: str

    def verify(self, request: InboundRequest, keys: Keys, now: datetime) -> Verified | Refused:
        if not keys.secrets:
            return no_secret()
        try:
            tokens = self.tokens(request)
        except BodyError as error:
            return Refused("malformed", str(error))
        if not tokens or not all(tokens):
            return Refused("unsigned", f"A notification carries no {self.name}.")
        verdicts = [_held_against(token, keys, self.name) for token in tokens]
        return next((verdict for verdict in verdicts if isinstance(verdict, Refused)), verdicts[0])


def _held_against(token: str, keys: Keys, what: str) -> Verified | Refused:
    given = token.encode("utf-8", "replace")
    for place, secret in enumerate(keys.secrets):
        if hmac.compare_digest(secret.encode(), given):
            return Verified(place)
    return mismatch(keys, what)
