"""The templates: every one can be published once its accounts are connected, and a draft of it is a click away."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from accounts.ids import public_id
from accounts.models import Company
from connections.models import Connection, ConnectionStatus
from tests.conftest import API, KeyClient, data_of, error_of
from workflows.definition import to_json
from workflows.documents import read_document
from workflows.gallery import Template, find_template, templates
from workflows.models import Table

pytestmark = pytest.mark.django_db
ALL = [pytest.param(each, id=each.id) for each in templates()]
#: What connecting an account settles.
OF_CONNECTIONS = {"CONNECTION_MISSING", "CONNECTION_AMBIGUOUS"}


def test_there_are_enough_of_every_kind() -> None:
    assert len(templates()) >= 12
    assert len(Counter(each.job for each in templates())) >= 6


@pytest.mark.parametrize("template", ALL)
def test_a_draft_of_it_lacks_nothing_but_connections(template: Template, key_client: KeyClient) -> None:
    client = key_client()
    for block in template.definition.blocks:
        if block.type == "trigger.event":
            secret = {"provider": block.config["provider"], "value": "whsec_" + "c2VjcmV0" * 4}
            data_of(client.post(f"{API}/signing-secrets", secret, format="json"), 201)
    made = data_of(client.post(f"{API}/templates/{template.id}/use", {}, format="json"), 201)
    assert made["missing"] == []
    problems = data_of(client.get(f"{API}/workflows/{made['id']}/problems"))
    left = [problem for problem in problems if problem["code"] not in OF_CONNECTIONS]
    assert left == []
    data_of(client.post(f"{API}/workflows/{made['id']}/activate", {}, format="json"))


@pytest.mark.parametrize("template", ALL)
def test_its_words_are_whole(template: Template) -> None:
    assert template.set_up
    assert template.sample
    for words in (template.title, template.summary, template.job):
        assert words
        assert words == words.strip()
    assert len(template.summary) <= 160
    assert template.definition.name == template.title
    assert read_document(to_json(template.definition)) == template.definition


def test_the_gallery_says_which_accounts_are_there(key_client: KeyClient, acme: Company) -> None:
    client = key_client()
    mine = Connection.objects.create(
        company=acme, provider="slack", name="Our Slack", status=ConnectionStatus.ACTIVE, is_default=True
    )
    listed = {each["id"]: each for each in data_of(client.get(f"{API}/templates"))}
    needs = {each["slug"]: each for each in listed["invoice-paid-to-crm"]["needs"]}
    assert {"salesforce", "slack"} <= set(needs)
    connection_id = public_id("conn", mine.id)
    assert needs["slack"]["name"] == "Slack"
    assert needs["slack"]["connections"] == [{"id": connection_id, "name": "Our Slack", "isDefault": True}]
    assert needs["salesforce"]["connections"] == []
    detail = data_of(client.get(f"{API}/templates/invoice-paid-to-crm"))
    assert len(detail["definition"]["blocks"]) >= 5
    error_of(client.get(f"{API}/templates/no-such"), 404, "NOT_FOUND")

    used = client.post(
        f"{API}/templates/invoice-paid-to-crm/use", {"connections": {"slack": connection_id}}, format="json"
    )
    chosen = {block["type"]: block.get("connectionId") for block in data_of(used, 201)["blocks"]}
    assert (chosen["slack"], chosen["salesforce"]) == (connection_id, None)


@pytest.mark.parametrize("text", ["", "conn_0197a1b2-0000-7000-8000-000000000001"])
def test_a_connection_that_is_not_there_is_refused(key_client: KeyClient, text: str) -> None:
    answer = key_client().post(
        f"{API}/templates/overdue-digest/use", {"connections": {"slack": text}}, format="json"
    )
    assert error_of(answer, 400, "VALIDATION_ERROR")["details"][0]["path"] == "connections.slack"


def test_its_tables_are_made_once(key_client: KeyClient, acme: Company) -> None:
    client = key_client()
    template = find_template("payment-reconciliation")
    assert template is not None

    def use() -> Any:
        made = data_of(client.post(f"{API}/templates/{template.id}/use", {}, format="json"), 201)
        return next(block["config"]["tableId"] for block in made["blocks"] if block["type"] == "data-table")

    first = use()
    [table] = Table.objects.filter(company=acme)
    assert first == public_id("tbl", table.id)
    assert [column["name"] for column in table.columns][:3] == ["charge", "invoice", "amount"]
    assert use() == first
    assert Table.objects.filter(company=acme).count() == 1


def test_who_may(as_: Any, ben: Any, vera: Any) -> None:
    data_of(as_(vera).get(f"{API}/templates"))
    error_of(as_(vera).post(f"{API}/templates/overdue-digest/use", {}, format="json"), 403, "FORBIDDEN")
    data_of(as_(ben).post(f"{API}/templates/overdue-digest/use", {}, format="json"), 201)
