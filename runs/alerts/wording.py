"""What an alert says: the same words for mail and Slack, and the body for endpoints."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from django.conf import settings

from accounts.ids import public_id
from runs.alerts.rules import Rule
from runs.models import AlertGroup, AlertKind
from runs.outbound.events import ALERT_TYPE, AlertData, AlertEventBody, AlertNews


@dataclass(frozen=True, slots=True)
class Words:
    """`lines` are paragraphs; `link` leads to what it is about."""

    subject: str
    lines: list[str]
    link: str
    footer: str

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def words_of(group: AlertGroup, rule: Rule) -> Words:
    says = _SAYS[AlertKind(group.kind)]
    subject, lines, link = says(group)
    return Words(subject, lines, link, _footer(group, rule))


def body_of_alert(group: AlertGroup, rule: Rule) -> AlertEventBody:
    """For the endpoints that an alert names."""
    words = words_of(group, rule)
    news = AlertNews(
        kind=group.kind,
        subject=words.subject,
        lines=words.lines,
        count=group.count,
        since=datetime.fromtimestamp(group.opened_at_ms / 1000, UTC),
        workflow_id=public_id("wf", group.workflow_id) if group.workflow_id else None,
        url=words.link,
    )
    return AlertEventBody(
        type=ALERT_TYPE, timestamp=datetime.now(UTC), company_id=group.company_id, data=AlertData(alert=news)
    )


def _run_failed(group: AlertGroup) -> tuple[str, list[str], str]:
    name = group.workflow.name if group.workflow else "A workflow"
    newest = group.items[0]
    if group.count == 1:
        at = f" at {newest['block']}" if newest["block"] else ""
        return (
            f"{name} failed: {newest['message'] or 'no reason is known'}",
            [f"Run {newest['number']} of “{name}” failed{at}.", newest["message"]],
            newest["url"],
        )
    lines = [f"{group.count:,} runs of “{name}” failed{_since(group)}. The newest:"]
    for item in group.items:
        at = f" at {item['block']}" if item["block"] else ""
        lines.append(f"Run {item['number']}{at}: {item['message']}\n{item['url']}")
    if group.count > len(group.items):
        lines.append(f"… and {group.count - len(group.items):,} more.")
    workflow = public_id("wf", group.workflow_id) if group.workflow_id else ""
    return (
        f"{name} failed {group.count:,} times",
        lines,
        f"{settings.PUBLIC_URL}/runs?status=failed&workflowId={workflow}",
    )


def _since(group: AlertGroup) -> str:
    return " since the last message" if group.messages else ""


def _connection_broke(group: AlertGroup) -> tuple[str, list[str], str]:
    newest = group.items[0]
    registration, provider = newest.get("registration"), newest["provider"]
    if registration == "failing":
        return (
            f"{provider} does not send events to {newest['name']} reliably",
            [
                f"The registration for events at {provider} keeps failing: {newest['message']}",
                "Workflows that wait for these events may not start. You are told when it works again.",
                "It is tried again by itself; the event trigger in the studio shows how it stands and has “Try again”.",
            ],
            newest["url"],
        )
    if registration == "restored":
        return (
            f"{provider} sends events to {newest['name']} again",
            [
                f"The registration for events at {provider} stands again.",
                f"What happened meanwhile was perhaps not sent: compare with {provider} if it matters.",
            ],
            newest["url"],
        )
    return (
        f"The connection {newest['name']} does not work",
        [newest["message"], "Runs that need it wait, and go on by themselves once it is connected again."],
        newest["url"],
    )


def _no_success(group: AlertGroup) -> tuple[str, list[str], str]:
    name = group.workflow.name if group.workflow else "A workflow"
    newest = group.items[0]
    workflow = public_id("wf", group.workflow_id) if group.workflow_id else ""
    return (
        f"No run of {name} has succeeded for {newest['words']}",
        [
            f"No run of “{name}” has succeeded for {newest['words']}.",
            "Either nothing starts it any more, or its runs fail or wait.",
        ],
        f"{settings.PUBLIC_URL}/runs?period=7d&workflowId={workflow}",
    )


def _backlog(group: AlertGroup) -> tuple[str, list[str], str]:
    newest = group.items[0]
    return (
        f"Runs have been waiting for {newest['words']} to start",
        [
            f"The oldest run that could start has been waiting for {newest['words']}.",
            "The workers are down, stuck, or too few for what comes in; `manage.py doctor` finds out more.",
        ],
        f"{settings.PUBLIC_URL}/runs?status=running",
    )


_SAYS = {
    AlertKind.RUN_FAILED: _run_failed,
    AlertKind.CONNECTION_ERROR: _connection_broke,
    AlertKind.NO_SUCCESS: _no_success,
    AlertKind.BACKLOG: _backlog,
}


def _footer(group: AlertGroup, rule: Rule) -> str:
    return (
        f"While it goes on, the next message about this comes in {duration(rule.group_minutes)} at the earliest. Alerts are set "
        f"under {settings.PUBLIC_URL}/settings/alerts."
    )


def duration(minutes: int) -> str:
    """For people: "45 minutes", "26 hours", "3 days"."""
    for size, unit in ((1440, "day"), (60, "hour")):
        if minutes >= 2 * size or minutes == size:
            count = minutes // size
            return f"{count} {unit}{'' if count == 1 else 's'}"
    return f"{minutes} minute{'' if minutes == 1 else 's'}"
