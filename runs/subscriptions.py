"""How the event triggers of a workflow stand: whether they hear anything, and when those that look did so last."""

from __future__ import annotations

from dataclasses import dataclass

from connections.services.signing_secrets import is_set
from runs.models import TriggerPoll
from runs.polling import polled
from workflows.models import Trigger, Workflow
from workflows.triggers import EVENT


@dataclass(frozen=True, slots=True)
class Subscription:
    """`poll` is None for those that are told by webhook, and until the first look. `is_proven`: a secret is set."""

    trigger: Trigger
    is_polled: bool
    is_proven: bool
    poll: TriggerPoll | None


def subscriptions_of(workflow: Workflow) -> list[Subscription]:
    """Of the live version's event triggers, by block."""
    rows = Trigger.objects.filter(workflow=workflow, type=EVENT).select_related("poll").order_by("block_key")
    found = []
    for row in rows:
        if not (row.live or row.paused):
            continue
        looks = polled(row.config) is not None
        provider = str(row.config.get("provider") or "")
        is_proven = not looks and is_set(company_id=workflow.company_id, provider=provider)
        found.append(Subscription(row, looks, is_proven, getattr(row, "poll", None) if looks else None))
    return found
