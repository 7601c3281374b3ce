"""Why a step ran as it did: its values traced to the blocks that gave them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.models import Company
from connections.services.environment_secrets import set_secret
from runs.models import Run, Step
from tests.conftest import API, data_of, error_of
from tests.runs.conftest import MakeWorkflow, reply, start

pytestmark = pytest.mark.django_db(transaction=True)

RunToEnd = Callable[..., Any]


def why(api: APIClient, run: Run, block: str, iteration: str = "") -> dict[str, Any]:
    step = Step.objects.get(run=run, block=block, iteration=iteration)
    found: dict[str, Any] = data_of(api.get(f"{API}/runs/run_{run.id}/steps/step_{step.id}/why"))
    return found


def sources(field: dict[str, Any]) -> list[tuple[Any, ...]]:
    return [(one["reference"], one["kind"], one["blockId"], one["value"]) for one in field["sources"]]


def test_each_field_tells_its_template_and_who_gave_the_value(
    api: APIClient, make: MakeWorkflow, run_to_end: RunToEnd
) -> None:
    workflow = make(
        "start -> a",
        "a -> v",
        "v -> b",
        top={"variables": {"taxRate": 0.2}},
        a=reply({"customer": {"name": "Northwind"}}),
        v={"type": "set-variable", "config": {"values": {"greeting": "Hello"}}},
        b=reply(
            {
                "text": "{{variables.greeting}} {{steps.a.output.customer.name}}, {{input.amount}} at {{variables.taxRate}}",
                "at": "{{now}}",
                "fixed": 1,
            }
        ),
    )
    run = run_to_end(start(workflow, {"amount": 12480}))
    [text, at] = why(api, run, "b")["fields"]
    assert text["path"] == "value.text"
    assert text["value"] == "Hello Northwind, 12480 at 0.2"
    assert text["template"].startswith("{{variables.greeting}} {{steps.a")
    assert sources(text) == [
        ("variables.greeting", "variable", "v", "Hello"),
        ("steps.a.output.customer.name", "step", "a", "Northwind"),
        ("input.amount", "input", "start", 12480),
        ("variables.taxRate", "variable", None, 0.2),
    ]
    assert text["sources"][1]["path"] == ["output", "customer", "name"]
    assert sources(at)[0][:3] == ("now", "system", None)
    assert not at["sources"][0]["isKnown"]


def test_a_path_that_led_nowhere_says_where_it_broke(
    api: APIClient, make: MakeWorkflow, run_to_end: RunToEnd
) -> None:
    workflow = make("start -> a", a=reply({"to": "{{input.customer.email}}", "cc": "{{input.cc ?? 'none'}}"}))
    run = run_to_end(start(workflow, {"customer": {"name": "Northwind"}}))
    [to, cc] = why(api, run, "a")["fields"]
    assert to["value"] is None
    assert to["sources"][0]["missing"] == "`input.customer.email` is empty: `customer` has no `email`."
    assert cc["sources"][0]["missing"] is None


def test_inside_a_fan_out_the_item_and_the_steps_are_those_of_the_round(
    api: APIClient, make: MakeWorkflow, run_to_end: RunToEnd
) -> None:
    workflow = make(
        "start -> f",
        "a -> big",
        "big.true -> b",
        f={"type": "fan-out", "config": {"collection": "{{input.lines}}", "itemVariable": "line"}},
        a={**reply({"amount": "{{line.amount}}"}), "parentId": "f"},
        big={"type": "condition", "config": {"expression": "steps.a.output.amount > 10"}, "parentId": "f"},
        b={**reply("{{index}}: {{line.sku}} {{steps.a.output.amount}}"), "parentId": "f"},
    )
    run = run_to_end(
        start(
            workflow,
            {"lines": [{"sku": "A", "amount": 20}, {"sku": "B", "amount": 5}, {"sku": "C", "amount": 30}]},
        )
    )
    answer = why(api, run, "b", "2")
    [field] = answer["fields"]
    assert field["value"] == "2: C 30"
    assert sources(field) == [
        ("index", "item", "f", 2),
        ("line.sku", "item", "f", "C"),
        ("steps.a.output.amount", "step", "a", 30),
    ]
    step_of_a = Step.objects.get(run=run, block="a", iteration="2")
    assert field["sources"][2]["stepId"] == f"step_{step_of_a.id}"
    around = {one["id"]: one for one in answer["steps"]}
    assert set(around) == {"a", "big", "b"}
    assert all(one["iteration"] == [2] for one in around.values())
    assert around["big"]["port"] == "true"
    skipped = {one["id"]: one for one in why(api, run, "b", "1")["steps"]}
    assert (skipped["big"]["port"], skipped["b"]["status"]) == ("false", "skipped")


def test_nested_rounds_see_the_items_around_them(
    api: APIClient, make: MakeWorkflow, run_to_end: RunToEnd
) -> None:
    outer = {"type": "loop", "config": {"collection": "{{input}}", "itemVariable": "order"}}
    inner = {"type": "loop", "config": {"collection": "{{order.lines}}"}, "parentId": "o"}
    workflow = make("start -> o", o=outer, i=inner, a={**reply("{{order.id}}/{{item}}"), "parentId": "i"})
    run = run_to_end(start(workflow, [{"id": "x", "lines": ["p"]}, {"id": "y", "lines": ["q", "r"]}]))
    [field] = why(api, run, "a", "1.1")["fields"]
    assert sources(field) == [("order.id", "item", "o", "y"), ("item", "item", "i", "r")]
    assert {one["id"]: one["iteration"] for one in why(api, run, "a", "1.1")["steps"]} == {
        "i": [1],
        "a": [1, 1],
    }


def test_secrets_are_named_and_never_shown(
    acme: Company, api: APIClient, make: MakeWorkflow, run_to_end: RunToEnd, stub: Any
) -> None:
    set_secret(company_id=acme.id, name="TOKEN", value="s3cret-value", actor="tests")
    get = {"type": "http", "config": {"url": stub.url(), "headers": {"authorization": "{{secrets.TOKEN}}"}}}
    run = run_to_end(start(make("start -> a", a={**get, "errorHandling": "continue"}), {}))
    [field] = why(api, run, "a")["fields"]
    assert (field["path"], field["value"]) == ("headers.authorization", "{{secrets.TOKEN}}")
    assert sources(field) == [("secrets.TOKEN", "secret", None, None)]
    assert not field["sources"][0]["isKnown"]


def test_a_step_of_another_run_is_not_found(api: APIClient, workflow: Any, run_to_end: RunToEnd) -> None:
    first, second = run_to_end(start(workflow, {}), start(workflow, {}))
    step = Step.objects.filter(run=second).first()
    assert step
    error_of(api.get(f"{API}/runs/run_{first.id}/steps/step_{step.id}/why"), 404, "NOT_FOUND")
