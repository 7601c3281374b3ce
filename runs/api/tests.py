"""Test runs over HTTP: of the draft, of a definition as sent, or of one block."""

from __future__ import annotations

from typing import Any

from pydantic import Field
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.envelope import ok
from accounts.api.forms import Form
from accounts.api.schema import describe
from runs.api.shapes import AcceptedRun
from runs.rehearsing import UNSET, Wanted, start_test
from workflows.api.views import WorkflowView
from workflows.documents import read_document

PINS = (
    "A test run answers pinned outputs instead of running their blocks, tries everything once, reads three pages at most, and "
    "stands outside of limits, statistics, alerts and error workflows. Its effects are real unless `dryRun` is set."
)
DRY = "Reads happen; of a write the step's output and log say what would be sent, and nobody is asked for approval."


class DraftToTest(Form):
    definition: dict[str, Any] | None = Field(None, description="Absent: the draft.")
    input: Any = Field(
        None, description="Absent: what is pinned at the trigger, else the input of the last run."
    )
    trigger_id: str | None = Field(None, max_length=64, description="Which trigger fires.")
    from_: str | None = Field(
        None,
        alias="from",
        max_length=64,
        description="The block to begin at: steps before it are taken over from the newest run that got there.",
    )
    to: str | None = Field(None, max_length=64, description="The block after which nothing starts.")
    skip_waits: bool = Field(True, description="Waits end at once.")
    dry_run: bool = Field(False, description=DRY)


class BlockToTest(Form):
    definition: dict[str, Any] | None = Field(None, description="Absent: the draft.")
    input: Any = Field(
        None, description="Absent: what is pinned at the trigger, else the input of the last run."
    )
    steps: dict[str, Any] = Field(
        default_factory=dict,
        max_length=1_000,
        description="Outputs of blocks before it, by block, in place of those that are pinned or known from the last runs.",
    )
    items: dict[str, Any] = Field(
        default_factory=dict,
        max_length=50,
        description="What the containers around the block call their item and index. Absent: their first item.",
    )
    skip_waits: bool = Field(True, description="Waits end at once.")
    dry_run: bool = Field(False, description=DRY)


class WorkflowTest(WorkflowView):
    scopes = {"POST": "workflows:execute"}
    throttle_kind = "execute"

    @describe(
        summary="Start a test run",
        description=PINS,
        request=DraftToTest,
        response=AcceptedRun,
        status=202,
        errors=[404, 409],
    )
    def post(self, request: Request, workflow_id: str) -> Response:
        del request
        body = self.read(DraftToTest)
        wanted = Wanted(
            definition=None if body.definition is None else read_document(body.definition),
            input=body.input if "input" in body.model_fields_set else UNSET,
            trigger_id=body.trigger_id,
            start=body.from_,
            stop=body.to,
            skips_waits=body.skip_waits,
            is_dry=body.dry_run,
        )
        accepted = start_test(workflow=self.find(workflow_id), identity=self.identity, wanted=wanted)
        return ok(accepted.as_json(), status=202)


class BlockTest(WorkflowView):
    scopes = {"POST": "workflows:execute"}
    throttle_kind = "execute"

    @describe(
        summary="Run one block",
        description=f"As a test run, whatever leads to the block. {PINS}",
        request=BlockToTest,
        response=AcceptedRun,
        status=202,
        errors=[404, 409],
    )
    def post(self, request: Request, workflow_id: str, block_id: str) -> Response:
        del request
        body = self.read(BlockToTest)
        wanted = Wanted(
            definition=None if body.definition is None else read_document(body.definition),
            input=body.input if "input" in body.model_fields_set else UNSET,
            start=block_id,
            stop=block_id,
            skips_waits=body.skip_waits,
            is_dry=body.dry_run,
            steps=body.steps,
            items=body.items,
        )
        accepted = start_test(workflow=self.find(workflow_id), identity=self.identity, wanted=wanted)
        return ok(accepted.as_json(), status=202)
