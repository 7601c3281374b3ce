"""kill -9 while webhooks go out: each event arrives, whatever arrives twice has the same id, and the log says what was tried."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import standardwebhooks

from tests.chaos.installation import Installation, kill, poll
from tests.chaos.ledger import Call, Ledger
from tests.workflows.drawings import document

EVENTS = 40
CALM_SECONDS = 60.0


class Receiver:
    """An endpoint at the ledger, and what became of the events it is to get."""

    def __init__(self, installation: Installation, world: Ledger, path: str) -> None:
        self.installation, self.world = installation, world
        self.path = path.partition("?")[0]
        self.workflow = installation.publish(
            document("start -> a", a={"type": "response", "config": {"body": {"n": "{{input.n}}"}}})
        )
        made = installation.api(
            "POST",
            "/webhook-endpoints",
            {"url": world.url(path), "events": ["run.completed"], "workflowIds": [self.workflow]},
        )
        self.id, self.secret = made["id"], made["secret"]

    def runs(self, count: int) -> list[str]:
        return [self.installation.begin(self.workflow, n=n) for n in range(count)]

    def deliveries(self) -> list[dict[str, Any]]:
        path = f"/webhook-endpoints/{self.id}/deliveries?limit=100"
        found: list[dict[str, Any]] = self.installation.api("GET", path)
        return found

    def arrivals(self) -> list[Call]:
        return self.world.arrivals(self.path)

    def wait_for_arrivals(self, count: int) -> None:
        poll(f"{count} arrived", CALM_SECONDS, lambda: len(self.arrivals()) >= count)

    def wait_until_delivered(self, count: int) -> None:
        def all_there() -> bool:
            return [one["status"] for one in self.deliveries()] == ["delivered"] * count

        poll(f"{count} events are delivered", CALM_SECONDS, all_there)

    def let_claims_run_out(self) -> None:
        """As if a minute had passed for those whose sender is dead."""
        self.installation.sql("UPDATE runs_webhookdelivery SET due_at_ms = 1 WHERE due_at_ms IS NOT NULL")

    def check(self, runs: list[str]) -> None:
        """Against what really arrived."""
        arrived: dict[str, list[Call]] = {}
        for call in self.arrivals():
            standardwebhooks.Webhook(self.secret).verify(call.body, dict(call.headers))
            arrived.setdefault(json.loads(call.body)["data"]["run"]["id"], []).append(call)
        assert set(arrived) == set(runs)
        by_run = {one["runId"]: one for one in self.deliveries()}
        assert set(by_run) == set(runs)
        for run, calls in arrived.items():
            assert {call.headers["webhook-id"] for call in calls} == {by_run[run]["messageId"]}
            assert len({call.body for call in calls}) == 1
            self._check_log(by_run[run]["id"], calls)
        [(pending,)] = self.installation.sql(
            "SELECT count(*) FROM accounts_outbox WHERE topic = 'run.completed'"
        )
        assert pending == 0

    def _check_log(self, delivery: str, calls: list[Call]) -> None:
        path = f"/webhook-endpoints/{self.id}/deliveries/{delivery}"
        told = self.installation.api("GET", path)
        log = told["attemptLog"]
        assert [one["number"] for one in log] == list(range(1, told["attempts"] + 1))
        assert [one["at"] for one in log] == sorted(one["at"] for one in log)
        # Each arrival is one of the tries; a try that nobody saw arrive died before it was sent.
        assert len(calls) <= len(log)
        assert [one["status"] for one in log] == [None] * (len(log) - 1) + [200]
        assert all("ended before it could write the answer down" in one["error"] for one in log[:-1])
        assert log[-1]["error"] is None


@contextmanager
def no_commits(installation: Installation) -> Iterator[None]:
    """Nothing can write that a delivery went well."""
    if url := installation.environment.get("DATABASE_URL"):
        import psycopg

        with psycopg.connect(url.replace("postgres://", "postgresql://", 1)) as connection:
            connection.execute("LOCK TABLE runs_webhookdelivery IN EXCLUSIVE MODE")
            yield
            connection.rollback()
        return
    database = sqlite3.connect(installation.data_dir / "headrace.sqlite3", timeout=30, isolation_level=None)
    with contextlib.closing(database) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.execute("ROLLBACK")


@pytest.fixture
def receiver(installation: Installation, world: Ledger, request: pytest.FixtureRequest) -> Iterator[Receiver]:
    one = Receiver(installation, world, request.param)
    yield one
    installation.api("DELETE", f"/webhook-endpoints/{one.id}")


@pytest.mark.parametrize("receiver", ["/told-then-killed?hold"], indirect=True)
def test_an_answer_that_could_not_be_written_down(installation: Installation, receiver: Receiver) -> None:
    """The receiver's 200 is out, and everything dies before the commit that says so."""
    runs = receiver.runs(4)
    receiver.wait_for_arrivals(4)
    with no_commits(installation):
        receiver.world.release()
        poll("they are answered", 20, lambda: all(call.was_answered for call in receiver.arrivals()))
        installation.kill_everything()
    receiver.let_claims_run_out()
    installation.start()
    receiver.wait_until_delivered(4)
    assert len(receiver.arrivals()) == 8
    receiver.check(runs)


@pytest.mark.parametrize("receiver", ["/told-in-a-storm?ms=40"], indirect=True)
def test_workers_that_die_again_and_again(installation: Installation, receiver: Receiver) -> None:
    runs = receiver.runs(EVENTS)
    for share in (8, 4, 2):
        receiver.wait_for_arrivals(EVENTS // share)
        for worker in installation.workers():
            kill(worker)
        receiver.let_claims_run_out()
    receiver.wait_until_delivered(EVENTS)
    receiver.check(runs)
