"""No request body grows past `BODY_LIMIT`, whatever server runs the application and whatever the address."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any

from django.conf import settings

from accounts.api.envelope import render
from accounts.api.errors import ApiError, too_large

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]


def refusal() -> tuple[int, bytes]:
    """Status and body of the answer to a body that is too large."""
    error: ApiError = too_large(settings.BODY_LIMIT)
    return error.status, render(error.body())


class BodyLimit:
    """Refuses by Content-Length before reading, and by counting where none was given."""

    def __init__(self, inside: Application) -> None:
        self._inside = inside

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        announced = dict(scope["headers"]).get(b"content-length", b"0")
        if announced.isdigit() and (len(announced) > 18 or int(announced) > settings.BODY_LIMIT):
            await self._refuse(send)
            return
        size = 0
        is_over = False

        async def counted() -> Mapping[str, Any]:
            nonlocal size, is_over
            message = await receive()
            if message["type"] == "http.request":
                size += len(message.get("body", b""))
                if size > settings.BODY_LIMIT:
                    is_over = True
                    return {"type": "http.disconnect"}
            return message

        async def guarded(message: Mapping[str, Any]) -> None:
            if not is_over:
                await send(message)

        await self._inside(scope, counted, guarded)
        if is_over:
            await self._refuse(send)

    async def _refuse(self, send: Send) -> None:
        status, body = refusal()
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})
