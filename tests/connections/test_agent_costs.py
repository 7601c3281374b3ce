"""What agents cost: in the step and in the ledger, with the pretended models over real HTTP."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.identity import Identity
from accounts.models import User
from connections import ready
from connections.models import Connection
from provider_sandbox.server import Server
from runs.models import ModelUsage, Run
from runs.pruning import prune
from runs.worker import choice
from tests.conftest import API, data_of
from tests.connections.test_agent import agent, turns
from tests.connections.test_styles import sign_in
from tests.runs.conftest import MakeWorkflow, fetch, start, steps_of

pytestmark = pytest.mark.django_db(transaction=True)

RunToEnd = Callable[..., Any]
Key = Callable[..., Connection]
HAIKU = "claude-haiku-4-5-20251001"
each_maker = pytest.mark.parametrize(
    ("provider", "model", "costs"),
    [("anthropic", HAIKU, 0.0027), ("openai", "gpt-4o-mini", 0.00036)],
)


@pytest.fixture(autouse=True)
def as_in_a_new_process() -> None:
    ready.forget()
    choice.forget_choices()


def told(run: Any) -> tuple[dict[str, Any], list[str]]:
    """The usage that the step gives on, and its own log lines."""
    step = steps_of(run)["agent"]
    assert run.status == "completed", step.error
    return step.output["usage"], [line["message"] for line in step.log if line["level"] == "info"]


@each_maker
def test_a_step_says_what_it_cost_and_the_ledger_keeps_it(
    make: MakeWorkflow,
    run_to_end: RunToEnd,
    key: Key,
    provider: str,
    model: str,
    costs: float,
) -> None:
    key(provider)
    workflow = make("start -> agent", agent=agent(provider, model, "Hello [tokens 1200 300]"))
    usage, log = told(run_to_end(start(workflow)))
    assert usage["costUsd"] == costs
    assert (usage["inputTokens"], usage["outputTokens"], usage["cachedTokens"]) == (1200, 300, 0)
    assert any("1,200 tokens in, 300 out, 1 turn, about $0.00" in line for line in log), log
    run_to_end(start(workflow))
    [row] = ModelUsage.objects.all()
    assert (row.workflow_id, row.provider, row.model) == (workflow.id, provider, model)
    assert (row.requests, row.unpriced, row.input_tokens, row.output_tokens) == (2, 0, 2400, 600)
    assert row.cost_nano == round(costs * 2 * 1e9)
    assert row.day == datetime.datetime.now(datetime.UTC).date()


@pytest.mark.parametrize(
    ("provider", "model", "costs"),
    [
        # Fresh, read at a tenth, written at a quarter more; at OpenAI the cached half at half, writing as fresh ones.
        ("anthropic", HAIKU, 0.001 + 0.0001 + 0.00025),
        ("openai", "gpt-4o-mini", 0.00015 + 0.000075 + 0.00003),
    ],
)
def test_what_comes_from_the_cache_and_goes_into_it_counts(
    make: MakeWorkflow,
    run_to_end: RunToEnd,
    key: Key,
    provider: str,
    model: str,
    costs: float,
) -> None:
    key(provider)
    prompt = "Hello [tokens 1000 0] [cached 1000 200]"
    usage, _ = told(run_to_end(start(make("start -> agent", agent=agent(provider, model, prompt)))))
    assert (usage["inputTokens"], usage["cachedTokens"]) == (2200, 1000)
    assert usage["costUsd"] == pytest.approx(costs, abs=1e-6)
    [row] = ModelUsage.objects.all()
    assert (row.input_tokens, row.cached_tokens) == (2200, 1000)


def test_a_model_without_a_price_costs_nothing_that_is_known(
    make: MakeWorkflow,
    run_to_end: RunToEnd,
    key: Key,
    ada: User,
    as_: Callable[[User], APIClient],
) -> None:
    key("openai")
    workflow = make("start -> agent", agent=agent("openai", "gpt-demo", "Hello [tokens 10 5]"))
    usage, log = told(run_to_end(start(workflow)))
    assert usage["costUsd"] is None
    assert "10 tokens in, 5 out, 1 turn, no price is known for this model." in log
    total = data_of(as_(ada).get(f"{API}/model-usage"))["total"]
    assert (total["requests"], total["unpricedRequests"], total["costUsd"]) == (1, 1, None)


def test_another_server_has_only_the_operators_prices(
    make: MakeWorkflow,
    run_to_end: RunToEnd,
    key: Key,
    settings: Any,
) -> None:
    key("openai", base_url="https://plain.example/v1")
    workflow = make("start -> agent", agent=agent("openai", "gpt-4o-mini", "Hello [tokens 1000 1000]"))
    assert told(run_to_end(start(workflow)))[0]["costUsd"] is None
    settings.MODEL_PRICES = '{"gpt-4o*": {"input": 1, "output": 2}}'
    assert told(run_to_end(start(workflow)))[0]["costUsd"] == 0.003
    [row] = ModelUsage.objects.all()
    assert (row.requests, row.unpriced, row.cost_nano) == (2, 1, 3_000_000)


def test_the_operators_prices_come_before_the_makers(
    make: MakeWorkflow,
    run_to_end: RunToEnd,
    key: Key,
    settings: Any,
) -> None:
    key("openai")
    settings.MODEL_PRICES = '{"gpt-4o-mini": {"input": 0, "output": 100}}'
    workflow = make("start -> agent", agent=agent("openai", "gpt-4o-mini", "Hello [tokens 1000 10]"))
    assert told(run_to_end(start(workflow)))[0]["costUsd"] == 0.001


@each_maker
def test_a_failed_step_says_what_was_paid_for(
    make: MakeWorkflow,
    run_to_end: RunToEnd,
    key: Key,
    provider: str,
    model: str,
    costs: float,
) -> None:
    key(provider)
    schema = {"type": "object", "properties": {"total": {"type": "number"}}, "required": ["total"]}
    block = agent(provider, model, "[bad always] [tokens 1200 300]", outputSchema=schema)
    error = steps_of(run_to_end(start(make("start -> agent", agent=block))))["agent"].error
    assert error["code"] == "OUTPUT_INVALID"
    assert error["details"]["usage"]["turns"] == 2
    assert error["details"]["usage"]["costUsd"] == pytest.approx(2 * costs)
    for prompt in ("[refuse] [tokens 1200 300]", "[cut] [tokens 1200 300]"):
        run = run_to_end(start(make("start -> agent", agent=agent(provider, model, prompt))))
        step = steps_of(run)["agent"]
        assert step.error["details"]["usage"]["costUsd"] == costs
        assert any("about $" in line["message"] for line in step.log)
    assert sum(row.requests for row in ModelUsage.objects.all()) == 4


@pytest.mark.parametrize(
    ("trouble", "status", "tries"),
    # Busy: three more tries than the first. A key that is not taken any more: none.
    [("[busy later]", 503, 4), ("[shut out later]", 401, 1)],
)
@each_maker
def test_trouble_after_an_answer_does_not_make_the_step_pay_anew(
    make: MakeWorkflow,
    run_to_end: RunToEnd,
    key: Key,
    identity: Identity,
    providers: Server,
    provider: str,
    model: str,
    costs: float,
    trouble: str,
    status: int,
    tries: int,
) -> None:
    key(provider)
    sign_in(identity, "stripe", "connect_oauth", name="Shop")
    prompt = f'{trouble} [tokens 1200 300] use stripe_getCustomer {{"customerId": "cus_demo0001"}}'
    block = agent(provider, model, prompt, tools=["stripe.getCustomer"])
    step = steps_of(run_to_end(start(make("start -> agent", agent=block))))["agent"]
    assert (step.status, step.attempt) == ("failed", 1)
    assert step.error["details"]["usage"]["costUsd"] == costs
    assert step.error["details"]["status"] == status
    assert len(turns(providers)) == 1 + tries
    assert ModelUsage.objects.get().requests == 1


@each_maker
def test_a_tool_says_whose_account_it_read_with(
    make: MakeWorkflow,
    run_to_end: RunToEnd,
    key: Key,
    identity: Identity,
    provider: str,
    model: str,
    costs: float,
) -> None:
    key(provider)
    sign_in(identity, "stripe", "connect_oauth", name="Shop")
    for customer in ("cus_demo0001", "cus_nobody"):
        prompt = f'use stripe_getCustomer {{"customerId": "{customer}"}}'
        block = agent(provider, model, prompt, tools=["stripe.getCustomer"])
        run = run_to_end(start(make("start -> agent", agent=block)))
        [use] = steps_of(run)["agent"].output["toolCalls"]
        shop = Connection.objects.get(provider="stripe")
        assert use["connection"] == {"id": f"conn_{shop.id}", "name": shop.name}
    unknown = agent(provider, model, "use stripe_other {}", tools=["stripe.getCustomer"])
    [use] = steps_of(run_to_end(start(make("start -> agent", agent=unknown))))["agent"].output["toolCalls"]
    assert "connection" not in use


def test_the_ledger_stays_when_runs_are_deleted(
    make: MakeWorkflow,
    run_to_end: RunToEnd,
    key: Key,
    settings: Any,
) -> None:
    key("openai")
    run = run_to_end(
        start(make("start -> agent", agent=agent("openai", "gpt-4o-mini", "Hello [tokens 10 5]")))
    )
    long_ago = run.finished_at - datetime.timedelta(days=settings.RETENTION_DAYS + 1)
    Run.objects.filter(id=run.id).update(created_at=long_ago, finished_at=long_ago, aftermath_at_ms=None)
    prune()
    with pytest.raises(Run.DoesNotExist):
        fetch(run.id)
    assert ModelUsage.objects.get().input_tokens == 10
