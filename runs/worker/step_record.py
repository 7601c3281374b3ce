"""A step as the worker keeps it in memory, and the way to its row and back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import orjson

from runs.engine.keys import step_key
from runs.payloads import Store, dump
from runs.sql import db_time, db_uuid, read_time_ms, read_uuid, shown_id


@dataclass(slots=True)
class StepRecord:
    """A row of the step table in the making. Times are Unix ms."""

    id: Any
    seq: int
    block: str
    status: str
    path: str = ""  # the index path inside containers: the column `iteration`
    is_stored: bool = False  # an earlier commit has its row
    attempt: int = 1
    generation: int = 0
    reason: str = ""
    port: str | None = None
    config: dict[str, Any] | None = None  # resolved once per generation, then frozen
    is_stale: bool = False  # the config is an earlier generation's: shown, but to be resolved anew
    output: Any = None
    error: dict[str, Any] | None = None
    warnings: list[dict[str, str]] | None = None
    log: list[dict[str, Any]] | None = None
    attempt_log: list[dict[str, Any]] | None = None
    variables: dict[str, Any] | None = None
    connection_id: UUID | None = None
    account: str = ""  # whose it is, for people
    wake_at_ms: int | None = None
    started_ms: int | None = None
    attempt_started_ms: int | None = None
    finished_ms: int | None = None
    key: str = field(init=False)
    public_id: str = field(init=False)

    def __post_init__(self) -> None:
        self.key = step_key(self.block, self.path)
        self.public_id = f"step_{shown_id(self.id)}"


def step_row(record: StepRecord, run_id: Any, store: Store) -> tuple[Any, ...]:
    """The values of `queue.STEP_COLUMNS`, in their order. What is large goes to the store."""
    return (
        record.id,
        run_id,
        record.seq,
        record.block,
        record.path,
        record.generation,
        record.status,
        record.reason[:300],
        record.port,
        record.attempt,
        _text(record.attempt_log),
        *store.put(record.config),
        *store.put(record.output),
        _text(record.error),
        _text(record.warnings),
        _text(record.log),
        _text(record.variables),
        None if record.connection_id is None else db_uuid(record.connection_id),
        record.account[:200],
        record.wake_at_ms,
        db_time(record.started_ms),
        db_time(record.finished_ms),
    )


def is_definite(error: dict[str, Any] | None) -> bool:
    """The other side gave an answer, so it is known that nothing of this attempt is outstanding."""
    return error is not None and str(error.get("code", "")).startswith("HTTP_")


def _text(value: Any) -> str | None:
    return None if value is None else dump(value).decode()


def record_from_row(row: dict[str, Any], payloads: dict[Any, Any]) -> StepRecord:
    def value(name: str) -> Any:
        if row[f"{name}_payload"] is not None:
            return payloads[row[f"{name}_payload"]]
        return None if row[name] is None else orjson.loads(row[name])

    def small(name: str) -> Any:
        return None if row[name] is None else orjson.loads(row[name])

    return StepRecord(
        id=row["id"],
        seq=row["seq"],
        block=row["block"],
        status=row["status"],
        path=row["iteration"],
        is_stored=True,
        attempt=row["attempt"],
        generation=row["generation"],
        reason=row["reason"],
        port=row["port"],
        config=value("input"),
        # After a definite answer the next try is a new generation, whose config is resolved anew.
        is_stale=row["status"] in ("retrying", "waiting") and is_definite(small("error")),
        output=value("output"),
        error=small("error"),
        warnings=small("warnings"),
        log=small("log"),
        attempt_log=small("attempt_log"),
        variables=small("variables"),
        connection_id=None if row["connection_id"] is None else read_uuid(row["connection_id"]),
        account=row["account"],
        wake_at_ms=row["wake_at_ms"],
        started_ms=read_time_ms(row["started_at"]),
        finished_ms=read_time_ms(row["finished_at"]),
    )
