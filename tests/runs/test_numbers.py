"""The numbers of runs that start together: one after the other, whoever is refused among them."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from accounts.api.errors import ApiError
from runs.accept import accept
from runs.models import Run
from runs.start_request import Accepted, StartRequest
from tests.runs.conftest import REPLY, MakeWorkflow, start_request

pytestmark = pytest.mark.django_db(transaction=True)

WITH_AMOUNT = {
    "inputSchema": {"type": "object", "properties": {"amount": {"type": "number"}}, "required": ["amount"]}
}


def numbers(requests: list[StartRequest]) -> list[int | str]:
    """Of those that were accepted, in the order of the queue; of the others why not."""
    answers = accept(requests)
    runs = {run.id: run for run in Run.objects.all()}
    accepted = [runs[one.run_id] for one in answers if isinstance(one, Accepted)]
    places = [run.queued_seq for run in accepted]
    assert places == sorted(places)
    return [one.code if isinstance(one, ApiError) else runs[one.run_id].number for one in answers]


def test_whoever_is_refused_leaves_no_gap(make: MakeWorkflow) -> None:
    workflow = make("start -> a", a=REPLY, top=WITH_AMOUNT)
    good, bad = start_request(workflow, {"amount": 1}), start_request(workflow, {"amount": "much"})
    assert numbers([good, bad, good]) == [1, "VALIDATION_ERROR", 2]
    assert numbers([bad, bad]) == ["VALIDATION_ERROR"] * 2
    assert numbers([good]) == [3]


def test_a_workflow_that_is_not_there_or_not_theirs_has_none(make: MakeWorkflow, rival: Any) -> None:
    ours, theirs = make("start -> a", a=REPLY), make("start -> a", a=REPLY, company=rival)
    absent = start_request(ours, workflow_id=uuid.uuid4())
    foreign = start_request(ours, workflow_id=theirs.id)
    assert numbers([absent, start_request(ours), foreign]) == ["NOT_FOUND", 1, "NOT_FOUND"]
    assert numbers([absent]) == ["NOT_FOUND"]
    assert numbers([start_request(theirs), start_request(ours)]) == [1, 2]


def test_neither_has_what_a_limit_or_a_key_turns_away(make: MakeWorkflow) -> None:
    rejecting = {"settings": {"concurrencyLimit": 1, "onLimit": "reject"}}
    workflow = make("start -> a", a=REPLY, top=rejecting)
    request = start_request(workflow)
    assert numbers([request, request]) == [1, "CONCURRENCY_LIMIT"]
    Run.objects.update(has_slot=False)
    keyed = start_request(workflow, idempotency_key="once")
    assert numbers([keyed, keyed]) == [2, 2]
    assert numbers([keyed]) == [2]
    Run.objects.update(has_slot=False)
    assert numbers([request]) == [3]
