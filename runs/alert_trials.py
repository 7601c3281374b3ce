"""A made-up alert for somebody who watches: sent at once to each of those who would be told, and what came of it in words."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from accounts.api.errors import ApiError, rate_limited, validation_error
from accounts.identity import Identity
from accounts.ids import parse_public_id, uuid7
from accounts.mail import hand_over
from accounts.models import AuditEvent, Company, Outbox, User
from accounts.selectors import emails_of_admins, is_deactivated
from accounts.services import record_audit
from integrations.outcomes import StepFailure
from runs import queue_facts
from runs.alerts.dispatching import ALERT
from runs.alerts.rules import ADMINS, OWNER, Rule, rule_for
from runs.alerts.wording import body_of_alert, duration, words_of
from runs.letters import LETTERS, Letter
from runs.models import AlertGroup, AlertKind
from runs.outbound.endpoints import find_endpoint
from runs.outbound.trying import send_once
from runs.slack import post_message
from workflows.models import Workflow

logger = logging.getLogger("headrace.alerts")

TESTED = "alert.tested"
#: Each call may send twenty mails to anybody: a company has so many in a minute.
MOST_A_MINUTE = 6


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of one target, in a sentence."""

    target: Mapping[str, Any]
    is_sent: bool
    words: str


def send_test_alert(
    *,
    company_id: UUID,
    kind: str,
    workflow: Workflow | None,
    targets: Sequence[Mapping[str, Any]] | None,
    actor: Identity,
    ip: str | None = None,
) -> list[Trial]:
    """To these targets; None: to those that hold. Nothing is repeated. Takes up to 15 s for each.

    Raises ApiError 400 where nobody would be told, and 429.
    """
    rule = rule_for(company_id, kind, workflow.id if workflow else None)
    told = list(rule.targets if targets is None else targets)
    if not told:
        message = "Nobody is told by this alert. Add somebody first."
        raise validation_error(message, [{"path": "targets", "message": message}])
    _count(company_id)
    record_audit(
        identity_or_label=actor,
        company_id=company_id,
        action=TESTED,
        target=kind,
        data={"workflowId": str(workflow.id) if workflow else None, "targets": [dict(one) for one in told]},
        ip=ip,
    )
    group = _made_up(company_id, kind, workflow, rule)
    return [_try(group, rule, target, actor) for target in told]


def _count(company_id: UUID) -> None:
    minute = timedelta(minutes=1)
    since = timezone.now() - minute
    tested = AuditEvent.objects.filter(company_id=company_id, action=TESTED, at__gt=since).order_by("at")
    times = list(tested.values_list("at", flat=True)[:MOST_A_MINUTE])
    if len(times) >= MOST_A_MINUTE:
        seconds = max(1, round((times[0] + minute - timezone.now()).total_seconds()))
        raise rate_limited(
            f"{MOST_A_MINUTE} tests of alerts were sent within a minute. The next one is possible in {seconds} s.",
            seconds,
        )


def _made_up(company_id: UUID, kind: str, workflow: Workflow | None, rule: Rule) -> AlertGroup:
    """A group as it would be, which is not stored."""
    link = f"{settings.PUBLIC_URL}/settings/alerts"
    reason = "This is a test. Nothing has happened."
    items: dict[str, dict[str, Any]] = {
        AlertKind.RUN_FAILED: {"number": 1, "block": "", "message": reason, "url": link},
        AlertKind.CONNECTION_ERROR: {"name": "of a test", "provider": "", "message": reason, "url": link},
        AlertKind.NO_SUCCESS: {"words": duration(rule.minutes or 1440)},
        AlertKind.BACKLOG: {"words": duration(rule.minutes or 15)},
    }
    return AlertGroup(
        id=uuid7(),
        company=Company.objects.get(id=company_id),
        kind=kind,
        subject="test",
        workflow=workflow,
        count=1,
        items=[items[kind]],
        opened_at_ms=queue_facts.clock_ms(),
        send_at_ms=queue_facts.clock_ms(),
    )


def _try(group: AlertGroup, rule: Rule, target: Mapping[str, Any], actor: Identity) -> Trial:
    try:
        is_sent, words = _WAYS[str(target["type"])](group, rule, target, actor)
    except (StepFailure, ApiError) as failure:
        return Trial(target, False, failure.message)
    return Trial(target, is_sent, words)


def _by_mail(group: AlertGroup, rule: Rule, target: Mapping[str, Any], actor: Identity) -> tuple[bool, str]:
    addresses = _addresses(group, str(target["to"]), actor)
    if not addresses:
        return False, "There is nobody to write to: no account in use belongs to this."
    for address in addresses:
        letter = _letter(group, rule, {"to": address}, actor)
        try:
            hand_over(
                to=address,
                subject=letter.subject,
                template=letter.template,
                context=letter.context,
                message_id=f"{letter.name}.{uuid7().hex}@headrace",
            )
        except Exception as error:  # whatever the mail server does: it is what is to be found out
            logger.warning("A test alert to %s was not sent: %s", address, error)
            return False, f"The email to {address} was not taken: {_said(error)}"
    return True, f"An email is on its way to {', '.join(addresses)}. The mail server has taken it."


def _by_slack(group: AlertGroup, rule: Rule, target: Mapping[str, Any], actor: Identity) -> tuple[bool, str]:
    channel = str(target["channel"])
    letter = _letter(group, rule, {"to": channel, "connection": target.get("connectionId")}, actor)
    post_message(
        company_id=group.company_id, connection_id=letter.connection_id, channel=channel, text=letter.slack
    )
    return True, f"It is in {channel}."


def _by_webhook(
    group: AlertGroup, rule: Rule, target: Mapping[str, Any], _actor: Identity
) -> tuple[bool, str]:
    endpoint = find_endpoint(group.company_id, parse_public_id("we", target["endpointId"]))
    if endpoint is None:
        return False, "There is no such webhook endpoint any more. Choose another one."
    body = body_of_alert(group, rule).model_copy(update={"test": True})
    delivery = send_once(endpoint=endpoint, body=body)
    off = "" if endpoint.is_enabled else " It is switched off, so it would not get a real one."
    if delivery.last_error:
        return False, f"{endpoint.url}: {delivery.last_error}{off}"
    return endpoint.is_enabled, f"{endpoint.url} answered {delivery.last_status}.{off}"


_WAYS = {"email": _by_mail, "slack": _by_slack, "webhook": _by_webhook}


def _letter(group: AlertGroup, rule: Rule, data: Mapping[str, Any], actor: Identity) -> Letter:
    words = words_of(group, rule)
    by = f"{actor.label} sent this test of an alert. Nothing has happened. A real one would read:"
    test = replace(words, subject=f"Test: {words.subject}", lines=[by, *words.lines])
    row = Outbox(
        company=group.company, topic=ALERT, data={**test.as_json(), "alert": f"{group.id.hex}.test", **data}
    )
    letter = LETTERS[ALERT](row)
    assert letter is not None
    return letter


def _addresses(group: AlertGroup, to: str, actor: Identity) -> list[str]:
    """The owner of an alert for the company is whoever made what fails: for a test that is the person who asks for it."""
    if to not in (OWNER, ADMINS):
        return [] if is_deactivated(to) else [to]
    person = None
    if to == OWNER:
        maker = group.workflow.created_by if group.workflow else None
        person = maker or (User.objects.filter(id=actor.user_id).first() if actor.user_id else None)
    if (
        person is not None
        and person.is_active
        and person.memberships.filter(company_id=group.company_id).exists()
    ):
        return [str(person.email)]
    return [one for one in emails_of_admins(group.company_id) if not is_deactivated(one)]


def _said(error: Exception) -> str:
    text = " ".join(str(error).split())[:200] or type(error).__name__
    return text if text.endswith(".") else f"{text}."
