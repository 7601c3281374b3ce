"""Salesforce. The instance's address comes with the token; one API version for all operations."""

from __future__ import annotations

from integrations.auth import (
    PRESENT,
    Access,
    Assertion,
    ClientCredentials,
    ConnectionTest,
    CredentialField,
    Environment,
    JwtBearer,
    OAuth2Code,
    Revocation,
    Sign,
)
from integrations.calls import Errors
from integrations.provider import Pick, Provider

VERSION = "65.0"
HOSTS = (
    Environment(id="production", label="Production", values={"login_host": "login.salesforce.com"}),
    Environment(id="sandbox", label="Sandbox", values={"login_host": "test.salesforce.com"}),
)
FROM_TOKEN = {"instance_url": "instance_url", "identity_url": "id"}
MY_DOMAIN = CredentialField(
    name="my_domain",
    label="My Domain",
    placeholder="acme.my.salesforce.com",
    pattern=r"[a-z0-9-]+(--[a-z0-9-]+\.sandbox)?\.my\.salesforce\.com",
    pattern_words="ends with .my.salesforce.com",
)
#: The answer names no lifetime; a session lives at least two hours unless the organisation shortened it.
LIFETIME_SECONDS = 5400

OAUTH = OAuth2Code(
    id="oauth2",
    label="Sign in with Salesforce",
    environments=HOSTS,
    authorize_url="https://{login_host}/services/oauth2/authorize",
    token_url="https://{login_host}/services/oauth2/token",
    scopes=("api", "refresh_token", "openid"),
    pkce=True,
    lifetime_seconds=LIFETIME_SECONDS,
    store_from_token=FROM_TOKEN,
    revocation=Revocation(url="https://{login_host}/services/oauth2/revoke", form={"token": "{token}"}),
)

SERVER = ClientCredentials(
    id="client_credentials",
    label="Client credentials",
    help="The app’s run-as user is who acts. The organisation’s own address is needed.",
    fields=(
        MY_DOMAIN,
        CredentialField(name="client_id", label="Consumer key"),
        CredentialField(name="client_secret", label="Consumer secret", secret=True),
    ),
    token_url="https://{my_domain}/services/oauth2/token",
    lifetime_seconds=LIFETIME_SECONDS,
    store_from_token=FROM_TOKEN,
)

SIGNED = JwtBearer(
    id="jwt_bearer",
    label="Signed assertion (JWT)",
    fields=(
        CredentialField(name="client_id", label="Consumer key"),
        CredentialField(name="username", label="User name"),
        CredentialField(name="private_key", label="Private key", secret=True, multiline=True),
    ),
    environments=HOSTS,
    token_url="https://{login_host}/services/oauth2/token",
    assertion=Assertion(subject="{username}", audience="https://{login_host}"),
    lifetime_seconds=LIFETIME_SECONDS,
    store_from_token=FROM_TOKEN,
)

PROVIDER = Provider(
    slug="salesforce",
    name="Salesforce",
    description="Records of any object, SOQL and SOSL, flows and platform events.",
    color="#0B7FC2",
    icon="cloud",
    empty_sentence="Choose what to do in Salesforce",
    order=20,
    group="CRM",
    docs="https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest",
    access=Access(
        methods=(OAUTH, SERVER, SIGNED),
        base_url="{instance_url}",
        test=ConnectionTest(
            url="/services/oauth2/userinfo",
            expect={"organization_id": PRESENT, "user_id": PRESENT},
            label=("{preferred_username}", "{email}"),
            account_id=("{organization_id}",),
        ),
        missing_scope=(Sign(status=403, path="0.errorCode", values=frozenset({"INSUFFICIENT_ACCESS"})),),
        app_help="Setup > External Client App Manager: allow OAuth with the scopes api, refresh_token and openid.",
    ),
    values={"api_version": VERSION},
    errors=Errors(
        message=("{0.message}", "{error_description}"),
        code=("{0.errorCode}", "{error}"),
        limited=(Sign(status=403, path="0.errorCode", values=frozenset({"REQUEST_LIMIT_EXCEEDED"})),),
        passing=(Sign(path="0.errorCode", values=frozenset({"UNABLE_TO_LOCK_ROW"})),),
        hints={"REQUIRED_FIELD_MISSING": "Fill in the fields it names."},
        wait_seconds=300,
    ),
    limits="A daily allowance for the whole organisation, and 25 long requests at once.",
    picks={
        "records": Pick(
            operation="query",
            value="Id",
            label="Name",
            fields={"q": "SELECT Id, Name FROM {sobject} ORDER BY Name"},
            searched={
                "q": "SELECT Id, Name FROM {sobject} WHERE Name LIKE '%{text}%' ORDER BY Name LIMIT 200"
            },
            needs=("sobject",),
        ),
        "objects": Pick(operation="listObjects", value="name", label="label", note="name"),
    },
)
