"""Email: what Resend can do besides sending one."""

from __future__ import annotations

from integrations.blocktype import Operation
from integrations.calls import Call
from integrations.fields import Data, OperationForm, Rows, extra, field, needed
from integrations.schemas import many, one


class SendBatch(OperationForm):
    emails: Rows = needed(
        "Emails",
        'At most 100: [{"from": "…", "to": ["…"], "subject": "…", "html": "…"}]; no attachments.',
        wire="*",
    )


class GetEmail(OperationForm):
    email_id: str = needed("Email", "Its id.")


class UpdateScheduled(GetEmail):
    scheduled_at: str = needed("Send at", "ISO 8601, at most 30 days ahead.")


class ListDomains(OperationForm):
    limit: int | None = extra("Page size", "At most 100.", ge=1, le=100)
    after: str | None = extra("After", "The id of the last one of the page before.")


class CreateContact(OperationForm):
    email: str = needed("Email")
    first_name: str | None = field("First name")
    last_name: str | None = field("Last name")
    unsubscribed: bool | None = field("Unsubscribed")
    properties: Data | None = extra("Properties", "Names and values of your own.", widget="keyvalue")


SEND_BATCH = Operation(
    id="sendBatch",
    name="Send up to 100 emails",
    description="Sends several emails in one call.",
    sentence="Send many emails",
    form=SendBatch,
    call=Call("POST /emails/batch", unwrap="data"),
    effect="write",
    output_schema=many("id"),
    order=20,
)

GET_EMAIL = Operation(
    id="getEmail",
    name="Get email",
    description="Reads an email and what became of it.",
    sentence="Get email {emailId}",
    form=GetEmail,
    call=Call("GET /emails/{email_id}"),
    effect="read",
    output_schema=one("id, to:array, from, subject, last_event, created_at, scheduled_at"),
    order=30,
)

UPDATE_SCHEDULED = Operation(
    id="updateScheduled",
    name="Reschedule email",
    description="Changes when a scheduled email is sent.",
    sentence="Send email {emailId} at {scheduledAt}",
    form=UpdateScheduled,
    call=Call("PATCH /emails/{email_id}"),
    effect="write",
    output_schema=one("id"),
    order=40,
)

CANCEL_SCHEDULED = Operation(
    id="cancelScheduled",
    name="Cancel scheduled email",
    description="Cancels an email that is not sent yet.",
    sentence="Cancel email {emailId}",
    form=GetEmail,
    call=Call("POST /emails/{email_id}/cancel", encoding="none"),
    effect="write",
    output_schema=one("id"),
    aliases=("cancel",),
    order=50,
)

LIST_DOMAINS = Operation(
    id="listDomains",
    name="List domains",
    description="Lists the domains that emails can be sent from.",
    sentence="List domains",
    form=ListDomains,
    call=Call("GET /domains", unwrap="data"),
    effect="read",
    output_schema=many("id, name, status"),
    order=60,
)

CREATE_CONTACT = Operation(
    id="createContact",
    name="Create contact",
    description="Creates a contact.",
    sentence="Create contact {email}",
    form=CreateContact,
    call=Call("POST /contacts", success=(201, 200)),
    effect="write",
    output_schema=one("id"),
    order=70,
)
