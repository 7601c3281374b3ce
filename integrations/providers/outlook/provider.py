"""Outlook, by Microsoft Graph."""

from __future__ import annotations

from integrations.auth import PRESENT, Access, ConnectionTest, CredentialField, OAuth2Code, RateBudget, Sign
from integrations.calls import Errors
from integrations.provider import Pick, Provider

OAUTH = OAuth2Code(
    id="oauth2",
    label="Sign in with Microsoft",
    fields=(
        CredentialField(
            name="tenant",
            label="Tenant",
            required=False,
            default="common",
            help="Your organisation’s tenant id; “common” for any account.",
            pattern=r"[A-Za-z0-9.-]+",
            pattern_words="is a tenant id, common, organizations or consumers",
        ),
    ),
    authorize_url="https://login.microsoftonline.com/{tenant}/oauth2/v2.0/authorize",
    authorize_params={"response_mode": "query", "prompt": "select_account"},
    token_url="https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token",
    scopes=("offline_access", "openid", "profile", "email", "User.Read", "Mail.ReadWrite", "Mail.Send"),
    pkce=True,
    lifetime_seconds=3600,
    rotates=True,
    terminal_errors=frozenset({"invalid_grant", "interaction_required"}),
)

PROVIDER = Provider(
    slug="outlook",
    name="Outlook",
    description="Sending, drafts, search, folders and attachments.",
    color="#0F6CBD",
    icon="mail",
    empty_sentence="Choose what to do in Outlook",
    order=120,
    group="Communication",
    docs="https://learn.microsoft.com/graph/api/resources/mail-api-overview",
    access=Access(
        methods=(OAUTH,),
        base_url="https://graph.microsoft.com/v1.0",
        test=ConnectionTest(
            url="/me",
            expect={"id": PRESENT},
            label=("{mail}", "{userPrincipalName}"),
            account_id=("{id}",),
        ),
        missing_scope=(Sign(status=403, path="error.code", values=frozenset({"ErrorAccessDenied"})),),
        budgets=(RateBudget(requests=900, seconds=60, burst=4),),
        app_help="Microsoft Entra > App registrations: a web redirect address, a client secret and these permissions.",
    ),
    errors=Errors(
        message=("{error.message}", "{error_description}"),
        code=("{error.code}", "{error}"),
        request_id_header="request-id",
    ),
    limits="10,000 requests in ten minutes, four at once and 30 emails a minute for a mailbox.",
    picks={"folders": Pick(operation="listFolders", label="displayName")},
)
