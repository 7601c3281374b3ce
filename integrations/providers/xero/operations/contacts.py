"""Xero: contacts."""

from __future__ import annotations

from typing import Literal

from integrations.blocktype import Operation
from integrations.calls import Call
from integrations.fields import Data, OperationForm, Rows, extra, field, needed
from integrations.schemas import one


class CreateContact(OperationForm):
    name: str = needed("Name", "New among the active contacts.", wire="Name")
    first_name: str | None = field("First name", wire="FirstName")
    last_name: str | None = field("Last name", wire="LastName")
    email_address: str | None = field("Email", wire="EmailAddress", also=("email",))
    account_number: str | None = extra(
        "Account number", "The contact’s number with you.", wire="AccountNumber"
    )
    contact_number: str | None = extra(
        "External id", "The contact’s id in another system.", wire="ContactNumber"
    )
    contact_status: Literal["ACTIVE", "ARCHIVED"] | None = extra("Status", wire="ContactStatus")
    default_currency: str | None = extra("Currency", "Three letters.", wire="DefaultCurrency")
    tax_number: str | None = extra("Tax number", wire="TaxNumber")
    phones: Rows | None = extra("Phones", '[{"PhoneType": "DEFAULT", "PhoneNumber": "…"}]', wire="Phones")
    addresses: Rows | None = extra(
        "Addresses",
        '[{"AddressType": "POBOX", "AddressLine1": "…", "City": "…", "PostalCode": "…", "Country": "…"}]',
        wire="Addresses",
    )


CREATE_CONTACT = Operation(
    id="createContact",
    name="Create contact",
    description="Creates a contact. It becomes a customer or supplier with its first invoice or bill.",
    sentence="Create contact {name}",
    form=CreateContact,
    call=Call("PUT /Contacts", wrap="Contacts[]", unwrap="Contacts[0]"),
    effect="write",
    output_schema=one("ContactID, Name, EmailAddress, ContactStatus"),
    order=20,
)


class GetContact(OperationForm):
    contact_id: str = needed("Contact", "Its id, or its external id.", options_from="contacts")


GET_CONTACT = Operation(
    id="getContact",
    name="Get contact",
    description="Reads one contact.",
    sentence="Get contact {contactId}",
    form=GetContact,
    call=Call("GET /Contacts/{contact_id}", unwrap="Contacts[0]"),
    effect="read",
    output_schema=one("ContactID, Name"),
    order=30,
)


class UpdateContact(OperationForm):
    contact_id: str = needed("Contact", "Its id, or its external id.", options_from="contacts")
    fields: Data | None = field(
        "Changes", 'Fields by Xero’s names: {"EmailAddress": "…"}.', wire="*", widget="keyvalue"
    )


UPDATE_CONTACT = Operation(
    id="updateContact",
    name="Update contact",
    description="Changes the given fields of a contact.",
    sentence="Update contact {contactId}",
    form=UpdateContact,
    call=Call("POST /Contacts/{contact_id}", wrap="Contacts[]", unwrap="Contacts[0]"),
    effect="write",
    output_schema=one("ContactID"),
    order=40,
)


class ArchiveContact(OperationForm):
    contact_id: str = needed("Contact", "Its id, or its external id.", options_from="contacts")


ARCHIVE_CONTACT = Operation(
    id="archiveContact",
    name="Archive contact",
    description="Archives a contact; its history stays.",
    sentence="Archive contact {contactId}",
    form=ArchiveContact,
    call=Call(
        "POST /Contacts/{contact_id}",
        constants={"ContactID": "{contact_id}", "ContactStatus": "ARCHIVED"},
        wrap="Contacts[]",
        unwrap="Contacts[0]",
    ),
    effect="write",
    output_schema=one("ContactID, ContactStatus"),
    order=50,
)
