"""Drawings nobody thought of, judged by a few lines that say what a drawing means; undisturbed, and with leases lost all the time."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from runs import leases
from runs.models import TERMINAL, Run
from runs.selectors import events_after
from runs.sql import is_postgres
from tests.runs.conftest import MakeWorkflow, Worker, fail, reply, slow, start, steps_of, wait_until
from tests.workflows.drawings import document

pytestmark = pytest.mark.django_db(transaction=True)

SOON = {"errorHandling": "retry", "retryConfig": {"maxAttempts": 3, "backoffMs": 5}}


def block(dice: random.Random) -> dict[str, Any]:
    kinds = [
        lambda: reply(dice.randint(0, 9)),
        lambda: slow(dice.random() / 100, "slow"),
        lambda: fail(errorHandling="continue"),
        lambda: fail(times=1, **SOON),
        lambda: fail(disabled=True),
        lambda: {"type": "condition", "config": {"expression": dice.choice(["true", "false"])}},
        lambda: {"type": "wait", "config": {"duration": dice.random() / 50, "unit": "seconds"}},
    ]
    return dice.choice(kinds)()


def draw(seed: int) -> dict[str, Any]:
    """Up to a dozen blocks, each with one to three edges from earlier ones; some edges are error edges."""
    dice = random.Random(seed)
    names, blocks, edges = ["start"], {}, []
    for number in range(dice.randint(3, 12)):
        name = f"b{number}"
        blocks[name] = block(dice)
        for source in dice.sample(names, min(len(names), dice.randint(1, 3))):
            ports = ["out"] if source == "start" else ports_of(blocks[source])
            port = dice.choice(ports)
            edges.append(f"{source}.{port} -> {name}")
        names.append(name)
    return document(*edges, **blocks)


def ports_of(said: dict[str, Any]) -> list[str]:
    return ["true", "false", "error"] if said["type"] == "condition" else ["out", "error"]


def meaning(drawn: dict[str, Any]) -> dict[str, tuple[str, str | None]]:
    """Each block's final (status, port)."""
    found: dict[str, tuple[str, str | None]] = {"start": ("completed", "out")}
    has_error_edge = {edge["source"] for edge in drawn["edges"] if edge["sourcePort"] == "error"}
    for one in drawn["blocks"]:
        name = one["id"]
        incoming = [edge for edge in drawn["edges"] if edge["target"] == name]
        if name == "start":
            continue
        taken = [
            found[edge["source"]][1] == edge["sourcePort"]
            or (found[edge["source"]][1] == "*" and edge["sourcePort"] != "error")
            for edge in incoming
        ]
        if not any(taken):
            found[name] = ("skipped", None)
        elif one.get("disabled"):
            found[name] = ("skipped", "*")
        elif one["type"] == "condition":
            found[name] = ("completed", one["config"]["expression"])
        elif one["config"].get("operation") == "fail" and not one["config"]["times"]:
            found[name] = ("failed", "error" if name in has_error_edge else "out")
        else:
            found[name] = ("completed", "out")
    return found


def make_all(make: MakeWorkflow, seeds: range) -> list[tuple[dict[str, Any], Any]]:
    from workflows.definition import parse_definition
    from workflows.services import publish, save_draft

    made = []
    for seed in seeds:
        drawn, workflow = draw(seed), make("start -> a", publish=False)
        save_draft(workflow=workflow, definition=parse_definition(drawn), by="tests", revision=1)
        publish(workflow=workflow, by="tests")
        made.append((drawn, workflow))
    return made


def judge(drawn: dict[str, Any], run: Run) -> None:
    assert run.status == "completed", run.error
    assert {name: (step.status, step.port) for name, step in steps_of(run).items()} == meaning(drawn)
    events = events_after(run.id, 0)
    assert [event["seq"] for event in events] == list(range(1, len(events) + 1))
    ends = Counter(
        event["blockId"]
        for event in events
        if event["type"] in ("step.completed", "step.failed", "step.skipped")
    )
    assert set(ends.values()) == {1}
    assert events[-1]["type"] == "run.completed"


def test_runs_do_what_drawings_mean(make: MakeWorkflow, run_to_end: Callable[..., Any]) -> None:
    made = make_all(make, range(40))
    runs = run_to_end(*(start(workflow) for _, workflow in made))
    for (drawn, _), run in zip(made, runs, strict=True):
        judge(drawn, run)


def test_lost_leases_change_nothing(make: MakeWorkflow, worker: Worker) -> None:
    """Leases expire all the time while two workers carry the runs: every step still ends once."""
    made = make_all(make, range(100, 120))
    other = Worker()
    try:
        accepted = [start(workflow) for _, workflow in made]
        # Two quick workers may be through with the drawings before any lease is lost; this run is there long enough.
        start(make("start -> a", a=slow(0.3, "a")))

        def disturb() -> bool:
            with transaction.atomic():
                held = Run.objects.filter(lease_until_ms__isnull=False)
                free = held.filter(rescues__lt=3).order_by("?").select_for_update(skip_locked=is_postgres())
                stolen = [run.id for run in free[:3]]
                Run.objects.filter(id__in=stolen).update(lease_until_ms=1)
                leases.rescue()
            return not Run.objects.exclude(status__in=TERMINAL).exists()

        wait_until(disturb, 30)
    finally:
        other.stop()
    runs = {run.id: run for run in Run.objects.select_related("workflow", "version")}
    assert any(run.rescues for run in runs.values())
    for (drawn, _), one in zip(made, accepted, strict=True):
        judge(drawn, runs[one.run_id])
