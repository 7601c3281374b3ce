"""Mails about approvals, from the outbox: written with the question, sent after it is durable, by one sender at a time.

A row is taken for two minutes, sent and deleted. Whoever is killed in between leaves it to be sent again, under the same
Message-ID. What cannot be sent is tried again, ever later, for a day. Other channels (Slack) come with another `channel` in
the row's data.
"""

from __future__ import annotations

import logging
from uuid import UUID

from accounts.mail import hand_over
from accounts.models import Outbox
from accounts.selectors import is_deactivated
from runs import queue_facts
from runs.links import approval_link
from runs.models import Approval, ApprovalStatus
from runs.present import moment_at

logger = logging.getLogger("headrace.post")

TOPIC = "approval.asked"
TAKEN_MS = 120_000
FIRST_DELAY_MS = 30_000
LONGEST_DELAY_MS = 3_600_000
GIVE_UP_MS = 24 * 3_600_000


def send_due() -> int:
    """Send what is due. Returns how many mails went out. Idle, it only reads."""
    sent = 0
    while True:
        row = (
            Outbox.objects.filter(topic=TOPIC, due_at_ms__lte=queue_facts.clock_ms())
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
    approval = (
        Approval.objects.select_related("company", "run__workflow")
        .filter(id=UUID(row.data["approval"]))
        .first()
    )
    if approval is None or approval.status != ApprovalStatus.WAITING:
        row.delete()  # somebody was quicker; there is nothing left to ask
        return False
    to, until_ms = str(row.data["to"]), approval.expires_at_ms
    if is_deactivated(to):
        row.delete()
        return False
    try:
        hand_over(
            to=to,
            subject=f"{approval.title or approval.run.workflow.name}: your decision",
            template="runs/mail/approval.txt",
            context={
                "approval": approval,
                "link": approval_link(approval.id, to),
                "until": None if until_ms is None else moment_at(until_ms, approval.company.timezone),
            },
            message_id=f"approval.{approval.id.hex}.{row.pk}@headrace",
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
        logger.error("the mail about an approval to %s was given up after a day: %s", to, error)
        row.delete()
        return
    logger.warning("the mail about an approval to %s was not sent, trying again: %s", to, error)
    Outbox.objects.filter(pk=row.pk).update(due_at_ms=now_ms + delay_ms)
