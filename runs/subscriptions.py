"""How the event triggers of a workflow stand: whether they hear anything, and when those that look did so last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from connections.models import Subscription
from connections.services.signing_secrets import is_set
from runs.models import TriggerPoll
from runs.polling import polled
from workflows.models import Trigger, Workflow
from workflows.subscribed import subscriptions_for
from workflows.triggers import EVENT


@dataclass(frozen=True, slots=True)
class Hearing:
    """`poll` is None for those that are told by webhook, and until the first look. `is_proven`: a secret is set.
    `subscriptions` are what was ordered at the provider for it; `by_hand` says why a person has to enter the address there.
    """

    trigger: Trigger
    is_polled: bool
    is_proven: bool
    poll: TriggerPoll | None
    subscriptions: Sequence[Subscription]
    by_hand: str


def hearings_of(workflow: Workflow) -> list[Hearing]:
    """Of the live version's event triggers, by block."""
    rows = Trigger.objects.filter(workflow=workflow, type=EVENT).select_related("poll").order_by("block_key")
    return [_hearing(row) for row in rows if row.live or row.paused]


def _hearing(row: Trigger) -> Hearing:
    if polled(row.config) is not None:
        return Hearing(row, True, False, getattr(row, "poll", None), (), "")
    is_proven = is_set(company_id=row.company_id, provider=str(row.config.get("provider") or ""))
    way, subscriptions = subscriptions_for(row.company_id, row.config)
    return Hearing(row, False, is_proven, None, subscriptions, way.by_hand)
