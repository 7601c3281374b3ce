"""Dropbox Sign: request steps."""

from __future__ import annotations

from typing import Literal

from integrations.blocktype import Operation
from integrations.calls import Call
from integrations.fields import OperationForm, field, needed
from integrations.schemas import FILE, one


class Remind(OperationForm):
    signature_request_id: str = needed("Signature request", "Its id.")
    email_address: str = needed("Email", "Of the signer.")
    name: str | None = field("Name", "Where several signers share the address.")


REMIND = Operation(
    id="remind",
    name="Send reminder",
    description="Reminds a signer by email, at most once an hour.",
    sentence="Remind {emailAddress}",
    form=Remind,
    call=Call("POST /signature_request/remind/{signature_request_id}", unwrap="signature_request"),
    effect="write",
    output_schema=one("signature_request_id"),
    aliases=("sendReminder",),
    order=50,
)


class CancelSignatureRequest(OperationForm):
    signature_request_id: str = needed("Signature request", "Its id.")


CANCEL_SIGNATURE_REQUEST = Operation(
    id="cancelSignatureRequest",
    name="Cancel signature request",
    description="Cancels a request that is not completed. It cannot be undone.",
    sentence="Cancel {signatureRequestId}",
    form=CancelSignatureRequest,
    call=Call(
        "POST /signature_request/cancel/{signature_request_id}",
        empty={"signature_request_id": "{signature_request_id}", "success": True},
    ),
    effect="write",
    output_schema=one("signature_request_id, success:boolean"),
    order=60,
)


class DownloadFiles(OperationForm):
    signature_request_id: str = needed("Signature request", "Its id.")
    file_type: Literal["pdf", "zip"] | None = field("As")


DOWNLOAD_FILES = Operation(
    id="downloadFiles",
    name="Download files",
    description="Downloads the documents of a signature request.",
    sentence="Download files of {signatureRequestId}",
    form=DownloadFiles,
    call=Call("GET /signature_request/files/{signature_request_id}", pending=(409,), binary=True),
    effect="read",
    output_schema=FILE,
    order=70,
)
