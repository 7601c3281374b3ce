"""Schedules at 500 ticks a minute while workers, web server and everything are killed: no tick is lost, none runs twice."""

from __future__ import annotations

from tests.chaos.checker import check_nothing_left, unfinished
from tests.chaos.installation import FREEZE_SECONDS, Installation, kill, poll
from tests.chaos.schedules import Schedules


def test_each_tick_is_one_run_whatever_is_killed(installation: Installation) -> None:
    schedules = Schedules(installation, 42)
    schedules.wait_until_all_went_on()
    kill(installation.workers()[0])
    schedules.wait_until_all_went_on()
    kill(installation.web())
    for worker in installation.wait_for_workers():
        kill(worker)
    schedules.wait_until_all_went_on()
    installation.kill_everything()
    installation.start()
    schedules.wait_until_all_went_on()
    schedules.stop()
    poll("all runs have ended", FREEZE_SECONDS, lambda: not unfinished(installation))
    schedules.check()
    check_nothing_left(installation)
    installation.wait_for_workers()
