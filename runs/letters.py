"""What the letters of the outbox say, by topic; each is read from the present state when it is sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings

from accounts.ids import public_id
from accounts.models import Outbox
from runs.links import approval_link
from runs.models import Approval, ApprovalStatus, WebhookEndpoint
from runs.outbound.endpoints import DISABLED
from runs.present import moment_at

ASKED = "approval.asked"


@dataclass(frozen=True, slots=True)
class Letter:
    """`name` begins its Message-ID and stays the same however often it is sent."""

    name: str
    subject: str
    template: str
    context: Mapping[str, Any]


def _approval_asked(row: Outbox) -> Letter | None:
    approval = (
        Approval.objects.select_related("company", "run__workflow")
        .filter(id=UUID(row.data["approval"]))
        .first()
    )
    if approval is None or approval.status != ApprovalStatus.WAITING:
        return None  # somebody was quicker
    until_ms = approval.expires_at_ms
    return Letter(
        name=f"approval.{approval.id.hex}",
        subject=f"{approval.title or approval.run.workflow.name}: your decision",
        template="runs/mail/approval.txt",
        context={
            "approval": approval,
            "link": approval_link(approval.id, str(row.data["to"])),
            "until": None if until_ms is None else moment_at(until_ms, approval.company.timezone),
        },
    )


def _endpoint_disabled(row: Outbox) -> Letter | None:
    endpoint = WebhookEndpoint.objects.select_related("company").filter(id=UUID(row.data["endpoint"])).first()
    if endpoint is None or endpoint.is_enabled:
        return None
    return Letter(
        name=f"endpoint.{endpoint.id.hex}",
        subject=f"Webhooks to {endpoint.url} are switched off",
        template="runs/mail/endpoint_disabled.txt",
        context={
            "endpoint": endpoint,
            "link": f"{settings.PUBLIC_URL}/settings/webhooks/{public_id('we', endpoint.id)}",
        },
    )


#: None: there is nothing left to tell.
LETTERS: Mapping[str, Callable[[Outbox], Letter | None]] = {
    ASKED: _approval_asked,
    DISABLED: _endpoint_disabled,
}
