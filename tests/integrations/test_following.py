"""Lists that are followed by the time of change: nothing is lost, nothing is told twice, whatever shows up late."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from integrations.context import Account
from integrations.following import MOST_KEYS, Batch, Change, Follow, ascending
from integrations.http import HttpRequest, HttpResponse
from integrations.polling import Page
from integrations.webhooks.events import InboundEvent

ACCOUNT = Account(connection_id="conn_1", provider="any", method="key")
BEGAN = datetime(2026, 1, 31, 12, 0, 0, 400_000, UTC)


@dataclass
class Record:
    id: str
    created: datetime
    changed: datetime
    visible: datetime  # when the provider's list shows this state


@dataclass
class Poll:
    now: datetime
    account: Account = ACCOUNT
    events: tuple[str, ...] = ()

    def http(self, request: HttpRequest) -> HttpResponse:
        raise AssertionError("nothing is sent here")


@dataclass
class Provider:
    """A list in memory, with the clock of the provider's. `step` is what its times are counted in."""

    size: int = 3
    step: timedelta = timedelta(milliseconds=1)
    tells_creation: bool = True
    records: dict[str, Record] = field(default_factory=dict)
    told: list[tuple[str, bool, datetime]] = field(default_factory=list)
    pages: int = 0

    def floor(self, at: datetime) -> datetime:
        return at - (at - datetime(2026, 1, 1, tzinfo=UTC)) % self.step

    def change(self, id: str, at: datetime, late: timedelta = timedelta()) -> None:
        known = self.records.get(id)
        stamp = self.floor(at)
        self.records[id] = Record(id, known.created if known else stamp, stamp, at + late)

    def listed(self, poll: Any, since: datetime) -> list[Change]:
        self.pages += 1
        found = [one for one in self.records.values() if one.changed >= since and one.visible <= poll.now]
        found.sort(key=lambda one: (one.changed, one.id))
        return [self.as_change(one) for one in found]

    def as_change(self, one: Record) -> Change:
        def event(is_new: bool, id: str) -> InboundEvent:
            self.told.append((one.id, is_new, one.changed))
            return InboundEvent(id=id, type="new" if is_new else "changed", body={"id": one.id})

        created = one.created if self.tells_creation else None
        return Change(id=one.id, changed_at=one.changed, created_at=created, event=event)

    def oldest_first(self) -> Follow:
        def page(poll: Any, _name: str, since: datetime, skip: int) -> tuple[list[Change], bool]:
            found = self.listed(poll, since)[skip:]
            return found[: self.size], len(found) > self.size

        return Follow(names=lambda _poll: ("list",), fetch=ascending(page))

    def newest_first(self) -> Follow:
        def fetch(poll: Any, _name: str, since: datetime, following: Any) -> Batch:
            start = int(following or 0)
            found = self.listed(poll, since)[::-1]
            more = start + self.size if len(found) > start + self.size else None
            return Batch(found[start : start + self.size], more)

        return Follow(names=lambda _poll: ("list",), fetch=fetch)


def look(follow: Follow, cursor: Any, now: datetime) -> tuple[Any, list[str]]:
    """One whole look, with the cursor through JSON as the database keeps it."""
    found: list[str] = []
    for _ in range(10_000):
        page: Page = follow.read(Poll(now), json.loads(json.dumps(cursor)))
        found += [str(event.id) for event in page.events]
        cursor = page.cursor
        if not page.has_more:
            return cursor, found
    raise AssertionError("the look does not end")


def seconds(number: float) -> datetime:
    return BEGAN + timedelta(seconds=number)


def test_a_new_record_is_told_once_as_new_and_then_as_changed() -> None:
    provider = Provider()
    follow = provider.oldest_first()
    cursor = follow.start(Poll(BEGAN))
    provider.change("a", seconds(1))
    provider.change("a", seconds(2))  # before anybody looked: what it is now is told as new
    cursor, _ = look(follow, cursor, seconds(10))
    provider.change("a", seconds(20))
    cursor, _ = look(follow, cursor, seconds(30))
    cursor, again = look(follow, cursor, seconds(40))
    assert provider.told == [
        ("a", True, provider.floor(seconds(2))),
        ("a", False, provider.floor(seconds(20))),
    ]
    assert again == []


def test_what_was_there_before_is_told_only_when_it_changes() -> None:
    provider = Provider()
    provider.change("old", seconds(-60))
    provider.change("quiet", seconds(-50))
    follow = provider.oldest_first()
    cursor = follow.start(Poll(BEGAN))
    provider.change("old", seconds(5))
    look(follow, cursor, seconds(10))
    assert [(id, is_new) for id, is_new, _ in provider.told] == [("old", False)]


def test_the_second_of_the_start_is_not_lost_where_seconds_are_counted() -> None:
    provider = Provider(step=timedelta(seconds=1))
    follow = provider.oldest_first()
    cursor = follow.start(Poll(BEGAN))
    provider.change("a", BEGAN + timedelta(milliseconds=500))  # written down as before the start
    _, found = look(follow, cursor, seconds(5))
    assert len(found) == 1


def test_more_at_one_moment_than_a_page_holds() -> None:
    provider = Provider(size=3, step=timedelta(seconds=1))
    follow = provider.oldest_first()
    cursor = follow.start(Poll(BEGAN))
    for number in range(20):
        provider.change(f"r{number}", seconds(3))
    cursor, found = look(follow, cursor, seconds(10))
    assert len(found) == len(set(found)) == 20
    assert look(follow, cursor, seconds(20))[1] == []


def test_what_shows_up_late_is_found_behind_the_place() -> None:
    provider = Provider()
    follow = provider.oldest_first()
    cursor = follow.start(Poll(BEGAN))
    provider.change("late", seconds(10), late=timedelta(seconds=100))
    provider.change("prompt", seconds(60))
    cursor, _ = look(follow, cursor, seconds(61))
    assert [id for id, _, _ in provider.told] == ["prompt"]
    look(follow, cursor, seconds(115))
    assert [id for id, _, _ in provider.told] == ["prompt", "late"]


def test_after_an_hour_without_a_look_the_place_is_still_not_settled() -> None:
    provider = Provider()
    follow = provider.oldest_first()
    cursor = follow.start(Poll(BEGAN))
    provider.change("late", seconds(10), late=timedelta(seconds=100))
    provider.change("prompt", seconds(60))
    cursor, _ = look(follow, cursor, seconds(61))
    look(follow, cursor, seconds(3700))
    assert [id for id, _, _ in provider.told] == ["prompt", "late"]


def test_a_quiet_list_is_not_read_again_and_again() -> None:
    provider = Provider(size=3)
    follow = provider.oldest_first()
    cursor = follow.start(Poll(BEGAN))
    for number in range(60):
        provider.change(f"r{number}", seconds(3 + number / 10))
    cursor, _ = look(follow, cursor, seconds(10))
    cursor, _ = look(follow, cursor, seconds(200))  # nothing new behind the place: it is settled
    provider.pages = 0
    cursor, found = look(follow, cursor, seconds(260))
    assert (provider.pages, found) == (1, [])


def test_a_record_that_was_told_long_ago_is_not_told_again_though_nobody_remembers_it_elsewhere() -> None:
    provider = Provider()
    follow = provider.oldest_first()
    cursor = follow.start(Poll(BEGAN))
    provider.change("a", seconds(3))
    cursor, first = look(follow, cursor, seconds(10))
    cursor, later = look(follow, cursor, seconds(90 * 24 * 3600))
    assert (len(first), later) == (1, [])


def test_whoever_takes_the_place_of_a_record_that_moves_is_not_skipped() -> None:
    provider = Provider(size=3)
    follow = provider.oldest_first()
    cursor = follow.start(Poll(BEGAN))
    for number in range(9):
        provider.change(f"r{number}", seconds(3 + number * 600))
    first = follow.read(Poll(seconds(6000)), cursor)
    provider.change("r0", seconds(6001))  # to the end of the list, while the second page is still to be read
    look(follow, first.cursor, seconds(6002))
    assert {id for id, _, _ in provider.told} == {f"r{number}" for number in range(9)}


def test_each_read_asks_for_one_page_of_one_list() -> None:
    lists = {"one": Provider(), "two": Provider(), "three": Provider()}

    def page(poll: Any, name: str, since: datetime, skip: int) -> tuple[list[Change], bool]:
        found = lists[name].listed(poll, since)[skip:]
        return found[:3], len(found) > 3

    follow = Follow(names=lambda _poll: tuple(lists), fetch=ascending(page))
    cursor = follow.start(Poll(BEGAN))
    lists["two"].change("b", seconds(1))
    for turn in range(3):
        answer = follow.read(Poll(seconds(5)), cursor)
        cursor = answer.cursor
        assert sum(one.pages for one in lists.values()) == turn + 1
        assert answer.has_more == (turn < 2)


def test_a_list_that_comes_up_later_is_followed_from_the_beginning() -> None:
    names = ["one"]
    provider = Provider()

    def page(poll: Any, name: str, since: datetime, _skip: int) -> tuple[list[Change], bool]:
        return (provider.listed(poll, since) if name == "two" else []), False

    follow = Follow(names=lambda _poll: tuple(names), fetch=ascending(page))
    cursor = follow.start(Poll(BEGAN))
    provider.change("b", seconds(100))
    cursor, _ = look(follow, cursor, seconds(200))
    names.append("two")
    assert len(look(follow, cursor, seconds(300))[1]) == 1


def test_a_cursor_does_not_grow_with_an_import() -> None:
    provider = Provider(size=5_000)
    follow = provider.newest_first()
    cursor = follow.start(Poll(BEGAN))
    for number in range(MOST_KEYS + 500):
        provider.change(f"r{number}", seconds(3 + number / 1000))
    cursor, found = look(follow, cursor, seconds(60))
    assert len(set(found)) == MOST_KEYS + 500
    assert len(cursor["places"]["list"]["seen"]) <= MOST_KEYS


@pytest.mark.parametrize("seed", range(120))
def test_drawn_worlds_lose_nothing_and_tell_nothing_twice(seed: int) -> None:
    """Changes at any time, some visible up to a hundred seconds late, looks at any distance, some of them repeated after a
    crash; clocks that differ, times counted in milliseconds or seconds, pages of any size.
    """
    random_ = random.Random(seed)
    provider = Provider(
        size=random_.choice([1, 2, 5, 50]),
        step=random_.choice([timedelta(milliseconds=1), timedelta(seconds=1)]),
        tells_creation=random_.random() < 0.7,
    )
    follow = provider.oldest_first() if random_.random() < 0.6 else provider.newest_first()
    skew = timedelta(seconds=random_.choice([0, 0, 90, 3600]))  # the provider's clock is ahead
    cursor = follow.start(Poll(BEGAN))
    started: dict[str, int] = {}
    last_state: dict[str, datetime] = {}
    clock = BEGAN
    for _ in range(40):
        clock += timedelta(seconds=random_.choice([0.2, 1, 20, 60, 400]))
        for _ in range(random_.choice([0, 0, 1, 3, 8])):
            id, at = f"r{random_.randrange(12)}", clock + timedelta(seconds=random_.random())
            late = timedelta(seconds=random_.choice([0, 0, 0, 5, 100]))
            if (known := provider.records.get(id)) and known.visible > clock:
                continue  # not to be changed while the last state is still on its way
            provider.change(id, at + skew, late - skew)
            last_state[id] = provider.records[id].changed
        clock += timedelta(seconds=2)
        attempts = random_.choice([1, 1, 1, 2])
        for _ in range(attempts):  # all but the last die before their events and cursor are kept
            after, found = look(follow, cursor, clock)
        cursor = after
        for id in found:
            started[id] = started.get(id, 0) + 1
    for _ in range(3):
        clock += timedelta(seconds=200)
        cursor, found = look(follow, cursor, clock)
        for id in found:
            started[id] = started.get(id, 0) + 1
    assert all(times == 1 for times in started.values())
    told = {(id, at) for id, _, at in provider.told}
    assert set(last_state.items()) <= told
