"""One seed, one small world: random drawings, several executors, and a storm of crashes, pauses, clocks and cancellations.

`python -m tests.simulation.simulate 100000` runs so many seeds and reports what they reached.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field

from tests.simulation.drawings import draw
from tests.simulation.executor import Executor
from tests.simulation.mutants import ENGINE_MUTANTS
from tests.simulation.world import TERMINAL, Broken, World

STORM_STEPS = 220
CALM_STEPS = 4_000
PROGRESS_EVERY = 1_000


@dataclass
class Report:
    """`broken`: which promise was, or empty."""

    seed: int
    broken: str = ""
    seen: Counter[str] = field(default_factory=Counter)
    shapes: Counter[str] = field(default_factory=Counter)


def simulate(seed: int, mutant: str = "") -> Report:
    """Deterministic in `seed`. `mutant` names a fault that is planted, in the engine or in the world's rules."""
    report = Report(seed)
    with ExitStack() as stack:
        if mutant in ENGINE_MUTANTS:
            stack.enter_context(ENGINE_MUTANTS[mutant]())
        storm = _Storm(random.Random(seed), mutant, report)
        try:
            storm.rage(STORM_STEPS)
            storm.calm()
            if storm.resume():
                storm.rage(STORM_STEPS // 2)
                storm.calm()
        except Broken as broken:
            report.broken = str(broken)
        except Exception as error:
            report.broken = f"the engine itself fell over: {type(error).__name__}: {error}"
    report.seen = storm.world.seen
    return report


class _Storm:
    def __init__(self, dice: random.Random, mutant: str, report: Report) -> None:
        self.dice, self.report = dice, report
        self.world = World(mutant)
        self.numbers = iter(range(1_000_000))
        self.executors = [self._new() for _ in range(3)]
        self.asleep: dict[int, int] = {}  # executor: until when
        self.judged: set[int] = set()
        slot = "key" if dice.random() < 0.5 else ""
        for _ in range(dice.randint(1, 4)):
            drawing = draw(dice)
            report.shapes.update(drawing.shapes)
            self.world.accept(drawing, slot)

    def _new(self) -> Executor:
        return Executor(self.world, next(self.numbers), self.dice)

    def rage(self, steps: int) -> None:
        for _ in range(steps):
            self._some_executor_acts()
            self._something_happens()
            self._time_passes()

    def _some_executor_acts(self) -> None:
        place = self.dice.randrange(len(self.executors))
        if self.asleep.get(place, 0) <= self.world.now:
            self._act(self.executors[place])

    def _act(self, executor: Executor) -> None:
        action = self.dice.choices(
            [
                executor.commit,
                executor.call_out,
                executor.move_a_call,
                executor.look,
                lambda: executor.claim(2),
            ],
            [4, 3, 4, 2, 3],
        )[0]
        action()

    def _something_happens(self) -> None:
        dice, world = self.dice, self.world
        chance = dice.random()
        place = dice.randrange(len(self.executors))
        if chance < 0.03:
            world.seen["crash"] += 1
            self.executors[place] = self._new()
            self.asleep.pop(place, None)
        elif chance < 0.06:
            world.seen["pause"] += 1
            self.asleep[place] = world.now + dice.choice([3_000, 12_000, 20_000, 40_000])
        elif chance < 0.08:
            self.executors[place].host_offset_ms += dice.choice([-3_600_000, 3_600_000])
        elif chance < 0.09:
            row = dice.choice(list(world.rows.values()))
            world.seen["cancel"] += 1
            world.cancel(row)
        elif chance < 0.20:
            self._answer()
        elif chance < 0.35:
            world.rescue(self.executors[place].host_offset_ms)
        elif chance < 0.50:
            world.wake_due()

    def _answer(self) -> None:
        asked = [
            (row, record.key)
            for row in self.world.rows.values()
            if row.status not in TERMINAL
            for record in row.steps.values()
            if record.status == "waiting"
            and record.reason in ("approval", "uncertain")
            and record.key not in row.signals
        ]
        if asked:
            row, key = self.dice.choice(asked)
            self.world.seen["answer"] += 1
            self.world.answer(row, key)

    def _time_passes(self) -> None:
        self.world.now += self.dice.choice([1, 5, 20, 100, 400, 1_500])
        for place, executor in enumerate(self.executors):
            is_awake = self.asleep.get(place, 0) <= self.world.now
            if is_awake and self.world.now - executor.renewed_ms >= 5_000:
                executor.renew()

    def calm(self) -> None:
        """No more accidents: everything must come to its end."""
        self.asleep.clear()
        rows = self.world.rows.values()
        for _ in range(CALM_STEPS):
            if all(row.status in TERMINAL for row in rows):
                break
            for executor in self.executors:
                executor.renew()
                executor.claim(4)
                executor.look()
                executor.commit()
                executor.call_out()
                executor.move_a_call()
            self.world.rescue(0)
            self.world.wake_due()
            self._answer()
            self.world.now += 500
        for row in rows:
            if row.id not in self.judged:
                self.judged.add(row.id)
                self.world.check_end(row)
                self.world.seen[f"ended {row.status}"] += 1

    def resume(self) -> bool:
        """Somebody goes on with what did not complete, or again from some block. Returns whether there was any."""
        ended = [row for row in self.world.rows.values() if row.steps]
        chosen = [row for row in ended if row.status != "completed" or self.dice.random() < 0.1]
        for row in chosen:
            top = [name for name in row.drawing.graph.bodies[""].nodes if name != "start"]
            is_free = row.status == "completed" or self.dice.random() < 0.3
            self.world.resume(row, self.dice.choice(top) if is_free else None)
        return bool(chosen)


def main() -> None:
    """Play seeds, tell how far it is, then what they reached. Exit code 1 when a promise was broken, naming seed and promise."""
    arguments = argparse.ArgumentParser(prog="python -m tests.simulation.simulate")
    arguments.add_argument("count", type=int, nargs="?", default=2_000, help="how many seeds")
    arguments.add_argument("first", type=int, nargs="?", default=0, help="the first of them")
    asked = arguments.parse_args()
    count, first = asked.count, asked.first
    seen: Counter[str] = Counter()
    shapes: Counter[str] = Counter()
    broken: list[Report] = []
    for number in range(count):
        report = simulate(first + number)
        seen.update(report.seen)
        shapes.update(report.shapes)
        if report.broken:
            broken.append(report)
            print(f"seed {report.seed} broke a promise: {report.broken}", flush=True)
        if (number + 1) % PROGRESS_EVERY == 0:
            print(f"{number + 1:,} of {count:,} seeds, {len(broken)} broken", flush=True)
    _print_counts("Planner states and accidents reached", seen)
    _print_counts("Shapes of drawings", shapes)
    print(f"{count:,} seeds from {first:,}: {len(broken)} broken")
    sys.exit(bool(broken))


def _print_counts(title: str, counts: Counter[str]) -> None:
    print(f"\n{title}")
    for name, times in counts.most_common():
        print(f"  {times:>12,}  {name}")


if __name__ == "__main__":
    main()
