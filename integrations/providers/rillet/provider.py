"""Rillet. Money is an object of an amount, as text, and a currency."""

from __future__ import annotations

from integrations.auth import (
    PRESENT,
    Access,
    ApiKeyAuth,
    ConnectionTest,
    CredentialField,
    Environment,
    OAuth2Code,
    Placement,
    RateBudget,
    Revocation,
)
from integrations.calls import Errors, Idempotency
from integrations.provider import Pick, Provider

VERSION = "4"
HOSTS = (
    Environment(id="production", label="Production"),
    Environment(id="sandbox", label="Sandbox"),
)

KEY = ApiKeyAuth(
    id="api_key",
    label="API key",
    help="Organization Settings > API Access. The key is shown once.",
    fields=(CredentialField(name="api_key", label="Key", secret=True),),
    environments=HOSTS,
    placement=Placement(headers={"Authorization": "Bearer {api_key}"}),
)

OAUTH = OAuth2Code(
    id="oauth2",
    label="Sign in with Rillet",
    authorize_url="https://api.rillet.com/oauth2/authorize",
    token_url="https://api.rillet.com/oauth2/token",
    scopes=("read", "write"),
    pkce=True,
    revocation=Revocation(
        url="https://api.rillet.com/oauth2/revoke", form={"token": "{token}"}, client_auth="body"
    ),
)

PROVIDER = Provider(
    slug="rillet",
    name="Rillet",
    description="Customers, invoices, contracts, revenue and the ledger.",
    color="#1F6F54",
    icon="chart-line",
    empty_sentence="Choose what to do in Rillet",
    order=90,
    group="Accounting",
    docs="https://docs.api.rillet.com",
    access=Access(
        methods=(KEY, OAUTH),
        base_url="https://api.rillet.com",
        sandbox_base_url="https://sandbox.api.rillet.com",
        headers={"X-Rillet-API-Version": VERSION},
        test=ConnectionTest(
            url="/organizations/self",
            expect={"id": PRESENT},
            label=("{trade_name}", "{id}"),
            account_id=("{id}",),
        ),
        budgets=(RateBudget(requests=55, seconds=60),),
    ),
    errors=Errors(message=("{detail}", "{title}"), code=("{type}",), wait_seconds=60),
    idempotency=Idempotency(header="Idempotency-Key"),
    limits="60 requests a minute.",
    picks={
        "customers": Pick(
            operation="listCustomers",
            label="name",
            searched={"search": "{text}"},
            one=("getCustomer", "customerId"),
            fields={"limit": 100},
        ),
        "accounts": Pick(operation="listAccounts", value="code", label="name", note="type"),
    },
)
