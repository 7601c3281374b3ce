"""Xero. One connection is one organisation (tenant); answers are XML unless JSON is asked for."""

from __future__ import annotations

from integrations.auth import (
    BEARER,
    Access,
    ClientCredentials,
    ConnectionTest,
    CredentialField,
    Discovery,
    OAuth2Code,
    Placement,
    RateBudget,
    Revocation,
)
from integrations.calls import Errors, Idempotency
from integrations.provider import Pick, Provider

PLACEMENT = Placement(headers={**BEARER.headers, "Xero-Tenant-Id": "{tenant_id}"})
TENANT = Discovery(
    url="https://api.xero.com/connections",
    items="",
    id="tenantId",
    label="tenantName",
    prefer={"authEventId": "{token.authentication_event_id}"},
    store={"tenant_id": "tenantId", "tenant_name": "tenantName"},
)
ACCOUNTING = (
    "accounting.contacts",
    "accounting.invoices",
    "accounting.payments",
    "accounting.banktransactions",
    "accounting.manualjournals",
    "accounting.settings",
    "accounting.attachments",
    "accounting.reports.profitandloss.read",
    "accounting.reports.balancesheet.read",
    "accounting.reports.trialbalance.read",
    "accounting.reports.aged.read",
    "accounting.reports.banksummary.read",
    "accounting.reports.executivesummary.read",
)

OAUTH = OAuth2Code(
    id="oauth2",
    label="Sign in with Xero",
    placement=PLACEMENT,
    discovery=TENANT,
    authorize_url="https://login.xero.com/identity/connect/authorize",
    token_url="https://identity.xero.com/connect/token",
    scopes=("openid", "profile", "email", "offline_access", *ACCOUNTING),
    client_auth="basic",
    pkce=True,
    lifetime_seconds=1800,
    rotates=True,
    grace_seconds=1800,
    revocation=Revocation(
        url="https://identity.xero.com/connect/revocation",
        form={"token": "{token}"},
        client_auth="basic",
    ),
)

CUSTOM = ClientCredentials(
    id="custom_connection",
    label="Custom connection",
    help="One organisation per app; a paid feature of Xero.",
    fields=(
        CredentialField(name="client_id", label="Client id"),
        CredentialField(name="client_secret", label="Client secret", secret=True),
    ),
    placement=PLACEMENT,
    discovery=TENANT,
    token_url="https://identity.xero.com/connect/token",
    scopes=ACCOUNTING,
    client_auth="basic",
    lifetime_seconds=1800,
)

PROVIDER = Provider(
    slug="xero",
    name="Xero",
    description="Contacts, invoices, bills, payments, bank transactions and reports.",
    color="#0A7EA4",
    icon="calculator",
    empty_sentence="Choose what to do in Xero",
    order=70,
    group="Accounting",
    docs="https://developer.xero.com/documentation/api/accounting/overview",
    access=Access(
        methods=(OAUTH, CUSTOM),
        base_url="https://api.xero.com/api.xro/2.0",
        headers={"Accept": "application/json"},
        test=ConnectionTest(
            url="/Organisation",
            expect={"Status": "OK"},
            label=("{Organisations.0.Name}",),
            account_id=("{Organisations.0.OrganisationID}",),
        ),
        budgets=(RateBudget(requests=55, seconds=60, burst=5),),
        app_help="developer.xero.com > My Apps: a web app with this redirect address. Apps made since March 2026 have the granular scopes listed here.",
    ),
    errors=Errors(
        message=("{Elements[*].ValidationErrors[*].Message}", "{Message}", "{Detail}", "{Title}"),
        code=("{Type}", "{ErrorNumber}", "{Title}"),
    ),
    idempotency=Idempotency(header="Idempotency-Key", methods=("POST", "PUT", "PATCH"), longest=128),
    limits="60 requests a minute, five at once and a daily number for an organisation.",
    picks={
        "contacts": Pick(
            operation="listContacts",
            value="ContactID",
            label="Name",
            note="EmailAddress",
            searched={"searchTerm": "{text}"},
            one=("getContact", "contactId"),
        ),
        "accounts": Pick(operation="listAccounts", value="Code", label="Name", note="Type"),
    },
)
