"""Moves every sealed value to the newest key, in batches, while the product runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

from django.apps import apps
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from connections import crypto
from connections.crypto import KeyRing
from connections.models import EncryptionKey, Sealed
from connections.services import vault

BATCH = 100
#: By then whoever sealed with the older key has committed or given up (`broker._COMMIT_SECONDS`), and whoever read what
#: the older key sealed has opened it.
SETTLED = timedelta(seconds=90)


class RotationError(Exception):
    """A rotation cannot start; the message says what to do."""


def sealed_models() -> list[type[Sealed]]:
    """Every table with sealed values, of any app."""
    return [model for model in apps.get_models() if issubclass(model, Sealed)]


def rows_behind() -> int:
    """How many values are sealed with an older key than the current one."""
    current = vault.current_ring().current
    return sum(_behind(model, current).count() for model in sealed_models())


def begin_rotation() -> int:
    """Makes sure that there is a key newer than what is sealed; returns its version.

    A rotation that was broken off goes on with its key. Raises RotationError where the keys come from the environment
    and hold no newer one.
    """
    ring = vault.current_ring()
    if rows_behind() or not EncryptionKey.objects.filter(version=ring.current).exists() or not _is_used(ring):
        return ring.current
    if not vault.ring_is_from_file():
        fresh = crypto.write_ring(crypto.without_keys(crypto.with_new_key(ring), set(ring.keys))).strip()
        raise RotationError(
            f"Everything is sealed with key {ring.current}, the newest of ENCRYPTION_KEYS. Put a new one in front, "
            f"restart every process, and run this again. This one would do: {fresh}"
        )
    crypto.replace_file(vault.keys_file(), crypto.with_new_key(ring))
    vault.forget_ring()
    return vault.current_ring().current


def reseal(report: Callable[[int], None]) -> int:
    """Seals everything with the current key; returns how many values that were. Can be broken off at any moment.

    `report` gets the count so far after each batch. Values written meanwhile with the old key are caught as well.
    """
    done = 0
    while True:
        before = done
        current = vault.current_ring().current
        for model in sealed_models():
            for moved in _reseal_table(model, current):
                done += moved
                report(done)
        if done == before:
            return done


def seconds_to_settle() -> float:
    """How long a process that runs may still be about to store what it sealed with an older key."""
    ring = vault.current_ring()
    if len(ring.keys) == 1 or not vault.ring_is_from_file():
        return 0.0  # with ENCRYPTION_KEYS every process was restarted with the new key
    made = EncryptionKey.objects.get(version=ring.current).created_at
    return max(0.0, (made + SETTLED - timezone.now()).total_seconds())


def drop_old_keys() -> list[int]:
    """Forgets keys that seal nothing any more; returns their versions. Raises RotationError while values need them, or may."""
    if left := rows_behind():
        raise RotationError(f"{left} values are still sealed with older keys. Run the rotation first.")
    if seconds := seconds_to_settle():
        raise RotationError(f"The new key is too new. Older ones can be forgotten in {seconds:.0f} seconds.")
    ring = vault.current_ring()
    old = sorted(set(ring.keys) - {ring.current})
    EncryptionKey.objects.exclude(version=ring.current).delete()
    if vault.ring_is_from_file() and old:
        crypto.replace_file(vault.keys_file(), crypto.without_keys(ring, set(old)))
        vault.forget_ring()
    return old


def _is_used(ring: KeyRing) -> bool:
    return any(model._default_manager.filter(key_version=ring.current).exists() for model in sealed_models())


def _behind(model: type[Sealed], current: int) -> QuerySet[Sealed]:
    return model._default_manager.exclude(key_version=None).exclude(key_version=current)


def _reseal_table(model: type[Sealed], current: int) -> Iterator[int]:
    while True:
        with transaction.atomic():
            rows = list(
                model._default_manager.select_for_update(of=("self",))
                .exclude(key_version=None)
                .exclude(key_version=current)
                .order_by("pk")[:BATCH]
            )
            for row in rows:
                vault.seal_row(row, vault.open_row(row))
                model._default_manager.filter(pk=row.pk).update(
                    sealed=row.sealed, key_version=row.key_version
                )
        if not rows:
            return
        yield len(rows)
