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
from runs.selectors import events_after, list_steps
from runs.sql import is_postgres
from tests.runs.conftest import MakeWorkflow, Worker, fail, reply, slow, start, wait_until
from tests.workflows.drawings import document

pytestmark = pytest.mark.django_db(transaction=True)

CONTAINERS = ("loop", "fan-out", "parallel")
SOON = {"errorHandling": "retry", "retryConfig": {"maxAttempts": 3, "backoffMs": 5}}


Place = tuple[str, str]  # a block and its index path


class Artist:
    """Draws up to a dozen blocks, each with one to three edges from earlier ones (some are error edges), and containers
    with smaller drawings inside.
    """

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self.blocks: dict[str, dict[str, Any]] = {}
        self.edges: list[str] = []

    def draw(self) -> dict[str, Any]:
        self.scene(["start"], self.dice.randint(3, 12), parent=None, depth=0)
        return document(*self.edges, **self.blocks)

    def scene(self, names: list[str], size: int, *, parent: str | None, depth: int) -> None:
        dice = self.dice
        for _ in range(size):
            name = f"b{len(self.blocks)}"
            said = self.blocks[name] = self.block(depth)
            if parent is not None:
                said["parentId"] = parent
            # Inside a container a block without an edge starts each round.
            fewest = 1 if parent is None else 0
            for source in dice.sample(names, min(len(names), dice.randint(fewest, 3))):
                port = "out" if source == "start" else dice.choice(ports_of(self.blocks[source]))
                self.edges.append(f"{source}.{port} -> {name}")
            names.append(name)
            if said["type"] in CONTAINERS:
                if said["config"].get("onItemError") == "collect":
                    self.failing_chain(name)
                else:
                    self.scene([], dice.randint(1, 4), parent=name, depth=depth + 1)

    def failing_chain(self, parent: str) -> None:
        """What else runs in an item that fails would be a matter of time; nothing but a chain is drawn there."""
        first, second = f"b{len(self.blocks)}", f"b{len(self.blocks) + 1}"
        self.blocks[first] = {**fail(), "parentId": parent}
        self.blocks[second] = {**reply(1), "parentId": parent}
        self.edges.append(f"{first} -> {second}")

    def block(self, depth: int) -> dict[str, Any]:
        dice = self.dice
        kinds: list[Callable[[], dict[str, Any]]] = [
            lambda: reply(dice.randint(0, 9)),
            lambda: slow(dice.random() / 100, "slow"),
            lambda: fail(errorHandling="continue"),
            lambda: fail(times=1, **SOON),
            lambda: fail(disabled=True),
            lambda: {"type": "condition", "config": {"expression": dice.choice(["true", "false"])}},
            lambda: {"type": "wait", "config": {"duration": dice.random() / 50, "unit": "seconds"}},
        ]
        items = [0] * dice.randint(0, 3)
        if depth < 3:
            kinds += [
                lambda: {"type": "loop", "config": {"collection": items}},
                lambda: {
                    "type": "fan-out",
                    "config": {"collection": items, "concurrency": dice.randint(1, 3)},
                },
                lambda: {"type": "fan-out", "config": {"collection": items, "onItemError": "collect"}},
                lambda: {"type": "parallel", "config": {}},
                lambda: {"type": "loop", "config": {"collection": items}, "disabled": True},
            ]
        return dice.choice(kinds)()


def ports_of(said: dict[str, Any]) -> list[str]:
    if said["type"] in CONTAINERS:
        return ["done", "error"]
    return ["true", "false", "error"] if said["type"] == "condition" else ["out", "error"]


def meaning(drawn: dict[str, Any]) -> dict[Place, tuple[str, str | None]]:
    """Each step's final (status, port)."""
    found: dict[Place, tuple[str, str | None]] = {}
    _meaning(drawn, None, "", found)
    return found


def _meaning(
    drawn: dict[str, Any], parent: str | None, path: str, found: dict[Place, tuple[str, str | None]]
) -> None:
    has_error_edge = {edge["source"] for edge in drawn["edges"] if edge["sourcePort"] == "error"}
    for one in sorted(
        drawn["blocks"], key=lambda one: int(one["id"].removeprefix("b")) if one["id"] != "start" else -1
    ):
        name, config = one["id"], one["config"]
        if one.get("parentId") != parent:
            continue
        incoming = [edge for edge in drawn["edges"] if edge["target"] == name]
        taken = [
            found[edge["source"], path][1] == edge["sourcePort"]
            or (found[edge["source"], path][1] == "*" and edge["sourcePort"] != "error")
            for edge in incoming
        ]
        if incoming and not any(taken):
            found[name, path] = ("skipped", None)
        elif one.get("disabled"):
            found[name, path] = ("skipped", "*")
        elif one["type"] == "condition":
            found[name, path] = ("completed", config["expression"])
        elif one["type"] in CONTAINERS:
            found[name, path] = ("completed", "done")
            outer = f"{path}." if path else ""
            rounds = [f"{outer}{number}" for number in range(len(config.get("collection", ())))]
            for inner in [path] if one["type"] == "parallel" else rounds:
                _meaning(drawn, name, inner, found)
        elif config.get("operation") == "fail" and not config["times"]:
            goes_on = "out" if one.get("errorHandling") else None
            found[name, path] = ("failed", "error" if name in has_error_edge else goes_on)
        else:
            found[name, path] = ("completed", "out")


def make_all(make: MakeWorkflow, seeds: range) -> list[tuple[dict[str, Any], Any]]:
    from workflows.definition import parse_definition
    from workflows.services import publish, save_draft

    made = []
    for seed in seeds:
        drawn, workflow = Artist(seed).draw(), make("start -> a", publish=False)
        save_draft(workflow=workflow, definition=parse_definition(drawn), by="tests", revision=1)
        publish(workflow=workflow, by="tests")
        made.append((drawn, workflow))
    return made


def judge(drawn: dict[str, Any], run: Run) -> None:
    assert run.status == "completed", run.error
    steps = list_steps(run)
    assert {(step.block, step.iteration): (step.status, step.port) for step in steps} == meaning(drawn)
    assert len(steps) == len(meaning(drawn))
    for step in steps:
        kept = drawn["blocks"][[one["id"] for one in drawn["blocks"]].index(step.block)]
        if step.status == "completed" and "collection" in kept["config"]:
            assert step.output["count"] == len(step.output["results"]) == len(kept["config"]["collection"])
    events = events_after(run.id, 0)
    assert [event["seq"] for event in events] == list(range(1, len(events) + 1))
    ends = Counter(
        (event["blockId"], *event.get("iteration", ()))
        for event in events
        if event["type"] in ("step.completed", "step.failed", "step.skipped")
    )
    assert set(ends.values()) == {1}
    assert events[-1]["type"] == "run.completed"


def test_runs_do_what_drawings_mean(make: MakeWorkflow, run_to_end: Callable[..., Any]) -> None:
    made = make_all(make, range(60))
    runs = run_to_end(*(start(workflow) for _, workflow in made))
    for (drawn, _), run in zip(made, runs, strict=True):
        judge(drawn, run)


def test_lost_leases_change_nothing(make: MakeWorkflow, worker: Worker) -> None:
    """Leases expire all the time while two workers carry the runs: every step still ends once."""
    made = make_all(make, range(100, 130))
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
