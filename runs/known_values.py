"""What is known of a workflow's values from its last runs: samples for the studio, and what a test of one block starts with."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from runs.models import Run, RunStatus, Step, StepStatus
from runs.selectors import whole_input, whole_values

RUNS_BACK = 20
#: Of a block inside containers the first step stands for all.
FIRST = ("", *(".".join("0" * depth) for depth in range(1, 6)))


@dataclass(frozen=True, slots=True)
class KnownValues:
    """`run`: the newest run that has begun. `steps`: by block, its newest step that gave something; of one that only ever
    failed, the newest failure.
    """

    run: Run | None = None
    steps: dict[str, Step] = field(default_factory=dict)
    numbers: dict[uuid.UUID, int] = field(default_factory=dict)  # of the runs, by id

    def number_of(self, step: Step) -> int:
        return self.numbers[step.run_id]

    def whole(self) -> None:
        """Replace the previews of large values by the values, as far as one answer holds them."""
        whole_values(list(self.steps.values()))

    def scope(self) -> dict[str, Any]:
        """What they give to a template outside a run."""
        steps = {block: {"output": step.output, "error": step.error} for block, step in self.steps.items()}
        if self.run is None:
            return {"input": None, "steps": steps}
        return {"input": whole_input(self.run), "steps": steps, "runId": f"run_{self.run.id}"}


def known_values(
    *, company_id: uuid.UUID, workflow_id: uuid.UUID, blocks: Collection[str] | None = None
) -> KnownValues:
    """Of these blocks, or of all. Looks at the last 20 runs that have begun and still have their values."""
    runs = last_runs(company_id=company_id, workflow_id=workflow_id)
    if not runs:
        return KnownValues()
    place = {run.id: place for place, run in enumerate(runs)}
    steps = Step.objects.filter(
        run_id__in=place, iteration__in=FIRST, status__in=(StepStatus.COMPLETED, StepStatus.FAILED)
    )
    if blocks is not None:
        steps = steps.filter(block__in=blocks)

    chosen: dict[str, tuple[tuple[bool, bool, int, int], uuid.UUID]] = {}
    for step_id, block, status, is_reused, run_id, seq in steps.values_list(
        "id", "block", "status", "reused", "run_id", "seq"
    ):
        # A value that was taken over is told by the run that made it, as long as that is there.
        rank = (status == StepStatus.FAILED, is_reused, place[run_id], seq)
        if block not in chosen or rank < chosen[block][0]:
            chosen[block] = (rank, step_id)
    found = Step.objects.filter(id__in=[step_id for _, step_id in chosen.values()])
    return KnownValues(runs[0], {step.block: step for step in found}, {run.id: run.number for run in runs})


def last_runs(*, company_id: uuid.UUID, workflow_id: uuid.UUID) -> Sequence[Run]:
    """The newest runs that have begun and still have their values, the newest first."""
    return list(
        Run.objects.filter(company_id=company_id, workflow_id=workflow_id, redacted=False)
        .exclude(status=RunStatus.PENDING)
        .select_related("workflow", "version")
        .order_by("-created_at", "-queued_seq")[:RUNS_BACK]
    )
