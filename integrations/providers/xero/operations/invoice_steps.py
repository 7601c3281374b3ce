"""Xero: invoice steps."""

from __future__ import annotations

from integrations.blocktype import Operation
from integrations.calls import Call
from integrations.fields import OperationForm, needed
from integrations.schemas import FILE, one


class EmailInvoice(OperationForm):
    invoice_id: str = needed("Invoice", "Its id or number.", also=("invoiceNumber",))


EMAIL_INVOICE = Operation(
    id="emailInvoice",
    name="Email invoice",
    description="Emails an approved sales invoice to the contact.",
    sentence="Email invoice {invoiceId}",
    form=EmailInvoice,
    call=Call(
        "POST /Invoices/{invoice_id}/Email", success=(204,), empty={"id": "{invoice_id}", "success": True}
    ),
    effect="write",
    output_schema=one("id, success:boolean"),
    aliases=("sendInvoice",),
    order=110,
)


class GetInvoicePdf(OperationForm):
    invoice_id: str = needed("Invoice", "Its id or number.", also=("invoiceNumber",))


GET_INVOICE_PDF = Operation(
    id="getInvoicePdf",
    name="Download invoice PDF",
    description="Downloads an invoice as a PDF.",
    sentence="Download invoice {invoiceId}",
    form=GetInvoicePdf,
    call=Call("GET /Invoices/{invoice_id}", headers={"Accept": "application/pdf"}, binary=True),
    effect="read",
    output_schema=FILE,
    order=120,
)
