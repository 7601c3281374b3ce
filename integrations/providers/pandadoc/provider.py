"""PandaDoc. A document made from a template is ready for sending some seconds later."""

from __future__ import annotations

from integrations.auth import (
    BEARER,
    PRESENT,
    Access,
    ApiKeyAuth,
    ConnectionTest,
    CredentialField,
    OAuth2Code,
    Placement,
)
from integrations.calls import Errors
from integrations.provider import Pick, Provider

KEY = ApiKeyAuth(
    id="api_key",
    label="API key",
    help="Settings > API. A sandbox key makes documents with a watermark.",
    fields=(
        CredentialField(
            name="api_key",
            label="Key",
            secret=True,
            pattern=r"[a-fA-F0-9]+",
            pattern_words="is digits and the letters a to f",
        ),
    ),
    placement=Placement(headers={"Authorization": "API-Key {api_key}"}),
)

OAUTH = OAuth2Code(
    id="oauth2",
    label="Sign in with PandaDoc",
    authorize_url="https://app.pandadoc.com/oauth2/authorize",
    token_url="https://api.pandadoc.com/oauth2/access_token",
    scopes=("read", "write"),
    placement=BEARER,
    lifetime_seconds=31_535_999,
)

PROVIDER = Provider(
    slug="pandadoc",
    name="PandaDoc",
    description="Documents from templates, sending, signing links and status.",
    color="#248567",
    icon="file-text",
    empty_sentence="Choose what to do in PandaDoc",
    order=150,
    group="Documents",
    docs="https://developers.pandadoc.com/reference",
    access=Access(
        methods=(KEY, OAUTH),
        base_url="https://api.pandadoc.com/public/v1",
        test=ConnectionTest(
            url="/members/current",
            expect={"email": PRESENT},
            label=("{email}",),
            account_id=("{workspace}", "{user_id}"),
        ),
        app_help="Developer dashboard > OAuth: client id and secret, and this redirect address.",
    ),
    errors=Errors(
        message=("{detail}",),
        code=("{type}", "{code}"),
        hints={"409": "The document is not a draft yet."},
        wait_seconds=60,
    ),
    limits="100 to 600 requests a minute and endpoint, ten in the sandbox.",
    picks={
        "templates": Pick(
            operation="listTemplates",
            label="name",
            searched={"q": "{text}"},
            one=("getTemplate", "templateId"),
            fields={"count": 100},
        ),
        "folders": Pick(operation="listFolders", value="uuid", label="name", fields={"count": 100}),
    },
)
