"""NetSuite. Every account has a host of its own, made of its account id."""

from __future__ import annotations

from integrations.auth import (
    PRESENT,
    Access,
    Assertion,
    ClientCredentials,
    ConnectionTest,
    CredentialField,
    OAuth1Tba,
    OAuth2Code,
    Revocation,
    Sign,
)
from integrations.calls import Errors
from integrations.provider import Pick, Provider

TOKEN_URL = "https://{account_id|host}.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token"
ACCOUNT = CredentialField(
    name="account_id",
    label="Account id",
    placeholder="1234567 or 1234567_SB1",
    help="Setup > Company > Company Information.",
    pattern=r"[A-Za-z0-9]+([_-][A-Za-z0-9]+)?",
    pattern_words="is digits and letters, such as 1234567_SB1",
)

TOKENS = OAuth1Tba(
    id="tba",
    label="Token-based authentication",
    help="From NetSuite 2027.1 on no new ones can be made: client credentials last longer.",
    fields=(
        ACCOUNT,
        CredentialField(name="consumer_key", label="Consumer key", secret=True),
        CredentialField(name="consumer_secret", label="Consumer secret", secret=True),
        CredentialField(name="token_id", label="Token id", secret=True),
        CredentialField(name="token_secret", label="Token secret", secret=True),
    ),
)

SERVER = ClientCredentials(
    id="oauth2_cc",
    label="Client credentials (certificate)",
    help="Setup > Integration > OAuth 2.0 Client Credentials: upload the certificate, copy its id.",
    fields=(
        ACCOUNT,
        CredentialField(name="client_id", label="Client id"),
        CredentialField(name="certificate_id", label="Certificate id"),
        CredentialField(name="private_key", label="Private key", secret=True, multiline=True),
    ),
    token_url=TOKEN_URL,
    client_auth="none",
    token_params={"client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"},
    lifetime_seconds=3600,
    assertion=Assertion(
        algorithm="PS256",
        audience=TOKEN_URL,
        scope="rest_webservices",
        key_id="{certificate_id}",
        lifetime_seconds=3600,
    ),
)

OAUTH = OAuth2Code(
    id="oauth2_code",
    label="Sign in with NetSuite",
    help="Asks for consent again after seven days: for trying out.",
    fields=(ACCOUNT,),
    authorize_url="https://{account_id|host}.app.netsuite.com/app/login/oauth2/authorize.nl",
    token_url=TOKEN_URL,
    scopes=("rest_webservices",),
    optional_scopes=("restlets",),
    client_auth="basic",
    pkce=True,
    lifetime_seconds=3600,
    revocation=Revocation(
        url="https://{account_id|host}.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/revoke",
        form={"token": "{token}"},
        client_auth="basic",
    ),
)

PROVIDER = Provider(
    slug="netsuite",
    name="NetSuite",
    description="Customers, invoices, bills, journals, any record type and SuiteQL.",
    color="#3A5C7A",
    icon="building-2",
    empty_sentence="Choose what to do in NetSuite",
    order=60,
    group="Accounting",
    docs="https://docs.oracle.com/en/cloud/saas/netsuite/ns-online-help/chapter_1540391670.html",
    access=Access(
        methods=(TOKENS, SERVER, OAUTH),
        base_url="https://{account_id|host}.suitetalk.api.netsuite.com",
        origins=("https://{account_id|host}.restlets.api.netsuite.com",),
        headers={"Accept": "application/json"},
        test=ConnectionTest(
            url="/services/rest/query/v1/suiteql",
            method="POST",
            headers={"Prefer": "transient"},
            json={"q": "SELECT 1 AS one FROM dual"},
            expect={"items": PRESENT},
            account_id=("{account_id}",),
            label=("NetSuite {account_id}",),
        ),
        missing_scope=(
            Sign(
                status=403,
                path="o:errorDetails.0.o:errorCode",
                values=frozenset({"INSUFFICIENT_PERMISSION"}),
            ),
        ),
        app_help="Setup > Integration > Manage Integrations: state is sent with at least 32 characters.",
    ),
    errors=Errors(
        message=("{['o:errorDetails'][0].detail}", "{detail}", "{title}", "{error_description}", "{message}"),
        code=("{['o:errorDetails'][0]['o:errorCode']}", "{error}"),
    ),
    limits="About five requests at once for an account, more with SuiteCloud Plus.",
    picks={
        "record_types": Pick(operation="listRecordTypes", value="name", label="name"),
    },
)
