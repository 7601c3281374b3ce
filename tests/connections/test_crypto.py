"""Sealing, the key ring, and what a wrong key does."""

from __future__ import annotations

import base64
import os
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from connections.crypto import (
    BrokenSealError,
    KeyRing,
    KeyRingError,
    Place,
    UnknownKeyError,
    create_file,
    parse_ring,
    read_file,
    replace_file,
    with_new_key,
    write_ring,
)
from connections.models import EncryptionKey, Secret
from connections.services import rotation, vault

RING = KeyRing({1: b"1" * 32})
HERE = Place("acme", "connections.secret:1", "sealed")


def test_what_is_sealed_opens_in_its_place():
    version, sealed = RING.seal(b"the secret", HERE)
    assert version == 1
    assert b"the secret" not in sealed
    assert RING.open(version, sealed, HERE) == b"the secret"
    assert RING.seal(b"the secret", HERE)[1] != sealed  # a nonce of its own each time


@pytest.mark.parametrize(
    "place",
    [
        Place("rival", "connections.secret:1", "sealed"),
        Place("acme", "connections.secret:2", "sealed"),
        Place("acme", "connections.connection:1", "sealed"),
        Place("acme", "connections.secret:1", "other"),
    ],
)
def test_in_another_place_it_does_not_open(place: Place):
    version, sealed = RING.seal(b"the secret", HERE)
    with pytest.raises(BrokenSealError):
        RING.open(version, sealed, place)


def test_under_another_version_or_changed_it_does_not_open():
    _version, sealed = RING.seal(b"the secret", HERE)
    with pytest.raises(UnknownKeyError):
        RING.open(2, sealed, HERE)
    same_key_twice = KeyRing({1: b"1" * 32, 2: b"1" * 32})
    with pytest.raises(BrokenSealError):
        same_key_twice.open(2, sealed, HERE)
    for changed in (sealed[:-1], sealed[:-1] + bytes([sealed[-1] ^ 1]), b"", sealed[:5]):
        with pytest.raises(BrokenSealError):
            RING.open(1, changed, HERE)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "holds no key"),
        ("abc", "<version>:<base64>"),
        ("0:" + "A" * 44, "<version>:<base64>"),
        ("1:short", "not the base64 of 32 bytes"),
        ("1:" + base64.b64encode(b"x" * 31).decode(), "not the base64 of 32 bytes"),
        (f"1:{base64.b64encode(b'x' * 32).decode()},1:{base64.b64encode(b'y' * 32).decode()}", "two keys"),
    ],
)
def test_keys_that_cannot_be_read_are_refused_without_repeating_them(text: str, words: str):
    with pytest.raises(KeyRingError, match=words) as refused:
        parse_ring(text)
    assert "short" not in str(refused.value)


def test_a_ring_is_written_and_read_and_its_newest_key_seals():
    ring = with_new_key(with_new_key(None))
    assert parse_ring(write_ring(ring)) == ring
    assert ring.current == 2
    assert parse_ring(write_ring(ring).strip().replace("\n", ",")) == ring


def test_the_file_is_private_and_made_once_by_many(tmp_path: Path):
    path = tmp_path / "keys" / "encryption_keys"
    with ThreadPoolExecutor(8) as pool:
        rings = list(pool.map(lambda _: create_file(path), range(8)))
    assert len({ring.keys[1] for ring in rings}) == 1
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    replace_file(path, with_new_key(rings[0]))
    found = read_file(path)
    assert found is not None
    assert found.current == 2
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [each.name for each in path.parent.iterdir()] == ["encryption_keys"]


# --- with a database --------------------------------------------------------------------------------------


@pytest.fixture
def secret(acme: Any) -> Secret:
    row = Secret(company=acme, name="TOKEN")
    vault.seal_row(row, {"value": "a very secret value"})
    row.save()
    return row


def ring_text(*numbers: int, salt: str = "k") -> str:
    return ",".join(
        f"{n}:{base64.b64encode((salt + str(n)).ljust(32, '.').encode()).decode()}" for n in numbers
    )


def test_a_row_opens_only_as_itself(secret: Secret, rival: Any):
    assert vault.open_row(Secret.objects.get()) == {"value": "a very secret value"}
    pasted = Secret(company=rival, name="TOKEN", sealed=secret.sealed, key_version=secret.key_version)
    with pytest.raises(BrokenSealError):
        vault.open_row(pasted)


def test_a_wrong_key_is_refused_in_words(secret: Secret, settings: Any):
    settings.ENCRYPTION_KEYS = ring_text(1)
    with pytest.raises(vault.WrongKeyError, match="Encryption key 1 is not the one that sealed"):
        vault.check_keys()
    with pytest.raises(vault.WrongKeyError):
        vault.open_row(secret)
    with pytest.raises(vault.WrongKeyError):
        vault.seal_row(secret, {"value": "another secret value"})


def test_a_file_that_holds_no_keys_is_named(tmp_path: Path):
    (tmp_path / "keys").write_text("no key at all")
    with pytest.raises(KeyRingError, match=rf"^{tmp_path}/keys: each key is written"):
        read_file(tmp_path / "keys")


def test_a_missing_version_is_refused_in_words(acme: Any, settings: Any):
    settings.ENCRYPTION_KEYS = ring_text(1, 2)
    vault.seal_row(Secret(company=acme, name="A"), {"value": "x" * 8})
    settings.ENCRYPTION_KEYS = ring_text(3)
    with pytest.raises(vault.WrongKeyError, match="encryption key 2, which is not among the keys"):
        vault.check_keys()


@pytest.mark.django_db
def test_a_lost_key_file_is_not_silently_made_anew(settings: Any, tmp_path: Path):
    settings.DATA_DIR = tmp_path
    vault.forget_ring()
    vault.current_ring()
    vault.keys_file().unlink()
    vault.forget_ring()
    with pytest.raises(vault.WrongKeyError, match="Put the key file back from your backup"):
        vault.check_keys()
    assert not vault.keys_file().exists()


def test_rotation_reseals_everything_and_goes_on_where_it_stopped(acme: Any, settings: Any):
    settings.ENCRYPTION_KEYS = ring_text(1)
    for number in range(250):
        row = Secret(company=acme, name=f"S{number}")
        vault.seal_row(row, {"value": f"value of number {number}"})
        row.save()
    with pytest.raises(rotation.RotationError, match="Put a new one in front"):
        rotation.begin_rotation()
    settings.ENCRYPTION_KEYS = ring_text(1, 2)
    assert rotation.begin_rotation() == 2
    seen: list[int] = []

    def stop_after_two_batches(done: int) -> None:
        seen.append(done)
        if len(seen) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rotation.reseal(stop_after_two_batches)
    assert rotation.rows_behind() == 50
    with pytest.raises(rotation.RotationError, match="50 values"):
        rotation.drop_old_keys()
    assert rotation.begin_rotation() == 2
    assert rotation.reseal(lambda _: None) == 50
    assert rotation.drop_old_keys() == [1]
    settings.ENCRYPTION_KEYS = ring_text(2)
    assert {vault.open_row(row)["value"] for row in Secret.objects.all()} == {
        f"value of number {number}" for number in range(250)
    }
    assert list(EncryptionKey.objects.values_list("version", flat=True)) == [2]


def test_rotation_with_a_key_file_is_seen_by_other_processes(secret: Secret, settings: Any, tmp_path: Path):
    settings.DATA_DIR = tmp_path
    EncryptionKey.objects.all().delete()
    vault.forget_ring()
    vault.seal_row(secret, {"value": "sealed with the file's key"})
    secret.save()
    assert rotation.begin_rotation() == 2
    assert rotation.reseal(lambda _: None) == 1
    # Somebody may have sealed with the older key a moment ago, and not stored it yet.
    with pytest.raises(rotation.RotationError, match=r"can be forgotten in \d+ seconds"):
        rotation.drop_old_keys()
    EncryptionKey.objects.update(created_at=timezone.now() - rotation.SETTLED)
    assert rotation.drop_old_keys() == [1]
    other = vault._Ring()  # what another process has: it looks at the file again
    assert other.get().current == 2
    assert vault.open_row(Secret.objects.get())["value"] == "sealed with the file's key"


def test_the_product_does_not_start_with_a_wrong_key(tmp_path: Path):
    """`manage.py start` and `doctor` say what is wrong; nothing is served."""
    root = Path(__file__).resolve().parents[2]
    environment = {
        **{name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")},
        "DATA_DIR": str(tmp_path),
        "ENV_FILE": "",
        "DEMO": "false",
    }

    def manage(*words: str, **extra: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=root,
            env={**environment, **extra},
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    assert manage("migrate", "-v0").returncode == 0
    right, wrong = {"ENCRYPTION_KEYS": ring_text(1)}, {"ENCRYPTION_KEYS": ring_text(1, salt="w")}
    assert "ok    Encryption" in manage("doctor", **right).stdout
    doctor = manage("doctor", **wrong)
    assert doctor.returncode != 0
    assert "WRONG Encryption  Encryption key 1 is not the one" in doctor.stdout
    start = manage("start", PORT="0", **wrong)
    assert start.returncode != 0
    assert "is not the one that sealed this database's secrets" in start.stderr
    assert "Traceback" not in start.stderr
