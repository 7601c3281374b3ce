"""Events that are looked for: from now on, each once, in order, through failures, pauses and new versions."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from connections import ready
from connections.models import Connection, RateBudgetUse
from connections.services import vault
from connections.transport import close_connections
from runs.models import Event, EventDecision, Run, TriggerPoll
from runs.polling import due_polls, note_new_triggers, poll_once
from runs.selectors import whole_input
from tests.runs.conftest import MakeWorkflow, reply
from tests.runs.polled import World, polled_providers
from workflows import services
from workflows.models import Trigger, Workflow

if TYPE_CHECKING:
    from collections.abc import Iterator

    from accounts.models import Company
    from tests.conftest import KeyClient


@pytest.fixture
def world(settings: Any) -> Iterator[World]:
    with polled_providers() as world:
        settings.PROVIDER_SANDBOX = world.url
        ready.forget()
        yield world
    close_connections()
    ready.forget()


def connect(company: Company, provider: str, method: str = "oauth2", **values: Any) -> Connection:
    row = Connection(
        company=company,
        provider=provider,
        method=method,
        environment="demo",
        status="active",
        name=provider,
        values=values,
    )
    vault.seal_row(row, {"api_key": "rk_test_0123456789", "access_token": "an-access-token"})
    row.save()
    return row


def trigger(provider: str, *events: str, **more: Any) -> dict[str, Any]:
    return {
        "type": "trigger.event",
        "config": {"provider": provider, "events": list(events), "delivery": "poll", **more},
    }


def look(workflow: Workflow) -> int:
    """One look, as if its time had come."""
    note_new_triggers()
    row = Trigger.objects.get(workflow=workflow, type="trigger.event")
    TriggerPoll.objects.filter(trigger=row).update(due_at=timezone.now())
    return poll_once(row.id)


def state(workflow: Workflow) -> TriggerPoll:
    return TriggerPoll.objects.get(trigger__workflow=workflow)


def inputs(workflow: Workflow) -> list[Any]:
    return [whole_input(run) for run in Run.objects.filter(workflow=workflow).order_by("number")]


def stripe_event(number: int, type: str = "invoice.paid") -> dict[str, Any]:
    return {
        "id": f"evt_{number}",
        "type": type,
        "created": int(timezone.now().timestamp()),
        "data": {"object": {"n": number}},
    }


@pytest.fixture
def paid(acme: Company, world: World, make: MakeWorkflow) -> Workflow:
    connect(acme, "stripe", "api_key")
    return make("on -> a", on=trigger("stripe", "invoice.paid"), a=reply("{{input.id}}"))


def test_it_starts_from_now_and_then_starts_each_once(paid: Workflow, world: World) -> None:
    world.stripe = [stripe_event(1), stripe_event(2)]
    assert look(paid) == 0
    world.stripe += [stripe_event(number) for number in range(3, 6)]
    assert look(paid) == 3
    assert [each["id"] for each in inputs(paid)] == ["evt_3", "evt_4", "evt_5"]
    assert look(paid) == 0
    poll = state(paid)
    assert (poll.found, poll.failures, poll.error, poll.owner) == (3, 0, "", "")
    assert poll.due_at > timezone.now() + timedelta(seconds=50)
    run = Run.objects.filter(workflow=paid).earliest("number")
    event = Event.objects.get(id=run.event_id)
    assert (event.source, event.topic, event.status, run.trigger_type) == (
        "stripe",
        "invoice.paid",
        "started",
        "event",
    )


def test_more_than_a_page_comes_in_order_and_other_types_are_filtered(paid: Workflow, world: World) -> None:
    look(paid)
    world.stripe = [
        stripe_event(number, "invoice.paid" if number % 2 else "invoice.voided") for number in range(250)
    ]
    assert look(paid) == 125
    assert [each["data"]["object"]["n"] for each in inputs(paid)] == list(range(1, 250, 2))
    assert EventDecision.objects.filter(status="filtered").count() == 125


def test_a_look_that_was_repeated_starts_nothing_twice(paid: Workflow, world: World) -> None:
    world.stripe = [stripe_event(1)]
    look(paid)
    before = TriggerPoll.objects.values("cursor").get()
    world.stripe.append(stripe_event(2))
    assert look(paid) == 1
    TriggerPoll.objects.update(**before)  # as after a crash before the commit
    assert look(paid) == 0
    assert Run.objects.filter(workflow=paid).count() == 1


def test_failures_wait_longer_each_time_and_lose_nothing(paid: Workflow, world: World) -> None:
    world.stripe = [stripe_event(1)]
    look(paid)
    world.stripe.append(stripe_event(2))
    waits = []
    for status in (500, 503, 400):
        world.refuse = [(status, {})]
        look(paid)
        waits.append((state(paid).due_at - timezone.now()).total_seconds())
    assert waits[0] < 61 < waits[1] < 121 < waits[2] < 241
    assert (state(paid).failures, state(paid).error) == (3, "The provider answered 400: not now")
    world.refuse = [(429, {"Retry-After": "1800"})]
    look(paid)
    assert 1700 < (state(paid).due_at - timezone.now()).total_seconds() <= 1800
    look(paid)
    assert (
        state(paid).error_code == "RATE_LIMITED"
    )  # the account's budget stands still as long, for everybody
    RateBudgetUse.objects.all().delete()
    assert look(paid) == 1
    assert (state(paid).failures, state(paid).error) == (0, "")


def test_a_paused_workflow_stands_still_and_catches_up(paid: Workflow, world: World) -> None:
    world.stripe = [stripe_event(1)]
    look(paid)
    services.pause(workflow=paid, by="tests")
    world.stripe.append(stripe_event(2))
    assert look(paid) == 0
    assert due_polls() == []
    services.resume(workflow=paid, by="tests")
    assert look(paid) == 1


def test_a_new_version_goes_on_from_the_same_place(paid: Workflow, world: World, make: MakeWorkflow) -> None:
    from tests.workflows.drawings import document
    from workflows.definition import parse_definition

    world.stripe = [stripe_event(1)]
    look(paid)
    world.stripe.append(stripe_event(2))
    drawing = parse_definition(document("on -> b", on=trigger("stripe", "invoice.paid"), b=reply("new")))
    services.save_draft(workflow=paid, definition=drawing, by="tests")
    services.publish(workflow=paid, by="tests")
    assert look(paid) == 1


def test_without_a_connection_it_says_so(world: World, make: MakeWorkflow) -> None:
    workflow = make("on -> a", publish=False, on=trigger("stripe", "invoice.paid"), a=reply(1))
    row = Connection.objects.create(
        company=workflow.company, provider="stripe", name="S", method="api_key", status="active"
    )
    services.publish(workflow=workflow, by="tests")
    row.delete()
    look(workflow)
    assert state(workflow).error_code == "CONNECTION_MISSING"
    assert "no working connection to Stripe" in state(workflow).error


def test_one_look_at_a_time(paid: Workflow, world: World) -> None:
    look(paid)
    later = timezone.now() + timedelta(minutes=1)
    TriggerPoll.objects.update(due_at=timezone.now(), owner="another", lease_until=later)
    requests = len(world.requests)
    assert due_polls() == []
    assert poll_once(Trigger.objects.get(workflow=paid, type="trigger.event").id) == 0
    assert len(world.requests) == requests


def test_its_state_is_shown(paid: Workflow, world: World, key_client: KeyClient) -> None:
    client, address = key_client(scopes=["workflows:read"]), f"/api/v1/workflows/wf_{paid.id}/subscriptions"
    [before] = client.get(address).json()["data"]
    assert (before["blockId"], before["provider"], before["delivery"], before["poll"]) == (
        "on",
        "stripe",
        "poll",
        None,
    )
    look(paid)
    world.refuse = [(500, {})]
    look(paid)
    [failing] = client.get(address).json()["data"]
    assert failing["isPaused"] is False
    assert failing["poll"]["failures"] == 1
    assert failing["poll"]["error"] == "The provider answered 500: not now"
    assert failing["poll"]["succeededAt"] < failing["poll"]["polledAt"] < failing["poll"]["nextAt"]


# --- provider by provider ---------------------------------------------------------------------


def test_salesforce_by_the_time_of_change(acme: Company, world: World, make: MakeWorkflow) -> None:
    connect(acme, "salesforce", instance_url="https://acme.my.salesforce.com")
    workflow = make("on -> a", on=trigger("salesforce", "opportunity.closed_won"), a=reply(1))
    assert look(workflow) == 0
    TriggerPoll.objects.update(cursor={"opportunity": {"at": "2026-01-31T00:00:00.000Z", "id": ""}})
    stamp = "2026-01-31T00:00:01.000Z"
    world.opportunities = [
        {
            "Id": f"006{number:03}",
            "SystemModstamp": stamp,
            "StageName": "Closed Won" if number % 100 == 0 else "Open",
        }
        for number in range(450)
    ]
    assert look(workflow) == 5
    assert [each["Id"] for each in inputs(workflow)] == ["006000", "006100", "006200", "006300", "006400"]
    assert look(workflow) == 0
    assert state(workflow).cursor == {"opportunity": {"at": stamp, "id": "006449"}}


def test_gmail_by_its_history(acme: Company, world: World, make: MakeWorkflow) -> None:
    connect(acme, "gmail")
    workflow = make(
        "on -> a",
        on={"type": "trigger.event", "config": {"provider": "gmail", "events": ["message.received"]}},
        a=reply(1),
    )
    assert look(workflow) == 0
    world.history = [
        {"id": str(100 + number), "messagesAdded": [{"message": {"id": f"m{number}", "labelIds": ["INBOX"]}}]}
        for number in range(1, 4)
    ] + [{"id": "104", "messagesAdded": [{"message": {"id": "m4", "labelIds": ["SENT"]}}]}]
    world.history_id = 104
    assert look(workflow) == 3
    assert [each["headers"]["subject"] for each in inputs(workflow)] == ["m1", "m2", "m3"]
    assert look(workflow) == 0
    world.history_begins, world.history_id = 500, 510
    assert look(workflow) == 0
    assert "about a week of history" in state(workflow).error
    assert state(workflow).cursor == {"since": "510"}


def test_outlook_by_the_time_of_arrival(acme: Company, world: World, make: MakeWorkflow) -> None:
    connect(acme, "outlook")
    workflow = make("on -> a", on=trigger("outlook", "message.created"), a=reply(1))
    assert look(workflow) == 0
    at = state(workflow).cursor["at"]
    world.inbox = [
        {"id": "m1", "receivedDateTime": at},
        {"id": "m2", "receivedDateTime": "2999-01-01T00:00:00Z"},
    ]
    assert look(workflow) == 2
    world.inbox.append({"id": "m3", "receivedDateTime": "2999-01-01T00:00:00Z"})
    assert look(workflow) == 1
    assert [each["id"] for each in inputs(workflow)] == ["m1", "m2", "m3"]


def test_quickbooks_by_its_changes(acme: Company, world: World, make: MakeWorkflow) -> None:
    connect(acme, "quickbooks", realm_id="310687")
    workflow = make("on -> a", on=trigger("quickbooks", "invoice.created", "customer.*"), a=reply(1))
    assert look(workflow) == 0
    at = "2999-01-01T00:00:00.000+00:00"
    world.changed = {
        "Invoice": [
            {"Id": "1", "MetaData": {"CreateTime": at, "LastUpdatedTime": at}},
            {"Id": "2", "MetaData": {"CreateTime": "2020-01-01T00:00:00+00:00", "LastUpdatedTime": at}},
        ],
        "Customer": [{"Id": "9", "status": "Deleted", "MetaData": {"LastUpdatedTime": at}}],
    }
    assert look(workflow) == 2
    assert {each["type"] for each in inputs(workflow)} == {
        "qbo.invoice.created.v1",
        "qbo.customer.deleted.v1",
    }
    assert look(workflow) == 0
