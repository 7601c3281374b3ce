"""Answers that are made piece by piece: downloads that never stand in memory as a whole."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

from asgiref.sync import sync_to_async
from channels.db import database_sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import StreamingHttpResponse
from django.utils.http import content_disposition_header
from rest_framework.request import Request


def download(
    request: Request, pieces: Iterator[bytes], *, name: str, content_type: str
) -> StreamingHttpResponse:
    """An attachment under this very name (RFC 6266), which no browser opens as a page of ours. `pieces` is a generator; it
    is closed when the client has gone.
    """
    is_async = isinstance(request._request, ASGIRequest)
    response = StreamingHttpResponse(_in_threads(pieces) if is_async else pieces, content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "no-store"
    return response


async def _in_threads(pieces: Iterator[bytes]) -> AsyncIterator[bytes]:
    """Each piece is made in some thread, with that thread's database connection, while the loop serves others."""
    try:
        while (piece := await database_sync_to_async(next, thread_sensitive=False)(pieces, None)) is not None:
            yield piece
    finally:
        close = getattr(pieces, "close", None)
        if close is not None:
            await sync_to_async(close, thread_sensitive=False)()
