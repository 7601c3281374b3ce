"""Signatures by the Standard Webhooks specification (symmetric, `v1`): https://www.standardwebhooks.com. Pure."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Sequence

PREFIX = "whsec_"
_KEY_BYTES = 32


def new_secret() -> str:
    """`whsec_` and 32 random bytes in base64."""
    return PREFIX + base64.b64encode(secrets.token_bytes(_KEY_BYTES)).decode()


def sign(body: bytes, *, message_id: str, at_seconds: int, keys: Sequence[str]) -> dict[str, str]:
    """The three headers. Each of `keys` signs: while a secret is being replaced, a receiver finds the one it knows."""
    signed = f"{message_id}.{at_seconds}.".encode() + body
    signatures = [
        base64.b64encode(hmac.digest(base64.b64decode(key.removeprefix(PREFIX)), signed, hashlib.sha256))
        for key in keys
    ]
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(at_seconds),
        "webhook-signature": " ".join(f"v1,{signature.decode()}" for signature in signatures),
    }
