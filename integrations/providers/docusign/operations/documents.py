"""DocuSign: documents."""

from __future__ import annotations

from integrations.blocktype import Operation
from integrations.calls import Call
from integrations.fields import OperationForm, extra, needed
from integrations.schemas import FILE, many


class ListDocuments(OperationForm):
    envelope_id: str = needed("Envelope", "Its id.")


LIST_DOCUMENTS = Operation(
    id="listDocuments",
    name="List documents",
    description="Lists an envelope’s documents.",
    sentence="List documents of {envelopeId}",
    form=ListDocuments,
    call=Call("GET /envelopes/{envelope_id}/documents", unwrap="envelopeDocuments"),
    effect="read",
    output_schema=many("documentId, name, type"),
    order=100,
)


class DownloadDocument(OperationForm):
    envelope_id: str = needed("Envelope", "Its id.")
    document_id: str = needed(
        "Document", "Its id; combined for all as one PDF, archive for a zip, certificate."
    )
    certificate: bool | None = extra("With the certificate")


DOWNLOAD_DOCUMENT = Operation(
    id="downloadDocument",
    name="Download document",
    description="Downloads a document, all of them as one PDF, or the certificate.",
    sentence="Download {documentId} of {envelopeId}",
    form=DownloadDocument,
    call=Call("GET /envelopes/{envelope_id}/documents/{document_id}", binary=True),
    effect="read",
    output_schema=FILE,
    order=110,
)


class GetAuditEvents(OperationForm):
    envelope_id: str = needed("Envelope", "Its id.")


GET_AUDIT_EVENTS = Operation(
    id="getAuditEvents",
    name="Get audit trail",
    description="Reads what happened to an envelope.",
    sentence="Get the audit trail of {envelopeId}",
    form=GetAuditEvents,
    call=Call("GET /envelopes/{envelope_id}/audit_events", unwrap="auditEvents"),
    effect="read",
    output_schema=many("eventFields[].name, eventFields[].value"),
    order=150,
)
