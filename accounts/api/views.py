"""The base of every API view."""

from __future__ import annotations

from typing import Any, ClassVar, TypeVar, cast
from urllib.parse import unquote

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from pydantic import BaseModel
from rest_framework.request import Request
from rest_framework.views import APIView

from accounts.addresses import request_address
from accounts.api.envelope import AlwaysJson
from accounts.api.errors import validation_error
from accounts.api.forms import read_form, read_object
from accounts.identity import Identity
from accounts.throttling import Allowance, Kind

T = TypeVar("T", bound=BaseModel)


class ApiView(APIView):
    """Parse, authorise, call one service or selector, present.

    `scopes` names the scope each method needs (`SIGNED_IN` for any member or key). `throttle_kind` is what its unsafe
    methods count as. In the order of a request: who is it (401), how often (429), may they (403), then the method.
    """

    scopes: ClassVar[dict[str, str]] = {}
    throttle_kind: ClassVar[Kind | None] = None
    content_negotiation_class = AlwaysJson
    http_method_names = ["get", "head", "post", "put", "patch", "delete"]
    metadata_class = None

    allowance: Allowance | None = None

    @property
    def identity(self) -> Identity:
        """Who is asking; known in every handler, because the permission class lets nobody else in."""
        return cast("Identity", self.request.auth)

    @property
    def ip(self) -> str | None:
        """The address the request came from, for the audit log."""
        return request_address(self.request._request)

    def read(self, form: type[T]) -> T:
        """The body as `form`; an absent body counts as `{}`. Raises ApiError 400."""
        return read_form(form, self.request.data)

    def read_object(self) -> dict[str, Any]:
        """The body as a JSON object. Raises ApiError 400."""
        return read_object(self.request.data)

    def read_query(self, form: type[T]) -> T:
        """The query string as `form`, without `limit` and `cursor`, which `parse_page` reads; empty values count as
        absent, of a repeated name the last one counts. Raises ApiError 400.
        """
        given = {name: value for name, value in self.request.query_params.items() if value != ""}
        return read_form(
            form, {name: value for name, value in given.items() if name not in ("limit", "cursor")}
        )

    def initialize_request(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Request:
        """DRF takes a body without Content-Length (sent in chunks) for no body; it is measured here instead."""
        if not request.META.get("CONTENT_LENGTH") and "chunked" in request.META.get(
            "HTTP_TRANSFER_ENCODING", ""
        ):
            request.META["CONTENT_LENGTH"] = str(_measure(request))
        return super().initialize_request(request, *args, **kwargs)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """As DRF's, but counting before authorising: a refusal costs as much as an answer."""
        del args, kwargs
        self.format_kwarg = None
        request.accepted_renderer, request.accepted_media_type = self.perform_content_negotiation(request)
        self.perform_authentication(request)
        self.check_throttles(request)
        self.check_permissions(request)
        if "\x00" in unquote(request.META.get("QUERY_STRING", "")):
            raise validation_error("The query string has the character U+0000, which nothing here contains.")

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        finished: HttpResponseBase = super().finalize_response(request, response, *args, **kwargs)
        for name, value in (self.allowance.headers() if self.allowance else {}).items():
            finished.headers[name] = value
        finished.headers.setdefault("Cache-Control", "no-store")
        return finished


def _measure(request: HttpRequest) -> int:
    """How many bytes the body has, which stays unread; the parser judges the number."""
    stream = getattr(request, "_stream", None)
    if stream is None or not stream.seekable():
        return len(request.body)
    here = stream.tell()
    size: int = stream.seek(0, 2) - here
    stream.seek(here)
    return size
