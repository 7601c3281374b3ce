"""The demo company's workflows publish without a finding and run without any account; one sample shows what a failure is like."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from accounts.models import Company
from runs.demo.workflows import DEMO, PAID_INVOICE, PAID_INVOICE_INPUT, REFUSED_INVOICE_INPUT
from runs.models import Step
from tests.runs.conftest import start
from workflows.definition import parse_definition
from workflows.models import Workflow
from workflows.services import create_workflow, publish

pytestmark = pytest.mark.django_db(transaction=True)
RUNS = [(drawing, sample) for drawing, samples in DEMO for sample in samples]


def published(acme: Company, drawing: dict[str, Any]) -> Workflow:
    workflow = create_workflow(company_id=acme.id, definition=parse_definition(drawing), by="tests")
    publish(workflow=workflow, by="tests")
    return workflow


@pytest.mark.parametrize(
    ("drawing", "sample"), RUNS, ids=[f"{drawing['name']} {place}" for place, (drawing, _) in enumerate(RUNS)]
)
def test_it_runs_to_its_end(
    acme: Company, run_to_end: Callable[..., Any], drawing: dict[str, Any], sample: dict[str, Any] | None
) -> None:
    run = run_to_end(start(published(acme, drawing), sample))
    if sample is REFUSED_INVOICE_INPUT:
        assert run.status == "failed"
        assert run.error["step"] == "large"
        assert "input.amount" in run.error["message"]
    else:
        assert (run.status, run.error) == ("completed", None)


def test_the_invoice_posts_each_of_its_lines(acme: Company, run_to_end: Callable[..., Any]) -> None:
    run = run_to_end(start(published(acme, PAID_INVOICE), PAID_INVOICE_INPUT))
    posted = run.output["lines"]
    assert [line["posted"] for line in posted] == [
        line["description"] for line in PAID_INVOICE_INPUT["lines"]
    ]
    assert {line["to"] for line in posted} == {"4010 Plans", "4030 Usage", "4090 Credits"}
    inner = Step.objects.filter(run_id=run.id).exclude(iteration="")
    assert inner.count() == 2 * len(PAID_INVOICE_INPUT["lines"])
