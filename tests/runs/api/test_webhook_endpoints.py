"""The API of outbound webhooks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import standardwebhooks
from rest_framework.test import APIClient

from accounts.models import AuditEvent
from runs.models import WebhookDelivery, WebhookEndpoint
from runs.outbound import sending
from tests.conftest import API, KeyClient, data_of, error_of
from tests.connections.servers import Stub
from tests.runs.conftest import MakeWorkflow, reply

pytestmark = pytest.mark.django_db(transaction=True)

PATH = f"{API}/webhook-endpoints"


def add(client: APIClient, **more: Any) -> Any:
    wanted = {"url": "https://hooks.example.com/in", "events": ["run.failed"], **more}
    return data_of(client.post(PATH, wanted, format="json"), 201)


def test_the_secret_is_shown_once(api: APIClient) -> None:
    made = add(api, description="Billing")
    assert made["secret"].startswith("whsec_")
    assert (made["events"], made["enabled"], made["createdBy"]) == (["run.failed"], True, "ada@acme.example")
    found = data_of(api.get(f"{PATH}/{made['id']}"))
    assert found == {name: value for name, value in made.items() if name != "secret"}
    assert data_of(api.get(PATH)) == [found]
    event = AuditEvent.objects.get(action="webhook_endpoint.created")
    assert made["secret"] not in str(event.data)
    assert made["secret"].encode() not in bytes(WebhookEndpoint.objects.get().sealed or b"")


@pytest.mark.parametrize(
    ("wrong", "path", "words"),
    [
        ({"url": "ftp://x.example"}, "url", "A URL starts with http:// or https://"),
        ({"url": "https://u:p@x.example"}, "url", "do not belong in the URL"),
        ({"url": ""}, "url", ""),
        ({"events": []}, "events", ""),
        ({"events": ["run.exploded"]}, "events.0", "There is no event “run.exploded”"),
        ({"workflowIds": ["nonsense"]}, "workflowIds.0", "is not the id of a workflow"),
        ({"workflowIds": ["wf_01900000-0000-7000-8000-000000000000"]}, "workflowIds.0", "no such workflow"),
    ],
)
def test_what_cannot_be_is_refused_in_words(api: APIClient, wrong: Any, path: str, words: str) -> None:
    wanted = {"url": "https://hooks.example.com/in", "events": ["run.failed"], **wrong}
    error = error_of(api.post(PATH, wanted, format="json"), 400, "VALIDATION_ERROR")
    assert error["details"][0]["path"] == path
    assert words in error["message"]
    assert not WebhookEndpoint.objects.exists()


def test_a_workflow_of_another_company_is_unknown(api: APIClient, make: MakeWorkflow, rival: Any) -> None:
    theirs = make("start -> a", a=reply(1), company=rival)
    wanted = {"url": "https://x.example", "events": ["run.failed"], "workflowIds": [f"wf_{theirs.id}"]}
    error_of(api.post(PATH, wanted, format="json"), 400, "VALIDATION_ERROR")


def test_it_is_changed_switched_off_and_deleted(api: APIClient, make: MakeWorkflow) -> None:
    workflow = make("start -> a", a=reply(1))
    made = add(api)
    one = f"{PATH}/{made['id']}"
    changed = data_of(
        api.patch(
            one,
            {"events": ["run.completed"], "workflowIds": [f"wf_{workflow.id}"], "enabled": False},
            format="json",
        )
    )
    assert (changed["events"], changed["workflowIds"], changed["enabled"]) == (
        ["run.completed"], [f"wf_{workflow.id}"], False,
    )  # fmt: skip
    assert (changed["url"], changed["disabledReason"]) == (made["url"], None)
    assert changed["disabledAt"]
    WebhookEndpoint.objects.update(disabled_reason="It was gone.", failing_since_ms=1)
    again = data_of(api.patch(one, {"enabled": True}, format="json"))
    assert (again["enabled"], again["disabledReason"], again["disabledAt"], again["failingSince"]) == (
        True,
        None,
        None,
        None,
    )
    data_of(api.delete(one))
    error_of(api.get(one), 404)
    assert list(AuditEvent.objects.filter(action__startswith="webhook").order_by("at").values_list("action", flat=True)) == [
        "webhook_endpoint.created", "webhook_endpoint.changed", "webhook_endpoint.changed", "webhook_endpoint.deleted",
    ]  # fmt: skip


def test_there_is_a_limit(api: APIClient) -> None:
    made = add(api)
    row = WebhookEndpoint.objects.get()
    WebhookEndpoint.objects.bulk_create(
        WebhookEndpoint(company_id=row.company_id, url=made["url"], events=[]) for _ in range(49)
    )
    wanted = {"url": made["url"], "events": ["run.failed"]}
    assert "50 endpoints" in error_of(api.post(PATH, wanted, format="json"), 409)["message"]


def test_the_secret_is_replaced(api: APIClient) -> None:
    made = add(api)
    fresh = data_of(api.post(f"{PATH}/{made['id']}/rotate-secret", {"overlapHours": 1}, format="json"))
    assert fresh["secret"] not in ("", made["secret"])
    assert fresh["previousSecretUntil"] > fresh["updatedAt"]
    gone = data_of(api.post(f"{PATH}/{made['id']}/rotate-secret", {"overlapHours": 0}, format="json"))
    assert gone["previousSecretUntil"] is None
    error_of(api.post(f"{PATH}/{made['id']}/rotate-secret", {"overlapHours": 1000}, format="json"), 400)


def test_a_test_event_is_sent_and_answered(api: APIClient, stub: Stub) -> None:
    made = add(api, url=stub.url("/json"))
    told = data_of(api.post(f"{PATH}/{made['id']}/test", {}, format="json"))
    assert (told["status"], told["test"], told["event"], told["attempts"]) == (
        "delivered",
        True,
        "run.failed",
        1,
    )
    assert told["payload"]["test"] is True
    assert told["payload"]["data"]["run"]["error"]["blockName"] == "Charge"
    [attempt] = told["attemptLog"]
    assert (attempt["status"], attempt["answer"]) == (200, '{"ok": true, "n": 1}')
    seen = stub.requests[0]
    standardwebhooks.Webhook(made["secret"]).verify(
        seen.body, {name: value for name, value in seen.headers.items() if name.startswith("webhook-")}
    )
    data_of(api.patch(f"{PATH}/{made['id']}", {"url": stub.url("/status/500")}, format="json"))
    failed = data_of(api.post(f"{PATH}/{made['id']}/test", {"event": "connection.error"}, format="json"))
    assert (failed["status"], failed["lastError"], failed["nextAttemptAt"]) == (
        "failed",
        "It answered 500.",
        None,
    )
    assert (
        data_of(api.get(f"{PATH}/{made['id']}"))["failingSince"] is None
    )  # a test says nothing about the day


def queue_up(made: Any, count: int, **more: Any) -> list[WebhookDelivery]:
    endpoint = WebhookEndpoint.objects.get(id=made["id"].removeprefix("we_"))
    return [
        WebhookDelivery.objects.create(
            **{
                "company_id": endpoint.company_id,
                "endpoint": endpoint,
                "event_id": endpoint.id,
                "event_type": "run.failed",
                "body": "{}",
                "due_at_ms": 1,
                **more,
            }
        )
        for _ in range(count)
    ]


def test_deliveries_are_listed_page_by_page_and_filtered(api: APIClient, stub: Stub) -> None:
    made = add(api, url=stub.url("/json"))
    queue_up(made, 3)
    sending.send_due()
    queue_up(made, 2, event_type="run.completed", run_id=made["id"].removeprefix("we_"))
    path = f"{PATH}/{made['id']}/deliveries"
    seen, cursor = [], ""
    while True:
        body = api.get(path, {"limit": 2, "cursor": cursor}).json()
        seen += body["data"]
        cursor = body["meta"]["cursor"]
        if not body["meta"]["hasMore"]:
            break
    assert len({one["id"] for one in seen}) == 5
    assert [one["createdAt"] for one in seen] == sorted((one["createdAt"] for one in seen), reverse=True)
    assert len(data_of(api.get(path, {"status": "pending"}))) == 2
    assert len(data_of(api.get(path, {"event": "run.failed"}))) == 3
    assert len(data_of(api.get(path, {"runId": f"run_{made['id'].removeprefix('we_')}"}))) == 2
    for wrong in ({"cursor": "x"}, {"status": "lost"}, {"runId": "x"}, {"event": "x"}):
        error_of(api.get(path, wrong), 400, "VALIDATION_ERROR")


def test_a_delivery_is_sent_again(api: APIClient, stub: Stub) -> None:
    made = add(api, url=stub.url("/json"))
    [delivery] = queue_up(made, 1)
    sending.send_due()
    path = f"{PATH}/{made['id']}/deliveries/dlv_{delivery.id}"
    again = data_of(api.post(f"{path}/resend"), 202)
    assert (again["status"], again["attempts"]) == ("pending", 1)
    assert sending.send_due() == 1
    told = data_of(api.get(path))
    assert (told["status"], told["attempts"], len(told["attemptLog"])) == ("delivered", 2, 2)
    assert (
        stub.requests[0].headers["webhook-id"] == stub.requests[1].headers["webhook-id"] == told["messageId"]
    )
    # One that waits for its next try goes at once.
    WebhookDelivery.objects.update(status="pending", due_at_ms=2**50, tries=3)
    data_of(api.post(f"{path}/resend"), 202)
    assert sending.send_due() == 1
    data_of(api.patch(f"{PATH}/{made['id']}", {"enabled": False}, format="json"))
    assert "switched off" in error_of(api.post(f"{path}/resend"), 409)["message"]


def test_all_that_was_given_up_is_sent_again(api: APIClient, stub: Stub) -> None:
    made = add(api, url=stub.url("/json"))
    queue_up(made, 3, status="failed", due_at_ms=None)
    queue_up(made, 1, status="failed", due_at_ms=None, is_test=True)
    assert data_of(api.post(f"{PATH}/{made['id']}/resend"), 202) == {"count": 3}
    assert sending.send_due() == 3


def test_the_types_are_listed_with_samples(api: APIClient) -> None:
    types = {one["type"]: one for one in data_of(api.get(f"{PATH}/event-types"))}
    assert set(types) == {
        "run.completed", "run.failed", "run.timed_out", "run.cancelled", "run.suspended", "connection.error",
    }  # fmt: skip
    assert types["run.completed"]["sample"]["data"]["run"]["output"] == {
        "invoice": "INV-1042",
        "amount": 1200,
    }


# --- who may


def test_editors_and_viewers_look_and_change_nothing(
    api: APIClient, ben: Any, vera: Any, as_: Callable[..., APIClient]
) -> None:
    made = add(api)
    for client in (as_(ben), as_(vera)):
        assert data_of(client.get(PATH))[0]["id"] == made["id"]
        error_of(client.post(PATH, {}, format="json"), 403, "FORBIDDEN")
        error_of(client.delete(f"{PATH}/{made['id']}"), 403)
        error_of(client.post(f"{PATH}/{made['id']}/test"), 403)


def test_keys_need_the_scopes(key_client: KeyClient, api: APIClient) -> None:
    made = add(api)
    reader, other = key_client(scopes=["webhooks:read"]), key_client(scopes=["runs:read"])
    assert data_of(reader.get(PATH))
    assert "webhooks:write" in error_of(reader.delete(f"{PATH}/{made['id']}"), 403)["message"]
    assert "webhooks:read" in error_of(other.get(PATH), 403)["message"]


def test_another_company_sees_nothing(api: APIClient, mallory: Any, as_: Callable[..., APIClient]) -> None:
    made = add(api)
    [delivery] = queue_up(made, 1)
    other = as_(mallory)
    own = add(other)
    assert [one["id"] for one in data_of(other.get(PATH))] == [own["id"]]
    for path in (made["id"], f"{made['id']}/deliveries", f"{own['id']}/deliveries/dlv_{delivery.id}"):
        error_of(other.get(f"{PATH}/{path}"), 404)
    error_of(other.post(f"{PATH}/{own['id']}/deliveries/dlv_{delivery.id}/resend"), 404)
