"""Signing in at a provider: the state that works once, the refusals, and what is stored."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.utils import timezone

from accounts.identity import Identity
from accounts.models import AuditEvent
from accounts.selectors import identity_for_session
from connections.models import Connection, CustomProvider, SignIn
from connections.services import vault
from connections.services.clients import delete_client
from connections.services.errors import ConnectionRuleError, InvalidValueError
from connections.services.sign_in import Begun, begin_sign_in, finish_sign_in
from provider_sandbox.server import Server
from tests.connections.browsing import allow

SESSION = "session-of-ada"


def begin(identity: Identity, strict: CustomProvider, **options: Any) -> Begun:
    return begin_sign_in(identity=identity, session_key=SESSION, provider=strict.slug, **options)


def test_a_sign_in_connects(connect: Callable[..., Connection], providers: Server):
    connection = connect()
    assert connection.status == "active"
    assert connection.scopes == ["read", "write"]
    assert connection.expires_at is not None
    assert connection.refresh_at is not None
    assert 2800 < (connection.refresh_at - timezone.now()).total_seconds() < 2900  # 80 % of an hour
    tokens = vault.open_row(connection)
    assert set(tokens) == {"access_token", "refresh_token"}
    assert bytes(connection.sealed or b"").find(tokens["access_token"].encode()) == -1
    assert SignIn.objects.count() == 0
    assert AuditEvent.objects.filter(action="connection.connected").exists()


def test_the_address_says_what_it_must(identity: Identity, strict: CustomProvider):
    begun = begin(identity, strict)
    query = dict(parse_qsl(urlsplit(begun.url).query))
    assert query["response_type"] == "code"
    assert query["client_id"] == "client-of-acme"
    assert query["scope"] == "read write"
    assert query["code_challenge_method"] == "S256"
    assert query["redirect_uri"].endswith("/api/v1/connections/oauth/callback")
    assert len(query["state"]) >= 43
    row = SignIn.objects.get()
    assert query["state"] not in row.state_hash
    assert timezone.now() + timedelta(minutes=9) < row.expires_at <= timezone.now() + timedelta(minutes=10)
    assert begun.connection.status == "pending"


def test_a_state_works_once(identity: Identity, strict: CustomProvider):
    begun = begin(identity, strict)
    answer = allow(begun.url)
    assert finish_sign_in(identity=identity, session_key=SESSION, query=answer).is_connected
    again = finish_sign_in(identity=identity, session_key=SESSION, query=answer)
    assert not again.is_connected
    assert "used already" in again.words


def test_another_session_company_or_person_cannot_use_it(
    identity: Identity, strict: CustomProvider, mallory: Any, ben: Any
):
    answer = allow(begin(identity, strict).url)
    theirs, bens = identity_for_session(mallory, None), identity_for_session(ben, None)
    assert theirs is not None
    assert bens is not None
    for who, session in ((identity, "another session"), (theirs, SESSION), (bens, SESSION)):
        assert finish_sign_in(identity=who, session_key=session, query=answer).code == "state"
    assert Connection.objects.get().status == "pending"
    # Having failed with it does not use it up for the one it belongs to.
    assert finish_sign_in(identity=identity, session_key=SESSION, query=answer).is_connected


def test_after_ten_minutes_it_is_over(identity: Identity, strict: CustomProvider):
    answer = allow(begin(identity, strict).url)
    SignIn.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert finish_sign_in(identity=identity, session_key=SESSION, query=answer).code == "state"


@pytest.mark.parametrize("query", [{}, {"state": ""}, {"state": "x" * 43}, {"code": "c"}])
def test_an_unknown_state_connects_nothing(identity: Identity, strict: CustomProvider, query: dict[str, str]):
    begin(identity, strict)
    assert finish_sign_in(identity=identity, session_key=SESSION, query=query).code == "state"


def test_a_denied_consent_is_said_in_words(identity: Identity, strict: CustomProvider):
    begun = begin(identity, strict)
    done = finish_sign_in(identity=identity, session_key=SESSION, query=allow(begun.url, decision="deny"))
    assert not done.is_connected
    assert "not allowed at the provider" in done.words
    begun.connection.refresh_from_db()
    assert begun.connection.status == "pending"


def test_a_stolen_code_needs_the_verifier(identity: Identity, strict: CustomProvider):
    """The code of one sign-in, brought back with the state of another: PKCE says no."""
    stolen = allow(begin(identity, strict).url)["code"]
    begun = begin(identity, strict)
    mine = allow(begun.url)
    done = finish_sign_in(
        identity=identity, session_key=SESSION, query={"state": mine["state"], "code": stolen}
    )
    assert not done.is_connected
    assert done.words.endswith("takes each sign-in once and for a few minutes only. Sign in again.")
    begun.connection.refresh_from_db()
    assert begun.connection.status_detail == "400: invalid_grant: the verifier does not fit"


def test_reconnecting_keeps_the_id(
    connect: Callable[..., Connection], identity: Identity, strict: CustomProvider
):
    connection = connect()
    Connection.objects.filter(id=connection.id).update(status="expired", status_reason="over")
    again = connect(connection_id=connection.id)
    assert again.id == connection.id
    assert again.status == "active"
    assert again.status_reason == ""
    assert again.grant > connection.grant
    assert Connection.objects.count() == 1


def test_another_companys_connection_cannot_be_reconnected(
    connect: Callable[..., Connection], mallory: Any, strict: CustomProvider
):
    connection = connect()
    theirs = identity_for_session(mallory, None)
    assert theirs is not None
    with pytest.raises(Connection.DoesNotExist):
        begin_sign_in(identity=theirs, session_key="m", provider=strict.slug, connection_id=connection.id)
    with pytest.raises(InvalidValueError):
        begin_sign_in(identity=theirs, session_key="m", provider=strict.slug)


@pytest.mark.parametrize("mode", ["500", "garbage", "html", "429", "hang"])
def test_a_provider_that_misbehaves_is_said_in_words(
    identity: Identity, strict: CustomProvider, providers: Server, mode: str
):
    answer = allow(begin(identity, strict).url)
    providers.authority.behaviour.token_mode = mode
    providers.authority.behaviour.delay = 0.1
    done = finish_sign_in(identity=identity, session_key=SESSION, query=answer)
    assert not done.is_connected
    assert done.words.startswith("The sign-in was not completed")


def test_without_an_oauth_app_it_says_who_sets_one(identity: Identity, strict: CustomProvider):
    delete_client(
        company_id=identity.company_id, provider=strict.slug, environment="production", actor=identity
    )
    with pytest.raises(ConnectionRuleError, match="Nobody has set up the OAuth app for Strict"):
        begin(identity, strict)


def test_a_permission_that_was_not_granted_is_named(
    identity: Identity, strict: CustomProvider, providers: Server
):
    providers.authority.behaviour.scope = "read"
    done = finish_sign_in(identity=identity, session_key=SESSION, query=allow(begin(identity, strict).url))
    assert not done.is_connected
    assert "not granted: write" in done.words
    connection = Connection.objects.get()
    assert (connection.status, connection.status_code) == ("error", "missing_scope")


@pytest.mark.parametrize(
    "address", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_the_way_back_stays_here(identity: Identity, strict: CustomProvider, address: str):
    begin(identity, strict, return_to=address)
    assert SignIn.objects.get().return_to == ""


# --- scopes that are asked for on request ------------------------------------------------------------------


def asked(url: str) -> tuple[list[str], list[str]]:
    query = dict(parse_qsl(urlsplit(url).query))
    return query["scope"].split(), query.get("optional_scope", "").split()


def hubspot(identity: Identity, **options: Any) -> Begun:
    return begin_sign_in(
        identity=identity, session_key=SESSION, provider="hubspot", environment="demo", **options
    )


def test_more_is_asked_for_where_the_person_wants_it(identity: Identity, providers: Server) -> None:
    always, more = asked(hubspot(identity).url)
    assert "crm.objects.contacts.read" in always
    assert "tickets" not in always
    assert more == []
    begun = hubspot(identity, optional_scopes=["tickets"])
    assert asked(begun.url) == (always, ["tickets"])
    done = finish_sign_in(identity=identity, session_key=SESSION, query=allow(begun.url))
    assert done.is_connected, done.words
    begun.connection.refresh_from_db()
    assert "tickets" in begun.connection.scopes

    # Connecting again asks for what was granted, unless it is told otherwise.
    assert asked(hubspot(identity, connection_id=begun.connection.id).url)[1] == ["tickets"]
    assert asked(hubspot(identity, connection_id=begun.connection.id, optional_scopes=[]).url)[1] == []


def test_a_provider_without_a_parameter_for_them_is_asked_among_the_others(
    identity: Identity, providers: Server
) -> None:
    begun = begin_sign_in(
        identity=identity,
        session_key=SESSION,
        provider="netsuite",
        method="oauth2_code",
        environment="demo",
        values={"account_id": "1234567"},
        optional_scopes=["restlets"],
    )
    assert asked(begun.url) == (["rest_webservices", "restlets"], [])


def test_only_what_is_declared_can_be_asked_for(identity: Identity, providers: Server) -> None:
    for scopes in (["crm.schemas.custom.write"], ["tickets", "oauth"]):
        with pytest.raises(InvalidValueError, match=r"What can be asked for: .*tickets"):
            hubspot(identity, optional_scopes=scopes)
    assert not Connection.objects.filter(provider="hubspot").exists()
