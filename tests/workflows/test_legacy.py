"""The older `trigger` and `steps` form: every documented example converts, and runs where its types exist."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from tests.workflows import legacy_examples as examples
from workflows.definition import BlockDef, Definition, to_json
from workflows.documents import read_document
from workflows.legacy import is_legacy
from workflows.reading import DefinitionInvalid
from workflows.validation import find_problems

Json = dict[str, Any]


def block(definition: Definition, block_id: str) -> BlockDef:
    found = definition.block(block_id)
    assert found is not None
    return found


def edges(definition: Definition) -> set[str]:
    return {f"{edge.source}.{edge.source_port} -> {edge.target}" for edge in definition.edges}


def converted(*steps: Json, **more: Any) -> Definition:
    return read_document(examples.workflow(*steps, **more))


def details(data: Json) -> dict[str, str]:
    with pytest.raises(DefinitionInvalid) as caught:
        read_document(data)
    return {detail["path"]: detail["message"] for detail in caught.value.details}


def named(step_id: str, **config: Any) -> Json:
    return {"id": step_id, "type": "transform", "config": config or {"mapping": {"a": 1}}}


@pytest.mark.parametrize("name", examples.RUNNABLE)
def test_documented_examples_can_be_published(name: str) -> None:
    definition = read_document(examples.RUNNABLE[name])
    assert find_problems(definition, company_id=uuid4()) == []
    assert not is_legacy(to_json(definition))


@pytest.mark.django_db
@pytest.mark.parametrize("name", examples.SIGNED)
def test_examples_with_a_providers_events_need_nothing_but_its_signing_secret(name: str) -> None:
    problems = find_problems(read_document(examples.SIGNED[name]), company_id=uuid4())
    errors = [problem for problem in problems if problem.severity == "error"]
    assert {problem.code for problem in errors} == {"SIGNING_SECRET_MISSING"}


def test_then_and_else_become_edges() -> None:
    definition = read_document(examples.BRANCHES)
    assert edges(definition) == {
        "trigger.out -> check-amount",
        "check-amount.true -> note-large",
        "note-large.out -> log-large",
        "check-amount.false -> note-small",
        "log-large.out -> finish",
        "note-small.out -> finish",
    }
    check = block(definition, "check-amount")
    assert check.config == {"rules": [[{"left": "{{input.amount}}", "operator": "gt", "right": 5000}]]}
    assert definition.settings == {"timeoutMs": 300000, "concurrencyLimit": 1}
    assert definition.input_schema["required"] == ["amount"]


def test_the_order_of_steps_becomes_edges() -> None:
    assert edges(converted(named("a"), named("b"), named("c"))) == {
        "trigger.out -> a",
        "a.out -> b",
        "b.out -> c",
    }


def test_an_absent_else_goes_on_to_the_next_step() -> None:
    check = {"id": "c", "type": "condition", "config": {"expression": "true", "then": ["a"]}}
    assert edges(converted(check, named("a"), named("b"))) == {
        "trigger.out -> c", "c.true -> a", "a.out -> b", "c.false -> b",
    }  # fmt: skip


def test_conditions_in_branches_of_conditions() -> None:
    outer = {"id": "o", "type": "condition", "config": {"expression": "true", "then": ["i"], "else": ["x"]}}
    inner = {"id": "i", "type": "condition", "config": {"expression": "true", "then": ["y"], "else": ["x"]}}
    assert edges(converted(outer, inner, named("x"), named("y"), named("z"))) == {
        "trigger.out -> o", "o.true -> i", "i.true -> y", "i.false -> x", "o.false -> x", "y.out -> z", "x.out -> z",
    }  # fmt: skip


def test_branches_at_the_step_itself_are_read_too() -> None:
    check = {"id": "c", "type": "condition", "config": {"expression": "true"}, "then": ["a"], "else": []}
    assert edges(converted(check, named("a"))) == {"trigger.out -> c", "c.true -> a"}


def test_a_wait_in_milliseconds() -> None:
    definition = read_document(examples.WAIT_AND_RETRY)
    pause = block(definition, "pause")
    assert pause.config == {"duration": 5, "unit": "seconds"}
    assert (pause.error_handling, pause.has_fallback, pause.fallback_output) == (
        "continue",
        True,
        {"waited": 0},
    )


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"duration": 1500}, {"duration": 1.5, "unit": "seconds"}),
        ({"duration": "5000"}, {"duration": 5, "unit": "seconds"}),
        ({"duration": "{{input.ms}}"}, {"duration": "{{(input.ms) / 1000}}", "unit": "seconds"}),
        ({"duration": 3, "unit": "days"}, {"duration": 3, "unit": "days"}),
    ],
)
def test_durations(given: Json, expected: Json) -> None:
    definition = converted({"id": "w", "type": "wait", "config": given})
    assert block(definition, "w").config == expected
    assert find_problems(definition, company_id=uuid4()) == []


def test_retry_settings_of_both_generations() -> None:
    fetch = block(read_document(examples.WAIT_AND_RETRY), "fetch-customer")
    assert fetch.error_handling == "retry"
    assert fetch.retry_config is not None
    assert (fetch.retry_config.max_attempts, fetch.retry_config.backoff_ms) == (3, 1000)
    assert fetch.timeout_ms == 30000
    invoice = block(read_document(examples.INVOICE_PAID), "create-invoice")
    assert invoice.error_handling == "retry"


def test_retries_that_then_continue() -> None:
    step = {**named("a"), "errorHandling": {"strategy": "continue"}, "retryConfig": {"maxAttempts": 2}}
    only = block(converted(step), "a")
    assert only.retry_config is not None
    assert (only.error_handling, only.retry_config.then) == ("retry", "continue")


def test_both_notations_of_an_action() -> None:
    definition = read_document(examples.INVOICE_PAID)
    invoice, account = block(definition, "create-invoice"), block(definition, "get-account")
    assert (invoice.type, invoice.config["operation"]) == ("stripe", "createInvoice")
    assert invoice.config["customer"] == "{{input.data.object.customer}}"
    assert (account.type, account.config["operation"]) == ("salesforce", "getRecord")
    assert account.config["sobject"] == "Account"
    assert set(account.config) == {"operation", "sobject", "recordId"}


@pytest.mark.parametrize(
    ("action", "type_"),
    [
        ("google-mail.send", "gmail"),
        ("microsoft-graph.send", "outlook"),
        ("sage_intacct.getCustomer", "sage-intacct"),
    ],
)
def test_connectors_by_their_older_keys(action: str, type_: str) -> None:
    assert block(converted({"id": "a", "type": "action", "action": action}), "a").type == type_


def test_a_webhook_of_a_provider_is_an_event() -> None:
    trigger = read_document(examples.INVOICE_PAID).blocks[0]
    assert (trigger.id, trigger.type) == ("trigger", "trigger.event")
    assert trigger.config == {"provider": "stripe", "events": ["invoice.paid"]}


def test_a_webhook_without_a_provider_stays_one() -> None:
    trigger = converted(trigger={"type": "webhook", "path": "orders", "verifySignature": False}).blocks[0]
    assert (trigger.type, trigger.config) == ("trigger.webhook", {"path": "orders"})


def test_schedules() -> None:
    first, second = (converted(trigger=trigger).blocks[0] for trigger in examples.SCHEDULES)
    assert (first.type, first.config) == (
        "trigger.schedule",
        {"cron": "0 9 * * 1-5", "timezone": "Europe/Berlin"},
    )
    assert second.disabled
    assert second.config == {"interval": {"value": 15, "unit": "minutes"}, "timezone": "UTC"}


def test_wrapped_events_are_read_where_they_are_now() -> None:
    won = read_document(examples.OPPORTUNITY_WON)
    assert block(won, "account").config["recordId"] == "{{input.AccountId}}"
    assert block(won, "big").config["expression"] == "{{input.Amount}} > 100"
    reply = block(read_document(examples.SLACK_QUESTION), "reply").config
    assert reply["channel"] == "{{input.event.channel}}"
    assert reply["text"] == "Hello <@{{input.event.user}}>"
    assert reply["threadTs"] == "{{ input.event.ts }}"


def test_a_payload_of_another_kind_is_left_alone() -> None:
    definition = converted(named("a", mapping={"x": "{{input.payload.y}} input.payload"}))
    assert block(definition, "a").config["mapping"] == {"x": "{{input.payload.y}} input.payload"}


def test_slack_triggers_keep_their_filters() -> None:
    trigger = read_document(examples.SLACK_QUESTION).blocks[0]
    assert trigger.type == "trigger.event"
    assert trigger.config["provider"] == "slack"
    assert trigger.config["events"] == ["app_mention"]
    assert trigger.config["keywords"] == ["invoice"]


def test_the_oldest_approval() -> None:
    definition = read_document(examples.INVOICE_PAID)
    ask = block(definition, "ask")
    assert ask.config["description"] == "Invoice #{{input.invoice_id}} for ${{input.amount}}"
    assert ask.config["timeoutHours"] == 24
    assert "ask.approved -> tell" in edges(definition)


def test_an_approval_of_the_studio_stays_as_it_is() -> None:
    config = {"title": "T", "description": "D", "approvers": ["a"], "timeoutHours": 48}
    assert block(converted({"id": "a", "type": "approval", "config": config}), "a").config == config


def test_slack_and_email_blocks() -> None:
    definition = read_document(examples.INVOICE_PAID)
    assert block(definition, "tell").config["operation"] == "sendMessage"
    assert block(definition, "mail").config["operation"] == "sendEmail"
    plain = converted({"id": "s", "type": "slack", "config": {"channel": "#a", "text": "b"}})
    assert block(plain, "s").config["operation"] == "sendMessage"


def test_transform_rules() -> None:
    config = block(read_document(examples.RULES), "normalize").config
    assert "action" not in config
    assert "targetSchema" not in config
    assert config["validationRules"] == [
        {"field": "name", "rule": "required"},
        {"field": "name", "rule": "string"},
        {"field": "lines", "rule": "list"},
    ]


@pytest.mark.parametrize(
    ("conditions", "rules"),
    [
        ({"left": 1, "operator": "exists"}, [[{"left": 1, "operator": "exists"}]]),
        ([{"left": 1, "operator": "=="}, {"left": 2, "operator": "lt"}], [[{"left": 1, "operator": "eq"}, {"left": 2, "operator": "lt"}]]),
        ({"or": [{"left": 1, "operator": "eq"}, {"left": 2, "operator": "eq"}]}, [[{"left": 1, "operator": "eq"}], [{"left": 2, "operator": "eq"}]]),
        (
            {"and": [{"any": [{"left": 1, "operator": "eq"}, {"left": 2, "operator": "eq"}]}, {"left": 3, "operator": "eq"}]},
            [[{"left": 1, "operator": "eq"}, {"left": 3, "operator": "eq"}], [{"left": 2, "operator": "eq"}, {"left": 3, "operator": "eq"}]],
        ),
        ({"not": {"left": 1, "operator": "gt"}}, [[{"left": 1, "operator": "lte"}]]),
        (
            {"not": [{"left": 1, "operator": "contains"}, {"left": 2, "operator": "eq"}]},
            [[{"left": 1, "operator": "notContains"}], [{"left": 2, "operator": "ne"}]],
        ),
    ],
)  # fmt: skip
def test_conditions_are_brought_to_rules(conditions: Any, rules: Any) -> None:
    step = {"id": "c", "type": "condition", "config": {"conditions": conditions}}
    assert block(converted(step), "c").config["rules"] == rules


def test_steps_inside_a_loop_live_in_it() -> None:
    loop = {
        "id": "each",
        "type": "loop",
        "config": {"collection": "{{input.lines}}", "steps": [named("one"), named("two")]},
    }
    definition = converted(loop, named("after"))
    assert (block(definition, "one").parent_id, block(definition, "two").parent_id) == ("each", "each")
    assert edges(definition) == {"trigger.out -> each", "one.out -> two", "each.done -> after"}
    assert block(definition, "each").config == {"collection": "{{input.lines}}"}


def test_loops_and_parallels_run_as_they_are() -> None:
    """Bodies become blocks inside; conditions in them keep their branches."""
    loop = {
        "id": "each", "type": "loop", "config": {"collection": "input.lines", "itemVariable": "line", "maxIterations": 50},
        "steps": [
            {"id": "big", "type": "condition", "config": {"expression": "{{line.amount}} > 10", "then": ["tell"]}},
            {"id": "tell", "type": "transform", "config": {"mapping": {"sku": "{{line.sku}}"}}},
            {"id": "last", "type": "transform", "config": {"mapping": {"n": "{{index}}"}}},
        ],
    }  # fmt: skip
    lanes = {
        "id": "both", "type": "parallel", "config": {
            "waitForAll": True,
            "branches": [
                {"steps": [{"id": "one", "type": "transform", "config": {"mapping": {"a": 1}}}]},
                {"steps": [{"id": "two", "type": "transform", "config": {"mapping": {"b": 2}}}]},
            ],
        },
    }  # fmt: skip
    definition = converted(loop, lanes)
    assert find_problems(definition, company_id=uuid4()) == []
    assert edges(definition) == {
        "trigger.out -> each", "each.done -> both", "big.true -> tell", "tell.out -> last", "big.false -> last",
    }  # fmt: skip
    assert {block(definition, name).parent_id for name in ("big", "tell", "last")} == {"each"}
    assert {block(definition, name).parent_id for name in ("one", "two")} == {"both"}
    assert block(definition, "each").config["collection"] == "{{input.lines}}"


def test_blocks_stand_from_top_to_bottom() -> None:
    places = {item.id: (item.x, item.y) for item in read_document(examples.BRANCHES).blocks}
    assert [places[name][1] for name in ("trigger", "check-amount", "note-large", "log-large", "finish")] == [
        0, 130, 260, 390, 520,
    ]  # fmt: skip
    assert places["note-small"][0] - places["note-large"][0] == 288
    assert len(set(places.values())) == len(places)


def test_names_are_made_of_ids() -> None:
    assert block(converted(named("fetch-customer")), "fetch-customer").name == "Fetch customer"


def test_a_step_called_trigger_keeps_its_name() -> None:
    definition = converted(named("trigger"))
    assert [item.id for item in definition.blocks] == ["trigger2", "trigger"]


def test_new_blocks_may_carry_the_older_error_handling() -> None:
    data = {
        "name": "W",
        "blocks": [
            {"id": "t", "type": "trigger.api"},
            {
                "id": "a",
                "type": "http",
                "errorHandling": {"strategy": "continue", "fallback": 1},
                "retryConfig": {"initialDelayMs": 7},
            },
        ],
    }
    assert is_legacy(data)
    only = block(read_document(data), "a")
    assert only.retry_config is not None
    assert (only.retry_config.backoff_ms, only.fallback_output) == (7, 1)


@pytest.mark.parametrize(
    ("data", "path", "words"),
    [
        ({"name": "W", "steps": []}, "trigger", "type"),
        ({"name": "W", "trigger": {"type": "api"}}, "steps", "list"),
        ({"name": "W", "trigger": {"type": "api"}, "steps": [1]}, "steps.0", "object"),
        ({"name": "W", "trigger": {"type": "api"}, "steps": [], "stepz": 1}, "stepz", "Did you mean “steps”?"),
        (examples.workflow({**named("a"), "timeout": 1}), "steps.0.timeout", "Did you mean “timeoutMs”?"),
        (examples.workflow(named("a"), named("a")), "steps.1.id", "Two steps"),
        (examples.workflow(named("1a")), "steps.0.id", "not a block id"),
        (examples.workflow({**named("a"), "timeoutMs": "soon"}), "steps.0.timeoutMs", "whole number"),
        (
            examples.workflow({"id": "c", "type": "condition", "config": {"expression": "true", "then": ["nota"]}}, named("note")),
            "steps.0.config.then.0",
            "Did you mean “note”?",
        ),
        (examples.workflow({"id": "a", "type": "wait", "config": []}), "steps.0.config", "object"),
    ],
)  # fmt: skip
def test_what_cannot_be_understood_is_named_where_it_stands(data: Json, path: str, words: str) -> None:
    assert words in details(data)[path]
