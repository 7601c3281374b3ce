"""What is done after a run's end: its error workflow is started, exactly once, and its values are erased.

The end itself marks the run (`aftermath_at_ms`, in its transaction); the chore takes marked runs in turn, each in a
transaction of its own, so what was promised by an end happens even when everything is killed in between.
"""

from __future__ import annotations

import datetime
import logging
import uuid
from typing import Any

import orjson
from django.conf import settings

from accounts.api.envelope import iso
from accounts.api.errors import ApiError
from accounts.ids import public_id
from accounts.logs import regarding
from runs import bell
from runs.accept import accept_within
from runs.end_rules import ERASE_AFTER_MS, erases_values, error_workflow
from runs.erasing import erase_values
from runs.files import remove_contents
from runs.sql import Statements, now_ms_sql, read_time_ms, read_uuid, shown_id, statements, write_transaction
from runs.start_facts import start_facts
from runs.start_request import StartRequest

logger = logging.getLogger("headrace.aftermath")

BATCH = 50
AGAIN_MS = 60_000  # one that could not be done is tried again after this

_COLUMNS = (
    "r.id", "r.company_id", "r.workflow_id", "r.version_id", "r.number", "r.status", "r.trigger_type", "r.test", "r.error",
    "r.created_at", "r.started_at", "r.finished_at", "w.name",
)  # fmt: skip


def settle_due() -> int:
    """Do what is due for up to 50 runs, each for itself. Returns how many were looked at."""
    due = statements().all(
        "SELECT id FROM runs_run WHERE aftermath_at_ms IS NOT NULL"
        f" AND aftermath_at_ms <= {now_ms_sql()} ORDER BY aftermath_at_ms LIMIT {BATCH}"
    )
    for (run_id,) in due:
        try:
            news = _settle(run_id)
        except Exception:
            logger.exception(
                "what follows the run could not be done; it is tried again",
                extra=regarding(runId=f"run_{shown_id(run_id)}"),
            )
            with write_transaction() as sql:
                _mark(sql, run_id, f"{now_ms_sql()} + {AGAIN_MS}")
        else:
            if news:
                bell.announce(news)
                bell.ring()
    return len(due)


def _settle(run_id: Any) -> list[bell.Announcement]:
    gone: list[uuid.UUID] = []
    news = _settle_within(run_id, gone)
    remove_contents(gone)
    return news


def _settle_within(run_id: Any, gone: list[uuid.UUID]) -> list[bell.Announcement]:
    with write_transaction() as sql:
        lock = " FOR UPDATE OF r SKIP LOCKED" if sql.is_postgres else ""
        rows = sql.all(
            f"SELECT {', '.join(_COLUMNS)} FROM runs_run r JOIN workflows_workflow w ON w.id = r.workflow_id"
            f" WHERE r.id = ? AND r.aftermath_at_ms IS NOT NULL{lock}",
            (run_id,),
        )
        if not rows:
            return []  # somebody else is at it, or was
        run = dict(zip((name.partition(".")[2] for name in _COLUMNS), rows[0], strict=True))
        run["workflow_name"] = run.pop("name")
        facts = start_facts(read_uuid(run["version_id"]))
        news = _tell(sql, run, facts.settings, facts.number)
        if not erases_values(facts.settings, status=run["status"], is_test=bool(run["test"])):
            _mark(sql, run_id, "NULL")
            return news
        ended_ms = read_time_ms(run["finished_at"]) or 0
        now_ms = int(sql.all(f"SELECT {now_ms_sql()}")[0][0])
        if now_ms < ended_ms + ERASE_AFTER_MS:
            _mark(sql, run_id, str(ended_ms + ERASE_AFTER_MS))
        else:
            gone.extend(erase_values(sql, run_id))
            _mark(sql, run_id, "NULL")
        return news


def _mark(sql: Statements, run_id: Any, at: str) -> None:
    sql.run(f"UPDATE runs_run SET aftermath_at_ms = {at} WHERE id = ?", (run_id,))


# --- the error workflow -----------------------------------------------------------------------


def _tell(
    sql: Statements, run: dict[str, Any], version_settings: Any, version: int | None
) -> list[bell.Announcement]:
    workflow_id = error_workflow(
        version_settings, status=run["status"], trigger_type=run["trigger_type"], is_test=bool(run["test"])
    )
    if workflow_id is None:
        return []
    name = public_id("run", read_uuid(run["id"]))
    request = StartRequest(
        company_id=read_uuid(run["company_id"]),
        workflow_id=workflow_id,
        input=_report(run, name, version),
        trigger_type="error",
        started_by=f"Run {run['number']} of {run['workflow_name']}",
        # What makes it exactly once, should this run be looked at again.
        idempotency_key=f"error:{name}",
    )
    [answer], news = accept_within(sql, [request])
    if isinstance(answer, ApiError):
        logger.warning(
            "the error workflow %s was not started: %s",
            public_id("wf", workflow_id),
            answer.message,
            extra=regarding(runId=name),
        )
    return news


def _report(run: dict[str, Any], name: str, version: int | None) -> dict[str, Any]:
    """The error workflow's input."""
    error = orjson.loads(run["error"]) if run["error"] else {"code": "STEP_ERROR", "message": ""}
    created, started, ended = (read_time_ms(run[key]) for key in ("created_at", "started_at", "finished_at"))
    return {
        "run": {
            "id": name,
            "number": run["number"],
            "status": run["status"],
            "triggerType": run["trigger_type"],
            "createdAt": _iso(created),
            "startedAt": _iso(started),
            "completedAt": _iso(ended),
            "durationMs": None if started is None or ended is None else ended - started,
            "url": f"{settings.PUBLIC_URL}/runs/{name}",
        },
        "error": {"code": error.get("code"), "message": error.get("message"), "blockId": error.get("step")},
        "workflow": {
            "id": public_id("wf", read_uuid(run["workflow_id"])),
            "name": run["workflow_name"],
            "version": version,
        },
    }


def _iso(ms: int | None) -> str | None:
    return None if ms is None else iso(datetime.datetime.fromtimestamp(ms / 1000, datetime.UTC))
