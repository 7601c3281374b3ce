"""What one run of W1 costs by itself, part by part: accepted, claimed, carried through its steps, written.

Run: python -m benchmarks.parts [--count] [--keep FOLDER]. All on one thread against an SQLite file of its own. Times are the
least of many batches; `--count` gives instructions instead (needs valgrind), which mean the same on a busy machine, and
`--keep` leaves what callgrind wrote, for callgrind_annotate.
"""

from __future__ import annotations

import argparse
import gc
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

ROOT = Path(__file__).resolve().parent.parent
BATCH = 2  # runs to a transaction: those of a drain by itself
RUNS = 40
BOUTS = 10  # for times
FOLDER = "COUNTS_FOLDER"  # in the environment of the process that valgrind watches

T = TypeVar("T")
R = TypeVar("R")


class Clock:
    """This thread's CPU time in microseconds."""

    unit = "us"

    def __init__(self) -> None:
        self.least: dict[str, float] = {}

    def measure(self, part: str, batches: Sequence[list[T]], action: Callable[[list[T]], R]) -> list[R]:
        given = []
        for batch in batches:
            began = time.thread_time_ns()
            given.append(action(batch))
            taken = (time.thread_time_ns() - began) / len(batch) / 1000
            self.least[part] = min(taken, self.least.get(part, taken))
        return given


class Counter:
    """Instructions, as callgrind counts them."""

    unit = "instructions"

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.least: dict[str, float] = {}

    def measure(self, part: str, batches: Sequence[list[T]], action: Callable[[list[T]], R]) -> list[R]:
        known = set(self.folder.iterdir())
        self._tell("--zero")
        self._tell("--instr=on")
        given = [action(batch) for batch in batches]
        self._tell("--instr=off")
        self._tell("--dump")
        [dump] = set(self.folder.iterdir()) - known
        dump = dump.rename(self.folder / f"callgrind.{part}")
        [total] = [line for line in dump.read_text().splitlines() if line.startswith("totals:")]
        self.least[part] = int(total.split()[1]) / sum(map(len, batches))
        return given

    def _tell(self, what: str) -> None:
        command = ["callgrind_control", what, str(os.getpid())]
        subprocess.run(command, check=True, capture_output=True)


def _batches(things: Sequence[T]) -> list[list[T]]:
    return [list(things[place : place + BATCH]) for place in range(0, len(things), BATCH)]


class Parts:
    """A company, the workflow of W1, and each part of what happens to its runs."""

    def __init__(self) -> None:
        import django

        django.setup()
        from accounts.setup import bootstrap
        from benchmarks.product import EMAIL, PASSWORD
        from benchmarks.workflows import INVOICE, steps10
        from runs.start_request import StartRequest
        from runs.worker.conductor import Conductor
        from workflows import services
        from workflows.definition import parse_definition

        company_id = bootstrap(email=EMAIL, password=PASSWORD, company_name="Bench").company_id
        workflow = services.create_workflow(
            company_id=company_id, definition=parse_definition(steps10()), by="bench"
        )
        services.publish(workflow=workflow, by="bench")
        self.request = StartRequest(
            company_id=company_id,
            workflow_id=workflow.id,
            input=INVOICE,
            trigger_type="api",
            started_by="bench",
        )
        self.written: list[Any] = []
        self.conductor = Conductor(self, *[lambda *_: None] * 4)  # type: ignore[arg-type]

    def put(self, progress: Any) -> None:
        """In the writer's place."""
        self.written.append(progress)

    def bout(self, meter: Clock | Counter) -> None:
        """So many runs through all parts."""
        from runs import queue
        from runs.accept import accept

        meter.measure("accept", _batches([self.request] * RUNS), accept)
        claimed = meter.measure(
            "claim", _batches(range(RUNS)), lambda batch: queue.claim("bench", len(batch))
        )
        meter.measure("engine", claimed, self.engine)
        progress, self.written = self.written, []
        kept = meter.measure("writing", _batches(progress), queue.write_progress)
        if (
            len(progress) != RUNS
            or any(one.run[0] != "completed" for one in progress)
            or not all(map(all, kept))
        ):
            raise SystemExit("Not every run was completed and written.")

    def engine(self, rows: list[dict[str, Any]]) -> None:
        """As `runs/worker/drain.py` does with rows that it has claimed."""
        from runs.worker import conductor
        from runs.worker.live_run import LiveRun
        from runs.worker.role import version_of

        # Under valgrind a run takes so long that each step has a time of its own, which is made into text anew.
        moment = time.time_ns() // 1_000_000
        conductor.now = lambda: moment
        for row in rows:
            run = LiveRun(row, version_of(row), "bench", moment)
            self.conductor.carry_out(run, run.begin())


def _watched(arguments: argparse.Namespace) -> None:
    """Starts this module again, in an environment of its own."""
    with tempfile.TemporaryDirectory() as folder:
        counts = Path(folder) / "counts"
        counts.mkdir()
        environment = {
            **os.environ,
            "DATA_DIR": folder,
            "ENV_FILE": "",
            "DATABASE_URL": "",
            "REDIS_URL": "",
            "PYTHONHASHSEED": "0",
            "DJANGO_SETTINGS_MODULE": "config.settings",
            FOLDER: str(counts),
        }
        migrate = [sys.executable, "manage.py", "migrate", "--verbosity=0"]
        subprocess.run(migrate, cwd=ROOT, env=environment, check=True)
        command = [sys.executable, "-m", "benchmarks.parts", *sys.argv[1:]]
        if arguments.count:
            out = f"--callgrind-out-file={counts}/dump"
            command = ["valgrind", "-q", "--tool=callgrind", "--instr-atstart=no", out, *command]
        subprocess.run(command, cwd=ROOT, env=environment, check=True)
        if arguments.keep:
            shutil.copytree(counts, arguments.keep, dirs_exist_ok=True)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", action="store_true")
    parser.add_argument("--keep", type=Path)
    arguments = parser.parse_args()
    if FOLDER not in os.environ:
        _watched(arguments)
        return
    parts = Parts()
    from runs.worker.board import settle_collector

    parts.bout(Clock())  # caches are filled
    gc.collect()
    settle_collector()
    meter = Counter(Path(os.environ[FOLDER])) if arguments.count else Clock()
    for _ in range(1 if arguments.count else BOUTS):
        parts.bout(meter)
    for part, figure in meter.least.items():
        print(f"{part:10}{figure:14,.0f} {meter.unit} a run")


if __name__ == "__main__":
    main()
