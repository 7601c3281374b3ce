"""DocuSign: envelope lists."""

from __future__ import annotations

from typing import Literal

from integrations.blocktype import Operation
from integrations.calls import Call, Offset
from integrations.fields import OperationForm, PagedForm, extra, field, needed
from integrations.schemas import many, one


class ListEnvelopes(PagedForm):
    from_date: str | None = field("Changed since", "ISO 8601, such as 2026-01-31T00:00:00Z; needed.")
    to_date: str | None = field("Until", "ISO 8601, such as 2026-01-31T00:00:00Z.")
    from_to_status: str | None = extra("Which change", "changed, sent or completed.")
    status: str | None = field(
        "Statuses",
        "With commas: created, sent, delivered, completed, declined, voided.",
        labels={"sent": "Send it", "created": "Save it as a draft"},
    )
    search_text: str | None = field("Search")
    count: int | None = extra("Page size", "At most 1,000.", ge=1, le=1000)
    start_position: int | None = extra("Skip")
    order: Literal["asc", "desc"] | None = extra("Order", "asc or desc.")
    order_by: str | None = extra("Sort by", "last_modified, or name, modified, used for templates.")
    include: str | None = extra("Include", "With commas: recipients, documents, custom_fields, tabs.")


LIST_ENVELOPES = Operation(
    id="listEnvelopes",
    name="List envelopes",
    description="Lists envelopes that changed since a date.",
    sentence="List envelopes[ since {fromDate}]",
    form=ListEnvelopes,
    call=Call(
        "GET /envelopes", unwrap="envelopes", pages=Offset("start_position", size="count", default_size=100)
    ),
    effect="read",
    output_schema=many("envelopeId, status"),
    order=50,
)


class ListRecipients(OperationForm):
    envelope_id: str = needed("Envelope", "Its id.")
    include_tabs: bool | None = extra("With fields")


LIST_RECIPIENTS = Operation(
    id="listRecipients",
    name="List recipients",
    description="Lists an envelope’s recipients with their status.",
    sentence="List recipients of {envelopeId}",
    form=ListRecipients,
    call=Call("GET /envelopes/{envelope_id}/recipients"),
    effect="read",
    output_schema=one(
        "signers[].status, signers[].signedDateTime, carbonCopies:array, recipientCount:integer"
    ),
    aliases=("getRecipients",),
    order=90,
)
