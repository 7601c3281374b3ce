"""Email by a mail server (SMTP), Resend or SendGrid: the connection decides which."""

from __future__ import annotations

from integrations.auth import (
    Access,
    ApiKeyAuth,
    ConnectionTest,
    CredentialField,
    Placement,
    RateBudget,
    Sign,
    SmtpLogin,
)
from integrations.calls import Errors, Idempotency
from integrations.provider import Provider

SENDGRID = "https://api.sendgrid.com"

RESEND = ApiKeyAuth(
    id="resend_api_key",
    label="Resend",
    fields=(
        CredentialField(
            name="api_key",
            label="API key",
            secret=True,
            placeholder="re_…",
            pattern=r"re_[A-Za-z0-9_]+",
            pattern_words="starts with re_",
        ),
    ),
    placement=Placement(headers={"Authorization": "Bearer {api_key}"}),
    test=ConnectionTest(
        url="/domains",
        query={"limit": "1"},
        # A key that may only send is told so here, and is valid.
        accepts=(Sign(status=401, path="name", values=frozenset({"restricted_api_key"})),),
        label=("{data.0.name}",),
    ),
)

MAIL_SERVER = SmtpLogin(
    id="smtp",
    label="Mail server (SMTP)",
    fields=(
        CredentialField(name="host", label="Host", placeholder="smtp.example.com"),
        CredentialField(
            name="port", label="Port", default="587", pattern=r"\d{1,5}", pattern_words="is a number"
        ),
        CredentialField(
            name="security",
            label="Encryption",
            default="starttls",
            choices=("starttls", "ssl", "none"),
            help="starttls with port 587, ssl with port 465.",
        ),
        CredentialField(name="username", label="User name", required=False),
        CredentialField(name="password", label="Password", secret=True, required=False),
        CredentialField(name="from_email", label="Sender’s address"),
        CredentialField(name="from_name", label="Sender’s name", required=False),
    ),
)

SENDGRID_KEY = ApiKeyAuth(
    id="sendgrid_api_key",
    label="SendGrid",
    fields=(
        CredentialField(
            name="api_key",
            label="API key",
            secret=True,
            placeholder="SG.…",
            pattern=r"SG\.[A-Za-z0-9_.-]+",
            pattern_words="starts with SG.",
        ),
    ),
    placement=Placement(headers={"Authorization": "Bearer {api_key}"}),
    test=ConnectionTest(url=f"{SENDGRID}/v3/scopes"),
)

PROVIDER = Provider(
    slug="email",
    name="Email",
    description="Sends email through your mail server, Resend or SendGrid.",
    color="#0B6B74",
    icon="send",
    empty_sentence="Choose what to send",
    order=130,
    group="Communication",
    docs="https://resend.com/docs/api-reference",
    access=Access(
        methods=(RESEND, MAIL_SERVER, SENDGRID_KEY),
        base_url="https://api.resend.com",
        origins=(SENDGRID,),
        unauthorized=(
            Sign(status=401, path="name", values=frozenset({"missing_api_key"})),
            Sign(status=403, path="name", values=frozenset({"invalid_api_key"})),
            Sign(status=401, path="errors"),
        ),
        missing_scope=(Sign(status=401, path="name", values=frozenset({"restricted_api_key"})),),
        budgets=(RateBudget(requests=5, seconds=1),),
    ),
    errors=Errors(
        message=("{message}", "{errors[*].message}"),
        code=("{name}", "{errors[0].field}"),
        passing=(Sign(status=409, path="name", values=frozenset({"concurrent_idempotent_requests"})),),
        final=(
            Sign(
                status=429,
                path="name",
                values=frozenset({"daily_quota_exceeded", "monthly_quota_exceeded"}),
            ),
        ),
    ),
    idempotency=Idempotency(header="Idempotency-Key", paths=("/emails", "/emails/batch"), longest=256),
    limits="Resend: five requests a second. A mail server has rules of its own.",
)
