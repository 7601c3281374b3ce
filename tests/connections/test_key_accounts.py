"""Credentials that are entered, at a provider that says whose they are only to a token: DocuSign's signed tokens."""

from __future__ import annotations

import pytest

from accounts.identity import Identity
from connections.models import Connection
from connections.services.lifecycle import choose_account, create_connection, replace_credentials
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


def test_credentials_of_another_account_do_not_take_its_place(identity: Identity, mirrored: Mirror) -> None:
    connection = connected(identity)
    mirrored.accounts = ["Rival"]
    again = replaced(identity, connection)
    assert (again.status, again.status_code, again.account_label) == ("error", "wrong_account", "Acme")
    assert "are for Rival, but Signing is for Acme" in again.status_reason
    mirrored.accounts = ["Acme"]
    assert replaced(identity, connection).status == "active"


def test_a_provider_that_names_no_account_is_told_of(identity: Identity, mirrored: Mirror) -> None:
    mirrored.accounts = []
    connection = connected(identity)
    assert connection.status != "active"
    assert connection.status_reason
