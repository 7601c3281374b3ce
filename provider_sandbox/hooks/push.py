"""The pretended Google's own key: it signs the tokens of a push, and stands among the public keys that anybody may read.

Nothing in it can pass for Google's: the key's id says `demo`, and the service account ends with `.invalid`, which no real one
ever does.
"""

from __future__ import annotations

import base64
import json
from functools import cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256

KEY_ID = "demo-sandbox"
SERVICE_ACCOUNT = "push@headrace-sandbox.iam.gserviceaccount.invalid"
_LIFE_SECONDS = 3600


@cache
def _key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _number(value: int) -> str:
    return _text(value.to_bytes((value.bit_length() + 7) // 8))


def public_keys() -> dict[str, Any]:
    """As `https://www.googleapis.com/oauth2/v3/certs` answers."""
    numbers = _key().public_key().public_numbers()
    shown = {"kid": KEY_ID, "kty": "RSA", "alg": "RS256", "use": "sig"}
    return {"keys": [{**shown, "n": _number(numbers.n), "e": _number(numbers.e)}]}


def token(audience: str, account: str, at: float) -> str:
    """A signed token for one address, as Pub/Sub puts it into the header of a push."""
    head = {"alg": "RS256", "kid": KEY_ID, "typ": "JWT"}
    claims = {
        "iss": "https://accounts.google.com",
        "aud": audience,
        "email": account,
        "email_verified": True,
        "iat": int(at),
        "exp": int(at) + _LIFE_SECONDS,
    }
    text = ".".join(_text(json.dumps(part).encode()) for part in (head, claims))
    return f"{text}.{_text(_key().sign(text.encode(), padding.PKCS1v15(), SHA256()))}"
