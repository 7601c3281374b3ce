"""A trigger that fires starts one run for each occasion, and what fired it can be read in templates."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest

from accounts.api.errors import ApiError
from accounts.identity import Identity
from runs.accept import accept
from runs.again import retry_run
from runs.firing import firing, triggers_by_id, triggers_of
from runs.firing_facts import IN_INPUT, IS_INPUT
from runs.models import Run
from runs.sql import statements
from runs.start_request import Accepted, StartRequest
from tests.runs.conftest import MakeWorkflow, fetch, reply, steps_of
from workflows import services
from workflows.models import Trigger, Workflow

HOOK: dict[str, Any] = {"type": "trigger.webhook", "config": {"path": "orders-5f2c8e1a90b7"}}
AT = 1_790_000_000_123


def fire(workflow: Workflow, occasion: str = "1", input: Any = None, **more: Any) -> StartRequest:
    row = Trigger.objects.get(workflow=workflow, block_key="hook")
    trigger = triggers_by_id(statements(), [row.id])[row.id]
    return firing(trigger=trigger, occasion=occasion, input=input, fired_at_ms=AT, **more)


def test_the_fired_trigger_gives_the_input_and_the_others_are_skipped(
    make: MakeWorkflow, run_to_end: Callable[..., Run]
) -> None:
    seen = "{{trigger.type}} {{trigger.eventId}} {{trigger.firedAt}} {{trigger.method}} {{trigger.headers.x-name}} {{trigger.query.q}}"
    workflow = make("hook -> a", "start -> b", hook=HOOK, a=reply(seen), b=reply(1))
    event_id = uuid.uuid4()
    facts = {"method": "POST", "headers": {"x-name": "Ada"}, "query": {"q": "7"}, "bodyAt": IS_INPUT}
    [accepted] = accept([fire(workflow, input={"id": 7}, event_id=event_id, facts=facts)])
    assert isinstance(accepted, Accepted)
    steps = steps_of(run := run_to_end(accepted))
    assert (run.trigger_type, run.trigger_block, run.event_id) == ("webhook", "hook", event_id)
    assert steps["hook"].output == {"id": 7}
    assert (steps["start"].status, steps["b"].status) == ("skipped", "skipped")
    assert run.output == f"webhook evt_{event_id} 2026-09-21T14:13:20.123Z POST Ada 7"


@pytest.mark.parametrize(("place", "input"), [(IS_INPUT, {"id": 7}), (IN_INPUT, {"body": {"id": 7}})])
def test_the_body_is_read_where_the_input_holds_it(
    place: str, input: Any, make: MakeWorkflow, run_to_end: Callable[..., Run]
) -> None:
    workflow = make("hook -> a", hook=HOOK, a=reply("{{trigger.body}}"))
    [accepted] = accept([fire(workflow, input=input, facts={"bodyAt": place})])
    assert run_to_end(accepted).output == {"id": 7}


def test_a_repetition_reads_what_fired_the_first(make: MakeWorkflow, run_to_end: Callable[..., Run]) -> None:
    workflow = make("hook -> a", hook=HOOK, a=reply("{{trigger.eventId}}"))
    [accepted] = accept([fire(workflow, event_id=uuid.uuid4())])
    first = run_to_end(accepted)
    ada = Identity(workflow.company_id, None, None, "ada@acme.example", frozenset(), None)
    again = run_to_end(retry_run(run=first, identity=ada))
    assert again.id != first.id
    assert again.output == first.output


def test_there_is_one_run_for_each_occasion(make: MakeWorkflow) -> None:
    workflow = make("hook -> a", hook=HOOK, a=reply(1))
    answers = [*accept([fire(workflow, "1"), fire(workflow, "1"), fire(workflow, "2")])]
    answers += accept([fire(workflow, "2", input={"other": True})])
    ids = [answer.run_id for answer in answers if isinstance(answer, Accepted)]
    assert [answer.is_new for answer in answers if isinstance(answer, Accepted)] == [True, False, True, False]
    assert (ids[0], ids[2]) == (ids[1], ids[3])
    assert Run.objects.count() == 2


def test_an_occasion_is_not_forgotten_with_keys_of_callers(make: MakeWorkflow) -> None:
    workflow = make("hook -> a", hook=HOOK, a=reply(1))
    [first] = accept([fire(workflow)])
    assert isinstance(first, Accepted)
    run = fetch(first.run_id)
    Run.objects.update(created_at=run.created_at.replace(year=2020))
    [again] = accept([fire(workflow)])
    assert isinstance(again, Accepted)
    assert (again.run_id, again.is_new) == (first.run_id, False)


def test_a_paused_workflow_says_so(make: MakeWorkflow) -> None:
    workflow = make("hook -> a", hook=HOOK, a=reply(1))
    request = fire(workflow)
    services.pause(workflow=workflow, by="tests")
    [answer] = accept([request])
    assert isinstance(answer, ApiError)
    assert answer.code == "WORKFLOW_PAUSED"
    source = (workflow.company_id, "webhook:orders-5f2c8e1a90b7")
    [row] = triggers_of(statements(), [source])[source]
    assert (row.is_live, row.is_paused, row.kind) == (False, True, "webhook")
    assert triggers_of(statements(), [source], paused_too=False) == {}
