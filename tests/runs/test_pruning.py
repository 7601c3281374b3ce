"""Retention: what ended long ago goes, and nothing else."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from runs import pruning
from runs.models import EventBatch, Payload, Run, Step
from runs.pruning import Pruned, prune
from tests.runs.conftest import MakeWorkflow, reply, start
from workflows import services
from workflows.models import WorkflowVersion

pytestmark = pytest.mark.django_db(transaction=True)

RunToEnd = Callable[..., Any]


def aged(days: float, *accepted: Any) -> None:
    """As if all this had happened so many days ago."""
    for one in accepted:
        run = Run.objects.get(id=one.run_id)
        back = datetime.timedelta(days=days)
        ended = None if run.finished_at is None else run.finished_at - back
        Run.objects.filter(id=run.id).update(created_at=run.created_at - back, finished_at=ended)


def test_old_runs_go_with_all_that_is_theirs(make: MakeWorkflow, run_to_end: RunToEnd) -> None:
    workflow = make("start -> a", a=reply("{{input.text}}"))
    old, young = start(workflow, {"text": "x" * 10_000}), start(workflow, {"text": "y" * 10_000})
    again = start(workflow, retry_of=old.run_id)
    run_to_end(old, young, again)
    aged(31, old)
    assert prune() == Pruned(runs=1, snapshots=0)
    assert set(Run.objects.values_list("id", flat=True)) == {young.run_id, again.run_id}
    assert Run.objects.get(id=again.run_id).retry_of is None
    for model in (Step, EventBatch, Payload):
        assert not model.objects.filter(run_id=old.run_id).exists()
        assert model.objects.filter(run_id=young.run_id).exists()
    assert prune() == Pruned(0, 0)


def test_what_has_not_ended_stays(make: MakeWorkflow) -> None:
    pending = start(make("start -> a", a=reply(1)))
    aged(1_000, pending)
    assert prune().runs == 0


def test_the_end_counts_not_the_beginning(make: MakeWorkflow, run_to_end: RunToEnd) -> None:
    accepted = start(make("start -> a", a=reply(1)))
    run_to_end(accepted)
    Run.objects.update(created_at=timezone.now() - datetime.timedelta(days=90))
    assert prune().runs == 0


def test_the_workflows_own_retention_wins(make: MakeWorkflow, run_to_end: RunToEnd) -> None:
    short = start(make("start -> a", a=reply(1), top={"settings": {"retentionDays": 1}}))
    long = start(make("start -> a", a=reply(1), top={"settings": {"retentionDays": 400}}))
    usual = start(make("start -> a", a=reply(1)))
    run_to_end(short, long, usual)
    aged(10, short, usual)
    aged(399, long)
    assert prune().runs == 1
    assert not Run.objects.filter(id=short.run_id).exists()


def test_zero_keeps_everything(make: MakeWorkflow, run_to_end: RunToEnd, settings: Any) -> None:
    settings.RETENTION_DAYS = 0
    accepted = start(make("start -> a", a=reply(1)))
    run_to_end(accepted)
    aged(4_000, accepted)
    assert prune() == Pruned(0, 0)


def test_a_key_names_its_run_for_its_whole_life(make: MakeWorkflow, run_to_end: RunToEnd) -> None:
    workflow = make("start -> a", a=reply(1), top={"settings": {"retentionDays": 1}})
    keyed, other = start(workflow, idempotency_key="k"), start(workflow)
    run_to_end(keyed, other)
    aged(3, keyed, other)
    assert prune().runs == 1
    assert start(workflow, idempotency_key="k").run_id == keyed.run_id
    aged(5, keyed)
    assert prune().runs == 1


def test_in_small_batches(make: MakeWorkflow, run_to_end: RunToEnd, monkeypatch: pytest.MonkeyPatch) -> None:
    workflow = make("start -> a", a=reply(1))
    accepted = [start(workflow) for _ in range(7)]
    run_to_end(*accepted)
    aged(31, *accepted)
    monkeypatch.setattr(pruning, "BATCH_RUNS", 3)
    assert prune(most_batches=1).runs == 3
    monkeypatch.setattr(pruning, "BATCH_STEPS", 3)  # next_step is 3: one run at a time
    assert prune(most_batches=1).runs == 1
    assert prune().runs == 3


def test_snapshots_of_drafts_go_when_no_run_uses_them(make: MakeWorkflow, run_to_end: RunToEnd) -> None:
    workflow = make("start -> a", a=reply(1))
    snapshot = services.snapshot_draft(workflow)
    accepted = start(workflow, version_id=snapshot.id, version_name="draft")
    run_to_end(accepted)
    WorkflowVersion.objects.filter(kind="snapshot").update(
        created_at=timezone.now() - datetime.timedelta(days=31)
    )
    assert prune() == Pruned(0, 0)
    aged(31, accepted)
    assert prune() == Pruned(1, 1)
    assert set(WorkflowVersion.objects.values_list("kind", flat=True)) == {"draft", "published"}


def test_the_command(make: MakeWorkflow, run_to_end: RunToEnd) -> None:
    accepted = start(make("start -> a", a=reply(1)))
    run_to_end(accepted)
    aged(31, accepted)

    def said(*arguments: str) -> str:
        out = StringIO()
        call_command("prune", *arguments, stdout=out)
        return out.getvalue().strip()

    assert said("--dry-run") == "1 runs are past their retention."
    assert said() == "1 runs, 0 snapshots of drafts, 0 events and 0 files deleted."
    assert said("--dry-run") == "0 runs are past their retention."
