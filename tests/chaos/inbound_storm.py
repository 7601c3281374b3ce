"""The long form for what comes in from outside: webhooks and schedules at full size while processes are killed at random.

`make chaos`. Not collected by itself: it takes minutes, not seconds.
"""

from __future__ import annotations

import contextlib
import os
import random
import time
from pathlib import Path

import psutil

from tests.chaos.checker import check_nothing_left, unfinished
from tests.chaos.installation import installed, kill, poll
from tests.chaos.ledger import Ledger
from tests.chaos.schedules import Schedules
from tests.chaos.senders import Senders

SEED = int(os.environ.get("CHAOS_SEED") or random.SystemRandom().randrange(1_000_000))
CALM_SECONDS = 180.0


def test_200_ids_50_times_each_across_a_restart(tmp_path: Path, world: Ledger) -> None:
    with installed(tmp_path, world) as here:
        senders = Senders(here, world, ids=200, copies=50, at_once=50, seconds=600)
        poll("a third is acknowledged", 300, lambda: len(senders.acknowledged) > senders.total // 3)
        here.kill_everything()
        here.start()
        senders.wait()
        senders.check(CALM_SECONDS)
        check_nothing_left(here)


def test_5000_webhooks_and_500_ticks_a_minute(tmp_path: Path, world: Ledger) -> None:
    """Every acknowledged webhook is one run and every tick is one, though web and workers die every few seconds."""
    dice = random.Random(SEED)
    struck: list[str] = []
    with installed(tmp_path, world) as here:
        schedules = Schedules(here, 42)
        senders = Senders(here, world, ids=5_000, copies=1, seconds=900, per_second=50)
        began = time.monotonic()
        try:
            while len(senders.acknowledged) < senders.total and time.monotonic() < senders.end:
                time.sleep(dice.uniform(1, 6))  # a lull
                victim = dice.choice(["web", "worker", "worker"])
                struck.append(f"{time.monotonic() - began:5.1f} s  {victim}")
                # What is to be hurt may not have come back yet from the last time.
                with contextlib.suppress(LookupError, ValueError, IndexError, psutil.NoSuchProcess):
                    kill(here.web() if victim == "web" else dice.choice(here.workers()))
            senders.wait()
            here.wait_until_ready(60)
            schedules.wait_until_all_went_on()
            schedules.stop()
            poll("all runs have ended", CALM_SECONDS, lambda: not unfinished(here))
            senders.check(CALM_SECONDS)
            schedules.check()
            check_nothing_left(here)
        except BaseException:
            print(f"seed {SEED}:\n" + "\n".join(struck) + f"\n{here.log[-6000:]}")  # noqa: T201 - the evidence
            raise
