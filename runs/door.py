"""The ASGI door: starts (`POST /api/v1/workflows/{id}/run`) and app events with an API key, and what arrives from outside,
before Django.

Django's sync views cost a thread and a connection for each request; here many starts share one commit. The rules are
the same (`runs/accept.py`); what the door does not serve (cookie sessions, other addresses) goes on to Django.
"""

from __future__ import annotations

import asyncio
import re
import time
from functools import partial

from accounts import counts
from accounts.api.authentication import identity_from_key
from accounts.api.envelope import Envelope, render
from accounts.api.errors import ApiError, as_api_error
from accounts.api.forms import read_form
from accounts.api.parsers import check_length, parse_json
from accounts.api.permissions import require
from accounts.api.throttling import sentence
from accounts.identity import Identity
from accounts.logs import shown_path
from accounts.selectors import KEY_PATTERN, hash_key, key_cache
from accounts.throttling import asks_redis, take
from connections.services.masks import fresh_mask
from runs import inbound, tracing
from runs.answering import answer_of
from runs.api.answers import read_start
from runs.api.event_shapes import AppEventRequest
from runs.api.shapes import RunRequest
from runs.body_limit import Application, Receive, Scope, Send
from runs.http_messages import headers_of, read_body, send_answer
from runs.inbox import deliver
from runs.inserter import ANSWER_SECONDS, in_time, inserter
from runs.live.hub import ENDED, hub
from runs.live.threads import in_thread

APP_EVENTS_PATH = "/api/v1/app-events"
RUN_PATH = re.compile(r"/api/v1/workflows/([^/]+)/run")
LIVE_PATH = "/health/live"
#: Bodies that are read in the blink of an eye; others go to a thread.
_QUICK_BYTES = 64 * 1024


async def _say_alive(send: Send) -> None:
    """Without a thread: however busy Django's are, this process is there as long as its loop goes round."""
    headers = [(b"content-type", b"application/json"), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b'{"status": "ok"}'})


class Door:
    """Wraps the rest of the application."""

    def __init__(self, inside: Application) -> None:
        self._inside = inside

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and inbound.is_inbound(scope):
            await inbound.serve(scope, receive, send)
            return
        if scope["type"] == "http" and scope["method"] == "POST":
            found = RUN_PATH.fullmatch(scope["path"])
            if found or scope["path"] == APP_EVENTS_PATH:
                headers = headers_of(scope)
                if "x-api-key" in headers:
                    await self._serve(found.group(1) if found else None, headers, scope, receive, send)
                    return
        elif scope["type"] == "http" and scope["path"] == LIVE_PATH and scope["method"] == "GET":
            await _say_alive(send)
            return
        await self._inside(scope, receive, send)

    async def _serve(
        self, workflow_id: str | None, headers: dict[str, str], scope: Scope, receive: Receive, send: Send
    ) -> None:
        limits: dict[str, str] = {}
        try:
            # No answer before the body is looked at, no body before its sender is known.
            check_length(headers.get("content-length"))
            began = time.monotonic()
            identity = _known(headers["x-api-key"])
            if identity is None:
                identity = await in_time(in_thread(identity_from_key)(headers["x-api-key"]), ANSWER_SECONDS)
            limits = await _throttle(identity, is_start=workflow_id is not None)
            require(identity, "workflows:execute")
            # Reading the body is the caller's time.
            left = max(0.5, ANSWER_SECONDS - (time.monotonic() - began))
            if workflow_id is None:
                status, answer, extra = await _app_event(identity, headers, receive, left)
            else:
                status, answer, extra = await self._run(identity, workflow_id, headers, scope, receive, left)
        except Exception as error:
            refusal = as_api_error(error, f"POST {shown_path(scope['path'])}")
            status, answer, extra = refusal.status, render(refusal.body()), list(refusal.headers.items())
        await send_answer(send, status, answer, [*extra, *limits.items()])

    async def _run(
        self,
        identity: Identity,
        workflow_id: str,
        headers: dict[str, str],
        scope: Scope,
        receive: Receive,
        seconds: float,
    ) -> tuple[int, bytes, list[tuple[str, str]]]:
        raw = await _json_body(headers, receive)
        body = read_form(RunRequest, parse_json(raw) if raw else {})
        key = headers.get("idempotency-key")
        if body.version is None:
            request = read_start(body, identity, workflow_id, header_key=key)
        else:
            reading = in_thread(read_start)(body, identity, workflow_id, header_key=key)
            request = await in_time(reading, seconds)
        live = hub()
        began = time.perf_counter()
        accepted = await inserter().start(request, len(raw), seconds)
        taken = time.perf_counter() - began
        counts.observe("accept_seconds", taken)
        accepted.tell()
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
        return await answer_of(identity.company_id, accepted.run_id, is_raw=wants_raw)


async def _app_event(
    identity: Identity, headers: dict[str, str], receive: Receive, seconds: float
) -> tuple[int, bytes, list[tuple[str, str]]]:
    """As `runs.api.events.AppEvents`, with the shared commit of starts."""
    raw = await _json_body(headers, receive)
    body = read_form(AppEventRequest, parse_json(raw) if raw else {})
    reading = partial(
        deliver.app_event,
        identity=identity,
        name=body.name.strip(),
        payload=body.payload,
        idempotency_key=body.idempotency_key or headers.get("idempotency-key"),
    )
    # What secrets to hide is known for a minute; then the database is asked again, and not from here.
    is_quick = len(raw) <= _QUICK_BYTES and fresh_mask(identity.company_id) is not None
    event = reading() if is_quick else await in_time(in_thread(reading)(), seconds)
    [received] = await inserter().receive([event], len(raw), seconds)
    status, said = received.as_answer()
    return status, render(Envelope(success=True, data=said)), []


async def _json_body(headers: dict[str, str], receive: Receive) -> bytes:
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    raw = await read_body(receive)
    if raw and kind != "application/json":
        raise ApiError(
            "UNSUPPORTED_MEDIA_TYPE",
            415,
            "Send the body as JSON, with the header Content-Type: application/json.",
        )
    return raw


def _known(raw_key: str) -> Identity | None:
    """From the cache, at most a second old."""
    return key_cache.get(hash_key(raw_key)) if KEY_PATTERN.fullmatch(raw_key) else None


async def _throttle(identity: Identity, *, is_start: bool) -> dict[str, str]:
    counting = partial(take, subject=identity.subject, kind="execute")
    if asks_redis("execute"):
        allowance = await in_time(asyncio.to_thread(counting), ANSWER_SECONDS)
    else:
        allowance = counting()
    if not allowance.allowed:
        raise ApiError(
            "RATE_LIMITED",
            429,
            f"This key has started {allowance.limit} runs within a minute, its limit."
            if is_start
            else sentence(allowance, "execute"),
            headers=allowance.headers(),
        )
    return allowance.headers()
