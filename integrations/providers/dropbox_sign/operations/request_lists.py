"""Dropbox Sign: request lists."""

from __future__ import annotations

from integrations.blocktype import Operation
from integrations.calls import Call, PageNumber
from integrations.fields import OperationForm, PagedForm, extra, field, needed
from integrations.schemas import many, one


class GetSignatureRequest(OperationForm):
    signature_request_id: str = needed("Signature request", "Its id.")


GET_SIGNATURE_REQUEST = Operation(
    id="getSignatureRequest",
    name="Get signature request",
    description="Reads a signature request and its signatures.",
    sentence="Get signature request {signatureRequestId}",
    form=GetSignatureRequest,
    call=Call("GET /signature_request/{signature_request_id}", unwrap="signature_request"),
    effect="read",
    output_schema=one(
        "signature_request_id, is_complete:boolean, is_declined:boolean, has_error:boolean, signatures[]:object, metadata:object"
    ),
    order=30,
)


class ListSignatureRequests(PagedForm):
    account_id: str | None = extra("Account", "Its id; “all” for team admins.")
    page: int | None = extra("Page", "From 1.")
    page_size: int | None = extra("Page size", "At most 100; 20 unless given.", ge=1, le=100)
    query: str | None = field("Search", "complete:false AND from:me")


LIST_SIGNATURE_REQUESTS = Operation(
    id="listSignatureRequests",
    name="List signature requests",
    description="Lists signature requests, the newest first.",
    sentence="List signature requests[ matching {query}]",
    form=ListSignatureRequests,
    call=Call(
        "GET /signature_request/list",
        unwrap="signature_requests",
        pages=PageNumber("page", size="page_size", default_size=20),
    ),
    effect="read",
    output_schema=many("signature_request_id, title, is_complete:boolean"),
    order=40,
)
