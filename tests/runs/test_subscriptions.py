"""Subscriptions at providers: registered once a workflow is live, kept as they are wished for, removed at the end."""

from __future__ import annotations

import hashlib
import hmac
import json
import multiprocessing
import os
import signal
import time
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection as database
from django.db import connections as databases
from django.utils import timezone

from accounts.models import Outbox
from connections import ready
from connections.inbound import forget_secrets
from connections.models import Connection, RateBudgetUse, SigningSecret, Subscription
from connections.services import vault
from connections.services.signing_secrets import known_secrets
from connections.subscribing import due_subscriptions, settle
from connections.transport import close_connections
from runs import post
from runs.alerts import dispatching, watching
from runs.inbox.provider_events import told_again
from runs.models import AlertGroup, Event, Run
from tests.conftest import data_of, error_of
from tests.runs.asgi import call
from tests.runs.conftest import MakeWorkflow, reply, wait_until
from tests.runs.registered import World, registering_providers
from workflows import services
from workflows.subscribed import note_wanted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rest_framework.test import APIClient

    from accounts.models import Company, User
    from tests.conftest import KeyClient
    from workflows.models import Workflow

STRIPE = "api.stripe.com"
GRAPH = "graph.microsoft.com"


@pytest.fixture
def world(settings: Any) -> Iterator[World]:
    with registering_providers() as world:
        settings.PROVIDER_SANDBOX = settings.PUBLIC_URL = world.url
        ready.forget()
        forget_secrets()
        yield world
    close_connections()
    ready.forget()
    forget_secrets()


def connect(company: Company, provider: str, method: str = "oauth2", **more: Any) -> Connection:
    given = {"status": "active", "name": provider.title(), "environment": "demo", "is_default": True, **more}
    row = Connection(company=company, provider=provider, method=method, **given)
    vault.seal_row(row, {"api_key": "rk_test_0123456789", "access_token": "an-access-token"})
    row.save()
    return row


def told(make: MakeWorkflow, provider: str, *events: str, **more: Any) -> Workflow:
    config = {"provider": provider, "events": list(events), **more}
    return make("on -> a", on={"type": "trigger.event", "config": config}, a=reply("{{input.id}}"))


def look_after(*, as_if_due: bool = True) -> None:
    """One round of the chore, as if all times had come."""
    note_wanted(is_full=True)
    if as_if_due:
        Subscription.objects.filter(due_at__isnull=False).update(due_at=timezone.now() - timedelta(seconds=1))
        RateBudgetUse.objects.all().delete()
    for id in due_subscriptions():
        settle(id)
    ready.forget()
    forget_secrets()


def the_row() -> Subscription:
    return Subscription.objects.get()


@pytest.fixture
def paid(acme: Company, world: World, make: MakeWorkflow) -> Workflow:
    connect(acme, "stripe", "api_key")
    return told(make, "stripe", "invoice.paid")


# --- registering ------------------------------------------------------------------------------


def test_it_is_registered_once_the_workflow_is_live(paid: Workflow, world: World, acme: Company) -> None:
    look_after()
    row, [there] = the_row(), world.at(STRIPE)
    assert there["url"] == row.address == f"{world.url}/webhooks/stripe/{acme.id}/sub_{row.id}"
    assert there["enabled_events"] == row.events == ["invoice.paid"]
    assert there["api_version"] == "2026-08-26.dahlia"
    assert (row.status, row.provider_id, row.error, row.in_doubt_at) == ("active", there["id"], "", None)
    assert row.checked_at is not None
    assert row.due_at > timezone.now() + timedelta(minutes=10)
    before = list(world.writes)
    look_after()
    assert world.writes == before
    assert world.at(STRIPE) == [there]


def test_its_secret_is_sealed_and_proves_what_arrives(paid: Workflow, world: World, acme: Company) -> None:
    look_after()
    secret, stored = world.at(STRIPE)[0]["secret"], SigningSecret.objects.get()
    assert secret.encode() not in bytes(stored.sealed)
    assert stored.registration == f"sub_{the_row().id}"
    assert known_secrets(company_id=acme.id, provider="stripe").own == (secret,)


def test_a_second_workflow_widens_it_and_leaving_narrows_it(
    paid: Workflow, world: World, make: MakeWorkflow
) -> None:
    look_after()
    [first] = world.at(STRIPE)
    other = told(make, "stripe", "customer.created", "invoice.paid")
    look_after()
    [wide] = world.at(STRIPE)
    assert (wide["id"], wide["secret"]) == (first["id"], first["secret"])
    assert wide["enabled_events"] == ["invoice.paid", "customer.created"]
    services.archive(workflow=other, by="tests")
    look_after()
    assert world.at(STRIPE)[0]["enabled_events"] == the_row().events == ["invoice.paid"]
    assert SigningSecret.objects.count() == 1


def test_a_pattern_asks_for_all(world: World, acme: Company, make: MakeWorkflow) -> None:
    connect(acme, "stripe", "api_key")
    told(make, "stripe", "invoice.*")
    told(make, "stripe", "customer.created")
    look_after()
    assert world.at(STRIPE)[0]["enabled_events"] == ["*"]


def test_publishing_does_not_wait_for_a_provider_that_is_down(
    world: World, acme: Company, make: MakeWorkflow
) -> None:
    connect(acme, "stripe", "api_key")
    world.refuse = [(503, "We are down")] * 2
    workflow = told(make, "stripe", "invoice.paid")
    assert workflow.status == "active"
    assert world.calls == []
    waits = []
    for _ in range(2):
        look_after()
        waits.append((the_row().due_at - timezone.now()).total_seconds())
    row = the_row()
    assert (row.status, row.failures) == ("failing", 2)
    assert row.error == "Stripe answered 503: We are down"
    assert 10 < waits[0] < 16 < waits[1] < 31
    look_after()
    assert (the_row().status, the_row().failures, the_row().error) == ("active", 0, "")
    assert len(world.at(STRIPE)) == 1


def test_a_refusal_is_told_in_the_providers_words(paid: Workflow, world: World) -> None:
    world.refuse = [(403, "The key may not write webhook endpoints")]
    look_after()
    row = the_row()
    assert (row.status, row.error_code) == ("failing", "STEP_ERROR")
    assert row.error == "Stripe refused it (403): The key may not write webhook endpoints"


def test_people_are_told_once_that_it_keeps_failing_and_when_it_stands_again(
    paid: Workflow, world: World, acme: Company, ada: User, mailoutbox: Any
) -> None:
    def send() -> None:
        AlertGroup.objects.update(send_at_ms=1)
        dispatching.send_due()
        post.send_due()
        wait_until(lambda: not Outbox.objects.filter(topic="alert", attempts=0).exists())

    world.refuse = [(500, "Try later")] * 7
    for times in range(1, 8):
        look_after()
        watching.look()
        send()
        assert (the_row().failures, len(mailoutbox)) == (times, int(times >= 5))
    failing = mailoutbox[0]
    assert failing.to == ["ada@acme.example"]
    assert failing.subject == "Stripe does not send events to Stripe reliably"
    assert the_row().error in failing.body
    look_after()
    for _ in range(2):
        watching.look()
        post.send_due()
    wait_until(lambda: len(mailoutbox) == 2)
    assert mailoutbox[1].subject == "Stripe sends events to Stripe again"
    assert not AlertGroup.objects.exists()


def test_what_is_about_to_run_out_is_told_of_at_once(paid: Workflow, world: World, ada: User) -> None:
    look_after()
    Subscription.objects.update(expires_at=timezone.now() + timedelta(hours=3), failures=1)
    watching.look()
    assert AlertGroup.objects.get().kind == "connection_error"
    Subscription.objects.update(wanted=[])
    watching.look()
    assert not AlertGroup.objects.exists()


# --- in doubt -----------------------------------------------------------------------------------


def test_a_lost_answer_leaves_one_with_a_known_secret(paid: Workflow, world: World, acme: Company) -> None:
    world.lose = 1
    look_after()
    row, [orphan] = the_row(), world.at(STRIPE)
    assert row.in_doubt_at is not None
    assert row.provider_id == ""
    assert (row.due_at - timezone.now()).total_seconds() > 50
    look_after()
    [there] = world.at(STRIPE)
    assert there["id"] == the_row().provider_id != orphan["id"]
    assert known_secrets(company_id=acme.id, provider="stripe").own == (there["secret"],)


def test_where_the_secret_can_be_read_again_the_orphan_is_taken_over(
    world: World, acme: Company, make: MakeWorkflow
) -> None:
    connect(acme, "pandadoc", "api_key")
    told(make, "pandadoc", "document.completed")
    world.lose = 1
    look_after()
    [orphan] = world.at("api.pandadoc.com")
    look_after()
    [there] = world.at("api.pandadoc.com")
    assert there["uuid"] == the_row().provider_id == orphan["uuid"]
    assert there["triggers"] == ["document_state_changed"]
    assert known_secrets(company_id=acme.id, provider="pandadoc").own == (there["shared_key"],)


@pytest.mark.django_db(transaction=True)
def test_killed_between_the_providers_answer_and_the_commit(paid: Workflow, world: World) -> None:
    note_wanted(is_full=True)
    row = the_row()
    world.is_stuck = True
    database.close()
    if database.vendor == "postgresql":
        database.close_pool()
    process = multiprocessing.get_context("fork").Process(target=settle, args=(row.id,))
    process.start()
    assert world.done.acquire(timeout=20), "nothing was created"
    assert process.pid is not None
    os.kill(process.pid, signal.SIGKILL)
    process.join(10)
    world.is_stuck = False
    assert len(world.at(STRIPE)) == 1
    row = the_row()
    assert row.provider_id == ""
    assert row.in_doubt_at is not None
    assert row.lease_until is not None
    assert due_subscriptions() == []
    Subscription.objects.update(lease_until=timezone.now() - timedelta(seconds=1))  # it runs out
    look_after()
    [there] = world.at(STRIPE)
    assert there["id"] == the_row().provider_id
    assert the_row().status == "active"


def test_only_one_looks_after_it_at_a_time(paid: Workflow, world: World) -> None:
    note_wanted(is_full=True)
    Subscription.objects.update(owner="another", lease_until=timezone.now() + timedelta(minutes=1))
    settle(the_row().id)
    assert world.calls == []


# --- what becomes of it there -------------------------------------------------------------------


def test_removed_there_by_hand_it_is_registered_again(paid: Workflow, world: World) -> None:
    look_after()
    [before] = world.at(STRIPE)
    world.kept(STRIPE).clear()
    look_after()
    [after] = world.at(STRIPE)
    row = the_row()
    assert after["id"] == row.provider_id != before["id"]
    assert row.note == "It was gone at Stripe and has been registered again."
    assert SigningSecret.objects.count() == 1


def test_switched_off_there_it_is_switched_on_again(paid: Workflow, world: World) -> None:
    look_after()
    [there] = world.kept(STRIPE).values()
    there |= {"status": "disabled", "enabled_events": ["charge.failed"]}
    look_after()
    assert (there["status"], there["enabled_events"]) == ("enabled", ["invoice.paid"])
    assert "switched off at Stripe" in the_row().note


def test_a_look_that_fails_in_passing_does_not_call_it_failing(paid: Workflow, world: World) -> None:
    look_after()
    for failures in (1, 2, 3):
        world.refuse = [(500, "a moment")]
        look_after()
        assert the_row().failures == failures
    assert the_row().status == "failing"
    look_after()
    assert the_row().status == "active"


def test_one_that_somebody_entered_there_is_left_alone(paid: Workflow, world: World, acme: Company) -> None:
    by_hand = {"id": "we_hand", "url": f"{world.url}/webhooks/stripe/{acme.id}", "enabled_events": ["*"]}
    elsewhere = {"id": "we_other", "url": "https://shop.example/hooks", "enabled_events": ["*"]}
    world.kept(STRIPE).update(we_hand=by_hand, we_other=elsewhere)
    look_after()
    assert world.writes == []
    row = the_row()
    assert row.status == "by_hand"
    assert "Delete it at Stripe" in row.error
    del world.kept(STRIPE)["we_hand"]
    look_after()
    assert the_row().status == "active"
    assert elsewhere in world.at(STRIPE)


def test_a_secret_that_was_deleted_here_makes_a_new_registration(paid: Workflow, world: World) -> None:
    look_after()
    [before] = world.at(STRIPE)
    SigningSecret.objects.all().delete()
    look_after()
    [after] = world.at(STRIPE)
    assert after["id"] != before["id"]
    assert SigningSecret.objects.count() == 1


def test_another_public_address_is_told_to_the_provider(paid: Workflow, world: World, settings: Any) -> None:
    look_after()
    [before] = world.at(STRIPE)
    settings.PUBLIC_URL = world.url.replace("127.0.0.1", "localhost")
    look_after()
    [after] = world.at(STRIPE)
    assert after["id"] == before["id"]
    assert after["url"].startswith("http://localhost:")


# --- its end ------------------------------------------------------------------------------------


@pytest.mark.parametrize("end", ["archive", "delete", "another version"])
def test_it_is_removed_when_nobody_waits_any_more(paid: Workflow, world: World, end: str) -> None:
    look_after()
    match end:
        case "archive":
            services.archive(workflow=paid, by="tests")
        case "delete":
            paid.delete()
        case _:
            from tests.workflows.drawings import document
            from workflows.definition import parse_definition

            drawing = parse_definition(document("in -> b", **{"in": {"type": "trigger.api"}}, b=reply(1)))
            services.save_draft(workflow=paid, definition=drawing, by="tests")
            services.publish(workflow=paid, by="tests")
    look_after()
    assert world.at(STRIPE) == []
    row = the_row()
    assert (row.status, row.provider_id, row.events, row.due_at) == ("removed", "", [], None)
    assert not SigningSecret.objects.exists()


def test_a_paused_workflow_keeps_it(paid: Workflow, world: World) -> None:
    look_after()
    services.pause(workflow=paid, by="tests")
    look_after()
    assert len(world.at(STRIPE)) == 1


def test_disconnecting_removes_it_first(
    paid: Workflow, world: World, ada: User, as_: Callable[..., APIClient]
) -> None:
    look_after()
    connection = Connection.objects.get()
    data_of(as_(ada).delete(f"/api/v1/connections/conn_{connection.id}"))
    assert world.at(STRIPE) == []
    assert (the_row().status, the_row().error) == ("removed", "")
    assert not SigningSecret.objects.exists()


def test_disconnecting_from_a_provider_that_is_down_says_what_is_left(
    paid: Workflow, world: World, ada: User, as_: Callable[..., APIClient]
) -> None:
    look_after()
    world.refuse = [(503, "We are down")]
    data_of(as_(ada).delete(f"/api/v1/connections/conn_{Connection.objects.get().id}"))
    row = the_row()
    assert row.status == "removed"
    assert "could not be removed at Stripe" in row.error
    assert row.address in row.error
    assert not SigningSecret.objects.exists()


# --- where it cannot be -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "is_by_hand"),
    [
        ("http://headrace.example.com", True),
        ("https://localhost:8000", True),
        ("https://10.1.2.3", True),
        ("https://headrace.internal", True),
        ("https://headrace.example.com", False),
    ],
)
def test_a_real_provider_needs_an_address_it_can_reach(
    acme: Company, settings: Any, ada: User, as_: Callable[..., APIClient], url: str, is_by_hand: bool
) -> None:
    settings.PUBLIC_URL = url
    connect(acme, "stripe", "api_key", environment="production")
    sources = data_of(as_(ada).get("/api/v1/event-sources"))
    webhook = next(one for one in sources if one["provider"] == "stripe")["webhook"]
    assert webhook["registers"] is not is_by_hand
    assert ("PUBLIC_URL" in webhook["byHand"]) is is_by_hand
    xero = next(one for one in sources if one["provider"] == "xero")["webhook"]
    assert xero["registers"] is False
    assert "Xero offers no way" in xero["byHand"]


def test_without_a_way_it_is_not_published_unproven(acme: Company, settings: Any, make: MakeWorkflow) -> None:
    from workflows.documents import read_document
    from workflows.validation import find_problems

    def problems() -> list[str]:
        block = {
            "id": "on", "type": "trigger.event", "name": "On", "position": {"x": 0, "y": 0},
            "config": {"provider": "stripe", "events": ["invoice.paid"]},
        }  # fmt: skip
        drawing = read_document({"name": "W", "blocks": [block], "edges": []})
        return [one.message for one in find_problems(drawing, company_id=acme.id) if one.block_id == "on"]

    settings.PUBLIC_URL = "https://headrace.example.com"
    [message] = problems()
    assert "no working connection to Stripe" in message
    connect(acme, "stripe", "api_key", environment="production")
    assert problems() == []
    settings.PUBLIC_URL = "http://127.0.0.1:8000"
    [message] = problems()
    assert "from the internet, by https" in message


# --- provider by provider -----------------------------------------------------------------------


def test_outlook_has_one_for_each_kind_of_thing_and_renews_them(
    world: World, acme: Company, make: MakeWorkflow
) -> None:
    connect(acme, "outlook")
    told(make, "outlook", "message.created", "event.created")
    look_after()
    mail, calendar = Subscription.objects.order_by("-part")
    there = world.kept(GRAPH)
    one = there[mail.provider_id]
    assert (one["resource"], one["changeType"]) == ("me/mailFolders('inbox')/messages", "created")
    assert one["lifecycleNotificationUrl"] == mail.address
    assert there[calendar.provider_id]["resource"] == "me/events"
    [secret] = known_secrets(company_id=acme.id, provider="outlook").own[1:]
    assert {each["clientState"] for each in there.values()} >= {secret}
    life = mail.expires_at - timezone.now()
    assert timedelta(days=2) < life < timedelta(days=3)
    assert abs((mail.renew_at - timezone.now()) / life - 0.5) < 0.01
    Subscription.objects.update(renew_at=timezone.now())
    there[mail.provider_id]["expirationDateTime"] = "2999-01-01T00:00:00Z"
    before = len(world.writes)
    look_after()
    assert [write.split()[0] for write in world.writes[before:]] == ["PATCH", "PATCH"]
    assert Subscription.objects.get(id=mail.id).expires_at < timezone.now() + timedelta(days=3)
    assert len(there) == 2


def test_outlook_is_not_reached_and_says_so(world: World, acme: Company, make: MakeWorkflow) -> None:
    connect(acme, "outlook")
    told(make, "outlook", "message.created")
    world.is_there = False
    look_after()
    assert "validation request failed" in the_row().error
    assert the_row().status == "failing"
    world.is_there = True
    look_after()
    assert the_row().status == "active"


def test_outlook_is_made_anew_to_be_widened(world: World, acme: Company, make: MakeWorkflow) -> None:
    connect(acme, "outlook")
    told(make, "outlook", "message.created")
    look_after()
    [before] = world.at(GRAPH)
    told(make, "outlook", "message.deleted")
    look_after()
    [after] = world.at(GRAPH)
    assert after["changeType"] == "created,deleted"
    assert after["id"] != before["id"]
    assert after["clientState"] == before["clientState"]
    assert [write.split()[0] for write in world.writes] == ["POST", "POST", "DELETE"]


def test_gmail_is_watched_anew_each_day(
    world: World, acme: Company, make: MakeWorkflow, settings: Any
) -> None:
    connect(acme, "gmail")
    from connections.services.signing_secrets import add_signing_secret

    add_signing_secret(
        company_id=acme.id, provider="gmail", value="push@p.iam.gserviceaccount.com", actor="tests"
    )
    told(make, "gmail", "gmail.history")
    look_after()
    assert the_row().status == "by_hand"
    assert "GMAIL_PUBSUB_TOPIC is not set" in the_row().error
    settings.GMAIL_PUBSUB_TOPIC = "projects/p/topics/gmail"
    look_after()
    assert world.kept("gmail.googleapis.com")["watch"]["topicName"] == "projects/p/topics/gmail"
    row = the_row()
    assert timedelta(hours=23) < row.renew_at - timezone.now() < timedelta(hours=25)
    look_after()
    assert len(world.writes) == 1
    Subscription.objects.update(renew_at=timezone.now())
    look_after()
    assert len(world.writes) == 2
    assert the_row().renew_at > timezone.now() + timedelta(hours=23)


def test_dropbox_sign_takes_nobody_elses_callback(world: World, acme: Company, make: MakeWorkflow) -> None:
    connect(acme, "dropbox-sign", "api_key")
    host = "api.hellosign.com"
    world.kept(host)["account"] = {"account_id": "a1", "callback_url": "https://crm.example/hooks"}
    workflow = told(make, "dropbox-sign", "signature_request_signed")
    look_after()
    assert (the_row().status, world.writes) == ("failing", [])
    assert "leads to https://crm.example/hooks" in the_row().error
    world.kept(host)["account"]["callback_url"] = None
    look_after()
    assert world.kept(host)["account"]["callback_url"] == the_row().address
    services.archive(workflow=workflow, by="tests")
    look_after()
    assert world.kept(host)["account"]["callback_url"] == ""


@pytest.mark.parametrize(
    ("provider", "method", "host", "event", "values"),
    [
        ("attio", "api_key", "api.attio.com", "record.created", {}),
        ("email", "resend_api_key", "api.resend.com", "email.bounced", {}),
        (
            "docusign", "oauth2", "docusign", "envelope-completed",
            {"account_id": "a1", "base_uri": "https://eu.docusign.net", "auth_host": "account.docusign.com"},
        ),
    ],
)  # fmt: skip
def test_the_others(
    world: World,
    acme: Company,
    make: MakeWorkflow,
    provider: str,
    method: str,
    host: str,
    event: str,
    values: Any,
) -> None:
    from connections.services.signing_secrets import add_signing_secret

    connect(acme, provider, method, values=values)
    if provider == "docusign":  # its key is made in its settings
        add_signing_secret(company_id=acme.id, provider=provider, value="a-connect-hmac-key", actor="tests")
    first = told(make, provider, event)
    look_after()
    row = the_row()
    assert (row.status, row.error, len(world.at(host))) == ("active", "", 1)
    assert event in json.dumps(world.at(host)[0])
    assert len(known_secrets(company_id=acme.id, provider=provider).own) == 1
    before = len(world.writes)
    look_after()
    assert len(world.writes) == before
    wide = told(make, provider)
    look_after()
    assert len(the_row().events) > 3
    assert len(world.at(host)) == 1
    for workflow in (first, wide):
        services.archive(workflow=workflow, by="tests")
    look_after()
    assert world.at(host) == []


# --- what arrives -------------------------------------------------------------------------------


def stripe_event(secret: str, id: str = "evt_1") -> tuple[bytes, str]:
    body = json.dumps({"id": id, "type": "invoice.paid", "data": {"object": {}}}).encode()
    at = str(int(time.time()))
    digest = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return body, f"t={at},v1={digest}"


@pytest.mark.django_db(transaction=True)
async def test_what_arrives_there_starts_the_workflows_of_that_account(
    world: World, acme: Company, make: MakeWorkflow
) -> None:
    from asgiref.sync import sync_to_async

    from tests.runs.asgi import tidy

    def set_up() -> tuple[Any, ...]:
        one = connect(acme, "stripe", "api_key", account_id="acct_1")
        two = connect(acme, "stripe", "api_key", account_id="acct_2", is_default=False)
        flows = [told(make, "stripe", "invoice.paid", connectionId=f"conn_{each.id}") for each in (one, two)]
        flows.append(told(make, "stripe", "invoice.paid"))
        look_after()
        rows = [Subscription.objects.get(connection=each) for each in (one, two)]
        return flows, rows

    async with tidy():
        flows, rows = await sync_to_async(set_up)()
        there = world.kept(STRIPE)
        for number, row in enumerate(rows):
            body, signature = stripe_event(there[row.provider_id]["secret"], f"evt_{number}")
            answer = await call(row.address.removeprefix(world.url), body, stripe_signature=signature)
            assert answer.json()["workflowsTriggered"] == 2
        started = [run.workflow_id async for run in Run.objects.all()]
        assert sorted(started.count(flow.id) for flow in flows) == [1, 1, 2]
        assert started.count(flows[2].id) == 2
        error_of(
            await call(rows[0].address.removeprefix(world.url), body, stripe_signature="t=1,v1=0"),
            401,
            "UNAUTHENTICATED",
        )


@pytest.mark.django_db(transaction=True)
async def test_words_about_the_subscription_itself_start_nothing_ever(
    world: World, acme: Company, make: MakeWorkflow, key_client: KeyClient
) -> None:
    from asgiref.sync import sync_to_async

    from tests.runs.asgi import tidy

    def set_up() -> Subscription:
        connect(acme, "outlook")
        told(make, "outlook")
        look_after()
        return Subscription.objects.get(part="message")

    def again(event: Event) -> Any:
        return data_of(key_client().post(f"/api/v1/events/evt_{event.id}/redeliver", {}, format="json"), 202)

    async with tidy():
        row = await sync_to_async(set_up)()
        state = world.kept(GRAPH)[row.provider_id]["clientState"]
        for kind in ("reauthorizationRequired", "missed", "subscriptionRemoved"):
            if kind == "subscriptionRemoved":
                del world.kept(GRAPH)[row.provider_id]
            word = {"subscriptionId": row.provider_id, "lifecycleEvent": kind, "clientState": state}
            answer = await call(row.address.removeprefix(world.url), {"value": [word]})
            assert answer.status == 202
            before = len(world.writes)
            await sync_to_async(look_after)()
            fresh = await Subscription.objects.aget(id=row.id)
            if kind == "reauthorizationRequired":
                assert world.writes[before:] == [f"PATCH /v1.0/subscriptions/{row.provider_id}"]
            elif kind == "missed":
                assert "could not deliver some events" in fresh.note
            else:
                assert fresh.provider_id in world.kept(GRAPH)
                assert fresh.provider_id != row.provider_id
        async for event in Event.objects.all():
            assert event.topic.startswith("subscription.")
            done = await sync_to_async(again)(event)
            assert [one["status"] for one in done["decisions"]] in ([], ["filtered"])
        assert not await Run.objects.aexists()
        databases.close_all()


@pytest.mark.parametrize(
    ("provider", "type", "body", "names", "is_notice"),
    [
        ("outlook", "subscription.missed", {"subscriptionId": "1"}, (), True),
        ("outlook", "message.created", {}, (), False),
        (
            "pandadoc",
            "document_state_changed",
            {"data": {"status": "document.paid"}},
            ("document.paid",),
            False,
        ),
        (
            "salesforce",
            "case.notification",
            {"attributes": {"type": "Case"}, "Status": "New"},
            ("case.updated", "record.updated", "case.status_changed"),
            False,
        ),
    ],
)
def test_a_stored_event_is_told_again_as_it_was(
    provider: str, type: str, body: Any, names: tuple[str, ...], is_notice: bool
) -> None:
    again = told_again(provider, type, body)
    assert (again.also, again.is_notice) == (names, is_notice)


# --- the API ------------------------------------------------------------------------------------


def test_its_state_is_shown(
    paid: Workflow, world: World, ada: User, vera: User, mallory: User, as_: Callable[..., APIClient]
) -> None:
    client, address = as_(ada), f"/api/v1/workflows/wf_{paid.id}/subscriptions"
    [hearing] = data_of(client.get(address))
    assert (hearing["byHand"], hearing["subscriptions"]) == ("", [])
    world.refuse = [(403, "No")]
    look_after()
    [hearing] = data_of(client.get(address))
    [shown] = hearing["subscriptions"]
    assert (shown["status"], shown["error"]) == ("failing", "Stripe refused it (403): No")
    id = shown["id"]
    checked = data_of(client.post(f"/api/v1/subscriptions/{id}/check", {}, format="json"), 202)
    assert checked["id"] == id
    look_after(as_if_due=False)
    [listed] = data_of(client.get("/api/v1/subscriptions?provider=stripe&status=active"))
    assert listed == data_of(client.get(f"/api/v1/subscriptions/{id}"))
    assert (listed["connection"], listed["events"], listed["status"]) == (
        "Stripe",
        ["invoice.paid"],
        "active",
    )
    assert world.at(STRIPE)[0]["secret"] not in json.dumps(listed)
    assert data_of(client.get("/api/v1/subscriptions?status=failing")) == []
    data_of(as_(vera).get(f"/api/v1/subscriptions/{id}"))
    error_of(as_(vera).post(f"/api/v1/subscriptions/{id}/check", {}, format="json"), 403, "FORBIDDEN")
    assert data_of(as_(mallory).get("/api/v1/subscriptions")) == []
    for method, path in (("get", ""), ("post", "/check")):
        error_of(
            getattr(as_(mallory), method)(f"/api/v1/subscriptions/{id}{path}", {}, format="json"),
            404,
            "NOT_FOUND",
        )


def test_the_connection_says_who_hears_by_it(
    paid: Workflow, world: World, acme: Company, ada: User, as_: Callable[..., APIClient], make: MakeWorkflow
) -> None:
    one = Connection.objects.get()
    two = connect(acme, "stripe", "api_key", is_default=False)
    named = told(make, "stripe", "invoice.paid", connectionId=f"conn_{two.id}", delivery="poll")
    client = as_(ada)
    for connection, workflow, is_chosen in ((one, paid, True), (two, named, False)):
        [use] = data_of(client.get(f"/api/v1/connections/conn_{connection.id}/usage"))
        assert (use["workflowId"], use["liveBlocks"]) == (f"wf_{workflow.id}", ["On"])
        assert use["isChosen"] is is_chosen
    counts = data_of(client.get("/api/v1/connection-usage"))
    assert {each["connectionId"]: each["workflows"] for each in counts} == {
        f"conn_{one.id}": 1,
        f"conn_{two.id}": 1,
    }


def test_a_broken_connection_is_told_and_tried_again_when_it_works(paid: Workflow, world: World) -> None:
    from connections.services.states import mend_connection
    from runs.worker.chores.reconnected import tell

    Connection.objects.update(status="expired", status_reason="Stripe has to be connected again.")
    look_after()
    row = the_row()
    assert (row.status, row.error_code, row.error) == (
        "failing",
        "CONNECTION_EXPIRED",
        "Stripe has to be connected again.",
    )
    mend_connection(Connection.objects.get())
    tell()
    look_after(as_if_due=False)
    assert the_row().status == "active"
