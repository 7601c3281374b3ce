"""Ids: UUIDv7 in the database (time-ordered, so indexes grow at one end), `<prefix>_<uuid>` outside."""

from __future__ import annotations

import time
import uuid
from random import getrandbits


def uuid7() -> uuid.UUID:
    """A UUID of version 7 (RFC 9562): 48 bits of Unix milliseconds, then random."""
    return uuid.UUID(int=_uuid7_bits())


def uuid7_hex() -> str:
    """The same as 32 hex digits, for rows that are written by the thousand."""
    return f"{_uuid7_bits():032x}"


def _uuid7_bits() -> int:
    # Ids are not secrets, so the fast generator will do; Python seeds it anew in forked children.
    random_bits = getrandbits(74)
    return (
        (time.time_ns() // 1_000_000) << 80
        | 0x7 << 76
        | (random_bits >> 62) << 64
        | 0x2 << 62
        | random_bits & _62_BITS
    )


_62_BITS = (1 << 62) - 1


def dashed(hex_digits: str) -> str:
    """32 hex digits in the usual form of a uuid."""
    h = hex_digits
    return f"{h[:8]}-{h[8:12]}-{h[12:16]}-{h[16:20]}-{h[20:]}"


def public_id(prefix: str, value: uuid.UUID | str) -> str:
    """`public_id("wf", id)` is `wf_<uuid>`."""
    return f"{prefix}_{value}"


def parse_public_id(prefix: str, text: object) -> uuid.UUID | None:
    """The uuid in `<prefix>_<uuid>` or a bare uuid; None for anything else (a caller answers 404, as for unknown)."""
    if not isinstance(text, str):
        return None
    try:
        return uuid.UUID(text.removeprefix(prefix + "_"))
    except ValueError:
        return None
