"""Sends the mails about approvals that wait in the outbox: beside the engine, which never waits for a mail server."""

from __future__ import annotations

from runs import post
from runs.worker.chores import Chore


def send() -> None:
    post.send_due()


CHORE = Chore("mails", 1.0, send, is_slow=True)
