"""Files as values: `{"$file": {id, name, mimeType, size, sha256}}`. The content is beside the database, never in a value."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, BinaryIO, Protocol

KEY = "$file"
MOST_BYTES = 100 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file that may be read, as often as wanted; whoever opens it closes it."""

    name: str
    mime_type: str
    size: int
    sha256: str
    open: Callable[[], BinaryIO]


class NewFile(Protocol):
    """A file while it is written. Raises outcomes.StepFailure subclasses: over 100 MB (LIMIT_FILE), no room on the disk."""

    def write(self, data: bytes) -> None: ...

    def keep(self, *, name: str, mime_type: str) -> Any:
        """The file as a value; it is durable when this returns. What is not kept is gone when the file is left."""
        ...


def file_id(value: Any) -> str | None:
    """The id in a file value; None for any other value."""
    inside = value.get(KEY) if isinstance(value, dict) and len(value) == 1 else None
    found = inside.get("id") if isinstance(inside, dict) else None
    return found if isinstance(found, str) else None
