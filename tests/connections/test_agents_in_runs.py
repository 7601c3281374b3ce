"""Agents that blocks name, in runs: whose settings count, and with which account a tool reads."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from accounts.identity import Identity
from connections import ready
from connections.models import Connection
from connections.services import lifecycle
from provider_sandbox.server import Server
from runs.services import resolve_version
from runs.worker import choice
from tests.connections.test_styles import sign_in
from tests.runs.conftest import MakeWorkflow, start, steps_of
from workflows.agents.built_in import BUILT_IN
from workflows.agents.services import change_agent, create_agent

pytestmark = pytest.mark.django_db(transaction=True)

RunToEnd = Callable[..., Any]


@pytest.fixture(autouse=True)
def as_in_a_new_process() -> None:
    ready.forget()
    choice.forget_choices()


@pytest.fixture
def openai(identity: Identity, providers: Server) -> Connection:
    return lifecycle.create_connection(
        company_id=identity.company_id,
        provider="openai",
        method="api_key",
        environment="demo",
        name="Models",
        values={"api_key": "sk-demo-0123456789"},
        actor=identity,
    )


@pytest.fixture
def reader(identity: Identity) -> str:
    values = {
        "name": "Reader",
        "type": "extraction",
        "provider": "openai",
        "model": "gpt-demo",
        "system_prompt": "You read for {{input.who}}.",
        "output_schema": {"type": "object", "properties": {"total": {"type": "number"}}},
        "max_tokens": 500,
    }
    return create_agent(company_id=identity.company_id, values=values, by=identity).id


def asked(providers: Server) -> dict[str, Any]:
    """What the model was sent last."""
    sent = [each for each in providers.calls if each["path"] == "/v1/chat/completions"]
    body: dict[str, Any] = json.loads(sent[-1]["body"])
    return body


def block(agent_id: str, prompt: str = "total: 12", **config: Any) -> dict[str, Any]:
    return {"type": "agent", "config": {"agentId": agent_id, "userPrompt": prompt, **config}}


def test_the_agents_settings_count_and_the_blocks_come_first(
    make: MakeWorkflow, run_to_end: RunToEnd, openai: Connection, providers: Server, reader: str
) -> None:
    run = run_to_end(start(make("start -> ask", ask=block(reader)), {"who": "Acme"}))
    assert steps_of(run)["ask"].output["result"] == {"total": 12}, steps_of(run)["ask"].error
    sent = asked(providers)
    assert (sent["model"], sent["max_completion_tokens"]) == ("gpt-demo", 500)
    assert sent["messages"][0]["content"] == "You read for Acme."

    own = block(reader, model="gpt-demo-mini", systemPrompt="Be brief.", maxTokens=50)
    run = run_to_end(start(make("start -> ask", ask=own)))
    assert steps_of(run)["ask"].output["result"] == {"total": 12}
    sent = asked(providers)
    assert (sent["model"], sent["max_completion_tokens"]) == ("gpt-demo-mini", 50)
    assert sent["messages"][0]["content"] == "Be brief."


def test_a_version_runs_on_with_the_settings_of_its_day_and_the_draft_with_those_of_now(
    make: MakeWorkflow,
    run_to_end: RunToEnd,
    openai: Connection,
    providers: Server,
    identity: Identity,
    reader: str,
) -> None:
    workflow = make("start -> ask", ask=block(reader))
    before = resolve_version(workflow=workflow, wanted="draft")
    assert resolve_version(workflow=workflow, wanted="draft") == before
    change_agent(
        company_id=identity.company_id,
        agent_id=reader,
        changes={"model": "gpt-demo-mini"},
        by=identity,
    )
    run = run_to_end(start(workflow))
    assert (run.status, asked(providers)["model"]) == ("completed", "gpt-demo")
    draft = resolve_version(workflow=workflow, wanted="draft")
    assert draft != before
    run = run_to_end(start(workflow, version_id=draft))
    assert (run.status, asked(providers)["model"]) == ("completed", "gpt-demo-mini")


@pytest.mark.parametrize("agent", BUILT_IN, ids=lambda agent: agent.type)
def test_each_built_in_one_answers_as_it_says(
    make: MakeWorkflow, run_to_end: RunToEnd, openai: Connection, providers: Server, agent: Any
) -> None:
    ask = block(agent.id, "name: total value: 12 decision: approve confidence: 0.5", model="gpt-demo")
    run = run_to_end(start(make("start -> ask", ask=ask)))
    assert run.status == "completed", steps_of(run)["ask"].error
    result = steps_of(run)["ask"].output["result"]
    assert asked(providers)["messages"][0]["content"] == agent.system_prompt
    if agent.type == "extraction":
        assert result["confidence"] == 0.5
        assert result["fields"][0]["confidence"] == 0.5
    elif agent.type == "decision":
        assert set(result) == {"decision", "reasons", "confidence"}
    else:
        assert isinstance(result, str)


def test_tools_read_with_the_account_that_the_block_chooses(
    make: MakeWorkflow, run_to_end: RunToEnd, openai: Connection, providers: Server, identity: Identity
) -> None:
    sign_in(identity, "stripe", "connect_oauth", name="Shop")
    _done, begun = sign_in(identity, "stripe", "connect_oauth", name="Second shop", account=2)
    Connection.objects.filter(provider="stripe", account_id="acct_demo1").update(is_default=True)

    def account_used(**config: Any) -> int:
        config |= {"provider": "openai", "model": "gpt-demo", "tools": ["stripe.getCustomer"]}
        prompt = 'use stripe_getCustomer {"customerId": "cus_demo0001"}'
        ask = {"type": "agent", "config": {"userPrompt": prompt, **config}}
        run = run_to_end(start(make("start -> ask", ask=ask)))
        assert run.status == "completed", steps_of(run)["ask"].error
        [used] = [each for each in providers.calls if each["path"].endswith("cus_demo0001")][-1:]
        family = providers.authority.family_of(used["headers"]["authorization"][7:])
        assert family is not None
        return family.account

    assert account_used() == 1
    assert account_used(toolConnections={"stripe": f"conn_{begun.connection.id}"}) == 2
