"""kill -9 of every process of the product while runs are under way, then a plain start: nothing is lost or repeated."""

from __future__ import annotations

import time

from tests.chaos import drawings
from tests.chaos.checker import check_nothing_left, check_runs, check_world
from tests.chaos.installation import FREEZE_SECONDS, Installation, poll
from tests.chaos.ledger import Ledger

RUNS = 50
ALL_DONE_SECONDS = 60.0  # after the start, the runs' own 5 seconds included


def test_fifty_in_a_call_and_fifty_in_a_wait_finish_by_themselves(
    installation: Installation, world: Ledger
) -> None:
    calling = installation.publish(drawings.around(world, drawings.book(world, "call", "ms=5000"), "c"))
    waiting = installation.publish(drawings.around(world, drawings.pause(4), "w"))
    called = [installation.begin(calling, n=n) for n in range(RUNS)]
    parked = [installation.begin(waiting, n=n) for n in range(RUNS)]
    poll(
        "every call is under way",
        60,
        lambda: len([c for c in world.calls if c.path.startswith("/call")]) == RUNS,
    )
    poll(
        "every other run waits",
        60,
        lambda: (
            len(installation.api("GET", f"/runs?workflowId={waiting}&status=suspended&limit=100")) == RUNS
        ),
    )
    installation.kill_everything()
    assert not any(call.was_answered for call in world.calls if call.path.startswith("/call"))

    began = time.monotonic()
    installation.start()
    installation.wait_for([*called, *parked], ALL_DONE_SECONDS - (time.monotonic() - began))
    calls = [f"/call/{n}" for n in range(RUNS)]
    others = [f"/{name}-{place}/{n}" for name in "cw" for place in ("before", "after") for n in range(RUNS)]
    check_world(world, [*calls, *others], in_flight=calls)
    check_runs(installation, [*called, *parked])
    check_nothing_left(installation)


def test_a_long_run_survives_three_kills_by_an_operator(installation: Installation, world: Ledger) -> None:
    """Everything was killed, three times: that says nothing against the step that happened to be under way."""
    workflow = installation.publish(drawings.around(world, drawings.book(world, "long", "hold"), "thrice"))
    run = installation.begin(workflow, n=1)
    for kills in range(3):
        poll(
            "the step is under way",
            FREEZE_SECONDS,
            lambda kills=kills: len(world.arrivals("/long/1")) > kills,
        )
        installation.kill_everything()
        installation.start()
    poll("it is under way again", FREEZE_SECONDS, lambda: len(world.arrivals("/long/1")) == 4)
    assert installation.run(run)["status"] == "running"
    world.release()
    installation.wait_for([run], FREEZE_SECONDS)
    check_world(world, ["/thrice-before/1", "/long/1", "/thrice-after/1"], in_flight=["/long/1"])
    check_runs(installation, [run])
    shown = installation.run(run)
    assert (shown["rescues"], {one["kind"] for one in shown["incidents"]}) == (3, {"process_gone"})


def test_a_gentle_stop_repeats_nothing(installation: Installation, world: Ledger) -> None:
    """SIGTERM: steps under way finish and are written down, the rest goes on after the next start. No run fails."""
    workflow = installation.publish(drawings.around(world, drawings.book(world, "last", "ms=1500"), "gentle"))
    runs = [installation.begin(workflow, n=n) for n in range(6)]
    poll("they are under way", 60, lambda: sum(call.path.startswith("/last/") for call in world.calls) == 6)
    installation.stop()
    assert all(call.was_answered for call in world.calls)
    installation.start()
    installation.wait_for(runs, FREEZE_SECONDS)
    names = ("gentle-before", "last", "gentle-after")
    check_world(world, [f"/{name}/{n}" for name in names for n in range(6)])
    check_runs(installation, runs)
    assert {installation.run(run)["rescues"] for run in runs} == {0}
