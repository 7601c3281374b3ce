"""QuickBooks Online: invoice steps."""

from __future__ import annotations

from integrations.blocktype import Operation
from integrations.calls import Call
from integrations.fields import OperationForm, field, needed
from integrations.schemas import FILE, one


class SendInvoice(OperationForm):
    id: str = needed("Invoice", "Its id.", also=("invoiceId",))
    send_to: str | None = field("Send to", "In place of the invoice’s address.", wire="sendTo")


SEND_INVOICE = Operation(
    id="sendInvoice",
    name="Email invoice",
    description="Emails an invoice to the customer.",
    sentence="Email invoice {id}[ to {sendTo}]",
    form=SendInvoice,
    call=Call(
        "POST /invoice/{id}/send",
        encoding="none",
        headers={"Content-Type": "application/octet-stream"},
        unwrap="Invoice",
    ),
    effect="write",
    output_schema=one("Id, EmailStatus, DeliveryInfo"),
    order=90,
)


class VoidInvoice(OperationForm):
    id: str = needed("Invoice", "Its id.", wire="Id", also=("invoiceId",))
    sync_token: str = needed("Sync token", "As it was read last; an older one is refused.", wire="SyncToken")


VOID_INVOICE = Operation(
    id="voidInvoice",
    name="Void invoice",
    description="Sets an invoice’s amounts to zero; it stays in the records.",
    sentence="Void invoice {id}",
    form=VoidInvoice,
    call=Call("POST /invoice", query={"operation": "void"}, unwrap="Invoice"),
    effect="write",
    output_schema=one("Id, TotalAmt:number, PrivateNote"),
    order=100,
)


class DeleteInvoice(OperationForm):
    id: str = needed("Invoice", "Its id.", wire="Id", also=("invoiceId",))
    sync_token: str = needed("Sync token", "As it was read last; an older one is refused.", wire="SyncToken")


DELETE_INVOICE = Operation(
    id="deleteInvoice",
    name="Delete invoice",
    description="Deletes an invoice for good.",
    sentence="Delete invoice {id}",
    form=DeleteInvoice,
    call=Call("POST /invoice", query={"operation": "delete"}, unwrap="Invoice"),
    effect="write",
    output_schema=one("Id, status"),
    order=110,
)


class GetInvoicePdf(OperationForm):
    id: str = needed("Invoice", "Its id.", also=("invoiceId",))


GET_INVOICE_PDF = Operation(
    id="getInvoicePdf",
    name="Download invoice PDF",
    description="Downloads an invoice as a PDF.",
    sentence="Download invoice {id}",
    form=GetInvoicePdf,
    call=Call("GET /invoice/{id}/pdf", headers={"Accept": "application/pdf"}, binary=True),
    effect="read",
    output_schema=FILE,
    order=120,
)
