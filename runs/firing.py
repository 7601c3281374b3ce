"""How a trigger that is no API call starts a run: an event, a tick. The start itself is that of all others (`accept`)."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from accounts.ids import public_id
from runs.firing_facts import iso_ms
from runs.sql import Row, Statements, db_uuid, read_uuid
from runs.start_request import StartRequest
from workflows.triggers import PREFIX

STARTED_BY = {"webhook": "Webhook", "event": "Event", "app": "App event", "schedule": "Schedule"}

_COLUMNS = "t.id, t.company_id, t.workflow_id, t.block_key, t.type, t.name, t.config, t.live, t.paused, t.source, w.published_id"


@dataclass(frozen=True, slots=True)
class TriggerRow:
    """A trigger as it stands in the database, with the version that was live in the same moment."""

    id: uuid.UUID
    company_id: uuid.UUID
    workflow_id: uuid.UUID
    block_key: str
    type: str  # "trigger.webhook"
    name: str
    config: Mapping[str, Any]
    is_live: bool
    is_paused: bool
    source: str
    version_id: uuid.UUID | None

    @property
    def kind(self) -> str:
        """The `triggerType` of its runs: "webhook"."""
        return self.type.removeprefix(PREFIX)


def triggers_of(
    sql: Statements, sources: Iterable[tuple[uuid.UUID, str]], *, paused_too: bool = True
) -> dict[tuple[uuid.UUID, str], list[TriggerRow]]:
    """The live (and paused) triggers that listen to each (company, source), those of the oldest workflow first."""
    by_company: dict[uuid.UUID, set[str]] = {}
    for company_id, source in sources:
        by_company.setdefault(company_id, set()).add(source)
    found: dict[tuple[uuid.UUID, str], list[TriggerRow]] = {}
    states = "(t.live OR t.paused)" if paused_too else "t.live"
    for company_id, wanted in by_company.items():
        marks = ", ".join("?" * len(wanted))
        rows = sql.all(
            f"SELECT {_COLUMNS} FROM workflows_trigger t JOIN workflows_workflow w ON w.id = t.workflow_id"
            f" WHERE t.company_id = ? AND t.source IN ({marks}) AND {states} ORDER BY t.workflow_id, t.id",
            (db_uuid(company_id), *sorted(wanted)),
        )
        for row in map(read_trigger, rows):
            found.setdefault((row.company_id, row.source), []).append(row)
    return found


def triggers_by_id(sql: Statements, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, TriggerRow]:
    """Whatever state they are in."""
    if not ids:
        return {}
    rows = sql.all(
        f"SELECT {_COLUMNS} FROM workflows_trigger t JOIN workflows_workflow w ON w.id = t.workflow_id"
        f" WHERE t.id IN ({', '.join('?' * len(ids))})",
        [db_uuid(one) for one in ids],
    )
    return {row.id: row for row in map(read_trigger, rows)}


def read_trigger(row: Row) -> TriggerRow:
    return TriggerRow(
        id=read_uuid(row[0]),
        company_id=read_uuid(row[1]),
        workflow_id=read_uuid(row[2]),
        block_key=row[3],
        type=row[4],
        name=row[5],
        config=orjson.loads(row[6]),
        is_live=bool(row[7]),
        is_paused=bool(row[8]),
        source=row[9],
        version_id=None if row[10] is None else read_uuid(row[10]),
    )


def firing(
    *,
    trigger: TriggerRow,
    occasion: str,
    input: Any,
    fired_at_ms: int,
    event_id: uuid.UUID | None = None,
    facts: Mapping[str, Any] | None = None,
    started_by: str = "",
) -> StartRequest:
    """The wish to start a run of the trigger's live version. Hand it to `accept`, or, inside a transaction of your own, to
    `accept_within`: then announce what that returns and ring, after the commit.

    `occasion` is what it fires for (the event's id, the tick's time): of one trigger and occasion there is one run, ever, and
    who asks again gets that one with `is_new` False. `facts` are further members of `trigger` in templates. Where the
    workflow is paused or archived meanwhile, `accept` answers with ApiError WORKFLOW_PAUSED or CONFLICT.
    """
    fired = {
        "eventId": None if event_id is None else public_id("evt", event_id),
        "firedAt": iso_ms(fired_at_ms),
        **(facts or {}),
    }
    return StartRequest(
        company_id=trigger.company_id,
        workflow_id=trigger.workflow_id,
        input=input,
        trigger_type=trigger.kind,
        started_by=started_by or STARTED_BY.get(trigger.kind, ""),
        trigger_id=trigger.block_key,
        version_id=trigger.version_id,
        occasion=f"{trigger.kind}:{trigger.id.hex}:{occasion}",
        event_id=event_id,
        fired=fired,
    )
