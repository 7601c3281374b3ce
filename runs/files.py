"""Files: rows in the database, contents on the disk under `FILES_DIR`, written whole or not at all.

A content is written beside its place, synced, moved there, and only then named by a row. A row is removed before its
content. So a row always has its content, and what a crash leaves behind is a content without a row, which `remove_orphans`
finds.
"""

from __future__ import annotations

import hashlib
import os
import re
import time
import unicodedata
import uuid
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO, Protocol, Self

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from accounts.ids import parse_public_id, public_id, uuid7
from integrations.files import KEY, MOST_BYTES, file_id
from integrations.outcomes import Permanent, Retry
from runs.models import File, FileUse
from runs.sql import Statements, db_uuid, read_uuid

Json = Any
_MARK = f'"{KEY}"'  # in the JSON of whatever holds a file
#: An upload that no run has used for this long is removed, and so is a content without a row.
UNUSED_FOR = timedelta(days=1)
_ORPHANED_SECONDS = 3600.0
MOST_HELD = 1_000  # files that one input holds
_MIME = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,48}/[a-z0-9][a-z0-9!#$&^_.+-]{0,48}")
# Characters that turn the direction of text make "exe.txt" of "txt.exe".
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


# --- contents -------------------------------------------------------------------------------------


def content_path(id: uuid.UUID) -> Path:
    """Where the content is. The last digits part the files into folders: the first ones of such ids are a time."""
    return Path(settings.FILES_DIR) / id.hex[-2:] / id.hex


class Incoming:
    """A content while it is written. Use as a context: what was not moved to its place is removed.

    Raises Permanent (LIMIT_FILE) beyond 100 MB and Retry when the disk does not take it.
    """

    def __init__(self) -> None:
        self.id = uuid7()
        self.size = 0
        self._hash = hashlib.sha256()
        self._is_placed = False
        folder = Path(settings.FILES_DIR) / "incoming"
        try:
            for each in (folder.parent, folder):
                each.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._path = folder / self.id.hex
            self._file = open(os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")  # noqa: SIM115, PTH123
        except OSError as error:
            raise _disk(error) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(OSError):
            self._file.close()
        if not self._is_placed:
            self._path.unlink(missing_ok=True)

    @property
    def sha256(self) -> str:
        return self._hash.hexdigest()

    def write(self, data: bytes) -> None:
        self.size += len(data)
        if self.size > MOST_BYTES:
            raise Permanent(
                f"A file has at most {MOST_BYTES // 1024**2} MB; this one has more.", code="LIMIT_FILE"
            )
        self._hash.update(data)
        try:
            self._file.write(data)
        except OSError as error:
            raise _disk(error) from error

    def place(self) -> None:
        """Durable under its id when this returns."""
        place = content_path(self.id)
        try:
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
            place.parent.mkdir(exist_ok=True, mode=0o700)
            self._path.replace(place)
            self._is_placed = True
            for folder in (place.parent, place.parent.parent):
                _sync(folder)
        except OSError as error:
            raise _disk(error) from error


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _disk(error: OSError) -> Retry:
    return Retry(f"The file could not be written: {os.strerror(error.errno or 0)}.", code="STEP_ERROR")


# --- rows -----------------------------------------------------------------------------------------


def safe_name(name: str) -> str:
    """The last part of a path, without characters that steer; "file" for nothing. At most 200 characters, ending kept."""
    last = re.split(r"[/\\]", name)[-1]
    clean = "".join(character for character in last if unicodedata.category(character) not in _HIDDEN).strip()
    if clean in ("", ".", ".."):
        return "file"
    if len(clean) <= 200:
        return clean
    stem, dot, ending = clean.rpartition(".")
    return f"{stem[: 199 - len(ending)]}.{ending}" if dot and len(ending) <= 20 else clean[:200]


def safe_mime(mime_type: str) -> str:
    """Type and subtype in lower case; what is none is just bytes."""
    kind = mime_type.partition(";")[0].strip().lower()
    return kind if _MIME.fullmatch(kind) else "application/octet-stream"


@transaction.atomic
def record_file(
    incoming: Incoming,
    *,
    company_id: uuid.UUID,
    name: str,
    mime_type: str,
    created_by: str,
    run_id: uuid.UUID | None = None,
) -> File:
    """The row of a content that is in its place; the same again when it is there already. With `run_id` the run's file."""
    file, _ = File.objects.get_or_create(
        id=incoming.id,
        defaults={
            "company_id": company_id,
            "name": safe_name(name),
            "mime_type": safe_mime(mime_type),
            "size": incoming.size,
            "sha256": incoming.sha256,
            "created_by": created_by[:200],
            "created_at": timezone.now(),
        },
    )
    if run_id is not None:
        FileUse.objects.get_or_create(file=file, run_id=run_id)
    return file


def get_file(*, company_id: uuid.UUID, file_id: object) -> File | None:
    """The company's file by `file_<uuid>` or bare uuid; None when it is unknown or another company's."""
    known = parse_public_id("file", file_id)
    return File.objects.filter(company_id=company_id, id=known).first() if known else None


def open_content(file: File) -> BinaryIO:
    """Raises FileNotFoundError when the content is gone, which only somebody at the disk can bring about."""
    return content_path(file.id).open("rb")


def file_value(file: File) -> Json:
    return {
        KEY: {
            "id": public_id("file", file.id),
            "name": file.name,
            "mimeType": file.mime_type,
            "size": file.size,
            "sha256": file.sha256,
        }
    }


def files_in(value: Json) -> list[uuid.UUID]:
    """The ids of all files in a value, each once."""
    found: dict[uuid.UUID, None] = {}
    waiting = [value]
    while waiting:
        current = waiting.pop()
        known = parse_public_id("file", file_id(current))
        if known is not None:
            found[known] = None
        elif isinstance(current, dict):
            waiting.extend(current.values())
        elif isinstance(current, list):
            waiting.extend(current)
    return list(found)


class Asking(Protocol):
    """The parts of a wish to start a run that matter here."""

    @property
    def company_id(self) -> uuid.UUID: ...

    @property
    def input(self) -> Json: ...


def hold_files(sql: Statements, starts: Iterable[tuple[uuid.UUID, Asking, str | None]]) -> None:
    """Let new runs hold the files that their input names, in the transaction that accepts them. `starts` are (run, what was
    asked for, its input as JSON where that is short). An id that is no file of the company holds nothing.
    """
    lock = " FOR KEY SHARE" if sql.is_postgres else ""
    for run_id, asking, text in starts:
        ids = files_in(asking.input) if text is None or _MARK in text else []
        for id in ids[:MOST_HELD]:
            sql.run(
                "INSERT INTO runs_fileuse (file_id, run_id)"
                f" SELECT id, ? FROM runs_file WHERE id = ? AND company_id = ?{lock}",
                (db_uuid(run_id), db_uuid(id), db_uuid(asking.company_id)),
            )


# --- the end of files -------------------------------------------------------------------------------


def remove_unused(*, before: datetime | None = None, limit: int = 500) -> int:
    """Remove up to `limit` files that no run holds any more and that are older than a day, rows first. Returns how many.

    Whoever removes a run removes its `FileUse` rows with it.
    """
    before = before or timezone.now() - UNUSED_FOR
    with transaction.atomic():
        # Locked first, then looked at again: a run that is being accepted with one of these holds its row meanwhile.
        old = File.objects.filter(created_at__lt=before).exclude(_used()).order_by("id")
        candidates = list(
            old.select_for_update(
                skip_locked=connection.features.has_select_for_update_skip_locked
            ).values_list("id", flat=True)[:limit]
        )
        unused = list(File.objects.filter(id__in=candidates).exclude(_used()).values_list("id", flat=True))
        File.objects.filter(id__in=unused).delete()
    remove_contents(unused)
    return len(unused)


def let_go(sql: Statements, run_id: Any) -> list[uuid.UUID]:
    """The run holds its files no longer, in the transaction that erases it. Returns those whose rows went with that, since
    no other run holds them: their contents are to be removed after the commit. A crash in between leaves them to `remove_orphans`.
    """
    ids = [row[0] for row in sql.all("SELECT file_id FROM runs_fileuse WHERE run_id = ?", (run_id,))]
    sql.run("DELETE FROM runs_fileuse WHERE run_id = ?", (run_id,))
    if not ids:
        return []
    marks = ", ".join("?" * len(ids))
    if sql.is_postgres:  # whoever is giving one of them to a new run comes first
        sql.all(f"SELECT 1 FROM runs_file WHERE id IN ({marks}) ORDER BY id FOR UPDATE", ids)
    unused = "NOT EXISTS (SELECT 1 FROM runs_fileuse u WHERE u.file_id = runs_file.id)"
    gone = sql.all(f"DELETE FROM runs_file WHERE id IN ({marks}) AND {unused} RETURNING id", ids)
    return [read_uuid(row[0]) for row in gone]


def remove_contents(ids: Iterable[uuid.UUID]) -> None:
    """Of files that have no row any more."""
    for id in ids:
        content_path(id).unlink(missing_ok=True)


def _used() -> Exists:
    return Exists(FileUse.objects.filter(file=OuterRef("pk")))


def remove_orphans(*, older_than_seconds: float = _ORPHANED_SECONDS) -> int:
    """Remove contents that a crash left without a row. Looks at every file on the disk: once an hour is plenty."""
    removed = 0
    for paths in _in_batches(_contents(time.time() - older_than_seconds), 500):
        known = set(
            File.objects.filter(id__in=[uuid.UUID(path.name) for path in paths]).values_list("id", flat=True)
        )
        for path in paths:
            if path.parent.name == "incoming" or uuid.UUID(path.name) not in known:
                path.unlink(missing_ok=True)
                removed += 1
    return removed


def _contents(before: float) -> Iterator[Path]:
    for path in Path(settings.FILES_DIR).glob("*/*"):
        with suppress(OSError):
            if re.fullmatch(r"[0-9a-f]{32}", path.name) and path.stat().st_mtime < before:
                yield path


def _in_batches(paths: Iterable[Path], size: int) -> Iterator[list[Path]]:
    batch: list[Path] = []
    for path in paths:
        batch.append(path)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch
