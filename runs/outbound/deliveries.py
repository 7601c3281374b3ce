"""Which endpoints get what: a delivery for each that asked, and the rows of deliveries read and set going again."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.api.envelope import Envelope, render
from accounts.api.errors import conflict
from accounts.identity import Identity
from accounts.ids import public_id, uuid7
from accounts.services import record_audit
from runs import queue_facts
from runs.models import DeliveryStatus, WebhookDelivery, WebhookEndpoint
from runs.outbound.events import EventBody
from runs.outbound.facts import Occurrence

_RESENT_AT_ONCE = 10_000


def enqueue(occurrence: Occurrence) -> int:
    """A delivery for each endpoint of the company that hears of this. In the caller's transaction."""
    workflow_id = str(occurrence.run.workflow_id) if occurrence.run else None
    endpoints = [
        endpoint
        for endpoint in WebhookEndpoint.objects.filter(company_id=occurrence.company_id, is_enabled=True)
        if occurrence.topic in endpoint.events
        and (not endpoint.workflows or workflow_id is None or workflow_id in endpoint.workflows)
    ]
    if not endpoints:
        return 0
    event_id, due_at_ms = uuid7(), queue_facts.clock_ms()
    text = body_text(occurrence.body)
    WebhookDelivery.objects.bulk_create(
        [
            WebhookDelivery(
                company_id=occurrence.company_id,
                endpoint=endpoint,
                event_id=event_id,
                event_type=occurrence.topic,
                run_id=occurrence.run.id if occurrence.run else None,
                body=text,
                due_at_ms=due_at_ms,
            )
            for endpoint in endpoints
        ]
    )
    return len(endpoints)


def body_text(body: EventBody) -> str:
    return render(Envelope(body.model_dump(by_alias=True))).decode()


def message_id(delivery: WebhookDelivery) -> str:
    """The `webhook-id`: the same at each try and for all endpoints, so that receivers see what they have seen before."""
    return public_id("msg", delivery.event_id)


# --- reading --------------------------------------------------------------------------------------


def list_deliveries(
    endpoint: WebhookEndpoint,
    *,
    limit: int,
    after: tuple[object, object] | None = None,
    status: str = "",
    event_type: str = "",
    run_id: uuid.UUID | None = None,
) -> list[WebhookDelivery]:
    """The newest first; `after` is the (created_at, id) of the last one seen."""
    found: QuerySet[WebhookDelivery] = WebhookDelivery.objects.filter(endpoint=endpoint)
    if status:
        found = found.filter(status=status)
    if event_type:
        found = found.filter(event_type=event_type)
    if run_id:
        found = found.filter(run_id=run_id)
    if after:
        found = found.filter(Q(created_at__lt=after[0]) | Q(created_at=after[0], id__lt=after[1]))
    return list(found.order_by("-created_at", "-id")[:limit])


def find_delivery(endpoint: WebhookEndpoint, delivery_id: uuid.UUID | None) -> WebhookDelivery | None:
    """With its attempts."""
    if delivery_id is None:
        return None
    return (
        WebhookDelivery.objects.filter(endpoint=endpoint, id=delivery_id)
        .prefetch_related("attempt_log")
        .first()
    )


# --- sending again --------------------------------------------------------------------------------


def resend(
    delivery: WebhookDelivery, endpoint: WebhookEndpoint, *, actor: Identity, ip: str | None = None
) -> None:
    """Send once more at once, under the same id, with all tries of a new one. Raises ApiError 409."""
    _refuse_disabled(endpoint)
    with transaction.atomic():
        changed = _again(
            WebhookDelivery.objects.filter(id=delivery.id).exclude(status=DeliveryStatus.PENDING)
        )
        if not changed:
            # It waits for its next try: that one comes now. One that is under way stays.
            WebhookDelivery.objects.filter(id=delivery.id, due_at_ms=delivery.due_at_ms).update(
                due_at_ms=queue_facts.clock_ms()
            )
        _note(endpoint, actor, ip, delivery=public_id("dlv", delivery.id))


def resend_failed(endpoint: WebhookEndpoint, *, actor: Identity, ip: str | None = None) -> int:
    """Send what was given up once more, the oldest first, up to 10,000. Raises ApiError 409. Returns how many."""
    _refuse_disabled(endpoint)
    failed = WebhookDelivery.objects.filter(endpoint=endpoint, status=DeliveryStatus.FAILED, is_test=False)
    ids = list(failed.order_by("created_at", "id").values_list("id", flat=True)[:_RESENT_AT_ONCE])
    count = 0
    with transaction.atomic():
        for start in range(0, len(ids), 500):
            count += _again(failed.filter(id__in=ids[start : start + 500]))
        _note(endpoint, actor, ip, count=count)
    return count


def _again(rows: QuerySet[WebhookDelivery]) -> int:
    return rows.update(
        status=DeliveryStatus.PENDING,
        tries=0,
        due_at_ms=queue_facts.clock_ms(),
        settled_at=None,
        is_test=False,
    )


def _refuse_disabled(endpoint: WebhookEndpoint) -> None:
    if not endpoint.is_enabled:
        raise conflict("This endpoint is switched off. Switch it on first, then send again.")


def _note(endpoint: WebhookEndpoint, actor: Identity, ip: str | None, **data: Any) -> None:
    record_audit(
        identity_or_label=actor,
        company_id=endpoint.company_id,
        action="webhook_delivery.resent",
        target=endpoint.url,
        data=data,
        ip=ip,
    )


# --- sending --------------------------------------------------------------------------------------


def endpoints_with_work(now_ms: int, limit: int) -> list[WebhookEndpoint]:
    """Those that have something due, in random order: none is ever first."""
    due = WebhookDelivery.objects.filter(endpoint=OuterRef("pk"), due_at_ms__lte=now_ms)
    return list(WebhookEndpoint.objects.filter(Exists(due), is_enabled=True).order_by("?")[:limit])


# --- retention ------------------------------------------------------------------------------------


def forget_old(before: datetime) -> int:
    """Delete deliveries from before, up to a thousand. Returns how many went."""
    old = WebhookDelivery.objects.filter(created_at__lt=before).order_by("created_at")
    ids = list(old.values_list("id", flat=True)[:1000])
    if ids:
        with transaction.atomic():
            WebhookDelivery.objects.filter(id__in=ids).delete()
    return len(ids)
