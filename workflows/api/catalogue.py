"""The catalogue of block types: nearly a megabyte that only a release changes, so it is kept packed and sent once."""

from __future__ import annotations

import gzip
import hashlib
from functools import lru_cache
from typing import ClassVar

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from rest_framework.request import Request

from accounts.api.envelope import render, whole
from accounts.api.schema import describe
from accounts.api.views import ApiView
from workflows.api.shapes import BlockTypeShape
from workflows.registry import catalogue


class Blocks(ApiView):
    scopes: ClassVar = {"GET": "workflows:read"}

    @describe(
        summary="The catalogue of block types",
        description="Forms are JSON Schemas; `x-ui` in them are hints for drawing the form.",
        list_of=BlockTypeShape,
    )
    def get(self, request: Request) -> HttpResponseBase:
        packed, etag = _answer()
        is_packed = "gzip" in request.headers.get("Accept-Encoding", "")
        response = HttpResponse(
            packed if is_packed else gzip.decompress(packed), content_type="application/json"
        )
        if is_packed:
            response["Content-Encoding"] = "gzip"
        # The browser keeps it and asks each time whether it is still so.
        response["Cache-Control"] = "private, no-cache"
        response["Vary"] = "Accept-Encoding"
        response["ETag"] = etag
        return get_conditional_response(request._request, etag=etag, response=response) or response


@lru_cache(maxsize=1)
def _answer() -> tuple[bytes, str]:
    """The whole body, packed, and its tag."""
    body = render(whole(catalogue()).data)
    return gzip.compress(body, mtime=0), f'W/"{hashlib.sha256(body).hexdigest()[:32]}"'
