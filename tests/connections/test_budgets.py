"""One account's rate is shared by all who use it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection as database

from connections.models import Connection, RateBudgetUse
from connections.services import budgets
from integrations.auth import Access, RateBudget
from integrations.outcomes import RateLimited

ACCESS = Access(methods=(), budgets=(RateBudget(requests=5, seconds=1000),))


@pytest.mark.django_db(transaction=True)
def test_many_at_once_get_exactly_the_budget(acme: Any):
    row = Connection.objects.create(
        company=acme, provider="x", name="X", method="api_key", account_id="acct_1"
    )
    twin = Connection.objects.create(
        company=acme, provider="x", name="X2", method="api_key", account_id="acct_1"
    )

    def take(number: int) -> float | None:
        try:
            budgets.take(row if number % 2 else twin, ACCESS)
        except RateLimited as limited:
            return limited.after_seconds
        finally:
            database.close()
        return None

    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(take, range(24)))
    assert taken.count(None) == 5
    waits = [wait for wait in taken if wait is not None]
    assert all(190 < wait < 202 for wait in waits), waits


@pytest.mark.django_db
def test_room_comes_back_with_time(acme: Any):
    row = Connection.objects.create(company=acme, provider="x", name="X", method="api_key")
    for _ in range(5):
        budgets.take(row, ACCESS)
    with pytest.raises(RateLimited, match="5 requests in 1000 s"):
        budgets.take(row, ACCESS)
    use = RateBudgetUse.objects.get()
    use.next_ms -= 400_000  # as if 400 s had passed
    use.save()
    budgets.take(row, ACCESS)
    budgets.take(row, ACCESS)
    with pytest.raises(RateLimited):
        budgets.take(row, ACCESS)


@pytest.mark.django_db
def test_a_pause_the_provider_asked_for_holds_for_all(acme: Any):
    row = Connection.objects.create(company=acme, provider="x", name="X", method="api_key")
    budgets.hold(row, ACCESS, 60)
    with pytest.raises(RateLimited) as limited:
        budgets.take(row, ACCESS)
    assert limited.value.after_seconds is not None
    assert 55 < limited.value.after_seconds <= 61


@pytest.mark.django_db
def test_without_a_budget_nothing_is_counted(acme: Any):
    row = Connection.objects.create(company=acme, provider="x", name="X", method="api_key")
    budgets.take(row, Access(methods=()))
    budgets.hold(row, Access(methods=()), 10)
    assert not RateBudgetUse.objects.exists()
