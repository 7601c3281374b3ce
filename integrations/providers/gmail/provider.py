"""Gmail. Messages are written as RFC 5322 in base64url (`integrations/mail.py`)."""

from __future__ import annotations

from integrations.auth import PRESENT, Access, ConnectionTest, OAuth2Code, RateBudget, Revocation, Sign
from integrations.calls import Errors
from integrations.provider import Pick, Provider

OAUTH = OAuth2Code(
    id="oauth2",
    label="Sign in with Google",
    authorize_url="https://accounts.google.com/o/oauth2/v2/auth",
    # Only a consent gives a refresh token.
    authorize_params={"access_type": "offline", "prompt": "consent", "include_granted_scopes": "true"},
    token_url="https://oauth2.googleapis.com/token",
    scopes=(
        "openid",
        "https://www.googleapis.com/auth/userinfo.email",
        "https://www.googleapis.com/auth/gmail.send",
        "https://www.googleapis.com/auth/gmail.modify",
        "https://www.googleapis.com/auth/gmail.labels",
    ),
    pkce=True,
    lifetime_seconds=3600,
    revocation=Revocation(url="https://oauth2.googleapis.com/revoke", form={"token": "{token}"}),
)
_SLOW = frozenset({"rateLimitExceeded", "userRateLimitExceeded"})

PROVIDER = Provider(
    slug="gmail",
    name="Gmail",
    description="Sending, drafts, search, labels and attachments.",
    color="#D93025",
    icon="mail",
    empty_sentence="Choose what to do in Gmail",
    order=110,
    group="Communication",
    docs="https://developers.google.com/workspace/gmail/api/reference/rest",
    access=Access(
        methods=(OAUTH,),
        base_url="https://gmail.googleapis.com/gmail/v1",
        test=ConnectionTest(
            url="/users/me/profile",
            expect={"emailAddress": PRESENT},
            label=("{emailAddress}",),
            account_id=("{emailAddress}",),
        ),
        missing_scope=(
            Sign(
                status=403,
                path="error.errors.0.reason",
                values=frozenset({"insufficientPermissions"}),
            ),
        ),
        budgets=(RateBudget(requests=40, seconds=1),),
        app_help="Google Cloud console > APIs & Services: the Gmail API, an OAuth client for the web, this redirect address.",
    ),
    errors=Errors(
        message=("{error.message}", "{error_description}"),
        code=("{error.errors[0].reason}", "{error.status}"),
        limited=(Sign(status=403, path="error.errors.0.reason", values=_SLOW),),
        final=(Sign(status=403, path="error.errors.0.reason", values=frozenset({"dailyLimitExceeded"})),),
    ),
    limits="15,000 quota units a minute for a mailbox (sending costs 100), 500 emails a day.",
    picks={"labels": Pick(operation="listLabels", label="name")},
)
