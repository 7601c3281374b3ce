"""Requests of providers at the door: verified by their own scheme, answered as they expect, stored event by event."""

from __future__ import annotations

import json
import time
from typing import Any
from uuid import uuid4

import pytest
from asgiref.sync import sync_to_async

from accounts.models import Company
from connections.inbound import forget_secrets
from connections.models import Connection
from connections.services.signing_secrets import add_signing_secret
from runs import inbound as door
from runs.inbox.provider_events import told_again
from runs.models import Event, Run
from tests.conftest import KeyClient, data_of, error_of
from tests.runs.asgi import call
from tests.runs.conftest import MakeWorkflow, reply
from tests.runs.inbox.conftest import signed
from workflows.models import Workflow

pytestmark = pytest.mark.django_db(transaction=True)

SECRET = "whsec_5WbX5kEWLlfzsGNjH64I8lOOqUB6e8FH"
PAID = {
    "id": "evt_1",
    "object": "event",
    "type": "invoice.paid",
    "data": {"object": {"amount_paid": 125_000}},
}


@pytest.fixture
def secret(acme: Any) -> str:
    forget_secrets()
    add_signing_secret(company_id=acme.id, provider="stripe", value=SECRET, actor="tests")
    return SECRET


def listening(make: MakeWorkflow, provider: str, *events: str, **config: Any) -> Workflow:
    said = {"provider": provider, "events": list(events), **config}
    return make("told -> a", told={"type": "trigger.event", "config": said}, a=reply(1))


async def stripe(company: Any, body: Any, secret: str = SECRET, age: int = 0) -> Any:
    raw = json.dumps(body).encode()
    at = str(int(time.time()) - age)
    signature = f"t={at},v1={signed(secret, at.encode() + b'.' + raw)}"
    return await call(f"/webhooks/stripe/{company.id}", raw, stripe_signature=signature)


@sync_to_async
def events() -> list[Event]:
    return list(Event.objects.order_by("received_at", "id"))


async def test_a_provider_starts_every_workflow_that_asked_for_it(
    make: MakeWorkflow, acme: Any, secret: str
) -> None:
    one = await sync_to_async(listening)(make, "stripe", "invoice.paid")
    two = await sync_to_async(listening)(make, "stripe", "invoice.*")
    await sync_to_async(listening)(make, "stripe", "customer.created")
    rule = {"data.object.amount_paid": {"$gt": 1_000_000}}
    await sync_to_async(listening)(make, "stripe", "invoice.paid", filter=rule)
    answer = await stripe(acme, PAID)
    [event] = await events()
    assert answer.json() == {"received": True, "eventId": f"evt_{event.id}", "workflowsTriggered": 2}
    assert (event.source, event.topic, event.status) == ("stripe", "invoice.paid", "started")
    decided = {(one.workflow_id, one.status) async for one in event.decisions.all()}
    assert {status for _, status in decided} == {"started", "filtered"}
    started = [run async for run in Run.objects.all()]
    assert {run.workflow_id for run in started} == {one.id, two.id}
    assert started[0].input == PAID
    again = await stripe(acme, {**PAID, "pending_webhooks": 3})
    assert (again.status, again.json()["workflowsTriggered"]) == (200, 0)
    assert [event.status for event in await events()] == ["started", "duplicate"]


async def test_delivered_again_it_starts_only_who_asked_for_it(
    make: MakeWorkflow, acme: Any, secret: str, key_client: KeyClient
) -> None:
    asked = await sync_to_async(listening)(make, "stripe", "invoice.paid")
    await sync_to_async(listening)(make, "stripe", "customer.created")
    rule = {"data.object.amount_paid": {"$gt": 1_000_000}}
    await sync_to_async(listening)(make, "stripe", "invoice.paid", filter=rule)
    await stripe(acme, PAID)
    [event] = await events()

    @sync_to_async
    def again() -> Any:
        return data_of(key_client().post(f"/api/v1/events/evt_{event.id}/redeliver", {}, format="json"), 202)

    done = await again()
    assert sorted(one["status"] for one in done["decisions"]) == ["filtered", "started"]
    assert {run.workflow_id async for run in Run.objects.all()} == {asked.id}


@pytest.mark.parametrize(
    ("type", "body", "names"),
    [
        ("message", {"event": {"type": "message", "channel_type": "im"}}, ("message.im",)),
        ("message", {"event": {"type": "message"}}, ()),
        ("slash_command", {"command": "/pay"}, ("command",)),
        ("block_actions", {"type": "block_actions"}, ("interactive",)),
    ],
)
def test_a_stored_event_of_slack_keeps_its_other_names(type: str, body: Any, names: tuple[str, ...]) -> None:
    assert told_again("slack", type, body).also == names


async def test_what_nobody_asked_for_is_kept_all_the_same(make: MakeWorkflow, acme: Any, secret: str) -> None:
    answer = await stripe(acme, PAID)
    assert answer.json()["workflowsTriggered"] == 0
    [event] = await events()
    assert (event.status, event.preview != "") == ("unheard", True)


@pytest.mark.parametrize("fault", ["secret", "stale", "unsigned"])
async def test_what_is_not_the_providers_starts_nothing(
    make: MakeWorkflow, acme: Any, secret: str, fault: str
) -> None:
    await sync_to_async(listening)(make, "stripe")
    match fault:
        case "secret":
            answer = await stripe(acme, PAID, "whsec_another00")
        case "stale":
            answer = await stripe(acme, PAID, age=400)
        case _:
            answer = await call(f"/webhooks/stripe/{acme.id}", PAID)
    error_of(answer, 401, "UNAUTHENTICATED")
    [event] = await events()
    assert (event.status, event.preview, event.size) == ("rejected", "", 0)
    assert event.reason
    assert not await Run.objects.aexists()


async def test_where_nobody_receives(acme: Any, secret: str) -> None:
    for path in (f"/webhooks/stripe/{uuid4()}", f"/webhooks/nonsense/{acme.id}", "/webhooks/stripe/x"):
        error_of(await call(path, PAID), 404, "NOT_FOUND")
    error_of(await call("/webhooks/stripe", PAID), 401, "UNAUTHENTICATED")
    assert await events() == []


async def test_slack_asks_whether_anybody_is_there(acme: Any, settings: Any) -> None:
    forget_secrets()
    settings.PROVIDER_SIGNING_SECRETS = {"slack": ("8f742231b10e8888abcd99yyyzzz85a5",)}
    body = json.dumps({"type": "url_verification", "challenge": "3eZbrw1aB"}).encode()
    at = str(int(time.time()))
    signature = "v0=" + signed("8f742231b10e8888abcd99yyyzzz85a5", b"v0:" + at.encode() + b":" + body)
    answer = await call(
        "/api/v1/slack/events", body, x_slack_signature=signature, x_slack_request_timestamp=at
    )
    assert (answer.status, answer.body) == (200, b"3eZbrw1aB")
    error_of(await call("/api/v1/slack/commands", body), 401, "UNAUTHENTICATED")
    forget_secrets()


async def test_slack_tells_each_team_s_triggers(make: MakeWorkflow, acme: Any, settings: Any) -> None:
    """Two workspaces through one app: a trigger that names one hears nothing of the other; a third is nobody's here."""
    forget_secrets()
    settings.PROVIDER_SIGNING_SECRETS = {"slack": ("8f742231b10e8888abcd99yyyzzz85a5",)}

    def connect(team: str) -> Connection:
        return Connection.objects.create(
            company=acme, provider="slack", method="oauth2", name=team, status="active", account_id=team
        )

    async def tell(team: str) -> Any:
        inner = {"type": "app_mention", "user": "U1", "channel": "C1", "text": "hi", "ts": "1.2"}
        body = {"type": "event_callback", "team_id": team, "event_id": f"Ev{team}", "event": inner}
        raw, at = json.dumps(body).encode(), str(int(time.time()))
        signature = "v0=" + signed("8f742231b10e8888abcd99yyyzzz85a5", b"v0:" + at.encode() + b":" + raw)
        return await call(
            "/api/v1/slack/events", raw, x_slack_signature=signature, x_slack_request_timestamp=at
        )

    ours, theirs = [await sync_to_async(connect)(team) for team in ("T1", "T2")]
    hears_ours, hears_theirs, hears_all = [
        await sync_to_async(listening)(make, "slack", "app_mention", **config)
        for config in ({"connectionId": f"conn_{ours.id}"}, {"connectionId": f"conn_{theirs.id}"}, {})
    ]
    assert (await tell("T1")).status == (await tell("T2")).status == 200
    started = [run.workflow_id async for run in Run.objects.all()]
    assert sorted(started) == sorted([hears_ours.id, hears_theirs.id, hears_all.id, hears_all.id])
    assert (await tell("T3")).status == 200  # it is the app's, and nobody's here
    assert await Run.objects.acount() == 4
    *_, unclaimed = await events()
    assert (unclaimed.company_id, unclaimed.status, unclaimed.topic) == (acme.id, "rejected", "app_mention")
    assert "the account T3 at Slack, which is not connected here" in unclaimed.reason
    assert unclaimed.preview == ""
    await Company.objects.acreate(name="Rival")
    assert (await tell("T4")).status == 200
    assert await Event.objects.acount() == 3, "whose it is, nobody knows"
    forget_secrets()


async def test_what_is_nobody_s_is_acknowledged_however_often_it_comes(
    acme: Any, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Slack would switch the app's events off for everybody."""
    forget_secrets()
    settings.PROVIDER_SIGNING_SECRETS = {"slack": ("8f742231b10e8888abcd99yyyzzz85a5",)}
    monkeypatch.setattr(door, "MOST_REJECTED", 2)
    for number in range(4):
        inner = {"type": "app_mention", "channel": "C1", "ts": "1.2"}
        body = {"type": "event_callback", "team_id": "T9", "event_id": f"Ev{number}", "event": inner}
        raw, at = json.dumps(body).encode(), str(int(time.time()))
        signature = "v0=" + signed("8f742231b10e8888abcd99yyyzzz85a5", b"v0:" + at.encode() + b":" + raw)
        answer = await call(
            "/api/v1/slack/events", raw, x_slack_signature=signature, x_slack_request_timestamp=at
        )
        assert answer.status == 200
    assert [event.status for event in await events()] == ["rejected", "rejected"]
    forget_secrets()
