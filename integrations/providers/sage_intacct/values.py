"""Dates as Sage Intacct writes them: 01/31/2026, or year, month and day as elements."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import BeforeValidator

from integrations.fields import Data

_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:T.*)?")


def _us(value: Any) -> Any:
    found = _ISO.fullmatch(value) if isinstance(value, str) else None
    return f"{found[2]}/{found[3]}/{found[1]}" if found else value


def _parts(value: Any) -> Any:
    if not isinstance(value, str) or "{{" in value:
        return value
    found = _ISO.fullmatch(value)
    if found is None:
        raise ValueError(f"“{value}” is not a date such as 2026-01-31.")
    return {"year": found[1], "month": found[2], "day": found[3]}


UsDate = Annotated[str, BeforeValidator(_us, json_schema_input_type=str)]
DateParts = Annotated[Data, BeforeValidator(_parts, json_schema_input_type=str)]
