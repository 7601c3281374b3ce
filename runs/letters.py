"""What the letters of the outbox say, by topic; each is read from the present state when it is sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings

from accounts.ids import parse_public_id, public_id
from accounts.models import Outbox
from runs.alerts.dispatching import ALERT
from runs.links import approval_link
from runs.models import Approval, ApprovalStatus, WebhookEndpoint
from runs.outbound.endpoints import DISABLED
from runs.present import moment_at
from runs.slack import escaped

ASKED = "approval.asked"


@dataclass(frozen=True, slots=True)
class Letter:
    """`name` begins its Message-ID and stays the same however often it is sent. `slack`: the same in Slack's format."""

    name: str
    subject: str
    template: str
    context: Mapping[str, Any]
    slack: str = ""
    connection_id: UUID | None = None
    thread_ts: str | None = None


def _approval_asked(row: Outbox) -> Letter | None:
    approval = (
        Approval.objects.select_related("company", "run__workflow")
        .filter(id=UUID(row.data["approval"]))
        .first()
    )
    if approval is None or approval.status != ApprovalStatus.WAITING:
        return None  # somebody was quicker
    until_ms = approval.expires_at_ms
    title = approval.title or approval.run.workflow.name
    until = None if until_ms is None else moment_at(until_ms, approval.company.timezone)
    return Letter(
        name=f"approval.{approval.id.hex}",
        subject=f"{title}: your decision",
        template="runs/mail/approval.txt",
        context={
            "approval": approval,
            # A link that decides without signing in is for one address alone; a channel gets the page in the studio.
            "link": approval_link(approval.id, str(row.data["to"])),
            "until": until,
        },
        slack=_in_slack(
            title,
            [approval.description, f"No answer by {until} counts as rejected." if until else ""],
            f"{settings.PUBLIC_URL}/runs/{public_id('run', approval.run_id)}",
            "Approve or reject in Headrace",
        ),
        thread_ts=row.data.get("thread"),
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


def _alert(row: Outbox) -> Letter:
    told = row.data
    return Letter(
        name=f"alert.{told['alert']}",
        subject=told["subject"],
        template="runs/mail/alert.txt",
        context={"company": row.company.name, **told},
        slack=_in_slack(told["subject"], told["lines"], told["link"], "Open in Headrace"),
        connection_id=parse_public_id("conn", told.get("connection")),
    )


def _in_slack(title: str, lines: list[str], link: str, link_words: str) -> str:
    shown = [f"*{escaped(title)}*", *(escaped(line) for line in lines if line and line != title)]
    return "\n".join(["\n".join(shown)[:3_500], f"<{link}|{link_words}>"])


#: None: there is nothing left to tell.
LETTERS: Mapping[str, Callable[[Outbox], Letter | None]] = {
    ASKED: _approval_asked,
    DISABLED: _endpoint_disabled,
    ALERT: _alert,
}
