"""Subscriptions at a provider: the order by which it tells us of events. Declared in `providers/<slug>/subscription.py`, kept up
by `connections/subscribing.py`, which remembers what was ordered, compares it with what stands there, and tries again later.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from fnmatch import fnmatchcase
from typing import Any, Literal, Protocol

from integrations.answers import excerpt_of, retry_after_seconds
from integrations.context import Account
from integrations.http import HttpRequest, HttpResponse
from integrations.outcomes import Permanent, RateLimited, Retry
from integrations.webhooks.events import InboundEvent

ANSWER_SECONDS = 30.0
#: Each event of the provider, whatever it is called.
ALL = "*"
#: Pages of one listing; whoever has more subscriptions than that has another problem.
MOST_PAGES = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A subscription as the provider tells of it. `address` and `events` as they stand there; `is_on` False: it was switched
    off. `secret` is what it signs with, where the answer says so. `expires_at` None: it does not run out.
    """

    id: str
    address: str = ""
    events: tuple[str, ...] = ()
    is_on: bool = True
    secret: str = ""
    expires_at: datetime | None = None


class Subscribing(Protocol):
    """What a declaration may touch. `name` is the provider's for people. `address` is ours, different for each subscription; `events` are the provider's own names
    (`ALL` for all). `secret` is the one we made, where we make it. `options` are the operator's settings that it names.
    """

    name: str
    account: Account
    address: str
    part: str
    events: Sequence[str]
    secret: str
    options: Mapping[str, str]
    now: datetime

    def http(self, request: HttpRequest) -> HttpResponse:
        """Send as the connection. Raises outcomes.StepFailure subclasses."""
        ...


@dataclass(frozen=True, slots=True)
class Word:
    """What the provider says about a subscription by its id: it wants to be renewed, is gone, or events were missed."""

    id: str
    kind: Literal["renew", "gone", "missed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """How a provider is told where to send its events.

    `names` turns the names that triggers chose (none: all), with the listed ones, into the provider's own, by the part they
    belong to: most have one part, ""; Outlook has one for each kind of thing. `find` gives what stands there, ours and others';
    None: it cannot be asked, and making it again is the same as renewing it. `update` changes events and switches on again
    (None: another one is made and the old one deleted). `renew` prolongs it: at half of its life, or every `renew_every`.

    `proof`: the secret comes with the answer ("theirs"), is made here and given along ("ours"), or has nothing to do with it ("other").
    `methods` are the ways in that can do it; none: all. `option` names the setting it needs, with words for what it is.
    `heard` reads what the provider says about the subscription itself. `note` tells people what to know beforehand.
    """

    names: Callable[[Sequence[str], Sequence[str]], Mapping[str, Sequence[str]]]
    create: Callable[[Subscribing], Standing]
    delete: Callable[[Subscribing, str], None]
    find: Callable[[Subscribing], Sequence[Standing]] | None = None
    update: Callable[[Subscribing, str], Standing] | None = None
    renew: Callable[[Subscribing, str], Standing] | None = None
    renew_every: timedelta | None = None
    proof: Literal["theirs", "ours", "other"] = "theirs"
    methods: frozenset[str] = field(default_factory=frozenset)
    option: tuple[str, str] | None = None
    heard: Callable[[InboundEvent], Word | None] = lambda _event: None
    note: str = ""


# --- names of events --------------------------------------------------------------------------------


def listed(chosen: Sequence[str], known: Sequence[str]) -> list[str]:
    """The names that were chosen, each of the listed ones that a pattern means; none chosen: all that are listed."""
    found: list[str] = []
    for wish in chosen or [ALL]:
        plain = wish.strip().casefold()
        fits = (
            [name for name in known if fnmatchcase(name.casefold(), plain)]
            if "*" in plain
            else [wish.strip()]
        )
        found += [name for name in fits if name not in found]
    return found


def one_part(chosen: Sequence[str], known: Sequence[str]) -> dict[str, list[str]]:
    """For providers that take their events' names in one list and need every one of them."""
    return {"": listed(chosen, known)}


# --- requests ---------------------------------------------------------------------------------------


def ask(
    sub: Subscribing,
    method: str,
    path: str,
    *,
    query: Mapping[str, Any] | None = None,
    json: Any = None,
    form: Mapping[str, Any] | None = None,
    allow: Sequence[int] = (),
) -> HttpResponse:
    """The answer of the account's API. Raises RateLimited, Retry and Permanent for what is no success."""
    url = path if path.startswith("http") else f"{sub.account.base_url}{path}"
    response = sub.http(
        HttpRequest(
            method,
            url,
            query=query or {},
            json=json,
            form=form,
            timeout_seconds=ANSWER_SECONDS,
            effect="read" if method == "GET" else "write",
        )
    )
    if response.status < 300 or response.status in allow:
        return response
    said = excerpt_of(response)
    if response.status == 429:
        after = retry_after_seconds(response, now_ms=int(sub.now.timestamp() * 1000))
        raise RateLimited(f"{sub.name} asks for fewer requests.", after_seconds=after or 60.0)
    if response.status >= 500 or response.status in (408, 409, 425):
        raise Retry(f"{sub.name} answered {response.status}: {said}"[:400])
    raise Permanent(f"{sub.name} refused it ({response.status}): {said}"[:400])


def ask_json(sub: Subscribing, method: str, path: str, **more: Any) -> dict[str, Any]:
    """The JSON object of the answer. Raises as `ask`, and Retry for what is none."""
    return an_object(ask(sub, method, path, **more))


def an_object(response: HttpResponse) -> dict[str, Any]:
    """Raises Retry for anything else."""
    try:
        found = response.json()
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise Retry("The provider answered with something else than a JSON object.")
    return found


def gone(sub: Subscribing, path: str) -> None:
    """Delete what stands at that path; what is not there any more is deleted."""
    ask(sub, "DELETE", path, allow=(404, 410))


def id_in(value: Any) -> str:
    """An id as text. Raises Retry for an answer without one: nobody knows then what was made."""
    if isinstance(value, str | int) and not isinstance(value, bool) and str(value):
        return str(value)
    raise Retry("The provider answered without the id of the subscription.")


def texts(value: Any) -> tuple[str, ...]:
    """The texts of a list; none for anything else."""
    return tuple(item for item in value if isinstance(item, str)) if isinstance(value, list) else ()


def rows(value: Any) -> list[dict[str, Any]]:
    """The objects of a list; none for anything else."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
