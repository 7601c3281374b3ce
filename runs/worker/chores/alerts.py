"""Sends alerts whose time has come: writes their letters into the outbox."""

from __future__ import annotations

from runs.alerts.dispatching import send_due
from runs.worker.chores import Chore


def send() -> None:
    send_due()


CHORE = Chore("alerts", 1.0, send)
