"""Fields of our own."""

from __future__ import annotations

from typing import Any

import orjson
from django import forms
from django.db import models


class _JsonFormField(forms.JSONField):
    """In the admin: JSON as text, nothing for an empty object."""

    def __init__(self, *, empty: Any, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.empty = empty

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        return self.empty if cleaned is None else cleaned


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

    def formfield(self, **kwargs: Any) -> Any:
        empty: Any = None if self.null else {}
        return super().formfield(**{"form_class": _JsonFormField, "empty": empty, **kwargs})

    def value_to_string(self, obj: models.Model) -> str:
        return self.get_prep_value(self.value_from_object(obj)) or ""
