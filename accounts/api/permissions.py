"""The gate in front of every view: a known credential that has the scope the view names for the method."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from accounts.api.errors import forbidden, unauthenticated
from accounts.identity import Identity, can

if TYPE_CHECKING:  # DRF reads its settings, which name this module, while it defines its views
    from rest_framework.views import APIView

#: In `ApiView.scopes`: any member and any key may.
SIGNED_IN = ""


def require(identity: Identity, scope: str) -> None:
    """Raises ApiError 403, naming the scope that is missing or the role that does not have it."""
    if scope == SIGNED_IN or can(identity, scope):
        return
    if identity.role is None:
        raise forbidden(f"This API key does not have the scope {scope}. Create a key that has it.")
    raise forbidden(
        f"Your role ({identity.role}) does not include {scope}. Ask an owner or admin for another role."
    )


class HasScope(BasePermission):
    """A method that the view implements but names no scope for is closed to everybody."""

    def has_permission(self, request: Request, view: APIView) -> Literal[True]:
        identity = request.auth
        if not isinstance(identity, Identity):
            raise unauthenticated()
        method = "GET" if request.method == "HEAD" else request.method or ""
        scopes: dict[str, str] = getattr(view, "scopes", {})
        if method in scopes:
            require(identity, scopes[method])
        elif method.lower() in view.http_method_names and hasattr(view, method.lower()):
            raise forbidden("Nobody may do this here.")
        return True  # no such method: the answer will be 405
