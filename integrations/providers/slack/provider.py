"""Slack. Errors come with status 200 and `ok: false`."""

from __future__ import annotations

from integrations.auth import (
    Access,
    ApiKeyAuth,
    ConnectionTest,
    CredentialField,
    OAuth2Code,
    Placement,
    Revocation,
    Sign,
)
from integrations.calls import Errors
from integrations.provider import Pick, Provider

GONE = frozenset({"invalid_auth", "token_revoked", "account_inactive", "token_expired", "not_authed"})

OAUTH = OAuth2Code(
    id="oauth2",
    label="Add to Slack",
    authorize_url="https://slack.com/oauth/v2/authorize",
    token_url="https://slack.com/api/oauth.v2.access",
    scopes=(
        "chat:write",
        "chat:write.public",
        "chat:write.customize",
        "channels:read",
        "channels:history",
        "channels:manage",
        "channels:join",
        "groups:read",
        "groups:history",
        "im:read",
        "im:write",
        "im:history",
        "mpim:write",
        "users:read",
        "users:read.email",
        "files:write",
        "files:read",
        "reactions:read",
        "reactions:write",
        "app_mentions:read",
    ),
    scope_separator=",",
    # With user scopes alone there is no token of the app, only the person's.
    token_paths=("", "authed_user"),
    store_from_token={
        "team_id": "team.id",
        "team_name": "team.name",
        "bot_user_id": "bot_user_id",
        "app_id": "app_id",
    },
    rotates=True,
    terminal_errors=frozenset({"invalid_refresh_token", "token_revoked", "invalid_grant"}),
    client_errors=frozenset({"bad_client_secret", "invalid_client_id", "invalid_client"}),
    revocation=Revocation(
        url="https://slack.com/api/auth.revoke", headers={"Authorization": "Bearer {access_token}"}
    ),
)

TOKEN = ApiKeyAuth(
    id="bot_token",
    label="Bot token",
    help="api.slack.com/apps > your app > OAuth & Permissions.",
    fields=(
        CredentialField(
            name="bot_token",
            label="Bot token",
            secret=True,
            placeholder="xoxb-…",
            pattern=r"xoxb-[A-Za-z0-9-]+",
            pattern_words="starts with xoxb-",
        ),
        CredentialField(
            name="signing_secret",
            label="Signing secret",
            secret=True,
            required=False,
            help="For events, commands and buttons.",
        ),
    ),
    placement=Placement(headers={"Authorization": "Bearer {bot_token}"}),
)

PROVIDER = Provider(
    slug="slack",
    name="Slack",
    description="Messages, channels, people, files and dialogs.",
    color="#4A154B",
    icon="message-square",
    empty_sentence="Choose what to do in Slack",
    order=100,
    group="Communication",
    docs="https://docs.slack.dev/reference/methods",
    access=Access(
        methods=(OAUTH, TOKEN),
        base_url="https://slack.com/api",
        origins=("https://files.slack.com",),
        test=ConnectionTest(
            url="/auth.test",
            method="POST",
            expect={"ok": True},
            label=("{team} ({user})", "{team}"),
            account_id=("{team_id}",),
        ),
        unauthorized=(Sign(status=401), Sign(path="error", values=GONE)),
        missing_scope=(Sign(path="error", values=frozenset({"missing_scope"})),),
        app_help="api.slack.com/apps: the bot scopes listed here and this redirect address.",
    ),
    errors=Errors(
        message=("{error}: {response_metadata.messages}", "{error}"),
        code=("{error}",),
        success={"ok": True},
        limited=(Sign(path="error", values=frozenset({"ratelimited", "rate_limited"})),),
        passing=(
            Sign(
                path="error",
                values=frozenset({"internal_error", "fatal_error", "service_unavailable", "request_timeout"}),
            ),
        ),
        hints={
            "not_in_channel": "Invite the app to the channel: /invite and its name.",
            "channel_not_found": "Use the channel’s id, and invite the app to private channels.",
            "missing_scope": "Connect again with the scope it needs.",
            "msg_too_long": "Slack takes at most 40,000 characters.",
        },
    ),
    limits="About one message a second into a channel; other methods 20 to 100 a minute.",
    picks={
        "channels": Pick(
            operation="listChannels",
            label="name",
            fields={"types": "public_channel,private_channel", "excludeArchived": True, "limit": 1000},
            name_sign="#",
        ),
        "users": Pick(operation="listUsers", label="real_name", note="name", fields={"limit": 1000}),
    },
)
