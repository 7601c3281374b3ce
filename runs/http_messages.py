"""Reading a request and writing an answer in ASGI's own messages, for what is served before Django."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings

from accounts.api.errors import ApiError
from accounts.api.parsers import check_length
from runs.body_limit import Receive, Scope, Send


def headers_of(scope: Scope) -> dict[str, str]:
    """By names in lower case; of a header that comes twice the last."""
    return {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}


async def read_body(receive: Receive) -> bytes:
    """The whole body. Raises ApiError 413 as soon as there is more than the limit."""
    chunks: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ApiError("VALIDATION_ERROR", 400, "The connection was closed before the body was complete.")
        chunk = message.get("body", b"")
        size += len(chunk)
        if size > settings.BODY_LIMIT:
            check_length(str(size))
        chunks.append(chunk)
        if not message.get("more_body"):
            return b"".join(chunks)


async def send_answer(send: Send, status: int, body: bytes, headers: Iterable[tuple[str, str]] = ()) -> None:
    """JSON that nobody keeps, unless the headers say otherwise."""
    given = list(headers)
    named = {name.lower() for name, _ in given}
    default = [("content-type", "application/json"), ("cache-control", "no-store")]
    head = [*given, *(pair for pair in default if pair[0] not in named)]
    await send(
        {
            "type": "http.response.start",
            "status": status,
            "headers": [
                *(
                    (name.lower().encode("latin-1"), value.encode("latin-1", "replace"))
                    for name, value in head
                ),
                (b"content-length", str(len(body)).encode()),
            ],
        }
    )
    await send({"type": "http.response.body", "body": body})
