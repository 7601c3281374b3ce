"""Endpoints: made, changed, their secrets replaced, and switched off when they have failed for a day."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import transaction

from accounts.api.errors import conflict, validation_error
from accounts.identity import Identity
from accounts.models import Outbox
from accounts.selectors import emails_of_admins
from accounts.services import record_audit
from connections import http
from connections.services import vault
from integrations.outcomes import Permanent
from runs import queue_facts
from runs.models import WebhookEndpoint
from runs.outbound.signing import new_secret
from workflows.models import Workflow

MOST = 50
#: The ten tries of a delivery take a day, or a tenth less where chance shortens every pause.
DISABLE_AFTER_MS = round(0.9 * 24 * 3600 * 1000)
DISABLED = "webhook_endpoint.disabled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What an endpoint is to be. None leaves a field as it is."""

    url: str | None = None
    description: str | None = None
    events: Sequence[str] | None = None
    workflows: Sequence[uuid.UUID] | None = None
    is_enabled: bool | None = None


def list_endpoints(company_id: uuid.UUID) -> list[WebhookEndpoint]:
    """The newest first."""
    return list(WebhookEndpoint.objects.filter(company_id=company_id))


def find_endpoint(company_id: uuid.UUID, endpoint_id: uuid.UUID | None) -> WebhookEndpoint | None:
    return (
        WebhookEndpoint.objects.filter(company_id=company_id, id=endpoint_id).first() if endpoint_id else None
    )


@transaction.atomic
def create_endpoint(
    *, company_id: uuid.UUID, wanted: Wanted, actor: Identity, ip: str | None = None
) -> tuple[WebhookEndpoint, str]:
    """A new endpoint and its secret, which cannot be read again. Raises ApiError 400 and 409."""
    if WebhookEndpoint.objects.filter(company_id=company_id).count() >= MOST:
        raise conflict(f"A company can have {MOST} endpoints. Delete one that nobody uses.")
    endpoint = WebhookEndpoint(company_id=company_id, created_by=actor.label[:200])
    _fill(endpoint, wanted)
    secret = new_secret()
    vault.seal_row(endpoint, {"secret": secret})
    endpoint.save()
    _audit(endpoint, "created", actor, ip, events=endpoint.events)
    return endpoint, secret


@transaction.atomic
def change_endpoint(
    *, endpoint: WebhookEndpoint, wanted: Wanted, actor: Identity, ip: str | None = None
) -> WebhookEndpoint:
    """Raises ApiError 400. Switched on again, it gets at once what waited for it."""
    was_enabled = endpoint.is_enabled
    _fill(endpoint, wanted)
    if endpoint.is_enabled and not was_enabled:
        endpoint.disabled_reason, endpoint.disabled_at, endpoint.failing_since_ms = "", None, None
    elif was_enabled and not endpoint.is_enabled:
        endpoint.disabled_at = _now()
    endpoint.save()
    _audit(endpoint, "changed", actor, ip, events=endpoint.events, enabled=endpoint.is_enabled)
    return endpoint


@transaction.atomic
def delete_endpoint(*, endpoint: WebhookEndpoint, actor: Identity, ip: str | None = None) -> None:
    """With its deliveries; what has not been delivered never will be."""
    _audit(endpoint, "deleted", actor, ip)
    endpoint.delete()


@transaction.atomic
def rotate_secret(
    *, endpoint: WebhookEndpoint, overlap_hours: int, actor: Identity, ip: str | None = None
) -> tuple[WebhookEndpoint, str]:
    """A new secret; the one before signs as well for so many hours. Returns it; it cannot be read again."""
    endpoint = WebhookEndpoint.objects.select_for_update(of=("self",)).get(id=endpoint.id)
    before, secret = vault.open_row(endpoint)["secret"], new_secret()
    sealed = {"secret": secret, "previous": before} if overlap_hours else {"secret": secret}
    vault.seal_row(endpoint, sealed)
    until_ms = queue_facts.clock_ms() + overlap_hours * 3_600_000
    endpoint.previous_secret_until_ms = until_ms if overlap_hours else None
    endpoint.save()
    _audit(endpoint, "secret_rotated", actor, ip, overlapHours=overlap_hours)
    return endpoint, secret


def signing_keys(endpoint: WebhookEndpoint, now_ms: int) -> list[str]:
    """Every secret that signs now, the current one first."""
    opened = vault.open_row(endpoint)
    keys = [str(opened["secret"])]
    if "previous" in opened and now_ms < (endpoint.previous_secret_until_ms or 0):
        keys.append(str(opened["previous"]))
    return keys


# --- how it goes --------------------------------------------------------------------------------


def note_success(endpoint: WebhookEndpoint) -> None:
    if endpoint.failing_since_ms is not None:
        WebhookEndpoint.objects.filter(id=endpoint.id).update(failing_since_ms=None)


def note_failure(
    endpoint: WebhookEndpoint, status: int | None, error: str, now_ms: int, *, is_test: bool
) -> None:
    """Switch the endpoint off when it wants no more or has failed for a day, and tell the admins. In the caller's
    transaction.
    """
    if is_test or not endpoint.is_enabled:
        return
    if status == 410:
        _disable(endpoint, "It answered 410 Gone, which means that it does not want any more events.")
        return
    since_ms = endpoint.failing_since_ms
    if since_ms is None:
        WebhookEndpoint.objects.filter(id=endpoint.id).update(failing_since_ms=now_ms)
    elif now_ms - since_ms >= DISABLE_AFTER_MS:
        _disable(endpoint, f"Nothing could be delivered for a day. The last try: {error}")


def _disable(endpoint: WebhookEndpoint, reason: str) -> None:
    changed = WebhookEndpoint.objects.filter(id=endpoint.id, is_enabled=True).update(
        is_enabled=False, disabled_reason=reason[:400], disabled_at=_now()
    )
    if not changed:
        return
    record_audit(
        identity_or_label="Headrace",
        company_id=endpoint.company_id,
        action="webhook_endpoint.disabled",
        target=endpoint.url,
        data={"reason": reason},
    )
    Outbox.objects.bulk_create(
        Outbox(
            company_id=endpoint.company_id,
            topic=DISABLED,
            data={"endpoint": endpoint.id.hex, "channel": "email", "to": address},
        )
        for address in emails_of_admins(endpoint.company_id)
    )


# --- rules --------------------------------------------------------------------------------------


def _fill(endpoint: WebhookEndpoint, wanted: Wanted) -> None:
    if wanted.url is not None:
        endpoint.url = _checked_url(wanted.url)
    if wanted.description is not None:
        endpoint.description = wanted.description
    if wanted.events is not None:
        endpoint.events = list(dict.fromkeys(wanted.events))
    if wanted.workflows is not None:
        endpoint.workflows = _checked_workflows(endpoint.company_id, wanted.workflows)
    if wanted.is_enabled is not None:
        endpoint.is_enabled = wanted.is_enabled


def _checked_url(url: str) -> str:
    try:
        return http.checked_url(url)
    except Permanent as refused:
        raise validation_error(refused.message, [{"path": "url", "message": refused.message}]) from None


def _checked_workflows(company_id: uuid.UUID, ids: Sequence[uuid.UUID]) -> list[str]:
    known = set(Workflow.objects.filter(company_id=company_id, id__in=ids).values_list("id", flat=True))
    for place, one in enumerate(dict.fromkeys(ids)):
        if one not in known:
            message = "There is no such workflow here."
            raise validation_error(message, [{"path": f"workflowIds.{place}", "message": message}])
    return [str(one) for one in dict.fromkeys(ids)]


def _audit(endpoint: WebhookEndpoint, verb: str, actor: Identity, ip: str | None, **data: Any) -> None:
    record_audit(
        identity_or_label=actor,
        company_id=endpoint.company_id,
        action=f"webhook_endpoint.{verb}",
        target=endpoint.url,
        data={"id": str(endpoint.id), **data},
        ip=ip,
    )


def _now() -> datetime:
    return datetime.fromtimestamp(queue_facts.clock_ms() / 1000, UTC)
