"""What came of looking at a request, and what is answered."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

RefusalCode = Literal["no_secret", "unsigned", "malformed", "stale", "mismatch"]


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer in the provider's own words."""

    status: int = 200
    body: bytes = b""
    content_type: str = ""


EMPTY = Reply()


@dataclass(frozen=True, slots=True)
class Verified:
    """The request is the provider's. `secret` is the place of the secret that fits, among those that were tried."""

    secret: int = 0


@dataclass(frozen=True, slots=True)
class Refused:
    """It is not known whose the request is: nothing of it is used. `reason` is for people and quotes nothing of it.

    `reply` is what the provider gets; None: 401 in the API's envelope.
    """

    code: RefusalCode
    reason: str
    reply: Reply | None = None


@dataclass(frozen=True, slots=True)
class Keys:
    """What a signature is held against: the valid secrets, the newest first (several while one is being replaced), and
    the sender's public keys by their ids, as JWK objects, where it signs with those.
    """

    secrets: tuple[str, ...] = ()
    public: dict[str, dict[str, str]] = field(default_factory=dict)


def no_secret() -> Refused:
    """A missing secret never means "accept"."""
    return Refused("no_secret", "No signing secret is set, so nothing that arrives can be trusted.")


def mismatch(keys: Keys, what: str = "signature") -> Refused:
    count = len(keys.secrets)
    tried = "the secret that is set" if count == 1 else f"any of the {count} secrets that are set"
    return Refused(
        "mismatch",
        f"The {what} does not fit {tried}. Either the secret is another one, or the request was changed on its way.",
    )
