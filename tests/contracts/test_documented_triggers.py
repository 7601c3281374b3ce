"""The triggers that the reference systems' documentation prints, taken literally: the definition, the address, the headers,
the body, and the answer. Each goes through the product as a sender would see it.

Signatures are made here by each provider's own published rule. What is not printed anywhere (Salesforce's proof, Gmail's token)
is in `tests/integrations/webhooks`.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from asgiref.sync import async_to_sync

from accounts import services as accounts
from accounts.throttling import DEFAULTS
from connections.inbound import forget_secrets
from connections.models import Connection
from connections.services.signing_secrets import add_signing_secret
from integrations.finding import event_source
from runs.inbox.endpoints import forget_endpoints
from runs.models import Run
from tests.conftest import data_of, error_of
from tests.runs.asgi import Answer, call, tidy
from tests.runs.conftest import drain_until, fetch, steps_of
from workflows.models import Schedule

pytestmark = pytest.mark.django_db(transaction=True)

SECRET = "a-signing-secret-of-32-characters"
JUSTPAID_EVENTS = [
    "INVOICE_PAYMENT_STATUS_CHANGE",
    "INVOICE_STATUS_CHANGE",
    "CUSTOMER_CREATED",
    "CUSTOMER_CONTRACT_CREATED",
    "PRODUCT_CREATED",
    "PRODUCT_UPDATED",
    "INVOICE_CREATED",
    "INVOICE_UPDATED",
    "CREDIT_MEMO_CREATED",
    "CREDIT_MEMO_UPDATED",
    "CREDIT_MEMO_STATUS_CHANGE",
]


@pytest.fixture(autouse=True)
def nothing_known() -> None:
    forget_endpoints()
    forget_secrets()


@pytest.fixture
def key(acme: Any) -> str:
    _, raw = accounts.create_api_key(
        company_id=acme.id,
        name="Docs",
        scopes=["workflows:write", "workflows:execute", "runs:read"],
        actor="tests",
    )
    return raw


def ask(path: str, body: Any = b"", **more: Any) -> Answer:
    async def asked() -> Answer:
        async with tidy():
            return await call(path, body, **more)

    return async_to_sync(asked)()


@pytest.fixture
def publish(key: str) -> Callable[..., str]:
    """A workflow with this trigger, in the reference system's form, by the API; its id."""

    def published(trigger: dict[str, Any], **mapping: str) -> str:
        step = {"id": "shape", "type": "transform", "config": {"mapping": mapping or {"got": "{{input}}"}}}
        document = {"name": "As printed", "trigger": trigger, "steps": [step]}
        workflow = data_of(ask("/api/v1/workflows", document, key=key), 201)
        data_of(ask(f"/api/v1/workflows/{workflow['id']}/activate", {}, key=key))
        return str(workflow["id"])

    return published


def hexed(text: bytes, secret: str = SECRET) -> str:
    return hmac.new(secret.encode(), text, hashlib.sha256).hexdigest()


def based(text: bytes) -> str:
    return base64.b64encode(hmac.new(SECRET.encode(), text, hashlib.sha256).digest()).decode()


def received(answer: Answer, workflows: int) -> None:
    """The one reply of all inbound routes."""
    assert answer.status == 200, answer.body
    body = answer.json()
    assert set(body) == {"received", "eventId", "workflowsTriggered"}
    assert (body["received"], body["eventId"][:4], body["workflowsTriggered"]) == (True, "evt_", workflows)


def shaped(run: Run) -> Any:
    drain_until(lambda: fetch(run.id).finished_at is not None)
    return steps_of(fetch(run.id))["shape"].output["result"]


# --- JustPaid ---------------------------------------------------------------------------------


def justpaid(body: Any, secret: str = SECRET) -> Answer:
    raw, at = json.dumps(body).encode(), str(int(time.time()))
    signature = "v1=" + hexed(f"{at}.".encode() + raw, secret)
    return ask("/webhooks/justpaid", raw, x_justpaid_timestamp=at, x_justpaid_signature=signature)


def test_justpaid_at_its_printed_address(publish: Callable[..., str], acme: Any, settings: Any) -> None:
    settings.PROVIDER_SIGNING_SECRETS = {"justpaid": (SECRET,)}  # JUSTPAID_WEBHOOK_SECRET
    publish(
        {
            "type": "webhook",
            "provider": "justpaid",
            "events": ["INVOICE_PAYMENT_STATUS_CHANGE"],
            "verifySignature": True,
            "filter": {"data.status": {"$eq": "PAID"}},
        }
    )
    paid = {
        "webhook_type": "INVOICE_PAYMENT_STATUS_CHANGE",
        "data": {"invoice_payment_uuid": "0b9f3a52-7a5c-4d3e-9a3e-3f1d8f2f6b10", "status": "PAID"},
    }
    received(justpaid(paid), 1)
    received(justpaid({**paid, "data": {**paid["data"], "status": "FAILED"}}), 0)
    received(justpaid({**paid, "webhook_type": "CUSTOMER_CREATED"}), 0)
    assert justpaid(paid, "another-secret-of-32-characters!").status == 401
    assert Run.objects.get().input == paid


def test_justpaid_has_its_eleven_events() -> None:
    source = event_source("justpaid")
    assert source is not None
    assert [event.id for event in source.events] == JUSTPAID_EVENTS


# --- providers with an address for each company ---------------------------------------------------


@pytest.mark.parametrize(
    ("provider", "event", "body", "sign"),
    [
        (
            "stripe",
            "invoice.paid",
            {"id": "evt_1", "object": "event", "type": "invoice.paid", "data": {"object": {"id": "in_1"}}},
            lambda _url, raw, at: {"stripe_signature": f"t={at},v1={hexed(f'{at}.'.encode() + raw)}"},
        ),
        (
            "stripe",
            "subscription.canceled",
            {"id": "evt_2", "object": "event", "type": "customer.subscription.deleted", "data": {}},
            lambda _url, raw, at: {"stripe_signature": f"t={at},v1={hexed(f'{at}.'.encode() + raw)}"},
        ),
        (
            "hubspot",
            "contact.propertyChange",
            [
                {
                    "eventId": 1,
                    "subscriptionId": 2,
                    "portalId": 3,
                    "subscriptionType": "contact.propertyChange",
                }
            ],
            lambda url, raw, at: {
                "x_hubspot_signature_v3": based(f"POST{url}".encode() + raw + f"{at}000".encode()),
                "x_hubspot_request_timestamp": f"{at}000",
            },
        ),
        (
            "quickbooks",
            "invoice",
            [{"specversion": "1.0", "id": "q1", "type": "qbo.invoice.created.v1", "intuitentityid": "1"}],
            lambda _url, raw, _at: {"intuit_signature": based(raw)},
        ),
        (
            "pandadoc",
            "document.completed",
            [{"event": "document_state_changed", "data": {"id": "d1", "status": "document.completed"}}],
            lambda _url, raw, _at: {"x_pandadoc_signature": hexed(raw)},
        ),
        (
            "netsuite",
            "invoice.create",
            {"event_id": "n1", "event_type": "invoice.create", "record_type": "invoice", "record_id": "77"},
            lambda _url, raw, _at: {"x_netsuite_signature": hexed(raw)},
        ),
    ],
)
def test_a_provider_with_its_printed_header(
    publish: Callable[..., str],
    acme: Any,
    settings: Any,
    provider: str,
    event: str,
    body: Any,
    sign: Callable[..., dict[str, str]],
) -> None:
    add_signing_secret(company_id=acme.id, provider=provider, value=SECRET, actor="tests")
    publish({"type": "webhook", "provider": provider, "events": [event], "verifySignature": True})
    path, raw, at = f"/webhooks/{provider}/{acme.id}", json.dumps(body).encode(), str(int(time.time()))
    headers = sign(f"{settings.PUBLIC_URL}{path}", raw, at)
    answer = ask(path, raw, **headers)
    if provider == "quickbooks":  # Intuit wants an empty answer
        assert (answer.status, answer.body) == (200, b"")
    else:
        received(answer, 1)
    assert Run.objects.count() == 1
    assert ask(path, raw + b" ", **headers).status == 401
    assert ask(path, raw).status == 401


def test_stripe_without_a_company_in_the_address(
    publish: Callable[..., str], acme: Any, settings: Any
) -> None:
    settings.PROVIDER_SIGNING_SECRETS = {"stripe": (SECRET,)}
    publish({"type": "webhook", "provider": "stripe", "events": ["payment_intent.succeeded"]})
    raw, at = b'{"id": "evt_1", "object": "event", "type": "payment_intent.succeeded"}', str(int(time.time()))
    received(ask("/webhooks/stripe", raw, stripe_signature=f"t={at},v1={hexed(at.encode() + b'.' + raw)}"), 1)


def test_salesforce_with_the_printed_filter(publish: Callable[..., str], acme: Any) -> None:
    """Nothing is printed that would prove Salesforce: the secret at the end of the address does."""
    add_signing_secret(company_id=acme.id, provider="salesforce", value=SECRET, actor="tests")
    publish(
        {
            "type": "webhook",
            "provider": "salesforce",
            "events": ["opportunity.updated"],
            "filter": {"StageName": {"$eq": "Closed Won"}},
        },
        account="{{input.payload.AccountId}}",
    )
    path = f"/webhooks/salesforce/{acme.id}?token={SECRET}"
    won = {
        "eventType": "opportunity.updated",
        "Id": "006",
        "StageName": "Closed Won",
        "AccountId": "001A",
        "SystemModstamp": "2026-01-31T00:00:00Z",
    }
    for stage, stamp in (("Closed Won", "2999-01-31T00:00:00Z"), ("Prospecting", "2999-01-31T00:00:01Z")):
        answer = ask(path, {**won, "StageName": stage, "SystemModstamp": stamp})
        assert (answer.status, b"<Ack>true</Ack>" in answer.body) == (200, True)  # what Salesforce waits for
    assert ask(f"/webhooks/salesforce/{acme.id}", won).status == 401
    assert shaped(Run.objects.get()) == {"account": "001A"}


# --- Slack ------------------------------------------------------------------------------------


def slack(where: str, raw: bytes, **headers: str) -> Answer:
    at = str(int(time.time()))
    return ask(
        f"/api/v1/slack/{where}",
        raw,
        x_slack_signature="v0=" + hexed(f"v0:{at}:".encode() + raw),
        x_slack_request_timestamp=at,
        **headers,
    )


def message(number: int, text: str, channel_type: str = "channel") -> bytes:
    event = {
        "type": "app_mention",
        "text": text,
        "user": "U1",
        "channel": "C1",
        "ts": "1.2",
        "channel_type": channel_type,
    }
    return json.dumps(
        {"type": "event_callback", "event_id": f"Ev{number}", "team_id": "T1", "event": event}
    ).encode()


def test_slack_events_as_printed(publish: Callable[..., str], acme: Any, settings: Any) -> None:
    settings.PROVIDER_SIGNING_SECRETS = {"slack": (SECRET,)}  # SLACK_SIGNING_SECRET
    Connection.objects.create(
        company=acme, provider="slack", name="Slack", method="oauth2", status="active", account_id="T1"
    )
    publish(
        {
            "type": "slack_event",
            "eventType": "app_mention",
            "channelTypes": ["channel"],
            "keywords": ["invoice"],
            "filter": {"event.channel_type": {"$eq": "channel"}},
        },
        channel="{{input.slackEvent.payload.event.channel}}",
        thread="{{ input.slackEvent.payload.event.ts }}",
    )
    assert slack("events", message(1, "Where is my INVOICE?")).status == 200
    assert slack("events", message(2, "Good morning")).status == 200  # no keyword
    assert slack("events", message(3, "invoice", "im")).status == 200  # another kind of channel
    assert shaped(Run.objects.get()) == {"channel": "C1", "thread": "1.2"}


@pytest.mark.parametrize(
    ("trigger", "where", "body"),
    [
        (
            {"type": "slack_command", "command": "/invoice"},
            "commands",
            {"command": "/invoice", "text": "42", "user_id": "U1", "channel_id": "C1", "trigger_id": "1"},
        ),
        (
            {"type": "slack_interactive", "actionId": "approve"},
            "interactive",
            {
                "payload": json.dumps(
                    {"type": "block_actions", "trigger_id": "2", "actions": [{"action_id": "approve"}]}
                )
            },
        ),
    ],
)
def test_slack_commands_and_interactions(
    publish: Callable[..., str], acme: Any, settings: Any, trigger: Any, where: str, body: Any
) -> None:
    settings.PROVIDER_SIGNING_SECRETS = {"slack": (SECRET,)}
    publish(trigger)
    answer = slack(where, urlencode(body).encode(), content_type="application/x-www-form-urlencoded")
    assert answer.status == 200
    assert Run.objects.count() == 1


# --- custom webhooks, and what is the same for all ---------------------------------------------


def test_a_custom_webhook_whose_path_is_its_secret(publish: Callable[..., str], acme: Any) -> None:
    publish({"type": "webhook", "path": "orders-5f2c8e1a90b7", "filter": {"order.total": {"$gt": 100}}})
    path = f"/webhooks/custom/{acme.id}/orders-5f2c8e1a90b7"
    received(ask(path, {"order": {"total": 250}}), 1)
    received(ask(path, {"order": {"total": 50}}), 0)
    assert ask(f"{path}-guess", {"order": {"total": 250}}).status == 404
    assert Run.objects.get().input == {"order": {"total": 250}}


def test_inbound_routes_have_one_limit_of_ten_thousand_a_minute() -> None:
    assert DEFAULTS["inbound"] == 10_000


# --- schedules ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("trigger", "rule", "zone"),
    [
        ({"cron": "*/15 * * * *"}, {"cron": "*/15 * * * *"}, "UTC"),
        ({"cron": "0 9 1 1,4,7,10 *"}, {"cron": "0 9 1 1,4,7,10 *"}, "UTC"),
        (
            {"cron": "0 9 * * 1-5", "timezone": "Europe/Berlin"},
            {"cron": "0 9 * * 1-5"},
            "Europe/Berlin",
        ),
        # Six fields, with seconds, as the other reference system writes them; its time zone is written out.
        (
            {"cron": "0 0 9 * * *", "timezone": "America/Los_Angeles"},
            {"cron": "0 0 9 * * *"},
            "America/Los_Angeles",
        ),
        (
            {"interval": {"value": 30, "unit": "seconds"}},
            {"interval": {"value": 30, "unit": "seconds"}},
            "UTC",
        ),
    ],
)
def test_a_schedule_as_printed_stands_in_the_timetable(
    publish: Callable[..., str], trigger: dict[str, Any], rule: dict[str, Any], zone: str
) -> None:
    publish({"type": "schedule", **trigger})
    row = Schedule.objects.get()
    assert (row.rule, row.zone, row.next_at is not None) == (rule, zone, True)


def test_a_schedule_that_is_switched_off_starts_nothing(key: str) -> None:
    trigger = {"type": "schedule", "interval": {"value": 15, "unit": "minutes"}, "enabled": False}
    document = {"name": "Off", "trigger": trigger, "steps": []}
    made = data_of(ask("/api/v1/workflows", document, key=key), 201)
    refused = error_of(ask(f"/api/v1/workflows/{made['id']}/activate", {}, key=key), 400)
    assert "Every trigger is switched off" in json.dumps(refused)
    assert not Schedule.objects.exclude(next_at=None).exists()


@pytest.mark.parametrize(
    "trigger",
    [
        {},
        {"cron": "0 9 * * *", "interval": {"value": 1, "unit": "days"}},
        {"interval": {"value": 0, "unit": "minutes"}},
    ],
)
def test_exactly_one_of_cron_and_interval(key: str, trigger: dict[str, Any]) -> None:
    document = {"name": "Odd", "trigger": {"type": "schedule", **trigger}, "steps": []}
    made = ask("/api/v1/workflows", document, key=key)
    if made.status == 201:
        made = ask(f"/api/v1/workflows/{made.json()['data']['id']}/activate", {}, key=key)
    assert made.status in (400, 409, 422), made.body


# --- the API trigger and app events ---------------------------------------------------------------


def test_the_api_trigger_as_printed(publish: Callable[..., str], key: str) -> None:
    workflow = publish({"type": "api"})
    wish = {"input": {"invoiceId": "inv_1"}, "idempotencyKey": "once"}
    first = data_of(ask(f"/api/v1/workflows/{workflow}/run", wish, key=key), 202)
    assert {"runId", "status", "workflowId", "workflowVersion"} <= set(first)
    assert (first["status"], first["workflowId"]) == ("pending", workflow)
    again = data_of(ask(f"/api/v1/workflows/{workflow}/run", wish, key=key), 200)
    assert (again["runId"], Run.objects.count()) == (first["runId"], 1)


def test_an_app_event_is_a_name_and_a_payload(publish: Callable[..., str], key: str) -> None:
    """Taken whether or not anything matches, and not held against the example it was described by."""
    for _ in range(2):
        publish({"type": "app", "event": "Order Paid"})
    wish = {"name": "Order Paid", "payload": {"anything": [1, 2]}}
    assert data_of(ask("/api/v1/app-events", wish, key=key), 202)["workflowsTriggered"] == 2
    unknown = data_of(ask("/api/v1/app-events", {**wish, "name": "Nobody"}, key=key), 202)
    assert unknown["workflowsTriggered"] == 0
    assert {json.dumps(run.input) for run in Run.objects.all()} == {'{"anything": [1, 2]}'}
