"""Ids: UUIDv7 in the database (time-ordered, so indexes grow at one end), `<prefix>_<uuid>` outside."""

from __future__ import annotations

import os
import time
import uuid


def uuid7() -> uuid.UUID:
    """A UUID of version 7 (RFC 9562): 48 bits of Unix milliseconds, then random."""
    value = (time.time_ns() // 1_000_000) << 80 | int.from_bytes(os.urandom(10), "big")
    value = value & ~(0xF << 76) | 0x7 << 76
    return uuid.UUID(int=value & ~(0x3 << 62) | 0x2 << 62)


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
