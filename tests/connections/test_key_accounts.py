"""Credentials that are entered, at a provider that says whose they are only to a token: DocuSign's signed tokens."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.identity import Identity
from connections.models import Connection
from connections.services.errors import ConnectionRuleError
from connections.services.lifecycle import (
    check_connection,
    choose_account,
    create_connection,
    replace_credentials,
)
from provider_sandbox.server import Server
from tests.connections.mirror import Mirror, a_private_key

pytestmark = pytest.mark.django_db(transaction=True)


def entered() -> dict[str, str]:
    return {"client_id": "someone", "user_id": "somebody", "private_key": a_private_key()}


def connected(identity: Identity) -> Connection:
    return create_connection(
        company_id=identity.company_id,
        provider="docusign",
        method="jwt",
        environment="demo",
        name="Signing",
        values=entered(),
        actor=identity,
    )


def replaced(identity: Identity, connection: Connection) -> Connection:
    return replace_credentials(
        company_id=identity.company_id, connection_id=connection.id, values=entered(), actor=identity
    )


def test_the_account_brings_its_address(identity: Identity, mirrored: Mirror) -> None:
    connection = connected(identity)
    assert (connection.status, connection.account_id, connection.account_label) == (
        "active",
        "of-Acme",
        "Acme",
    )
    assert connection.values["base_uri"] == "https://acme.docusign.net"
    again = replaced(identity, connection)
    assert (again.status, again.values["base_uri"]) == ("active", "https://acme.docusign.net")


def test_one_of_several_is_chosen_and_kept(identity: Identity, mirrored: Mirror) -> None:
    mirrored.accounts = ["Acme", "Other"]
    connection = connected(identity)
    assert (connection.status, len(connection.account_choices)) == ("pending", 2)
    choose_account(
        company_id=identity.company_id, connection_id=connection.id, account_id="of-Other", actor=identity
    )
    again = replaced(identity, connection)
    assert (again.status, again.account_label) == ("active", "Other")
    assert again.values["base_uri"] == "https://other.docusign.net"
    tested, finding = check_connection(company_id=identity.company_id, connection_id=connection.id)
    assert (finding.works, tested.account_label) == (True, "Other"), "not the first one's name"


def test_credentials_of_another_account_change_nothing(identity: Identity, mirrored: Mirror) -> None:
    connection = connected(identity)
    before = Connection.objects.values().get()
    mirrored.accounts = ["Rival"]
    with pytest.raises(
        ConnectionRuleError, match=r"are for Rival, but Signing is for Acme. Nothing was changed"
    ):
        replaced(identity, connection)
    assert Connection.objects.values().get() == before
    mirrored.accounts = []
    with pytest.raises(ConnectionRuleError, match=r"Nothing was changed. Try again"):
        replaced(identity, connection)
    assert Connection.objects.values().get() == before
    mirrored.accounts = ["Acme"]
    assert replaced(identity, connection).status == "active"


#: Provider, way in, what is entered; then what is entered for the other account, and its name.
KEYS: list[tuple[str, str, dict[str, str], dict[str, str], str]] = [
    ("stripe", "api_key", {"api_key": "sk_test_demo0123456789"}, {}, "Demo shop 2"),
    ("attio", "api_key", {"api_key": "demo-key-of-attio"}, {}, "Demo workspace 2"),
    ("dropbox-sign", "api_key", {"api_key": "demo-key-of-dropbox-sign"}, {}, "demo2@sign.example"),
    ("xero", "custom_connection", {"client_id": "demo", "client_secret": "a-client-secret"}, {}, "Demo ledger 2"),
    (
        "salesforce", "client_credentials",
        {"my_domain": "demo1.my.salesforce.com", "client_id": "demo", "client_secret": "a-client-secret"}, {},
        "demo2@crm.example",
    ),
    (
        "netsuite", "tba",
        dict.fromkeys(("consumer_key", "consumer_secret", "token_id", "token_secret"), "a-value-of-netsuite")
        | {"account_id": "TSTDRV1"},
        {"account_id": "TSTDRV2"}, "NetSuite TSTDRV2",
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("slug", "method", "values", "others", "label"), KEYS, ids=lambda value: str(value)[:12]
)
def test_each_kind_is_tried_before_it_is_stored(
    identity: Identity,
    providers: Server,
    slug: str,
    method: str,
    values: dict[str, str],
    others: dict[str, str],
    label: str,
) -> None:
    who: dict[str, Any] = {"company_id": identity.company_id, "actor": identity}
    connection = create_connection(
        provider=slug, method=method, environment="demo", name="Mine", values=values, **who
    )
    assert connection.status == "active", connection.status_reason
    before = Connection.objects.values().get()

    def unchanged(words: str, given: dict[str, str]) -> None:
        with pytest.raises(ConnectionRuleError, match=words):
            replace_credentials(connection_id=connection.id, values=given, **who)
        assert Connection.objects.values().get() == before

    providers.authority.behaviour.account = 2
    unchanged(f"are for {label}, but Mine is for .*Nothing was changed", {**values, **others})
    providers.authority.behaviour.account = 1
    providers.authority.behaviour.api_mode = "500"
    unchanged("Nothing was changed. Try again", values)
    providers.authority.behaviour.api_mode = ""
    same = replace_credentials(connection_id=connection.id, values=values, **who)
    assert (same.id, same.status, same.grant) == (connection.id, "active", before["grant"] + 1)


def test_a_wrong_key_does_not_take_the_place_of_one_that_works(identity: Identity, providers: Server) -> None:
    who: dict[str, Any] = {"company_id": identity.company_id, "actor": identity}
    given: dict[str, Any] = {"provider": "stripe", "method": "api_key", "environment": "demo", "name": "Mine"}
    connection = create_connection(**given, values={"api_key": "sk_test_demo0123456789"}, **who)
    before = Connection.objects.values().get()
    with pytest.raises(
        ConnectionRuleError, match=r"does not accept the credentials of Mine.*Nothing was changed"
    ):
        replace_credentials(connection_id=connection.id, values={"api_key": "sk_test_wrong456789"}, **who)
    assert Connection.objects.values().get() == before


def test_a_provider_that_names_no_account_is_told_of(identity: Identity, mirrored: Mirror) -> None:
    mirrored.accounts = []
    connection = connected(identity)
    assert connection.status != "active"
    assert connection.status_reason
