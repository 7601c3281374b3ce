"""Sends deliveries: each at most once at a time, with limits on time and size, again and again for a day.

A delivery is claimed for a minute, sent beside the database, and its answer written down if the claim is still ours. Who is
killed in between leaves it to be sent again after that minute, under the same `webhook-id`. An endpoint that fails gets one
request at a time, one that works four, and no endpoint makes another wait.
"""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F

from connections import http
from integrations.http import HttpRequest, HttpResponse
from integrations.outcomes import StepFailure
from runs import queue_facts
from runs.models import DeliveryStatus, WebhookAttempt, WebhookDelivery, WebhookEndpoint
from runs.outbound import endpoints
from runs.outbound.deliveries import endpoints_with_work, message_id
from runs.outbound.signing import sign

TIMEOUT_SECONDS = 15.0
CLAIM_MS = 60_000
AT_ONCE = 16
PER_ENDPOINT = 4
ANSWER_BYTES = 4096
LOST = "The process that sent it ended before it could write the answer down. It may have arrived, so it is sent again."
_MOST_READ = 1024 * 1024

#: Seconds until the next try after each failed one: ten tries over a day.
PAUSES = (5, 60, 5 * 60, 30 * 60, 2 * 3600, 3 * 3600, 4 * 3600, 6 * 3600, 8 * 3600 + 1435)
_LONGEST_ASKED_SECONDS = 3600


@dataclass(frozen=True, slots=True)
class Claimed:
    """A delivery that is ours to send: `number` is the attempt's, and what its answer is written under."""

    delivery_id: UUID
    endpoint_id: UUID
    number: int
    url: str
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """`error` is empty for one that counts as delivered. `retry_after` in seconds, where it asked for a pause."""

    at_ms: int
    duration_ms: int
    status: int | None
    text: str
    error: str
    retry_after: float = 0.0


def send_due(until: Callable[[], bool] = lambda: False) -> int:
    """Send what is due until nothing is or `until()`; returns how many tries there were. Idle, it only reads."""
    flying: dict[Future[Answer], Claimed] = {}
    first = claim(AT_ONCE, Counter())
    if not first:
        return 0
    count = 0
    with ThreadPoolExecutor(max_workers=AT_ONCE, thread_name_prefix="webhooks") as pool:
        claimed = first
        while claimed or flying:
            for one in claimed:
                flying[pool.submit(post, one)] = one
            count += len(claimed)
            done, _ = wait(flying, timeout=0.5, return_when=FIRST_COMPLETED)
            for future in done:
                record(flying.pop(future), future.result())
            busy = Counter(one.endpoint_id for one in flying.values())
            claimed = [] if until() else claim(AT_ONCE - len(flying), busy)
    return count


def claim(limit: int, busy: Counter[UUID]) -> list[Claimed]:
    """Take due deliveries, going round the endpoints. `busy`: requests under way by endpoint."""
    now_ms = queue_facts.clock_ms()
    found: list[Claimed] = []
    for endpoint in endpoints_with_work(now_ms, 100) if limit > 0 else ():
        most = 1 if endpoint.failing_since_ms is not None else PER_ENDPOINT
        room = min(most - busy[endpoint.id], limit - len(found))
        if room <= 0:
            continue
        due = WebhookDelivery.objects.filter(endpoint=endpoint, due_at_ms__lte=now_ms)
        rows = due.order_by("due_at_ms", "created_at", "id")[:room]
        found += filter(None, (_claim(delivery, endpoint, now_ms) for delivery in rows))
    return found


def claim_now(delivery: WebhookDelivery, endpoint: WebhookEndpoint) -> Claimed | None:
    """One that somebody waits for; None when another has it."""
    return _claim(delivery, endpoint, queue_facts.clock_ms())


def _claim(delivery: WebhookDelivery, endpoint: WebhookEndpoint, now_ms: int) -> Claimed | None:
    with transaction.atomic():
        is_ours = WebhookDelivery.objects.filter(
            id=delivery.id, due_at_ms=delivery.due_at_ms, attempts=delivery.attempts
        ).update(due_at_ms=now_ms + CLAIM_MS, attempts=F("attempts") + 1, tries=F("tries") + 1)
        if not is_ours:
            return None
        if delivery.attempts:
            _note_if_lost(delivery)
    body = delivery.body.encode()
    signature = sign(
        body,
        message_id=message_id(delivery),
        at_seconds=now_ms // 1000,
        keys=endpoints.signing_keys(endpoint, now_ms),
    )
    return Claimed(delivery.id, endpoint.id, delivery.attempts + 1, endpoint.url, signature, body)


def _note_if_lost(delivery: WebhookDelivery) -> None:
    """The try before this one may have ended with its process: what the receiver saw is not to be missing in the log."""
    if delivery.attempt_log.filter(number=delivery.attempts).exists():
        return
    WebhookAttempt.objects.create(
        delivery=delivery,
        number=delivery.attempts,
        at_ms=(delivery.due_at_ms or CLAIM_MS) - CLAIM_MS,
        duration_ms=0,
        headers={"webhook-id": message_id(delivery)},
        error=LOST,
    )


# --- one request ------------------------------------------------------------------------------------


class _Start:
    """Keeps the beginning of an answer, whatever its size."""

    def __init__(self) -> None:
        self.kept = bytearray()

    def take(self, piece: bytes) -> None:
        self.kept += piece[: max(0, ANSWER_BYTES - len(self.kept))]

    @property
    def text(self) -> str:
        # U+0000 cannot be stored on PostgreSQL.
        return bytes(self.kept).decode("utf-8", "replace").replace("\x00", "\N{REPLACEMENT CHARACTER}")


def post(claimed: Claimed) -> Answer:
    """Send it once. Touches no database, raises nothing of what the other side does."""
    at_ms, began, start = round(time.time() * 1000), time.monotonic(), _Start()
    request = HttpRequest(
        "POST",
        claimed.url,
        headers={"Content-Type": "application/json", "User-Agent": "Headrace-Webhooks/1", **claimed.headers},
        content=claimed.body,
        timeout_seconds=TIMEOUT_SECONDS,
        max_response_bytes=_MOST_READ,
        follow_redirects=False,
        sink=lambda _status: start.take,
    )
    error, retry_after, status = "", 0.0, None
    try:
        response = http.send(request)
    except StepFailure as failure:
        told = (failure.details or {}).get("status")
        status = told if isinstance(told, int) else None
        error = _judge(status) if status is not None else failure.message
    else:
        status, error, retry_after = response.status, _judge(response.status), _asked_pause(response)
    return Answer(
        at_ms, round((time.monotonic() - began) * 1000), status, start.text, error[:400], retry_after
    )


def _judge(status: int) -> str:
    """Why this status does not count as delivered; empty when it does."""
    if 200 <= status < 300:
        return ""
    if 300 <= status < 400:
        return f"It answered {status}, a redirect. Give the address that answers by itself."
    if status == 410:
        return "It answered 410: it does not want any more of these."
    return f"It answered {status}."


def _asked_pause(response: HttpResponse) -> float:
    after = response.headers.get("retry-after", "")
    if response.status not in (429, 503) or not after.isdecimal():
        return 0.0
    return min(float(after[:9]), _LONGEST_ASKED_SECONDS)


# --- what came of it --------------------------------------------------------------------------------


def record(claimed: Claimed, answer: Answer) -> None:
    """Write an attempt down and decide what follows."""
    with transaction.atomic():
        now_ms = queue_facts.clock_ms()
        delivery = (
            WebhookDelivery.objects.select_for_update(of=("self",))
            .filter(id=claimed.delivery_id, attempts=claimed.number)
            .first()
        )
        endpoint = WebhookEndpoint.objects.filter(id=claimed.endpoint_id).first()
        if delivery is None or endpoint is None:
            return  # deleted, or somebody else has claimed it since
        WebhookAttempt.objects.create(
            delivery=delivery,
            number=claimed.number,
            at_ms=answer.at_ms,
            duration_ms=answer.duration_ms,
            headers=claimed.headers,
            status=answer.status,
            answer=answer.text,
            error=answer.error,
        )
        _settle(delivery, answer, now_ms)
        if answer.error:
            endpoints.note_failure(endpoint, answer.status, answer.error, now_ms, is_test=delivery.is_test)
        else:
            endpoints.note_success(endpoint)


def _settle(delivery: WebhookDelivery, answer: Answer, now_ms: int) -> None:
    delivery.last_status, delivery.last_error = answer.status, answer.error
    if not answer.error:
        delivery.status, delivery.due_at_ms = DeliveryStatus.DELIVERED, None
    elif delivery.is_test or delivery.tries > len(PAUSES) or answer.status == 410:
        delivery.status, delivery.due_at_ms = DeliveryStatus.FAILED, None
    else:
        pause = PAUSES[delivery.tries - 1] * random.uniform(0.9, 1.1)  # noqa: S311 - not all at the same moment
        delivery.due_at_ms = now_ms + round(max(pause, answer.retry_after) * 1000)
    if delivery.due_at_ms is None:
        delivery.settled_at = datetime.fromtimestamp(now_ms / 1000, UTC)
    delivery.save(update_fields=["status", "due_at_ms", "last_status", "last_error", "settled_at"])
