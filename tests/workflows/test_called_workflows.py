"""What publishing says about the workflows that a workflow runs."""

from __future__ import annotations

from typing import Any

import pytest

from tests.workflows.drawings import document, drawing
from workflows import services
from workflows.definition import parse_definition
from workflows.models import Workflow
from workflows.problems import Problem
from workflows.validation import find_problems

pytestmark = pytest.mark.django_db


def running(text: str, **more: Any) -> dict[str, Any]:
    return {"type": "sub-workflow", "config": {"workflowId": text}, **more}


def workflow_of(company: Any, *, publish: bool = True) -> Workflow:
    definition = parse_definition(
        document("start -> a", a={"type": "transform", "config": {"mapping": {"x": 1}}})
    )
    workflow = services.create_workflow(company_id=company.id, definition=definition, by="tests")
    if publish:
        services.publish(workflow=workflow, by="tests")
    return workflow


def only(company: Any, *edges: str, own: Any = None, **blocks: Any) -> Problem:
    [problem] = find_problems(drawing(*edges, **blocks), company_id=company.id, workflow_id=own)
    return problem


def test_a_workflow_of_the_company_may_be_run(acme: Any) -> None:
    sub = running(f"wf_{workflow_of(acme).id}")
    assert find_problems(drawing("start -> sub", sub=sub), company_id=acme.id) == []


@pytest.mark.parametrize("which", ["unknown", "garbled", "foreign", "archived"])
def test_what_cannot_be_run_keeps_it_from_being_published(which: str, acme: Any, rival: Any) -> None:
    texts = {"unknown": "wf_01a21557-1845-7a6a-a180-460998e4959c", "garbled": "invoices"}
    if which == "foreign":
        texts[which] = f"wf_{workflow_of(rival).id}"
    if which == "archived":
        theirs = workflow_of(acme)
        services.archive(workflow=theirs, by="tests")
        texts[which] = f"wf_{theirs.id}"
    problem = only(acme, "start -> sub", sub=running(texts[which]))
    assert (problem.code, problem.severity, problem.path) == (
        "UNKNOWN_WORKFLOW", "error", "blocks.1.config.workflowId",
    )  # fmt: skip


def test_one_that_was_never_published_is_mentioned(acme: Any) -> None:
    sub = running(f"wf_{workflow_of(acme, publish=False).id}")
    problem = only(acme, "start -> sub", sub=sub)
    assert (problem.code, problem.severity) == ("UNPUBLISHED_WORKFLOW", "warning")


def test_templates_and_blocks_that_are_off_are_left_to_the_run(acme: Any) -> None:
    found = find_problems(
        drawing(
            "start -> sub", "sub -> off", sub=running("{{input.id}}"), off=running("wf_x", disabled=True)
        ),
        company_id=acme.id,
    )
    assert found == []


def test_running_itself_for_ever_is_warned_of(acme: Any) -> None:
    own = workflow_of(acme)
    sub = running(f"wf_{own.id}")
    problem = only(
        acme,
        "start -> a",
        "a -> sub",
        own=own.id,
        a={"type": "echo", "config": {"operation": "reply"}},
        sub=sub,
    )
    assert (problem.code, problem.severity, problem.block_id) == ("RUNS_ITSELF", "warning", "sub")


def test_running_itself_behind_a_condition_is_fine(acme: Any) -> None:
    own = workflow_of(acme)
    sub = running(f"wf_{own.id}")
    check = {"type": "condition", "config": {"expression": "input.left > 0"}}
    found = find_problems(
        drawing("start -> check", "check.true -> sub", check=check, sub=sub),
        company_id=acme.id,
        workflow_id=own.id,
    )
    assert found == []
