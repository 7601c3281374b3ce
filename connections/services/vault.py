"""Seals and opens the secrets of rows; the only module that touches `connections/crypto.py`.

The ring comes from ENCRYPTION_KEYS, else from `DATA_DIR/keys/encryption_keys`, which is made on the first start. Before
it is used it must open what the database says it sealed: with a wrong key nothing is sealed, opened or lost.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import orjson
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from connections import crypto
from connections.crypto import BrokenSealError, KeyRing, KeyRingError, Place, UnknownKeyError
from connections.models import EncryptionKey, Sealed

_CANARY = b"headrace encryption key"
_FIELD = "sealed"

__all__ = ["BrokenSealError", "WrongKeyError", "open_row", "ring_is_from_file", "seal_row"]


class WrongKeyError(ImproperlyConfigured):
    """The encryption keys do not fit the database; the message says what to do."""


class _Ring:
    """This process's ring, verified once, and read again when the file changes (a rotation makes a new key)."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ring: KeyRing | None = None
        self._source: Any = None

    def get(self) -> KeyRing:
        """Raises WrongKeyError."""
        source = _source()
        ring = self._ring
        if ring is not None and source == self._source:
            return ring
        with self._lock:
            ring = _verified(_load())
            self._ring, self._source = ring, _source()
        return ring

    def forget(self) -> None:
        self._ring = None


_ring = _Ring()


def keys_file() -> Path:
    return Path(settings.DATA_DIR) / "keys" / "encryption_keys"


def ring_is_from_file() -> bool:
    return not settings.ENCRYPTION_KEYS


def current_ring() -> KeyRing:
    """The verified ring. Raises WrongKeyError."""
    return _ring.get()


def forget_ring() -> None:
    """Read and verify the keys anew at the next use."""
    _ring.forget()


def check_keys() -> str:
    """Words on the keys when they fit the database. Raises WrongKeyError, whose words say what is wrong."""
    ring = _verified(_load())
    versions = ", ".join(map(str, sorted(ring.keys)))
    return f"version {versions} of {'the key file' if ring_is_from_file() else 'ENCRYPTION_KEYS'} fit the database"


def _source() -> Any:
    if settings.ENCRYPTION_KEYS:
        return settings.ENCRYPTION_KEYS
    try:
        found = keys_file().stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_ino


def _load() -> KeyRing:
    try:
        if settings.ENCRYPTION_KEYS:
            return crypto.parse_ring(settings.ENCRYPTION_KEYS)
        ring = crypto.read_file(keys_file())
    except KeyRingError as error:
        raise WrongKeyError(str(error)) from None
    except OSError as error:
        raise WrongKeyError(f"The key file {keys_file()} cannot be read: {error.strerror}.") from None
    if ring is not None:
        return ring
    known = list(EncryptionKey.objects.values_list("version", flat=True).order_by("version"))
    if known:
        raise WrongKeyError(
            f"The database holds secrets sealed with encryption key {', '.join(map(str, known))}, and there is no key: "
            f"neither ENCRYPTION_KEYS nor {keys_file()}. Put the key file back from your backup. Without it the "
            "connections cannot be used; every secret has to be entered again."
        )
    try:
        return crypto.create_file(keys_file())
    except OSError as error:
        raise WrongKeyError(f"The key file {keys_file()} cannot be made: {error.strerror}.") from None


def _verified(ring: KeyRing) -> KeyRing:
    known = {key.version: bytes(key.canary) for key in EncryptionKey.objects.all()}
    missing = sorted(set(known) - set(ring.keys))
    if missing:
        raise WrongKeyError(
            f"The database holds secrets sealed with encryption key {', '.join(map(str, missing))}, which is not among "
            "the keys. Add it to ENCRYPTION_KEYS (or put the key file back from your backup) and start again."
        )
    for version, canary in known.items():
        try:
            ring.open(version, canary, _canary_place(version))
        except BrokenSealError:
            raise WrongKeyError(
                f"Encryption key {version} is not the one that sealed this database's secrets. Put the right key "
                "back from your backup and start again; nothing was changed."
            ) from None
    if ring.current not in known:
        _version, canary = ring.seal(_CANARY, _canary_place(ring.current))
        # Of two processes that come first, one writes; both then read what was written.
        EncryptionKey.objects.bulk_create(
            [EncryptionKey(version=ring.current, canary=canary)], ignore_conflicts=True
        )
        return _verified(ring)
    return ring


def _canary_place(version: int) -> Place:
    return Place("", f"connections.encryptionkey:{version}", "canary")


# --- rows ---------------------------------------------------------------------------------------------


def _place(row: Sealed) -> Place:
    company = getattr(row, "company_id", None)
    return Place(str(company or ""), f"{row._meta.label_lower}:{row.pk}", _FIELD)


def seal_row(row: Sealed, secrets: Mapping[str, Any]) -> None:
    """Puts the secrets, sealed with the current key, onto the row, which the caller saves (`sealed`, `key_version`).

    The row's primary key and company must be set. An empty mapping clears them. Raises WrongKeyError.
    """
    if not secrets:
        row.sealed, row.key_version = None, None
        return
    row.key_version, row.sealed = current_ring().seal(orjson.dumps(dict(secrets)), _place(row))


def open_row(row: Sealed) -> dict[str, Any]:
    """The secrets of a row. Raises WrongKeyError, and BrokenSealError for bytes that were changed or moved."""
    if row.sealed is None or row.key_version is None:
        return {}
    ring = current_ring()
    try:
        plain = ring.open(row.key_version, bytes(row.sealed), _place(row))
    except UnknownKeyError as unknown:
        raise WrongKeyError(
            f"{unknown} Add it to ENCRYPTION_KEYS (or put the key file back from your backup)."
        ) from None
    opened: dict[str, Any] = orjson.loads(plain)
    return opened
