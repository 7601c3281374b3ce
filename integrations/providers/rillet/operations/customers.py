"""Rillet: customers."""

from __future__ import annotations

from integrations.blocktype import Operation
from integrations.calls import Call, Cursor
from integrations.fields import Data, OperationForm, PagedForm, Rows, extra, field, needed
from integrations.schemas import many, one


class CreateCustomer(OperationForm):
    name: str = needed("Name")
    name_on_invoice: str | None = extra("Name on invoices")
    address: Data | None = field("Address", "line1, line2, city, state, zip_code, country (two letters).")
    shipping_address: Data | None = extra("Shipping address", "As the address.")
    emails: Rows | None = field("Emails", '[{"email": "a@b.c", "type": "MAIN_SENDER"}]; also CC and BCC.')
    external_references: Rows | None = extra("External references", '[{"type": "…", "id": "…", "url": "…"}]')
    payment_terms: int | None = field("Payment terms", "Days.")
    send_invoices_automatically: bool | None = extra("Send invoices automatically")
    send_payment_reminders: bool | None = extra("Send reminders")
    fields: Rows | None = extra("Fields", '[{"field_id": "…", "field_value_id": "…"}]')


CREATE_CUSTOMER = Operation(
    id="createCustomer",
    name="Create customer",
    description="Creates a customer.",
    sentence="Create customer {name}",
    form=CreateCustomer,
    call=Call("POST /customers"),
    effect="write",
    output_schema=one("id, name, updated_at"),
    order=10,
)


class GetCustomer(OperationForm):
    customer_id: str = needed("Customer", "Its id.", options_from="customers")


GET_CUSTOMER = Operation(
    id="getCustomer",
    name="Get customer",
    description="Reads one customer.",
    sentence="Get customer {customerId}",
    form=GetCustomer,
    call=Call("GET /customers/{customer_id}"),
    effect="read",
    output_schema=one("id, name, emails:array"),
    order=20,
)


class UpdateCustomer(OperationForm):
    customer_id: str = needed("Customer", "Its id.", options_from="customers")
    name: str = needed("Name", "All fields are replaced.")
    fields: Data | None = field(
        "Fields", "All other fields of the customer, by Rillet’s names.", wire="*", widget="json"
    )


UPDATE_CUSTOMER = Operation(
    id="updateCustomer",
    name="Replace customer",
    description="Replaces a customer: send every field, not only the changed ones.",
    sentence="Replace customer {customerId}",
    form=UpdateCustomer,
    call=Call("PUT /customers/{customer_id}"),
    effect="write",
    output_schema=one("id"),
    order=30,
)


class ListCustomers(PagedForm):
    search: str | None = field("Search")
    external_reference_id: str | None = extra("External reference", "Its id.")
    external_reference_type: str | None = extra("Type of external reference")
    updated_after: str | None = field(
        "Changed since", "ISO 8601, such as 2026-01-31T00:00:00Z.", wire="updated.gt"
    )
    limit: int | None = extra("Page size", "At most 100; 25 unless given.", ge=1, le=100)
    cursor: str | None = extra("Cursor", "Where to go on: the next cursor of the answer before.")


LIST_CUSTOMERS = Operation(
    id="listCustomers",
    name="List customers",
    description="Lists customers, the newest first.",
    sentence="List customers[ matching {search}]",
    form=ListCustomers,
    call=Call("GET /customers", unwrap="customers", pages=Cursor("cursor", next="pagination.next_cursor")),
    effect="read",
    output_schema=many("id, updated_at"),
    order=40,
)
