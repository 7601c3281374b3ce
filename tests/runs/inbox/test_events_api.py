"""What arrived, over HTTP: read, searched, delivered again, released after a pause; app events."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from asgiref.sync import async_to_sync

from accounts.models import AuditEvent
from runs.models import Event, Run
from runs.pruning import prune
from tests.conftest import KeyClient, data_of, error_of
from tests.runs.asgi import call, tidy
from tests.runs.conftest import MakeWorkflow, fetch, reply
from tests.runs.inbox.conftest import PATH, address, hook
from tests.workflows.drawings import document
from workflows import services
from workflows.definition import parse_definition

pytestmark = pytest.mark.django_db(transaction=True)

PAID = {"type": "trigger.app", "config": {"event": "order.paid", "filter": {"amount": {"$gt": 10}}}}


@pytest.fixture(autouse=True)
def tidied() -> None:
    """Each request has a loop of its own here."""


def send(path: str, body: Any, **headers: str) -> Any:
    async def sent() -> Any:
        async with tidy():
            return await call(path, body, **headers)

    return async_to_sync(sent)()


def told(client: Any, name: str = "order.paid", payload: Any = None, **more: Any) -> Any:
    return client.post("/api/v1/app-events", {"name": name, "payload": payload, **more}, format="json")


def test_an_app_event_starts_every_workflow_that_listens(make: MakeWorkflow, key_client: KeyClient) -> None:
    make("paid -> a", paid=PAID, a=reply(1))
    make("paid -> a", paid={"type": "trigger.app", "config": {"event": "order.paid"}}, a=reply(1))
    make("paid -> a", paid={"type": "trigger.app", "config": {"event": "order.sent"}}, a=reply(1))
    data = data_of(told(key_client(), payload={"amount": 5}), 202)
    assert (data["received"], data["workflowsTriggered"]) == (True, 1)
    assert data_of(told(key_client(), payload={"amount": 50}), 202)["workflowsTriggered"] == 2
    assert data_of(told(key_client(), "order.lost"), 202)["workflowsTriggered"] == 0
    run = Run.objects.order_by("queued_seq").first()
    assert run is not None
    assert (run.input, run.trigger_type) == ({"amount": 5}, "app")


def test_an_app_event_is_the_same_by_its_key(make: MakeWorkflow, key_client: KeyClient) -> None:
    make("paid -> a", paid={"type": "trigger.app", "config": {"event": "order.paid"}}, a=reply(1))
    client = key_client()
    first = data_of(told(client, payload={"b": 1, "a": 2}, idempotencyKey="k"), 202)
    again = data_of(told(client, payload={"b": 1, "a": 2}, idempotencyKey="k"), 200)
    assert (again["eventId"], again["workflowsTriggered"]) == (first["eventId"], 0)
    for other in (told(client, payload={"b": 2}, idempotencyKey="k"), told(client, "x", idempotencyKey="k")):
        error_of(other, 409, "CONFLICT")
    assert Run.objects.count() == 1


def test_the_list_and_its_filters(make: MakeWorkflow, key_client: KeyClient, acme: Any) -> None:
    workflow = make("hook -> a", hook=hook(), a=reply(1))
    send(address(acme), {"id": "in_77", "kind": "needle"}, webhook_id="1")
    send(address(acme), {"id": "in_77"}, webhook_id="1")
    send(address(acme), b"{")
    client = key_client()
    told(client, "order.lost")

    def found(query: str = "") -> list[str]:
        return [item["status"] for item in data_of(client.get(f"/api/v1/events?{query}"))]

    assert found() == ["unheard", "rejected", "duplicate", "started"]
    assert found("source=app") == ["unheard"]
    assert found("status=started,duplicate") == ["duplicate", "started"]
    assert found(f"workflowId=wf_{workflow.id}") == ["started"]
    assert found("search=NEEDLE") == ["started"]
    assert found("search=not valid JSON") == ["rejected"]
    assert found("from=2020-01-01T00:00:00Z&to=2020-01-02T00:00:00Z") == []
    [whole] = data_of(client.get("/api/v1/events?status=unheard"))
    at = whole["receivedAt"]
    assert found(f"from={at}") == ["unheard"]  # from then on; `to` is the first moment that is not shown
    assert found(f"to={at}") == ["rejected", "duplicate", "started"]
    assert found("from=2020-01-01T00:00") == found()  # without a zone it is UTC
    assert found(f"workflowId=wf_{workflow.id}&from=2020-01-01T00:00&source=app") == []
    refused = error_of(client.get(f"/api/v1/events?from={at}&to=2020-01-01T00:00Z"), 400, "VALIDATION_ERROR")
    assert "“from” has to be before “to”" in refused["message"]
    error_of(client.get("/api/v1/events?status=x"), 400, "VALIDATION_ERROR")
    first = client.get("/api/v1/events?limit=3").json()
    assert first["meta"]["counts"]["all"] == 4
    rest = data_of(client.get(f"/api/v1/events?limit=3&cursor={first['meta']['cursor']}"))
    assert [item["status"] for item in rest] == ["started"]
    [decision] = rest[0]["decisions"]
    assert (decision["workflowName"], decision["triggerId"], decision["runNumber"]) == ("W", "hook", 1)
    duplicate = first["data"][2]
    assert duplicate["firstId"] == rest[0]["id"]


def test_one_event_with_its_body(make: MakeWorkflow, key_client: KeyClient, acme: Any) -> None:
    make("hook -> a", hook=hook(), a=reply(1))
    body = b'{"text": "' + b"x" * 9_000 + b'"}'
    event_id = send(address(acme) + "?q=1", body, authorization="Bearer hidden").json()["eventId"]
    found = data_of(key_client().get(f"/api/v1/events/{event_id}"))
    assert found["body"] == body.decode()
    assert (found["method"], found["query"], found["headers"]["authorization"]) == ("POST", {"q": "1"}, "•••")
    assert found["canRedeliver"]
    assert (found["topic"], found["size"]) == (PATH, len(body))


def test_delivered_again_into_the_live_workflow(make: MakeWorkflow, key_client: KeyClient, acme: Any) -> None:
    workflow = make("hook -> a", hook=hook(filter={"n": 1}), a=reply(1))
    event_id = send(address(acme), b"n=2", content_type="application/x-www-form-urlencoded").json()["eventId"]
    definition = parse_definition(document("hook -> a", hook=hook(), a=reply(1)))
    services.save_draft(workflow=workflow, definition=definition, by="tests")
    services.publish(workflow=workflow, by="tests")
    done = data_of(key_client().post(f"/api/v1/events/{event_id}/redeliver", {}, format="json"), 202)
    assert (done["status"], len(done["decisions"])) == ("started", 1)
    run = fetch(done["runId"].removeprefix("run_"))
    assert (run.input, run.fired["method"]) == ({"n": "2"}, "POST")
    again = Event.objects.get(id=done["eventId"].removeprefix("evt_"))
    assert f"evt_{again.first_id}" == event_id
    assert AuditEvent.objects.filter(action="event.redelivered", target=event_id).exists()


def test_as_the_input_of_a_draft(make: MakeWorkflow, key_client: KeyClient, acme: Any) -> None:
    make("hook -> a", hook=hook(), a=reply(1))
    drawn = make("hook -> a", publish=False, hook=hook("another-5f2c8e1a90b7"), a=reply(1))
    event_id = send(address(acme), {"n": 1}).json()["eventId"]
    wanted = {"workflowId": f"wf_{drawn.id}", "version": "draft"}
    done = data_of(key_client().post(f"/api/v1/events/{event_id}/redeliver", wanted, format="json"), 202)
    run = fetch(done["runId"].removeprefix("run_"))
    assert (run.workflow_id, run.test, run.input, run.trigger_block) == (drawn.id, True, {"n": 1}, "hook")


def test_what_cannot_be_delivered_again(make: MakeWorkflow, key_client: KeyClient, acme: Any) -> None:
    make("hook -> a", hook=hook(), a=reply(1))
    send(address(acme), {}, webhook_id="1")
    send(address(acme), {}, webhook_id="1")
    send(address(acme), b"{")
    client = key_client()
    for status in ("duplicate", "rejected"):
        event = Event.objects.get(status=status)
        error_of(client.post(f"/api/v1/events/evt_{event.id}/redeliver", {}, format="json"), 409, "CONFLICT")
        shown = data_of(client.get(f"/api/v1/events/evt_{event.id}"))
        assert not shown["canRedeliver"], status
    assert shown["body"] is None, "it had one, which was not kept"
    event = Event.objects.get(status="started")
    refused = client.post(f"/api/v1/events/evt_{event.id}/redeliver", {"version": "draft"}, format="json")
    error_of(refused, 400, "VALIDATION_ERROR")


@pytest.mark.parametrize("action", ["run", "drop"])
def test_events_held_during_a_pause(
    make: MakeWorkflow, key_client: KeyClient, acme: Any, action: str
) -> None:
    workflow = make("hook -> a", hook=hook(), a=reply(1))
    services.pause(workflow=workflow, by="tests")
    for number in range(3):
        send(address(acme), {"n": number}, webhook_id=str(number))
    client, path = key_client(), f"/api/v1/workflows/wf_{workflow.id}/held-events"
    assert data_of(client.get(path))["count"] == 3
    if action == "run":
        error_of(client.post(path, {"action": "run"}, format="json"), 409, "CONFLICT")
    services.resume(workflow=workflow, by="tests")
    assert not Run.objects.exists(), "nothing runs before somebody says so"
    assert data_of(client.post(path, {"action": action}, format="json")) == {"done": 3, "left": 0}
    assert data_of(client.get(path)) == {"count": 0, "since": None}
    runs = list(Run.objects.order_by("queued_seq"))
    became = {"run": "started", "drop": "dropped"}[action]
    assert set(Event.objects.values_list("status", flat=True)) == {became}
    assert [run.input["n"] for run in runs] == ([0, 1, 2] if action == "run" else [])
    assert [run.fired["method"] for run in runs] == (["POST"] * 3 if action == "run" else [])
    assert data_of(client.post(path, {"action": action}, format="json")) == {"done": 0, "left": 0}


def test_held_events_of_a_trigger_that_is_gone_are_dropped(
    make: MakeWorkflow, key_client: KeyClient, acme: Any
) -> None:
    workflow = make("hook -> a", hook=hook(), a=reply(1))
    services.pause(workflow=workflow, by="tests")
    send(address(acme), {})
    definition = parse_definition(document("start -> a", a=reply(1)))
    services.save_draft(workflow=workflow, definition=definition, by="tests")
    services.publish(workflow=workflow, by="tests")
    path = f"/api/v1/workflows/wf_{workflow.id}/held-events"
    assert data_of(key_client().post(path, {"action": "run"}, format="json")) == {"done": 1, "left": 0}
    event = Event.objects.get()
    assert (event.status, "not in the live version" in event.reason) == ("dropped", True)


def test_listening_for_a_test_event(make: MakeWorkflow, key_client: KeyClient, acme: Any) -> None:
    workflow = make("hook -> a", publish=False, hook=hook(), a=reply(1))
    client = key_client()
    path = f"/api/v1/workflows/wf_{workflow.id}/blocks/hook/listen"
    assert data_of(client.get(path))["listening"] is False
    begun = data_of(client.post(path, {}, format="json"), 201)
    assert begun["url"].endswith(f"/webhooks/test/{acme.id}/{PATH}")
    answer = send(f"/webhooks/test/{acme.id}/{PATH}?q=1", {"n": 1})
    assert answer.json()["workflowsTriggered"] == 0
    caught = data_of(client.get(path))
    assert (caught["listening"], caught["input"], caught["event"]["query"]) == (False, {"n": 1}, {"q": "1"})
    assert caught["event"]["status"] == "captured"
    samples = data_of(client.get(f"/api/v1/workflows/wf_{workflow.id}/samples"))
    assert samples["input"] == {"n": 1}
    wanted = {
        "workflowId": f"wf_{workflow.id}",
        "template": "{{input.n}}{{trigger.query.q}}",
        "kind": "template",
    }
    assert data_of(client.post("/api/v1/expressions/preview", wanted, format="json"))["value"] == "11"
    assert not Run.objects.exists()
    error_of(send(f"/webhooks/test/{acme.id}/{PATH}", {}), 404, "NOT_FOUND")
    data_of(client.post(path, {}, format="json"), 201)
    assert send(address(acme), {"n": 2}).status == 200, "nobody else listens there yet"
    assert data_of(client.get(path))["input"] == {"n": 2}
    data_of(client.delete(path))
    assert data_of(client.get(path))["event"] is None
    error_of(client.post(f"/api/v1/workflows/wf_{workflow.id}/blocks/a/listen"), 404, "NOT_FOUND")


def test_listening_leaves_the_published_webhook_alone(
    make: MakeWorkflow, key_client: KeyClient, acme: Any
) -> None:
    workflow = make("hook -> a", hook=hook(), a=reply(1))
    client, path = key_client(), f"/api/v1/workflows/wf_{workflow.id}/blocks/hook/listen"
    data_of(client.post(path, {}, format="json"), 201)
    assert send(address(acme), {"n": 1}).json()["workflowsTriggered"] == 1
    assert data_of(client.get(path))["listening"] is True


def test_old_events_go_but_held_ones_wait(make: MakeWorkflow, acme: Any, key_client: KeyClient) -> None:
    workflow = make("hook -> a", hook=hook(), a=reply(1))
    send(address(acme), {"n": 1})
    services.pause(workflow=workflow, by="tests")
    send(address(acme), {"n": 2})
    for event in Event.objects.all():
        Event.objects.filter(id=event.id).update(received_at=event.received_at - timedelta(days=40))
    assert prune().events == 1
    assert Event.objects.get().status == "held"


def test_a_client_hears_how_long_an_event_waits(make: MakeWorkflow, acme: Any, client: Any) -> None:
    make("hook -> a", hook=hook(), a=reply(1))
    assert client.get("/health/ready").json()["oldestUnclaimedEventMs"] is None
    send(address(acme), {})
    assert client.get("/health/ready").json()["oldestUnclaimedEventMs"] >= 0
