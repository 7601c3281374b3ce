"""kill -9 of one process at a time: nothing is lost, nothing finished is repeated, nothing stands still for 30 s."""

from __future__ import annotations

import itertools
import sys
import time
from collections.abc import Callable

import psutil
import pytest

from tests.chaos import drawings
from tests.chaos.checker import check_nothing_left, check_runs, check_world
from tests.chaos.installation import FREEZE_SECONDS, Installation, gone, kill, paused, poll
from tests.chaos.ledger import Call, Ledger

RUNS = 6

VICTIMS: dict[str, Callable[[Installation], psutil.Process]] = {
    "a worker": lambda one: one.workers()[0],
    "the pusher": lambda one: one.pusher(),
    "the monitor": lambda one: one.others()[0],
    "the sentinel": lambda one: one.sentinel(),
    "the cluster": lambda one: one.cluster(),
    "the web server": lambda one: one.web(),
}


@pytest.mark.parametrize("victim", VICTIMS)
def test_runs_in_flight_finish(victim: str, installation: Installation, world: Ledger) -> None:
    drawing = drawings.around(world, drawings.book(world, "held", "hold"), "kill")
    workflow = installation.publish(drawing)
    runs = [installation.begin(workflow, n=n) for n in range(RUNS)]
    poll(
        "every run is in its held step",
        60,
        lambda: sum(world.arrivals(f"/held/{n}") != [] for n in range(RUNS)) == RUNS,
    )
    process = VICTIMS[victim](installation)
    kill(process)
    killed = time.monotonic()
    poll("it is gone", 5, lambda: gone(process.pid))
    world.release()
    installation.wait_for(runs, FREEZE_SECONDS)
    assert time.monotonic() - killed < FREEZE_SECONDS
    held = [f"/held/{n}" for n in range(RUNS)]
    check_world(
        world,
        [*held, *(f"/kill-{name}/{n}" for name in ("before", "after") for n in range(RUNS))],
        in_flight=held,
    )
    check_runs(installation, runs)
    check_nothing_left(installation)
    installation.wait_for_workers()


def test_between_effect_and_commit(installation: Installation, world: Ledger) -> None:
    """The effect has happened, its worker dies before it can say so: it is repeated under the same key, once."""
    workflow = installation.publish(drawings.around(world, drawings.book(world, "struck"), "window"))

    def strike(call: Call) -> None:
        if call.path == "/struck/1" and len(world.arrivals("/struck/1")) == 1:
            [[owner]] = installation.sql("SELECT lease_owner FROM runs_run WHERE lease_until_ms IS NOT NULL")
            kill(psutil.Process(int(owner.split(":")[1])))

    world.on_call = strike
    run = installation.begin(workflow, n=1)
    installation.wait_for([run], FREEZE_SECONDS)
    assert [call.was_answered for call in world.arrivals("/struck/1")] == [False, True]
    check_world(world, ["/window-before/1", "/struck/1", "/window-after/1"], in_flight=["/struck/1"])
    check_runs(installation, [run])
    shown = installation.run(run)
    assert shown["rescues"] == 1
    assert [(one["kind"], one["blocks"]) for one in shown["incidents"]] == [("crash", ["middle"])]


def test_a_fan_out_repeats_only_its_unfinished_items(installation: Installation, world: Ledger) -> None:
    """The worker dies while items are under way: those that were committed stay, the others come under their own keys."""
    count = 12
    outer, item = drawings.each(world, "item", count, "ms=100")
    workflow = installation.publish(drawings.around(world, outer, "fan", item=item))
    committed: list[str] = []

    def strike(call: Call) -> None:
        if call.path == "/item/1-7" and len(world.arrivals(call.path)) == 1:
            [[owner]] = installation.sql("SELECT lease_owner FROM runs_run WHERE lease_until_ms IS NOT NULL")
            poll("some items are committed", FREEZE_SECONDS, done)
            kill(psutil.Process(int(owner.split(":")[1])))
            committed.extend(done())

    def done() -> list[str]:
        rows = installation.sql(
            "SELECT iteration FROM runs_step WHERE block = 'item' AND status = 'completed'"
        )
        return [f"/item/1-{iteration}" for [iteration] in rows]

    world.on_call = strike
    run = installation.begin(workflow, n=1)
    installation.wait_for([run], FREEZE_SECONDS)
    items = {f"/item/1-{index}" for index in range(count)}
    assert committed
    assert len(committed) < count
    check_world(world, [*items, "/fan-before/1", "/fan-after/1"], in_flight=sorted(items - set(committed)))
    check_runs(installation, [run])
    assert installation.run(run)["output"] is not None


def test_a_paused_worker_that_wakes_commits_nothing(installation: Installation, world: Ledger) -> None:
    """SIGSTOP beyond its lease: the run goes on elsewhere. After SIGCONT the first one either finds at once that it has
    lost the run, or wants to write what it has: that is refused, counted, and told on the run.
    """
    before = installation.metric("stale_writes_total")
    workflow = installation.publish(drawings.around(world, drawings.book(world, "zombie", "hold"), "stop"))
    run = installation.begin(workflow, n=1)
    poll("the step is in flight", 60, lambda: world.arrivals("/zombie/1"))
    [[owner]] = installation.sql("SELECT lease_owner FROM runs_run WHERE lease_until_ms IS NOT NULL")

    def board() -> tuple[int, int]:
        """When it last said what it has on board, and how much that was. A drain whose slice was over has left for good."""
        rows = installation.sql("SELECT beat_at_ms, runs_on_board FROM runs_drainer WHERE owner = ?", owner)
        return (int(rows[0][0]), int(rows[0][1])) if rows else (sys.maxsize, 0)

    zombie = psutil.Process(int(owner.split(":")[1]))
    with paused(zombie):
        installation.expire_leases()
        poll("another worker has it", FREEZE_SECONDS, lambda: len(world.arrivals("/zombie/1")) == 2)
        world.release()
        installation.wait_for([run], FREEZE_SECONDS)
        ended = installation.run(run)
        asleep, _ = board()
    poll("it has let go of the run", FREEZE_SECONDS, lambda: board()[0] > asleep and board()[1] == 0)
    shown = installation.run(run)
    kinds = [one["kind"] for one in shown["incidents"]]
    assert kinds in (["lease_expired"], ["lease_expired", "stale_write"])
    assert {one["pid"] for one in shown["incidents"]} == {zombie.pid}
    assert {**shown, "incidents": []} == {**ended, "incidents": []}
    check_world(world, ["/stop-before/1", "/zombie/1", "/stop-after/1"], in_flight=["/zombie/1"])
    check_runs(installation, [run])
    if "stale_write" in kinds:
        poll("the late write is counted", 10, lambda: installation.metric("stale_writes_total") > before)


def test_an_idle_worker_that_dies_with_the_queues_lock_freezes_nothing(
    installation: Installation, world: Ledger
) -> None:
    """django-q2's worst case: who waits for a task holds the lock of the pipe, and takes it along. With that nobody can
    start another drain, and a parked run has nobody to wake it but the watchdog.
    """
    workflow = installation.publish(drawings.around(world, drawings.pause(2), "frozen"))
    runs = [installation.begin(workflow, n=n) for n in range(3)]
    poll("all have parked", 60, lambda: all(installation.run(run)["status"] == "suspended" for run in runs))
    with paused(installation.pusher()):  # so that the next worker stays idle
        known = {child.pid for child in installation.sentinel().children()}
        for worker in installation.workers():
            kill(worker)
        [idle, *_] = poll(
            "the workers' successors are there",
            10,
            lambda: [child for child in installation.sentinel().children() if child.pid not in known],
        )
        poll("one of them waits for a task", 10, lambda: idle.status() == psutil.STATUS_SLEEPING)
        for successor in installation.sentinel().children():
            if successor.pid not in known:
                kill(successor)
    killed = time.monotonic()
    installation.wait_for(runs, FREEZE_SECONDS)
    assert time.monotonic() - killed < FREEZE_SECONDS
    check_world(world, [f"/frozen-{name}/{n}" for name in ("before", "after") for n in range(3)])
    check_runs(installation, runs)


def test_a_limit_of_one_is_kept_and_given_back(installation: Installation, world: Ledger) -> None:
    """The worker that holds the only slot is killed, twice: never two at once, and the others get their turn."""
    drawing = drawings.around(world, drawings.book(world, "slot", "ms=300"), "limit", concurrencyLimit=1)
    workflow = installation.publish(drawing)
    runs = [installation.begin(workflow, n=n) for n in range(4)]
    for count in (1, 3):
        poll(
            "the next one is at work",
            FREEZE_SECONDS,
            lambda count=count: len([c for c in world.calls if c.path.startswith("/slot")]) >= count,
        )
        [owner, *_] = [
            row[0]
            for row in installation.sql("SELECT lease_owner FROM runs_run WHERE lease_until_ms IS NOT NULL")
        ] or [""]
        if owner:
            kill(psutil.Process(int(owner.split(":")[1])))
    installation.wait_for(runs, 2 * FREEZE_SECONDS)
    assert world.most_at_once("/slot") == 1
    check_world(
        world,
        [f"/{name}/{n}" for name in ("slot", "limit-before", "limit-after") for n in range(4)],
        in_flight=[f"/{name}/{n}" for name in ("slot", "limit-before", "limit-after") for n in range(4)],
    )
    spans = sorted((run["startedAt"], run["completedAt"]) for run in map(installation.run, runs))
    assert all(ended <= began for (_, ended), (began, _) in itertools.pairwise(spans)), spans
    check_runs(installation, runs)
    check_nothing_left(installation)
