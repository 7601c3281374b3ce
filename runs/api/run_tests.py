"""Runs kept as tests, over HTTP: list, keep, play, look at the differences, accept."""

from __future__ import annotations

import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import Field
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.envelope import iso, ok
from accounts.api.errors import not_found
from accounts.api.forms import Form, Shape
from accounts.api.schema import describe
from accounts.ids import parse_public_id, public_id
from runs import run_tests, selectors
from runs.models import RunTest
from runs.recording import StepResult
from workflows.api.views import WorkflowView
from workflows.models import Workflow
from workflows.selectors import draft_definition


class RunToKeep(Form):
    run_id: str = Field(description="A run of this workflow that has ended.")
    name: str = Field(min_length=1, max_length=200)


class TestsToPlay(Form):
    ids: list[str] | None = Field(None, max_length=100, description="Absent: all tests of the workflow.")


class TestChange(Form):
    name: str | None = Field(None, min_length=1, max_length=200)
    ignored: list[str] | None = Field(
        None, max_length=500, description="Places that may differ: block/part/path, as differences name them."
    )
    accept: bool = Field(False, description="What the last run gave is expected from now on.")


class RunTestItem(Shape):
    id: str
    name: str
    run_number: int = Field(description="The run it was made from.")
    status: Literal["never", "running", "passed", "failed"] = Field(description="Of its last run.")
    is_current: bool = Field(description="The last run was of the draft as it is now.")
    differing: int = Field(description="Steps that differ from the recording.")
    last_run_id: str | None
    created_by: str
    created_at: datetime.datetime


class DifferenceItem(Shape):
    place: str = Field(description="What `ignored` takes.")
    part: Literal["status", "port", "input", "output", "error"]
    path: str
    expected: Any
    actual: Any


class StepResultItem(Shape):
    block_id: str
    iteration: str
    name: str
    change: Literal["same", "changed", "missing", "added"]
    differences: list[DifferenceItem]


class RunTestDetail(RunTestItem):
    ignored: list[str]
    steps: list[StepResultItem]


class RunTestView(WorkflowView):
    """A view of a workflow's tests."""

    def find_test(self, workflow: Workflow, test_id: str) -> RunTest:
        found = run_tests.get_run_test(workflow, parse_public_id("rt", test_id))
        if found is None:
            raise not_found("This workflow has no test with this id.")
        return found

    def show_tests(self, workflow: Workflow) -> Response:
        draft = draft_definition(workflow)
        shown = [_item(test, run_tests.state_of(test, draft)) for test in run_tests.list_run_tests(workflow)]
        return ok(shown)

    def show_test(self, workflow: Workflow, test_id: str, *, status: int = 200) -> Response:
        test = self.find_test(workflow, test_id)
        state = run_tests.state_of(test, draft_definition(workflow))
        steps = [_result_item(result) for result in state.results]
        return ok({**_item(test, state), "ignored": test.ignored, "steps": steps}, status=status)


class RunTests(RunTestView):
    scopes = {"GET": "runs:read", "POST": "workflows:write"}

    @describe(summary="List the tests of a workflow", list_of=RunTestItem, errors=[404])
    def get(self, request: Request, workflow_id: str) -> Response:
        del request
        return self.show_tests(self.find(workflow_id))

    @describe(
        summary="Keep a run as a test",
        description="Its input and what each step gave become what is expected.",
        request=RunToKeep,
        response=RunTestDetail,
        status=201,
        errors=[404, 409],
    )
    def post(self, request: Request, workflow_id: str) -> Response:
        del request
        workflow, body = self.find(workflow_id), self.read(RunToKeep)
        run = selectors.get_run(company_id=workflow.company_id, run_id=parse_public_id("run", body.run_id))
        if run is None or run.workflow_id != workflow.id:
            raise not_found("This workflow has no run with this id.")
        test = run_tests.keep_as_test(
            run=run, name=body.name.strip() or f"Run {run.number}", identity=self.identity
        )
        return self.show_test(workflow, public_id("rt", test.id), status=201)


class RunTestsPlay(RunTestView):
    scopes = {"POST": "workflows:execute"}
    throttle_kind = "execute"

    @describe(
        summary="Run tests on the draft",
        description="Without side effects: blocks that reach out are answered with what was recorded. Read the tests for the results.",
        request=TestsToPlay,
        list_of=RunTestItem,
        errors=[404, 409],
    )
    def post(self, request: Request, workflow_id: str) -> Response:
        del request
        workflow, ids = self.find(workflow_id), self.read(TestsToPlay).ids
        tests = (
            run_tests.list_run_tests(workflow)
            if ids is None
            else [self.find_test(workflow, one) for one in ids]
        )
        run_tests.play_tests(workflow=workflow, tests=tests, identity=self.identity)
        return self.show_tests(workflow)


class OneRunTest(RunTestView):
    scopes = {"GET": "runs:read", "PATCH": "workflows:write", "DELETE": "workflows:write"}

    @describe(summary="Read a test with what differs", response=RunTestDetail, errors=[404])
    def get(self, request: Request, workflow_id: str, test_id: str) -> Response:
        del request
        return self.show_test(self.find(workflow_id), test_id)

    @describe(
        summary="Rename a test, ignore places, or accept the new output",
        request=TestChange,
        response=RunTestDetail,
        errors=[404, 409],
    )
    def patch(self, request: Request, workflow_id: str, test_id: str) -> Response:
        del request
        workflow, body = self.find(workflow_id), self.read(TestChange)
        run_tests.change_test(
            test=self.find_test(workflow, test_id),
            identity=self.identity,
            name=body.name,
            ignored=body.ignored,
            accepts=body.accept,
        )
        return self.show_test(workflow, test_id)

    @describe(summary="Delete a test", status=204, errors=[404])
    def delete(self, request: Request, workflow_id: str, test_id: str) -> Response:
        del request
        run_tests.delete_test(test=self.find_test(self.find(workflow_id), test_id), identity=self.identity)
        return Response(status=204)


def _item(test: RunTest, state: run_tests.TestState) -> dict[str, Any]:
    last: UUID | None = test.last_run_id
    return {
        "id": public_id("rt", test.id),
        "name": test.name,
        "runNumber": test.run_number,
        "status": state.status,
        "isCurrent": state.is_current,
        "differing": sum(result.change != "same" for result in state.results),
        "lastRunId": None if last is None else public_id("run", last),
        "createdBy": test.created_by,
        "createdAt": iso(test.created_at),
    }


def _result_item(result: StepResult) -> dict[str, Any]:
    return {
        "blockId": result.block,
        "iteration": result.path,
        "name": result.name,
        "change": result.change,
        "differences": [
            {
                "place": one.place,
                "part": one.part,
                "path": one.path,
                "expected": one.expected,
                "actual": one.actual,
            }
            for one in result.differences
        ],
    }
