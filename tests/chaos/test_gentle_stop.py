"""SIGTERM: nothing new starts, steps under way get their time, the rest goes back; no run fails of it."""

from __future__ import annotations

import time

from tests.chaos import drawings
from tests.chaos.checker import check_nothing_left, check_runs
from tests.chaos.installation import FREEZE_SECONDS, Installation, poll
from tests.chaos.ledger import Ledger

STOP_SECONDS = 34.0  # 25 for the steps, and to say goodbye; at 35 the supervisor would kill


def test_runs_go_on_after_the_start_as_if_nothing_had_happened(
    installation: Installation, world: Ledger
) -> None:
    ending = installation.publish(drawings.around(world, drawings.book(world, "ending", "ms=3000"), "ending"))
    long = installation.publish(drawings.around(world, drawings.book(world, "lasting", "hold"), "lasting"))
    parked = installation.publish(drawings.around(world, drawings.pause(2), "parked"))
    runs = {
        "ending": installation.begin(ending, n=1),
        "lasting": installation.begin(long, n=1),
        "parked": installation.begin(parked, n=1),
    }
    poll("both are under way", 20, lambda: world.arrivals("/ending/1") and world.arrivals("/lasting/1"))
    poll("one is parked", 20, lambda: installation.run(runs["parked"])["status"] == "suspended")
    began = time.monotonic()
    installation.stop()
    taken = time.monotonic() - began
    assert taken < STOP_SECONDS
    # What ended within its time was written down, and what follows it was left to others.
    assert world.arrivals("/ending-after/1") == []
    assert len(world.arrivals("/ending/1")) == 1

    installation.start()
    poll("the long one is under way again", FREEZE_SECONDS, lambda: len(world.arrivals("/lasting/1")) == 2)
    world.release()
    installation.wait_for(list(runs.values()), FREEZE_SECONDS)
    check_runs(installation, list(runs.values()))
    assert len(world.arrivals("/ending/1")) == 1
    assert len(world.arrivals("/ending-after/1")) == 1
    assert len({call.key for call in world.arrivals("/lasting/1")}) == 1
    for run in runs.values():
        shown = installation.run(run)
        assert (shown["rescues"], shown["incidents"]) == (0, [])
    check_nothing_left(installation)
    installation.wait_for_workers()
