"""Every provider that sends webhooks: it sends one, the product proves the sender, and a run starts with what it said."""

from __future__ import annotations

import json
import urllib.request
from dataclasses import dataclass, field
from typing import Any

import pytest

from integrations.finding import event_sources
from provider_sandbox.hooks.push import SERVICE_ACCOUNT
from provider_sandbox.hooks.sending import Target
from provider_sandbox.hooks.signing import CONNECT_KEY, SIGN
from tests.chaos.installation import poll
from tests.stories.world import IN_TIME, Person, World
from tests.workflows.drawings import document


@dataclass(frozen=True)
class Told:
    """What happens at the provider, and a value of it that the run must have got. `keys`: how its account is connected, where
    not by signing in; without `is_registered` a person enters the address at the provider, with the secret.
    `registered_as`: the event's name in the registration, where it has another.
    """

    event: str
    record: dict[str, Any]
    is_registered: bool = False
    secret: str = "a-secret-of-thirty-two-characters"
    keys: tuple[str, dict[str, str]] | None = None
    is_connected: bool = True
    detail: dict[str, Any] = field(default_factory=dict)
    tells: str = "marked-4711"
    registered_as: str = ""


TOLD = {
    "stripe": Told("invoice.paid", {"id": "marked-4711"}, is_registered=True),
    "salesforce": Told("opportunity.updated", {"attributes": {"type": "Opportunity"}, "Id": "marked-4711"}),
    "hubspot": Told("deal.creation", {"id": "4711"}, tells="4711"),
    "attio": Told("record.created", {"id": {"record_id": "marked-4711"}}, is_registered=True),
    "quickbooks": Told("qbo.invoice.created.v1", {"Id": "marked-4711"}),
    "netsuite": Told("invoice.create", {"id": "marked-4711"}, is_connected=False),
    "xero": Told("INVOICE.CREATE", {"InvoiceID": "marked-4711"}),
    "rillet": Told("INVOICE.CREATED", {"id": "marked-4711"}, keys=("api_key", {"api_key": "demo-key-of-rillet"})),
    "slack": Told("message.channels", {"channel": "C1", "channel_type": "channel", "text": "marked-4711"}),
    "gmail": Told(
        "gmail.history",
        {"emailAddress": "demo1@mail.example", "historyId": 4711},
        secret=SERVICE_ACCOUNT,
        tells="4711",
    ),
    "outlook": Told(
        "message.created", {"id": "marked-4711"}, is_registered=True, registered_as="created"
    ),
    "email": Told("email.bounced", {"email_id": "marked-4711"}, is_registered=True),
    "docusign": Told(
        "envelope-completed", {"envelopeId": "marked-4711"}, is_registered=True, secret=CONNECT_KEY
    ),
    "pandadoc": Told("document.completed", {"id": "marked-4711", "status": "document.completed"}, is_registered=True, registered_as="document_state_changed"),
    "dropbox-sign": Told(
        "signature_request_signed",
        {"signature_request_id": "marked-4711"},
        is_registered=True,
        keys=("api_key", {"api_key": "demo-key-of-dropbox-sign"}),
    ),
    "justpaid": Told("invoice.paid", {"id": "marked-4711"}, is_connected=False),
}  # fmt: skip


def test_none_is_forgotten() -> None:
    assert {slug for slug, source in event_sources().items() if source.webhook} == set(TOLD) == set(SIGN)


@pytest.mark.parametrize("slug", TOLD)
def test_it_tells_and_a_run_starts(world: World, slug: str) -> None:
    told = TOLD[slug]
    if told.is_connected and slug not in world.connections:
        world.connections[slug] = connected(world, slug, told)
    sent_before = len(world.providers.hooks.shown())
    if (not told.is_registered or told.secret == CONNECT_KEY) and slug not in world.secrets:
        world.secrets[slug] = told.secret
        world.product.api("POST", "/signing-secrets", {"provider": slug, "value": told.secret})
    workflow = listening(world, slug, told)
    address = where_it_tells(world, slug, told)

    assert emitted(world, slug, told)["ok"] is True
    [run_id] = poll("a run has started", IN_TIME, lambda: world.runs_of(workflow))
    run = world.until(run_id["id"])
    assert run["status"] == "completed", run
    assert told.tells in json.dumps(run["output"])
    poll("it was answered", IN_TIME, lambda: world.providers.hooks.shown()[-1]["statuses"])
    [delivery] = world.providers.hooks.shown()[sent_before:]
    [status] = delivery["statuses"]
    assert delivery["url"] == address
    assert 200 <= status < 300

    # Somebody who knows the address and not the secret starts nothing.
    forged = world.providers.hooks
    forged.subscribe(Target(slug, f"{address}{'&' if '?' in address else '?'}forged=1", forged_secret(told)))
    emitted(world, slug, told, again=True)
    found = poll(
        "the forged one is answered",
        IN_TIME,
        lambda: [each for each in forged.shown() if "forged=1" in each["url"] and each["statuses"]],
    )
    assert found[0]["statuses"][0] in (400, 401), found
    poll("the second is a run, too", IN_TIME, lambda: len(world.runs_of(workflow)) == 2)


def forged_secret(told: Told) -> str:
    return (
        "whsec_c29tZWJvZHktZWxzZQ=="
        if told.event == "email.bounced"
        else "somebody@else.iam.gserviceaccount.invalid"
    )


def connected(world: World, slug: str, told: Told) -> str:
    """The id of an account there, by signing in at the sandbox or by a key."""
    if told.keys is None:
        person = Person(world.product.url)
        person.sign_in()
        return person.connect(slug)
    method, values = told.keys
    given = {"provider": slug, "method": method, "environment": "demo", "values": values, "name": slug}
    return str(world.product.api("POST", "/connections", given)["id"])


def listening(world: World, slug: str, told: Told) -> str:
    """A live workflow that answers with the event."""
    trigger = {"provider": slug, "events": [told.event], "delivery": "webhook"}
    if told.is_connected:
        trigger["connectionId"] = world.connections[slug]
    drawn = document(
        "on -> said",
        name=f"Told by {slug}",
        on={"type": "trigger.event", "config": trigger},
        said={"type": "echo", "config": {"operation": "reply", "value": "{{input}}"}},
    )
    workflow = str(world.product.api("POST", "/workflows", drawn)["id"])
    world.used.append(workflow)
    world.product.api("POST", f"/workflows/{workflow}/activate", {})
    return workflow


def where_it_tells(world: World, slug: str, told: Told) -> str:
    """The address that the provider knows: given by the product, or entered by a person."""
    [source] = [one for one in world.product.api("GET", "/event-sources") if one["provider"] == slug]
    if told.is_registered:

        def registered() -> Any:
            rows = world.product.api("GET", "/subscriptions")
            rows = [one for one in rows if one["provider"] == slug and one["status"] == "active"]
            # One for other events may be there already, and is yet to be told of this one.
            return [one for one in rows if {told.registered_as or told.event, "*"} & set(one["events"])]

        [row] = poll(f"{slug} is told where to send", IN_TIME, registered)
        return str(row["address"])
    address = source["webhook"]["url"].partition("?")[0]
    world.providers.hooks.subscribe(Target(slug, address, world.secrets[slug]))
    return str(address)


def emitted(world: World, slug: str, told: Told, *, again: bool = False) -> Any:
    """Something happens there: as `_control/emit` is asked by anybody. What says nothing new is no second event."""
    record = {**told.record, **({"again": True} if again else {})}
    given = {"provider": slug, "type": told.event, "object": record, "detail": told.detail}
    request = urllib.request.Request(
        f"{world.providers.url}/_control/emit", data=json.dumps(given).encode(), method="POST"
    )
    with urllib.request.urlopen(request, timeout=10) as response:
        return json.loads(response.read())
