"""Workflows: list, create, read, write, and their states."""

from __future__ import annotations

from typing import Any, ClassVar

from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.envelope import ok, page
from accounts.api.errors import validation_error
from accounts.api.pagination import bad_cursor, encode_cursor, parse_page
from accounts.api.schema import describe
from accounts.ids import parse_public_id
from workflows import selectors, services
from workflows.api import present
from workflows.api.shapes import (
    CheckShape,
    DefinitionForm,
    DefinitionToCheck,
    DraftForm,
    DraftPatch,
    DuplicateForm,
    ImportedShape,
    ProblemShape,
    PublishForm,
    WorkflowFile,
    WorkflowItem,
    WorkflowQuery,
    WorkflowShape,
    WorkflowsMeta,
)
from workflows.api.views import WorkflowView, problems_of
from workflows.definition import Definition, to_json
from workflows.documents import file_name, read_document, unwrap, write_document
from workflows.models import WorkflowStatus
from workflows.reading import DefinitionInvalid, Json
from workflows.validation import find_problems


class Workflows(WorkflowView):
    scopes: ClassVar = {"GET": "workflows:read", "POST": "workflows:write"}

    @describe(
        summary="List workflows",
        description="The newest change first; archived ones only when asked for.",
        query=WorkflowQuery,
        page_of=WorkflowItem,
        meta=WorkflowsMeta,
    )
    def get(self, request: Request) -> Response:
        wanted, asked = self.read_query(WorkflowQuery), parse_page(request)
        after = None
        if asked.cursor:
            last_id = parse_public_id("wf", asked.cursor.id)
            if last_id is None:
                raise bad_cursor()
            after = (asked.cursor.at, last_id)
        company_id = self.identity.company_id
        found = selectors.list_workflows(
            company_id=company_id,
            statuses=read_statuses(wanted.status),
            search=wanted.search.strip(),
            limit=asked.limit + 1,
            after=after,
        )
        shown = found[: asked.limit]
        outlines, activity = selectors.outlines(shown), self.activity(shown)
        items = [
            present.workflow_item(workflow, outlines[workflow.id], activity.get(workflow.id))
            for workflow in shown
        ]
        cursor = encode_cursor(shown[-1].updated_at, shown[-1].id) if len(found) > asked.limit else None
        counts = selectors.count_workflows(company_id=company_id, search=wanted.search.strip())
        return page(items, cursor, {"counts": counts})

    @describe(
        summary="Create a workflow",
        description="Always as a draft. The older `trigger` and `steps` form is accepted and converted.",
        request=DefinitionForm,
        response=WorkflowShape,
        status=201,
    )
    def post(self, request: Request) -> Response:
        del request
        workflow = services.create_workflow(
            company_id=self.identity.company_id,
            definition=read_document(self.read_object()),
            by=self.identity,
            ip=self.ip,
        )
        return ok(self.show(workflow), status=201)


class OneWorkflow(WorkflowView):
    scopes: ClassVar = {
        "GET": "workflows:read",
        "PUT": "workflows:write",
        "PATCH": "workflows:write",
        "DELETE": "workflows:write",
    }

    @describe(summary="Get a workflow with its draft", response=WorkflowShape)
    def get(self, request: Request, workflow_id: str) -> Response:
        del request
        return ok(self.show(self.find(workflow_id)))

    @describe(
        summary="Save the draft",
        description="A stale `revision` is refused with the current workflow in `data.current`.",
        request=DraftForm,
        response=WorkflowShape,
        errors=[409],
    )
    def put(self, request: Request, workflow_id: str) -> Response:
        del request
        workflow, body = self.find(workflow_id), self.read_object()
        kept = services.save_draft(
            workflow=workflow,
            definition=read_document(body),
            by=self.identity,
            revision=read_revision(body),
            ip=self.ip,
        )
        previous = selectors.version_ref(kept) if kept else None
        return ok({**self.show(workflow), "previousDraft": previous})

    @describe(
        summary="Change parts of the draft",
        description="Fields that are not sent stay as they are.",
        request=DraftPatch,
        response=WorkflowShape,
        errors=[409],
    )
    def patch(self, request: Request, workflow_id: str) -> Response:
        del request
        workflow, body = self.find(workflow_id), self.read_object()

        def revise(before: Definition) -> Definition:
            return merge(before, body)

        kept = services.revise_draft(
            workflow=workflow, revise=revise, by=self.identity, revision=read_revision(body), ip=self.ip
        )
        previous = selectors.version_ref(kept) if kept else None
        return ok({**self.show(workflow), "previousDraft": previous})

    @describe(summary="Archive a workflow", description="Nothing is erased.", response=WorkflowShape)
    def delete(self, request: Request, workflow_id: str) -> Response:
        del request
        return ok(self.show(self.archive(workflow_id)))


class Activate(WorkflowView):
    scopes: ClassVar = {"POST": "workflows:write"}

    @describe(
        summary="Publish the draft and activate the workflow",
        description=(
            "The draft becomes the next version, unless it equals the live one. Refused while it has errors; "
            "`details` are the problems."
        ),
        request=PublishForm,
        response=WorkflowShape,
        errors=[409],
    )
    def post(self, request: Request, workflow_id: str) -> Response:
        del request
        workflow = self.find(workflow_id)
        note = self.read(PublishForm).note
        services.publish(workflow=workflow, by=self.identity, note=note, ip=self.ip, gate=self.gate)
        return ok(self.show(workflow))


class Pause(WorkflowView):
    scopes: ClassVar = {"POST": "workflows:write"}

    @describe(
        summary="Pause a workflow",
        description="Nothing starts it any more; runs in flight go on.",
        response=WorkflowShape,
        errors=[409],
    )
    def post(self, request: Request, workflow_id: str) -> Response:
        del request
        return ok(self.show(services.pause(workflow=self.find(workflow_id), by=self.identity, ip=self.ip)))


class Resume(WorkflowView):
    scopes: ClassVar = {"POST": "workflows:write"}

    @describe(
        summary="Resume a paused workflow",
        description="On the version that was live.",
        response=WorkflowShape,
        errors=[409],
    )
    def post(self, request: Request, workflow_id: str) -> Response:
        del request
        return ok(self.show(services.resume(workflow=self.find(workflow_id), by=self.identity, ip=self.ip)))


class Archive(WorkflowView):
    scopes: ClassVar = {"POST": "workflows:write"}

    @describe(
        summary="Archive a workflow",
        description="For good: it neither runs nor changes, but stays readable and can be duplicated.",
        response=WorkflowShape,
    )
    def post(self, request: Request, workflow_id: str) -> Response:
        del request
        return ok(self.show(self.archive(workflow_id)))


class Duplicate(WorkflowView):
    scopes: ClassVar = {"POST": "workflows:write"}

    @describe(
        summary="Duplicate a workflow",
        description="A new draft with the content of this one's draft.",
        request=DuplicateForm,
        response=WorkflowShape,
        status=201,
    )
    def post(self, request: Request, workflow_id: str) -> Response:
        del request
        copy = services.duplicate(
            workflow=self.find(workflow_id), by=self.identity, name=self.read(DuplicateForm).name, ip=self.ip
        )
        return ok(self.show(copy), status=201)


class Problems(WorkflowView):
    scopes: ClassVar = {"GET": "workflows:read"}

    @describe(summary="List the draft's problems", list_of=ProblemShape)
    def get(self, request: Request, workflow_id: str) -> Response:
        del request
        workflow = self.find(workflow_id)
        draft = selectors.draft_definition(workflow)
        problems = find_problems(draft, company_id=workflow.company_id, workflow_id=workflow.id)
        return ok([present.problem_item(problem) for problem in (*problems, *self.gate(workflow, draft))])


class Validate(WorkflowView):
    scopes: ClassVar = {"POST": "workflows:read"}
    throttle_kind: ClassVar = "read"

    @describe(
        summary="Check a definition without saving it",
        description="`valid`: it could be published. Warnings do not make it invalid.",
        request=DefinitionToCheck,
        response=CheckShape,
    )
    def post(self, request: Request) -> Response:
        del request
        try:
            definition = read_document(self.read_object())
        except DefinitionInvalid as error:
            return ok({"valid": False, "problems": problems_of(error)})
        problems = find_problems(definition, company_id=self.identity.company_id)
        return ok(
            {
                "valid": not any(problem.severity == "error" for problem in problems),
                "problems": [present.problem_item(problem) for problem in problems],
            }
        )


class Export(WorkflowView):
    scopes: ClassVar = {"GET": "workflows:read"}

    @describe(
        summary="Export the draft as a file",
        description="`data` is the file's content. It holds no secrets and can be imported anywhere.",
        response=WorkflowFile,
    )
    def get(self, request: Request, workflow_id: str) -> Response:
        del request
        definition = selectors.draft_definition(self.find(workflow_id))
        name = file_name(definition)
        return ok(
            write_document(definition), headers={"Content-Disposition": f'attachment; filename="{name}"'}
        )


class Import(WorkflowView):
    scopes: ClassVar = {"POST": "workflows:write"}

    @describe(
        summary="Import a workflow from a file",
        description="A new draft. What it lacks here is listed in `missing`.",
        request=DefinitionForm,
        response=ImportedShape,
        status=201,
    )
    def post(self, request: Request) -> Response:
        del request
        workflow, missing = services.import_workflow(
            company_id=self.identity.company_id, data=self.read_object(), by=self.identity, ip=self.ip
        )
        return ok(
            {**self.show(workflow), "missing": [present.problem_item(problem) for problem in missing]},
            status=201,
        )


# --- reading requests ---------------------------------------------------------------------------------------------


def read_statuses(text: str) -> list[str]:
    """The states in "draft,active"; all but archived when empty. Raises ApiError 400."""
    if not text:
        return [status for status in WorkflowStatus.values if status != WorkflowStatus.ARCHIVED]
    if text == "all":
        return list(WorkflowStatus.values)
    wanted = [part.strip() for part in text.split(",")]
    unknown = next((part for part in wanted if part not in WorkflowStatus.values), None)
    if unknown is not None:
        message = f"There is no status “{unknown}”. Use {', '.join(WorkflowStatus.values)} or all."
        raise validation_error(message, [{"path": "status", "message": message}])
    return wanted


def read_revision(body: dict[str, Json]) -> int | None:
    """Beside the definition, wrapped or not. Raises ApiError 400."""
    revision: Any = body.get("revision", unwrap(body).get("revision"))
    if revision is None or (isinstance(revision, int) and not isinstance(revision, bool)):
        return revision
    message = "revision is the whole number that the workflow had when it was read."
    raise validation_error(message, [{"path": "revision", "message": message}])


def merge(before: Definition, body: dict[str, Json]) -> Definition:
    """The definition with the fields of `body` in place of its own. Raises DefinitionInvalid."""
    changes = unwrap(body)
    present_fields = to_json(before)
    if "steps" in changes:
        present_fields = {
            key: value for key, value in present_fields.items() if key not in ("blocks", "edges")
        }
    return read_document({**present_fields, **changes})
