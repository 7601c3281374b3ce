"""Rows of a model by a statement of our own: the ORM makes its SQL anew for each query, which costs more than the query."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, models
from django.db.models.base import ModelState

from runs.sql import Row, familiar_uuid, read_uuid
from workflows.fields import JsonText

M = TypeVar("M", bound=models.Model)


class RowsOf(Generic[M]):
    """How to read some fields of a model, all of them unless they are named: `columns` for the statement, `read` for what it
    gives. Instances are like the ORM's; fields that are left out are loaded when they are asked for.
    """

    def __init__(self, model: type[M], alias: str, names: Iterable[str] | None = None) -> None:
        self._model = model
        wanted = None if names is None else frozenset(names)
        fields = [field for field in model._meta.concrete_fields if wanted is None or field.attname in wanted]
        self.columns = ", ".join(f"{alias}.{field.column}" for field in fields)
        self.width = len(fields)
        self._names = [field.attname for field in fields]
        self._converters = [
            (place, convert) for place, field in enumerate(fields) if (convert := _converter(field))
        ]

    def read(self, row: Row) -> M:
        values = list(row)
        for place, convert in self._converters:
            value = values[place]
            if value is not None:
                values[place] = convert(value)
        # As Model.from_db, which sets one attribute after the other by descriptors that have nothing to do for a new object.
        made = self._model.__new__(self._model)
        state = ModelState()
        state.adding, state.db = False, DEFAULT_DB_ALIAS
        made.__dict__.update(zip(self._names, values, strict=True), _state=state)
        return made


def _converter(field: models.Field[Any, Any]) -> Callable[[Any], Any] | None:
    target = field.target_field if isinstance(field, models.ForeignKey) else field
    if isinstance(target, JsonText):
        return target.from_db_value
    if isinstance(target, models.UUIDField):
        return read_uuid if target is field else familiar_uuid  # all steps of a run name the same run
    if isinstance(target, models.BooleanField):
        return bool
    if isinstance(target, models.DateTimeField):
        return _moment
    return None


def _moment(value: str | datetime.datetime) -> datetime.datetime:
    moment = datetime.datetime.fromisoformat(value) if isinstance(value, str) else value
    return (
        moment if moment.tzinfo else moment.replace(tzinfo=datetime.UTC)
    )  # SQLite keeps UTC without saying so
