"""Reads of runs, always scoped by company."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import orjson
from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet
from django.utils import timezone

from connections.placeholders import shown_json
from runs.models import EventBatch, Incident, Payload, Run, RunStatus, Step
from runs.payloads import load_json, load_value
from runs.prepared import Often
from runs.rows import M, RowsOf
from runs.sql import Question, Row, db_time, db_uuid, is_postgres, read_uuid, statements
from runs.stored_values import StoredValues
from runs.tick_models import Tick
from workflows.models import Workflow, WorkflowVersion

# What a person means by "waiting" and "running" when filtering.
STATUS_GROUPS = {
    "running": ("running", "pending"),
    "waiting": ("suspended",),
    "failed": ("failed", "timed_out"),
}


@dataclass(frozen=True, slots=True)
class RunFilter:
    workflow_id: uuid.UUID | None = None
    statuses: tuple[str, ...] = ()
    trigger_type: str = ""
    search: str = ""
    since: datetime.datetime | None = None
    until: datetime.datetime | None = None
    block: str = ""
    block_status: str = ""
    test: bool | None = None


_RUNS = RowsOf(Run, "r")
_WORKFLOWS = RowsOf(Workflow, "w", ("id", "company_id", "name"))
_VERSIONS = RowsOf(WorkflowVersion, "v", ("id", "workflow_id", "number", "kind"))
_STEPS = RowsOf(Step, "t")
_INCIDENTS = RowsOf(Incident, "t")


def get_run(*, company_id: uuid.UUID, run_id: uuid.UUID | None) -> Run | None:
    """The company's run with its workflow and version; None when unknown or another company's."""
    run = None if run_id is None else get_runs([run_id]).get(run_id)
    return run if run is not None and run.company_id == company_id else None


def get_runs(run_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, Run]:
    """Those that exist, with their workflows and versions, of any company: whose they are the caller looks at."""
    return _runs_in(statements().all(*_asking_for(run_ids)))


@dataclass(frozen=True, slots=True)
class WholeRun:
    run: Run
    steps: list[Step] = field(default_factory=list)
    incidents: list[Incident] = field(default_factory=list)


def get_whole_runs(run_ids: Sequence[uuid.UUID], *, steps: int) -> dict[uuid.UUID, WholeRun]:
    """As `get_runs`, each with its first `steps` steps and its incidents: read at once, of which PostgreSQL hears once."""
    runs, first_steps, incidents = statements().all_of(
        [
            _asking_for(run_ids),
            _belonging(_STEPS, f"runs_step t WHERE seq <= {steps} AND", run_ids, "run_id, seq"),
            _belonging(_INCIDENTS, "runs_incident t WHERE", run_ids, "id"),
        ]
    )
    found = {run_id: WholeRun(run) for run_id, run in _runs_in(runs).items()}
    for step in map(_STEPS.read, first_steps):
        found[step.run_id].steps.append(step)
    for incident in map(_INCIDENTS.read, incidents):
        found[incident.run_id].incidents.append(incident)
    for whole in found.values():
        del whole.incidents[:-INCIDENTS_SHOWN]
    return found


def _asking_for(run_ids: Sequence[uuid.UUID]) -> Question:
    sql = (
        f"SELECT {_RUNS.columns}, {_WORKFLOWS.columns}, {_VERSIONS.columns} FROM runs_run r"
        " JOIN workflows_workflow w ON w.id = r.workflow_id JOIN workflows_workflowversion v ON v.id = r.version_id"
        f" WHERE r.id IN ({_marks(run_ids)})"
    )
    return Often(sql), [db_uuid(one) for one in run_ids]


def _runs_in(rows: Iterable[Row]) -> dict[uuid.UUID, Run]:
    found: dict[uuid.UUID, Run] = {}
    for row in rows:
        rest = row[_RUNS.width :]
        run = _RUNS.read(row[: _RUNS.width])
        run.workflow = _WORKFLOWS.read(rest[: _WORKFLOWS.width])
        run.version = _VERSIONS.read(rest[_WORKFLOWS.width :])
        found[run.id] = run
    return found


def _marks(values: Sequence[Any]) -> str:
    return ", ".join("?" * len(values))


def list_runs(
    *,
    company_id: uuid.UUID,
    wanted: RunFilter,
    limit: int,
    after: tuple[datetime.datetime, int] | None = None,
) -> list[Run]:
    """The newest first; `after` is the (created_at, queued_seq) of the last one already seen."""
    runs = _filtered(company_id, wanted)
    if wanted.statuses:
        runs = runs.filter(status__in=wanted.statuses)
    if after:
        runs = runs.filter(Q(created_at__lt=after[0]) | Q(created_at=after[0], queued_seq__lt=after[1]))
    return list(runs.select_related("workflow", "version").order_by("-created_at", "-queued_seq")[:limit])


def count_runs(*, company_id: uuid.UUID, wanted: RunFilter) -> dict[str, int]:
    """How many runs the filter finds in each group a person can choose, whatever status it names itself."""
    rows = _filtered(company_id, wanted).order_by().values_list("status").annotate(Count("id"))
    found = dict(rows)
    counts = {"all": sum(found.values())}
    for name in ("failed", "waiting", "running", "completed", "cancelled"):
        counts[name] = sum(found.get(status, 0) for status in STATUS_GROUPS.get(name, (name,)))
    return counts


def _filtered(company_id: uuid.UUID, wanted: RunFilter) -> QuerySet[Run]:
    runs = Run.objects.filter(company_id=company_id)
    if wanted.workflow_id:
        runs = runs.filter(workflow_id=wanted.workflow_id)
    if wanted.trigger_type:
        runs = runs.filter(trigger_type=wanted.trigger_type)
    if wanted.since:
        runs = runs.filter(created_at__gte=wanted.since)
    if wanted.until:
        runs = runs.filter(created_at__lt=wanted.until)
    if wanted.test is not None:
        runs = runs.filter(test=wanted.test)
    if wanted.block:
        steps = Step.objects.filter(run_id=OuterRef("id"), block=wanted.block)
        if wanted.block_status:
            steps = steps.filter(status=wanted.block_status)
        runs = runs.filter(Exists(steps), test=False)
    if wanted.search:
        by_text = (
            Q(input__icontains=wanted.search)
            | Q(output__icontains=wanted.search)
            | Q(error__icontains=wanted.search)
        )
        by_name = Q(workflow__name__icontains=wanted.search)
        by_number = (
            Q(number=int(wanted.search)) if wanted.search.isdecimal() and len(wanted.search) < 10 else Q()
        )
        runs = runs.filter(by_text | by_name | by_number if by_number else by_text | by_name)
    return runs


def list_steps(run: Run) -> list[Step]:
    """The run's steps in the order of starting."""
    return [
        _STEPS.read(row)
        for row in statements().all(*_belonging(_STEPS, "runs_step t WHERE", [run.id], "seq"))
    ]


def _belonging(rows: RowsOf[M], place: str, run_ids: Sequence[uuid.UUID], order: str) -> Question:
    """The question for the rows of these runs, in this order."""
    sql = f"SELECT {rows.columns} FROM {place} run_id IN ({_marks(run_ids)}) ORDER BY {order}"
    return Often(sql), [db_uuid(one) for one in run_ids]


def get_step(run: Run, step_id: uuid.UUID | None) -> Step | None:
    return None if step_id is None else Step.objects.filter(run_id=run.id, id=step_id).first()


def steps_around(run: Run, step: Step) -> list[Step]:
    """The steps of the round that this one stands in and of the rounds around it: one of each block at most, but for
    containers side by side.
    """
    parts = step.iteration.split(".") if step.iteration else []
    paths = ["", *(".".join(parts[:length]) for length in range(1, len(parts) + 1))]
    return list(Step.objects.filter(run_id=run.id, iteration__in=paths).order_by("seq"))


STEPS_SHOWN = 500
INNER_SHOWN = 100
OPEN_OR_BAD = ("running", "waiting", "retrying", "failed", "cancelled")


@dataclass(frozen=True, slots=True)
class StepFilter:
    """`iteration`: an index path such as "3"; the steps in the rounds below it are found too."""

    block: str = ""
    iteration: str | None = None
    statuses: tuple[str, ...] = ()


def shown_steps(run: Run) -> list[Step]:
    """The steps that a run is shown with. All of them where there are up to 500; of a longer run those outside of
    containers, and of those inside the first ones and those that failed or are under way.
    """
    if run.next_step - 1 <= STEPS_SHOWN:
        return list_steps(run)
    steps = Step.objects.filter(run_id=run.id).order_by("seq")
    inner = steps.exclude(iteration="")
    found = {step.seq: step for step in steps.filter(iteration="")[:STEPS_SHOWN]}
    found |= {step.seq: step for step in inner[:INNER_SHOWN]}
    found |= {step.seq: step for step in inner.filter(status__in=OPEN_OR_BAD)[:INNER_SHOWN]}
    return [found[seq] for seq in sorted(found)]


def step_counts(run: Run, shown: Sequence[Step]) -> dict[str, dict[str, int]]:
    """How many steps each block inside a loop or fan-out has had, by status. `shown`: what `shown_steps` gave."""
    counts: dict[str, dict[str, int]] = {}
    if run.next_step - 1 <= STEPS_SHOWN:  # then they are all there
        for step in shown:
            if step.iteration:
                of_block = counts.setdefault(step.block, {})
                of_block[step.status] = of_block.get(step.status, 0) + 1
        return counts
    inner = Step.objects.filter(run_id=run.id).exclude(iteration="").order_by()
    for block, status, count in inner.values_list("block", "status").annotate(Count("id")):
        counts.setdefault(block, {})[status] = count
    return counts


def page_of_steps(run: Run, *, wanted: StepFilter, limit: int, after: int) -> list[Step]:
    """Steps in the order of starting, from the one after number `after`."""
    steps = Step.objects.filter(run_id=run.id, seq__gt=after)
    if wanted.block:
        steps = steps.filter(block=wanted.block)
    if wanted.iteration is not None:
        below = Q(iteration=wanted.iteration)
        steps = steps.filter(
            below | Q(iteration__startswith=f"{wanted.iteration}.") if wanted.iteration else below
        )
    if wanted.statuses:
        steps = steps.filter(status__in=wanted.statuses)
    return list(steps.order_by("seq")[:limit])


# Bytes of whole values in one answer: it is held in memory a few times while it is made.
ANSWER_BYTES = 40 * 1024 * 1024


def whole_values(steps: Sequence[Step]) -> None:
    """Replace the previews of large inputs and outputs in these rows by the whole values, as far as one answer holds them."""
    found = load_json(_payloads_of(steps), budget=ANSWER_BYTES)
    values = {payload_id: orjson.loads(found.pop(payload_id)) for payload_id in list(found)}
    for step in steps:
        if step.input_payload:
            step.input = values.get(db_uuid(step.input_payload), step.input)
        if step.output_payload:
            step.output = values.get(db_uuid(step.output_payload), step.output)


def values_of(steps: Sequence[Step], run: Run | None = None, *, budget: int = ANSWER_BYTES) -> StoredValues:
    """The run's own come first; as many as `budget` bytes of JSON hold together."""
    own = [] if run is None else [db_uuid(one) for one in (run.input_payload, run.output_payload) if one]
    found = load_json([*own, *_payloads_of(steps)], budget=budget)
    return StoredValues({payload_id: shown_json(body) for payload_id, body in found.items()})


def has_large_values(run: Run, steps: Sequence[Step]) -> bool:
    """Whether any value of the run stands beside its rows."""
    return bool(run.input_payload or run.output_payload or _payloads_of(steps))


def _payloads_of(steps: Sequence[Step]) -> list[Any]:
    return [db_uuid(one) for step in steps for one in (step.output_payload, step.input_payload) if one]


def whole_input(run: Run) -> Any:
    return load_value(None, run.input_payload) if run.input_payload else run.input


def whole_output(run: Run) -> Any:
    return load_value(None, run.output_payload) if run.output_payload else run.output


def whole_step_value(step: Step, of: Literal["input", "output"]) -> Any:
    payload, shown = (step.input_payload, step.input) if of == "input" else (step.output_payload, step.output)
    return load_value(None, payload) if payload else shown


def output_size(run: Run) -> int:
    """Bytes of JSON of a large output; 0 for one that stands in the row."""
    if run.output_payload is None:
        return 0
    return Payload.objects.filter(id=run.output_payload).values_list("size", flat=True).first() or 0


def events_after(run_id: uuid.UUID, seq: int) -> list[dict[str, Any]]:
    """The run's events with numbers above `seq`, in order. The caller knows that the run is its company's."""
    batches = EventBatch.objects.filter(run_id=run_id, last_seq__gt=seq).order_by("seq")
    return [event for batch in batches for event in batch.events if event["seq"] > seq]


def queue_position(run: Run) -> int | None:
    """The place, from 1, in the line for a slot of its concurrency limit, else among the company's ready runs; None
    once it was taken.
    """
    if run.held:
        line = Run.objects.filter(held=True, slot_key=run.slot_key)
        return line.filter(queued_seq__lt=run.queued_seq).count() + 1
    if not run.ready or run.status != RunStatus.PENDING:
        return None
    return (
        Run.objects.filter(company_id=run.company_id, ready=True, queued_seq__lt=run.queued_seq).count() + 1
    )


# --- statistics -------------------------------------------------------------------------------


def _group(status: str) -> str:
    for name, statuses in (*STATUS_GROUPS.items(), ("completed", ("completed",))):
        if status in statuses and name != "running":
            return name
    return "other"


STATS_DAYS = 30


def activity(workflows: Iterable[Workflow]) -> dict[uuid.UUID, dict[str, Any]]:
    """For each workflow its newest run and the outcomes of the last 30 days. Three queries, whatever their number."""
    ids = [workflow.id for workflow in workflows]
    if not ids:
        return {}
    newest = (
        Run.objects.filter(workflow_id__in=ids)
        .order_by()
        .values("workflow_id")
        .annotate(number=Max("number"))
    )
    last_of = {row["workflow_id"]: row["number"] for row in newest}
    wanted = Q()
    for workflow_id, number in last_of.items():
        wanted |= Q(workflow_id=workflow_id, number=number)
    last = {run.workflow_id: run for run in Run.objects.filter(wanted)} if wanted else {}
    today = timezone.now().date()
    first = today - datetime.timedelta(days=STATS_DAYS - 1)
    since = datetime.datetime.combine(first, datetime.time(), datetime.UTC)
    # SQLite keeps times as text: its beginning is the day, where Django would call Python for each row.
    day = "date(created_at AT TIME ZONE 'UTC')" if is_postgres() else "substr(created_at, 1, 10)"
    days = statements().all(
        f"SELECT workflow_id, {day}, status, COUNT(*) FROM runs_run"
        f" WHERE workflow_id IN ({', '.join('?' * len(ids))}) AND created_at >= ? AND NOT test GROUP BY 1, 2, 3",
        [*map(db_uuid, ids), db_time(int(since.timestamp() * 1000))],
    )
    found: dict[uuid.UUID, dict[datetime.date, dict[str, int]]] = {}
    for workflow_id, at, status, count in days:
        group = _group(status)
        cells = found.setdefault(read_uuid(workflow_id), {})
        cell = cells.setdefault(_read_day(at), {"completed": 0, "failed": 0, "other": 0})
        cell["other" if group == "waiting" else group] += count
    return {
        workflow_id: {"lastRun": last.get(workflow_id), "days": _days(found.get(workflow_id, {}), first)}
        for workflow_id in ids
    }


def _read_day(value: str | datetime.date) -> datetime.date:
    return datetime.date.fromisoformat(value) if isinstance(value, str) else value


def _days(found: dict[datetime.date, dict[str, int]], first: datetime.date) -> list[dict[str, Any]]:
    empty = {"completed": 0, "failed": 0, "other": 0}
    dates = (first + datetime.timedelta(days=place) for place in range(STATS_DAYS))
    return [{"day": day.isoformat(), **found.get(day, empty)} for day in dates]


INCIDENTS_SHOWN = 100


def list_incidents(run: Run) -> list[Incident]:
    """What happened to the run that was not its own doing, the oldest first; the newest 100."""
    newest = _belonging(_INCIDENTS, "runs_incident t WHERE", [run.id], f"id DESC LIMIT {INCIDENTS_SHOWN}")
    return [_INCIDENTS.read(row) for row in statements().all(*newest)][::-1]


def list_ticks(
    *,
    workflow: Workflow,
    block_key: str = "",
    statuses: Sequence[str] = (),
    limit: int,
    after: tuple[datetime.datetime, uuid.UUID] | None = None,
) -> list[Tick]:
    """What became of the ticks of a workflow's schedules, the newest first, beginning after (at, id)."""
    found = Tick.objects.filter(schedule__trigger__workflow=workflow)
    if block_key:
        found = found.filter(schedule__trigger__block_key=block_key)
    if statuses:
        found = found.filter(status__in=statuses)
    if after is not None:
        found = found.filter(Q(at__lt=after[0]) | Q(at=after[0], id__lt=after[1]))
    return list(found.select_related("schedule__trigger").order_by("-at", "-id")[:limit])


def runs_of_ticks(ticks: Iterable[Tick]) -> dict[uuid.UUID, Run]:
    """By id; runs that are gone by retention are left out."""
    ids = [tick.run_id for tick in ticks if tick.run_id is not None]
    return {run.id: run for run in Run.objects.filter(id__in=ids).only("id", "number", "status")}
