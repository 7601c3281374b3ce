"""Fields of our own."""

from __future__ import annotations

from typing import Any

import orjson
from django.db import models


class JsonText(models.TextField[Any, Any]):
    """JSON kept as text, so that it comes back exactly as it was written.

    PostgreSQL's jsonb would reorder keys, turn 1e20 into an integer and refuse U+0000 inside texts; a drawing must
    be the same on both databases, down to its checksum. None is stored as NULL.
    """

    # For the type checker: any JSON goes in and comes out, not text.
    _pyi_private_set_type: Any
    _pyi_private_get_type: Any

    def from_db_value(self, value: str | None, *_: object) -> Any:
        return None if value is None else orjson.loads(value)

    def get_prep_value(self, value: Any) -> str | None:
        return None if value is None else orjson.dumps(value).decode()

    def to_python(self, value: Any) -> Any:
        return value
