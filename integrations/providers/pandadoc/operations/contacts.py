"""PandaDoc: contacts."""

from __future__ import annotations

from integrations.blocktype import Operation
from integrations.calls import Call
from integrations.fields import OperationForm, field, needed
from integrations.schemas import many, one


class CreateContact(OperationForm):
    email: str = needed("Email")
    first_name: str | None = field("First name")
    last_name: str | None = field("Last name")
    company: str | None = field("Company")
    phone: str | None = field("Phone")


CREATE_CONTACT = Operation(
    id="createContact",
    name="Create contact",
    description="Creates a contact.",
    sentence="Create contact {email}",
    form=CreateContact,
    call=Call("POST /contacts", success=(201, 200)),
    effect="write",
    output_schema=one("id"),
    order=120,
)


class ListContacts(OperationForm):
    email: str | None = field("Email")


LIST_CONTACTS = Operation(
    id="listContacts",
    name="List contacts",
    description="Lists contacts.",
    sentence="List contacts",
    form=ListContacts,
    call=Call("GET /contacts", unwrap="results"),
    effect="read",
    output_schema=many("id, email"),
    order=130,
)
