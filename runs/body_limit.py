"""No request body grows past its limit, whatever server runs the application: `BODY_LIMIT`, for uploads a file's."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any

from django.conf import settings

from accounts.api.envelope import render
from accounts.api.errors import ApiError, too_large
from integrations.files import MOST_BYTES

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]


UPLOADS = "/api/v1/files"
_AROUND_A_FILE = 64 * 1024  # the form it comes in


def limit_of(method: str, path: str, headers: Mapping[bytes, bytes]) -> int:
    """How many bytes the body may have. Only who shows a key or a session, valid or not, may send as much as a file: what
    nobody sent is not worth the disk.
    """
    is_somebody = b"x-api-key" in headers or b"sessionid=" in headers.get(b"cookie", b"")
    if method == "POST" and path == UPLOADS and is_somebody:
        return max(settings.BODY_LIMIT, MOST_BYTES + _AROUND_A_FILE)
    return settings.BODY_LIMIT


def refusal(limit: int) -> tuple[int, bytes]:
    """Status and body of the answer to a body that is too large."""
    error: ApiError = too_large(min(limit, max(MOST_BYTES, settings.BODY_LIMIT)))
    return error.status, render(error.body())


class BodyLimit:
    """Refuses by Content-Length before reading, and by counting where none was given."""

    def __init__(self, inside: Application) -> None:
        self._inside = inside

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = dict(scope["headers"])
        announced = headers.get(b"content-length", b"0")
        limit = limit_of(scope["method"], scope["path"], headers)
        if announced.isdigit() and (len(announced) > 18 or int(announced) > limit):
            await self._refuse(send, limit)
            return
        size = 0
        is_over = False

        async def counted() -> Mapping[str, Any]:
            nonlocal size, is_over
            message = await receive()
            if message["type"] == "http.request":
                size += len(message.get("body", b""))
                if size > limit:
                    is_over = True
                    return {"type": "http.disconnect"}
            return message

        async def guarded(message: Mapping[str, Any]) -> None:
            if not is_over:
                await send(message)

        await self._inside(scope, counted, guarded)
        if is_over:
            await self._refuse(send, limit)

    async def _refuse(self, send: Send, limit: int) -> None:
        status, body = refusal(limit)
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})
