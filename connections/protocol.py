"""OAuth 2.0 as requests to send and answers to read; Authlib writes the grammar, declarations say the rest. Pure."""

from __future__ import annotations

import base64
import dataclasses
import re
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import parse_qsl, unquote, urlencode

import orjson
from authlib.oauth2.auth import ClientAuth
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri, prepare_token_request
from authlib.oauth2.rfc7523.assertion import sign_jwt_bearer_assertion
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from joserfc.jwk import import_key

from connections.masking import Mask
from integrations.answers import retry_after_seconds
from integrations.auth import Assertion, ClientCredentials, JwtBearer, OAuth2Code, Revocation, TokenAuth
from integrations.auth import ClientAuth as ClientAuthStyle
from integrations.filling import fill, fill_if_given, fill_url, read_path
from integrations.http import HttpRequest, HttpResponse
from integrations.outcomes import Permanent

#: A token call is short: whoever waits for it holds a lease.
TOKEN_SECONDS = 20.0
_ANSWER_BYTES = 1024 * 1024
_JWT_GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
_ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_STYLES = {"basic": "client_secret_basic", "body": "client_secret_post", "none": "none"}
#: What a request for tokens sends that nobody else may read.
_SECRET_FIELDS = frozenset(
    {
        "client_secret",
        "refresh_token",
        "code",
        "code_verifier",
        "assertion",
        "client_assertion",
        "password",
        "token",
    }
)
_ERROR_CODE = re.compile(r"[A-Za-z0-9_.-]{1,60}")

Fault = Literal["terminal", "client", "passing"]
#: What a person has to know of an access that has ended; "": the provider does not tell which.
Cause = Literal["", "expired", "revoked", "consent"]


@dataclass(frozen=True, slots=True)
class Grant:
    """What a token endpoint gave. `expires_in` None: the answer did not say, and neither does the declaration."""

    access_token: str
    refresh_token: str | None
    expires_in: float | None
    scopes: tuple[str, ...] | None
    values: Mapping[str, str] = field(default_factory=dict)


class GrantRefusedError(Exception):
    """The token endpoint said no, or nothing that can be understood.

    `terminal`: a person must connect again. `client`: the operator's app is not accepted. `passing`: try later.
    `answer` is what the provider said, in its own codes: for whoever looks into it, never a sentence to people.
    """

    def __init__(
        self,
        fault: Fault,
        code: str,
        answer: str,
        *,
        cause: Cause = "",
        retry_after: float | None = None,
    ) -> None:
        super().__init__(answer)
        self.fault = fault
        self.code = code
        self.answer = answer
        self.cause = cause
        self.retry_after = retry_after


# --- asking ---------------------------------------------------------------------------------------------


def authorize_url(
    method: OAuth2Code,
    values: Mapping[str, Any],
    *,
    client_id: str,
    redirect_uri: str,
    state: str,
    verifier: str,
    optional_scopes: Sequence[str],
) -> str:
    """Where the person signs in. Raises FillError."""
    extra = {name: fill(value, values) for name, value in method.authorize_params.items()}
    own = tuple(optional_scopes) if method.optional_param else ()
    asked = {method.scope_param: method.scopes if own else (*method.scopes, *optional_scopes)}
    asked |= {method.optional_param: own} if own else {}
    extra |= {name: method.scope_separator.join(scopes) for name, scopes in asked.items() if scopes}
    if method.pkce:
        extra |= {"code_challenge": create_s256_code_challenge(verifier), "code_challenge_method": "S256"}
    url: str = prepare_grant_uri(
        fill_url(method.authorize_url, values),
        client_id=client_id,
        response_type="code",
        redirect_uri=redirect_uri,
        state=state,
        **extra,
    )
    return url


def code_request(
    method: OAuth2Code, values: Mapping[str, Any], *, code: str, redirect_uri: str, verifier: str
) -> HttpRequest:
    """The exchange of the code for tokens."""
    body = prepare_token_request(
        "authorization_code",
        code=code,
        redirect_uri=redirect_uri,
        **({"code_verifier": verifier} if method.pkce else {}),
        **_filled(method.token_params, values),
    )
    return _token_request(method, values, method.token_url, body)


def refresh_request(method: OAuth2Code, values: Mapping[str, Any]) -> HttpRequest:
    body = prepare_token_request(
        "refresh_token",
        refresh_token=str(values["refresh_token"]),
        **_filled(method.refresh_params, values),
    )
    return _token_request(method, values, method.refresh_url or method.token_url, body)


def credentials_request(method: ClientCredentials, values: Mapping[str, Any], *, now: int) -> HttpRequest:
    """Client credentials, by secret or by a signed assertion. Raises Permanent for a key that cannot sign."""
    extra = _filled(method.token_params, values)
    if method.scopes:
        extra["scope"] = method.scope_separator.join(method.scopes)
    if method.assertion is None:
        return _token_request(
            method, values, method.token_url, prepare_token_request("client_credentials", **extra)
        )
    extra |= {
        "client_assertion_type": _ASSERTION_TYPE,
        "client_assertion": _assertion(method.assertion, values, now),
    }
    bare = dataclasses.replace(method, client_auth="none")
    body = prepare_token_request("client_credentials", **extra)
    return _token_request(bare, {**values, "client_id": ""}, method.token_url, body)


def jwt_request(method: JwtBearer, values: Mapping[str, Any], *, now: int) -> HttpRequest:
    """RFC 7523. Raises Permanent for a key that cannot sign."""
    body = prepare_token_request(
        _JWT_GRANT,
        assertion=_assertion(method.assertion, values, now),
        **_filled(method.token_params, values),
    )
    bare = dataclasses.replace(method, client_auth="none")
    return _token_request(bare, {**values, "client_id": ""}, method.token_url, body)


def revocation_request(revocation: Revocation, method: TokenAuth, values: Mapping[str, Any]) -> HttpRequest:
    """Gives the token back; `{token}` is the refresh token where there is one."""
    known = {**values, "token": values.get("refresh_token") or values.get("access_token")}
    url = fill_url(revocation.url, known)
    headers = {"Accept": "application/json", **_filled(revocation.headers, known)}
    if revocation.json is not None:
        return _authorised(
            revocation.client_auth,
            known,
            HttpRequest("POST", url, headers=headers, json=_filled(revocation.json, known)),
        )
    body = urlencode(_filled(revocation.form, known))
    return _with_body(revocation.client_auth, known, revocation.method, url, headers, body, "form")


def _token_request(method: TokenAuth, values: Mapping[str, Any], template: str, body: str) -> HttpRequest:
    headers = {"Accept": "application/json", **_filled(method.token_headers, values)}
    return _with_body(
        method.client_auth, values, "POST", fill_url(template, values), headers, body, method.token_encoding
    )


def _with_body(
    style: ClientAuthStyle,
    values: Mapping[str, Any],
    verb: str,
    url: str,
    headers: dict[str, str],
    body: str,
    encoding: str,
) -> HttpRequest:
    client_id, secret = str(values.get("client_id") or ""), str(values.get("client_secret") or "")
    if style == "secret_only":  # Stripe: the secret key alone, in the form
        pairs = [*parse_qsl(body, keep_blank_values=True), ("client_secret", secret)]
        body = urlencode(pairs)
    elif style != "none" or client_id:
        client = ClientAuth(client_id, secret, _STYLES[style])
        url, headers, body = client.prepare(verb, url, headers, body)
    sensitive = {name: value for name, value in headers.items() if name.lower() == "authorization"}
    plain = {
        name: value for name, value in headers.items() if name not in sensitive and name != "Content-Length"
    }
    request = HttpRequest(
        verb,
        url,
        headers=plain,
        auth_headers=sensitive,
        timeout_seconds=TOKEN_SECONDS,
        max_response_bytes=_ANSWER_BYTES,
        follow_redirects=False,  # a token endpoint that redirects has moved or was taken over
        effect="write",  # a lost answer may hold the only copy of a rotated token
    )
    fields = dict(parse_qsl(body, keep_blank_values=True))
    if encoding == "json":
        return dataclasses.replace(request, json=fields)
    return dataclasses.replace(request, form=fields) if fields else request


def _authorised(style: ClientAuthStyle, values: Mapping[str, Any], request: HttpRequest) -> HttpRequest:
    if style != "basic":
        return request
    client = ClientAuth(str(values.get("client_id") or ""), str(values.get("client_secret") or ""))
    _url, headers, _body = client.prepare(request.method, request.url, {}, "")
    return dataclasses.replace(request, auth_headers=headers)


def _filled(templates: Mapping[str, str], values: Mapping[str, Any]) -> dict[str, str]:
    found = {name: fill_if_given(template, values) for name, template in templates.items()}
    return {name: text for name, text in found.items() if text is not None}


def _assertion(assertion: Assertion, values: Mapping[str, Any], now: int) -> str:
    claims = {"scope": fill(assertion.scope, values)} if assertion.scope else {}
    header = {"alg": assertion.algorithm, "typ": "JWT"}
    if assertion.key_id:
        header["kid"] = fill(assertion.key_id, values)
    try:
        signed: str = sign_jwt_bearer_assertion(
            import_key(
                str(values.get(assertion.key) or ""), "EC" if assertion.algorithm == "ES256" else "RSA"
            ),
            fill(assertion.issuer, values),
            fill(assertion.audience, values),
            subject=fill(assertion.subject, values) or None,
            issued_at=now,
            expires_at=now + assertion.lifetime_seconds,
            claims=claims,
            header=header,
        )
    except Exception:
        # joserfc and cryptography raise a dozen kinds, some of which quote the key.
        raise Permanent(
            f"The private key cannot sign with {assertion.algorithm}. Give it in PEM form, with its BEGIN and END lines.",
            code="CONNECTION_KEY",
        ) from None
    return signed


# --- reading --------------------------------------------------------------------------------------------


def read_grant(method: TokenAuth, response: HttpResponse, request: HttpRequest) -> Grant:
    """The tokens in the answer to a request for them. Raises GrantRefusedError, whose words hold nothing secret of the
    request, though the provider may repeat it.
    """
    data = _body(response)
    place = next(
        (found for path in method.token_paths if _token_in(found := read_path(data, path))),
        None,
    )
    if response.status >= 400 or place is None:
        raise _refusal(method, response, data, Mask(_secrets_in(request)))
    refresh = place.get("refresh_token")
    scope = place.get("scope")
    return Grant(
        access_token=place["access_token"],
        refresh_token=refresh if isinstance(refresh, str) and refresh else None,
        expires_in=_seconds(place.get("expires_in"), method.lifetime_seconds),
        scopes=tuple(part for part in re.split(r"[\s,]+", scope) if part) if isinstance(scope, str) else None,
        values={
            name: str(found)
            for name, path in method.store_from_token.items()
            if (found := read_path(data, path)) not in (None, "")
        },
    )


def jwt_claims(token: str) -> dict[str, Any]:
    """The claims of a JWT, unverified: for telling accounts apart, never for deciding. Empty for what is no JWT."""
    parts = token.split(".")
    if len(parts) != 3:
        return {}
    try:
        claims = orjson.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except ValueError:
        return {}
    return claims if isinstance(claims, dict) else {}


def _token_in(place: Any) -> bool:
    return (
        isinstance(place, dict) and isinstance(place.get("access_token"), str) and bool(place["access_token"])
    )


def _body(response: HttpResponse) -> Any:
    try:
        return response.json()
    except ValueError:
        pass
    if "form-urlencoded" in response.headers.get("content-type", ""):
        return dict(parse_qsl(response.text()))
    return None


def _seconds(given: Any, default: int | None) -> float | None:
    """Providers write it as a number or as text."""
    try:
        seconds = float(given)
    except (TypeError, ValueError):
        return default
    return seconds if 0 < seconds < 10**10 else default


def _secrets_in(request: HttpRequest) -> set[str]:
    body: Any = request.form or request.json
    found = {str(body[name]) for name in _SECRET_FIELDS & set(body)} if isinstance(body, Mapping) else set()
    for value in request.auth_headers.values():
        _scheme, _, given = value.partition(" ")
        found.add(given or value)
        with suppress(ValueError):
            found.add(unquote(base64.b64decode(given, validate=True).decode().partition(":")[2]))
    return found


def _refusal(method: TokenAuth, response: HttpResponse, data: Any, mask: Mask) -> GrantRefusedError:
    """Only an error code in an answer below 500 is believed; everything else may be a proxy's bad day."""
    code = read_path(data, method.error_path)
    code = code if isinstance(code, str) and _ERROR_CODE.fullmatch(code) else ""
    told = read_path(data, method.error_description_path)
    said = mask.text(told)[:200] if isinstance(told, str) else ""
    wait = retry_after_seconds(response, now_ms=int(time.time() * 1000))
    answer = ": ".join(part for part in (str(response.status), code, said if code else "") if part)
    if response.status < 500 and response.status != 429:
        if code in method.client_errors:
            return GrantRefusedError("client", code, answer)
        if code in method.terminal_errors:
            return GrantRefusedError("terminal", code, answer, cause=_cause(code, said))
    return GrantRefusedError("passing", code, answer, retry_after=wait)


def _cause(code: str, said: str) -> Cause:
    """Most providers have one code for all ends of an access, and tell them apart in its description, if at all."""
    text = f"{code} {said}".lower()
    if code == "consent_required":
        return "consent"
    is_revoked, is_expired = "revoke" in text, "expire" in text
    if is_revoked == is_expired:  # neither, or Google's "expired or revoked"
        return ""
    return "revoked" if is_revoked else "expired"
