"""Dropbox Sign: requests."""

from __future__ import annotations

from integrations.blocktype import Operation
from integrations.calls import Call
from integrations.fields import Data, OperationForm, Rows, Texts, extra, field, needed
from integrations.schemas import one


class SendSignatureRequest(OperationForm):
    signers: Rows = needed("Signers", '[{"email_address": "a@b.c", "name": "Ada", "order": 0}]')
    file_urls: Texts | None = field("Documents", "Web addresses of the files.")
    title: str | None = field("Title")
    subject: str | None = field("Email subject")
    message: str | None = field("Email text", widget="textarea")
    cc_email_addresses: Texts | None = extra("Copies to", "Addresses.")
    metadata: Data | None = extra("Metadata", "At most ten names and values of your own.", widget="keyvalue")
    signing_options: Data | None = extra(
        "Ways to sign", '{"draw": true, "type": true, "default_type": "draw"}'
    )
    allow_decline: bool | None = extra("May decline")
    expires_at: int | None = extra("Expires", "Unix seconds.")
    use_text_tags: bool | None = extra("Use text tags")
    hide_text_tags: bool | None = extra("Hide text tags")
    form_fields_per_document: Rows | None = extra("Form fields", "Dropbox Sign’s list of fields.")
    client_id: str | None = extra("API app", "Its client id; events go to it.")
    test_mode: bool | None = field("Test mode", "Free, with a watermark, not binding.")


SEND_SIGNATURE_REQUEST = Operation(
    id="sendSignatureRequest",
    name="Send signature request",
    description="Sends documents to be signed.",
    sentence="Send[ {title}] for signature",
    form=SendSignatureRequest,
    call=Call("POST /signature_request/send", unwrap="signature_request"),
    effect="write",
    output_schema=one(
        "signature_request_id, title, is_complete:boolean, signatures[].signature_id, signatures[].status_code, signing_url, details_url"
    ),
    order=10,
)


class SendWithTemplate(OperationForm):
    template_ids: Texts = needed("Templates", "Their ids.", also=("templateId",), options_from="templates")
    signers: Rows = needed("Signers", '[{"role": "Client", "email_address": "a@b.c", "name": "Ada"}]')
    ccs: Rows | None = extra("Copies to", '[{"role": "Manager", "email_address": "a@b.c"}]')
    custom_fields: Rows | None = extra("Custom fields", '[{"name": "Total", "value": "100"}]')
    title: str | None = field("Title")
    subject: str | None = field("Email subject")
    message: str | None = field("Email text", widget="textarea")
    metadata: Data | None = extra("Metadata", "At most ten names and values of your own.", widget="keyvalue")
    client_id: str | None = extra("API app", "Its client id; events go to it.")
    test_mode: bool | None = field("Test mode", "Free, with a watermark, not binding.")


SEND_WITH_TEMPLATE = Operation(
    id="sendWithTemplate",
    name="Send from template",
    description="Sends a template to be signed.",
    sentence="Send[ {title}] from a template",
    form=SendWithTemplate,
    call=Call("POST /signature_request/send_with_template", unwrap="signature_request"),
    effect="write",
    output_schema=one("signature_request_id"),
    order=20,
)
