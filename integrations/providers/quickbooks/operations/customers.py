"""QuickBooks Online: customers."""

from __future__ import annotations

from integrations.blocktype import Operation
from integrations.calls import Call
from integrations.fields import Data, OperationForm, ValueRef, extra, field, needed
from integrations.providers.quickbooks.values import Address, Phone
from integrations.schemas import one


class CreateCustomer(OperationForm):
    display_name: str = needed(
        "Display name", "New among customers, vendors and employees; no colon.", wire="DisplayName"
    )
    given_name: str | None = field("First name", wire="GivenName", also=("firstName",))
    family_name: str | None = field("Last name", wire="FamilyName", also=("lastName",))
    company_name: str | None = field("Company", wire="CompanyName")
    primary_email_addr: Address | None = field("Email", wire="PrimaryEmailAddr", also=("email",))
    primary_phone: Phone | None = field("Phone", wire="PrimaryPhone", also=("phone",))
    mobile: Phone | None = extra("Mobile", wire="Mobile")
    bill_addr: Data | None = field(
        "Billing address",
        "Line1, City, CountrySubDivisionCode, PostalCode, Country.",
        wire="BillAddr",
        also=("billingAddress",),
    )
    ship_addr: Data | None = extra("Shipping address", "As the billing address.", wire="ShipAddr")
    notes: str | None = field("Notes", wire="Notes", widget="textarea")
    active: bool | None = extra("Active", wire="Active")
    currency_ref: ValueRef | None = extra(
        "Currency", "Three letters; for companies with several.", wire="CurrencyRef"
    )
    sales_term_ref: ValueRef | None = extra("Terms", "The id of the payment terms.", wire="SalesTermRef")


CREATE_CUSTOMER = Operation(
    id="createCustomer",
    name="Create customer",
    description="Creates a customer. The display name must be new among customers, vendors and employees.",
    sentence="Create customer {displayName}",
    form=CreateCustomer,
    call=Call("POST /customer", unwrap="Customer"),
    effect="write",
    output_schema=one("Id, SyncToken, DisplayName, PrimaryEmailAddr.Address, Balance:number, Active:boolean"),
    order=10,
)


class GetCustomer(OperationForm):
    id: str = needed("Customer", "Its id.", also=("customerId",), options_from="customers")


GET_CUSTOMER = Operation(
    id="getCustomer",
    name="Get customer",
    description="Reads one customer.",
    sentence="Get customer {id}",
    form=GetCustomer,
    call=Call("GET /customer/{id}", unwrap="Customer"),
    effect="read",
    output_schema=one("Id, SyncToken, MetaData.LastUpdatedTime"),
    order=20,
)


class UpdateCustomer(OperationForm):
    id: str = needed("Customer", "Its id.", wire="Id", also=("customerId",), options_from="customers")
    sync_token: str = needed("Sync token", "As it was read last; an older one is refused.", wire="SyncToken")
    fields: Data | None = field(
        "Changes", 'Fields by QuickBooks’ names: {"Notes": "…"}.', wire="*", widget="json"
    )


UPDATE_CUSTOMER = Operation(
    id="updateCustomer",
    name="Update customer",
    description="Changes the given fields of a customer.",
    sentence="Update customer {id}",
    form=UpdateCustomer,
    call=Call("POST /customer", constants={"sparse": True}, unwrap="Customer"),
    effect="write",
    output_schema=one("Id, SyncToken"),
    order=30,
)
