"""DocuSign. The account and its host are found out after the sign-in; numbers and booleans are texts in most bodies."""

from __future__ import annotations

from integrations.auth import (
    PRESENT,
    Access,
    Assertion,
    ConnectionTest,
    CredentialField,
    Discovery,
    Environment,
    JwtBearer,
    OAuth2Code,
    RateBudget,
    Sign,
)
from integrations.calls import Errors
from integrations.provider import Pick, Provider

HOSTS = (
    Environment(id="production", label="Production", values={"auth_host": "account.docusign.com"}),
    Environment(id="sandbox", label="Developer", values={"auth_host": "account-d.docusign.com"}),
)
ACCOUNT = Discovery(
    url="https://{auth_host}/oauth/userinfo",
    items="accounts",
    id="account_id",
    label="account_name",
    prefer={"is_default": True},
    store={"account_id": "account_id", "base_uri": "base_uri", "account_name": "account_name"},
)

OAUTH = OAuth2Code(
    id="oauth2",
    label="Sign in with DocuSign",
    environments=HOSTS,
    discovery=ACCOUNT,
    authorize_url="https://{auth_host}/oauth/auth",
    token_url="https://{auth_host}/oauth/token",
    scopes=("signature", "extended"),
    client_auth="basic",
    pkce=True,
    lifetime_seconds=28_800,
    rotates=True,
)

SIGNED = JwtBearer(
    id="jwt",
    label="Signed assertion (JWT)",
    help="The user has to consent to the app once.",
    fields=(
        CredentialField(name="client_id", label="Integration key"),
        CredentialField(name="user_id", label="User id"),
        CredentialField(name="private_key", label="Private key", secret=True, multiline=True),
    ),
    environments=HOSTS,
    discovery=ACCOUNT,
    token_url="https://{auth_host}/oauth/token",
    lifetime_seconds=3600,
    assertion=Assertion(
        subject="{user_id}", audience="{auth_host}", scope="signature impersonation", lifetime_seconds=3600
    ),
)

PROVIDER = Provider(
    slug="docusign",
    name="DocuSign",
    description="Envelopes, templates, signing links and documents.",
    color="#4C00FF",
    icon="signature",
    empty_sentence="Choose what to do in DocuSign",
    order=140,
    group="Documents",
    docs="https://developers.docusign.com/docs/esign-rest-api/reference",
    access=Access(
        methods=(OAUTH, SIGNED),
        base_url="{base_uri}/restapi/v2.1/accounts/{account_id}",
        origins=("https://{auth_host}",),
        test=ConnectionTest(
            url="https://{auth_host}/oauth/userinfo",
            expect={"accounts": PRESENT},
            label=("{email} ({accounts.0.account_name})", "{email}"),
            account_id=("{accounts.0.account_id}",),
        ),
        unauthorized=(
            Sign(status=401),
            Sign(
                path="errorCode",
                values=frozenset({"USER_AUTHENTICATION_FAILED", "AUTHORIZATION_INVALID_TOKEN"}),
            ),
        ),
        budgets=(RateBudget(requests=3000, seconds=3600, burst=200),),
        app_help="Apps and Keys: an integration key, a secret and this redirect address.",
    ),
    errors=Errors(
        message=("{message}", "{error_description}"),
        code=("{errorCode}", "{error}"),
        limited=(
            Sign(
                path="errorCode",
                values=frozenset(
                    {
                        "HOURLY_APIINVOCATION_LIMIT_EXCEEDED",
                        "BURST_APIINVOCATION_LIMIT_EXCEEDED",
                        "Hourly_Envelope_Polling_Limit_Exceeded",
                    }
                ),
            ),
        ),
        request_id_header="X-DocuSign-TraceToken",
        reset_header="X-RateLimit-Reset",
        wait_seconds=30,
    ),
    limits="3,000 requests an hour, and one envelope not more often than every 15 minutes.",
    picks={
        "templates": Pick(
            operation="listTemplates",
            value="templateId",
            label="name",
            searched={"searchText": "{text}"},
            one=("getTemplate", "templateId"),
            fields={"count": 100},
        ),
    },
)
