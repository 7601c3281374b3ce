"""Agents over HTTP: the built-in ones, a company's own, who may, and what keeps one from being deleted."""

from __future__ import annotations

from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.models import AuditEvent, Company
from connections.models import Connection
from tests.conftest import API, KeyClient, data_of, error_of
from workflows.models import CompanyAgent

pytestmark = pytest.mark.django_db
BUILT_IN = ["agent_extraction", "agent_content", "agent_transform", "agent_decision"]
READER = {
    "name": "Invoice reader",
    "description": "Reads supplier invoices",
    "type": "extraction",
    "provider": "anthropic",
    "model": "claude-demo-large",
    "systemPrompt": "You read invoices of {{input.country}}.",
    "outputSchema": {"type": "object", "properties": {"total": {"type": "number"}}, "required": ["total"]},
    "temperature": 0.2,
    "maxTokens": 1000,
}


@pytest.fixture
def client(key_client: KeyClient) -> APIClient:
    return key_client()


@pytest.fixture
def reader(client: APIClient) -> Any:
    return data_of(client.post(f"{API}/agents", READER, format="json"), 201)


def using(client: APIClient, agent_id: str, *, name: str = "Reads mail", **config: Any) -> str:
    drawing = {
        "name": name,
        "blocks": [
            {"id": "start", "type": "trigger.api", "name": "Start", "config": {}},
            {
                "id": "ask",
                "type": "agent",
                "name": "Ask",
                "config": {"agentId": agent_id, "userPrompt": "Read {{input.text}}", **config},
            },
        ],
        "edges": [{"source": "start", "sourcePort": "out", "target": "ask"}],
    }
    made: str = data_of(client.post(f"{API}/workflows", drawing, format="json"), 201)["id"]
    return made


def config_of(client: APIClient, workflow: str, ref: str) -> dict[str, Any]:
    found = data_of(client.get(f"{API}/workflows/{workflow}/versions/{ref}"))
    blocks = (found.get("definition") or found)["blocks"]
    return next(block["config"] for block in blocks if block["id"] == "ask")


def test_an_agent_from_its_making_to_its_end(client: APIClient, reader: Any) -> None:
    assert reader["id"].startswith("agent_")
    assert {name: reader[name] for name in READER} == READER
    assert (reader["scope"], reader["status"], reader["usedBy"]) == ("company", "active", [])
    address = f"{API}/agents/{reader['id']}"
    changed = data_of(
        client.patch(
            address, {"model": "claude-demo-small", "temperature": None, "name": None}, format="json"
        )
    )
    assert (changed["model"], changed["temperature"], changed["name"]) == (
        "claude-demo-small",
        None,
        "Invoice reader",
    )
    assert data_of(client.get(address)) == changed
    assert data_of(client.delete(address)) is None
    error_of(client.get(address), 404, "NOT_FOUND")
    actions = list(AuditEvent.objects.order_by("id").values_list("action", flat=True))
    assert [each for each in actions if each.startswith("agent.")] == [
        "agent.created",
        "agent.changed",
        "agent.deleted",
    ]


def test_only_what_is_needed_has_to_be_said(client: APIClient) -> None:
    least = {"name": "A", "type": "custom", "systemPrompt": "Be brief."}
    made = data_of(client.post(f"{API}/agents", least, format="json"), 201)
    assert (made["provider"], made["model"], made["maxTokens"], made["temperature"]) == (
        "openai",
        "gpt-4o",
        4096,
        None,
    )


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"name": " "}, "name"),
        ({"type": "wizard"}, "type"),
        ({"provider": "abacus"}, "provider"),
        ({"systemPrompt": ""}, "systemPrompt"),
        ({"temperature": 2.1}, "temperature"),
        ({"maxTokens": 0}, "maxTokens"),
        ({"outputSchema": {"type": "nothing known"}}, "outputSchema"),
        ({"outputSchema": "text"}, "outputSchema"),
        ({"colour": "blue"}, "colour"),
    ],
)
def test_what_does_not_fit_is_said_by_field(
    client: APIClient, reader: Any, change: dict[str, Any], path: str
) -> None:
    for answer in (
        client.post(f"{API}/agents", {**READER, **change}, format="json"),
        client.patch(f"{API}/agents/{reader['id']}", change, format="json"),
    ):
        assert error_of(answer, 400, "VALIDATION_ERROR")["details"][0]["path"] == path
    assert CompanyAgent.objects.count() == 1


def test_the_built_in_ones_are_there_and_stay(client: APIClient) -> None:
    listed = data_of(client.get(f"{API}/agents"))
    assert [each["id"] for each in listed] == BUILT_IN
    assert {each["scope"] for each in listed} == {"global"}
    assert {each["type"] for each in listed} == {"extraction", "content", "transform", "decision"}
    for agent_id in BUILT_IN:
        assert data_of(client.get(f"{API}/agents/{agent_id}"))["systemPrompt"]
        for answer in (
            client.patch(f"{API}/agents/{agent_id}", {"name": "Mine"}, format="json"),
            client.delete(f"{API}/agents/{agent_id}"),
        ):
            assert "comes with Headrace" in error_of(answer, 409, "CONFLICT")["message"]


def test_lists_are_filtered_and_come_in_pages(client: APIClient, reader: Any) -> None:
    for n in range(4):
        data_of(
            client.post(
                f"{API}/agents",
                {**READER, "name": f"Sorter {n}", "type": "classification"},
                format="json",
            ),
            201,
        )
    seen: list[str] = []
    cursor = ""
    for _page in range(5):
        answer = client.get(f"{API}/agents", {"limit": 3, **({"cursor": cursor} if cursor else {})}).json()
        seen += [each["id"] for each in answer["data"]]
        cursor = answer["meta"]["cursor"]
        if not cursor:
            break
    assert (seen[:4], len(seen), len(set(seen))) == (BUILT_IN, 9, 9)
    assert seen[-1] == reader["id"]

    def names(**query: Any) -> list[str]:
        return [each["name"] for each in data_of(client.get(f"{API}/agents", query))]

    assert names(type="extraction") == ["Universal extraction", "Invoice reader"]
    assert names(type="extraction", includeBuiltIn="false") == ["Invoice reader"]
    assert names(search="SORTER 2") == ["Sorter 2"]
    assert names(search="supplier inv", type="extraction") == ["Invoice reader"]
    data_of(client.patch(f"{API}/agents/{reader['id']}", {"status": "deprecated"}, format="json"))
    assert names(status="deprecated") == ["Invoice reader"]
    offered = data_of(client.get(f"{API}/options/agents"))
    assert [each["value"] for each in offered][:4] == BUILT_IN
    assert reader["id"] not in {each["value"] for each in offered}
    [kept] = data_of(client.get(f"{API}/options/agents", {"value": reader["id"]}))
    assert (kept["label"], kept["hint"]) == ("Invoice reader", "Anthropic claude-demo-large")
    error_of(client.get(f"{API}/agents", {"type": "wizard"}), 400, "VALIDATION_ERROR")
    error_of(client.get(f"{API}/agents", {"cursor": "nonsense"}), 400, "VALIDATION_ERROR")


def test_one_that_is_used_is_not_deleted(client: APIClient, reader: Any) -> None:
    workflow = using(client, reader["id"])
    [user] = data_of(client.get(f"{API}/agents/{reader['id']}"))["usedBy"]
    assert user == {"id": workflow, "name": "Reads mail"}
    refused = error_of(client.delete(f"{API}/agents/{reader['id']}"), 409, "CONFLICT")
    assert "Invoice reader is used by “Reads mail”" in refused["message"]
    data_of(client.post(f"{API}/workflows/{workflow}/archive"))
    assert data_of(client.delete(f"{API}/agents/{reader['id']}")) is None


def test_a_version_keeps_what_the_agent_said(client: APIClient, reader: Any) -> None:
    workflow = using(client, reader["id"], maxTokens=50)
    data_of(client.post(f"{API}/workflows/{workflow}/activate"))
    frozen = config_of(client, workflow, "1")
    assert (frozen["model"], frozen["provider"], frozen["maxTokens"]) == (
        "claude-demo-large",
        "anthropic",
        50,
    )
    assert frozen["systemPrompt"] == READER["systemPrompt"]
    assert config_of(client, workflow, "draft") == {
        "agentId": reader["id"],
        "userPrompt": "Read {{input.text}}",
        "maxTokens": 50,
    }
    shown = data_of(client.get(f"{API}/workflows/{workflow}"))
    assert shown["hasUnpublishedChanges"] is False

    data_of(client.patch(f"{API}/agents/{reader['id']}", {"model": "claude-demo-small"}, format="json"))
    assert config_of(client, workflow, "1") == frozen
    # Published again it is a new version, and the difference is what the agent says.
    data_of(client.post(f"{API}/workflows/{workflow}/activate"))
    assert config_of(client, workflow, "2")["model"] == "claude-demo-small"
    told = data_of(client.get(f"{API}/workflows/{workflow}/versions/1/diff/2"))
    assert [field["path"] for block in told["blocks"] for field in block["fields"]] == ["config.model"]
    assert data_of(client.get(f"{API}/workflows/{workflow}/versions/2/diff/draft"))["blocks"] == []
    # A version that becomes the draft again is a drawing again.
    data_of(client.post(f"{API}/workflows/{workflow}/versions/1/restore"))
    assert set(config_of(client, workflow, "draft")) == {"agentId", "userPrompt", "maxTokens"}
    exported = client.get(f"{API}/workflows/{workflow}/export", {"version": "1"}).content.decode()
    assert "agentFields" not in exported


def test_what_is_wrong_with_an_agent_is_a_problem(client: APIClient, reader: Any) -> None:
    def problems(workflow: str) -> set[tuple[str, str]]:
        found = data_of(client.get(f"{API}/workflows/{workflow}/problems"))
        found = found["problems"] if isinstance(found, dict) else found
        return {(each["code"], each["severity"]) for each in found}

    assert "error" not in {severity for _code, severity in problems(using(client, "agent_decision"))}
    gone = using(client, "agent_0197a1b2-0000-7000-8000-000000000001")
    assert ("UNKNOWN_AGENT", "error") in problems(gone)
    data_of(client.patch(f"{API}/agents/{reader['id']}", {"status": "deprecated"}, format="json"))
    assert ("AGENT_DEPRECATED", "warning") in problems(using(client, reader["id"]))
    # Another provider than the agent's: its model means nothing there.
    assert ("CONFIG_INVALID", "error") in problems(using(client, reader["id"], provider="openai"))
    foreign = using(
        client, "agent_content", tools=["stripe.getCustomer"], toolConnections={"stripe": "conn_x"}
    )
    assert ("CONNECTION_MISSING", "error") in problems(foreign)


@pytest.mark.parametrize(
    ("scope", "method"), [("agents:read", "get"), ("agents:write", "post"), ("workflows:write", "post")]
)
def test_a_key_needs_the_scope(key_client: KeyClient, scope: str, method: str) -> None:
    client = key_client(scopes=[scope])
    answer = (
        client.get(f"{API}/agents")
        if method == "get"
        else client.post(f"{API}/agents", READER, format="json")
    )
    if scope == "workflows:write":
        assert "agents:write" in error_of(answer, 403, "FORBIDDEN")["message"]
    else:
        assert answer.status_code in (200, 201)


def test_an_editor_may_and_a_viewer_may_not(acme: Company, ben: Any, vera: Any, as_: Any) -> None:
    data_of(as_(ben).post(f"{API}/agents", READER, format="json"), 201)
    error_of(as_(vera).post(f"{API}/agents", READER, format="json"), 403, "FORBIDDEN")
    assert len(data_of(as_(vera).get(f"{API}/agents"))) == 5


def test_a_connection_is_used_by_the_tools_that_read_with_it(client: APIClient, acme: Company) -> None:
    row = Connection.objects.create(
        company=acme, provider="stripe", name="Shop", method="api_key", status="active"
    )
    id = f"conn_{row.id}"
    workflow = using(client, "agent_content", tools=["stripe.getCustomer"], toolConnections={"stripe": id})
    [use] = data_of(client.get(f"{API}/connections/{id}/usage"))
    assert (use["id"] if "id" in use else use["workflowId"]) == workflow
    [count] = data_of(client.get(f"{API}/connection-usage"))
    assert (count["connectionId"], count["workflows"]) == (id, 1)
