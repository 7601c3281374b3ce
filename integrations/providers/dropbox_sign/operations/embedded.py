"""Dropbox Sign: embedded."""

from __future__ import annotations

from typing import Literal

from integrations.blocktype import Operation
from integrations.calls import Call
from integrations.fields import Data, OperationForm, Rows, Texts, field, needed
from integrations.schemas import one


class CreateEmbeddedRequest(OperationForm):
    client_id: str = needed("API app", "Its client id.")
    fields: Data | None = field(
        "Request", "The fields of a signature request, by Dropbox Sign’s names.", wire="*", widget="json"
    )


CREATE_EMBEDDED_REQUEST = Operation(
    id="createEmbeddedRequest",
    name="Create embedded request",
    description="Creates a request that is signed inside your product.",
    sentence="Create an embedded request",
    form=CreateEmbeddedRequest,
    call=Call("POST /signature_request/create_embedded", unwrap="signature_request"),
    effect="write",
    output_schema=one("signatures[].signature_id"),
    aliases=("createEmbedded",),
    order=100,
)


class GetEmbeddedSignUrl(OperationForm):
    signature_id: str = needed("Signature", "Its id.")


GET_EMBEDDED_SIGN_URL = Operation(
    id="getEmbeddedSignUrl",
    name="Get embedded signing link",
    description="Makes a link where a signer signs inside your product.",
    sentence="Get the signing link {signatureId}",
    form=GetEmbeddedSignUrl,
    call=Call("GET /embedded/sign_url/{signature_id}", unwrap="embedded"),
    effect="read",
    output_schema=one("sign_url, expires_at"),
    order=110,
)


class CreateUnclaimedDraft(OperationForm):
    type: Literal["send_document", "request_signature"] = needed(
        "Kind",
        labels={"send_document": "Documents to sign as they are", "request_signature": "A signature request"},
    )
    file_urls: Texts | None = field("Documents", "Web addresses of the files.")
    signers: Rows | None = field("Signers", '[{"email_address": "a@b.c", "name": "Ada", "order": 0}]')
    subject: str | None = field("Email subject")
    message: str | None = field("Email text", widget="textarea")
    test_mode: bool | None = field("Test mode", "Free, with a watermark, not binding.")


CREATE_UNCLAIMED_DRAFT = Operation(
    id="createUnclaimedDraft",
    name="Create unclaimed draft",
    description="Prepares a request that a person finishes and sends.",
    sentence="Create an unclaimed draft",
    form=CreateUnclaimedDraft,
    call=Call("POST /unclaimed_draft/create", unwrap="unclaimed_draft"),
    effect="write",
    output_schema=one("claim_url"),
    order=120,
)
