"""HubSpot. One dated version of the CRM's addresses for all operations."""

from __future__ import annotations

from integrations.auth import (
    PRESENT,
    Access,
    ApiKeyAuth,
    ConnectionTest,
    CredentialField,
    OAuth2Code,
    Placement,
    RateBudget,
    Revocation,
    Sign,
)
from integrations.calls import Errors
from integrations.provider import Pick, Provider

VERSION = "2026-03"

OAUTH = OAuth2Code(
    id="oauth2",
    label="Sign in with HubSpot",
    authorize_url="https://app.hubspot.com/oauth/authorize",
    token_url="https://api.hubapi.com/oauth/2026-03/token",
    scopes=(
        "oauth",
        "crm.objects.contacts.read",
        "crm.objects.contacts.write",
        "crm.objects.companies.read",
        "crm.objects.companies.write",
        "crm.objects.deals.read",
        "crm.objects.deals.write",
        "crm.objects.owners.read",
    ),
    optional_scopes=("crm.objects.line_items.read", "crm.objects.line_items.write", "tickets"),
    optional_param="optional_scope",
    lifetime_seconds=1800,
    store_from_token={"hub_id": "hub_id"},
    terminal_errors=frozenset({"invalid_grant", "BAD_REFRESH_TOKEN"}),
    revocation=Revocation(
        url="https://api.hubapi.com/oauth/2026-03/token/revoke",
        form={"token": "{token}"},
        client_auth="body",
    ),
)

TOKEN = ApiKeyAuth(
    id="private_app_token",
    label="Access token",
    help="A static token of a project app, a service key or a private app.",
    fields=(CredentialField(name="access_token", label="Token", secret=True, placeholder="pat-na1-…"),),
    placement=Placement(headers={"Authorization": "Bearer {access_token}"}),
)

PROVIDER = Provider(
    slug="hubspot",
    name="HubSpot",
    description="Contacts, companies, deals, tickets, notes and tasks.",
    color="#D6492A",
    icon="users",
    empty_sentence="Choose what to do in HubSpot",
    order=30,
    group="CRM",
    docs="https://developers.hubspot.com/docs/api-reference",
    access=Access(
        methods=(OAUTH, TOKEN),
        base_url="https://api.hubapi.com",
        test=ConnectionTest(
            url="/account-info/2026-03/details",
            expect={"portalId": PRESENT},
            label=("{uiDomain} ({portalId})", "{portalId}"),
            account_id=("{portalId}",),
        ),
        missing_scope=(Sign(status=403, path="category", values=frozenset({"MISSING_SCOPES"})),),
        budgets=(RateBudget(requests=100, seconds=10),),
        app_help="A developer account’s app > Auth: the same scopes as listed here, and this redirect address.",
    ),
    values={"v": VERSION},
    errors=Errors(
        message=("{message}: {errors[*].message}", "{message}"),
        code=("{category}", "{errorType}", "{status}"),
        limited=(Sign(status=477),),
        passing=(Sign(status=423),),
        wait_seconds=10,
    ),
    limits="100 to 190 requests in ten seconds for an account, five searches a second.",
    picks={
        "records": Pick(
            operation="listRecords",
            label=(
                "properties.dealname",
                "{properties.firstname} {properties.lastname}",
                "properties.name",
                "properties.subject",
                "properties.email",
            ),
            note=("properties.email", "properties.domain", "properties.amount"),
            fields={"objectType": "{objectType}", "limit": 100},
            search_operation="searchRecords",
            searched={"objectType": "{objectType}", "query": "{text}", "limit": 100},
            needs=("objectType",),
        ),
        "owners": Pick(operation="listOwners", label="email", fields={"limit": 500}),
    },
)
