"""What operators scrape: sums over processes and restarts, the queue as it stands, and nothing for the public."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families

from accounts import counts
from accounts.models import Company
from connections.transport import close_connections
from runs import leases, queue, queue_facts, tally
from runs.models import Run, Tally
from runs.sql import DATABASE_ERRORS
from tests.connections.servers import Stub
from tests.runs.conftest import REPLY, MakeWorkflow, fail, http, start

RunToEnd = Callable[..., Any]


@pytest.fixture(autouse=True)
def nothing_counted() -> Iterator[None]:
    counts.take()
    yield
    counts.take()


def scrape(client: Client, **headers: str) -> dict[str, float]:
    answer = client.get("/metrics", headers=headers)
    assert answer.status_code == 200, answer.content
    assert answer["Content-Type"].startswith("text/plain")
    found = {}
    for family in text_string_to_metric_families(answer.content.decode()):
        for sample in family.samples:
            labels = ",".join(f"{name}={value}" for name, value in sample.labels.items())
            found[f"{sample.name}{{{labels}}}" if labels else sample.name] = sample.value
    return found


@pytest.mark.django_db(transaction=True)
def test_runs_and_steps_are_counted_once_their_commit_is_durable(
    client: Client, make: MakeWorkflow, run_to_end: RunToEnd
) -> None:
    good = make("start -> a", a=REPLY)
    retry = {"errorHandling": "retry", "retryConfig": {"maxAttempts": 2, "backoffMs": 1}}
    bad = make("start -> b", b=fail(**retry))
    run_to_end(start(good), start(good), start(bad))
    tally.flush()
    found = scrape(client)
    assert found["headrace_runs_accepted_total{trigger=api}"] == 3
    assert found["headrace_runs_finished_total{status=completed}"] == 2
    assert found["headrace_runs_finished_total{status=failed}"] == 1
    assert found["headrace_steps_total{status=completed,type=echo}"] == 2
    assert found["headrace_steps_total{status=completed,type=trigger.api}"] == 3
    assert found["headrace_steps_total{status=failed,type=echo}"] == 1
    assert found["headrace_step_retries_total{type=echo}"] == 1
    assert found["headrace_claims_total"] >= 3
    assert found["headrace_commit_seconds_count"] == found["headrace_commit_runs_count"] >= 1
    assert found["headrace_commit_runs_bucket{le=+Inf}"] == found["headrace_commit_runs_count"]
    assert found["headrace_commit_runs_sum"] >= 3
    assert found["headrace_stale_writes_total"] == 0
    assert found["headrace_queue_ready_runs"] == found["headrace_runs_leased"] == 0


@pytest.mark.django_db(transaction=True)
def test_requests_to_the_outside_are_counted_by_what_became_of_them(
    client: Client, make: MakeWorkflow, run_to_end: RunToEnd, stub: Stub
) -> None:
    workflow = make(
        "start -> a",
        "start -> b",
        "start -> c",
        a=http(stub.url("/json")),
        b=http(stub.url("/status/404"), errorHandling="continue"),
        c=http("http://127.0.0.1:1/", errorHandling="continue"),
    )
    run_to_end(start(workflow))
    close_connections()
    tally.flush()
    found = scrape(client)
    assert found["headrace_outbound_requests_total{outcome=2xx}"] == 1
    assert found["headrace_outbound_requests_total{outcome=4xx}"] == 1
    assert found["headrace_outbound_requests_total{outcome=outbound_blocked}"] == 1


@pytest.mark.django_db
def test_processes_add_up_and_restarts_keep_the_sum(client: Client) -> None:
    for _ in range(3):  # three processes, or one that was started three times
        counts.count("runs_finished", 5, status="completed")
        counts.observe("accept_seconds", 0.004)
        tally.flush()
    found = scrape(client)
    assert found["headrace_runs_finished_total{status=completed}"] == 15
    assert found["headrace_accept_seconds_count"] == 3
    assert found["headrace_accept_seconds_bucket{le=0.0025}"] == 0
    assert found["headrace_accept_seconds_bucket{le=0.005}"] == 3


@pytest.mark.django_db
def test_what_could_not_be_stored_is_stored_later() -> None:
    counts.count("claims", 7)
    with pytest.raises(DATABASE_ERRORS, match="runs_tally"), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE runs_tally")
        tally.flush()
    tally.flush()
    assert Tally.objects.get(key="claims").value == 7


@pytest.mark.django_db
def test_the_queue_as_it_stands(client: Client, make: MakeWorkflow) -> None:
    workflow = make("start -> a", a=REPLY)
    for _ in range(3):
        start(workflow)
    queue.claim("here:1::1", 1)
    leases.renew("here:1::1", pid=1, on_board=[])
    Run.objects.filter(ready=True).update(ready_at_ms=queue_facts.clock_ms() - 5_000)
    parked = Run.objects.filter(ready=True).first()
    assert parked is not None
    Run.objects.filter(id=parked.id).update(ready=False, wake_at_ms=queue_facts.clock_ms() - 2_000)
    found = scrape(client)
    assert found["headrace_queue_ready_runs"] == 1
    assert 5 <= found["headrace_queue_oldest_ready_seconds"] < 30
    assert 2 <= found["headrace_queue_oldest_due_seconds"] < 30
    assert found["headrace_runs_leased"] == found["headrace_runs_parked"] == 1
    assert found["headrace_drains_alive"] == 1
    assert found["headrace_last_beat_seconds"] < 15


@pytest.mark.django_db
def test_nothing_of_a_company_stands_in_it(client: Client, make: MakeWorkflow, acme: Company) -> None:
    workflow = make("start -> a", a=REPLY)
    accepted = start(workflow)
    tally.flush()
    text = client.get("/metrics").content.decode()
    for word in (acme.name, str(acme.id), str(workflow.id), str(accepted.run_id)):
        assert word not in text


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("where", "headers"),
    [
        ("10.0.0.9", {}),
        ("127.0.0.1", {"X-Forwarded-For": "203.0.113.5"}),
        ("127.0.0.1", {"X-Forwarded-Proto": "https"}),
        ("127.0.0.1", {"Forwarded": "for=203.0.113.5"}),
        ("127.0.0.1", {"Host": "headrace.example.com"}),
        ("", {}),
    ],
)
def test_without_a_token_only_this_machine_may_look(
    client: Client, settings: Any, where: str, headers: dict[str, str]
) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    assert client.get("/metrics", headers=headers, REMOTE_ADDR=where).status_code == 404
    for own in ("127.0.0.1", "::1"):
        assert client.get("/metrics", REMOTE_ADDR=own).status_code == 200


@pytest.mark.django_db
def test_without_a_token_nobody_may_look_in_production(client: Client, settings: Any) -> None:
    settings.ENVIRONMENT = "production"
    assert client.get("/metrics").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("environment", ["local", "production"])
def test_a_token_opens_from_anywhere_and_nothing_else_does(
    client: Client, settings: Any, environment: str
) -> None:
    settings.ENVIRONMENT, settings.METRICS_TOKEN = environment, "a-token-of-some-length"
    far = {"REMOTE_ADDR": "10.0.0.9"}
    good = {"Authorization": "Bearer a-token-of-some-length"}
    assert client.get("/metrics", headers=good, **far).status_code == 200
    for wrong in (
        "",
        "Bearer",
        "Bearer x",
        "Basic a-token-of-some-length",
        "Bearer a-token-of-some-lengthy",
        "Bearer ü",
    ):
        answer = client.get("/metrics", headers={"Authorization": wrong}, REMOTE_ADDR="127.0.0.1")
        assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Bearer")
