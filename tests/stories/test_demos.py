"""The two demo workflows from end to end: signed webhooks in, work at several providers, each thing once and in order."""

from __future__ import annotations

from typing import Any

from provider_sandbox.world import Trouble
from tests.chaos.installation import poll
from tests.stories.world import IN_TIME, World

#: Of a day: what the ladder's waits are shortened to.
A_SECOND = 1 / 86_400


def one_run(world: World, workflow: str) -> dict[str, Any]:
    [run] = poll("a run was started", IN_TIME, lambda: world.runs_of(workflow))
    return world.until(run["id"])


def test_a_deal_that_is_won_is_invoiced_booked_and_announced(world: World) -> None:
    workflow = world.use("deal-won-to-books")
    world.tells_the_product("salesforce")
    path = "demo1.my.salesforce.com/services/data/v65.0/sobjects/Opportunity/006000000000900104"
    world.ask("PATCH", path, {"StageName": "Closed Won"})

    run = one_run(world, workflow)
    assert run["status"] == "completed", run
    assert world.writes() == [
        "POST api.stripe.com/v1/invoices",
        "POST api.stripe.com/v1/invoiceitems",
        "POST api.stripe.com/v1/invoices/*/send",
        "PUT api.xero.com/api.xro/2.0/Invoices",
        "POST slack.com/api/chat.postMessage",
    ]
    [invoice] = [each for each in world.records("stripe", "invoices") if each["metadata"]]
    assert (invoice["status"], invoice["customer"], invoice["total"]) == ("open", "cus_demoCast04", 1_848_000)
    [booked] = [
        each for each in world.records("xero", "Invoices") if each["InvoiceNumber"] == invoice["number"]
    ]
    assert (booked["Status"], booked["Total"], booked["Contact"]["Name"]) == (
        "AUTHORISED",
        18_480.0,
        "Lumen Labs",
    )
    [(channel, text)] = world.said()
    assert channel == "sales"
    assert invoice["number"] in text
    assert invoice["hosted_invoice_url"] in text
    # A delivery that comes twice starts nothing.
    [sent] = world.providers.hooks.shown()
    assert (sent["type"], sent["statuses"]) == ("opportunity.closed_won", [200])


def test_a_deal_without_an_address_is_told_and_not_invoiced(world: World) -> None:
    workflow = world.use("deal-won-to-books")
    world.tells_the_product("salesforce")
    for contact in world.records("salesforce", "Contact"):
        contact["Email"] = None
    path = "demo1.my.salesforce.com/services/data/v65.0/sobjects/Opportunity/006000000000900103"
    world.ask("PATCH", path, {"StageName": "Closed Won"})
    assert one_run(world, workflow)["status"] == "completed"
    assert world.writes() == ["POST slack.com/api/chat.postMessage"]
    assert "Nothing was invoiced" in world.said()[0][1]


def fail_a_payment(world: World, invoice: str) -> None:
    """A card that the bank refuses, at Stripe itself."""
    path = f"api.stripe.com/v1/invoices/{invoice}/pay"
    refused = world.ask("POST", path, {"payment_method": "pm_card_chargeCustomerFail"}, form=True)
    assert refused["error"]["code"] == "card_declined"


def test_a_failed_payment_climbs_the_ladder_to_a_person(world: World) -> None:
    workflow = world.use(
        "failed-payment-ladder", firstWaitDays=A_SECOND, secondWaitDays=A_SECOND, escalation="#finance"
    )
    [webhook] = world.has_registered("api.stripe.com")
    assert "invoice.payment_failed" in webhook["enabled_events"]
    fail_a_payment(world, "in_1demoFailed")
    run = one_run(world, workflow)
    assert run["status"] == "completed", run
    assert world.writes() == [
        "POST api.resend.com/emails",
        "POST api.resend.com/emails",
        "POST slack.com/api/chat.postMessage",
    ]
    mails = world.records("email", "emails")
    assert [each["to"] for each in mails] == [["ap@lumen.example"]] * 2
    assert [each["subject"].partition(":")[0] for each in mails] == [
        "Your payment for INV-2050 did not go through",
        "Second reminder",
    ]
    [(channel, text)] = world.said()
    assert channel == "finance"
    assert "after two reminders" in text

    # The next try of the same invoice fails too: the ladder is there already.
    fail_a_payment(world, "in_1demoFailed")
    poll("it was told", IN_TIME, lambda: all(each["is_done"] for each in world.providers.hooks.shown()))
    assert len(world.providers.hooks.shown()) == 2
    assert len(world.runs_of(workflow)) == 1


def test_who_pays_in_between_gets_no_second_reminder(world: World) -> None:
    workflow = world.use("failed-payment-ladder", firstWaitDays=3 * A_SECOND)
    world.has_registered("api.stripe.com")
    fail_a_payment(world, "in_1demoFailed")
    poll("the first reminder was written", IN_TIME, lambda: world.records("email", "emails"))
    world.ask("POST", "api.stripe.com/v1/invoices/in_1demoFailed/pay", {}, form=True)
    assert one_run(world, workflow)["status"] == "completed"
    assert len(world.records("email", "emails")) == 1
    assert world.said() == [("billing", "INV-2050 of Lumen Labs is paid by now. No more reminders.")]


def test_a_webhook_with_another_secret_starts_nothing(world: World) -> None:
    workflow = world.use("failed-payment-ladder")
    [webhook] = world.has_registered("api.stripe.com")
    kept, webhook["secret"] = webhook["secret"], "whsec_of_somebody_else"
    try:
        fail_a_payment(world, "in_1demoFailed")
    finally:
        webhook["secret"] = kept
    [delivery] = poll(
        "it was refused",
        IN_TIME,
        lambda: [each for each in world.providers.hooks.shown() if each["statuses"]],
    )
    assert delivery["statuses"][0] == 401
    assert world.runs_of(workflow) == []


def test_a_provider_that_is_busy_is_asked_again(world: World) -> None:
    """The books refuse one write with 429 and a time: it is waited for, and nothing is written twice."""
    workflow = world.use("deal-won-to-books")
    world.tells_the_product("salesforce")
    world.providers.world.troubles.append(Trouble("api.xero.com", 429, times=1, retry_after="1"))
    path = "demo1.my.salesforce.com/services/data/v65.0/sobjects/Opportunity/006000000000900101"
    world.ask("PATCH", path, {"StageName": "Closed Won"})
    run = one_run(world, workflow)
    assert run["status"] == "completed", run
    assert world.writes().count("PUT api.xero.com/api.xro/2.0/Invoices") == 2
    assert len([each for each in world.records("xero", "Invoices") if each.get("Reference")]) == 1
    assert len([each for each in world.records("stripe", "invoices") if each["metadata"]]) == 1
    assert len(world.said()) == 1
