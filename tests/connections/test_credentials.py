"""Credentials on requests, and tokens in answers, by declaration."""

from __future__ import annotations

import base64
import dataclasses
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import orjson
import pytest
from authlib.oauth1 import ClientAuth
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from connections import protocol, xml_session
from connections.credentials import HMAC_SHA256, with_credentials
from connections.masking import forms_of
from connections.protocol import GrantRefusedError
from connections.signs import first_filled, matches, passes
from integrations.auth import (
    PRESENT,
    Access,
    ApiKeyAuth,
    Assertion,
    BasicAuth,
    ClientCredentials,
    ConnectionTest,
    JwtBearer,
    OAuth1Tba,
    OAuth2Code,
    Placement,
    Revocation,
    Sign,
    XmlSession,
)
from integrations.http import HttpRequest, HttpResponse
from integrations.outcomes import Permanent

API = "https://api.example.com"
KEY = ApiKeyAuth(id="key", label="Key", placement=Placement(headers={"Authorization": "Bearer {api_key}"}))


ASKED = HttpRequest("POST", "https://provider.example/token")


def access(method: Any, **more: Any) -> Access:
    return Access(methods=(method,), **{"base_url": f"{API}/v1", **more})


def sign(request: HttpRequest, method: Any, values: dict[str, Any], **more: Any) -> HttpRequest:
    return with_credentials(
        request, access=access(method, **more), method=method, environment="production", values=values
    )


def answer(status: int = 200, body: Any = None, **headers: str) -> HttpResponse:
    content = body if isinstance(body, bytes) else orjson.dumps(body)
    return HttpResponse(status, {"content-type": "application/json", **headers}, content, API, 1)


# --- placement ---------------------------------------------------------------------------------------------


def test_a_header_a_query_parameter_and_basic() -> None:
    values = {"api_key": "k-1", "stripe_account": ""}
    assert sign(HttpRequest("GET", f"{API}/x"), KEY, values).auth_headers == {"Authorization": "Bearer k-1"}
    in_query = ApiKeyAuth(id="q", label="Q", placement=Placement(query={"key": "{api_key}"}))
    assert sign(HttpRequest("GET", f"{API}/x", query={"a": 1}), in_query, values).query == {
        "a": 1,
        "key": "k-1",
    }
    basic = BasicAuth(id="b", label="B", placement=Placement(basic=("{api_key}", "")))
    assert sign(HttpRequest("GET", f"{API}/x"), basic, values).basic_auth == ("k-1", "")


def test_an_empty_optional_header_is_left_out_and_a_fixed_one_may_be_overridden() -> None:
    both = ApiKeyAuth(
        id="key",
        label="K",
        placement=Placement(
            headers={"Authorization": "Bearer {api_key}", "Stripe-Account": "{stripe_account}"}
        ),
    )
    request = HttpRequest("GET", f"{API}/x", headers={"version": "mine", "authorization": "theirs"})
    sent = sign(request, both, {"api_key": "k"}, headers={"Version": "pinned", "Other": "fixed"})
    assert sent.auth_headers == {"Authorization": "Bearer k", "Other": "fixed"}
    assert sent.headers == {"version": "mine"}, "a block cannot put another's credentials beside ours"


@pytest.mark.parametrize(
    "url",
    [
        "http://api.example.com/v1/x",
        "https://api.example.com:444/v1",
        "https://evil.example/v1",
        "https://api.example.com.evil.example/v1",
        "https://evil.example/?https://api.example.com",
    ],
)
def test_only_the_declared_origins_get_credentials(url: str) -> None:
    with pytest.raises(Permanent, match="credentials are not sent there") as refused:
        sign(HttpRequest("GET", url), KEY, {"api_key": "k"})
    assert refused.value.code == "CONNECTION_ORIGIN"


def test_further_origins_and_the_account_s_own() -> None:
    salesforce = {"base_url": "{instance_url}/services", "origins": ("https://login.example.com",)}
    values = {"api_key": "k", "instance_url": "https://acme.my.example.com"}
    for url in ("https://acme.my.example.com/services/x", "https://login.example.com/userinfo"):
        assert sign(HttpRequest("GET", url), KEY, values, **salesforce).auth_headers
    with pytest.raises(Permanent):
        sign(HttpRequest("GET", "https://other.my.example.com/x"), KEY, values, **salesforce)


# --- OAuth 1.0a --------------------------------------------------------------------------------------------

NETSUITE = {
    "account_id": "1234567-sb1",
    "consumer_key": "ck+1/=",
    "consumer_secret": "cs&secret",
    "token_id": "ti",
    "token_secret": "ts secret",
}


def test_the_fact_sheet_s_vector(monkeypatch: pytest.MonkeyPatch) -> None:
    """Authlib's own signer with our HMAC-SHA256, on the published example: nonce and time are given."""
    signer = ClientAuth(
        NETSUITE["consumer_key"],
        NETSUITE["consumer_secret"],
        token="ti",
        token_secret="ts secret",
        signature_method=HMAC_SHA256,
        realm="1234567_SB1",
    )
    url = "https://1234567-sb1.suitetalk.api.netsuite.com/services/rest/query/v1/suiteql?limit=10&offset=0"
    params = signer.get_oauth_params("abcdef1234567890", "1767225600")
    _url, headers, _body = signer._render(url, {}, b"", params)
    assert signer.get_oauth_signature("POST", url, headers, b"") == (
        "lLsXLjWA5U2gK3iiiIfODjgpBUBjBb+V5GvD11ThT5k="
    )


def test_each_request_is_signed_afresh_with_its_query() -> None:
    method = OAuth1Tba(id="tba", label="Tokens")
    base = {"base_url": "https://{account_id|host}.suitetalk.api.netsuite.com"}
    request = HttpRequest(
        "POST",
        "https://1234567-sb1.suitetalk.api.netsuite.com/services/rest/query/v1/suiteql?limit=10",
        query={"offset": 0},
        json={"q": "SELECT 1"},
    )
    first, second = (sign(request, method, NETSUITE, **base) for _ in range(2))
    header = first.auth_headers["Authorization"]
    assert header.startswith('OAuth realm="1234567_SB1", ')
    assert 'oauth_signature_method="HMAC-SHA256"' in header
    assert "oauth_body_hash" not in header
    assert header != second.auth_headers["Authorization"]
    assert dict(parse_qsl(urlsplit(first.url).query)) == {"limit": "10", "offset": "0"}
    assert first.query == {}
    assert first.json == {"q": "SELECT 1"}


# --- tokens ------------------------------------------------------------------------------------------------

CODE = OAuth2Code(
    id="oauth2",
    label="Sign in",
    authorize_url=f"{API}/authorize",
    token_url=f"{API}/token",
    scopes=("a", "b"),
    pkce=True,
)
CLIENT = {"client_id": "the id", "client_secret": "s&cret"}


def code_request(method: OAuth2Code) -> HttpRequest:
    return protocol.code_request(method, CLIENT, code="c", redirect_uri="https://us/back", verifier="v" * 43)


def test_client_in_the_body_and_as_basic() -> None:
    body = code_request(CODE)
    assert body.form == {
        "grant_type": "authorization_code",
        "code": "c",
        "redirect_uri": "https://us/back",
        "code_verifier": "v" * 43,
        "client_id": "the id",
        "client_secret": "s&cret",
    }
    assert body.follow_redirects is False
    import dataclasses

    basic = code_request(dataclasses.replace(CODE, client_auth="basic", pkce=False))
    assert basic.form is not None
    assert not {"client_id", "client_secret", "code_verifier"} & set(basic.form)
    scheme, _, pair = basic.auth_headers["Authorization"].partition(" ")
    assert scheme == "Basic"
    assert base64.b64decode(pair).decode() in ("the id:s&cret", "the%20id:s%26cret")


def test_stripe_s_client_is_its_secret_and_json_is_json() -> None:
    import dataclasses

    stripe = code_request(dataclasses.replace(CODE, client_auth="secret_only", pkce=False))
    assert stripe.form is not None
    assert stripe.form["client_secret"] == "s&cret"
    assert "client_id" not in stripe.form
    as_json = code_request(dataclasses.replace(CODE, token_encoding="json"))
    assert as_json.form is None
    assert as_json.json["code"] == "c"


def test_slack_s_nested_tokens_and_its_errors_in_a_200() -> None:
    slack = OAuth2Code(
        id="oauth2",
        label="Slack",
        token_url=f"{API}/token",
        token_paths=("", "authed_user"),
        store_from_token={"team_id": "team.id"},
        terminal_errors=frozenset({"invalid_refresh_token"}),
        client_errors=frozenset({"bad_client_secret"}),
    )
    bot = {"ok": True, "access_token": "xoxb", "scope": "chat:write,users:read", "team": {"id": "T1"}}
    grant = protocol.read_grant(slack, answer(body=bot), ASKED)
    assert (grant.access_token, grant.scopes, grant.values) == (
        "xoxb",
        ("chat:write", "users:read"),
        {"team_id": "T1"},
    )
    user = {"ok": True, "authed_user": {"access_token": "xoxp", "expires_in": 60}, "team": {"id": "T1"}}
    grant = protocol.read_grant(slack, answer(body=user), ASKED)
    assert (grant.access_token, grant.expires_in) == ("xoxp", 60.0)
    for code, fault in (
        ("invalid_refresh_token", "terminal"),
        ("bad_client_secret", "client"),
        ("odd", "passing"),
    ):
        with pytest.raises(GrantRefusedError) as refused:
            protocol.read_grant(slack, answer(body={"ok": False, "error": code}), ASKED)
        assert refused.value.fault == fault


@pytest.mark.parametrize(
    ("given", "seconds"),
    [
        ("7", 7.0),
        ("Fri, 01 Jan 2100 00:00:00 GMT", 86_400.0),
        ("Thu, 01 Jan 1970 00:00:00 GMT", 0.0),
        ("soon", None),
    ],
)
def test_how_long_a_busy_provider_wants_to_be_left_alone(given: str, seconds: float | None) -> None:
    busy = dataclasses.replace(answer(429, {}), headers={"retry-after": given})
    with pytest.raises(GrantRefusedError) as refused:
        protocol.read_grant(CODE, busy, ASKED)
    assert (refused.value.fault, refused.value.retry_after) == ("passing", seconds)


@pytest.mark.parametrize(
    ("response", "fault"),
    [
        (answer(400, {"error": "invalid_grant"}), "terminal"),
        (answer(401, {"error": "invalid_client"}), "client"),
        (answer(500, {"error": "invalid_grant"}), "passing"),
        (answer(429, {"error": "invalid_grant"}), "passing"),
        (answer(400, b"<html>invalid_grant</html>"), "passing"),
        (answer(200, {}), "passing"),
        (answer(200, {"access_token": ""}), "passing"),
        (answer(200, {"access_token": 7}), "passing"),
        (answer(200, []), "passing"),
        (answer(400, {"error": {"code": "invalid_grant"}}), "passing"),
    ],
)
def test_what_a_refusal_means(response: HttpResponse, fault: str) -> None:
    with pytest.raises(GrantRefusedError) as refused:
        protocol.read_grant(CODE, response, ASKED)
    assert refused.value.fault == fault


@pytest.mark.parametrize(
    ("given", "seconds"), [(60, 60.0), ("3600", 3600.0), (None, None), ("soon", None), (-1, None)]
)
def test_a_life_is_a_number_in_whatever_form(given: Any, seconds: float | None) -> None:
    grant = protocol.read_grant(CODE, answer(body={"access_token": "t", "expires_in": given}), ASKED)
    assert grant.expires_in == seconds


def pem(key: Any) -> str:
    return str(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ).decode()
    )


def claims_of(token: str) -> tuple[dict[str, Any], dict[str, Any]]:
    header, body, _signature = token.split(".")
    return tuple(
        orjson.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))) for part in (header, body)
    )  # type: ignore[return-value]


def test_a_jwt_bearer_asks_with_what_it_signed() -> None:
    method = JwtBearer(
        id="jwt",
        label="JWT",
        token_url="https://{login_host}/token",
        assertion=Assertion(subject="{username}", audience="https://{login_host}"),
    )
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    values = {
        "login_host": "login.example.com",
        "username": "me@x",
        "client_id": "ci",
        "private_key": pem(key),
    }
    request = protocol.jwt_request(method, values, now=1000)
    assert request.url == "https://login.example.com/token"
    assert request.form is not None
    assert request.form["grant_type"] == "urn:ietf:params:oauth:grant-type:jwt-bearer"
    assert "client_secret" not in request.form
    header, claims = claims_of(request.form["assertion"])
    assert header["alg"] == "RS256"
    assert (claims["iss"], claims["sub"], claims["aud"]) == ("ci", "me@x", "https://login.example.com")
    assert claims["exp"] == 1300
    with pytest.raises(Permanent, match="PEM form") as refused:
        protocol.jwt_request(method, {**values, "private_key": "not a key at all"}, now=1000)
    assert "not a key at all" not in str(refused.value)


def test_netsuite_s_client_credentials_are_a_signed_assertion() -> None:
    method = ClientCredentials(
        id="cc",
        label="M2M",
        token_url=f"{API}/token",
        assertion=Assertion(
            algorithm="ES256", audience=f"{API}/token", key_id="{certificate_id}", scope="rest_webservices"
        ),
    )
    values = {
        "client_id": "ci",
        "certificate_id": "cert-1",
        "private_key": pem(ec.generate_private_key(ec.SECP256R1())),
    }
    request = protocol.credentials_request(method, values, now=1000)
    assert request.form is not None
    assert request.form["client_assertion_type"].endswith("jwt-bearer")
    header, claims = claims_of(request.form["client_assertion"])
    assert (header["alg"], header["kid"], claims["scope"]) == ("ES256", "cert-1", "rest_webservices")


def test_a_token_is_given_back() -> None:
    revocation = Revocation(url=f"{API}/revoke", form={"token": "{token}"}, client_auth="basic")
    request = protocol.revocation_request(
        revocation, CODE, {**CLIENT, "access_token": "a", "refresh_token": "r"}
    )
    assert request.form == {"token": "r"}
    assert request.auth_headers["Authorization"].startswith("Basic ")


# --- XML sessions ------------------------------------------------------------------------------------------

INTACCT = {
    "sender_id": "sender",
    "sender_password": "s<e>c&ret",
    "company_id": "Acme & Co",
    "user_id": "ws",
    "user_password": "pw",
}
SESSION = b"""<response><control><status>success</status></control><operation><authentication><status>success</status>
<sessiontimeout>2026-01-01T02:00:00+00:00</sessiontimeout></authentication><result><status>success</status><data><api>
<sessionid>the-session</sessionid><endpoint>https://eu.intacct.example/xml</endpoint></api></data></result></operation>
</response>"""


def test_a_session_is_opened_and_read() -> None:
    request = xml_session.login_request(XmlSession(id="xml", label="XML"), INTACCT)
    assert isinstance(request.content, bytes)
    assert b"<password>s&lt;e&gt;c&amp;ret</password>" in request.content
    assert b"<companyid>Acme &amp; Co</companyid>" in request.content
    grant = xml_session.read_session(answer(body=SESSION), now=datetime(2026, 1, 1, tzinfo=UTC))
    assert (grant.access_token, grant.expires_in) == ("the-session", 7200.0)
    assert grant.values == {"endpoint": "https://eu.intacct.example/xml"}


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        (
            (
                b"<response><control><status>failure</status></control><errormessage><error>"
                b"<errorno>XL03000006</errorno><description2>Sign-in information is incorrect</description2>"
                b"</error></errormessage></response>"
            ),
            "terminal",
        ),
        (b"<html>busy</html>", "passing"),
        (b"not xml", "passing"),
        (b'<!DOCTYPE x [<!ENTITY a "b">]><response>&a;</response>', "passing"),
    ],
)
def test_a_refused_login(body: bytes, fault: str) -> None:
    with pytest.raises(GrantRefusedError) as refused:
        xml_session.read_session(answer(body=body), now=datetime(2026, 1, 1, tzinfo=UTC))
    assert refused.value.fault == fault


def test_only_the_xml_s_own_elements_are_filled() -> None:
    text = "<request><control><password>{sender_password}</password></control><NAME>{sender_password}</NAME></request>"
    request = HttpRequest("POST", f"{API}/xml", content=text)
    sent = sign(request, XmlSession(id="xml", label="XML"), INTACCT)
    assert sent.content == (
        "<request><control><password>s&lt;e&gt;c&amp;ret</password></control><NAME>{sender_password}</NAME></request>"
    )


# --- answers -------------------------------------------------------------------------------------------------


def test_a_test_passes_by_its_expectations() -> None:
    test = ConnectionTest(
        url="/me",
        expect={"ok": True, "team.id": PRESENT},
        accepts=(Sign(status=401, path="name", values=frozenset({"restricted_api_key"})),),
        label=("{team.name} ({user})", "{team.id}"),
    )
    good = answer(body={"ok": True, "team": {"id": "T1", "name": "Acme"}, "user": "bot"})
    assert passes(test, good)
    assert first_filled(test.label, good) == "Acme (bot)"
    assert first_filled(test.label, answer(body={"team": {"id": "T1"}})) == "T1"
    assert not passes(test, answer(body={"ok": False, "team": {"id": "T1"}}))
    assert not passes(test, answer(body={"ok": True}))
    assert passes(test, answer(401, {"name": "restricted_api_key"}))
    assert not passes(test, answer(401, {"name": "other"}))
    assert matches(Sign(path="error"), answer(body={"error": "token_expired"}))
    assert not matches(Sign(status=200, path="error", values=frozenset({"x"})), answer(body={"error": "y"}))
    assert first_filled(("{item.tenantName}",), answer(body=[{"tenantName": "Ledger"}])) == "Ledger"


@pytest.mark.parametrize("style", ["body", "basic"])
def test_a_refusal_repeats_nothing_secret_of_the_request(style: str) -> None:
    method = dataclasses.replace(CODE, client_auth=style)
    values = {
        "client_id": "me",
        "client_secret": "secret of the app/1+",
        "refresh_token": "refresh of acme/1+",
    }
    request = protocol.refresh_request(method, values)
    sent = f"{urlencode(request.form or {})} {dict(request.auth_headers)} {request.form}"
    with pytest.raises(protocol.GrantRefusedError) as refused:
        protocol.read_grant(
            method, answer(400, body={"error": "invalid_grant", "error_description": f"no: {sent}"}), request
        )
    answer_ = refused.value.answer
    assert answer_.startswith("400: invalid_grant: no: ")
    for secret in (values["client_secret"], values["refresh_token"]):
        assert not [form for form in forms_of(secret) if form in answer_]
