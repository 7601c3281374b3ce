"""The agent block in runs, against the pretended models over real HTTP: schemas, repair, tools, documents, what it cost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from accounts.identity import Identity
from connections import ready
from connections.models import Connection
from provider_sandbox.server import Server
from runs.worker import choice
from tests.connections.test_styles import sign_in
from tests.runs.conftest import MakeWorkflow, fetch, start, steps_of
from workflows.validation import find_problems

pytestmark = pytest.mark.django_db(transaction=True)

RunToEnd = Callable[..., Any]
SCHEMA = {
    "type": "object",
    "properties": {
        "total": {"type": "number", "minimum": 0},
        "currency": {"type": "string", "enum": ["usd", "eur"]},
        "note": {"type": "string", "maxLength": 20},
    },
    "required": ["total", "currency"],
}
PROVIDERS = [("anthropic", "claude-demo-large"), ("openai", "gpt-demo")]
each_provider = pytest.mark.parametrize(("provider", "model"), PROVIDERS)


@pytest.fixture(autouse=True)
def as_in_a_new_process() -> None:
    ready.forget()
    choice.forget_choices()


def agent(provider: str, model: str, prompt: str, **config: Any) -> dict[str, Any]:
    return {
        "type": "agent",
        "config": {"provider": provider, "model": model, "userPrompt": prompt, **config},
    }


def turns(providers: Server) -> list[dict[str, Any]]:
    return [each for each in providers.calls if each["path"] in ("/v1/messages", "/v1/chat/completions")]


@each_provider
def test_an_answer_held_to_a_schema(
    make: MakeWorkflow, run_to_end: RunToEnd, key: Callable[..., Connection], provider: str, model: str
) -> None:
    assert key(provider).status == "active"
    block = agent(provider, model, "Read: total: {{input.amount}} currency: eur", outputSchema=SCHEMA)
    run = run_to_end(start(make("start -> agent", agent=block), {"amount": 129.5}))
    assert run.status == "completed", steps_of(run)["agent"].error
    output = steps_of(run)["agent"].output
    assert output["result"] == {"total": 129.5, "currency": "eur"} or output["result"]["note"] == "demo"
    assert output["usage"]["turns"] == 1
    assert output["usage"]["inputTokens"] > 0
    assert output["usage"]["totalTokens"] == output["usage"]["inputTokens"] + output["usage"]["outputTokens"]
    assert output["toolCalls"] == []


@each_provider
def test_what_does_not_fit_is_corrected_once(
    make: MakeWorkflow,
    run_to_end: RunToEnd,
    key: Callable[..., Connection],
    providers: Server,
    provider: str,
    model: str,
) -> None:
    key(provider)
    block = agent(provider, model, "[bad once] total: 7 currency: usd", outputSchema=SCHEMA)
    run = run_to_end(start(make("start -> agent", agent=block)))
    output = steps_of(run)["agent"].output
    assert output["result"]["total"] == 7
    assert output["usage"]["turns"] == 2

    worse = agent(provider, model, "[bad always]", outputSchema=SCHEMA)
    run = run_to_end(start(make("start -> agent", agent=worse)))
    error = steps_of(run)["agent"].error
    assert error["code"] == "OUTPUT_INVALID"
    assert "after a second try" in error["message"]
    assert error["details"]["usage"]["inputTokens"] > 0
    assert len(turns(providers)) == 4  # and not one more


def test_a_server_without_schemas_is_told_in_words(
    make: MakeWorkflow, run_to_end: RunToEnd, key: Callable[..., Connection], providers: Server
) -> None:
    key("openai", base_url="https://plain.example/v1")
    block = agent("openai", "gpt-demo", "total: 3 currency: usd", outputSchema=SCHEMA)
    run = run_to_end(start(make("start -> agent", agent=block)))
    assert steps_of(run)["agent"].output["result"]["total"] == 3
    refused, answered = turns(providers)
    assert "response_format" in refused["body"]
    assert "response_format" not in answered["body"]
    assert '"max_tokens"' in answered["body"]


@each_provider
def test_tools_read_with_the_companys_connection(
    make: MakeWorkflow,
    run_to_end: RunToEnd,
    key: Callable[..., Connection],
    identity: Identity,
    providers: Server,
    provider: str,
    model: str,
) -> None:
    key(provider)
    sign_in(identity, "stripe", "connect_oauth")
    prompt = 'use stripe_getCustomer {"customerId": "cus_demo0001"}'
    block = agent(provider, model, prompt, tools=["stripe.getCustomer"])
    run = run_to_end(start(make("start -> agent", agent=block)))
    assert run.status == "completed", steps_of(run)["agent"].error
    output = steps_of(run)["agent"].output
    [use] = output["toolCalls"]
    assert (use["tool"], use["output"]["name"]) == ("stripe.getCustomer", "Globex")
    assert "Globex" in output["text"]
    assert output["usage"]["turns"] == 2

    # What is not declared is not there, however nicely it is asked for; nor what does not fit.
    for asked, words in (
        ('use stripe_deleteCustomer {"customerId": "cus_demo0001"}', "There is no tool"),
        ("use stripe_getCustomer {}", "missing"),
        ('use stripe_getCustomer {"customerId": "cus_nobody"}', "No such customer"),
    ):
        run = run_to_end(
            start(make("start -> agent", agent=agent(provider, model, asked, tools=["stripe.getCustomer"])))
        )
        [use] = steps_of(run)["agent"].output["toolCalls"]
        assert words in use["error"], use
    assert not [each for each in providers.calls if each["method"] == "DELETE"]

    endless = agent(provider, model, f"[endless] {prompt}", tools=["stripe.getCustomer"])
    run = run_to_end(start(make("start -> agent", agent=endless)))
    assert "without an answer" in steps_of(run)["agent"].error["message"]


@each_provider
def test_refusals_cuts_and_wrong_models_are_said(
    make: MakeWorkflow, run_to_end: RunToEnd, key: Callable[..., Connection], provider: str, model: str
) -> None:
    key(provider)
    for prompt, words in (("[refuse]", "refuses to answer"), ("[cut]", "was cut at 4,096 tokens")):
        run = run_to_end(start(make("start -> agent", agent=agent(provider, model, prompt))))
        assert words in steps_of(run)["agent"].error["message"]
    run = run_to_end(start(make("start -> agent", agent=agent(provider, "none", "Hello"))))
    assert "Choose a model that this account has" in steps_of(run)["agent"].error["message"]


@each_provider
def test_documents_are_given_as_documents(
    make: MakeWorkflow,
    run_to_end: RunToEnd,
    key: Callable[..., Connection],
    providers: Server,
    provider: str,
    model: str,
) -> None:
    key(provider)
    data = {"documentContent": "JVBERi0xLjQK", "documentMimetype": "application/pdf", "customer": "Globex"}
    run = run_to_end(start(make("start -> agent", agent=agent(provider, model, "Summarise", inputData=data))))
    assert run.status == "completed"
    [sent] = turns(providers)
    assert "JVBERi0xLjQK" in sent["body"]
    assert '\\"customer\\":\\"Globex\\"' in sent["body"]
    broken = {**data, "documentContent": "no base64!"}
    run = run_to_end(
        start(make("start -> agent", agent=agent(provider, model, "Summarise", inputData=broken)))
    )
    assert "is not base64" in steps_of(run)["agent"].error["message"]


def test_a_lost_answer_is_uncertain_and_asked_about(
    make: MakeWorkflow,
    key: Callable[..., Connection],
    providers: Server,
    run_until_parked: Callable[[Any], Any],
) -> None:
    key("anthropic")
    providers.authority.behaviour.api_mode = "drop"
    run = run_until_parked(
        start(make("start -> agent", agent=agent("anthropic", "claude-demo-large", "Hello")))
    )
    step = steps_of(fetch(run.id))["agent"]
    assert (step.status, step.reason) == ("waiting", "uncertain")
    assert len(turns(providers)) == 1


def test_publishing_looks_at_tools_and_schema(identity: Identity) -> None:
    from workflows.definition import parse_definition

    block = {
        **agent(
            "anthropic", "m", "x", tools=["stripe.createInvoice", "stripe"], outputSchema={"type": "nothing"}
        ),
        "id": "ask",
        "name": "Ask",
        "position": {"x": 0, "y": 0},
    }
    trigger = {"id": "t", "type": "trigger.api", "name": "T", "position": {"x": 0, "y": 0}, "config": {}}
    definition = parse_definition(
        {
            "name": "W",
            "blocks": [trigger, block],
            "edges": [{"source": "t", "sourcePort": "out", "target": "ask"}],
        }
    )
    found = {
        (each.path or "").rpartition("config.")[2]: each.message
        for each in find_problems(definition, company_id=identity.company_id)
    }
    assert "tools only read data" in found["tools.0"]
    assert "is no operation" in found["tools.1"]
    assert "output schema is not valid" in found["outputSchema"]
