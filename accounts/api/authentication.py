"""From a credential to an Identity: the header x-api-key, or the studio's session cookie with its CSRF token."""

from __future__ import annotations

from typing import Any

from rest_framework.authentication import BaseAuthentication
from rest_framework.authentication import SessionAuthentication as CookieAuthentication
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request

from accounts.api.errors import ApiError, forbidden, unauthenticated
from accounts.identity import Identity
from accounts.models import User
from accounts.selectors import find_identity_by_key, first_membership, identity_for_session
from accounts.services import note_key_use

LEFT_COMPANY = "You are not a member of this company any more. Reload the page to go on in another one."
NO_COMPANY = "You are not a member of any company. Ask an owner or admin to invite you."


def identity_from_key(raw_key: str) -> Identity:
    """Who the key stands for, and a note that it was used. Raises ApiError 401."""
    identity = find_identity_by_key(raw_key.strip())
    if identity is None or identity.key_id is None:
        raise unauthenticated(
            "This API key is unknown or was revoked. Create another under Settings, API keys."
        )
    note_key_use(key_id=identity.key_id)
    return identity


class ApiKeyAuthentication(BaseAuthentication):
    """Comes first: a request with a key is judged by the key alone, whatever cookies it carries."""

    def authenticate(self, request: Request) -> tuple[None, Identity] | None:
        raw_key = request.headers.get("x-api-key")
        if raw_key is None:
            return None
        return None, identity_from_key(raw_key)

    def authenticate_header(self, request: Request) -> str:
        del request
        return "x-api-key"


class SessionAuthentication(CookieAuthentication):
    """The signed-in person in the session's company; membership is looked up anew on each request."""

    def authenticate(self, request: Request) -> tuple[Any, Any] | None:
        user = getattr(request._request, "user", None)
        if not isinstance(user, User) or not user.is_active:
            return None
        try:
            self.enforce_csrf(request)
        except PermissionDenied:
            raise forbidden(
                "The CSRF token is missing or old. Reload the page; programs send an API key in x-api-key instead."
            ) from None
        return user, self.identify(request, user)

    def identify(self, request: Request, user: User) -> Identity:
        """Raises ApiError 403 when the person has no place in the company."""
        identity = identity_for_session(user, request.session.get("company_id"))
        if identity is None:
            raise self.refusal(user)
        return identity

    def refusal(self, user: User) -> ApiError:
        return forbidden(LEFT_COMPANY if first_membership(user) else NO_COMPANY)


class AnyCompanySession(SessionAuthentication):
    """For the addresses that choose the company: a session whose company is lost moves to the first one left."""

    def identify(self, request: Request, user: User) -> Identity:
        identity = identity_for_session(user, request.session.get("company_id"))
        if identity is None:
            request.session.pop("company_id", None)
            return super().identify(request, user)
        return identity
