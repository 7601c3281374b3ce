"""Stripe: making invoices, with their lines."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import ValidationError

from integrations.blocktype import Operation
from integrations.calls import Call
from integrations.context import StepContext
from integrations.fields import Data, OperationForm, Rows, extra, field, needed
from integrations.forms import words
from integrations.outcomes import Done, Outcome, Permanent
from integrations.performing import ask, request_for
from integrations.providers.stripe.operations.invoice_lines import CREATE_INVOICE_ITEM, CreateInvoiceItem
from integrations.providers.stripe.operations.invoices import GET_INVOICE, GetInvoice
from integrations.providers.stripe.provider import PROVIDER
from integrations.schemas import one


class CreateInvoice(OperationForm):
    customer: str = needed("Customer", "Its id, cus_…", also=("customerId",), options_from="customers")
    items: Rows | None = field(
        "Lines",
        '[{"price": "price_…", "quantity": 1}], or with amount, currency and description. Empty: add them later.',
        at="nowhere",
    )
    collection_method: Literal["charge_automatically", "send_invoice"] | None = field(
        "Collect by",
        labels={"charge_automatically": "Charging automatically", "send_invoice": "Sending the invoice"},
    )
    days_until_due: int | None = field(
        "Days until due", "Needed when the invoice is sent and has no due date.", ge=0
    )
    due_date: int | None = field("Due date", "Unix seconds.")
    auto_advance: bool | None = field(
        "Finalize by itself", "Stripe finalizes and collects without a further step."
    )
    currency: str | None = field("Currency", "Three letters, such as usd.", placeholder="usd")
    description: str | None = field("Memo", "Shown on the invoice.", widget="textarea")
    footer: str | None = extra("Footer", widget="textarea")
    default_payment_method: str | None = extra(
        "Payment method", "Its id, pm_…; empty: the customer’s usual one."
    )
    pending_invoice_items_behavior: Literal["include", "exclude"] | None = extra(
        "Lines that wait",
        "Whether lines added to the customer before come onto this invoice.",
        labels={"include": "Put on this invoice", "exclude": "Leave for later"},
    )
    subscription: str | None = field("Subscription", "Its id, sub_…", also=("subscriptionId",))
    metadata: Data | None = extra(
        "Metadata", "Names and values of your own; an empty value removes the name.", widget="keyvalue"
    )


def run(context: StepContext, config: CreateInvoice) -> Outcome:
    """The draft first, then each line on it: every request under a key of its own, so that a repetition adds nothing."""
    request = request_for(PROVIDER, CREATE_INVOICE, context, config)
    _whole, invoice = ask(PROVIDER, CREATE_INVOICE, context, config, request)
    if not config.items:
        return Done(invoice)
    for number, line in enumerate(config.items):
        form = line_of(line, config, invoice["id"])
        request = request_for(PROVIDER, CREATE_INVOICE_ITEM, context, form, part=f"line-{number}")
        ask(PROVIDER, CREATE_INVOICE_ITEM, context, form, request)
    read = GetInvoice(invoice_id=invoice["id"])
    request = request_for(PROVIDER, GET_INVOICE, context, read)
    return Done(ask(PROVIDER, GET_INVOICE, context, read, request)[1])


def line_of(line: dict[str, Any], config: CreateInvoice, invoice_id: str) -> CreateInvoiceItem:
    """The form that adds a line. Raises Permanent for a field that lines do not have."""
    try:
        return CreateInvoiceItem.model_validate({**line, "customer": config.customer, "invoice": invoice_id})
    except ValidationError as invalid:
        error = invalid.errors(include_url=False)[0]
        raise Permanent(f"A line of the invoice: {words(CreateInvoiceItem, error)}") from None


CREATE_INVOICE = Operation(
    id="createInvoice",
    name="Create draft invoice",
    description="Creates a draft, with lines where they are given. Finalize or send it afterwards.",
    sentence="Create an invoice for {customer}",
    form=CreateInvoice,
    call=Call("POST /invoices"),
    run=run,
    effect="write",
    output_schema=one(
        "id, number, status, customer, currency, amount_due:integer, amount_paid:integer, amount_remaining:integer, total:integer, due_date:integer, hosted_invoice_url, invoice_pdf, lines.data, created:integer"
    ),
    order=70,
)
