"""What worker and child say to each other: frames on a pipe, each a length, a letter and a text.

Only the standard library: the children import this with nothing else of Headrace.
"""

from __future__ import annotations

import json
import os
import struct
from collections.abc import Iterator
from typing import Any

MB = 1024 * 1024

# To the child.
CALL = b"C"  # a JSON head, then the scope's JSON
ANSWER = b"A"  # of a fetch
# From the child.
READY = b"Y"  # the pids to watch
FRESH = b"N"  # nothing is left of the call before, and the next can begin at once
RESULT = b"R"  # the result's JSON
ERROR = b"E"  # why there is none
LOG = b"L"  # a line of console or print
FETCH = b"F"  # a request to send

#: The most a call may return, as JSON.
OUTPUT_BYTES = 5 * MB
#: The most a child may say at once: a result, or a fetch with its body.
FRAME_BYTES = OUTPUT_BYTES + 64 * 1024
LOG_LINES = 200
LOG_CHARACTERS = 2000
#: A child that nobody has called for so long leaves, with this exit code.
IDLE_SECONDS = 60.0
LEFT = 75

_HEAD = struct.Struct(">I")


def pack(kind: bytes, *parts: bytes) -> bytes:
    """One frame."""
    return b"".join((_HEAD.pack(1 + sum(map(len, parts))), kind, *parts))


def pack_json(kind: bytes, value: Any) -> bytes:
    return pack(kind, json.dumps(value).encode())


def pack_call(head: dict[str, Any], scope: bytes) -> bytes:
    """A call's frame: its head is JSON, the scope is JSON already."""
    text = json.dumps(head).encode()
    return pack(CALL, _HEAD.pack(len(text)), text, scope)


def unpack_call(body: bytes) -> tuple[dict[str, Any], bytes]:
    (length,) = _HEAD.unpack_from(body)
    end = _HEAD.size + length
    return json.loads(body[_HEAD.size : end]), body[end:]


class FrameTooLong(Exception):
    """The other side announced more than it may say."""


class Frames:
    """Puts what arrives in pieces together again."""

    def __init__(self, limit: int | None = None) -> None:
        self._limit = limit
        self._bytes = bytearray()

    def feed(self, data: bytes) -> Iterator[tuple[bytes, bytes]]:
        """The frames that are whole now: (kind, body). Raises FrameTooLong at a length beyond the limit."""
        self._bytes += data
        while len(self._bytes) >= _HEAD.size:
            (length,) = _HEAD.unpack_from(self._bytes)
            if self._limit is not None and length > self._limit:
                raise FrameTooLong
            end = _HEAD.size + length
            if len(self._bytes) < end:
                return
            kind, body = bytes(self._bytes[4:5]), bytes(self._bytes[5:end])
            del self._bytes[:end]
            yield kind, body


def write_all(descriptor: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


class Log:
    """A child's console: so many lines and no more, counted here so that a flood costs the worker nothing."""

    def __init__(self, out: int) -> None:
        self._out = out
        self._lines = 0

    def write(self, level: str, message: str) -> None:
        if self._lines >= LOG_LINES:
            return
        self._lines += 1
        if self._lines == LOG_LINES:
            level, message = "warning", f"More than {LOG_LINES} lines; the rest is not kept."
        line = {"level": level, "message": message[:LOG_CHARACTERS]}
        write_all(self._out, pack_json(LOG, line))


def take_standard_streams() -> int:
    """The descriptor to answer on. Whatever a library prints goes to stderr instead of between the frames."""
    out = os.dup(1)
    os.dup2(2, 1)
    return out
