"""PostgreSQL and Redis of their own, taken away while runs are under way."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.chaos import drawings
from tests.chaos.checker import check_nothing_left, check_runs, check_world
from tests.chaos.installation import FREEZE_SECONDS, Installation, installed, poll
from tests.chaos.ledger import Ledger
from tests.chaos.servers import Postgres, Redis, postgres, redis_server

pytestmark = pytest.mark.postgres

BACK_SECONDS = 15.0
ANSWER_SECONDS = 5.0


@pytest.fixture(scope="module")
def database() -> Iterator[Postgres]:
    with postgres() as one:
        yield one


@pytest.fixture(scope="module")
def redis() -> Iterator[Redis]:
    with redis_server() as one:
        yield one


@pytest.fixture(scope="module")
def here(
    tmp_path_factory: pytest.TempPathFactory, shared_world: Ledger, database: Postgres, redis: Redis
) -> Iterator[Installation]:
    folder: Path = tmp_path_factory.mktemp("pg")
    limits = "read=100000,write=100000,execute=100000"  # on, so that Redis is asked
    settings = {"DATABASE_URL": database.url, "REDIS_URL": redis.url, "RATE_LIMITS": limits}
    with installed(folder, shared_world, **settings) as one:
        yield one


def ask_to_start(here: Installation, workflow: str, n: int) -> tuple[int, float]:
    """The status of one wish to start a run, and how long the answer took."""
    request = urllib.request.Request(
        f"{here.url}/api/v1/workflows/{workflow}/run",
        data=json.dumps({"input": {"n": n}}).encode(),
        headers={"x-api-key": here.key, "Content-Type": "application/json"},
    )
    began = time.monotonic()
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, time.monotonic() - began
    except urllib.error.HTTPError as error:
        return error.code, time.monotonic() - began


def test_a_database_that_crashes_and_comes_back(
    here: Installation, world: Ledger, database: Postgres
) -> None:
    """503 in time and no false 2xx while it is away; then everything goes on without a restart."""
    workflow = here.publish(drawings.around(world, drawings.book(world, "held", "hold"), "pg"))
    parking = here.publish(drawings.around(world, drawings.pause(3), "park"))
    runs = [here.begin(workflow, n=n) for n in range(6)] + [here.begin(parking, n=n) for n in range(3)]
    poll("they are under way", 60, lambda: sum(call.path.startswith("/held/") for call in world.calls) == 6)
    database.stop("immediate")
    try:
        world.release()  # the answers come while nobody can write them down
        for n in range(2):
            status, taken = ask_to_start(here, workflow, 100 + n)
            assert (status, taken < ANSWER_SECONDS) == (503, True), taken
    finally:
        database.start()
    back = time.monotonic()
    poll("it accepts again", BACK_SECONDS, lambda: ask_to_start(here, workflow, 200)[0] == 202)
    here.wait_until_ready(max(1.0, BACK_SECONDS - (time.monotonic() - back)))
    here.wait_for(runs, FREEZE_SECONDS)
    poll("the late one ends", FREEZE_SECONDS, lambda: world.arrivals("/pg-after/200"))
    assert not [path for path in world.counted() if path.rsplit("/", 1)[1] in {"100", "101", "102"}]
    held = [f"/held/{n}" for n in (*range(6), 200)]
    # What was under way when the database went may have been sent again by whoever took the run over.
    check_world(
        world,
        [
            *held,
            *(f"/pg-{name}/{n}" for name in ("before", "after") for n in (*range(6), 200)),
            *(f"/park-{name}/{n}" for name in ("before", "after") for n in range(3)),
        ],
        in_flight=[*held, *(f"/park-{name}/{n}" for name in ("before", "after") for n in range(3))],
    )
    check_runs(here, runs)
    assert here.metric("database_unavailable_total") > 0


def test_a_database_that_says_nothing(here: Installation, world: Ledger, database: Postgres) -> None:
    """Frozen rather than gone: no error tells anybody, and still callers hear in time that it is away."""
    workflow = here.publish(drawings.around(world, drawings.slow(0.1), "frozen"))
    here.wait_for([here.begin(workflow, n=0)], FREEZE_SECONDS)
    with database.frozen():
        for n in (1, 2):
            status, taken = ask_to_start(here, workflow, n)
            assert (status, taken < ANSWER_SECONDS) == (503, True), taken
    back = time.monotonic()
    poll("it accepts again", BACK_SECONDS, lambda: ask_to_start(here, workflow, 3)[0] == 202)
    here.wait_until_ready(max(1.0, BACK_SECONDS - (time.monotonic() - back)))
    poll("the late one ends", FREEZE_SECONDS, lambda: world.arrivals("/frozen-after/3"))
    # A start that was under way may have been accepted after all; none of them is left halfway.
    page = here.api("GET", f"/runs?workflowId={workflow}&limit=10")
    here.wait_for([run["id"] for run in page], FREEZE_SECONDS)


def test_connections_that_are_cut(here: Installation, world: Ledger) -> None:
    """As a failover or an administrator does it: every session ends, the server stays."""
    workflow = here.publish(drawings.around(world, drawings.book(world, "cut", "hold"), "session"))
    runs = [here.begin(workflow, n=n) for n in range(4)]
    poll("they are under way", 60, lambda: sum(call.path.startswith("/cut/") for call in world.calls) == 4)
    for _ in range(3):
        here.sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    world.release()
    here.wait_for(runs, FREEZE_SECONDS)
    cut = [f"/cut/{n}" for n in range(4)]
    names = ("session-before", "session-after")
    check_world(world, [*cut, *(f"/{name}/{n}" for name in names for n in range(4))], in_flight=cut)
    check_runs(here, runs)
    check_nothing_left(here)


def test_redis_away_changes_nothing(here: Installation, world: Ledger, redis: Redis) -> None:
    """Limits are counted per process meanwhile; starts, runs and sign of life go on."""
    workflow = here.publish(drawings.around(world, drawings.slow(0.2), "redis"))
    first = here.begin(workflow, n=0)
    redis.kill()
    try:
        runs = [first]
        for n in range(1, 6):
            status, taken = ask_to_start(here, workflow, n)
            assert (status, taken < ANSWER_SECONDS) == (202, True), taken
        page = here.api("GET", f"/runs?workflowId={workflow}&limit=10")
        runs = [run["id"] for run in page]
        assert len(runs) == 6
        here.wait_for(runs, FREEZE_SECONDS)
    finally:
        redis.start()
    assert ask_to_start(here, workflow, 6)[0] == 202
    poll("the last one ends", FREEZE_SECONDS, lambda: world.arrivals("/redis-after/6"))
    check_world(world, [f"/redis-{name}/{n}" for name in ("before", "after") for n in range(7)])
    check_runs(here, runs)
