"""Connections and secrets in runs: what is sent, what is recorded, and what stands nowhere."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import orjson
import pytest
from django.apps import apps
from django.db.backends.signals import connection_created
from django.utils import timezone

from accounts.identity import Identity
from connections import ready
from connections.masking import forms_of
from connections.models import Connection, Sealed
from connections.services import lifecycle, vault
from connections.services.environment_secrets import set_secret
from provider_sandbox.server import Server
from runs.worker import choice
from runs.worker.chores.reconnected import tell
from runs.worker.drain import Drain
from tests.connections.servers import Stub
from tests.runs.conftest import (
    MakeWorkflow,
    event_types,
    fetch,
    given_up_after,
    http,
    reply,
    slow,
    start,
    steps_of,
    wait_until,
)

pytestmark = pytest.mark.django_db(transaction=True)

Connect = Callable[..., Connection]
RunToEnd = Callable[..., Any]
CANARY = "canary-token-of-acme-Zq8/w+Xy=="


@pytest.fixture(autouse=True)
def as_in_a_new_process() -> None:
    ready.forget()
    choice.forget_choices()


def call(url: str, connection: Connection | None = None, **config: Any) -> dict[str, Any]:
    block = http(url, config={"auth": "connection", **config})
    return {**block, "connectionId": f"conn_{connection.id}"} if connection else block


def everything_written() -> str:
    """All columns of all tables but the sealed ones, as one text."""
    rows = []
    for model in apps.get_models():
        names = [
            field.name for field in model._meta.concrete_fields if field.name not in ("sealed", "canary")
        ]
        rows += [repr(row) for row in model._default_manager.values_list(*names)]
    return "\n".join(rows)


def assert_nowhere(*secrets: str, logs: str = "") -> None:
    written = everything_written() + logs
    for secret in secrets:
        assert len(secret) >= 8
        found = [form for form in forms_of(secret) if form in written]
        assert found == [], f"a secret is written somewhere: {found[0][:6]}…"


def test_a_step_sends_as_its_connection_and_says_so(
    make: MakeWorkflow, run_to_end: RunToEnd, connect: Connect, providers: Server
) -> None:
    connection = connect()
    run = run_to_end(start(make("start -> a", a=call("/me", connection))))
    assert run.status == "completed", run.error
    step = steps_of(run)["a"]
    assert step.output["body"] == {"id": "user-1", "name": "Demo account 1"}
    assert step.connection_id == connection.id
    assert step.account == connection.account_label or connection.name
    token = vault.open_row(connection)["access_token"]
    assert providers.calls[-1]["headers"]["authorization"] == f"Bearer {token}"
    [line] = [line for line in step.log if line["level"] == "http"]
    assert line["exchange"]["status"] == 200
    assert "/me: 200" in line["message"]
    connection.refresh_from_db()
    assert connection.last_used_at is not None


@pytest.mark.postgres
def test_a_step_outlives_the_loss_of_its_database_connection(
    make: MakeWorkflow, run_to_end: RunToEnd, connect: Connect, caplog: pytest.LogCaptureFixture
) -> None:
    """As in a failover, or where the server has none to spare: the step asks again, and its run does not fail for it."""
    import psycopg

    cut: list[int] = []

    def cut_it(connection: Any, **_: Any) -> None:
        if threading.current_thread().name != "io" or len(cut) == 3:
            return
        cut.append(connection.connection.info.backend_pid)
        given = connection.settings_dict
        with psycopg.connect(
            host=given["HOST"], port=given["PORT"], user=given["USER"], password=given["PASSWORD"],
            dbname=given["NAME"], autocommit=True,
        ) as other:  # fmt: skip
            other.execute("SELECT pg_terminate_backend(%s, 5000)", [cut[-1]])

    drawn = make("start -> a", a=call("/me", connect()))
    connection_created.connect(cut_it)
    try:
        run = run_to_end(start(drawn))
    finally:
        connection_created.disconnect(cut_it)
    assert run.status == "completed", run.error
    assert len(cut) == 3
    assert caplog.text.count("the database did not answer a step") == 3


def test_secrets_are_in_no_column_event_or_log(
    make: MakeWorkflow,
    run_to_end: RunToEnd,
    connect: Connect,
    identity: Identity,
    stub: Stub,
    settings: Any,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A provider that repeats credentials in its answers, a server that repeats headers, and errors that quote them."""
    settings.OUTBOUND_ALLOW = [*settings.OUTBOUND_ALLOW, *stub.allowed]
    connection = connect()
    set_secret(company_id=identity.company_id, name="CANARY", value=CANARY, actor=identity)
    workflow = make(
        "start -> a", "a -> b", "b -> c", "b.error -> c", "c -> d", "c.error -> d",
        a=call("/things?reveal=1", connection),
        b=http(
            stub.url("/status/400"),
            method="POST",
            config={
                "headers": {"x-key": "{{secrets.CANARY}}", "x-again": "key={{secrets.CANARY}}"},
                "query": {"token": "{{secrets.CANARY}}"},
                "body": {"deep": [{"token": "{{secrets.CANARY}}"}], "seen": "{{steps.a.output.body.seen}}"},
            },
        ),
        c=http(
            "https://echo.headrace/x",
            method="POST",
            config={"auth": "basic", "username": "me", "password": "{{secrets.CANARY}}",
                    "body": "{{secrets.CANARY}} and more"},
        ),
        d=reply("{{steps.c.output}}"),
    )  # fmt: skip
    run = run_to_end(start(workflow))
    assert run.status == "completed", run.error
    seen = stub.requests[-1]
    assert seen.headers["x-key"] == CANARY
    assert seen.headers["x-again"] == f"key={CANARY}"
    assert dict(seen.query)["token"] == CANARY
    assert orjson.loads(seen.body)["deep"] == [{"token": CANARY}]
    tokens = vault.open_row(Connection.objects.get(id=connection.id))
    assert "•••" in steps_of(run)["a"].output["body"]["seen"]
    assert "•••" in orjson.dumps(steps_of(run)["c"].output).decode()
    assert_nowhere(CANARY, *tokens.values(), "client-secret-of-acme", logs=caplog.text)


def test_what_is_stored_names_the_secret(
    make: MakeWorkflow, run_to_end: RunToEnd, identity: Identity, stub: Stub, settings: Any
) -> None:
    settings.OUTBOUND_ALLOW = stub.allowed
    set_secret(company_id=identity.company_id, name="CANARY", value=CANARY, actor=identity)
    block = http(stub.url("/json"), config={"headers": {"x-key": "Bearer {{secrets.CANARY}}"}})
    run = run_to_end(start(make("start -> a", a=block)))
    from runs.present import step_item

    shown = step_item(steps_of(run)["a"], {})
    assert shown["input"]["headers"] == {"x-key": "Bearer {{secrets.CANARY}}"}


def test_a_reference_in_data_is_never_filled_in(
    make: MakeWorkflow, run_to_end: RunToEnd, identity: Identity, stub: Stub, settings: Any
) -> None:
    """Whoever sends the text of a reference, or a placeholder seen elsewhere, gets just that text sent on."""
    settings.OUTBOUND_ALLOW = stub.allowed
    set_secret(company_id=identity.company_id, name="CANARY", value=CANARY, actor=identity)
    real = http(stub.url("/json"), config={"headers": {"x-key": "{{secrets.CANARY}}"}})
    first = run_to_end(start(make("start -> a", a=real)))
    stolen = steps_of(first)["a"].input["headers"]["x-key"]
    assert stolen.startswith("⟦secret:CANARY:")
    block = http(
        stub.url("/json"),
        method="POST",
        config={"body": "{{input}}", "headers": {"x-key": "{{secrets.CANARY}}"}},
    )
    run_to_end(start(make("start -> a", a=block), {"a": "{{secrets.CANARY}}", "b": stolen}))
    seen = stub.requests[-1]
    assert seen.headers["x-key"] == CANARY
    assert orjson.loads(seen.body) == {"a": "{{secrets.CANARY}}", "b": stolen}


def test_a_deleted_secret_fails_in_words(
    make: MakeWorkflow, run_to_end: RunToEnd, identity: Identity, stub: Stub, settings: Any
) -> None:
    settings.OUTBOUND_ALLOW = stub.allowed
    set_secret(company_id=identity.company_id, name="CANARY", value=CANARY, actor=identity)
    workflow = make("start -> a", a=http(stub.url("/json"), config={"headers": {"x": "{{secrets.CANARY}}"}}))
    from connections.services.environment_secrets import delete_secret

    delete_secret(company_id=identity.company_id, name="CANARY", actor=identity)
    run = run_to_end(start(workflow))
    assert run.error["message"].startswith("There is no secret CANARY any more.")
    assert stub.requests == []


def test_credentials_go_to_the_provider_alone(
    make: MakeWorkflow, run_to_end: RunToEnd, connect: Connect, stub: Stub, settings: Any
) -> None:
    settings.OUTBOUND_ALLOW = [*settings.OUTBOUND_ALLOW, *stub.allowed]
    run = run_to_end(start(make("start -> a", a=call(stub.url("/json"), connect()))))
    assert run.error["code"] == "CONNECTION_ORIGIN"
    assert stub.requests == []


def test_a_401_is_answered_by_one_refresh_and_one_repeat(
    make: MakeWorkflow, run_to_end: RunToEnd, connect: Connect, providers: Server
) -> None:
    connection = connect()
    providers.authority.expire_all()
    run = run_to_end(start(make("start -> a", a=call("/me", connection))))
    assert run.status == "completed", run.error
    assert providers.authority.counts["refresh_token"] == 1
    assert steps_of(run)["a"].attempt == 1


def test_a_401_that_is_about_the_request_fails_the_step_only(
    make: MakeWorkflow, run_to_end: RunToEnd, connect: Connect, providers: Server
) -> None:
    connection = connect()
    run = run_to_end(start(make("start -> a", a=call("/status/401", connection))))
    assert run.error["code"] == "HTTP_401"
    connection.refresh_from_db()
    assert connection.status == "active"


def test_a_run_waits_for_the_reconnect_and_goes_on_by_itself(
    make: MakeWorkflow, connect: Connect, providers: Server
) -> None:
    connection = connect()
    providers.authority.revoke()
    accepted = start(make("start -> a", a=call("/me", connection)))
    drain = Drain()
    with given_up_after(drain):
        drain.run(until=lambda: fetch(accepted.run_id).status == "suspended")
    run = fetch(accepted.run_id)
    assert [(each["blockId"], each["reason"]) for each in run.waiting] == [("a", "connection")]
    step = steps_of(run)["a"]
    assert step.error["code"] == "CONNECTION_EXPIRED"
    assert "it was revoked there. Connect it again." in step.error["message"]
    ready.forget()
    again = connect(connection_id=connection.id)
    assert again.id == connection.id
    tell()
    drain = Drain()
    with given_up_after(drain):
        drain.run(until=lambda: fetch(accepted.run_id).status == "completed")
    run = fetch(accepted.run_id)
    assert run.status == "completed", run.error
    assert steps_of(run)["a"].attempt == 1, "waiting costs no attempt"


def test_a_step_on_board_hears_of_the_reconnect_too(
    make: MakeWorkflow, connect: Connect, worker: Any
) -> None:
    """Its run does not leave the worker, because another step is under way."""
    connection = connect()
    Connection.objects.filter(id=connection.id).update(status="expired", status_reason="over")
    workflow = make("start -> a", "start -> b", a=call("/me", connection), b=slow(30))
    accepted = start(workflow)
    wait_until(lambda: "step.waiting a" in event_types(fetch(accepted.run_id)))
    connect(connection_id=connection.id)
    tell()
    wait_until(lambda: "step.completed a" in event_types(fetch(accepted.run_id)))
    assert steps_of(fetch(accepted.run_id))["b"].status == "running"


def test_another_companys_connection_is_none(
    make: MakeWorkflow, connect: Connect, rival: Any, identity: Identity
) -> None:
    """In a block and as the run's wish: resolved at one place, for the run's company alone."""
    theirs = Connection.objects.create(
        company=rival, provider="custom-strict", name="Theirs", method="oauth2", status="active"
    )
    accepted = start(make("start -> a", a=call("/me", connect())), connection_id=theirs.id)
    drain = Drain()
    with given_up_after(drain):
        drain.run(until=lambda: fetch(accepted.run_id).status == "completed")
    step = steps_of(fetch(accepted.run_id))["a"]
    assert step.connection_id != theirs.id


def test_publishing_says_what_is_missing(make: MakeWorkflow, connect: Connect, rival: Any) -> None:
    from tests.workflows.drawings import document
    from workflows.definition import parse_definition
    from workflows.validation import find_problems

    connection = connect()
    theirs = Connection.objects.create(company=rival, provider="x", name="T", method="m", status="active")

    def found(block: dict[str, Any]) -> list[tuple[str, str]]:
        definition = parse_definition(document("start -> a", a=block))
        problems = find_problems(definition, company_id=connection.company_id)
        return [(each.code, each.severity) for each in problems]

    assert found(call("/me", connection)) == []
    assert found(call("/me")) == [("CONNECTION_MISSING", "error")]
    assert found(call("/me", theirs)) == [("CONNECTION_MISSING", "error")]
    Connection.objects.filter(id=connection.id).update(status="expired", status_reason="It is over.")
    assert found(call("/me", connection)) == [("CONNECTION_BROKEN", "warning")]


def test_sealed_columns_are_the_only_place(connect: Connect) -> None:
    """The canary search looks at every table; this says which it may leave out."""
    sealed = {model._meta.label for model in apps.get_models() if issubclass(model, Sealed)}
    assert sealed == {
        "connections.Connection", "connections.SignIn", "connections.ProviderClient", "connections.Secret",
        "connections.SigningSecret", "runs.WebhookEndpoint",
    }  # fmt: skip
    connection = connect()
    token = vault.open_row(connection)["access_token"]
    assert token.encode() not in bytes(connection.sealed or b"")


def test_a_disconnect_counts_within_two_seconds(
    make: MakeWorkflow, connect: Connect, identity: Identity
) -> None:
    connection = connect()
    assert (
        lifecycle.disconnect(company_id=identity.company_id, connection_id=connection.id, actor=identity)
        is False
    )
    accepted = start(make("start -> a", a=call("/me", connection)))
    drain = Drain()
    with given_up_after(drain):
        drain.run(until=lambda: fetch(accepted.run_id).status == "suspended")
    assert steps_of(fetch(accepted.run_id))["a"].error["code"] == "CONNECTION_DISCONNECTED"


def test_after_a_day_of_waiting_it_fails_the_normal_way(make: MakeWorkflow, connect: Connect) -> None:
    from runs.models import Run, Step

    connection = connect()
    Connection.objects.filter(id=connection.id).update(status="expired", status_reason="It is over.")
    accepted = start(make("start -> a", a=call("/me", connection)))
    drain = Drain()
    with given_up_after(drain):
        drain.run(until=lambda: fetch(accepted.run_id).status == "suspended")
    Step.objects.filter(run_id=accepted.run_id, block="a").update(
        started_at=timezone.now() - timedelta(hours=25), wake_at_ms=1
    )
    Run.objects.filter(id=accepted.run_id).update(wake_at_ms=1)
    drain = Drain()
    with given_up_after(drain):
        drain.run(until=lambda: fetch(accepted.run_id).status == "failed")
    assert fetch(accepted.run_id).error["code"] == "CONNECTION_EXPIRED"


def test_usage_names_the_workflows_at_risk_first(
    make: MakeWorkflow, connect: Connect, ada: Any, as_: Any
) -> None:
    connection = connect()
    client = as_(ada)
    block = {**call("/me", connection), "name": "Ask them"}
    live = make("start -> a", a=block, top={"name": "Zebra"})
    make("start -> a", a=block, publish=False, top={"name": "Alpha"})
    make("start -> a", a=reply(1))
    found = client.get(f"/api/v1/connections/conn_{connection.id}/usage").json()["data"]
    assert [(each["name"], each["atRisk"]) for each in found] == [("Zebra", True), ("Alpha", False)]
    assert found[0] == {
        "workflowId": f"wf_{live.id}",
        "name": "Zebra",
        "status": "active",
        "liveBlocks": ["Ask them"],
        "draftBlocks": ["Ask them"],
        "isChosen": False,
        "atRisk": True,
    }


def test_use_counts_agree_with_the_named_workflows(
    make: MakeWorkflow, connect: Connect, ada: Any, mallory: Any, as_: Any
) -> None:
    connection = connect()
    block = {**call("/me", connection), "name": "Ask them"}
    make("start -> a", a=block, top={"name": "Zebra"})
    make("start -> a", a=block, publish=False, top={"name": "Alpha"})
    make("start -> a", a=reply(1))
    client = as_(ada)
    counts = client.get("/api/v1/connection-usage").json()["data"]
    named = client.get(f"/api/v1/connections/conn_{connection.id}/usage").json()["data"]
    assert counts == [{"connectionId": f"conn_{connection.id}", "workflows": len(named), "atRisk": 1}]
    assert as_(mallory).get("/api/v1/connection-usage").json()["data"] == []
