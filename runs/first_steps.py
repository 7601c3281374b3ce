"""How far a newcomer has come in the demo company: what has really happened there, not what was clicked away.

The demo company is told by its sample runs, which are the first it ever had: once they are pruned it is no demo any more.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from connections.models import Connection
from runs.models import Run, RunStatus
from workflows.models import Block, VersionKind

#: Who starts the sample runs.
DEMO_BY = "Headrace demo"
#: At least so many sample runs are among so many of the company's first.
FIRST_RUNS = 10
#: A drawing with fewer blocks does nothing yet.
FEWEST_BLOCKS = 2


@dataclass(frozen=True)
class FirstSteps:
    """`None` for the ids in a company that is no demo; then the rest says nothing."""

    workflow_id: UUID | None = None
    failed_run_id: UUID | None = None
    ran: bool = False
    completed: bool = False
    built: bool = False
    connected: bool = False


def first_steps(*, company_id: UUID, user_id: int | None, label: str) -> FirstSteps:
    """What the person has done so far; `label` is what their runs say they were started by."""
    first = Run.objects.filter(company_id=company_id).order_by("created_at", "queued_seq")
    samples = [
        run
        for run in first.only("workflow_id", "status", "started_by")[:FIRST_RUNS]
        if run.started_by == DEMO_BY
    ]
    if not samples:
        return FirstSteps()
    demos = {run.workflow_id for run in samples}
    own = Run.objects.filter(workflow_id__in=demos, started_by=label)
    failed = next((run for run in samples if run.status == RunStatus.FAILED), None)
    ran = own.exists()
    return FirstSteps(
        workflow_id=samples[0].workflow_id,
        failed_run_id=None if failed is None else failed.id,
        ran=ran,
        completed=ran and own.filter(status=RunStatus.COMPLETED).exists(),
        built=_has_built(company_id, user_id, demos),
        connected=Connection.objects.filter(company_id=company_id).exists(),
    )


def _has_built(company_id: UUID, user_id: int | None, demos: set[UUID]) -> bool:
    """Whether a workflow of the person's own holds something that can run."""
    if user_id is None:
        return False
    blocks = Block.objects.filter(
        version__kind=VersionKind.DRAFT,
        version__workflow__company_id=company_id,
        version__workflow__created_by_id=user_id,
    ).exclude(version__workflow_id__in=demos)
    return blocks.filter(index=FEWEST_BLOCKS - 1).exists()
