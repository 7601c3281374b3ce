"""Files for blocks: what `context.new_file` and `context.open_file` of a running step do."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import partial
from typing import Any

from integrations.files import StoredFile, file_id
from integrations.outcomes import Permanent
from runs.files import Incoming, content_path, file_value, get_file, open_content, record_file

#: Runs work on the database within the step's time; see `runs/worker/database.py`.
Ask = Callable[..., Any]


class RunFile:
    """Implements integrations.files.NewFile for one step."""

    def __init__(
        self, incoming: Incoming, ask: Ask, *, company_id: uuid.UUID, run_id: uuid.UUID, created_by: str
    ) -> None:
        self._incoming = incoming
        self._ask = ask
        self._record = partial(
            record_file, incoming, company_id=company_id, run_id=run_id, created_by=created_by
        )

    def write(self, data: bytes) -> None:
        self._incoming.write(data)

    def keep(self, *, name: str, mime_type: str) -> Any:
        self._incoming.place()
        return file_value(self._ask(partial(self._record, name=name, mime_type=mime_type), writes=True))


def stored_file(value: Any, ask: Ask, *, company_id: uuid.UUID) -> StoredFile:
    """Raises Permanent for what is no file, or none of the company's."""
    found = file_id(value)
    if found is None:
        raise Permanent('This is no file. A file is a value such as {"$file": {"id": "file_…"}}.')
    file = ask(partial(get_file, company_id=company_id, file_id=found))
    if file is None:
        raise Permanent(
            "There is no file with this id. It may have been removed with the run it belonged to."
        )
    if not content_path(file.id).is_file():
        raise Permanent(f"The content of “{file.name}” is gone from the disk.")
    return StoredFile(file.name, file.mime_type, file.size, file.sha256, partial(open_content, file))
