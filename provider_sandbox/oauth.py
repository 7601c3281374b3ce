"""A strict OAuth 2.0 server in memory: codes used once, PKCE checked, refresh tokens that rotate, families that die."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from secrets import token_urlsafe
from typing import Any
from urllib.parse import unquote

from provider_sandbox.styles import Style


class Refused(Exception):
    """An OAuth error with its status."""

    def __init__(self, code: str, status: int = 400, description: str = "") -> None:
        super().__init__(code)
        self.code, self.status, self.description = code, status, description


@dataclass
class Family:
    """Everything that came of one consent."""

    style: Style
    client_id: str
    account: int
    scope: str
    is_revoked: bool = False
    refresh: str = ""
    used: dict[str, float] = field(default_factory=dict)  # refresh token -> when it was used
    access: dict[str, float] = field(default_factory=dict)  # access token -> when it runs out


@dataclass
class Code:
    style: Style
    client_id: str
    redirect_uri: str
    challenge: str
    account: int
    scope: str
    expires: float


@dataclass
class Behaviour:
    """What the tests turn: see `provider_sandbox/server.py`."""

    lifetime: float | None = None
    token_mode: str = ""  # hang, 500, garbage, 429, drop, invalid_client, html, slow
    mode_count: int = 0  # how many token calls it holds for; 0: until it is changed
    api_mode: str = ""  # 429, 500, 503, hang, drop, scope
    api_count: int = 0  # the same for calls of the API
    delay: float = 0.0
    scope: str | None = None
    account: int = 1
    refused_clients: set[str] = field(default_factory=set)


class Authority:
    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.codes: dict[str, Code] = {}
        self.families: list[Family] = []
        self.by_refresh: dict[str, Family] = {}
        self.by_access: dict[str, Family] = {}
        self.counts: Counter[str] = Counter()
        self.behaviour = Behaviour()
        self.several_tenants = False  # Xero: the consent covers two organisations

    # --- consent -----------------------------------------------------------------------------

    def check_request(self, style: Style, query: dict[str, str]) -> None:
        """Raises Refused for what a careful provider would show its own error page for."""
        for name in ("client_id", "redirect_uri", "state"):
            if not query.get(name):
                raise Refused("invalid_request", description=f"{name} is missing")
        if query.get("response_type") != "code":
            raise Refused("unsupported_response_type")
        if len(query["state"]) < 22:
            raise Refused("invalid_request", description="state is guessable")
        if style.pkce == "required" and query.get("code_challenge_method") != "S256":
            raise Refused("invalid_request", description="PKCE with S256 is required")
        if style.pkce == "refused" and "code_challenge" in query:
            raise Refused("invalid_request", description="PKCE is not supported")

    def allow(self, style: Style, query: dict[str, str], account: int) -> str:
        self.check_request(style, query)
        code = token_urlsafe(24)
        with self.lock:
            asked = " ".join(filter(None, (query.get("scope"), query.get("optional_scope"))))
            scope = self.behaviour.scope if self.behaviour.scope is not None else asked
            self.codes[code] = Code(
                style,
                query["client_id"],
                query["redirect_uri"],
                query.get("code_challenge", ""),
                account,
                scope,
                time.monotonic() + 300,
            )
        return code

    # --- tokens ------------------------------------------------------------------------------

    def token(self, style: Style, form: dict[str, str], authorization: str) -> dict[str, Any]:
        grant = form.get("grant_type", "")
        with self.lock:
            self.counts[grant] += 1
            client_id = self._client(style, form, authorization)
            if grant == "authorization_code":
                family = self._redeem(style, form, client_id)
            elif grant == "refresh_token":
                family = self._rotate(style, form, client_id)
            elif grant in ("client_credentials", "urn:ietf:params:oauth:grant-type:jwt-bearer"):
                family = Family(style, client_id, self.behaviour.account, form.get("scope", ""))
                self.families.append(family)
            else:
                raise Refused("unsupported_grant_type")
            return self._issue(family, with_refresh=grant in ("authorization_code", "refresh_token"))

    def _client(self, style: Style, form: dict[str, str], authorization: str) -> str:
        scheme, _, value = authorization.partition(" ")
        basic = ("", "")
        if scheme.lower() == "basic":
            user, _, password = base64.b64decode(value).decode().partition(":")
            basic = (unquote(user), unquote(password))
        if style.client_auth == "basic":
            client_id, secret = basic
        elif style.client_auth == "secret_only":
            client_id, secret = "", form.get("client_secret", "")
            if form.get("client_id"):
                raise Refused("invalid_request", description="client_id does not belong here")
        else:
            client_id, secret = (
                form.get("client_id", "") or basic[0],
                form.get("client_secret", "") or basic[1],
            )
        is_assertion = "client_assertion" in form or "assertion" in form
        if not is_assertion and (not secret or (not client_id and style.client_auth != "secret_only")):
            raise Refused("invalid_client", 401)
        if {client_id, secret} & self.behaviour.refused_clients:
            raise Refused("invalid_client", 401)
        return client_id

    def _redeem(self, style: Style, form: dict[str, str], client_id: str) -> Family:
        code = self.codes.pop(form.get("code", ""), None)
        if code is None or code.style is not style or code.expires < time.monotonic():
            raise Refused("invalid_grant", description="the code is unknown, used or old")
        if code.redirect_uri != form.get("redirect_uri") or (client_id and code.client_id != client_id):
            raise Refused("invalid_grant", description="the code is another's")
        if code.challenge:
            digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
            if base64.urlsafe_b64encode(digest).decode().rstrip("=") != code.challenge:
                raise Refused("invalid_grant", description="the verifier does not fit")
        family = Family(style, code.client_id, code.account, code.scope)
        self.families.append(family)
        return family

    def _rotate(self, style: Style, form: dict[str, str], client_id: str) -> Family:
        given = form.get("refresh_token", "")
        family = self.by_refresh.get(given)
        if family is None or family.style is not style or (client_id and family.client_id != client_id):
            raise Refused("invalid_grant", description="unknown refresh token")
        if family.is_revoked:
            raise Refused("invalid_grant", description="revoked")
        used_at = family.used.get(given)
        if used_at is not None and time.monotonic() - used_at > style.grace:
            # Somebody has a copy: nobody is trusted any more.
            family.is_revoked = True
            self.counts["reuse"] += 1
            raise Refused("invalid_grant", description="the refresh token was used before")
        if style.rotates:
            family.used.setdefault(given, time.monotonic())
        self.counts["refreshed"] += 1
        return family

    def _issue(self, family: Family, *, with_refresh: bool) -> dict[str, Any]:
        style = family.style
        lifetime = self.behaviour.lifetime if self.behaviour.lifetime is not None else style.lifetime
        access = f"at-{style.name}-{token_urlsafe(24)}"
        family.access[access] = time.monotonic() + (lifetime if lifetime is not None else 10**9)
        self.by_access[access] = family
        answer: dict[str, Any] = {"token_type": "Bearer", **self.numbered(style.envelope, family.account)}
        answer["access_token"] = access
        if family.scope:
            answer.setdefault("scope", family.scope)
        if lifetime is not None:
            answer["expires_in"] = lifetime
        if with_refresh and style.refreshes:
            if style.rotates or not family.refresh:
                family.refresh = f"rt-{style.name}-{token_urlsafe(24)}"
                self.by_refresh[family.refresh] = family
            answer["refresh_token"] = family.refresh
        return answer

    # --- using them --------------------------------------------------------------------------

    def family_of(self, token: str) -> Family | None:
        """Whose access token this is, while it is good."""
        with self.lock:
            family = self.by_access.get(token)
            if family is None or family.is_revoked or family.access[token] < time.monotonic():
                return None
            return family

    def expire_all(self) -> None:
        with self.lock:
            for family in self.families:
                family.access = dict.fromkeys(family.access, 0.0)

    def revoke(self, token: str = "") -> int:
        """One token's family, or all of them."""
        with self.lock:
            one = self.by_refresh.get(token) or self.by_access.get(token)
            families = self.families if not token else [one] if one else []
            for family in families:
                family.is_revoked = True
            return len(families)

    @staticmethod
    def numbered(value: Any, account: int) -> Any:
        """`{n}` filled in, everywhere in a JSON value."""
        return json.loads(json.dumps(value).replace("{n}", str(account)))
