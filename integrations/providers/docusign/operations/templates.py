"""DocuSign: templates."""

from __future__ import annotations

from integrations.blocktype import Operation
from integrations.calls import Call, Offset
from integrations.fields import OperationForm, PagedForm, extra, field, needed
from integrations.schemas import many, one


class ListTemplates(PagedForm):
    search_text: str | None = field("Search")
    count: int | None = extra("Page size", "At most 1,000.", ge=1, le=1000)
    start_position: int | None = extra("Skip")
    order: str | None = extra("Order", "asc or desc.")
    order_by: str | None = extra("Sort by", "last_modified, or name, modified, used for templates.")
    include: str | None = extra("Include", "With commas: recipients, documents, custom_fields, tabs.")


LIST_TEMPLATES = Operation(
    id="listTemplates",
    name="List templates",
    description="Lists templates.",
    sentence="List templates[ matching {searchText}]",
    form=ListTemplates,
    call=Call(
        "GET /templates",
        unwrap="envelopeTemplates",
        pages=Offset("start_position", size="count", default_size=100),
    ),
    effect="read",
    output_schema=many("templateId, name"),
    order=130,
)


class GetTemplate(OperationForm):
    template_id: str = needed("Template", "Its id.", options_from="templates")


GET_TEMPLATE = Operation(
    id="getTemplate",
    name="Get template",
    description="Reads one template.",
    sentence="Get template {templateId}",
    form=GetTemplate,
    call=Call("GET /templates/{template_id}"),
    effect="read",
    output_schema=one("templateId, name, recipients.signers[].roleName"),
    order=140,
)
