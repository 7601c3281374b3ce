"""Letters from the outbox: written with what they tell of, sent after that is durable, by one sender at a time.

A row is taken for two minutes, sent and deleted. Whoever is killed in between leaves it to be sent again, under the same
Message-ID. What cannot be sent is tried again, ever later, for a day. What a letter says is read when it is sent
(`runs/letters.py`).
"""

from __future__ import annotations

import logging

from django.db import transaction

from accounts.mail import hand_over
from accounts.models import Outbox
from accounts.selectors import is_deactivated
from accounts.services import record_audit
from integrations.outcomes import Permanent
from runs import queue_facts
from runs.letters import LETTERS
from runs.slack import post_message

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
    to, is_mail = str(row.data["to"]), row.data.get("channel") != "slack"
    letter = None if is_mail and is_deactivated(to) else LETTERS[row.topic](row)
    if letter is None:
        row.delete()  # there is nothing left to tell
        return False
    try:
        if is_mail:
            hand_over(
                to=to,
                subject=letter.subject,
                template=letter.template,
                context=letter.context,
                message_id=f"{letter.name}.{row.pk}@headrace",
            )
        else:
            post_message(
                company_id=row.company_id,
                connection_id=letter.connection_id,
                channel=to,
                text=letter.slack,
                thread_ts=letter.thread_ts,
            )
    except Permanent as refused:
        _give_up(row, to, refused.message)
        return False
    except Exception as error:  # whatever the other side does to us, the others still get theirs
        _put_off(row, to, error)
        return False
    row.delete()
    return True


def _put_off(row: Outbox, to: str, error: Exception) -> None:
    now_ms = queue_facts.clock_ms()
    delay_ms = min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2**row.attempts)
    if now_ms - row.created_at.timestamp() * 1000 > GIVE_UP_MS:
        _give_up(row, to, str(error))
        return
    logger.warning("%s to %s was not sent, trying again: %s", row.topic, to, error)
    Outbox.objects.filter(pk=row.pk).update(due_at_ms=now_ms + delay_ms)


def _give_up(row: Outbox, to: str, reason: str) -> None:
    """Where the company can see it."""
    logger.error("%s to %s was given up: %s", row.topic, to, reason)
    with transaction.atomic():
        record_audit(
            identity_or_label="Headrace",
            company_id=row.company_id,
            action="notice.undelivered",
            target=to,
            data={"topic": row.topic, "reason": reason[:400]},
        )
        row.delete()
