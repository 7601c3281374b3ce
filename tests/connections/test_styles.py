"""The providers' own declarations against the pretended providers: connect, call, expire, refresh, revoke, reconnect."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from accounts.identity import Identity
from connections import calls, ready
from connections.models import Connection
from connections.services import vault
from connections.services.lifecycle import check_connection, choose_account
from connections.services.opening import open_connection
from connections.services.sign_in import begin_sign_in, finish_sign_in
from connections.services.tending import tend_connections
from integrations.auth import OAuth2Code
from integrations.http import HttpRequest
from integrations.outcomes import AuthExpired
from provider_sandbox.server import Server
from tests.connections.browsing import allow

pytestmark = pytest.mark.django_db(transaction=True)

#: Provider, way in, whose account it is, and values that must have been kept.
STYLES: list[tuple[str, str, str, dict[str, str]]] = [
    ("stripe", "connect_oauth", "Demo shop 1", {"stripe_user_id": "acct_demo1"}),
    ("salesforce", "oauth2", "demo1@crm.example", {"instance_url": "https://demo1.my.salesforce.com"}),
    ("hubspot", "oauth2", "app.hubspot.com (40001)", {}),
    ("quickbooks", "oauth2", "Demo books 1", {"realm_id": "913000001"}),
    ("xero", "oauth2", "Demo ledger 1", {"tenant_id": "22222222-0000-4000-8000-000000000001"}),
    ("slack", "oauth2", "Demo team 1 (headrace)", {"team_id": "T01"}),
    ("gmail", "oauth2", "demo1@mail.example", {}),
    ("docusign", "oauth2", "demo1@sign.example (Demo signing 1)", {"base_uri": "https://demo1.docusign.net"}),
    ("outlook", "oauth2", "demo1@mail.example", {}),
    ("attio", "oauth2", "Demo workspace 1", {}),
    ("rillet", "oauth2", "Demo organisation 1", {}),
    ("pandadoc", "oauth2", "demo1@sign.example", {}),
    ("dropbox-sign", "oauth2", "demo1@sign.example", {}),
    ("netsuite", "oauth2_code", "NetSuite TSTDRV1", {"account_id": "TSTDRV1"}),
]
#: What a person enters before signing in, where the provider's addresses are made of it; by the number of the account.
ENTERED: dict[str, dict[int, dict[str, str]]] = {
    "netsuite": {number: {"account_id": f"TSTDRV{number}"} for number in (1, 2)}
}
each_style = pytest.mark.parametrize(
    ("slug", "method", "label", "kept"), STYLES, ids=lambda value: str(value)[:12]
)
KNOWN = {"realm_id": "913000001"}


def sign_in(identity: Identity, slug: str, method: str, *, account: int = 1, **more: Any) -> Any:
    entered = ENTERED.get(slug, {}).get(account)
    begun = begin_sign_in(
        identity=identity,
        session_key="s",
        provider=slug,
        method=method,
        environment="demo",
        values=entered,
        **more,
    )
    done = finish_sign_in(identity=identity, session_key="s", query=allow(begun.url, account=account))
    begun.connection.refresh_from_db()
    return done, begun


def call(connection: Connection) -> int:
    """A request of a step, to an address the declaration leads to."""
    ready.forget()
    account = calls.account_of(connection.company_id, connection.id)
    request = HttpRequest("GET", f"{account.base_url}/anything")
    return calls.send(request, calls.Caller(connection.company_id, connection.id)).status


@each_style
def test_the_whole_life_of_a_connection(
    identity: Identity, providers: Server, slug: str, method: str, label: str, kept: dict[str, str]
) -> None:
    done, begun = sign_in(identity, slug, method, name="Mine")
    connection = begun.connection
    assert done.is_connected, done.words
    assert (connection.status, connection.account_label) == ("active", label)
    for name, value in kept.items():
        assert connection.values[name] == value
    assert call(connection) == 200
    seen = providers.calls[-1]["headers"]
    assert seen["authorization"].startswith("Bearer at-")
    if slug == "xero":
        assert seen["xero-tenant-id"] == kept["tenant_id"]

    providers.authority.expire_all()
    declared = open_connection(connection).method
    assert isinstance(declared, OAuth2Code)
    if declared.refreshes:
        before = providers.authority.counts["refresh_token"]
        assert call(connection) == 200
        assert providers.authority.counts["refresh_token"] == before + 1
        assert tend_connections() == 0

    providers.authority.revoke()
    with pytest.raises(AuthExpired) as refused:
        call(connection)
    assert refused.value.code == "CONNECTION_EXPIRED"
    connection.refresh_from_db()
    assert connection.status == "expired"
    assert connection.status_reason

    again, _begun = sign_in(identity, slug, method, connection_id=connection.id)
    assert again.is_connected, again.words
    assert again.connection.id == connection.id
    assert call(connection) == 200
    assert Connection.objects.count() == 1


@each_style
@pytest.mark.parametrize("is_working", [True, False], ids=["working", "broken"])
def test_another_account_never_takes_a_connections_place(
    identity: Identity,
    providers: Server,
    slug: str,
    method: str,
    label: str,
    kept: dict[str, str],
    is_working: bool,
) -> None:
    done, begun = sign_in(identity, slug, method, name="Mine")
    assert done.is_connected, done.words
    if not is_working:
        providers.authority.revoke()
        assert not check_connection(company_id=identity.company_id, connection_id=begun.connection.id)[
            1
        ].works
    before = Connection.objects.values().get()
    other, _begun = sign_in(identity, slug, method, account=2, connection_id=begun.connection.id)
    assert (other.is_connected, other.code) == (False, "wrong_account")
    assert f"but Mine is for {before['account_label']}" in other.words
    assert "Nothing was changed" in other.words
    assert Connection.objects.values().get() == before
    # Nor does a test afterwards make it the other account's.
    _tested, finding = check_connection(company_id=identity.company_id, connection_id=begun.connection.id)
    assert finding.works is is_working
    if is_working:
        assert call(begun.connection) == 200
        assert providers.authority.family_of(providers.calls[-1]["headers"]["authorization"][7:]).account == 1


@each_style
def test_a_reconnect_that_nobody_can_vouch_for_changes_nothing(
    identity: Identity, providers: Server, slug: str, method: str, label: str, kept: dict[str, str]
) -> None:
    done, begun = sign_in(identity, slug, method, name="Mine")
    assert done.is_connected, done.words
    before = Connection.objects.values().get()
    providers.authority.behaviour.api_mode = "500"
    again, _begun = sign_in(identity, slug, method, account=2, connection_id=begun.connection.id)
    assert not again.is_connected
    assert "Nothing was changed. Try again." in again.words
    assert Connection.objects.values().get() == before
    providers.authority.behaviour.api_mode = ""
    assert call(begun.connection) == 200


def test_an_account_among_several_is_found_again_and_no_other_is_offered(
    identity: Identity, providers: Server
) -> None:
    _done, begun = sign_in(identity, "xero", "oauth2", name="Mine")
    providers.authority.several_tenants = True
    again, _begun = sign_in(identity, "xero", "oauth2", connection_id=begun.connection.id)
    assert (again.is_connected, again.code) == (True, "")
    other, _begun = sign_in(identity, "xero", "oauth2", account=2, connection_id=begun.connection.id)
    assert other.code == "wrong_account"
    assert "Demo ledger 2 or Second ledger" in other.words
    begun.connection.refresh_from_db()
    assert (begun.connection.status, begun.connection.account_choices) == ("active", [])


@each_style
def test_the_consent_page_is_asked_as_declared(
    identity: Identity, providers: Server, slug: str, method: str, label: str, kept: dict[str, str]
) -> None:
    begun = begin_sign_in(
        identity=identity,
        session_key="s",
        provider=slug,
        method=method,
        environment="demo",
        values=ENTERED.get(slug, {}).get(1),
    )
    assert begun.url.startswith(f"{providers.url}/"), "a demo connection never leaves for the real one"
    query = dict(parse_qsl(urlsplit(begun.url).query))
    declared = open_connection(begun.connection).method
    assert isinstance(declared, OAuth2Code)
    assert ("code_challenge" in query) == declared.pkce
    assert query.get("scope", "") == declared.scope_separator.join(declared.scopes)


def test_several_accounts_are_for_a_person_to_choose(identity: Identity, providers: Server) -> None:
    providers.authority.several_tenants = True
    done, begun = sign_in(identity, "xero", "oauth2", name="Ledgers")
    assert done.code == "choose_account"
    connection = begun.connection
    assert connection.status == "pending"
    assert [each["label"] for each in connection.account_choices] == ["Demo ledger 1", "Second ledger"]
    with pytest.raises(AuthExpired):
        call(connection)
    chosen = choose_account(
        company_id=identity.company_id,
        connection_id=connection.id,
        account_id=connection.account_choices[1]["id"],
        actor=identity,
    )
    assert (chosen.status, chosen.account_label) == ("active", "Second ledger")
    assert call(chosen) == 200
    assert providers.calls[-1]["headers"]["xero-tenant-id"] == chosen.values["tenant_id"]


def test_demo_secrets_never_leave_for_real_providers(
    identity: Identity, providers: Server, settings: Any
) -> None:
    done, begun = sign_in(identity, "stripe", "connect_oauth", name="Mine")
    assert done.is_connected
    assert vault.open_row(begun.connection)["access_token"].startswith("at-stripe-")
    settings.PROVIDER_SANDBOX = ""
    from integrations.outcomes import Permanent

    with pytest.raises(Permanent, match="no demo providers here"):
        call(begun.connection)
