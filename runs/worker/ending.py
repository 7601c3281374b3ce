"""What a run's end (or its parking) brings with it, beyond its own rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from runs.compiled import CompiledVersion
from runs.engine.commands import FinishRun, ParkRun


def freed_slot(
    row: Mapping[str, Any], version: CompiledVersion, finish: FinishRun | None, park: ParkRun | None
) -> str:
    """The key whose slot the run gives back with this commit; empty when it keeps it or has none."""
    if not row["slot_key"]:
        return ""
    is_freed = finish is not None or (
        park is not None and park.status == "suspended" and version.releases_slot
    )
    return str(row["slot_key"]) if is_freed else ""
