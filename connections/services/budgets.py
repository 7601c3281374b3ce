"""The rate of requests at one account, shared by all workers: a step over it waits until there is room.

The generic cell rate algorithm in one statement a request: a row holds the time at which the account is free of all
requests so far; a request that would push it further than the burst allows is told when to come back.
"""

from __future__ import annotations

from django.db.models import BigIntegerField, F, Value
from django.db.models.functions import Greatest

from connections.models import Connection, RateBudgetUse
from connections.services.clock import now_ms
from integrations.auth import Access, RateBudget
from integrations.outcomes import RateLimited


def take(connection: Connection, access: Access) -> None:
    """Counts one request. Raises RateLimited with the time until there is room; nothing is counted then."""
    if not access.budgets:
        return
    now = now_ms()
    for index, budget in enumerate(access.budgets):
        wait_ms = _take(_key(connection, index), budget, now)
        if wait_ms > 0:
            raise RateLimited(
                f"{connection.name} may make {budget.requests} requests in {budget.seconds:g} s; the next is possible in "
                f"{wait_ms / 1000:.1f} s.",
                code="RATE_LIMITED",
                after_seconds=wait_ms / 1000,
            )


def hold(connection: Connection, access: Access, seconds: float) -> None:
    """The provider asked for a pause (Retry-After): everybody who uses this account keeps it."""
    if not access.budgets:
        return
    until = now_ms() + int(seconds * 1000)
    for index, budget in enumerate(access.budgets):
        _row(_key(connection, index))
        RateBudgetUse.objects.filter(key=_key(connection, index)).update(
            next_ms=Greatest(F("next_ms"), Value(until + _burst_ms(budget), output_field=BigIntegerField()))
        )


def _key(connection: Connection, index: int) -> str:
    """By account, not by connection: two connections to one account share what the provider gives it."""
    account = connection.account_id or str(connection.id)
    return f"{connection.provider}:{connection.environment}:{account[:90]}:{index}"


def _row(key: str) -> None:
    RateBudgetUse.objects.bulk_create([RateBudgetUse(key=key)], ignore_conflicts=True)


def _interval_ms(budget: RateBudget) -> int:
    return max(1, round(budget.seconds * 1000 / budget.requests))


def _burst_ms(budget: RateBudget) -> int:
    return ((budget.burst or budget.requests) - 1) * _interval_ms(budget)


def _take(key: str, budget: RateBudget, now: int) -> int:
    """0, or the ms until a request would be let through."""
    interval, burst = _interval_ms(budget), _burst_ms(budget)
    rows = RateBudgetUse.objects.filter(key=key)
    start = Greatest(F("next_ms"), Value(now, output_field=BigIntegerField()))
    for _ in range(3):
        if rows.filter(next_ms__lte=now + burst).update(next_ms=start + interval):
            return 0
        found = rows.values_list("next_ms", flat=True).first()
        if found is None:
            _row(key)
        elif found > now + burst:
            return found - burst - now
        # Else the row came into being between the two statements, and there is room in it.
    return 1
