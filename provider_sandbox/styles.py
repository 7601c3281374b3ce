"""How the pretended providers differ, as data: the addresses, token answers and quirks of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Style:
    """One provider's OAuth. `token` and `callback` are what it adds to an answer, with `{n}` for the account's number.

    A `*` in an address stands for what each customer has of its own: a tenant, an account's host.

    `resources` are API answers by "METHOD host/path".
    """

    name: str
    authorize: str
    token: str
    revoke: str = ""
    client_auth: str = "body"  # "basic", "secret_only"
    pkce: str = "optional"  # "required", "refused"
    rotates: bool = False
    refreshes: bool = True
    lifetime: int | None = 3600
    grace: float = 0.0
    scope_separator: str = " "
    envelope: Mapping[str, Any] = field(default_factory=dict)
    callback: Mapping[str, str] = field(default_factory=dict)
    resources: Mapping[str, Any] = field(default_factory=dict)
    ok_false: bool = False  # errors come as 200 {"ok": false}


STYLES = (
    Style(
        name="stripe",
        authorize="connect.stripe.com/oauth/authorize",
        token="connect.stripe.com/oauth/token",  # noqa: S106 - an address
        client_auth="secret_only",
        pkce="refused",
        lifetime=None,
        envelope={"stripe_user_id": "acct_demo{n}", "livemode": False, "scope": "read_write"},
        resources={
            "GET api.stripe.com/v1/account": {
                "id": "acct_demo{n}",
                "object": "account",
                "email": "demo{n}@shop.example",
                "settings": {"dashboard": {"display_name": "Demo shop {n}"}},
            },
        },
    ),
    Style(
        name="salesforce",
        authorize="login.salesforce.com/services/oauth2/authorize",
        token="login.salesforce.com/services/oauth2/token",  # noqa: S106
        revoke="login.salesforce.com/services/oauth2/revoke",
        lifetime=None,
        envelope={
            "instance_url": "https://demo{n}.my.salesforce.com",
            "id": "https://login.salesforce.com/id/00D00000000000{n}/00500000000000{n}",
        },
        resources={
            "GET demo{n}.my.salesforce.com/services/oauth2/userinfo": {
                "organization_id": "00D00000000000{n}",
                "user_id": "00500000000000{n}",
                "preferred_username": "demo{n}@crm.example",
            },
        },
    ),
    Style(
        name="hubspot",
        authorize="app.hubspot.com/oauth/authorize",
        token="api.hubapi.com/oauth/2026-03/token",  # noqa: S106
        lifetime=1800,
        envelope={"hub_id": "4000{n}"},
        resources={
            "GET api.hubapi.com/account-info/2026-03/details": {
                "portalId": "4000{n}",
                "uiDomain": "app.hubspot.com",
            }
        },
    ),
    Style(
        name="quickbooks",
        authorize="appcenter.intuit.com/connect/oauth2",
        token="oauth.platform.intuit.com/oauth2/v1/tokens/bearer",  # noqa: S106
        client_auth="basic",
        pkce="refused",
        rotates=True,
        envelope={"x_refresh_token_expires_in": 8_726_400},
        callback={"realmId": "91300000{n}"},
        resources={
            "GET quickbooks.api.intuit.com/v3/company/91300000{n}/companyinfo/91300000{n}": {
                "CompanyInfo": {"CompanyName": "Demo books {n}", "Id": "{n}"}
            },
            "GET sandbox-quickbooks.api.intuit.com/v3/company/91300000{n}/companyinfo/91300000{n}": {
                "CompanyInfo": {"CompanyName": "Demo books {n}", "Id": "{n}"}
            },
        },
    ),
    Style(
        name="xero",
        authorize="login.xero.com/identity/connect/authorize",
        token="identity.xero.com/connect/token",  # noqa: S106
        revoke="identity.xero.com/connect/revocation",
        client_auth="basic",
        rotates=True,
        grace=1800,
        lifetime=1800,
        resources={
            "GET api.xero.com/connections": [
                {
                    "id": "11111111-0000-4000-8000-00000000000{n}",
                    "authEventId": "event-{n}",
                    "tenantId": "22222222-0000-4000-8000-00000000000{n}",
                    "tenantType": "ORGANISATION",
                    "tenantName": "Demo ledger {n}",
                }
            ],
            "GET api.xero.com/api.xro/2.0/Organisation": {
                "Status": "OK",
                "Organisations": [{"Name": "Demo ledger {n}", "OrganisationID": "organisation-{n}"}],
            },
        },
    ),
    Style(
        name="slack",
        authorize="slack.com/oauth/v2/authorize",
        token="slack.com/api/oauth.v2.access",  # noqa: S106
        rotates=True,
        lifetime=43_200,
        scope_separator=",",
        ok_false=True,
        envelope={
            "ok": True,
            "token_type": "bot",
            "bot_user_id": "U0{n}",
            "app_id": "A01",
            "team": {"id": "T0{n}", "name": "Demo team {n}"},
            "authed_user": {"id": "U1{n}"},
        },
        resources={
            "POST slack.com/api/auth.test": {
                "ok": True,
                "team": "Demo team {n}",
                "user": "headrace",
                "team_id": "T0{n}",
                "user_id": "U0{n}",
            },
            "GET slack.com/api/auth.test": {
                "ok": True,
                "team": "Demo team {n}",
                "user": "headrace",
                "team_id": "T0{n}",
                "user_id": "U0{n}",
            },
        },
    ),
    Style(
        name="google",
        authorize="accounts.google.com/o/oauth2/v2/auth",
        token="oauth2.googleapis.com/token",  # noqa: S106
        revoke="oauth2.googleapis.com/revoke",
        lifetime=3599,
        resources={
            "GET gmail.googleapis.com/gmail/v1/users/me/profile": {
                "emailAddress": "demo{n}@mail.example",
                "messagesTotal": 3,
                "historyId": "1",
            },
        },
    ),
    Style(
        name="docusign",
        authorize="account.docusign.com/oauth/auth",
        token="account.docusign.com/oauth/token",  # noqa: S106
        client_auth="basic",
        rotates=True,
        lifetime=28_800,
        resources={
            "GET account.docusign.com/oauth/userinfo": {
                "sub": "user-{n}",
                "name": "Demo signer",
                "email": "demo{n}@sign.example",
                "accounts": [
                    {
                        "account_id": "account-{n}",
                        "is_default": True,
                        "account_name": "Demo signing {n}",
                        "base_uri": "https://demo{n}.docusign.net",
                    }
                ],
            },
        },
    ),
    Style(
        name="microsoft",
        authorize="login.microsoftonline.com/*/oauth2/v2.0/authorize",
        token="login.microsoftonline.com/*/oauth2/v2.0/token",  # noqa: S106
        rotates=True,
        resources={
            "GET graph.microsoft.com/v1.0/me": {
                "id": "user-{n}",
                "displayName": "Demo {n}",
                "mail": "demo{n}@mail.example",
                "userPrincipalName": "demo{n}@mail.example",
            },
        },
    ),
    Style(
        name="attio",
        authorize="app.attio.com/authorize",
        token="app.attio.com/oauth/token",  # noqa: S106
        refreshes=False,
        lifetime=None,
    ),
    Style(
        name="rillet",
        authorize="api.rillet.com/oauth2/authorize",
        token="api.rillet.com/oauth2/token",  # noqa: S106
        revoke="api.rillet.com/oauth2/revoke",
    ),
    Style(
        name="pandadoc",
        authorize="app.pandadoc.com/oauth2/authorize",
        token="api.pandadoc.com/oauth2/access_token",  # noqa: S106
        pkce="refused",
        lifetime=31_535_999,
        resources={
            "GET api.pandadoc.com/public/v1/members/current": {
                "user_id": "member-{n}",
                "workspace": "workspace-{n}",
                "email": "demo{n}@sign.example",
            },
        },
    ),
    Style(
        name="dropbox sign",
        authorize="app.hellosign.com/oauth/authorize",
        token="app.hellosign.com/oauth/token",  # noqa: S106
        pkce="refused",
        lifetime=86_400,
    ),
    Style(
        name="netsuite",
        authorize="*.app.netsuite.com/app/login/oauth2/authorize.nl",
        token="*.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token",  # noqa: S106
        revoke="*.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/revoke",
        client_auth="basic",
    ),
    Style(  # of the customer's own domain: client credentials
        name="salesforce",
        authorize="",
        token="*.my.salesforce.com/services/oauth2/token",  # noqa: S106
        lifetime=None,
        envelope={"instance_url": "https://demo{n}.my.salesforce.com"},
    ),
    # For what no real provider's name stands for: tests of custom providers, with the strictest rules.
    Style(
        name="strict",
        authorize="strict.example/authorize",
        token="strict.example/token",  # noqa: S106
        revoke="strict.example/revoke",
        pkce="required",
        rotates=True,
        resources={"GET strict.example/me": {"id": "user-{n}", "name": "Demo account {n}"}},
    ),
)


def style_at(address: str, of: str) -> Style | None:
    """Whose `authorize`, `token` or `revoke` this address is."""
    found = (each for each in STYLES if fnmatchcase(address, getattr(each, of)))
    return next(found, None)
