"""The ASGI door: `POST /api/v1/workflows/{id}/run` with an API key, before Django.

Django's sync views cost a thread and a connection for each request; here many starts share one commit. The rules are
the same (`runs/accept.py`); what the door does not serve (cookie sessions, other addresses) goes on to Django.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import re
import threading
import time
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from dataclasses import dataclass
from queue import SimpleQueue
from typing import Any, TypeVar

from django.conf import settings
from django.db import connection

from accounts import counts
from accounts.api.authentication import identity_from_key
from accounts.api.envelope import Envelope, render
from accounts.api.errors import ApiError, as_api_error, unavailable
from accounts.api.forms import read_form
from accounts.api.parsers import check_length, parse_json
from accounts.api.permissions import require
from accounts.identity import Identity
from accounts.selectors import KEY_PATTERN, hash_key, key_cache
from accounts.throttling import take
from runs import tracing
from runs.accept import Accepted, StartRequest, accept
from runs.api.answers import raw_body, raw_headers, read_start, whole_run
from runs.api.shapes import RunRequest
from runs.live.hub import ENDED, hub
from runs.live.threads import in_thread
from runs.models import TERMINAL, Run
from runs.selectors import get_run
from runs.sql import DATABASE_ERRORS

logger = logging.getLogger("headrace.door")

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

RUN_PATH = re.compile(r"/api/v1/workflows/([^/]+)/run")
LIVE_PATH = "/health/live"
# Read but not yet committed; beyond it callers are asked to come back.
PENDING_LIMIT = 5_000
PENDING_BYTES = 64 * 1024 * 1024
ANSWER_SECONDS = 4.5  # a database that says nothing for so long is away, as far as the caller is concerned
BYTES_PER_SECOND = (
    2_000_000  # in which a large body is certainly compressed and stored, on a busy machine too
)

T = TypeVar("T")
BATCH = 200


@dataclass(frozen=True, slots=True)
class _Wish:
    request: StartRequest
    size: int
    answer: asyncio.Future[Any]
    loop: asyncio.AbstractEventLoop


class Inserter:
    """One thread that commits whatever starts are pending, in one transaction, and rings once per batch."""

    def __init__(self) -> None:
        self._pending: SimpleQueue[_Wish] = SimpleQueue()
        self._bytes = 0  # of the bodies that are pending; changed by the loop alone
        threading.Thread(target=self._run, name="accept", daemon=True).start()

    async def start(self, request: StartRequest, size: int = 0, seconds: float = ANSWER_SECONDS) -> Accepted:
        """The run, once it is durable. Raises ApiError; 503 when that takes longer than `seconds`: it may have been accepted
        then, so whoever needs to know sends an idempotency key. `size` is that of the body.
        """
        if self._pending.qsize() >= PENDING_LIMIT or (self._bytes and self._bytes + size > PENDING_BYTES):
            raise unavailable("Too many runs are being started at once. Try again in a moment.")
        loop = asyncio.get_running_loop()
        wish = _Wish(request, size, loop.create_future(), loop)
        self._bytes += size
        try:
            self._pending.put(wish)
            result = await _in_time(wish.answer, seconds + size / BYTES_PER_SECOND)
        finally:
            self._bytes -= size
        if isinstance(result, ApiError):
            raise result
        return result  # type: ignore[no-any-return]

    def _run(self) -> None:
        while True:
            batch = [self._pending.get()]
            while not self._pending.empty() and len(batch) < BATCH:
                batch.append(self._pending.get())
            batch = [wish for wish in batch if not wish.answer.done()]  # the others were told to come back
            if not batch:
                continue
            results = _accept_all([wish.request for wish in batch])
            by_loop: dict[asyncio.AbstractEventLoop, list[tuple[asyncio.Future[Any], Any]]] = {}
            for wish, result in zip(batch, results, strict=True):
                by_loop.setdefault(wish.loop, []).append((wish.answer, result))
            for loop, settled in by_loop.items():
                with contextlib.suppress(RuntimeError):  # that loop has ended, and nobody waits there
                    loop.call_soon_threadsafe(_settle, settled)


async def _in_time(work: Awaitable[T], seconds: float) -> T:
    """Raises ApiError 503 when it takes longer: nothing but the database keeps anybody here."""
    try:
        async with asyncio.timeout(seconds):
            return await work
    except TimeoutError:
        counts.count("database_unavailable", by="door")
        raise _no_database() from None


def _no_database() -> ApiError:
    return unavailable("The database does not answer right now. Try again in a moment.")


def _accept_all(requests: list[StartRequest]) -> list[Accepted | ApiError]:
    """`accept`, but never an exception; a request that makes the whole batch fail fails alone."""
    try:
        return accept(requests)
    except DATABASE_ERRORS as error:
        connection.close()
        logger.warning("%d starts were not accepted: %s", len(requests), error)
        counts.count("database_unavailable", by="door")
        return [_no_database() for _ in requests]
    except Exception as error:
        if len(requests) == 1:
            return [as_api_error(error, "start of a run")]
        return [result for request in requests for result in _accept_all([request])]


def _settle(settled: list[tuple[asyncio.Future[Any], Any]]) -> None:
    for future, result in settled:
        if not future.done():  # its client may have gone
            future.set_result(result)


async def _say_alive(send: Send) -> None:
    """Without a thread: however busy Django's are, this process is there as long as its loop goes round."""
    headers = [(b"content-type", b"application/json"), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b'{"status": "ok"}'})


class Door:
    """Wraps the rest of the application."""

    def __init__(self, inside: Application) -> None:
        self._inside = inside
        self._inserter: Inserter | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] == "POST":
            found = RUN_PATH.fullmatch(scope["path"])
            if found:
                headers = {
                    name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]
                }
                if "x-api-key" in headers:
                    await self._serve(found.group(1), headers, scope, receive, send)
                    return
        elif scope["type"] == "http" and scope["path"] == LIVE_PATH and scope["method"] == "GET":
            await _say_alive(send)
            return
        await self._inside(scope, receive, send)

    async def _serve(
        self, workflow_id: str, headers: dict[str, str], scope: Scope, receive: Receive, send: Send
    ) -> None:
        limits: dict[str, str] = {}
        try:
            # No answer before the body is looked at, no body before its sender is known.
            check_length(headers.get("content-length"))
            began = time.monotonic()
            identity = await _in_time(_identify(headers["x-api-key"]), ANSWER_SECONDS)
            limits = await _in_time(_throttle(identity), ANSWER_SECONDS)
            require(identity, "workflows:execute")
            # Reading the body is the caller's time.
            left = max(0.5, ANSWER_SECONDS - (time.monotonic() - began))
            status, answer, extra = await self._run(identity, workflow_id, headers, scope, receive, left)
        except Exception as error:
            refusal = as_api_error(error, f"POST {scope['path']}")
            status, answer, extra = refusal.status, render(refusal.body()), list(refusal.headers.items())
        given = {name.lower() for name, _ in extra}
        default = [("content-type", "application/json"), ("cache-control", "no-store")]
        head = [*extra, *(pair for pair in default if pair[0] not in given), *limits.items()]
        await send(
            {
                "type": "http.response.start",
                "status": status,
                "headers": [
                    *(
                        (name.lower().encode("latin-1"), value.encode("latin-1", "replace"))
                        for name, value in head
                    ),
                    (b"content-length", str(len(answer)).encode()),
                ],
            }
        )
        await send({"type": "http.response.body", "body": answer})

    async def _run(
        self,
        identity: Identity,
        workflow_id: str,
        headers: dict[str, str],
        scope: Scope,
        receive: Receive,
        seconds: float,
    ) -> tuple[int, bytes, list[tuple[str, str]]]:
        kind = headers.get("content-type", "").partition(";")[0].strip().lower()
        raw = await _body(receive)
        if raw and kind != "application/json":
            raise ApiError(
                "UNSUPPORTED_MEDIA_TYPE",
                415,
                "Send the body as JSON, with the header Content-Type: application/json.",
            )
        body = read_form(RunRequest, parse_json(raw) if raw else {})
        key = headers.get("idempotency-key")
        if body.version is None:
            request = read_start(body, identity, workflow_id, header_key=key)
        else:
            reading = in_thread(read_start)(body, identity, workflow_id, header_key=key)
            request = await _in_time(reading, seconds)
        if self._inserter is None:
            self._inserter = Inserter()
        live = hub()
        began = time.perf_counter()
        accepted = await self._inserter.start(request, len(raw), seconds)
        taken = time.perf_counter() - began
        counts.observe("accept_seconds", taken)
        if accepted.is_new and tracing.is_on():
            tracing.emit_accept(
                accepted.run_id, request.trigger_type, taken, caller=headers.get("traceparent", "")
            )
        wants_raw = b"respond=raw" in scope["query_string"].split(b"&")
        wait_ms = body.wait_ms(wants_raw=wants_raw)
        if not wait_ms:
            status = 202 if accepted.is_new else 200
            return status, render(Envelope(success=True, data=accepted.as_json())), []
        if accepted.status not in ENDED:
            await live.wait_for_end(accepted.run_id.hex, wait_ms / 1000, or_response=wants_raw)
        return await in_thread(_finished)(identity, accepted, wants_raw)


def _finished(
    identity: Identity, accepted: Accepted, wants_raw: bool
) -> tuple[int, bytes, list[tuple[str, str]]]:
    run: Run | None = get_run(company_id=identity.company_id, run_id=accepted.run_id)
    assert run is not None
    if wants_raw and run.response is not None:
        return int(run.response["statusCode"]), raw_body(run.response), raw_headers(run.response)
    status = 200 if run.status in TERMINAL else 202
    return status, render(Envelope(success=True, data=whole_run(run))), []


async def _identify(raw_key: str) -> Identity:
    """From the cache (at most a second old) without a thread; else from the database in one."""
    if KEY_PATTERN.fullmatch(raw_key):
        known = key_cache.get(hash_key(raw_key))
        if known is not None:
            return known
    return await in_thread(identity_from_key)(raw_key)


async def _throttle(identity: Identity) -> dict[str, str]:
    if settings.REDIS_URL:
        allowance = await in_thread(take)(subject=identity.subject, kind="execute")
    else:
        allowance = take(subject=identity.subject, kind="execute")
    if not allowance.allowed:
        raise ApiError(
            "RATE_LIMITED",
            429,
            f"This key has started {allowance.limit} runs within a minute, its limit.",
            headers=allowance.headers(),
        )
    return allowance.headers()


async def _body(receive: Receive) -> bytes:
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
