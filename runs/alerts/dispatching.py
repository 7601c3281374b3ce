"""Groups whose time has come become letters: one for each target, in the transaction that begins the next interval."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts.ids import parse_public_id, uuid7
from accounts.models import Outbox
from accounts.selectors import emails_of_admins
from connections.models import Connection
from runs import queue_facts
from runs.alerts.gathering import REGISTRATION
from runs.alerts.rules import ADMINS, OWNER, Rule, rule_for
from runs.alerts.wording import body_of_alert, words_of
from runs.models import AlertGroup, AlertKind, WebhookDelivery
from runs.outbound.deliveries import body_text
from runs.outbound.endpoints import find_endpoint
from runs.outbound.events import ALERT_TYPE

ALERT = "alert"
BATCH = 50


def send_due() -> int:
    """Up to 50 groups. Returns how many were looked at. Idle, it only reads."""
    ids = list(
        AlertGroup.objects.filter(send_at_ms__lte=queue_facts.clock_ms())
        .order_by("send_at_ms")
        .values_list("id", flat=True)[:BATCH]
    )
    for group_id in ids:
        with transaction.atomic():
            _send(group_id)
    return len(ids)


def _send(group_id: UUID) -> None:
    now_ms = queue_facts.clock_ms()
    group = (
        AlertGroup.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("company", "workflow__created_by")
        .filter(id=group_id, send_at_ms__lte=now_ms)
        .first()
    )
    if group is None:
        return
    rule = rule_for(group.company_id, group.kind, group.workflow_id)
    lasts = group.subject.startswith(REGISTRATION)  # whoever watches it ends it
    if not rule.is_enabled or (group.count == 0 and not lasts):
        group.delete()  # it has been quiet since the last message
        return
    if group.count:
        address_all(group, rule, now_ms)
        group.messages += 1
    group.send_at_ms = now_ms + rule.group_minutes * 60_000
    group.count, group.items = 0, []
    group.save(update_fields=["send_at_ms", "count", "items", "messages"])


def address_all(group: AlertGroup, rule: Rule, now_ms: int) -> None:
    """A letter for each of those who are told. In the caller's transaction."""
    for target in rule.targets:
        _address(group, rule, target, now_ms)


def _address(group: AlertGroup, rule: Rule, target: Mapping[str, Any], now_ms: int) -> None:
    if target["type"] == "webhook":
        _to_endpoint(group, rule, target, now_ms)
        return
    letter = words_of(group, rule).as_json() | {"alert": f"{group.id.hex}.{group.messages}"}
    if target["type"] == "slack":
        data = {"channel": "slack", "to": target["channel"], "connection": target.get("connectionId")}
        Outbox.objects.create(company_id=group.company_id, topic=ALERT, data=letter | data)
        return
    for address in _addresses(group, str(target["to"])):
        data = {"channel": "email", "to": address}
        Outbox.objects.create(company_id=group.company_id, topic=ALERT, data=letter | data)


def _to_endpoint(group: AlertGroup, rule: Rule, target: Mapping[str, Any], now_ms: int) -> None:
    endpoint = find_endpoint(group.company_id, parse_public_id("we", target["endpointId"]))
    if endpoint is not None and endpoint.is_enabled:
        WebhookDelivery.objects.create(
            company_id=group.company_id,
            endpoint=endpoint,
            event_id=uuid7(),
            event_type=ALERT_TYPE,
            body=body_text(body_of_alert(group, rule)),
            due_at_ms=now_ms,
        )


def _addresses(group: AlertGroup, to: str) -> Iterator[str]:
    if to not in (OWNER, ADMINS):
        yield to
        return
    owner = _owner(group) if to == OWNER else None
    if owner is not None:
        yield owner
    else:
        yield from emails_of_admins(group.company_id)


def _owner(group: AlertGroup) -> str | None:
    """Who made the workflow or the connection, as long as they are in the company; else it is the admins' business."""
    if group.kind == AlertKind.CONNECTION_ERROR:
        connections = Connection.objects.filter(company_id=group.company_id).select_related("owner")
        if group.subject.startswith(REGISTRATION):
            connections = connections.filter(subscriptions=UUID(group.subject.removeprefix(REGISTRATION)))
        else:
            connections = connections.filter(id=group.subject)
        connection = connections.first()
        person = connection.owner if connection else None
    else:
        person = group.workflow.created_by if group.workflow else None
    if (
        person is None
        or not person.is_active
        or not person.memberships.filter(company_id=group.company_id).exists()
    ):
        return None
    return str(person.email)
