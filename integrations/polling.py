"""Events that are looked for: a provider is asked now and then what happened since. Declared in `triggers.py`, run by
`runs/worker`, which keeps the cursor, waits between polls and drops what was seen before.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from integrations.answers import excerpt_of, retry_after_seconds
from integrations.context import Account
from integrations.http import HttpRequest, HttpResponse
from integrations.outcomes import Permanent, RateLimited, Retry
from integrations.webhooks.events import InboundEvent

#: How often by default, and the least and most that a trigger may ask for.
EVERY_MS, LEAST_MS, MOST_MS = 60_000, 30_000, 24 * 3600 * 1000
ANSWER_SECONDS = 30.0


class Polling(Protocol):
    """What a poll may touch. `events` are the names that the trigger chose, without aliases; empty: all that can be looked for."""

    account: Account
    events: Sequence[str]
    now: datetime

    def http(self, request: HttpRequest) -> HttpResponse:
        """Send as the connection. Raises outcomes.StepFailure subclasses."""
        ...


@dataclass(frozen=True, slots=True)
class Page:
    """What happened since the cursor, the oldest first, and the cursor behind it. `has_more`: ask again at once."""

    events: Sequence[InboundEvent]
    cursor: Any
    has_more: bool = False
    note: str = ""  # for people: something was lost, and why


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """`start` gives the cursor of now, so that what was before is not repeated; `read` reads on from one. Both are asked
    again after a failure with the same cursor, so the ids of events must not depend on when they are read.

    `events` are the types that can be looked for; `is_open`: others may be too (any object of Salesforce). `every_ms` is
    how often unless the trigger says so: less often where the provider counts requests by the day. `refusal` says why an
    event with that name cannot be looked for where others can, "" if it can; it is asked about `*` where none are chosen.
    `note` says in the form what looking cannot tell.
    """

    events: tuple[str, ...]
    start: Callable[[Polling], Any]
    read: Callable[[Polling, Any], Page]
    is_open: bool = False
    every_ms: int = EVERY_MS
    refusal: Callable[[str], str] = lambda _name: ""
    note: str = ""


def get(
    poll: Polling,
    path: str,
    query: Mapping[str, Any] | None = None,
    *,
    headers: Mapping[str, str] | None = None,
    allow: Sequence[int] = (),
) -> HttpResponse:
    """The answer to a GET below the account's address. Raises RateLimited, Retry and Permanent for what is no success."""
    url = path if path.startswith("http") else f"{poll.account.base_url}{path}"
    request = HttpRequest(
        "GET", url, query=query or {}, headers=headers or {}, timeout_seconds=ANSWER_SECONDS, effect="read"
    )
    return ask(poll, request, allow=allow)


def ask(poll: Polling, request: HttpRequest, *, allow: Sequence[int] = ()) -> HttpResponse:
    """The answer to a request that only reads, however it is made. Raises as `get`."""
    response = poll.http(request)
    if response.status < 300 or response.status in allow:
        return response
    if response.status == 429:
        after = retry_after_seconds(response, now_ms=int(poll.now.timestamp() * 1000))
        raise RateLimited("The provider asks for fewer requests.", after_seconds=after or 60.0)
    words = f"The provider answered {response.status}: {excerpt_of(response)}"[:400]
    if response.status >= 500 or response.status in (408, 425):
        raise Retry(words)
    raise Permanent(words)


def get_json(
    poll: Polling,
    path: str,
    query: Mapping[str, Any] | None = None,
    *,
    headers: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """The JSON object that a GET answers with. Raises as `get`, and Retry for what is none."""
    return _object(get(poll, path, query, headers=headers))


def post_json(poll: Polling, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """The JSON object that a search answers with, which takes its questions in a body. Raises as `get_json`."""
    request = HttpRequest(
        "POST",
        f"{poll.account.base_url}{path}",
        json=body,
        has_json=True,
        timeout_seconds=ANSWER_SECONDS,
        effect="read",
    )
    return _object(ask(poll, request))


def _object(response: HttpResponse) -> dict[str, Any]:
    try:
        found = response.json()
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise Retry("The provider answered with something else than a JSON object.")
    return found


def listed(answer: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    """The objects of a list in an answer; none for null. Raises Retry for anything else."""
    found = answer.get(name)
    if found is None:
        return []
    if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
        raise Retry(f"The provider answered without a list of {name}.")
    return found
