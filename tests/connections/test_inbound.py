"""Which secrets prove a provider's request, and whose the events are."""

from __future__ import annotations

import hmac
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from connections.inbound import Arrival, forget_secrets, receive
from connections.models import Connection
from connections.services.signing_secrets import add_signing_secret
from integrations.webhooks.request import InboundRequest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from uuid import UUID

    from rest_framework.test import APIClient

    from accounts.models import Company, User
    from tests.conftest import KeyClient

NOW = datetime(2026, 1, 31, tzinfo=UTC)
STAMP = str(int(NOW.timestamp()))
OWN, SHARED = "acmes-own-secret", "the-operators-secret"


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    forget_secrets()
    yield
    forget_secrets()


def stripe(secret: str, account: str = "") -> InboundRequest:
    body = json.dumps(
        {"id": "evt_1", "type": "invoice.paid", **({"account": account} if account else {})}
    ).encode()
    digest = hmac.digest(secret.encode(), f"{STAMP}.".encode() + body, "sha256").hex()
    return InboundRequest(headers={"stripe-signature": f"t={STAMP},v1={digest}"}, body=body)


def arrive(request: InboundRequest, company_id: UUID | None, provider: str = "stripe") -> Arrival:
    forget_secrets()
    return receive(provider=provider, company_id=company_id, request=request, now=NOW)


def connect(company: Company, account: str, provider: str = "stripe", **more: Any) -> Connection:
    given = {"status": "active", "name": "C", "method": "api_key", **more}
    return Connection.objects.create(company=company, provider=provider, account_id=account, **given)


def test_without_a_secret_nothing_is_accepted(acme: Company) -> None:
    arrival = arrive(stripe(OWN), acme.id)
    assert arrival.refused
    assert arrival.refused.code == "no_secret"
    with pytest.raises(LookupError):
        receive(provider="echo", company_id=acme.id, request=stripe(OWN), now=NOW)


def test_a_companys_secret_proves_requests_to_that_company_alone(acme: Company, rival: Company) -> None:
    add_signing_secret(company_id=acme.id, provider="stripe", value=OWN, actor="test")
    add_signing_secret(company_id=acme.id, provider="stripe", value="the-next-one", actor="test")
    add_signing_secret(company_id=rival.id, provider="stripe", value="rivals-secret", actor="test")
    for secret in (OWN, "the-next-one"):
        assert list(arrive(stripe(secret), acme.id).events) == [acme.id]
    for secret, company in ((OWN, rival.id), ("rivals-secret", acme.id), (OWN, None)):
        assert arrive(stripe(secret), company).refused, (secret, company)


def test_the_operators_secret_leads_only_to_who_has_the_account_connected(
    acme: Company, rival: Company, settings: Any
) -> None:
    settings.PROVIDER_SIGNING_SECRETS = {"stripe": (SHARED,)}
    connect(acme, "acct_acme")
    connect(acme, "acct_acme")
    connect(rival, "acct_gone", status="disconnected")
    assert {
        company: len(events) for company, events in arrive(stripe(SHARED, "acct_acme"), None).events.items()
    } == {acme.id: 1}
    assert list(arrive(stripe(SHARED, "acct_acme"), acme.id).events) == [acme.id]
    foreign = arrive(stripe(SHARED, "acct_acme"), rival.id)
    assert foreign.refused
    assert foreign.refused.code == "mismatch"
    for account in ("acct_gone", "acct_unknown", ""):
        known = arrive(stripe(SHARED, account), None)
        assert known.refused is None
        assert known.events == {}


def test_the_only_company_gets_what_names_no_account(acme: Company, settings: Any) -> None:
    settings.PROVIDER_SIGNING_SECRETS = {"stripe": (SHARED,)}
    assert list(arrive(stripe(SHARED), None).events) == [acme.id]


def test_xero_tells_the_tenant_which_is_not_the_organisations_account(
    acme: Company, rival: Company, settings: Any
) -> None:
    settings.PROVIDER_SIGNING_SECRETS = {"xero": (SHARED,)}
    connect(acme, "another-id", "xero", values={"tenant_id": "t1"})
    connect(rival, "x", "xero", values={"tenant_id": "t2"})
    event = {"tenantId": "t1", "resourceId": "r", "eventCategory": "INVOICE", "eventType": "UPDATE"}
    body = json.dumps({"events": [event, {**event, "tenantId": "t2"}, {**event, "tenantId": "t3"}]}).encode()
    import base64

    signature = base64.b64encode(hmac.digest(SHARED.encode(), body, "sha256")).decode()
    arrival = arrive(InboundRequest(headers={"x-xero-signature": signature}, body=body), None, "xero")
    assert {company: [event.account for event in events] for company, events in arrival.events.items()} == {
        acme.id: ["t1"],
        rival.id: ["t2"],
    }


def test_salesforce_of_another_organisation_is_refused_even_with_the_secret(acme: Company) -> None:
    add_signing_secret(company_id=acme.id, provider="salesforce", value=OWN, actor="test")
    body = json.dumps({"eventType": "record.updated", "organizationId": "00D8d000001AbCdEAK"}).encode()
    request = InboundRequest(url=f"https://h.test/webhooks/salesforce/x?token={OWN}", headers={}, body=body)
    assert arrive(request, acme.id, "salesforce").refused is None  # nothing is connected to compare with
    connect(acme, "00D8d000001AbCdXXX", "salesforce")
    assert arrive(request, acme.id, "salesforce").refused is None  # 15 characters name the organisation
    Connection.objects.update(account_id="00D8d000009ZzZzEAK")
    assert arrive(request, acme.id, "salesforce").refused


def test_secrets_of_apps_and_connections_sign_where_the_provider_says_so(
    acme: Company, settings: Any
) -> None:
    from connections.services import vault
    from connections.services.signing_secrets import known_secrets

    row = connect(acme, "a1", "dropbox-sign")
    vault.seal_row(row, {"api_key": "dropbox-key-of-acme"})
    row.save()
    assert known_secrets(company_id=acme.id, provider="dropbox-sign").own == ("dropbox-key-of-acme",)
    Connection.objects.update(status="disconnected")
    assert known_secrets(company_id=acme.id, provider="dropbox-sign").own == ()
    settings.PROVIDER_CLIENTS = {("hubspot", "production"): ("id", "the-apps-secret")}
    assert known_secrets(company_id=acme.id, provider="hubspot").shared == ("the-apps-secret",)


# --- by the API -------------------------------------------------------------------------------


def test_signing_secrets_go_in_and_never_out(ada: User, acme: Company, as_: Callable[..., APIClient]) -> None:
    client = as_(ada)
    stored = client.post(
        "/api/v1/signing-secrets", {"provider": "stripe", "value": f" {OWN} "}, format="json"
    )
    assert stored.status_code == 201, stored.content
    assert list(arrive(stripe(OWN), acme.id).events) == [acme.id]
    listed = client.get("/api/v1/signing-secrets?provider=stripe").json()["data"]
    assert [row["id"] for row in listed] == [stored.json()["data"]["id"]]
    everything = (
        stored.content
        + client.get("/api/v1/signing-secrets").content
        + client.get("/api/v1/event-sources").content
    )
    assert OWN.encode() not in everything
    source = next(
        row for row in client.get("/api/v1/event-sources").json()["data"] if row["provider"] == "stripe"
    )
    assert source["webhook"]["isProven"] is True
    assert source["webhook"]["url"].endswith(f"/webhooks/stripe/{acme.id}")
    assert client.delete(f"/api/v1/signing-secrets/{listed[0]['id']}").status_code == 200
    assert arrive(stripe(OWN), acme.id).refused


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"provider": "stripe", "value": "short"}, "at least 8"),
        ({"provider": "echo", "value": "long enough"}, "sends no webhooks"),
        ({"provider": "gmail", "value": "not an account"}, "mail address"),
    ],
)
def test_what_cannot_be_a_signing_secret_is_refused(
    key_client: KeyClient, body: dict[str, str], words: str
) -> None:
    answer = key_client().post("/api/v1/signing-secrets", body, format="json")
    assert answer.status_code == 400
    assert words in answer.json()["error"]["message"]


def test_an_editor_sees_that_there_is_one_and_cannot_store_one(
    ben: User, as_: Callable[..., APIClient]
) -> None:
    client = as_(ben)
    assert client.get("/api/v1/event-sources").status_code == 200
    answer = client.post("/api/v1/signing-secrets", {"provider": "stripe", "value": OWN}, format="json")
    assert answer.status_code == 403


def test_samples_are_there_for_each_event(key_client: KeyClient) -> None:
    client = key_client()
    sample = client.get("/api/v1/event-sources/stripe/sample?event=subscription.canceled").json()["data"]
    assert sample["event"] == "customer.subscription.deleted"
    assert sample["body"]["type"] == "customer.subscription.deleted"
    assert (
        client.get("/api/v1/event-sources/quickbooks/sample").json()["data"]["body"]["specversion"] == "1.0"
    )
    assert client.get("/api/v1/event-sources/echo/sample").status_code == 404
