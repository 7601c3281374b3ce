"""What every view of workflows shares: finding the workflow, presenting it, and saying why something was refused."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from rest_framework.response import Response

from accounts.api.errors import conflict, not_found, validation_error
from accounts.api.views import ApiView
from accounts.ids import parse_public_id
from workflows import selectors, services
from workflows.api import present
from workflows.definition import Definition, to_json
from workflows.errors import RefusedError, StaleRevisionError, UnknownVersionError, UnpublishableError
from workflows.models import Workflow
from workflows.problems import Problem
from workflows.reading import DefinitionInvalid, Json


class WorkflowView(ApiView):
    def activity(self, workflows: Iterable[Workflow]) -> Mapping[UUID, Mapping[str, Json]]:
        """`{lastRun, stats}` by workflow id. Runs are not this app's: an app to the left fills this in."""
        del workflows
        return {}

    def gate(self, workflow: Workflow, definition: Definition) -> list[Problem]:
        """More that keeps this definition from being published; an app to the left fills this in, too."""
        del workflow, definition
        return []

    def archive(self, workflow_id: str) -> Workflow:
        """With what follows beyond this app: an app to the left overrides this."""
        return services.archive(workflow=self.find(workflow_id), by=self.identity, ip=self.ip)

    def find(self, workflow_id: str) -> Workflow:
        """The company's workflow of this id. Raises ApiError 404, the same for unknown and another company's."""
        workflow = selectors.get_workflow(
            company_id=self.identity.company_id, workflow_id=parse_public_id("wf", workflow_id)
        )
        if workflow is None:
            raise not_found("There is no workflow with this id.")
        return workflow

    def show(self, workflow: Workflow) -> dict[str, Any]:
        """The workflow with its draft, as it is now."""
        workflow = self.find(str(workflow.id))
        draft = selectors.draft_definition(workflow)
        item = present.workflow_item(
            workflow, selectors.outlines([workflow])[workflow.id], self.activity([workflow]).get(workflow.id)
        )
        return {**to_json(draft), **item}

    def handle_exception(self, exc: Exception) -> Response:
        match exc:
            case RefusedError():
                exc = conflict(exc.message)
            case StaleRevisionError():
                exc = conflict(
                    exc.message, data={"current": self.show(self.find(self.kwargs["workflow_id"]))}
                )
            case UnpublishableError():
                details: Any = [present.problem_item(problem) for problem in exc.problems]
                exc = validation_error(exc.message, details)
            case UnknownVersionError():
                exc = not_found("This workflow has no such version.")
            case DefinitionInvalid():
                exc = invalid(exc)
            case _:
                pass
        return super().handle_exception(exc)


def invalid(error: DefinitionInvalid) -> Exception:
    """The refusal of a definition that cannot be read."""
    more = f" ({len(error.details) - 1} more in details.)" if len(error.details) > 1 else ""
    return validation_error(f"{error.details[0]['message']}{more}", error.details)


def problems_of(error: DefinitionInvalid) -> list[dict[str, Json]]:
    """The same as problems, where the question was what is wrong."""
    return [
        {**detail, "blockId": None, "field": None, "severity": "error", "code": "DEFINITION_INVALID"}
        for detail in error.details
    ]
