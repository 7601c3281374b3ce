"""Templates over HTTP: the gallery, one of them with its drawing, and a draft made from it."""

from __future__ import annotations

from typing import Any, ClassVar

from pydantic import Field
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.envelope import ok, whole
from accounts.api.errors import ApiError, conflict, not_found, validation_error
from accounts.api.forms import Form, Shape
from accounts.api.schema import describe
from accounts.ids import parse_public_id, public_id
from connections.selectors import ConnectionFacts, connection_facts
from integrations.finding import provider_of
from workflows.api import present
from workflows.api.shapes import ImportedShape
from workflows.api.views import WorkflowView
from workflows.definition import to_json
from workflows.gallery import Template, UnknownConnection, find_template, templates, usable, use_template
from workflows.tables.errors import TableError

Json = Any


class UsableConnection(Shape):
    id: str
    name: str
    is_default: bool


class NeededProvider(Shape):
    """A service the template runs with, and the company's working connections to it."""

    slug: str
    name: str
    connections: list[UsableConnection]


class TemplateShape(Shape):
    """`job` is what it is for; `needs` are the services whose accounts it runs with."""

    id: str
    title: str
    job: str
    summary: str
    block_types: list[str]
    needs: list[NeededProvider]
    tables: list[str]


class TemplateDetail(TemplateShape):
    """`setUp` is what a person has left to do, `sample` an input to try it with, `definition` the drawing."""

    set_up: list[str]
    sample: Json
    definition: dict[str, Json]


class TemplateUse(Form):
    connections: dict[str, str] = Field(
        default_factory=dict,
        title="Connections",
        description="The id of the connection to run with, by provider. Left out: the company's default, or its only one.",
    )


class Templates(WorkflowView):
    scopes: ClassVar = {"GET": "workflows:read"}

    @describe(summary="List templates", description="Ready workflows to start from.", list_of=TemplateShape)
    def get(self, request: Request) -> Response:
        del request
        facts = connection_facts(self.identity.company_id)
        return whole([_item(each, facts) for each in templates()])


class OneTemplate(WorkflowView):
    scopes: ClassVar = {"GET": "workflows:read"}

    @describe(summary="Get a template", response=TemplateDetail)
    def get(self, request: Request, template_id: str) -> Response:
        del request
        template = _find(template_id)
        return ok(
            {
                **_item(template, connection_facts(self.identity.company_id)),
                "setUp": list(template.set_up),
                "sample": template.sample,
                "definition": to_json(template.definition),
            }
        )


class UseTemplate(WorkflowView):
    scopes: ClassVar = {"POST": "workflows:write"}

    @describe(
        summary="Use a template",
        description=(
            "Makes a draft from it, and the tables it keeps rows in unless the company has them. What stands between the "
            "draft and its publication is listed in `missing`."
        ),
        request=TemplateUse,
        response=ImportedShape,
        status=201,
        errors=[409],
    )
    def post(self, request: Request, template_id: str) -> Response:
        del request
        template, wanted = _find(template_id), self.read(TemplateUse)
        chosen = {}
        for provider, text in wanted.connections.items():
            known = parse_public_id("conn", text)
            if known is None:
                raise _no_connection(provider)
            chosen[provider] = known
        try:
            workflow, missing = use_template(
                template=template,
                company_id=self.identity.company_id,
                connections=chosen,
                by=self.identity,
                ip=self.ip,
            )
        except UnknownConnection as unknown:
            raise _no_connection(unknown.provider) from None
        except TableError as full:
            raise conflict(full.message) from None
        return ok(
            {**self.show(workflow), "missing": [present.problem_item(problem) for problem in missing]},
            status=201,
        )


def _find(template_id: str) -> Template:
    template = find_template(template_id)
    if template is None:
        raise not_found("There is no template of this name.")
    return template


def _no_connection(provider: str) -> ApiError:
    message = f"There is no connection to {provider} with this id."
    return validation_error(message, [{"path": f"connections.{provider}", "message": message}])


def _item(template: Template, facts: list[ConnectionFacts]) -> dict[str, Any]:
    return {
        "id": template.id,
        "title": template.title,
        "job": template.job,
        "summary": template.summary,
        "blockTypes": list(dict.fromkeys(block.type for block in template.definition.blocks)),
        "needs": [
            {
                "slug": slug,
                "name": known.name if (known := provider_of(slug)) else slug,
                "connections": [
                    {"id": public_id("conn", each.id), "name": each.name, "isDefault": each.is_default}
                    for each in usable(facts, slug)
                ],
            }
            for slug in template.providers()
        ],
        "tables": [table["name"] for table in template.tables],
    }
