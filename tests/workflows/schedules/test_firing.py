"""When schedules fire, for any expression, zone and moment."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import islice, takewhile
from zoneinfo import ZoneInfo

from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.workflows.schedules.brute_force import fires_between
from workflows.schedules.firing import Fire, fires, next_fire
from workflows.schedules.schedule import Interval, Schedule, read_schedule
from workflows.schedules.words import clock_note
from workflows.schedules.zones import zone_names

ZONES = (
    "UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo", "America/Santiago", "Asia/Kolkata",
    "Africa/Casablanca", "Asia/Beirut", "Pacific/Chatham", "America/Havana",
)  # fmt: skip
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def cron(text: str, zone: str = "Europe/Berlin") -> Schedule:
    return read_schedule({"cron": text, "timezone": zone}, default_zone="UTC")


def field(low: int, high: int) -> st.SearchStrategy[str]:
    number = st.integers(low, high)
    ranged = st.tuples(number, number).map(lambda ends: f"{min(ends)}-{max(ends)}")
    stepped = st.tuples(st.one_of(st.just("*"), ranged), st.integers(1, high)).map(
        lambda pair: f"{pair[0]}/{pair[1]}"
    )
    term = st.one_of(number.map(str), ranged, stepped)
    return st.one_of(st.just("*"), st.lists(term, min_size=1, max_size=3).map(",".join))


crons = st.tuples(
    field(0, 59), field(0, 23), st.just("*") | field(1, 28), st.just("*"), st.just("*") | field(0, 7)
).map(" ".join)


moments = st.integers(915_148_800, 2_208_988_800).map(
    lambda seconds: datetime.fromtimestamp(seconds, UTC)
)  # 1999 to 2040


@cache
def clock_changes(zone: str) -> list[datetime]:
    """The days of 2026 on which that zone's clocks change, else a day like any other."""
    place = ZoneInfo(zone)
    days = [at("2026-01-01") + count * DAY for count in range(365)]
    found = [
        day for day in days if day.astimezone(place).utcoffset() != (day + DAY).astimezone(place).utcoffset()
    ]
    return found or [at("2026-06-01")]


@settings(max_examples=60, deadline=None)
@given(text=crons, zone=st.sampled_from(ZONES), which=st.integers(0, 3), minutes=st.integers(0, 3 * 1440))
@example(text="0 0 * * *", zone="Africa/Cairo", which=0, minutes=0)
@example(text="*/15 2 * * *", zone="Europe/Berlin", which=1, minutes=0)
@example(text="0-59 0-23 * * *", zone="America/New_York", which=1, minutes=0)
@example(text="30 1 * * *", zone="Australia/Lord_Howe", which=0, minutes=1400)
def test_agrees_with_looking_at_every_minute(text: str, zone: str, which: int, minutes: int) -> None:
    changes = clock_changes(zone)
    start = changes[which % len(changes)] - DAY + timedelta(minutes=minutes)
    end = start + 2 * DAY
    found = takewhile(lambda fire: fire.at < end, fires(cron(text, zone), start - SECOND))
    assert [fire.at for fire in found] == fires_between(text, zone, start, end)


@settings(max_examples=60, deadline=None)
@given(
    text=crons,
    zone=st.sampled_from(zone_names()),
    start=moments,
)
def test_each_fire_comes_after_the_one_before(text: str, zone: str, start: datetime) -> None:
    schedule = cron(text, zone)
    found = [fire.at for fire in islice(fires(schedule, start), 8)]
    assert [start, *found] == sorted({start, *found})
    for sooner, later in zip([start, *found], found, strict=False):
        following = next_fire(schedule, sooner)
        assert following is not None
        assert following.at == later


@settings(max_examples=100, deadline=None)
@given(
    value=st.integers(5, 100_000),
    anchor=moments,
    gap=st.timedeltas(timedelta(days=-30), timedelta(days=400)),
)
def test_intervals_count_real_time_from_their_anchor(value: int, anchor: datetime, gap: timedelta) -> None:
    schedule = Schedule(Interval(value, "minutes"), ZoneInfo("Europe/Berlin"))
    fire = next_fire(schedule, anchor + gap, anchor=anchor)
    assert fire is not None
    assert fire.at > anchor + gap
    assert (fire.at - anchor) % timedelta(minutes=value) == timedelta()
    assert fire.at >= anchor
    assert fire.at - timedelta(minutes=value) <= max(anchor + gap, anchor)


def test_every_13_hours_across_the_night_the_clocks_change() -> None:
    schedule = read_schedule({"interval": {"value": 13, "unit": "hours"}}, default_zone="Europe/Berlin")
    found = [fire.at for fire in islice(fires(schedule, at("2026-03-28T12:00")), 3)]
    assert found == [at("2026-03-29T01:00"), at("2026-03-29T14:00"), at("2026-03-30T03:00")]


def notes(schedule: Schedule, after: str, count: int = 3) -> list[tuple[str, str]]:
    found: list[Fire] = list(islice(fires(schedule, at(after)), count))
    zone = schedule.zone
    return [(fire.at.astimezone(zone).strftime("%d %H:%M"), clock_note(fire, zone)) for fire in found]


def test_a_time_that_does_not_exist_says_so() -> None:
    assert notes(cron("30 2 * * *"), "2026-03-28T12:00", 2) == [
        ("29 03:00", "02:30 does not exist on 29 March: fires at 03:00"),
        ("30 02:30", ""),
    ]


def test_a_time_that_comes_twice_says_so() -> None:
    assert notes(cron("30 2 * * *"), "2026-10-24T12:00", 2) == [
        ("25 02:30", "02:30 comes twice on 25 October: fires the first time only"),
        ("26 02:30", ""),
    ]
    assert notes(cron("30 * * * *"), "2026-10-24T23:45") == [
        ("25 02:30", "02:30 comes twice on 25 October: fires both times"),
        ("25 02:30", "02:30 comes twice on 25 October: fires both times"),
        ("25 03:30", ""),
    ]


def test_an_interval_of_days_moves_on_the_clock() -> None:
    schedule = read_schedule({"interval": {"value": 1, "unit": "days"}}, default_zone="Europe/Berlin")
    assert notes(schedule, "2026-03-27T08:00") == [
        ("28 09:00", ""),
        (
            "29 10:00",
            "The clocks change: by the clock it is 10:00 from now on, since intervals count real time",
        ),
        ("30 10:00", ""),
    ]


def test_a_day_that_never_was_fires_nothing() -> None:
    assert notes(cron("0 9 * * *", "Pacific/Apia"), "2011-12-29T12:00", 2) == [
        ("29 09:00", ""),
        ("31 09:00", ""),
    ]


def test_a_rare_day_is_found_at_once() -> None:
    fire = next_fire(cron("*/5 * 29 2 *"), at("2029-03-01T00:00"))
    assert fire is not None
    assert fire.at == at("2032-02-28T23:00")
    fire = next_fire(cron("0 0 * 2 MON#5"), at("2026-01-01T00:00"))
    assert fire is not None
    assert fire.local.isoformat() == "2044-02-29T00:00:00"
