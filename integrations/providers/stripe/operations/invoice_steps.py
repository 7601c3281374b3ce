"""Stripe: invoice steps."""

from __future__ import annotations

from integrations.blocktype import Operation
from integrations.calls import Call
from integrations.fields import OperationForm, extra, field, needed
from integrations.schemas import one


class FinalizeInvoice(OperationForm):
    invoice_id: str = needed("Invoice", "Its id, in_…", also=("invoice",))
    auto_advance: bool | None = field(
        "Finalize by itself", "Stripe finalizes and collects without a further step."
    )


FINALIZE_INVOICE = Operation(
    id="finalizeInvoice",
    name="Finalize invoice",
    description="Turns a draft into an open invoice with a number, ready to be paid.",
    sentence="Finalize invoice {invoiceId}",
    form=FinalizeInvoice,
    call=Call("POST /invoices/{invoice_id}/finalize"),
    effect="write",
    output_schema=one("id, status, number, hosted_invoice_url"),
    order=120,
)


class SendInvoice(OperationForm):
    invoice_id: str = needed("Invoice", "Its id, in_…", also=("invoice",))


SEND_INVOICE = Operation(
    id="sendInvoice",
    name="Send invoice",
    description="Emails the invoice to the customer; a draft is finalized first.",
    sentence="Send invoice {invoiceId}",
    form=SendInvoice,
    call=Call("POST /invoices/{invoice_id}/send"),
    effect="write",
    output_schema=one("id, status, number, hosted_invoice_url"),
    order=130,
)


class PayInvoice(OperationForm):
    invoice_id: str = needed("Invoice", "Its id, in_…", also=("invoice",))
    payment_method: str | None = field("Payment method", "Its id, pm_…")
    paid_out_of_band: bool | None = field("Paid elsewhere", "Marks the invoice as paid without charging.")
    off_session: bool | None = field("Customer is absent", "The customer does not take part in this payment.")
    forgive: bool | None = extra(
        "Forgive a small rest", "Treats the invoice as paid when the balance covers almost all of it."
    )


PAY_INVOICE = Operation(
    id="payInvoice",
    name="Pay invoice",
    description="Charges an open invoice, or marks it as paid elsewhere. Also retries a failed charge.",
    sentence="Pay invoice {invoiceId}",
    form=PayInvoice,
    call=Call("POST /invoices/{invoice_id}/pay"),
    effect="write",
    output_schema=one("id, status, amount_paid:integer"),
    aliases=("retryCharge",),
    order=140,
)


class VoidInvoice(OperationForm):
    invoice_id: str = needed("Invoice", "Its id, in_…", also=("invoice",))


VOID_INVOICE = Operation(
    id="voidInvoice",
    name="Void invoice",
    description="Voids an open or uncollectible invoice. It stays in the records and cannot be paid any more.",
    sentence="Void invoice {invoiceId}",
    form=VoidInvoice,
    call=Call("POST /invoices/{invoice_id}/void"),
    effect="write",
    output_schema=one("id, status"),
    order=150,
)


class MarkInvoiceUncollectible(OperationForm):
    invoice_id: str = needed("Invoice", "Its id, in_…", also=("invoice",))


MARK_INVOICE_UNCOLLECTIBLE = Operation(
    id="markInvoiceUncollectible",
    name="Mark invoice uncollectible",
    description="Writes an open invoice off as bad debt; it can still be paid.",
    sentence="Mark invoice {invoiceId} uncollectible",
    form=MarkInvoiceUncollectible,
    call=Call("POST /invoices/{invoice_id}/mark_uncollectible"),
    effect="write",
    output_schema=one("id, status"),
    order=160,
)
