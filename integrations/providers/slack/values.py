"""Values as Slack writes them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import BeforeValidator


def _unix(value: Any) -> Any:
    if not isinstance(value, str) or value.isdecimal() or "{{" in value:
        return value
    try:
        moment = datetime.fromisoformat(value.strip())
    except ValueError:
        raise ValueError(f"“{value}” is not a time such as 2026-01-31T09:00:00Z.") from None
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())


#: Unix seconds; an ISO time is taken for them.
Moment = Annotated[int, BeforeValidator(_unix, json_schema_input_type=int | str)]
