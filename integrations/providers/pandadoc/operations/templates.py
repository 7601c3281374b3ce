"""PandaDoc: templates."""

from __future__ import annotations

from integrations.blocktype import Operation
from integrations.calls import Call, PageNumber
from integrations.fields import OperationForm, PagedForm, extra, field, needed
from integrations.schemas import many, one


class ListTemplates(PagedForm):
    q: str | None = field("Search")
    tag: str | None = field("Tag")
    folder_id: str | None = extra("Folder", "Its id.", wire="folder_uuid", options_from="folders")
    count: int | None = extra("Page size", "At most 100; 50 unless given.", ge=1, le=100)
    page: int | None = extra("Page", "From 1.")
    deleted: bool | None = extra("Deleted ones")
    shared: bool | None = extra("Shared ones")


LIST_TEMPLATES = Operation(
    id="listTemplates",
    name="List templates",
    description="Lists templates.",
    sentence="List templates[ matching {q}]",
    form=ListTemplates,
    call=Call("GET /templates", unwrap="results", pages=PageNumber("page", size="count", default_size=50)),
    effect="read",
    output_schema=many("id, name, date_modified"),
    order=10,
)


class GetTemplate(OperationForm):
    template_id: str = needed("Template", "Its id.", options_from="templates")


GET_TEMPLATE = Operation(
    id="getTemplate",
    name="Get template",
    description="Reads a template’s roles, tokens, fields and pricing tables.",
    sentence="Get template {templateId}",
    form=GetTemplate,
    call=Call("GET /templates/{template_id}/details"),
    effect="read",
    output_schema=one("id, name, roles:array, tokens:array, fields:array, pricing"),
    order=20,
)
