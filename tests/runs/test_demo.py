"""The demo company's workflows publish without a finding and run to their end without any account."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from accounts.models import Company
from runs.demo.workflows import DEMO
from runs.models import Step
from tests.runs.conftest import start
from workflows.definition import parse_definition
from workflows.services import create_workflow, publish

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(("drawing", "sample"), DEMO, ids=[drawing["name"] for drawing, _ in DEMO])
def test_it_runs_to_its_end(
    acme: Company, run_to_end: Callable[..., Any], drawing: dict[str, Any], sample: dict[str, Any]
) -> None:
    workflow = create_workflow(company_id=acme.id, definition=parse_definition(drawing), by="tests")
    publish(workflow=workflow, by="tests")
    run = run_to_end(start(workflow, sample))
    assert (run.status, run.error) == ("completed", None)


def test_the_invoice_posts_each_of_its_lines(acme: Company, run_to_end: Callable[..., Any]) -> None:
    drawing, sample = DEMO[0]
    workflow = create_workflow(company_id=acme.id, definition=parse_definition(drawing), by="tests")
    publish(workflow=workflow, by="tests")
    run = run_to_end(start(workflow, sample))
    posted = run.output["lines"]
    assert [line["posted"] for line in posted] == [line["description"] for line in sample["lines"]]
    assert {line["to"] for line in posted} == {"4010 Plans", "4030 Usage", "4090 Credits"}
    inner = Step.objects.filter(run_id=run.id).exclude(iteration="")
    assert inner.count() == 2 * len(sample["lines"])
