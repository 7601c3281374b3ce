"""Keeps subscriptions at providers as they are wished for: registered, widened and narrowed, renewed, compared with what
stands there, and removed. One row at a time, under a lease.
"""

from __future__ import annotations

import logging
import secrets
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Now

from accounts.identity import Identity
from connections.keeping import Keeper, Lost, database_now
from connections.models import Connection, Subscription, SubscriptionStatus
from connections.services import lifecycle
from connections.services.subscriptions import name_of
from integrations.finding import event_source
from integrations.outcomes import Permanent, Retry, StepFailure
from integrations.webhooks.events import InboundEvent

logger = logging.getLogger("headrace.subscriptions")

#: Longer than all requests of one look, so that a lease that has run out means a process that is gone.
LEASE = timedelta(minutes=5)
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=15), timedelta(hours=1)
#: After a lost answer the provider may still be at it.
DOUBT_PAUSE = timedelta(minutes=1)
#: What stood a moment ago is not called failing because of one look that went wrong.
PASSING_FAILURES = 3
LEAVING_SECONDS = 10.0


def due_subscriptions(limit: int = 100) -> list[UUID]:
    """Those whose time has come, the longest due first."""
    rows = Subscription.objects.filter(_free(), due_at__lte=Now())
    return list(rows.order_by("due_at").values_list("id", flat=True)[:limit])


def settle(subscription_id: UUID) -> None:
    """Look after one, if nobody else is at it. What fails is written down in words and tried again later."""
    owner = secrets.token_hex(8)
    rows = Subscription.objects.filter(_free(), id=subscription_id, due_at__lte=Now())
    if not rows.update(owner=owner, lease_until=Now() + LEASE):
        return
    row = Subscription.objects.select_related("connection").filter(id=subscription_id).first()
    if row is None:
        return
    try:
        Keeper(row, owner).keep()
    except Lost:
        return
    except StepFailure as failure:
        _fail(row, owner, failure)
    except Exception:
        logger.exception("Looking after subscription %s at %s failed", row.id, row.provider)
        words = "It failed for a reason that is in the server’s log. It is tried again."
        _fail(row, owner, Retry(words, code="INTERNAL"))


def heed(*, company_id: UUID, provider: str, event: InboundEvent) -> None:
    """Do what the provider says about a subscription itself: renew it, make it again, or tell people that events are missing."""
    source = event_source(provider)
    word = source.subscription.heard(event) if source and source.subscription else None
    if word is None:
        return
    rows = Subscription.objects.filter(company_id=company_id, provider=provider, provider_id=word.id)
    more: dict[str, Any] = {"renew_at": Now()} if word.kind == "renew" else {}
    if word.kind == "missed":
        at = f"{database_now():%Y-%m-%d %H:%M} UTC"
        more["note"] = f"{name_of(provider)} says that it could not deliver some events before {at}."
    rows.update(due_at=Now(), revision=F("revision") + 1, **more)


def disconnect(*, company_id: UUID, connection_id: UUID, actor: Identity, ip: str | None = None) -> bool:
    """As `lifecycle.disconnect`, after what was registered with the connection is removed at the provider.

    Raises Connection.DoesNotExist.
    """
    leave(Connection.objects.get(company_id=company_id, id=connection_id))
    return lifecycle.disconnect(company_id=company_id, connection_id=connection_id, actor=actor, ip=ip)


def leave(connection: Connection) -> None:
    """Before the connection's credentials are forgotten: what stands at the provider is deleted, as far as it answers. What
    could not be is said on the row; nothing it sends is believed any more.
    """
    until = database_now() + timedelta(seconds=LEAVING_SECONDS)
    for row in Subscription.objects.filter(connection=connection).exclude(status=SubscriptionStatus.REMOVED):
        owner = secrets.token_hex(8)
        Subscription.objects.filter(id=row.id).update(owner=owner, lease_until=Now() + LEASE)
        row = Subscription.objects.select_related("connection").get(id=row.id)  # noqa: PLW2901 - as it is now ours
        words = ""
        try:
            if database_now() < until:
                Keeper(row, owner).remove()
                continue
            words = "there was no time left"
        except Lost:
            continue
        except StepFailure as failure:
            words = failure.message
        except Exception as error:
            logger.exception("Removing subscription %s at %s failed", row.id, row.provider)
            words = type(error).__name__
        told = f"It could not be removed at {name_of(row.provider)}: {words} Remove it there by hand: {row.address}"
        Keeper(row, owner).forget(error=told)


def _free() -> Q:
    return Q(lease_until__isnull=True) | Q(lease_until__lt=Now())


def _fail(row: Subscription, owner: str, failure: StepFailure) -> None:
    """Written down in words; the next look is later with each failure, up to an hour, unless the provider says when."""
    failures = row.failures + 1
    pause = min(FIRST_PAUSE * 2 ** min(failures - 1, 10), LONGEST_PAUSE)
    after = getattr(failure, "after_seconds", None)
    if after is not None:
        pause = timedelta(seconds=min(max(after, 1.0), 86_400))
    is_settled = isinstance(failure, Permanent)
    now = database_now()
    rows = Subscription.objects.filter(id=row.id, owner=owner)
    if is_settled:
        rows.update(in_doubt_at=None)
    elif rows.filter(in_doubt_at__isnull=False).exists():
        pause = max(pause, DOUBT_PAUSE)
    is_passing = failure.retryable and row.status == SubscriptionStatus.ACTIVE and failures < PASSING_FAILURES
    rows.update(
        owner="",
        lease_until=None,
        failures=failures,
        error_code=failure.code[:40],
        error=failure.message[:500],
        due_at=Case(When(revision=row.revision, then=Value(now + pause)), default=Now()),
        **({} if is_passing else {"status": SubscriptionStatus.FAILING}),
    )
