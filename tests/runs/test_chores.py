"""Chores: done by one drain at a time, each for itself."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest

from runs import chore_leases, leases
from runs.chore_leases import Report
from runs.models import Chore as ChoreRow
from runs.models import Run
from runs.worker.chores import Chore, chores
from runs.worker.keeper import Keeper
from tests.runs.conftest import REPLY, MakeWorkflow, Worker, fetch, start, wait_until

pytestmark = pytest.mark.django_db(transaction=True)

NAMES = ["one", "two"]


class Counted:
    """A chore that counts its calls, and does `also` besides."""

    def __init__(self, also: Callable[[], None] = lambda: None) -> None:
        self.calls = 0
        self.also = also

    def __call__(self) -> None:
        self.calls += 1
        self.also()


@pytest.fixture
def keep() -> Iterator[Callable[..., Keeper]]:
    kept: list[Keeper] = []

    def make(owner: str, *wanted: Chore) -> Keeper:
        kept.append(Keeper(owner, wanted))
        return kept[-1]

    yield make
    for keeper in kept:
        keeper.close()


# --- leases


def test_one_owner_at_a_time() -> None:
    assert chore_leases.take("a", NAMES) == {"one", "two"}
    assert chore_leases.take("b", NAMES) == set()
    assert chore_leases.take("a", NAMES) == {"one", "two"}
    chore_leases.leave("b")
    assert chore_leases.take("b", NAMES) == set()
    chore_leases.leave("a")
    assert chore_leases.take("b", ["two"]) == {"two"}
    assert chore_leases.take("a", NAMES) == {"one"}


def test_a_lease_that_ran_out_is_free() -> None:
    chore_leases.take("a", NAMES)
    ChoreRow.objects.filter(name="one").update(lease_until_ms=1)
    assert chore_leases.take("b", NAMES) == {"one"}
    assert chore_leases.take("a", NAMES) == {"two"}


def test_the_leases_of_a_dead_process_are_free_at_once() -> None:
    chore_leases.take("dead:1::1", NAMES)
    leases.rescue_owners(["dead:1::1"])
    assert chore_leases.take("b", NAMES) == {"one", "two"}


def test_how_it_went_is_written_down() -> None:
    chore_leases.take("a", NAMES)
    chore_leases.take("a", NAMES, [Report("one", ""), Report("two", "ValueError: no")])
    chore_leases.take("a", NAMES, [Report("two", "ValueError: no")])
    one, two = ChoreRow.objects.order_by("name")
    assert (one.failures, one.error, one.ran_at_ms is not None) == (0, "", True)
    assert (two.failures, two.error, two.ran_at_ms) == (2, "ValueError: no", None)
    chore_leases.take("a", NAMES, [Report("two", "")])
    assert ChoreRow.objects.get(name="two").failures == 0


# --- keeping


def test_each_for_itself(keep: Callable[..., Keeper]) -> None:
    def fails() -> None:
        raise ValueError("This one always fails.")

    stuck = threading.Event()
    failing, slow, quick = Counted(fails), Counted(lambda: bool(stuck.wait(20))), Counted()
    keep(
        "a",
        Chore("failing", 0.01, failing),
        Chore("slow", 0.01, slow, is_slow=True),
        Chore("quick", 0.01, quick),
    )
    try:
        wait_until(lambda: quick.calls > 5 and failing.calls > 5)
        assert slow.calls == 1  # never beside itself
    finally:
        stuck.set()
    wait_until(lambda: slow.calls > 1)
    wait_until(lambda: ChoreRow.objects.filter(name="failing", failures__gt=0).exists())
    assert ChoreRow.objects.get(name="failing").error == "ValueError: This one always fails."
    assert ChoreRow.objects.get(name="quick").ran_at_ms is not None


def test_one_keeper_works_and_another_takes_over(keep: Callable[..., Keeper]) -> None:
    first, second = Counted(), Counted()
    keeper = keep("a", Chore("quick", 0.01, first))
    wait_until(lambda: first.calls)
    keep("b", Chore("quick", 0.01, second))
    before = first.calls
    wait_until(lambda: first.calls > before + 20)
    assert second.calls == 0
    keeper.close()
    done = first.calls
    wait_until(lambda: second.calls)
    assert first.calls == done


def test_the_folder_holds_them() -> None:
    names = [chore.name for chore in chores()]
    assert {"rescue", "slots"} <= set(names)
    assert len(names) == len(set(names))


def test_a_drain_does_them(make: MakeWorkflow, worker: Worker) -> None:
    """A run whose worker was lost goes on by itself."""
    from runs import queue

    worker.stop()
    accepted = start(make("start -> a", a=REPLY))
    assert queue.claim("gone:1::1", 5)
    Run.objects.update(lease_until_ms=1)
    worker = Worker()
    try:
        wait_until(lambda: fetch(accepted.run_id).status == "completed")
        assert fetch(accepted.run_id).rescues == 1
    finally:
        worker.stop()
