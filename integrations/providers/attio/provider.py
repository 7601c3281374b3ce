"""Attio. Every attribute is a list of values when read; plain values are taken when written."""

from __future__ import annotations

from integrations.auth import (
    Access,
    ApiKeyAuth,
    ConnectionTest,
    CredentialField,
    OAuth2Code,
    Placement,
    RateBudget,
    Sign,
)
from integrations.calls import Errors
from integrations.provider import Pick, Provider

KEY = ApiKeyAuth(
    id="api_key",
    label="Access token",
    help="Workspace settings > Developers.",
    fields=(CredentialField(name="api_key", label="Token", secret=True),),
    placement=Placement(headers={"Authorization": "Bearer {api_key}"}),
)

OAUTH = OAuth2Code(
    id="oauth2",
    label="Sign in with Attio",
    authorize_url="https://app.attio.com/authorize",
    token_url="https://app.attio.com/oauth/token",
    refreshes=False,  # the token does not run out
)

PROVIDER = Provider(
    slug="attio",
    name="Attio",
    description="Records, notes, tasks and lists of your CRM.",
    color="#266DF0",
    icon="contact",
    empty_sentence="Choose what to do in Attio",
    order=40,
    group="CRM",
    docs="https://docs.attio.com/rest-api/overview",
    access=Access(
        methods=(OAUTH, KEY),
        base_url="https://api.attio.com/v2",
        test=ConnectionTest(
            url="/self",
            expect={"active": True},  # a bad token is told with 200
            label=("{workspace_name}", "{workspace_slug}"),
            account_id=("{workspace_id}",),
        ),
        missing_scope=(Sign(status=403),),
        budgets=(RateBudget(requests=25, seconds=1),),
        app_help="build.attio.com: the scopes are chosen there.",
    ),
    errors=Errors(),
    limits="100 reads and 25 writes a second.",
    picks={
        "objects": Pick(operation="listObjects", value="api_slug", label="plural_noun"),
        "lists": Pick(operation="listLists", value="api_slug", label="name"),
    },
)
