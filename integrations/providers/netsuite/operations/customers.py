"""NetSuite: customers."""

from __future__ import annotations

from integrations.blocktype import Operation
from integrations.calls import Call
from integrations.fields import Data, IdRef, OperationForm, extra, field, needed
from integrations.schemas import one


class CreateCustomer(OperationForm):
    subsidiary: IdRef = needed("Subsidiary", "Its id.", also=("subsidiaryId",))
    company_name: str | None = field("Company", "Needed unless it is a person.", wire="companyName")
    entity_id: str | None = extra(
        "Name or number", "Leave empty where numbers are given by NetSuite.", wire="entityId"
    )
    is_person: bool | None = field("Is a person", wire="isPerson")
    first_name: str | None = field("First name", wire="firstName")
    last_name: str | None = field("Last name", wire="lastName")
    email: str | None = field("Email")
    phone: str | None = field("Phone")
    url: str | None = extra("Website")
    terms: IdRef | None = extra("Terms", "The id of the payment terms.", also=("termsId",))
    credit_limit: float | None = extra("Credit limit", wire="creditLimit")
    currency: IdRef | None = extra("Currency", "Its id.", also=("currencyId",))
    taxable: bool | None = extra("Taxable")
    external_id: str | None = field("External id", "An id of yours, unique for its type.", wire="externalId")
    address_book: Data | None = extra(
        "Addresses",
        '{"items": [{"defaultBilling": true, "addressBookAddress": {"addr1": "…", "city": "…", "country": {"id": "US"}}}]}',
        wire="addressBook",
    )
    custom_fields: Data | None = extra(
        "Custom fields", '{"custentity_region": "EMEA"}', also=("custentity_*",), wire="*", widget="keyvalue"
    )


CREATE_CUSTOMER = Operation(
    id="createCustomer",
    name="Create customer",
    description="Creates a customer.",
    sentence="Create customer[ {companyName}]",
    form=CreateCustomer,
    call=Call(
        "POST /services/rest/record/v1/customer", success=(204,), empty={"id": "{location}", "success": True}
    ),
    effect="write",
    output_schema=one("id, success:boolean"),
    order=20,
)
