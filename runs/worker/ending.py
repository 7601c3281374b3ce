"""What a run's end (or its parking) brings with it, beyond its own rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

from runs.compiled import CompiledVersion
from runs.end_rules import ERASE_AFTER_MS, erases_values, error_workflow
from runs.engine.commands import FinishRun, ParkRun
from runs.news import RUN_TOPICS, News
from runs.sql import db_time, hex_id


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


def aftermath_at(
    row: Mapping[str, Any], version: CompiledVersion, finish: FinishRun | None, now_ms: int
) -> int | None:
    """When something is to be done after this end, in Unix ms; None when nothing is, or this is no end."""
    if finish is None:
        return None
    is_test = bool(row["test"])
    if error_workflow(
        version.settings, status=finish.status, trigger_type=row["trigger_type"], is_test=is_test
    ):
        return now_ms
    if erases_values(version.settings, status=finish.status, is_test=is_test):
        return now_ms + ERASE_AFTER_MS
    return None


def news_of(row: Mapping[str, Any], status: str, waiting: str | None, now_ms: int) -> News | None:
    """What people and programs outside may want to hear of this commit: that the run ended, or waits for something. Of test
    runs nobody is told.
    """
    topic = f"run.{status}"
    if topic not in RUN_TOPICS or row["test"]:
        return None
    data: dict[str, Any] = {"run": hex_id(row["id"])}
    if status == "suspended":
        data["waiting"] = orjson.loads(waiting or "[]")  # by the time it is read, the run may have gone on
    return News(topic, row["company_id"], data, db_time(now_ms))
