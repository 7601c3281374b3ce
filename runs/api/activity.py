"""What runs know of workflows, their activity and their tests: mixed into the views of the workflows API."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from accounts.api.envelope import iso
from accounts.ids import public_id
from runs import run_tests, selectors, services
from runs.models import Run
from runs.present import summary
from workflows.api.views import WorkflowView
from workflows.definition import Definition
from workflows.models import Workflow
from workflows.problems import Problem


class RunActivity:
    """Overrides what `WorkflowView` leaves to an app to the left."""

    def gate(self, workflow: Workflow, definition: Definition) -> list[Problem]:
        return run_tests.gate(workflow, definition)

    def archive(self, workflow_id: str) -> Workflow:
        view: WorkflowView = self  # type: ignore[assignment]
        return services.archive_workflow(workflow=view.find(workflow_id), by=view.identity, ip=view.ip)

    def activity(self, workflows: Iterable[Workflow]) -> Mapping[UUID, Mapping[str, Any]]:
        return {
            workflow_id: {"lastRun": _last_run(found["lastRun"]), "stats": _stats(found["days"])}
            for workflow_id, found in selectors.activity(workflows).items()
        }


def _last_run(run: Run | None) -> dict[str, Any] | None:
    if run is None:
        return None
    return {
        "id": public_id("run", run.id),
        "number": run.number,
        "status": run.status,
        "summary": summary(run),
        "startedAt": None if run.started_at is None else iso(run.started_at),
        "finishedAt": None if run.finished_at is None else iso(run.finished_at),
    }


def _stats(days: list[dict[str, Any]]) -> dict[str, Any]:
    completed = sum(day["completed"] for day in days)
    ended = completed + sum(day["failed"] for day in days)
    total = ended + sum(day["other"] for day in days)
    first = next(
        (place for place, day in enumerate(days) if sum(day[key] for key in day if key != "day")), len(days)
    )
    active = max(1, len(days) - first)  # a workflow of yesterday is not judged by a month
    return {
        "days": days,
        "completedShare": completed / ended if ended else None,
        "perDay": round(total / active, 1),
    }
