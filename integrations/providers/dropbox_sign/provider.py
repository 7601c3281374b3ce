"""Dropbox Sign. In test mode requests are free, with a watermark, and not binding."""

from __future__ import annotations

from integrations.auth import (
    BEARER,
    PRESENT,
    Access,
    BasicAuth,
    ConnectionTest,
    CredentialField,
    OAuth2Code,
    Placement,
    RateBudget,
)
from integrations.calls import Errors
from integrations.provider import Pick, Provider

KEY = BasicAuth(
    id="api_key",
    label="API key",
    help="Settings > API. The key also proves that events are real.",
    fields=(CredentialField(name="api_key", label="Key", secret=True),),
    placement=Placement(basic=("{api_key}", "")),
)

OAUTH = OAuth2Code(
    id="oauth2",
    label="Sign in with Dropbox Sign",
    authorize_url="https://app.hellosign.com/oauth/authorize",
    token_url="https://app.hellosign.com/oauth/token",
    refresh_url="https://app.hellosign.com/oauth/token?refresh",
    token_params={"state": "{state}"},
    placement=BEARER,
    lifetime_seconds=86_400,
)

PROVIDER = Provider(
    slug="dropbox-sign",
    name="Dropbox Sign",
    description="Signature requests, templates, reminders and signed files.",
    color="#0061FE",
    icon="pen-line",
    empty_sentence="Choose what to do in Dropbox Sign",
    order=160,
    group="Documents",
    docs="https://developers.hellosign.com/api/reference",
    access=Access(
        methods=(KEY, OAUTH),
        base_url="https://api.hellosign.com/v3",
        test=ConnectionTest(
            url="/account",
            expect={"account.account_id": PRESENT},
            label=("{account.email_address}",),
            account_id=("{account.account_id}",),
        ),
        budgets=(RateBudget(requests=90, seconds=60),),
        app_help="API > API apps: the scopes are chosen there.",
    ),
    errors=Errors(
        message=("{error.error_msg}",),
        code=("{error.error_name}",),
        reset_header="X-Ratelimit-Reset",
        wait_seconds=60,
    ),
    limits="100 requests a minute, ten in test mode.",
    picks={
        "templates": Pick(
            operation="listTemplates", value="template_id", label="title", fields={"pageSize": 100}
        ),
    },
)
