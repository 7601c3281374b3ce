"""Concurrency limits where runs come in: which key a run has, and whether it starts, waits, is skipped or refused."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from accounts.api.errors import ApiError, validation_error
from accounts.jsontext import dump_json
from runs import slots
from runs.sql import EVENT_COLUMNS, Statements, db_time
from workflows.expressions import CompiledTemplate, ExpressionError, compile_template

RETRY_AFTER_SECONDS = 5

Verdict = Literal["starts", "waits", "skipped"]


@dataclass(frozen=True, slots=True)
class Limit:
    """What a version says of how many of its runs go on at once: at most `most` for each value of `key`."""

    most: int
    key: CompiledTemplate | None
    on_limit: str  # queue | skip | reject

    def slot_key(self, workflow_id: uuid.UUID, scope: Mapping[str, Any]) -> str:
        """The key of one run, at most 100 characters. Raises ApiError when it cannot be computed from this input."""
        if self.key is None:
            return workflow_id.hex
        try:
            value = self.key.resolve(dict(scope))
        except ExpressionError as error:
            raise validation_error(
                f"The workflow's concurrency key cannot be computed from this input: {error.message}"
            ) from None
        text = value if isinstance(value, str) else "" if value is None else dump_json(value).decode()
        if len(text) > 60 or not text.isprintable():
            text = "#" + hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
        return f"{workflow_id.hex}:{text}"


def read_limit(settings: Mapping[str, Any]) -> Limit | None:
    """The limit in a version's settings; None when it has none."""
    most = settings.get("concurrencyLimit")
    if not most:
        return None
    template = settings.get("concurrencyKey")
    return Limit(
        most=int(most),
        key=compile_template(template) if template else None,
        on_limit=settings.get("onLimit") or "queue",
    )


class Gate:
    """Judges the runs of one batch in their order. Holds the locks of their keys until the transaction ends."""

    def __init__(self, sql: Statements, keys: Iterable[str]) -> None:
        self._sql = sql
        self._seen: dict[str, tuple[int, bool]] = {}
        slots.lock(sql, keys)

    def judge(self, key: str, limit: Limit, *, may_refuse: bool) -> Verdict:
        """Raises ApiError 429 where the workflow rejects and somebody is there to be told (`may_refuse`)."""
        if key not in self._seen:
            self._seen[key] = slots.occupancy(self._sql, key)
        taken, has_line = self._seen[key]
        if taken < limit.most and not has_line:
            self._seen[key] = (taken + 1, False)
            return "starts"
        if limit.on_limit == "queue":
            self._seen[key] = (taken, True)
            return "waits"
        if limit.on_limit == "reject" and may_refuse:
            raise ApiError(
                "CONCURRENCY_LIMIT",
                429,
                f"{reason(limit)} Try again when one has ended.",
                headers={"Retry-After": str(RETRY_AFTER_SECONDS)},
            )
        return "skipped"


# Those that wait for this run: its parent, and its parent's where that waits for the parent.
_WAIT_FOR_IT = """
WITH RECURSIVE up(id, parent_id, parent_step, version_id, has_slot, slot_key) AS (
  SELECT id, parent_id, parent_step, version_id, has_slot, slot_key FROM runs_run WHERE id = ?
  UNION ALL
  SELECT r.id, r.parent_id, r.parent_step, r.version_id, r.has_slot, r.slot_key
  FROM runs_run r JOIN up ON r.id = up.parent_id WHERE up.parent_step IS NOT NULL
) SELECT version_id FROM up WHERE has_slot AND slot_key = ?"""


def slots_of_those_that_wait(sql: Statements, parent_run: Any, key: str) -> list[Any]:
    """The versions of the runs that hold a slot of `key` and wait for what `parent_run` is about to start."""
    return [row[0] for row in sql.all(_WAIT_FOR_IT, (parent_run, key))]


def end_skipped(sql: Statements, run_id: Any, limit: Limit, now_ms: int) -> None:
    """A run that was just inserted ends as skipped, and says why."""
    error = {"code": "CONCURRENCY_LIMIT", "message": f"Skipped: {reason(limit)}"}
    sql.run(
        "UPDATE runs_run SET status = 'cancelled', ready = FALSE, error = ?, finished_at = ?, next_event = 3 WHERE id = ?",
        (dump_json(error).decode(), db_time(now_ms), run_id),
    )
    data = {"durationMs": 0, "error": {**error, "blockId": None}}
    event = {"seq": 2, "type": "run.cancelled", "blockId": None, "at": now_ms, "data": data}
    sql.insert("runs_eventbatch", EVENT_COLUMNS, [(run_id, 2, 2, dump_json([event]).decode())])


def reason(limit: Limit) -> str:
    """Why a run did not start, in words."""
    runs = "1 run of this workflow is" if limit.most == 1 else f"{limit.most:,} runs of this workflow are"
    same = " for the same key" if limit.key is not None else ""
    return f"{runs} under way{same}, its limit."
