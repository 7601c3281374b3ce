"""Every template of the gallery, used as a person uses it, with its own sample as the input: it does what it says."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.stories.world import World

FOLDER = Path(__file__).resolve().parents[2] / "workflows" / "templates"
#: Of a day, where a person sets how many days to wait.
A_SECOND = 1 / 86_400
MAIL, SLACK = "POST api.resend.com/emails", "POST slack.com/api/chat.postMessage"
STRIPE, BOOKS = "POST api.stripe.com/v1/", "POST quickbooks.api.intuit.com/v3/company/*/"


@dataclass(frozen=True)
class Case:
    """What is written at the providers, in whatever order where lines run side by side, and said in which channel."""

    writes: list[str]
    said: dict[str, str]  # channel: a part of the words
    variables: dict[str, Any] = field(default_factory=dict)
    approvals: int = 0
    rows: Callable[[World], None] | None = None
    after: Callable[[World], None] | None = None


def usage(world: World, table: str, **more: Any) -> None:
    """Last month's usage of a customer, in a table of the template."""
    import datetime

    first = datetime.datetime.now(datetime.UTC).replace(day=1)
    month = (first - datetime.timedelta(days=1)).strftime("%Y-%m")
    [found] = [each for each in world.product.api("GET", "/tables") if each["name"] == table]
    row = {"customer": "Lumen Labs", "stripeCustomer": "cus_demoCast04", "month": month, "meter": "calls"}
    data = {**row, "units": 1200, "price": 0.02, **more}
    for old in world.product.api("GET", f"/tables/{found['id']}/rows"):
        world.product.api("DELETE", f"/tables/{found['id']}/rows/{old['id']}")
    world.product.api("POST", f"/tables/{found['id']}/rows", {"data": data})


def invoice_of(world: World, number: str) -> dict[str, Any]:
    [found] = [each for each in world.records("quickbooks", "Invoice") if each["DocNumber"] == number]
    return found


def the_deal_is_won(world: World) -> None:
    deal = world.providers.world.find("salesforce", 1, "006000000000900102")
    assert deal is not None
    assert (deal["StageName"], deal["NextStep"]) == ("Closed Won", "Paid by invoice INV-2041")


def the_company_has_its_id(world: World) -> None:
    company = world.providers.world.find("hubspot", 1, "9001")
    [customer] = [
        each for each in world.records("quickbooks", "Customer") if each["DisplayName"].startswith("Juniper")
    ]
    assert company is not None
    assert company["properties"]["quickbooks_id"] == customer["Id"]
    assert ":" not in customer["DisplayName"]


def the_xero_invoice_is_paid(world: World) -> None:
    [invoice] = [each for each in world.records("xero", "Invoices") if each["InvoiceNumber"] == "INV-2041"]
    assert (invoice["Status"], invoice["AmountDue"]) == ("PAID", 0.0)


def one_invoice_is_settled(world: World) -> None:
    assert invoice_of(world, "INV-2031")["Balance"] == 0
    assert invoice_of(world, "INV-2024")["Balance"] == 3100
    [table] = [each for each in world.product.api("GET", "/tables") if each["name"] == "Payments to look at"]
    rows = [each["data"] for each in world.product.api("GET", f"/tables/{table['id']}/rows")]
    assert {row["charge"] for row in rows} == {"ch_3demoAster", "ch_3demoWalkIn"}


def each_in_its_own_words(world: World) -> None:
    subjects = [(each["to"][0], each["subject"]) for each in world.records("email", "emails")]
    assert sorted(subjects) == [
        ("accounts@harbor.example", "Your invoice INV-2031 was due"),
        ("ap@lumen.example", "Last notice: invoice INV-2003"),
        ("finance@aster.example", "Invoice INV-2024 is overdue"),
    ]


def the_charge_is_refunded(world: World) -> None:
    charge = world.providers.world.find("stripe", 1, "ch_3demoLumen")
    assert charge is not None
    assert (charge["amount_refunded"], charge["refunded"]) == (120_000, False)


CASES = {
    "contract-to-cash": Case(
        [f"{STRIPE}customers", f"{STRIPE}subscriptions", f"{BOOKS}customer", SLACK],
        {"billing": "Billing has started for Aster Clinics Group"},
        approvals=1,
    ),
    "customer-sync-hubspot-quickbooks": Case(
        [f"{BOOKS}customer", "PATCH api.hubapi.com/crm/objects/*/companies/*"], {}, after=the_company_has_its_id
    ),
    "deal-won-to-books": Case(
        [f"{STRIPE}invoices", f"{STRIPE}invoiceitems", f"{STRIPE}invoices/*/send",
         "PUT api.xero.com/api.xro/2.0/Invoices", SLACK],
        {"sales": "Won and invoiced: Northwind Traders"},
    ),
    "deal-won-to-invoice": Case(
        [f"{STRIPE}invoices", f"{STRIPE}invoiceitems", f"{STRIPE}invoices/*/send",
         "POST api.hubapi.com/crm/objects/*/notes", SLACK],
        {"billing": "Harbor & Sons, Pro plan is won and invoiced: https://"},
    ),
    "failed-payment-follow-up": Case(
        [SLACK, MAIL], {"billing": "Payment failed: INV-2050 of Lumen Labs, $531.00"}, {"waitDays": A_SECOND}
    ),
    "failed-payment-ladder": Case(
        [MAIL, MAIL, SLACK], {"finance": "after two reminders"},
        {"firstWaitDays": A_SECOND, "secondWaitDays": A_SECOND, "escalation": "#finance"},
    ),
    "invoice-approval": Case([f"{BOOKS}invoice"], {}, approvals=2,
                             after=lambda world: invoice_of(world, "INV-2039").__getitem__("Balance")),
    "invoice-paid-to-crm": Case(
        ["PATCH demo1.my.salesforce.com/services/data/v65.0/sobjects/Opportunity/*", SLACK],
        {"sales": "The deal Northwind Traders – Pro plan, annual is won."}, after=the_deal_is_won,
    ),
    "monthly-usage-report": Case(
        [MAIL, SLACK], {"finance": "Lumen Labs"}, rows=lambda world: usage(world, "Usage")
    ),
    "overdue-digest": Case([SLACK], {"finance": "Invoices overdue: 2, 3,940.00 in all"}),
    "overdue-reminders": Case(
        [MAIL, MAIL, MAIL, SLACK], {"finance": "Reminders sent this morning: 3."}, {"channel": "#finance"},
        after=each_in_its_own_words,
    ),
    "paid-invoice-to-xero": Case(["PUT api.xero.com/api.xro/2.0/Payments"], {}, after=the_xero_invoice_is_paid),
    "payment-reconciliation": Case(
        [f"{BOOKS}payment", SLACK], {"finance": "Payments reconciled: 1, 840.00 in all. To look at: 2."},
        after=one_invoice_is_settled,
    ),
    "refund-approval": Case(
        [f"{STRIPE}refunds", f"{BOOKS}creditmemo", SLACK], {"support": "Lumen Labs gets $1,200.00 back"}, approvals=1,
        after=the_charge_is_refunded,
    ),
    "signed-contract-to-invoice": Case(
        [f"{BOOKS}invoice", f"{BOOKS}invoice/*/send", SLACK],
        {"billing": "Signed and invoiced: Aster Clinics, order form, invoice"},
    ),
    "usage-to-invoice-lines": Case(
        [f"{STRIPE}invoiceitems", SLACK], {"billing": "Lines added: 1, refused: 0."},
        rows=lambda world: usage(world, "Metered usage", key="lumen-calls"),
    ),
}  # fmt: skip


def test_every_template_has_its_case() -> None:
    assert {path.stem for path in FOLDER.glob("*.json")} == set(CASES)


@pytest.mark.parametrize("template", CASES)
def test_it_runs_with_its_sample(world: World, template: str) -> None:
    case = CASES[template]
    sample = json.loads((FOLDER / f"{template}.json").read_text())["sample"]
    workflow = world.use(template, **case.variables)
    if case.rows:
        case.rows(world)
    run_id = world.run(workflow, sample)
    for place in range(case.approvals):
        world.approve_by_mail(run_id, place)
    run = world.until(run_id)
    failed = [step for step in run["steps"] if step["error"]]
    assert run["status"] == "completed", failed or run["error"]
    assert failed == []
    assert sorted(world.writes()) == sorted(case.writes)
    assert [channel for channel, _ in world.said()] == list(case.said)
    for channel, text in world.said():
        assert case.said[channel] in text
    if case.after:
        case.after(world)


def test_a_wait_of_days_is_a_wait(world: World) -> None:
    """With the variables as they come, the ladder's first reminder is out and the run sleeps for three days."""
    sample = json.loads((FOLDER / "failed-payment-ladder.json").read_text())["sample"]
    run = world.until(world.run(world.use("failed-payment-ladder"), sample), "suspended")
    assert run["status"] == "suspended"
    assert world.writes() == [MAIL]
    states = {step["id"]: (step["status"], step["reason"]) for step in run["steps"]}
    assert (states["first"], states["pause"]) == (("completed", None), ("waiting", "wait"))
    world.product.api("POST", f"/runs/{run['id']}/cancel", {})
