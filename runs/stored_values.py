"""Large values of a run for an answer: their JSON as it is stored, passed on without being read."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from runs.sql import db_uuid


@dataclass(frozen=True, slots=True)
class StoredValues:
    """JSON by payload."""

    found: Mapping[Any, bytes]

    def of(self, payload_id: uuid.UUID | None) -> orjson.Fragment | None:
        """None where the value stands in the row, or is too much for one answer."""
        body = None if payload_id is None else self.found.get(db_uuid(payload_id))
        return None if body is None else orjson.Fragment(body)


NOTHING_STORED = StoredValues({})
