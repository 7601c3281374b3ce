"""Pub/Sub push: an OpenID Connect token that Google signs for the service account of the subscription."""

from __future__ import annotations

import base64
import binascii
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from pydantic_core import from_json

from integrations.webhooks.request import InboundRequest
from integrations.webhooks.verdicts import Keys, Refused, Verified, no_secret

KEYS_URL = "https://www.googleapis.com/oauth2/v3/certs"
ISSUERS = ("https://accounts.google.com", "accounts.google.com")
LEEWAY_SECONDS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class GooglePush:
    """The token's `email` must be the service account that was set (it stands where others have a secret), its audience
    the address that was called, without or with its query.
    """

    keys_url: str = KEYS_URL

    def verify(self, request: InboundRequest, keys: Keys, now: datetime) -> Verified | Refused:
        if not keys.secrets:
            return no_secret()
        kind, _, token = request.header("authorization").partition(" ")
        if kind.lower() != "bearer" or not token:
            return Refused(
                "unsigned",
                "The request carries no token of Google’s. Turn on authentication in the push subscription.",
            )
        try:
            head, claims, signed, signature = _parts(token)
        except ValueError:
            return Refused("malformed", "What stands in the header Authorization is no token of Google’s.")
        key = keys.public.get(str(head.get("kid")))
        if head.get("alg") != "RS256" or key is None or not _is_signed(key, signed, signature):
            return Refused("mismatch", "The token is not signed with one of Google’s present keys.")
        return _judged(claims, request, keys, now)


def named(request: InboundRequest) -> tuple[str, str]:
    """The key that the token names, and the service account: nothing of it is proven yet. "" where there is none."""
    try:
        head, claims, _signed, _signature = _parts(request.header("authorization").partition(" ")[2])
    except ValueError:
        return "", ""
    return str(head.get("kid", "")), str(claims.get("email", ""))


def _judged(
    claims: Mapping[str, Any], request: InboundRequest, keys: Keys, now: datetime
) -> Verified | Refused:
    expires, issued = claims.get("exp"), claims.get("iat")
    at = now.timestamp()
    if not isinstance(expires, int | float) or expires + LEEWAY_SECONDS < at:
        return Refused("stale", "The token has run out.")
    if isinstance(issued, int | float) and issued - LEEWAY_SECONDS > at:
        return Refused("stale", "The token is from the future. The clock of this server may be wrong.")
    if claims.get("iss") not in ISSUERS:
        return Refused("mismatch", "The token was not made by Google.")
    if claims.get("aud") not in (request.url, request.url.partition("?")[0]):
        return Refused(
            "mismatch",
            "The token is for another address. The audience of the push subscription is the address itself.",
        )
    account = str(claims.get("email", "")).encode("utf-8", "replace")
    if claims.get("email_verified") is True:
        for place, known in enumerate(keys.secrets):
            if hmac.compare_digest(known.strip().encode(), account):
                return Verified(place)
    return Refused("mismatch", "The token is of another service account than the one that is set.")


def _parts(token: str) -> tuple[dict[str, Any], dict[str, Any], bytes, bytes]:
    """Head, claims, what is signed, and the signature. Raises ValueError."""
    head, claims, signature = token.split(".")
    parsed = [from_json(_decoded(part)) for part in (head, claims)]
    if not all(isinstance(part, dict) for part in parsed):
        raise ValueError("not objects")
    return parsed[0], parsed[1], f"{head}.{claims}".encode("ascii", "replace"), _decoded(signature)


def _decoded(text: str) -> bytes:
    try:
        found = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (ValueError, binascii.Error):
        raise ValueError("not base64") from None
    if base64.urlsafe_b64encode(found).rstrip(b"=") != text.encode("ascii", "replace"):
        raise ValueError("several texts for the same bytes")
    return found


def _is_signed(key: Mapping[str, str], signed: bytes, signature: bytes) -> bool:
    try:
        numbers = rsa.RSAPublicNumbers(
            e=int.from_bytes(_decoded(key["e"])), n=int.from_bytes(_decoded(key["n"]))
        )
        numbers.public_key().verify(signature, signed, padding.PKCS1v15(), SHA256())
    except (InvalidSignature, ValueError, KeyError):
        return False
    return True
