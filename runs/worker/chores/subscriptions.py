"""Tells providers where to send the events that live triggers wait for, and looks after what was ordered."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

from django.db import connection

from connections.subscribing import due_subscriptions, settle
from runs.worker.chores import Chore
from runs.worker.stopping import is_stopping
from workflows.subscribed import note_wanted

#: Providers that answer slowly keep no others waiting.
AT_ONCE = 8


def look_after() -> None:
    note_wanted()
    due = due_subscriptions()
    if due:
        with ThreadPoolExecutor(min(AT_ONCE, len(due)), thread_name_prefix="subscriptions") as pool:
            list(pool.map(_settle, due))


def _settle(subscription_id: UUID) -> None:
    try:
        if not is_stopping():
            settle(subscription_id)
    finally:
        connection.close()


CHORE = Chore("subscriptions", 2.0, look_after, is_slow=True)
