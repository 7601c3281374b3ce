"""Sends webhooks that are due, with as many at a time as endpoints bear."""

from __future__ import annotations

from runs.outbound.sending import send_due
from runs.worker.chores import Chore
from runs.worker.stopping import is_stopping


def send() -> None:
    send_due(until=is_stopping)


CHORE = Chore("webhooks", 0.5, send, is_slow=True)
