"""Event triggers whose registration at the provider keeps failing: people are told once, and again when it stands.

It is an alert of the kind "a connection broke", since it is the connection's account that does not send. The group stays
until the outage is over, so that one outage is one message however long it lasts.
"""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from accounts.ids import public_id
from connections.keeping import database_now
from connections.models import ConnectionStatus, Subscription, SubscriptionStatus
from connections.services.subscriptions import name_of
from runs import queue_facts
from runs.alerts.dispatching import address_all
from runs.alerts.gathering import REGISTRATION, add
from runs.alerts.rules import rule_for
from runs.models import AlertGroup, AlertKind

#: About four minutes of trying: what passes by itself is nobody's business.
FAILURES = 5
#: A registration that ends sooner than this is told of at its first failure.
NEAR_END = timedelta(hours=12)


def look() -> None:
    failing = {_subject(row): row for row in _failing()}
    groups = {
        group.subject: group
        for group in AlertGroup.objects.filter(
            kind=AlertKind.CONNECTION_ERROR, subject__startswith=REGISTRATION
        )
    }
    for subject, row in failing.items():
        # A broken connection has been told of by itself.
        if subject not in groups and row.connection.status == ConnectionStatus.ACTIVE:
            _raise(row, subject)
    for subject, group in groups.items():
        if subject not in failing:
            _end(group)


def _failing() -> list[Subscription]:
    rows = Subscription.objects.filter(
        Q(failures__gte=FAILURES) | Q(failures__gt=0, expires_at__lte=database_now() + NEAR_END)
    ).exclude(status=SubscriptionStatus.REMOVED)
    return [row for row in rows.select_related("connection") if row.wanted]


def _subject(row: Subscription) -> str:
    return f"{REGISTRATION}{row.id.hex}"


def _raise(row: Subscription, subject: str) -> None:
    if not rule_for(row.company_id, AlertKind.CONNECTION_ERROR).is_enabled:
        return
    with transaction.atomic():
        add(
            company_id=row.company_id,
            kind=AlertKind.CONNECTION_ERROR,
            subject=subject,
            item={**_item(row), "message": row.error, "registration": "failing"},
            gather_ms=0,
        )


def _item(row: Subscription) -> dict[str, str]:
    return {
        "name": row.connection.name,
        "provider": name_of(row.provider),
        "url": f"{settings.PUBLIC_URL}/connections?open={public_id('conn', row.connection_id)}",
    }


def _end(seen: AlertGroup) -> None:
    """Who was told that it fails is told that it stands again; not where nobody wants it any more."""
    with transaction.atomic():
        group = AlertGroup.objects.select_for_update(of=("self",)).filter(id=seen.id).first()
        if group is None:
            return
        row = (
            Subscription.objects.select_related("connection")
            .filter(id=group.subject.removeprefix(REGISTRATION), status=SubscriptionStatus.ACTIVE)
            .first()
        )
        rule = rule_for(group.company_id, group.kind)
        if row is not None and row.wanted and group.messages and rule.is_enabled:
            group.count, group.items = 1, [{**_item(row), "message": "", "registration": "restored"}]
            address_all(group, rule, queue_facts.clock_ms())
        group.delete()
