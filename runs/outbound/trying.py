"""A made-up event for somebody who watches: sent at once, and its answer waited for."""

from __future__ import annotations

from django.conf import settings

from accounts.ids import uuid7
from runs import queue_facts
from runs.models import WebhookDelivery, WebhookEndpoint
from runs.outbound.deliveries import body_text
from runs.outbound.events import EventBody, sample
from runs.outbound.sending import CLAIM_MS, claim_now, post, record


def send_test(*, endpoint: WebhookEndpoint, event_type: str) -> WebhookDelivery:
    """The delivery with its one attempt, also of an endpoint that is switched off. Takes up to 15 s."""
    return send_once(
        endpoint=endpoint,
        body=sample(event_type, company_id=endpoint.company_id, studio=settings.PUBLIC_URL),
    )


def send_once(*, endpoint: WebhookEndpoint, body: EventBody) -> WebhookDelivery:
    """The same with this body."""
    delivery = WebhookDelivery.objects.create(
        company_id=endpoint.company_id,
        endpoint=endpoint,
        event_id=uuid7(),
        event_type=body.type,
        body=body_text(body),
        is_test=True,
        # Not before somebody else's turn: we send it here.
        due_at_ms=queue_facts.clock_ms() + CLAIM_MS,
    )
    claimed = claim_now(delivery, endpoint)
    if claimed is not None:
        record(claimed, post(claimed))
    return WebhookDelivery.objects.prefetch_related("attempt_log").get(id=delivery.id)
