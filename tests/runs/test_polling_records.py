"""Records that are looked for at providers without a list of events: each change once, none lost at a boundary."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from connections import ready
from connections.models import RateBudgetUse
from connections.services import vault
from connections.transport import close_connections
from runs.models import Event, EventDecision, Run, TriggerPoll
from tests.runs.conftest import MakeWorkflow, reply
from tests.runs.polled_records import World, polled_records
from tests.runs.test_polling import connect, inputs, look, state, trigger
from workflows import services

if TYPE_CHECKING:
    from collections.abc import Iterator

    from accounts.models import Company
    from workflows.models import Workflow


@pytest.fixture
def world(settings: Any) -> Iterator[World]:
    with polled_records() as world:
        settings.PROVIDER_SANDBOX = world.url
        ready.forget()
        yield world
    close_connections()
    ready.forget()


def now() -> datetime:
    return timezone.now().astimezone(UTC)


def looks(workflow: Workflow) -> int:
    """A whole look, as the chore does it: again at once while there is more. How many runs it started."""
    before = Run.objects.filter(workflow=workflow).count()
    look(workflow)
    while state(workflow).error_code == "RATE_LIMITED" or state(workflow).due_at <= timezone.now():
        RateBudgetUse.objects.all().delete()  # as if the account's minute had passed
        look(workflow)
    return Run.objects.filter(workflow=workflow).count() - before


@pytest.fixture
def deals(acme: Company, world: World, make: MakeWorkflow) -> Workflow:
    connect(acme, "hubspot", "private_app_token", hub_id="62515")
    workflow = make("on -> a", on=trigger("hubspot", "deal.creation", "deal.propertyChange"), a=reply(1))
    looks(workflow)
    return workflow


def test_hubspot_tells_new_from_changed(deals: Workflow, world: World) -> None:
    world.put("deals", "1", now(), now() - timedelta(days=9), dealname="Old")
    world.put("deals", "2", now(), dealname="New")
    assert looks(deals) == 2
    changed, new = inputs(deals)
    assert (changed["subscriptionType"], changed["objectId"], changed["portalId"]) == (
        "deal.propertyChange",
        1,
        62515,
    )
    assert (new["subscriptionType"], new["changeFlag"], new["record"]["properties"]["dealname"]) == (
        "deal.creation",
        "NEW",
        "New",
    )
    assert looks(deals) == 0
    world.put("deals", "2", now(), dealname="Changed")
    assert looks(deals) == 1
    assert inputs(deals)[-1]["subscriptionType"] == "deal.propertyChange"
    assert (state(deals).found, state(deals).error) == (3, "")


def test_hubspot_with_more_than_a_page_at_one_moment(deals: Workflow, world: World) -> None:
    at = now()
    for number in range(450):
        world.put("deals", str(number), at)
    assert looks(deals) == 450
    assert len({each["objectId"] for each in inputs(deals)}) == 450
    assert looks(deals) == 0


def test_a_record_that_shows_up_late_is_found(deals: Workflow, world: World) -> None:
    at = now()
    world.put("deals", "2", at + timedelta(seconds=60))
    assert looks(deals) == 1
    world.put("deals", "1", at + timedelta(seconds=1))  # in the index only now, with the time of its change
    assert looks(deals) == 1


def test_a_new_version_and_a_pause_go_on_from_the_same_place(deals: Workflow, world: World) -> None:
    from tests.workflows.drawings import document
    from workflows.definition import parse_definition

    services.pause(workflow=deals, by="tests")
    world.put("deals", "1", now())
    assert look(deals) == 0
    services.resume(workflow=deals, by="tests")
    same = trigger("hubspot", "deal.creation", "deal.propertyChange")
    services.save_draft(
        workflow=deals, definition=parse_definition(document("on -> b", on=same, b=reply(2))), by="tests"
    )
    services.publish(workflow=deals, by="tests")
    assert looks(deals) == 1


def test_a_look_that_was_repeated_after_a_crash_starts_nothing_twice(deals: Workflow, world: World) -> None:
    before = TriggerPoll.objects.values("cursor").get()
    world.put("deals", "1", now())
    assert looks(deals) == 1
    TriggerPoll.objects.update(
        **before
    )  # the events were kept, the cursor was not: an older one is read again
    assert looks(deals) == 0


def test_failures_wait_longer_and_the_providers_words_are_kept(deals: Workflow, world: World) -> None:
    world.put("deals", "1", now())
    waits = []
    RateBudgetUse.objects.all().delete()
    for status in (500, 502):
        world.refuse = [(status, {}, '{"message": "not now"}')]
        assert look(deals) == 0
        waits.append((state(deals).due_at - timezone.now()).total_seconds())
    assert 50 < waits[0] < 61 < waits[1] < 121
    assert state(deals).error == "The provider answered 502: not now"
    world.refuse = [(429, {"Retry-After": "900"}, "{}")]
    look(deals)
    assert 800 < (state(deals).due_at - timezone.now()).total_seconds() <= 900
    RateBudgetUse.objects.all().delete()
    assert looks(deals) == 1


def test_an_answer_that_is_none_is_a_failure_that_is_tried_again(deals: Workflow, world: World) -> None:
    for text in ("<html>", "[]", '{"results": 3}', '{"results": [{"id": "1"}]}'):
        world.refuse = [(200, {}, text)]
        assert look(deals) == 0
        assert (state(deals).failures > 0, state(deals).error_code != "INTERNAL") == (True, True)
        RateBudgetUse.objects.all().delete()
    world.put("deals", "1", now())
    assert looks(deals) == 1


def test_xero_by_the_header_with_whole_seconds(acme: Company, world: World, make: MakeWorkflow) -> None:
    connect(acme, "xero", tenant_id="t-1")
    workflow = make("on -> a", on=trigger("xero", "INVOICE.UPDATE", "PAYMENT.UPDATE"), a=reply(1))
    assert looks(workflow) == 0
    at = now().replace(microsecond=0)
    world.put("Invoices", "i-1", at + timedelta(milliseconds=100), Status="AUTHORISED")
    assert looks(workflow) == 1
    # In the same second as what was told: the header cannot say so finely.
    world.put("Invoices", "i-2", at + timedelta(milliseconds=900), Status="PAID")
    world.put("Payments", "p-1", at + timedelta(milliseconds=950), Amount=12.5)
    assert looks(workflow) == 2
    assert looks(workflow) == 0
    first, second, payment = inputs(workflow)
    assert (first["resourceId"], first["eventCategory"], first["eventType"], first["tenantId"]) == (
        "i-1",
        "INVOICE",
        "UPDATE",
        "t-1",
    )
    assert second["record"]["Status"] == "PAID"
    assert payment["record"]["Amount"] == 12.5
    for number in range(230):
        world.put("Invoices", f"n-{number:03}", at + timedelta(seconds=5 + number // 120))
    assert looks(workflow) == 230
    assert state(workflow).due_at > timezone.now() + timedelta(seconds=280)  # Xero counts requests by the day


def test_attio_tells_of_new_records(acme: Company, world: World, make: MakeWorkflow) -> None:
    connect(acme, "attio")
    world.lists = {"people": [], "companies": []}
    everything = make("on -> a", on=trigger("attio", "record.created"), a=reply(1))
    people = make("on -> a", name="People", on=trigger("attio", "people.created"), a=reply(1))
    assert looks(everything) + looks(people) == 0
    world.put("people", "p1", now(), name=[{"full_name": "Ada"}])
    world.put("companies", "c1", now())
    world.lists["projects"] = []  # an object that is made later is followed, too
    world.put("projects", "x1", now())
    assert (looks(everything), looks(people)) == (3, 1)
    [person] = inputs(people)
    assert (person["event_type"], person["object"], person["id"]["record_id"]) == (
        "record.created",
        "people",
        "p1",
    )
    assert person["record"]["values"]["name"] == [{"full_name": "Ada"}]
    assert (looks(everything), looks(people)) == (0, 0)


def test_rillet_reads_all_pages_from_the_newest_to_the_oldest(
    acme: Company, world: World, make: MakeWorkflow
) -> None:
    connect(acme, "rillet", "api_key")
    workflow = make("on -> a", on=trigger("rillet", "INVOICE.UPDATED"), a=reply(1))
    assert looks(workflow) == 0
    at = now()
    for number in range(250):
        world.put("invoices", f"i{number:03}", at + timedelta(milliseconds=number), status="UNPAID")
    assert looks(workflow) == 250
    assert {each["id"] for each in inputs(workflow)} == {f"i{number:03}" for number in range(250)}
    world.put("invoices", "i000", at + timedelta(milliseconds=249), status="PAID")  # the boundary itself
    assert looks(workflow) == 1
    assert inputs(workflow)[-1]["status"] == "PAID"


def test_sage_intacct_by_queries(acme: Company, world: World, make: MakeWorkflow) -> None:
    row = connect(acme, "sage-intacct", "xml_session", sender_id="S", company_id="ACME", user_id="ada")
    vault.seal_row(row, {"sender_password": "a-sender-password", "user_password": "a-user-password"})
    row.save()
    workflow = make(
        "on -> a",
        on={
            "type": "trigger.event",
            "config": {"provider": "sage-intacct", "events": ["invoice.*", "customer.created"]},
        },
        a=reply(1),
    )
    assert looks(workflow) == 0
    at = now().replace(microsecond=0)
    world.put("ARINVOICE", "77", at, at - timedelta(days=2), RECORDID="INV0077")
    world.put("CUSTOMER", "5", at, NAME="Acme")
    world.put("CUSTOMER", "6", at, at - timedelta(days=2), NAME="Changed only")
    assert looks(workflow) == 2
    told = {(each["eventType"], each["recordNo"]) for each in inputs(workflow)}
    assert told == {("invoice.updated", "77"), ("customer.created", "5")}
    assert EventDecision.objects.filter(status="filtered").count() == 1
    for number in range(230):
        world.put("ARINVOICE", str(1000 + number), at + timedelta(seconds=3))
    assert looks(workflow) == 230
    assert looks(workflow) == 0
    error = (
        "<response><control><status>success</status></control><operation><authentication><status>success</status>"
        "</authentication><result><status>failure</status><errormessage><error><errorno>DL02000001</errorno>"
        "<description2>There is no such object</description2></error></errormessage></result></operation></response>"
    )
    world.refuse = [(200, {}, error)]
    RateBudgetUse.objects.all().delete()
    look(workflow)
    assert state(workflow).error == "Sage Intacct: There is no such object (DL02000001)."


def test_docusign_by_status(acme: Company, world: World, make: MakeWorkflow) -> None:
    connect(acme, "docusign", account_id="acc-1", base_uri="https://demo.docusign.net")
    workflow = make("on -> a", on=trigger("docusign", "envelope-completed"), a=reply(1))
    assert looks(workflow) == 0
    world.put("envelopes", "e-1", now(), status="sent")
    assert looks(workflow) == 0
    world.put("envelopes", "e-1", now(), status="completed", emailSubject="Order form")
    assert looks(workflow) == 1
    [event] = inputs(workflow)
    assert (event["event"], event["data"]["envelopeSummary"]["emailSubject"]) == (
        "envelope-completed",
        "Order form",
    )
    assert looks(workflow) == 0
    assert state(workflow).due_at > timezone.now() + timedelta(minutes=14)


def test_the_events_stand_in_the_list(deals: Workflow, world: World) -> None:
    world.put("deals", "1", now())
    looks(deals)
    event = Event.objects.get(source="hubspot")
    assert (event.topic, event.status, event.method) == ("deal.creation", "started", "POLL")
