"""Lists to choose from, read live at the pretended providers: names for ids, search, pages, and what is wrong in words."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from rest_framework.test import APIClient

from accounts.identity import Identity
from accounts.models import User
from connections import ready
from provider_sandbox.server import Server
from tests.conftest import API, data_of, error_of
from tests.connections.test_styles import sign_in
from workflows import picks

pytestmark = pytest.mark.django_db(transaction=True)

METHODS = {"stripe": "connect_oauth"}


@pytest.fixture
def client(ada: User, as_: Callable[..., APIClient]) -> APIClient:
    return as_(ada)


@pytest.fixture
def connected(identity: Identity, providers: Server) -> Callable[..., str]:
    """`connected("slack")` signs in there and gives the connection's id."""

    def go(slug: str, **more: Any) -> str:
        _done, begun = sign_in(identity, slug, METHODS.get(slug, "oauth2"), **more)
        return f"conn_{begun.connection.id}"

    return go


def ask(client: APIClient, place: str, **query: Any) -> Any:
    if "dependsOn" in query:
        query["dependsOn"] = json.dumps(query["dependsOn"])
    return client.get(f"{API}/options/{place}?{urlencode(query)}")


def read(client: APIClient, place: str, **query: Any) -> list[dict[str, str]]:
    return list(data_of(ask(client, place, **query)))


def asked_at(providers: Server, path: str) -> list[dict[str, Any]]:
    return [call for call in providers.calls if call["path"] == path]


def test_slack_channels_by_page_search_and_id(
    client: APIClient, connected: Callable[..., str], providers: Server
) -> None:
    connected("slack")
    first = ask(client, "slack/channels", limit=100).json()
    assert first["data"][0] == {"value": "C00000001", "label": "general", "hint": ""}
    assert len(first["data"]) == 100
    assert first["meta"]["hasMore"]
    names, cursor = [], first["meta"]["cursor"]
    while cursor:
        following = ask(client, "slack/channels", limit=100, cursor=cursor).json()
        names += [option["label"] for option in following["data"]]
        cursor = following["meta"]["cursor"]
    assert len(set(names)) == len(names) == 1105
    assert "board" in names  # the private one, on the provider's second page
    assert read(client, "slack/channels", search="BILL") == [
        {"value": "C00000004", "label": "billing", "hint": ""}
    ]
    assert read(client, "slack/channels", value="C00009001") == [
        {"value": "C00009001", "label": "board", "hint": ""}
    ]
    assert read(client, "slack/channels", value="C_GONE") == []
    # Slack takes a channel's name for its id.
    assert read(client, "slack/channels", value="#board") == [
        {"value": "C00009001", "label": "board", "hint": ""}
    ]
    assert (
        read(client, "slack/channels", value="#nowhere")
        == read(client, "slack/channels", value="board")
        == []
    )
    # Seventeen questions, and the provider was asked for its two pages once.
    assert len(asked_at(providers, "/api/conversations.list")) == 2


def test_stripe_prices_say_what_they_cost_and_customers_are_searched_there(
    client: APIClient, connected: Callable[..., str], providers: Server
) -> None:
    connected("stripe")
    assert read(client, "stripe/prices", search="team")[0] == {
        "value": "price_team_year",
        "label": "Team plan · Yearly",
        "hint": "490.00 USD every year",
    }
    assert read(client, "stripe/customers", search='Glob"ex')[:1] == []
    assert read(client, "stripe/customers", search="globex") == [
        {"value": "cus_demo0001", "label": "Globex", "hint": "billing@globex.example"}
    ]
    [found] = read(client, "stripe/customers", value="cus_demo0002")
    assert found["label"] == "Initech"
    assert read(client, "stripe/customers", value="cus_nobody") == []
    # A hundred a page at the provider, fifty a page here.
    assert len(read(client, "stripe/customers", limit=100)) == 100
    [search, *_] = asked_at(providers, "/v1/customers/search")[1:]
    assert search["query"]["query"] == 'name~"globex" OR email~"globex"'


def test_salesforce_objects_and_the_records_of_the_chosen_one(
    client: APIClient, connected: Callable[..., str]
) -> None:
    connected("salesforce")
    assert {"value": "Account", "label": "Account", "hint": "Account"} in read(client, "salesforce/objects")
    needs = {"sobject": "Account"}
    [found] = read(client, "salesforce/records", search="glob", dependsOn=needs)
    assert found["label"] == "Globex"
    assert read(client, "salesforce/records", value=found["value"], dependsOn=needs) == [found]
    # Two hundred of the provider's records a page.
    everything = ask(client, "salesforce/records", limit=100, dependsOn=needs).json()
    assert everything["meta"]["hasMore"]
    error = error_of(ask(client, "salesforce/records"), 400, "VALIDATION_ERROR")
    assert error["details"][0]["path"] == "dependsOn.sobject"
    inject = {"sobject": "Account WHERE Name != null"}
    error_of(ask(client, "salesforce/records", dependsOn=inject), 400, "VALIDATION_ERROR")
    error_of(ask(client, "salesforce/records", dependsOn=["x"]), 400, "VALIDATION_ERROR")


def test_the_named_connection_is_asked_and_nobody_elses(
    client: APIClient, connected: Callable[..., str], mallory: User, as_: Callable[..., APIClient]
) -> None:
    one = connected("salesforce")
    two = connected("salesforce", account=2)
    needs = {"sobject": "Opportunity"}
    error = error_of(ask(client, "stripe/prices", connectionId=one), 409, "CONFLICT")
    assert "does not exist here" in error["message"]
    assert len(read(client, "salesforce/records", connectionId=two, dependsOn=needs)) == 6
    error_of(ask(as_(mallory), "salesforce/records", connectionId=two, dependsOn=needs), 409, "CONFLICT")
    error_of(ask(client, "salesforce/records", connectionId="conn_x", dependsOn=needs), 404, "NOT_FOUND")


def test_what_is_wrong_is_said_in_words(
    client: APIClient, connected: Callable[..., str], providers: Server
) -> None:
    error = error_of(ask(client, "slack/channels"), 409, "CONFLICT")
    assert error["message"] == "Slack is not connected yet. Connect it to choose from its lists."
    connected("slack")

    providers.authority.behaviour.api_mode = "scope"
    error = error_of(ask(client, "slack/channels"), 409, "CONFLICT")
    assert "a permission is missing" in error["message"]
    assert error["details"] == [{"path": "connectionId", "message": "CONNECTION_SCOPE"}]

    providers.authority.behaviour.api_mode = "429"
    answer = ask(client, "slack/channels")
    error_of(answer, 503, "UNAVAILABLE")
    assert answer["Retry-After"] == "1"

    providers.authority.behaviour.api_mode = ""
    assert read(client, "slack/channels", search="general")

    providers.authority.revoke()
    ready.forget()
    picks.forget_lists()
    error = error_of(ask(client, "slack/channels", search="general"), 409, "CONFLICT")
    assert "does not accept the access" in error["message"]


@pytest.mark.parametrize("mode", ["500", "503", "drop"])
def test_a_provider_that_is_down_is_said_and_asked_again(
    client: APIClient, connected: Callable[..., str], providers: Server, mode: str
) -> None:
    connected("slack")
    providers.authority.behaviour.api_mode = mode
    error = error_of(ask(client, "slack/channels"), 503, "UNAVAILABLE")
    assert error["message"].endswith(".")
    providers.authority.behaviour.api_mode = ""
    assert read(client, "slack/channels", search="general"), "what failed is not kept"


def test_lists_that_are_none_and_people_who_may_not(
    client: APIClient, vera: User, as_: Callable[..., APIClient]
) -> None:
    error_of(ask(client, "slack/nothing"), 404, "NOT_FOUND")
    error_of(ask(client, "nobody/channels"), 404, "NOT_FOUND")
    error_of(ask(client, "slack/channels", cursor="x"), 400, "VALIDATION_ERROR")
    error_of(ask(as_(vera), "slack/channels"), 403, "FORBIDDEN")
