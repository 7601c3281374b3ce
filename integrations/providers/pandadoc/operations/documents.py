"""PandaDoc: documents."""

from __future__ import annotations

from integrations.blocktype import Operation
from integrations.calls import Call
from integrations.fields import Data, OperationForm, Rows, Texts, extra, field, needed
from integrations.schemas import one


class CreateDocument(OperationForm):
    name: str = needed("Name")
    template_id: str = needed("Template", "Its id.", wire="template_uuid", options_from="templates")
    recipients: Rows = needed(
        "Recipients", '[{"email": "a@b.c", "first_name": "Ada", "last_name": "L", "role": "Client"}]'
    )
    tokens: Rows | None = field("Tokens", '[{"name": "Client.Name", "value": "Ada"}]')
    fields: Data | None = extra("Fields", '{"Total": {"value": 100, "role": "Client"}}')
    pricing_tables: Rows | None = extra(
        "Pricing tables",
        '[{"name": "Pricing Table 1", "sections": [{"title": "…", "default": true, "rows": [{"data": {"name": "…", "price": 100, "qty": 1}}]}]}]',
    )
    metadata: Data | None = field("Metadata", "Names and values of your own.", widget="keyvalue")
    tags: Texts | None = extra("Tags")
    folder_id: str | None = extra("Folder", "Its id.", wire="folder_uuid", options_from="folders")
    owner: Data | None = extra("Owner", '{"email": "a@b.c"}')
    images: Rows | None = extra("Images", '[{"name": "logo", "urls": ["https://…"]}]')
    parse_form_fields: bool | None = extra("Read form fields of a PDF", "PDF.")


CREATE_DOCUMENT = Operation(
    id="createDocument",
    name="Create document from template",
    description="Creates a document. It becomes ready for sending after some seconds.",
    sentence="Create document {name}",
    form=CreateDocument,
    call=Call("POST /documents", success=(201,)),
    effect="write",
    output_schema=one("id, name, status, date_created"),
    order=30,
)


class GetDocumentStatus(OperationForm):
    document_id: str = needed("Document", "Its id.")


GET_DOCUMENT_STATUS = Operation(
    id="getDocumentStatus",
    name="Get document status",
    description="Reads a document’s status.",
    sentence="Get status of {documentId}",
    form=GetDocumentStatus,
    call=Call("GET /documents/{document_id}"),
    effect="read",
    output_schema=one("id, name, status, date_modified, expiration_date, version"),
    aliases=("getStatus",),
    order=40,
)


class GetDocument(OperationForm):
    document_id: str = needed("Document", "Its id.")


GET_DOCUMENT = Operation(
    id="getDocument",
    name="Get document",
    description="Reads a document with its recipients, fields and prices.",
    sentence="Get document {documentId}",
    form=GetDocument,
    call=Call("GET /documents/{document_id}/details"),
    effect="read",
    output_schema=one(
        "id, status, recipients[]:object, fields[]:object, tokens[]:object, pricing, metadata:object, grand_total.amount, grand_total.currency"
    ),
    order=50,
)
