"""Who is told what, and the telling: in order, again where nobody answers, each try written down."""

from __future__ import annotations

import heapq
import http.client
import threading
import time
from collections.abc import Iterable
from contextlib import closing
from dataclasses import asdict, dataclass, field
from itertools import count
from typing import Any
from urllib.parse import urlsplit

from provider_sandbox.hooks.bodies import BODIES
from provider_sandbox.hooks.signing import SIGN, Packed
from provider_sandbox.world import Happened

#: Seconds before each try. Real providers take hours; nobody watches a demo for so long.
TRIES = (0.0, 0.5, 2.0, 5.0, 15.0)
_ANSWER_SECONDS = 30.0


@dataclass(frozen=True)
class Target:
    """An address that is told of a provider's events. `events` empty: of all. `account` 0: of every account's."""

    provider: str
    url: str
    secret: str = ""
    events: frozenset[str] = frozenset()
    account: int = 0
    id: str = ""

    def wants(self, event: Happened) -> bool:
        return (
            self.provider == event.provider
            and self.account in (0, event.account)
            and (not self.events or bool(self.events & {event.type, "*"}))
        )


@dataclass
class Delivery:
    provider: str
    type: str
    url: str
    number: int
    statuses: list[int] = field(default_factory=list)  # of each try; 0: no answer
    answer: str = ""
    is_done: bool = False


class Hooks:
    """`subscribe` says who is told; `tell` is called with what happened and returns at once."""

    def __init__(self) -> None:
        self.targets: list[Target] = []
        self.deliveries: list[Delivery] = []
        self._due: list[tuple[float, int, Delivery, Target, Packed]] = []
        self._order = count()
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._is_closed = False

    def subscribe(self, target: Target) -> None:
        """In place of an earlier one with the same provider and address."""
        if target.provider not in SIGN:
            raise ValueError(f"{target.provider} sends no webhooks here; known are {', '.join(sorted(SIGN))}")
        with self._changed:
            self.targets = [
                each for each in self.targets if (each.provider, each.url) != (target.provider, target.url)
            ]
            self.targets.append(target)

    def unsubscribe(self, provider: str, *, url: str = "", id: str = "") -> int:
        """How many are told no more."""
        with self._changed:
            kept = [
                each
                for each in self.targets
                if each.provider != provider or (url and each.url != url) or (id and each.id != id)
            ]
            gone, self.targets = len(self.targets) - len(kept), kept
            return gone

    def tell(self, event: Happened, registered: Iterable[Target] = ()) -> None:
        """Tells those who subscribed and those who registered at the provider itself; each address once."""
        with self._changed:
            wanting = {each.url: each for each in (*registered, *self.targets) if each.wants(event)}
            for target in wanting.values():
                packed = BODIES[event.provider](event)
                delivery = Delivery(event.provider, event.type, target.url, event.number)
                self.deliveries.append(delivery)
                self._put(delivery, target, packed)

    def shown(self) -> list[dict[str, Any]]:
        with self._changed:
            return [asdict(each) for each in self.deliveries[-200:]]

    def close(self) -> None:
        with self._changed:
            self._is_closed = True
            self._changed.notify_all()

    def _put(self, delivery: Delivery, target: Target, packed: Packed) -> None:
        due = time.monotonic() + TRIES[len(delivery.statuses)]
        heapq.heappush(self._due, (due, next(self._order), delivery, target, packed))
        if self._thread is None:
            self._thread = threading.Thread(target=self._send_all, name="webhooks", daemon=True)
            self._thread.start()
        self._changed.notify_all()

    def _send_all(self) -> None:
        while True:
            with self._changed:
                while not self._is_closed and (not self._due or self._due[0][0] > time.monotonic()):
                    self._changed.wait(self._due[0][0] - time.monotonic() if self._due else None)
                if self._is_closed:
                    return
                _, _, delivery, target, packed = heapq.heappop(self._due)
            status, text = post(target, packed)
            with self._changed:
                delivery.statuses.append(status)
                delivery.answer = text
                delivery.is_done = 200 <= status < 300
                if not delivery.is_done and len(delivery.statuses) < len(TRIES):
                    self._put(delivery, target, packed)
                self._changed.notify_all()


def post(target: Target, packed: Packed) -> tuple[int, str]:
    """The status (0 without an answer) and the beginning of what was said. Signed anew, with the time of this try."""
    signed = SIGN[target.provider](packed, target.url, target.secret, time.time())
    parts = urlsplit(signed.url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    try:
        with closing(kind(parts.netloc, timeout=_ANSWER_SECONDS)) as connection:
            path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
            headers = {"User-Agent": "Headrace provider sandbox (not real)", **signed.headers}
            connection.request("POST", path, body=signed.body, headers=headers)
            answer = connection.getresponse()
            return answer.status, answer.read(500).decode(errors="replace")
    except (OSError, http.client.HTTPException) as error:
        return 0, str(error)
