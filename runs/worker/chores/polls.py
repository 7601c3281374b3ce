"""Looks at providers for the events of triggers that are not told of them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

from django.db import connection

from runs.polling import due_polls, note_new_triggers, poll_once
from runs.worker.chores import Chore
from runs.worker.stopping import is_stopping

#: Providers that answer slowly keep no others waiting.
AT_ONCE = 8


def look() -> None:
    note_new_triggers()
    due = due_polls()
    if due:
        with ThreadPoolExecutor(min(AT_ONCE, len(due)), thread_name_prefix="poll") as pool:
            list(pool.map(_poll, due))


def _poll(trigger_id: UUID) -> None:
    try:
        if not is_stopping():
            poll_once(trigger_id)
    finally:
        connection.close()


CHORE = Chore("polls", 5.0, look, is_slow=True)
