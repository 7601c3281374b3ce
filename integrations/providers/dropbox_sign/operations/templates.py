"""Dropbox Sign: templates."""

from __future__ import annotations

from integrations.blocktype import Operation
from integrations.calls import Call, PageNumber
from integrations.fields import OperationForm, PagedForm, extra, field, needed
from integrations.schemas import many, one


class ListTemplates(PagedForm):
    page: int | None = extra("Page", "From 1.")
    page_size: int | None = extra("Page size", "At most 100; 20 unless given.", ge=1, le=100)
    query: str | None = field("Search", "complete:false AND from:me")


LIST_TEMPLATES = Operation(
    id="listTemplates",
    name="List templates",
    description="Lists templates.",
    sentence="List templates[ matching {query}]",
    form=ListTemplates,
    call=Call(
        "GET /template/list", unwrap="templates", pages=PageNumber("page", size="page_size", default_size=20)
    ),
    effect="read",
    output_schema=many("template_id, title, signer_roles[].name"),
    order=80,
)


class GetTemplate(OperationForm):
    template_id: str = needed("Template", "Its id.", options_from="templates")


GET_TEMPLATE = Operation(
    id="getTemplate",
    name="Get template",
    description="Reads one template.",
    sentence="Get template {templateId}",
    form=GetTemplate,
    call=Call("GET /template/{template_id}", unwrap="template"),
    effect="read",
    output_schema=one("template_id, signer_roles:array, cc_roles:array, custom_fields:array"),
    order=90,
)
