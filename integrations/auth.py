"""How one gets in at a provider, as data: what a person gives, how it becomes a token, where that goes in a request.

Strings called *templates* are filled from one connection's values by `integrations/filling.py`: `{access_token}`,
`{realm_id}`, `{account_id|host}`. Its values are, later ones over earlier: the environment's (`login_host`), the
credential fields, `client_id` and `client_secret` of the operator's app, what the sign-in gave (`access_token`,
`refresh_token`, the names in `store_from_token` and `callback_fields`) and what `Discovery` found.
*Paths* are dotted (`accounts.0.base_uri`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

ClientAuth = Literal["basic", "body", "secret_only", "none"]
Encoding = Literal["form", "json"]

#: Value of an expectation: anything, as long as it is there and not empty.
PRESENT = "\0present"


@dataclass(frozen=True, slots=True, kw_only=True)
class CredentialField:
    """One thing a person types in. `secret` ones are sealed and never shown again.

    `pattern` says how a value begins, or all of it where it ends in `$`, and `pattern_words` says in words what it must look like: "starts
    with sk_ or rk_". A field that stands in a host name needs a pattern.
    """

    name: str
    label: str
    secret: bool = False
    required: bool = True
    help: str = ""
    placeholder: str = ""
    pattern: str | None = None
    pattern_words: str = ""
    default: str | None = None
    choices: tuple[str, ...] = ()
    multiline: bool = False  # a private key


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """What every request carries. A header or parameter whose template has an empty value is left out.

    `basic` are the templates of user name and password; either may be empty text.
    """

    headers: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    basic: tuple[str, str] | None = None


BEARER = Placement(headers={"Authorization": "Bearer {access_token}"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """`production` or `sandbox`, and the values it brings to templates: `{"login_host": "test.salesforce.com"}`."""

    id: Literal["production", "sandbox"]
    label: str
    values: Mapping[str, str] = field(default_factory=dict)


PRODUCTION = Environment(id="production", label="Production")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """How an answer is recognised: its status (None: any) and, if `path` is given, what stands there in the JSON body.

    `values` empty means "anything that is there".
    """

    status: int | None = None
    path: str = ""
    values: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionTest:
    """A harmless request that proves the connection works and says whose it is. `url` is a template; a path continues
    the base URL.

    A status of 2xx passes when every path of `expect` holds its value (`PRESENT`: anything). `accepts` are other
    answers that prove a valid credential too (a restricted key). `label` and `account_id` are templates over the
    answer and the connection's values, by dotted path: the first one without an empty place counts: `("{team} ({user})", "{user}")`.
    """

    url: str
    method: Literal["GET", "POST"] = "GET"
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    json: Any = None
    form: Mapping[str, str] | None = None
    expect: Mapping[str, Any] = field(default_factory=dict)
    accepts: tuple[Sign, ...] = ()
    label: tuple[str, ...] = ()
    account_id: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Discovery:
    """A request after sign-in that finds out which account the token is for (Xero tenants, DocuSign accounts).

    `items` is the path of the list ("" for an answer that is a list, None for one that is a single object). Of several,
    the one whose fields equal `prefer` is taken (a value may be a template: `{token.authentication_event_id}` reads a
    claim of a JWT access token); else a person chooses. `store` names values and the path inside the item.
    """

    url: str
    items: str | None = ""
    id: str = "id"
    label: str = "name"
    prefer: Mapping[str, Any] = field(default_factory=dict)
    store: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Revocation:
    """How a token is given back on disconnect. Templates: `{token}` is the refresh token, else the access token."""

    url: str
    method: Literal["POST", "DELETE", "GET"] = "POST"
    form: Mapping[str, str] = field(default_factory=dict)
    json: Mapping[str, str] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    client_auth: ClientAuth = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthMethod:
    """What all ways in share. `id` is unique in its provider; the first method is offered first."""

    id: str
    label: str
    help: str = ""
    fields: tuple[CredentialField, ...] = ()
    environments: tuple[Environment, ...] = (PRODUCTION,)
    placement: Placement = BEARER
    test: ConnectionTest | None = None  # instead of the provider's
    discovery: Discovery | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKeyAuth(AuthMethod):
    """A key, token or secret URL that is sent as it is, wherever `placement` says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BasicAuth(AuthMethod):
    """User name and password; `placement.basic` says which fields they are."""

    placement: Placement = Placement(basic=("{username}", "{password}"))


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenAuth(AuthMethod):
    """A method whose access token comes from a token endpoint and may run out.

    `lifetime_seconds` counts where the answer has no `expires_in`; None there: the token is used until it is refused.
    `store_from_token` and `token_paths` read the answer; `terminal_errors` are the codes that mean a person must
    connect again; `client_errors` blame the operator's app and expire nothing.
    """

    token_url: str = ""
    scopes: tuple[str, ...] = ()
    scope_separator: str = " "
    client_auth: ClientAuth = "body"
    token_encoding: Encoding = "form"  # noqa: S105 - no password
    token_params: Mapping[str, str] = field(default_factory=dict)
    token_headers: Mapping[str, str] = field(default_factory=dict)
    lifetime_seconds: int | None = None
    #: Where the token's fields stand; the first place with an `access_token` counts. Slack: ("", "authed_user").
    token_paths: tuple[str, ...] = ("",)
    store_from_token: Mapping[str, str] = field(default_factory=dict)
    error_path: str = "error"
    error_description_path: str = "error_description"
    terminal_errors: frozenset[str] = frozenset({"invalid_grant"})
    client_errors: frozenset[str] = frozenset({"invalid_client", "unauthorized_client"})


@dataclass(frozen=True, slots=True, kw_only=True)
class OAuth2Code(TokenAuth):
    """OAuth 2.0 authorization code: the person signs in at the provider; the client is the operator's app.

    `rotates`: each refresh ends the token it used. `grace_seconds`: how long after a refresh whose answer was lost the
    old one may be tried again (Xero: 1800); 0 where nobody promises that. `callback_fields` are query parameters of
    the callback to keep, by value name: `{"realm_id": "realmId"}`. `optional_scopes` are asked for where the person who connects
    wants them, in a parameter of their own (`optional_param`) where the provider has one.
    """

    authorize_url: str = ""
    authorize_params: Mapping[str, str] = field(default_factory=dict)
    optional_scopes: tuple[str, ...] = ()
    optional_param: str = ""
    scope_param: str = "scope"
    pkce: bool = False
    callback_fields: Mapping[str, str] = field(default_factory=dict)
    refreshes: bool = True
    refresh_url: str | None = None  # where it differs from token_url
    refresh_params: Mapping[str, str] = field(default_factory=dict)
    rotates: bool = False
    grace_seconds: int = 0
    revocation: Revocation | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Assertion:
    """A JWT that Headrace signs. All are templates; `audience` and `key_id` too. `key` names the field with the PEM key."""

    algorithm: Literal["RS256", "PS256", "ES256"] = "RS256"
    issuer: str = "{client_id}"
    subject: str = ""
    audience: str = ""
    scope: str = ""
    key_id: str = ""
    key: str = "private_key"
    lifetime_seconds: int = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientCredentials(TokenAuth):
    """OAuth 2.0 client credentials. The client is the connection's own: fields `client_id` and `client_secret`, or
    an `assertion` in place of the secret (NetSuite). No refresh token: a new one is asked for.
    """

    assertion: Assertion | None = None
    terminal_errors: frozenset[str] = frozenset(
        {"invalid_grant", "invalid_client", "unauthorized_client", "access_denied"}
    )
    client_errors: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class JwtBearer(TokenAuth):
    """RFC 7523: a signed assertion is the grant (Salesforce, DocuSign). The key is the connection's own."""

    assertion: Assertion = Assertion()
    terminal_errors: frozenset[str] = frozenset(
        {"invalid_grant", "invalid_client", "consent_required", "unauthorized_client", "access_denied"}
    )
    client_errors: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class OAuth1Tba(AuthMethod):
    """NetSuite's token-based authentication: every request is signed afresh with HMAC-SHA256 at the socket."""

    placement: Placement = Placement()
    realm: str = "{account_id|realm}"
    consumer_key: str = "{consumer_key}"
    consumer_secret: str = "{consumer_secret}"  # noqa: S105 - a template
    token: str = "{token_id}"  # noqa: S105 - a template
    token_secret: str = "{token_secret}"  # noqa: S105 - a template


@dataclass(frozen=True, slots=True, kw_only=True)
class XmlSession(AuthMethod):
    """Sage Intacct: a login call gives a session id and the address to use until `sessiontimeout`.

    The provider's operations write `{session_id}` into the XML control and authentication elements they send;
    `sender_id`, `sender_password`, `endpoint` and `session_id` are the connection's values.
    """

    login_url: str = "https://api.intacct.com/ia/xml/xmlgw.phtml"
    placement: Placement = Placement()


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpLogin(AuthMethod):
    """A mail server: fields `host`, `port`, `security` (`starttls`, `ssl`, `none`), `username`, `password`,
    `from_email`, `from_name`. Mail leaves through `connections/smtp.py`; the test signs in and sends nothing.
    """

    placement: Placement = Placement()


@dataclass(frozen=True, slots=True, kw_only=True)
class RateBudget:
    """At most `requests` in `seconds` for one account, counted over all workers. `burst` may come at once."""

    requests: int
    seconds: float
    burst: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """All that is needed to call a provider as somebody: the one thing that `connections` reads of a provider.

    Credentials go only to the origins of `base_url` and `origins` (templates too; a path in them is ignored). `headers`
    go with every request (a pinned API version). `unauthorized` answers mean "the token is not accepted": one
    refresh, one repeat, then the run waits for a person. `missing_scope` answers say that a permission is absent.
    `app_help` tells an operator where to make the OAuth app and what to enter there.
    """

    methods: tuple[AuthMethod, ...]
    base_url: str = ""
    sandbox_base_url: str = ""
    origins: tuple[str, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    test: ConnectionTest | None = None
    unauthorized: tuple[Sign, ...] = (Sign(status=401),)
    missing_scope: tuple[Sign, ...] = ()
    budgets: tuple[RateBudget, ...] = ()
    app_help: str = ""

    def method(self, method_id: str) -> AuthMethod | None:
        return next((method for method in self.methods if method.id == method_id), None)
