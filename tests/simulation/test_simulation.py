"""The planner and the queue's rules in thousands of small simulated worlds; and the proof that these would find a fault."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter

import pytest

from tests.simulation.mutants import MUTANTS
from tests.simulation.simulate import simulate

SEEDS = 2_000
PART = 250
MOST_FOR_A_MUTANT = 400


@pytest.mark.parametrize("first", range(0, SEEDS, PART))
def test_no_promise_is_broken(first: int) -> None:
    """`make simulate SEEDS=100000` goes on from here; a seed that breaks one is named."""
    broken = [report for seed in range(first, first + PART) if (report := simulate(seed)).broken]
    assert not broken, "; ".join(f"seed {report.seed}: {report.broken}" for report in broken[:3])


@pytest.mark.parametrize("mutant", MUTANTS)
def test_a_planted_fault_is_found(mutant: str) -> None:
    assert any(simulate(seed, mutant).broken for seed in range(MOST_FOR_A_MUTANT))


def test_the_same_seed_is_the_same_world() -> None:
    one, two = simulate(17), simulate(17)
    assert (one.seen, one.shapes) == (two.seen, two.shapes)


def test_the_seeds_reach_what_can_happen() -> None:
    """States of the planner and of the queue, and shapes of drawings, that the seeds of CI come through."""
    seen: Counter[str] = Counter()
    shapes: Counter[str] = Counter()
    for seed in range(PART):
        report = simulate(seed)
        seen.update(report.seen)
        shapes.update(report.shapes)
    for name in (
        "crash", "pause", "rescue", "picked up", "stale write refused", "repeated call", "uncertain", "answer", "cancel",
        "ended completed", "ended failed", "ended cancelled", "batch of 2", "batch of 3",
        "resumed", "resumed, a block chosen", "container opened again",
    ):  # fmt: skip
        assert seen[name], name
    kinds = (
        "pure",
        "call",
        "once",
        "flaky",
        "fails",
        "condition",
        "wait",
        "ask",
        "loop",
        "fan-out",
        "parallel",
    )
    for kind in kinds:
        assert seen[f"start {kind}"], kind
        assert shapes[kind], kind
        assert shapes[f"{kind} inside"], f"{kind} inside a container"
    for shape in ("join all", "join any", "error edge", "disabled container", "depth 2"):
        assert shapes[shape], shape


def test_the_command_tells_what_it_reached() -> None:
    told = subprocess.run(
        [sys.executable, "-m", "tests.simulation.simulate", "20", "7"],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    assert "20 seeds from 7: 0 broken" in told
    assert "crash" in told
    assert "join all" in told
