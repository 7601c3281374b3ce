"""The door for what arrives from outside without an API key: `POST /webhooks/…`, before Django like the starts of runs.

The order is that of suspicion: how often, how large, for whom, read, proven, understood, stored. The answer goes out after
the commit.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.conf import settings

from accounts.addresses import client_address
from accounts.api.envelope import render
from accounts.api.errors import ApiError, as_api_error, not_found
from accounts.api.parsers import check_length
from accounts.ids import parse_public_id, public_id
from accounts.jsontext import dump_json
from accounts.logs import shown_path
from accounts.throttling import Window, asks_redis, take
from connections.inbound import sends_webhooks
from integrations.webhooks.request import InboundRequest
from runs.api.answers import raw_body, raw_headers
from runs.body_limit import Receive, Scope, Send
from runs.http_messages import headers_of, read_body, send_answer
from runs.inbox.bodies import kind_of
from runs.inbox.custom import read_request
from runs.inbox.endpoints import Endpoint, find_endpoint, known_endpoint
from runs.inbox.new_event import NewEvent, Received
from runs.inbox.provider_events import read_provider
from runs.inserter import ANSWER_SECONDS, in_time, inserter
from runs.live.hub import ENDED, PARKED, hub
from runs.live.threads import in_thread
from runs.models import TERMINAL, Run
from runs.selectors import get_run

CUSTOM = re.compile(r"/webhooks/(custom|test)/([^/]+)/(.+)")
PROVIDER = re.compile(r"/webhooks/([a-z0-9-]+)(?:/([^/]+))?(?:/([^/]+))?/?")
SLACK = re.compile(r"/api/v1/slack/(events|commands|interactive)")
JUDGING_SECONDS = 10.0
LONGEST_WAIT_SECONDS = 55.0
#: What a step waits for that only people can give it.
_PEOPLE = frozenset({"approval", "uncertain", "connection"})
#: Bodies that are read in the blink of an eye; others, and files, go to a thread.
_QUICK_BYTES = 64 * 1024
_QUICK_KINDS = ("application/json", "application/x-www-form-urlencoded", "text/plain", "")
#: Rejected requests that are written down for one address in a minute; beyond it they are only refused.
MOST_REJECTED = 60
_rejected = Window()

Answer = tuple[int, bytes, list[tuple[str, str]]]


def is_inbound(scope: Scope) -> bool:
    """Whether the request is one of those that are proven by what they hold and not by a key."""
    path = scope["path"]
    return path.startswith("/webhooks/") or SLACK.fullmatch(path) is not None


async def serve(scope: Scope, receive: Receive, send: Send) -> None:
    headers = headers_of(scope)
    try:
        status, body, extra = await _answer(scope, headers, receive)
    except Exception as error:
        refusal = as_api_error(error, f"{scope['method']} {shown_path(scope['path'])}")
        status, body, extra = refusal.status, render(refusal.body()), list(refusal.headers.items())
    await send_answer(send, status, body, extra)


async def _answer(scope: Scope, headers: Mapping[str, str], receive: Receive) -> Answer:
    await _throttle(scope, headers)
    if scope["method"] != "POST":
        raise _only_post()
    check_length(headers.get("content-length"))
    if "\x00" in scope["path"]:  # which no address has, and no database takes
        raise _nobody()
    found = CUSTOM.fullmatch(scope["path"])
    if found is not None:
        kind, company, path = found.groups()
        return await _custom(
            _company(company), path.strip("/"), scope, headers, receive, is_test=kind == "test"
        )
    if SLACK.fullmatch(scope["path"]):
        return await _provider("slack", None, scope, headers, receive)
    found = PROVIDER.fullmatch(scope["path"])
    if found is None:
        raise _nobody()
    company_id = None if found[2] is None else _company(found[2])
    subscription_id = None if found[3] is None else parse_public_id("sub", found[3])
    if found[3] is not None and subscription_id is None:
        raise _nobody()
    return await _provider(found[1], company_id, scope, headers, receive, subscription_id)


def _company(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise _nobody() from None


def _only_post() -> ApiError:
    """Whether somebody listens there or not: who opens the address in a browser is told what it is for."""
    return ApiError(
        "METHOD_NOT_ALLOWED",
        405,
        "Webhooks arrive here by POST. Let the sender use POST; to try it: curl -X POST -d '{}' with this address.",
        headers={"Allow": "POST"},
    )


def _nobody() -> ApiError:
    return not_found("Nothing listens at this address. Check it against the one the workflow shows.")


async def _throttle(scope: Scope, headers: Mapping[str, str]) -> None:
    remote = (scope.get("client") or ("", 0))[0]
    address = client_address(remote, headers.get("x-forwarded-for", "")) or "unknown"
    count: Callable[[], Any] = lambda: take(subject=f"ip:{address}", kind="inbound")  # noqa: E731
    allowance = await asyncio.to_thread(count) if asks_redis("inbound") else count()
    if not allowance.allowed:
        raise ApiError(
            "RATE_LIMITED",
            429,
            f"This address has sent {allowance.limit:,} requests within a minute, its limit.",
            headers=allowance.headers(),
        )


# --- custom webhooks -------------------------------------------------------------------------------


async def _custom(
    company_id: UUID, path: str, scope: Scope, headers: Mapping[str, str], receive: Receive, *, is_test: bool
) -> Answer:
    is_known, endpoint = (False, None) if is_test else known_endpoint(company_id, path)
    if not is_known:
        endpoint = await in_time(in_thread(find_endpoint)(company_id, path, is_test=is_test), ANSWER_SECONDS)
    if endpoint is None:
        raise _nobody()
    body = await read_body(receive)
    request = InboundRequest(method=scope["method"], url=_url(scope), headers=headers, body=body)
    event = await _read(endpoint, request)
    [received] = await _store([event], len(body))
    if received.error is not None:
        raise received.error
    if endpoint.config.get("respond") == "response" and received.run_id is not None:
        return await _response(company_id, received)
    return 200, dump_json(received.as_json()), []


async def _read(endpoint: Endpoint, request: InboundRequest) -> NewEvent:
    now = datetime.now(UTC)
    if len(request.body) <= _QUICK_BYTES and kind_of(request.headers) in _QUICK_KINDS:
        return read_request(endpoint, request, now)
    return await in_thread(read_request)(endpoint, request, now)


async def _store(events: list[NewEvent], size: int) -> list[Received]:
    """Raises the refusal of an event that is one of too many, unless its sender is not to hear of it."""
    kept = []
    for event in events:
        if event.refused is not None:
            subject = f"{event.company_id}:{event.listens}"
            if not _rejected.take(subject, MOST_REJECTED, 60.0, time.monotonic()).allowed:
                if event.refused.status == 404:  # proven, but nobody's
                    continue
                raise event.refused
        kept.append(event)
    return await inserter().receive(kept, size) if kept else []


# --- providers -------------------------------------------------------------------------------------


async def _provider(
    provider: str,
    company_id: UUID | None,
    scope: Scope,
    headers: Mapping[str, str],
    receive: Receive,
    subscription_id: UUID | None = None,
) -> Answer:
    if not sends_webhooks(provider):
        raise _nobody()
    body = await read_body(receive)
    request = InboundRequest(method=scope["method"], url=_url(scope), headers=headers, body=body)
    # Whoever has to fetch a sender's public keys first may take a moment.
    reading = in_thread(read_provider)(provider, company_id, request, datetime.now(UTC), subscription_id)
    judged = await in_time(reading, JUDGING_SECONDS)
    if judged is None:
        raise _nobody()
    received = await _store(list(judged.events), len(body)) if judged.events else []
    if judged.reply is not None:
        reply = judged.reply
        return reply.status, reply.body, [("content-type", reply.content_type or "text/plain")]
    for one in received:
        if one.error is not None and one.error.status == 401:
            raise one.error
    said = received[0].as_json() if received else {"received": True, "eventId": None}
    return 200, dump_json({**said, "workflowsTriggered": sum(one.started for one in received)}), []


def _url(scope: Scope) -> str:
    """The address as the sender knows it."""
    raw = (scope.get("raw_path") or scope["path"].encode()).partition(b"?")[0].decode("latin-1")
    query = scope["query_string"].decode("latin-1")
    return f"{settings.PUBLIC_URL}{raw}" + (f"?{query}" if query else "")


async def _response(company_id: UUID, received: Received) -> Answer:
    """What the response block says, as soon as it does; else how the run ended, or that it goes on."""
    assert received.run_id is not None
    run_hex, end = received.run_id.hex, time.monotonic() + LONGEST_WAIT_SECONDS
    run = await in_thread(_run)(company_id, received.run_id)
    if run is not None and run.response is None and run.status not in ENDED:
        await hub().wait_for_end(run_hex, LONGEST_WAIT_SECONDS, or_response=True)
        run = await in_thread(_run)(company_id, received.run_id)
    if run is not None and run.response is None and _goes_on_by(run, end):
        await hub().wait_for_end(run_hex, end - time.monotonic(), or_response=True, or_parked=False)
        run = await in_thread(_run)(company_id, received.run_id)
    if run is None:
        return 200, dump_json(received.as_json()), []
    if run.response is not None:
        return int(run.response["statusCode"]), raw_body(run.response), raw_headers(run.response)
    if run.status in TERMINAL and run.status != "completed":
        error = {"code": "RUN_FAILED", "message": _failed(run)}
        return 500, dump_json({"success": False, "error": error}), []
    said = {**received.as_json(), "runId": public_id("run", run.id), "status": run.status}
    return 200 if run.status == "completed" else 202, dump_json(said), []


def _goes_on_by(run: Run, end: float) -> bool:
    """Whether the suspended run may go on in time by itself: no sender holds the line until people have decided."""
    last_ms = (time.time() + end - time.monotonic()) * 1000
    return run.status == PARKED and any(
        one["reason"] not in _PEOPLE and (one.get("until") or 0) <= last_ms for one in run.waiting or ()
    )


def _failed(run: Run) -> str:
    """Without the reason, which is for the company's eyes."""
    return f"The request was received, but its run {public_id('run', run.id)} ended without an answer ({run.status})."


def _run(company_id: UUID, run_id: UUID) -> Run | None:
    return get_run(company_id=company_id, run_id=run_id)
