"""PandaDoc: document steps."""

from __future__ import annotations

from typing import Literal

from integrations.blocktype import Operation
from integrations.calls import Call
from integrations.fields import Data, OperationForm, extra, field, needed
from integrations.schemas import FILE, one


class SendDocument(OperationForm):
    document_id: str = needed("Document", "Its id.")
    subject: str | None = field("Subject")
    message: str | None = field("Message", widget="textarea")
    silent: bool | None = field("Without an email", "Nobody is emailed.")
    sender: Data | None = extra("Sender", '{"email": "a@b.c"}; empty: whoever the connection belongs to.')


SEND_DOCUMENT = Operation(
    id="sendDocument",
    name="Send document",
    description="Sends a draft to its recipients.",
    sentence="Send document {documentId}",
    form=SendDocument,
    call=Call("POST /documents/{document_id}/send", pending=(409,)),
    effect="write",
    output_schema=one("id, status, recipients[].shared_link"),
    order=70,
)


class CreateSession(OperationForm):
    document_id: str = needed("Document", "Its id.")
    recipient: str = needed("Recipient", "The email address.")
    lifetime: int | None = field("Valid for", "Seconds; 3,600 unless given.", ge=1)


CREATE_SESSION = Operation(
    id="createSession",
    name="Create signing link",
    description="Makes a link where a recipient opens the document without an email.",
    sentence="Make a link for {recipient}",
    form=CreateSession,
    call=Call("POST /documents/{document_id}/session", success=(201,)),
    effect="write",
    output_schema=one("id, expires_at"),
    aliases=("createLink",),
    order=80,
)


class DownloadDocument(OperationForm):
    document_id: str = needed("Document", "Its id.")
    watermark_text: str | None = extra("Watermark")
    separate_files: bool | None = extra("One file per document")


DOWNLOAD_DOCUMENT = Operation(
    id="downloadDocument",
    name="Download PDF",
    description="Downloads a document as a PDF.",
    sentence="Download document {documentId}",
    form=DownloadDocument,
    call=Call("GET /documents/{document_id}/download", success=(200,), pending=(202,), binary=True),
    effect="read",
    output_schema=FILE,
    order=90,
)


class ChangeStatus(OperationForm):
    document_id: str = needed("Document", "Its id.")
    status: Literal[2, 10, 11] = needed("Status", labels={"2": "Completed", "10": "Paid", "11": "Voided"})
    note: str | None = field("Note", widget="textarea")
    notify_recipients: bool | None = field("Tell the recipients")


CHANGE_STATUS = Operation(
    id="changeStatus",
    name="Change status",
    description="Sets a document to completed, paid or voided by hand.",
    sentence="Set status of {documentId}",
    form=ChangeStatus,
    call=Call(
        "PATCH /documents/{document_id}/status",
        success=(200, 204),
        empty={"id": "{document_id}", "success": True},
    ),
    effect="write",
    output_schema=one("id, success:boolean"),
    aliases=("voidDocument",),
    presets={"voidDocument": {"status": 11}},
    order=100,
)


class DeleteDocument(OperationForm):
    document_id: str = needed("Document", "Its id.")


DELETE_DOCUMENT = Operation(
    id="deleteDocument",
    name="Delete document",
    description="Deletes a document.",
    sentence="Delete document {documentId}",
    form=DeleteDocument,
    call=Call(
        "DELETE /documents/{document_id}", success=(204,), empty={"id": "{document_id}", "success": True}
    ),
    effect="write",
    output_schema=one("id, success:boolean"),
    order=110,
)
