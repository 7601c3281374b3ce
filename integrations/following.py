"""Follow lists of records by the time of their last change, for providers that keep no list of events.

A cursor keeps a place in each list: the latest change that was told, and the keys of what was told around it. Each look
begins a little before the place, because records show up late (an index that lags, a transaction that takes long) and
because many providers count in whole seconds; what was told already is known by its key. Once a look that began there
found nothing new, after the lag, the next ones begin at the place itself, so that a large import is not read again and
again.

One read asks for one page of one list, so that an account with a small budget of requests makes progress with each.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Any

from integrations.outcomes import Permanent
from integrations.polling import Page, Polling
from integrations.webhooks.events import InboundEvent, moment

LAG = timedelta(minutes=2)
#: Keys kept in a place; those of an import larger than this are known by the events that are stored anyway.
MOST_KEYS = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A record as it is now. `created_at` is None where the provider does not tell: it is never new then.

    `event` makes what is told, given whether the record is new and the id of the event.
    """

    id: str
    changed_at: datetime
    created_at: datetime | None = None
    event: Callable[[bool, str], InboundEvent]


@dataclass(frozen=True, slots=True)
class Batch:
    """One page of a list. `following` is what `Follow.fetch` is given for the next one; None: this was the last."""

    changes: Sequence[Change]
    following: Any = None


#: Gives a page of one list: what changed at a time or after it. The last argument is what it said of the page before.
Fetch = Callable[[Polling, str, datetime, Any], Batch]
#: The same for a list in the order of changes, given how many records to skip, and whether there are more behind.
FetchPage = Callable[[Polling, str, datetime, int], tuple[Sequence[Change], bool]]


def ascending(page: FetchPage) -> Fetch:
    """The next page begins at the last change of the one before, not at a number: records move to the end as they change,
    and counted pages would skip whoever takes their place. Only where a page does not get beyond one moment is counted.
    """

    def fetch(poll: Polling, name: str, since: datetime, following: Any) -> Batch:
        start, skip = (_time(following["since"]), int(following["skip"])) if following else (since, 0)
        changes, has_more = page(poll, name, start, skip)
        if not has_more or not changes:
            return Batch(changes)
        last = max(change.changed_at for change in changes)
        start, skip = (last, 0) if last > start else (start, skip + len(changes))
        return Batch(changes, {"since": start.isoformat(), "skip": skip})

    return fetch


def nouns(poll: Polling, known: Sequence[str]) -> list[str]:
    """Those of `known` that the trigger's events are about: `deal.creation` and `deal.*` are about `deal`; none: all."""
    wanted = {name.partition(".")[0].casefold() for name in poll.events}
    return list(known) if not wanted or "*" in wanted else [one for one in known if one.casefold() in wanted]


@dataclass(frozen=True, slots=True, kw_only=True)
class Follow:
    """How to follow the lists of one provider.

    `names` says which lists a trigger is about; `fetch` gives a page of one of them, in any order.
    """

    names: Callable[[Polling], Sequence[str]]
    fetch: Fetch
    lag: timedelta = LAG

    def start(self, poll: Polling) -> dict[str, Any]:
        """From the beginning of this second, as those who count in seconds see it. Raises what `names` raises."""
        began = poll.now.replace(microsecond=0).isoformat()
        return {"began": began, "names": list(self.names(poll)), "turn": 0, "places": {}}

    def read(self, poll: Polling, cursor: Mapping[str, Any]) -> Page:
        turn = int(cursor["turn"])
        names = list(cursor["names"]) if turn else list(self.names(poll))
        if turn >= len(names):
            return Page((), {**cursor, "turn": 0})
        name, began = names[turn], _time(cursor["began"])
        place = _Place.of(cursor["places"].get(name), began)
        since = place.since or (place.at if place.is_settled else max(place.at - self.lag, began))
        batch = self.fetch(poll, name, since, place.following)
        events = place.take(name, batch.changes, since, poll.now)
        place.turn_page(batch.following, since, poll.now, self.lag)
        ended = batch.following is None
        places = {**cursor["places"], name: place.kept()}
        following = turn + ended
        is_last = following >= len(names)
        return Page(
            events,
            {**cursor, "names": names, "turn": 0 if is_last else following, "places": places},
            has_more=not is_last,
        )


@dataclass(slots=True)
class _Place:
    """`since` and `following` stand while a list has more pages; `top` is the latest change on those read so far."""

    at: datetime
    heard: datetime  # when something new was found last, by our clock: it is compared with nobody else's
    is_settled: bool
    seen: dict[str, int]  # key -> when it changed, in Unix milliseconds
    top: datetime
    since: datetime | None = None
    following: Any = None

    @classmethod
    def of(cls, kept: Mapping[str, Any] | None, began: datetime) -> _Place:
        if kept is None:
            return cls(began, began, False, {}, began)
        at, since = _time(kept["at"]), kept.get("since")
        return cls(
            at,
            _time(kept["heard"]),
            bool(kept["settled"]),
            dict(kept["seen"]),
            _time(kept["top"]) if "top" in kept else at,
            _time(since) if since else None,
            kept.get("following"),
        )

    def kept(self) -> dict[str, Any]:
        kept: dict[str, Any] = {
            "at": self.at.isoformat(),
            "heard": self.heard.isoformat(),
            "settled": self.is_settled,
            "seen": self.seen,
        }
        if self.since is not None:
            kept |= {
                "top": self.top.isoformat(),
                "since": self.since.isoformat(),
                "following": self.following,
            }
        return kept

    def take(
        self, name: str, changes: Sequence[Change], since: datetime, now: datetime
    ) -> list[InboundEvent]:
        """What was not told yet, the oldest first."""
        events = []
        for change in sorted(changes, key=lambda one: one.changed_at):
            if change.changed_at < since:
                continue
            self.top = max(self.top, change.changed_at)
            stamp = int(change.changed_at.timestamp() * 1000)
            state_id = f"{name}:{change.id}:{change.changed_at.isoformat()}"
            new_id = f"{name}:{change.id}:new"
            is_new = (
                change.created_at is not None and change.created_at >= since and _key(new_id) not in self.seen
            )
            known = _key(state_id) in self.seen
            # A record that is new is told once, as it is now: the change that made it so is in there.
            self.seen[_key(state_id)] = stamp
            if is_new:
                self.seen[_key(new_id)] = stamp
            if not known:
                events.append(change.event(is_new, new_id if is_new else state_id))
        if events:
            self.heard, self.is_settled = now, False
        return events

    def turn_page(self, following: Any, since: datetime, now: datetime, lag: timedelta) -> None:
        if following is not None:
            self.since, self.following = since, following
            self._forget(0)
            return
        if not self.is_settled and self.top == self.at and now - self.heard >= lag:
            self.is_settled = True
        self.at, self.since, self.following = self.top, None, None
        self._forget(int((self.at - lag).timestamp() * 1000))

    def _forget(self, oldest: int) -> None:
        kept = [item for item in self.seen.items() if item[1] >= oldest]
        if len(kept) > MOST_KEYS:
            kept = sorted(kept, key=lambda one: one[1], reverse=True)[:MOST_KEYS]
        self.seen = dict(kept)


def _key(text: str) -> str:
    """Short, for a cursor that is written with every look."""
    return blake2b(text.encode(), digest_size=9).hexdigest()


def _time(text: Any) -> datetime:
    found = moment(text)
    if found is None:
        raise Permanent("The place that was kept for this trigger cannot be read. Choose its events anew.")
    return found
