"""Sealing: AES-256-GCM under a versioned key, bound to where the value belongs.

A sealed value opens only with its key version and for the same company, object and field, so that no row can be pasted
into another's place. Keys are `1:<base64 of 32 bytes>`, one per version; the highest seals, all open.
"""

from __future__ import annotations

import base64
import binascii
import os
import secrets
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
_NONCE_BYTES = 12
MOST_VERSION = 32_767


class KeyRingError(Exception):
    """The keys cannot be read or do not fit; the message says what to do."""


class UnknownKeyError(Exception):
    """A value was sealed with a key version that is not in the ring."""

    def __init__(self, version: int) -> None:
        super().__init__(f"Encryption key {version} is not among the keys.")
        self.version = version


class BrokenSealError(Exception):
    """A value does not open: another key, another place, or changed bytes."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a sealed value belongs. `company` is "" for what belongs to the installation."""

    company: str
    object: str
    field: str

    def bound(self, version: int) -> bytes:
        return orjson.dumps([self.company, self.object, self.field, version])


@dataclass(frozen=True, slots=True)
class KeyRing:
    keys: Mapping[int, bytes]

    @property
    def current(self) -> int:
        """The version that seals."""
        return max(self.keys)

    def seal(self, plain: bytes, place: Place) -> tuple[int, bytes]:
        """The version used, and nonce plus ciphertext plus tag."""
        version = self.current
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return version, nonce + AESGCM(self.keys[version]).encrypt(nonce, plain, place.bound(version))

    def open(self, version: int, sealed: bytes, place: Place) -> bytes:
        """Raises UnknownKeyError and BrokenSealError."""
        key = self.keys.get(version)
        if key is None:
            raise UnknownKeyError(version)
        try:
            return AESGCM(key).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], place.bound(version))
        except (InvalidTag, ValueError):
            raise BrokenSealError("The value does not open with its key.") from None


def parse_ring(text: str, source: str = "ENCRYPTION_KEYS") -> KeyRing:
    """Keys parted by commas or lines. Raises KeyRingError, which says where they stand and repeats nothing of a key."""
    keys: dict[int, bytes] = {}
    for part in filter(None, (piece.strip() for piece in text.replace(",", "\n").splitlines())):
        number, separator, encoded = part.partition(":")
        if not (separator and number.isdecimal() and len(number) < 6 and 1 <= int(number) <= MOST_VERSION):
            raise KeyRingError(f"{source}: each key is written <version>:<base64>, such as 1:k3Jv….")
        try:
            key = base64.b64decode(encoded, validate=True)
        except binascii.Error:
            key = b""
        if len(key) != KEY_BYTES:
            raise KeyRingError(f"{source}: key {number} is not the base64 of {KEY_BYTES} bytes.")
        if int(number) in keys:
            raise KeyRingError(f"{source}: there are two keys with the version {number}.")
        keys[int(number)] = key
    if not keys:
        raise KeyRingError(f"{source} holds no key.")
    return KeyRing(keys)


def write_ring(ring: KeyRing) -> str:
    """What `parse_ring` reads, the newest first."""
    return "".join(
        f"{version}:{base64.b64encode(key).decode()}\n"
        for version, key in sorted(ring.keys.items(), reverse=True)
    )


def with_new_key(ring: KeyRing | None) -> KeyRing:
    """The ring with one more key, which is then the current one."""
    known = dict(ring.keys) if ring else {}
    return KeyRing({**known, max(known, default=0) + 1: secrets.token_bytes(KEY_BYTES)})


def without_keys(ring: KeyRing, versions: set[int]) -> KeyRing:
    return KeyRing({version: key for version, key in ring.keys.items() if version not in versions})


def read_file(path: Path) -> KeyRing | None:
    """The ring in a file; None when there is no file. Raises KeyRingError."""
    try:
        return parse_ring(path.read_text(), str(path))
    except FileNotFoundError:
        return None


def create_file(path: Path) -> KeyRing:
    """A file with one new key, mode 0600. Of two processes that create it at once, both get the winner's."""
    whole = _written_beside(path, with_new_key(None))
    try:
        # A link appears with its whole content or not at all.
        with suppress(FileExistsError):
            os.link(whole, path)
    finally:
        whole.unlink()
    ring = read_file(path)
    assert ring is not None
    return ring


def replace_file(path: Path, ring: KeyRing) -> None:
    """Replaces the file's content at once."""
    _written_beside(path, ring).replace(path)


def _written_beside(path: Path, ring: KeyRing) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")  # 0600 by itself
    with os.fdopen(descriptor, "w") as file:
        file.write(write_ring(ring))
        file.flush()
        os.fsync(file.fileno())
    return Path(name)
