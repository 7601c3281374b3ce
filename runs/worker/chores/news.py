"""Tells endpoints and alerts what happened: takes up the rows that ends, suspensions and broken connections left."""

from __future__ import annotations

from runs.fan_out import BATCH, take_up
from runs.worker.chores import Chore

ROUNDS = 20


def tell() -> None:
    for _ in range(ROUNDS):
        if take_up() < BATCH:
            return


CHORE = Chore("news", 0.5, tell)
