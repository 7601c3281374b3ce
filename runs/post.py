"""Letters from the outbox: written with what they tell of, sent after that is durable, by one sender at a time.

A row is taken for two minutes, sent and deleted. Whoever is killed in between leaves it to be sent again, under the same
Message-ID. What cannot be sent is tried again, ever later, for a day. What a letter says is read when it is sent
(`runs/letters.py`).
"""

from __future__ import annotations

import logging

from accounts.mail import hand_over
from accounts.models import Outbox
from accounts.selectors import is_deactivated
from runs import queue_facts
from runs.letters import LETTERS

logger = logging.getLogger("headrace.post")

TAKEN_MS = 120_000
FIRST_DELAY_MS = 30_000
LONGEST_DELAY_MS = 3_600_000
GIVE_UP_MS = 24 * 3_600_000


def send_due() -> int:
    """Send what is due. Returns how many letters went out. Idle, it only reads."""
    sent = 0
    while True:
        row = (
            Outbox.objects.filter(topic__in=list(LETTERS), due_at_ms__lte=queue_facts.clock_ms())
            .order_by("due_at_ms")
            .first()
        )
        if row is None:
            return sent
        until_ms = queue_facts.clock_ms() + TAKEN_MS
        is_ours = Outbox.objects.filter(pk=row.pk, due_at_ms=row.due_at_ms).update(
            due_at_ms=until_ms, attempts=row.attempts + 1
        )
        if is_ours and _send(row):
            sent += 1


def _send(row: Outbox) -> bool:
    to = str(row.data["to"])
    letter = None if is_deactivated(to) else LETTERS[row.topic](row)
    if letter is None:
        row.delete()  # there is nothing left to tell
        return False
    try:
        hand_over(
            to=to,
            subject=letter.subject,
            template=letter.template,
            context=letter.context,
            message_id=f"{letter.name}.{row.pk}@headrace",
        )
    except Exception as error:  # whatever a mail server does to us, the others still get theirs
        _put_off(row, to, error)
        return False
    row.delete()
    return True


def _put_off(row: Outbox, to: str, error: Exception) -> None:
    now_ms = queue_facts.clock_ms()
    delay_ms = min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2**row.attempts)
    if now_ms - row.created_at.timestamp() * 1000 > GIVE_UP_MS:
        logger.error("the mail (%s) to %s was given up after a day: %s", row.topic, to, error)
        row.delete()
        return
    logger.warning("the mail (%s) to %s was not sent, trying again: %s", row.topic, to, error)
    Outbox.objects.filter(pk=row.pk).update(due_at_ms=now_ms + delay_ms)
