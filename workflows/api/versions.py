"""Versions of a workflow."""

from __future__ import annotations

from typing import ClassVar

from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.envelope import ok, whole
from accounts.api.schema import describe
from workflows import selectors, services
from workflows.api import present
from workflows.api.shapes import DiffShape, VersionDefinition, VersionShape, VersionsQuery, WorkflowShape
from workflows.api.views import WorkflowView
from workflows.definition import Definition
from workflows.diff import diff
from workflows.errors import UnknownVersionError
from workflows.models import Workflow, WorkflowVersion


class VersionView(WorkflowView):
    def find_version(self, workflow: Workflow, ref: str) -> WorkflowVersion:
        """The version called "7", "snap_<uuid>" or "draft". Raises UnknownVersionError, answered by 404."""
        version = selectors.find_version(workflow=workflow, ref=ref)
        if version is None:
            raise UnknownVersionError
        return version

    def load(self, workflow: Workflow, ref: str) -> Definition:
        return selectors.load_definition(self.find_version(workflow, ref).id)


class Versions(VersionView):
    scopes: ClassVar = {"GET": "workflows:read"}

    @describe(
        summary="List versions",
        description="The newest first, at most 500.",
        query=VersionsQuery,
        list_of=VersionShape,
    )
    def get(self, request: Request, workflow_id: str) -> Response:
        del request
        workflow = self.find(workflow_id)
        versions = selectors.list_versions(
            workflow=workflow, snapshots=self.read_query(VersionsQuery).snapshots
        )
        return whole([present.version_item(workflow, version) for version in versions])


class OneVersion(VersionView):
    scopes: ClassVar = {"GET": "workflows:read"}

    @describe(
        summary="Get a version's definition",
        description="`ref` is a number, `snap_<uuid>` for the draft as a run used it, or `draft`.",
        response=VersionDefinition,
    )
    def get(self, request: Request, workflow_id: str, ref: str) -> Response:
        del request
        workflow = self.find(workflow_id)
        version = self.find_version(workflow, ref)
        definition = selectors.load_definition(version.id)
        return ok(present.version_definition(workflow, version, definition))


class RestoreVersion(VersionView):
    scopes: ClassVar = {"POST": "workflows:write"}

    @describe(
        summary="Make a version the draft again",
        description="Publishes nothing. The draft before is kept and named in `previousDraft`.",
        response=WorkflowShape,
        errors=[409],
    )
    def post(self, request: Request, workflow_id: str, ref: str) -> Response:
        del request
        workflow = self.find(workflow_id)
        kept = services.restore_version(workflow=workflow, ref=ref, by=self.identity, ip=self.ip)
        previous = selectors.version_ref(kept) if kept else None
        return ok({**self.show(workflow), "previousDraft": previous})


class RollBack(VersionView):
    scopes: ClassVar = {"POST": "workflows:write"}

    @describe(
        summary="Make an earlier version live again",
        description="The draft and the list of versions stay as they are; runs in flight finish on their own version.",
        response=WorkflowShape,
        errors=[400, 409],
    )
    def post(self, request: Request, workflow_id: str, ref: str) -> Response:
        del request
        workflow = self.find(workflow_id)
        services.roll_back(workflow=workflow, ref=ref, by=self.identity, ip=self.ip)
        return ok(self.show(workflow))


class DiffVersions(VersionView):
    scopes: ClassVar = {"GET": "workflows:read"}

    @describe(
        summary="Compare two versions",
        description="Block by block, from `ref` to `other`; each a number, `snap_<uuid>` or `draft`.",
        response=DiffShape,
    )
    def get(self, request: Request, workflow_id: str, ref: str, other: str) -> Response:
        del request
        workflow = self.find(workflow_id)
        return ok(diff(self.load(workflow, ref), self.load(workflow, other)))
