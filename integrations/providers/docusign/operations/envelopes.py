"""DocuSign: envelopes."""

from __future__ import annotations

from typing import Literal

from integrations.blocktype import Operation
from integrations.calls import Call
from integrations.fields import Data, OperationForm, Rows, extra, field, needed
from integrations.schemas import one


class CreateEnvelope(OperationForm):
    email_subject: str = needed(
        "Email subject", "At most 100 characters.", wire="emailSubject", max_length=100
    )
    status: Literal["sent", "created"] = needed(
        "Then", labels={"sent": "Send it", "created": "Save it as a draft"}
    )
    documents: Rows = needed(
        "Documents",
        '[{"documentId": "1", "name": "Contract.pdf", "fileExtension": "pdf", "documentBase64": "…"}]',
    )
    recipients: Data = needed(
        "Recipients",
        '{"signers": [{"email": "a@b.c", "name": "Ada", "recipientId": "1", "tabs": {"signHereTabs": [{"anchorString": "/sign/"}]}}]}',
    )
    email_blurb: str | None = field("Email text", wire="emailBlurb", widget="textarea")
    custom_fields: Data | None = extra(
        "Custom fields", '{"textCustomFields": [{"name": "…", "value": "…"}]}', wire="customFields"
    )
    notification: Data | None = extra("Reminders and expiry", "DocuSign’s notification object.")
    event_notification: Data | None = extra(
        "Webhook of this envelope", "DocuSign’s eventNotification object.", wire="eventNotification"
    )
    brand_id: str | None = extra("Brand", "Its id.", wire="brandId")


CREATE_ENVELOPE = Operation(
    id="createEnvelope",
    name="Create envelope",
    description="Creates an envelope from documents, and sends it when wanted.",
    sentence="Create envelope {emailSubject}",
    form=CreateEnvelope,
    call=Call("POST /envelopes", success=(201,)),
    effect="write",
    output_schema=one("envelopeId, status, statusDateTime, uri"),
    aliases=("sendEnvelope",),
    order=20,
)


class CreateEnvelopeFromTemplate(OperationForm):
    template_id: str = needed("Template", "Its id.", wire="templateId", options_from="templates")
    template_roles: Rows = needed(
        "Roles", '[{"roleName": "Signer", "name": "Ada", "email": "a@b.c"}]', wire="templateRoles"
    )
    status: Literal["sent", "created"] = needed(
        "Then", labels={"sent": "Send it", "created": "Save it as a draft"}
    )
    email_subject: str | None = field(
        "Email subject", "At most 100 characters.", wire="emailSubject", max_length=100
    )
    email_blurb: str | None = field("Email text", wire="emailBlurb", widget="textarea")


CREATE_ENVELOPE_FROM_TEMPLATE = Operation(
    id="createEnvelopeFromTemplate",
    name="Create envelope from template",
    description="Creates an envelope from a template, and sends it when wanted.",
    sentence="Create envelope from {templateId}",
    form=CreateEnvelopeFromTemplate,
    call=Call("POST /envelopes", success=(201,)),
    effect="write",
    output_schema=one("envelopeId, status"),
    order=30,
)


class GetEnvelope(OperationForm):
    envelope_id: str = needed("Envelope", "Its id.")
    include: str | None = extra("Include", "With commas: recipients, documents, custom_fields, tabs.")


GET_ENVELOPE = Operation(
    id="getEnvelope",
    name="Get envelope",
    description="Reads one envelope and its status.",
    sentence="Get envelope {envelopeId}",
    form=GetEnvelope,
    call=Call("GET /envelopes/{envelope_id}"),
    effect="read",
    output_schema=one("envelopeId, status, emailSubject, sentDateTime, completedDateTime, voidedReason"),
    aliases=("getEnvelopeStatus",),
    order=40,
)
