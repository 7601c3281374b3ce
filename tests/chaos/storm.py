"""The long form: runs of every kind under a random storm of kills, pauses and restarts, then the whole reckoning.

`make chaos SEED=7 ROUNDS=20`. A seed draws the same storm again; what it meets depends on the machine's moods, so a failing
round says what it did and when. Not collected by itself: it takes minutes, not seconds.
"""

from __future__ import annotations

import contextlib
import os
import random
import threading
import time
import urllib.error
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from tests.chaos import drawings
from tests.chaos.checker import check_nothing_left, check_run, starts_of, unfinished
from tests.chaos.installation import Installation, installed, kill, paused, poll
from tests.chaos.ledger import Ledger
from tests.chaos.servers import Postgres, postgres

SEED = int(os.environ.get("CHAOS_SEED") or random.SystemRandom().randrange(1_000_000))
ROUNDS = int(os.environ.get("CHAOS_ROUNDS") or 5)
STORM_SECONDS = 30.0
RUNS = 60
CALM_SECONDS = 120.0


class Storm:
    """One installation and what is done to it."""

    def __init__(self, here: Installation, database: Postgres | None, dice: random.Random) -> None:
        self.here, self.database, self.dice = here, database, dice
        self.told: list[str] = []
        self.began = time.monotonic()

    def strike(self) -> None:
        weighed: list[tuple[int, str, Callable[[], None]]] = [
            (4, "kill a worker", lambda: kill(self.dice.choice(self.here.workers()))),
            (1, "kill the pusher", lambda: kill(self.here.pusher())),
            (1, "kill one that is idle", lambda: kill(self.dice.choice(self.here.others()))),
            (1, "kill the sentinel", lambda: kill(self.here.sentinel())),
            (1, "kill the cluster", lambda: kill(self.here.cluster())),
            (2, "kill the web server", lambda: kill(self.here.web())),
            (2, "stop the cluster gently", lambda: self.here.cluster().terminate()),
            (3, "pause a worker", self._pause),
            (1, "kill the supervisor", self._kill_supervisor),
            (1, "kill everything", self._kill_everything),
        ]
        if self.database is not None:
            weighed += [(2, "cut all sessions", self._cut), (1, "crash the database", self._crash_database)]
        _, name, act = self.dice.choices(weighed, [weight for weight, _, _ in weighed])[0]
        self.told.append(f"{time.monotonic() - self.began:5.1f} s  {name}")
        # What is to be hurt may not have come back yet from the last time.
        with contextlib.suppress(LookupError, ValueError, IndexError, psutil.NoSuchProcess):
            act()

    def _pause(self) -> None:
        with paused(self.dice.choice(self.here.workers())):
            time.sleep(self.dice.choice([0.5, 3, 19]))  # the pause is the blow; 19 s outlast the lease

    def _kill_supervisor(self) -> None:
        family = psutil.Process(self.here.process.pid).children(recursive=True)
        self.here.process.kill()
        self.here.process.wait(10)
        psutil.wait_procs(family, timeout=60)  # they notice, and leave the port
        self.here.start()

    def _kill_everything(self) -> None:
        self.here.kill_everything()
        self.here.start()

    def _cut(self) -> None:
        self.here.sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )

    def _crash_database(self) -> None:
        assert self.database is not None
        self.database.stop("immediate")
        time.sleep(self.dice.uniform(0, 4))  # the outage is the blow
        self.database.start()


def publish_all(here: Installation, world: Ledger) -> list[str]:
    fan, item = drawings.each(world, "item", 5, "ms=150")
    plain = here.publish(drawings.around(world, drawings.book(world, "call", "ms=700"), "plain"))
    child = {"workflowId": plain, "input": {"n": "{{input.n}}-child"}, "wait": True}
    return [
        plain,
        here.publish(drawings.around(world, drawings.pause(2), "pause")),
        here.publish(drawings.around(world, fan, "fan", item=item)),
        here.publish(drawings.around(world, {"type": "sub-workflow", "config": child}, "parent")),
        here.publish(
            drawings.around(world, drawings.book(world, "slot", "ms=100"), "one", concurrencyLimit=1)
        ),
    ]


def begin_surely(here: Installation, workflow: str, n: str, until: float) -> str:
    """Ask until it is accepted: the key makes all askings one run."""
    body = {"input": {"n": n}, "idempotencyKey": n}
    while True:
        try:
            return str(here._ask("POST", f"/workflows/{workflow}/run", body)["runId"])
        except urllib.error.HTTPError as error:
            if error.code != 503:
                pytest.fail(f"a defect while something was away: {error.code} {error.read()!r}")
        except (OSError, ValueError):
            pass
        assert time.monotonic() < until, "nothing was accepted for too long"
        time.sleep(0.2)  # between two askings with a deadline


@pytest.fixture
def database() -> Iterator[Postgres | None]:
    """A PostgreSQL of its own where the tests run on PostgreSQL."""
    if os.environ.get("DATABASE_URL"):
        with postgres() as one:
            yield one
    else:
        yield None


@pytest.mark.parametrize("seed", range(SEED, SEED + ROUNDS))
def test_storm(seed: int, tmp_path: Path, world: Ledger, database: Postgres | None) -> None:
    dice = random.Random(seed)
    settings = {} if database is None else {"DATABASE_URL": database.url}
    with installed(tmp_path, world, **settings) as here:
        workflows = publish_all(here, world)
        storm = Storm(here, database, dice)
        runs: list[str] = []
        wrong: list[BaseException] = []

        def start_runs() -> None:
            try:
                for number in range(RUNS):
                    until = time.monotonic() + CALM_SECONDS
                    runs.append(begin_surely(here, workflows[number % len(workflows)], f"s{number}", until))
                    time.sleep(STORM_SECONDS / RUNS)  # they come spread over the storm
            except BaseException as error:
                wrong.append(error)

        starter = threading.Thread(target=start_runs, daemon=True)
        starter.start()
        try:
            while time.monotonic() - storm.began < STORM_SECONDS:
                storm.strike()
                time.sleep(dice.uniform(0.2, 3))  # a lull
            starter.join(CALM_SECONDS)
            assert not wrong, wrong
            here.wait_until_ready(60)
            poll("all runs have ended", CALM_SECONDS, lambda: not unfinished(here))
            reckon(here, world, runs)
        except BaseException:
            print(f"seed {seed}:\n" + "\n".join(storm.told) + f"\n{here.log[-6000:]}")  # noqa: T201 - the evidence
            raise


def reckon(here: Installation, world: Ledger, accepted: list[str]) -> None:
    """Every accepted run and every child completed; what arrived outside is what was written down before, no more."""
    assert len(set(accepted)) == len(accepted) == RUNS
    found = [here.run(f"run_{row[0]}") for row in here.sql("SELECT id FROM runs_run")]
    assert {run["id"] for run in found} >= set(accepted)
    assert len(found) == RUNS + RUNS // 5, "as many children as parents"
    wanted: Counter[tuple[str, ...]] = Counter()
    for run in found:
        events = here.api("GET", f"/runs/{run['id']}/events")
        check_run(run, events)
        for step, count in starts_of(events).items():
            wanted[(run["id"], *step)] += count
    arrived: Counter[tuple[str, ...]] = Counter()
    keys: dict[str, set[str]] = world.keys()
    assert all(len(one) == 1 for one in keys.values()), {
        path: one for path, one in keys.items() if len(one) > 1
    }
    for call in world.calls:
        run, block, path, generation = call.key.split(":")
        assert generation == "0"
        arrived[(run, block, *path.split(".")) if path else (run, block)] += 1
    for step, count in arrived.items():
        assert count <= wanted[step], f"{step} went out {count} times and was begun {wanted[step]} times"
    booked = [run["id"] for run in found]
    lost = [(run, block) for run in booked for block in ("before", "after") if not arrived[run, block]]
    assert not lost
    assert world.most_at_once("/slot") <= 1
    check_nothing_left(here)
