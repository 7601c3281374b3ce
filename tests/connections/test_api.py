"""The connections API: what goes in, what comes out, and that no secret ever does."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from rest_framework.test import APIClient

from accounts.models import AuditEvent, User
from connections.models import Connection, CustomProvider, ProviderClient, Secret
from connections.services import environment_secrets, vault
from provider_sandbox.server import Server
from tests.conftest import API, KeyClient, data_of, error_of
from tests.connections.browsing import allow

KEY = "live-key-of-acme-0123456789"


@pytest.fixture
def client(ada: User, as_: Callable[..., APIClient]) -> APIClient:
    return as_(ada)


@pytest.fixture
def books(client: APIClient, providers: Server) -> dict[str, Any]:
    """A custom provider with an API key, as it was created through the API."""
    body = {
        "name": "Acme Books",
        "baseUrl": f"{providers.url}/strict.example",
        "auth": "api_key",
        "keyPrefix": "Bearer ",
        "testPath": "/me",
    }
    return dict(data_of(client.post(f"{API}/custom-providers", body, format="json"), 201))


def connect(client: APIClient, books: dict[str, Any], key: str = KEY, **more: Any) -> Any:
    body = {"provider": books["slug"], "name": "Books", "values": {"api_key": key}, **more}
    return client.post(f"{API}/connections", body, format="json")


def test_a_provider_says_what_it_needs(client: APIClient, books: dict[str, Any]):
    [found] = [each for each in data_of(client.get(f"{API}/providers")) if each["id"] == books["slug"]]
    assert found["isCustom"]
    [method] = found["methods"]
    assert method["id"] == "api_key"
    assert not method["signIn"]
    assert [(field["name"], field["secret"]) for field in method["fields"]] == [("api_key", True)]


def test_a_key_is_tested_at_once_and_never_comes_back(client: APIClient, books: dict[str, Any]):
    made = data_of(connect(client, books), 201)
    assert made["status"] == "active"
    assert made["id"].startswith("conn_")
    assert made["checkedAt"] is not None
    for path in ("", f"/{made['id']}"):
        text = client.get(f"{API}/connections{path}").content.decode()
        assert KEY not in text
        assert "sealed" not in text
    row = Connection.objects.get()
    assert vault.open_row(row) == {"api_key": KEY}
    assert KEY not in json.dumps(list(AuditEvent.objects.values_list("data", flat=True)))


def test_a_wrong_key_is_said_in_words(client: APIClient, books: dict[str, Any]):
    made = data_of(connect(client, books, key="a-wrong-key-indeed"), 201)
    assert made["status"] == "revoked"
    assert made["statusCode"] == "token_refused"
    assert "does not accept the credentials" in made["statusReason"]


def test_new_credentials_mend_it_and_keep_the_id(client: APIClient, books: dict[str, Any]):
    made = data_of(connect(client, books, key="a-wrong-key-indeed"), 201)
    changed = data_of(
        client.patch(f"{API}/connections/{made['id']}", {"values": {"api_key": KEY}}, format="json")
    )
    assert (changed["id"], changed["status"], changed["statusReason"]) == (made["id"], "active", "")


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"provider": "no-such"}, "provider"),
        ({"method": "basic"}, "method"),
        ({"environment": "sandbox"}, "environment"),
        ({"values": {}}, "values.api_key"),
        ({"values": {"api_key": KEY, "more": "x"}}, "values.more"),
        ({"values": {"api_key": "two\nlines"}}, "values.api_key"),
        ({"values": {"api_key": ["list"]}}, "values.api_key"),
    ],
)
def test_what_does_not_fit_is_named(
    client: APIClient, books: dict[str, Any], change: dict[str, Any], path: str
):
    error = error_of(connect(client, books, **change), 400, "VALIDATION_ERROR")
    assert error["details"][0]["path"] == path
    assert not Connection.objects.exists()


def test_the_default_is_one(client: APIClient, books: dict[str, Any]):
    ids = [data_of(connect(client, books), 201)["id"] for _ in range(2)]
    for id in ids:
        data_of(client.patch(f"{API}/connections/{id}", {"isDefault": True}, format="json"))
    shown = {each["id"]: each["isDefault"] for each in data_of(client.get(f"{API}/connections"))}
    assert shown == {ids[0]: False, ids[1]: True}


def test_filters_and_pages(client: APIClient, books: dict[str, Any]):
    for number in range(3):
        connect(client, books, name=f"Books {number}")
    body = client.get(f"{API}/connections?limit=2").json()
    assert [each["name"] for each in body["data"]] == ["Books 2", "Books 1"]
    rest = client.get(f"{API}/connections?limit=2&cursor={body['meta']['cursor']}").json()
    assert [each["name"] for each in rest["data"]] == ["Books 0"]
    assert len(data_of(client.get(f"{API}/connections?search=books%201"))) == 1
    assert data_of(client.get(f"{API}/connections?provider=slack")) == []
    assert data_of(client.get(f"{API}/connections?status=expired")) == []


def test_the_test_says_what_it_found(client: APIClient, books: dict[str, Any], providers: Server):
    id = data_of(connect(client, books), 201)["id"]
    assert data_of(client.post(f"{API}/connections/{id}/test"))["works"]
    Connection.objects.update(status="error", status_reason="old story")
    found = data_of(client.post(f"{API}/connections/{id}/test"))
    assert found["connection"]["status"] == "active"
    assert found["connection"]["statusReason"] == ""


def test_disconnecting_forgets_the_secret_and_deleting_the_rest(client: APIClient, books: dict[str, Any]):
    id = data_of(connect(client, books), 201)["id"]
    assert data_of(client.delete(f"{API}/connections/{id}")) == {"deleted": False}
    shown = data_of(client.get(f"{API}/connections/{id}"))
    assert shown["status"] == "disconnected"
    assert Connection.objects.get().sealed is None
    error_of(client.post(f"{API}/connections/{id}/test"), 409)
    assert data_of(client.delete(f"{API}/connections/{id}")) == {"deleted": True}
    error_of(client.get(f"{API}/connections/{id}"), 404)


def test_the_whole_sign_in_over_http(
    client: APIClient, strict: CustomProvider, providers: Server, ben: User, as_: Callable[..., APIClient]
):
    query = urlencode({"connectionName": "Mine", "redirectUrl": "/connections?new=1"})
    begun = data_of(client.get(f"{API}/connections/{strict.slug}/auth-url?{query}"))
    assert begun["expiresInSeconds"] == 600
    assert data_of(client.get(f"{API}/connections/{begun['connectionId']}"))["status"] == "pending"
    answer = urlencode(allow(begun["url"]))
    stranger = as_(ben).get(f"{API}/connections/oauth/callback?{answer}")
    assert stranger.status_code == 400
    page = client.get(f"{API}/connections/oauth/callback?{answer}")
    assert page.status_code == 200
    text = page.content.decode()
    assert "Mine is connected" in text
    assert 'href="/connections?new=1"' in text
    assert "script-src 'self'" in page.headers["Content-Security-Policy"]
    assert "<script>" not in text
    shown = data_of(client.get(f"{API}/connections/{begun['connectionId']}"))
    assert (shown["status"], shown["name"], shown["scopes"]) == ("active", "Mine", ["read", "write"])
    again = client.get(f"{API}/connections/oauth/callback?{answer}")
    assert again.status_code == 400
    assert "used already" in again.content.decode()


def test_words_of_a_provider_cannot_become_markup(client: APIClient, strict: CustomProvider):
    begun = data_of(client.get(f"{API}/connections/{strict.slug}/auth-url"))
    state = dict(parse_qsl(urlsplit(begun["url"]).query))["state"]
    words = '"><script>alert(1)</script>'
    query = urlencode({"state": state, "error": "server_error", "error_description": words})
    text = client.get(f"{API}/connections/oauth/callback?{query}").content.decode()
    assert "<script>alert" not in text
    assert "&lt;script&gt;" in text


def test_a_key_begins_and_a_person_goes_on(key_client: KeyClient, client: APIClient, strict: CustomProvider):
    begun = data_of(key_client().get(f"{API}/connections/{strict.slug}/auth-url"))
    path = urlsplit(begun["authUrl"]).path
    error_of(key_client().get(path), 403, "FORBIDDEN")
    gone = client.get(path)
    assert gone.status_code == 302
    assert "/authorize?" in gone.headers["Location"]


def test_scopes_on_request_are_asked_for_by_whoever_begins(
    key_client: KeyClient, client: APIClient, providers: Server
) -> None:
    def address(more: str) -> str:
        return f"{API}/connections/hubspot/auth-url?environment=demo&{more}"

    def asked(url: str) -> str | None:
        return dict(parse_qsl(urlsplit(url).query)).get("optional_scope")

    offered = data_of(client.get(f"{API}/providers"))
    [hubspot] = [each for each in offered if each["id"] == "hubspot"]
    assert "tickets" in hubspot["methods"][0]["optionalScopes"]
    wanted = "optionalScopes=tickets+crm.objects.line_items.read"
    assert asked(data_of(client.get(address(wanted)))["url"]) == "crm.objects.line_items.read tickets"
    assert asked(data_of(client.get(address("optionalScopes=none")))["url"]) is None
    assert asked(data_of(client.get(address("")))["url"]) is None
    error_of(client.get(address("optionalScopes=everything")), 400, "VALIDATION_ERROR")

    begun = data_of(key_client().get(address("optionalScopes=tickets")))
    link = urlsplit(begun["url"])
    gone = client.get(f"{link.path}?{link.query}")
    assert gone.status_code == 302
    assert asked(gone.headers["Location"]) == "tickets"


def test_oauth_apps_show_no_secret(client: APIClient, strict: CustomProvider):
    body = {"provider": strict.slug, "clientId": "our-app", "clientSecret": "the-secret-of-our-app"}
    data_of(client.post(f"{API}/provider-clients", body, format="json"), 201)
    text = client.get(f"{API}/provider-clients").content.decode()
    assert "our-app" in text
    assert "the-secret-of-our-app" not in text
    assert "/api/v1/connections/oauth/callback" in text
    assert ProviderClient.objects.count() == 1
    error_of(
        client.post(f"{API}/provider-clients", {**body, "provider": "echo"}, format="json"),
        400,
        "VALIDATION_ERROR",
    )
    data_of(client.delete(f"{API}/provider-clients/{strict.slug}"))
    error_of(client.delete(f"{API}/provider-clients/{strict.slug}"), 404)


# --- secrets ----------------------------------------------------------------------------------------------


def test_secrets_go_in_and_never_out(client: APIClient):
    body = {"name": "API_TOKEN", "value": "the value of the token", "description": "For tests"}
    made = client.post(f"{API}/secrets", body, format="json")
    assert data_of(made, 201)["name"] == "API_TOKEN"
    error_of(client.post(f"{API}/secrets", body, format="json"), 409, "CONFLICT")
    replaced = client.put(f"{API}/secrets/API_TOKEN", {"value": "another value of it"}, format="json")
    assert data_of(replaced)["description"] == "For tests"
    for answer in (made, replaced, client.get(f"{API}/secrets"), client.get(f"{API}/audit")):
        assert "value of" not in answer.content.decode()
    row = Secret.objects.get()
    assert b"value of" not in bytes(row.sealed or b"")
    values = environment_secrets.secret_values(row.company_id, frozenset({"API_TOKEN", "NO_SUCH"}))
    assert values == {"API_TOKEN": "another value of it"}
    data_of(client.delete(f"{API}/secrets/API_TOKEN"))
    error_of(client.delete(f"{API}/secrets/API_TOKEN"), 404)
    error_of(client.put(f"{API}/secrets/API_TOKEN", {"value": "x" * 8}, format="json"), 404)


def test_a_secret_says_who_stored_it(client: APIClient, key_client: KeyClient):
    for who, name in ((client, "BY_ADA"), (key_client(), "BY_CI")):
        data_of(who.post(f"{API}/secrets", {"name": name, "value": "the value of it"}, format="json"), 201)
    stored = {each["name"]: each["createdBy"] for each in data_of(client.get(f"{API}/secrets"))}
    assert stored == {"BY_ADA": "ada@acme.example", "BY_CI": "API key Test key"}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"value": "1234567"}, "at least 8 characters"),
        ({"value": "x" * 32_769}, "at most 32,768"),
        ({"name": "with blank"}, "letters, digits and _"),
        ({"name": "1ST"}, "begins with a letter"),
    ],
)
def test_what_cannot_be_a_secret_is_refused(client: APIClient, change: dict[str, str], words: str):
    body = {"name": "API_TOKEN", "value": "the value of the token", **change}
    assert words in error_of(client.post(f"{API}/secrets", body, format="json"), 400)["message"]


# --- custom providers -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"baseUrl": "ftp://files.example"}, "baseUrl"),
        ({"baseUrl": "https://{account}.example"}, "baseUrl"),
        ({"auth": "oauth2"}, "authorizeUrl"),
        ({"auth": "oauth2", "authorizeUrl": "https://a.example/x", "tokenUrl": "nowhere at all"}, "tokenUrl"),
        ({"testPath": "me"}, "testPath"),
        ({"keyName": "two words"}, "keyName"),
    ],
)
def test_a_custom_provider_must_make_sense(client: APIClient, change: dict[str, Any], path: str):
    body = {"name": "Theirs", "baseUrl": "https://api.example", "auth": "api_key", **change}
    error = error_of(client.post(f"{API}/custom-providers", body, format="json"), 400)
    assert error["details"][0]["path"] == path


def test_its_address_cannot_move_under_its_secrets(client: APIClient, books: dict[str, Any]):
    connect(client, books)
    change = {"name": "Renamed", "baseUrl": books["baseUrl"], "keyPrefix": "Bearer ", "testPath": "/me"}
    data_of(client.put(f"{API}/custom-providers/{books['id']}", change, format="json"))
    moved = {**change, "baseUrl": "https://evil.example"}
    error = error_of(client.put(f"{API}/custom-providers/{books['id']}", moved, format="json"), 409)
    assert "secrets were entered for" in error["message"]
    error_of(client.delete(f"{API}/custom-providers/{books['id']}"), 409)


def test_a_private_address_is_refused_where_it_is_called(
    client: APIClient, books: dict[str, Any], settings: Any
):
    settings.OUTBOUND_ALLOW = []
    made = data_of(connect(client, books), 201)
    assert made["status"] == "error"
    assert "only calls public ones" in made["statusReason"]
