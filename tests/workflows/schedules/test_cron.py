"""What a cron expression may be, and the sentence for what it may not be."""

from __future__ import annotations

from datetime import datetime
from itertools import islice

import pytest

from workflows.schedules.cron import parse_cron
from workflows.schedules.errors import ScheduleError
from workflows.schedules.schedule import read_schedule


def first(text: str) -> list[str]:
    found = islice(parse_cron(text).matches(datetime.fromisoformat("2026-01-01")), 3)
    return [each.strftime("%m-%d %H:%M:%S") for each in found]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("0 9 * * 1-5", ["01-01 09:00:00", "01-02 09:00:00", "01-05 09:00:00"]),
        ("0 9 * * mon-fri", ["01-01 09:00:00", "01-02 09:00:00", "01-05 09:00:00"]),
        ("30 0 9 * * *", ["01-01 09:00:30", "01-02 09:00:30", "01-03 09:00:30"]),
        ("*/20 * * * * *", ["01-01 00:00:20", "01-01 00:00:40", "01-01 00:01:00"]),
        ("0 9 1 JAN,APR,jul,10 *", ["01-01 09:00:00", "04-01 09:00:00", "07-01 09:00:00"]),
        ("0 0 * * 0", ["01-04 00:00:00", "01-11 00:00:00", "01-18 00:00:00"]),
        ("0 0 * * 7", ["01-04 00:00:00", "01-11 00:00:00", "01-18 00:00:00"]),
        ("0 0 L * *", ["01-31 00:00:00", "02-28 00:00:00", "03-31 00:00:00"]),
        ("0 0 LW * *", ["01-30 00:00:00", "02-27 00:00:00", "03-31 00:00:00"]),
        ("0 0 * * 5#2", ["01-09 00:00:00", "02-13 00:00:00", "03-13 00:00:00"]),
        ("0 0 * * FRIL", ["01-30 00:00:00", "02-27 00:00:00", "03-27 00:00:00"]),
        ("0 0 13 * FRI", ["01-02 00:00:00", "01-09 00:00:00", "01-13 00:00:00"]),
        ("0 0 ? * MON", ["01-05 00:00:00", "01-12 00:00:00", "01-19 00:00:00"]),
        ("@hourly", ["01-01 01:00:00", "01-01 02:00:00", "01-01 03:00:00"]),
        (" @Daily ", ["01-02 00:00:00", "01-03 00:00:00", "01-04 00:00:00"]),
    ],
)
def test_what_matches(text: str, wanted: list[str]) -> None:
    assert first(text) == wanted


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Say when"),
        ("* * *", "this one has 3"),
        ("0 9 * * 1-5 2026 x", "this one has 7"),
        ("61 * * * *", "The minute must be 0 to 59, not “61”."),
        ("* 24 * * *", "The hour must be 0 to 23, not “24”."),
        ("0 9-25 * * *", "The hour must be 0 to 23, not “25” (in “9-25”)."),
        ("* * 0 * *", "The day of the month must be 1 to 31, not “0”."),
        ("* * * 13 *", "The month must be 1 to 12, or JAN to DEC, not “13”."),
        ("* * * * 8", "The day of the week must be 0 to 7, or SUN to SAT, not “8”."),
        ("60 * * * * *", "The second must be 0 to 59, not “60”."),
        ("0 9 * * FRI-MON", "a range goes upwards, and FRI comes after MON"),
        ("*/0 * * * *", "after “/” belongs a whole number of 1 or more, not “0”"),
        ("1,,2 * * * *", "something is missing beside a comma"),
        ("0 0 30 2 *", "never fires"),
        ("0 0 31 4,6 *", "never fires"),
        ("* * * * * *", "5 s is the least"),
        ("0,58 * * * * *", "fires every 2 s"),
        ("@reboot", "There is no “@reboot”"),
        ("0 ９ * * *", "The hour must be 0 to 23"),
        ("0 9 * * 5#6", "The day of the week must be"),
        ("0 9 15W * *", "The day of the month must be"),
        ("0 9 * * " + "1," * 200 + "1", "200 characters"),
    ],
)
def test_what_is_refused(text: str, words: str) -> None:
    with pytest.raises(ScheduleError) as refused:
        parse_cron(text)
    assert refused.value.part == "cron"
    assert words in refused.value.message


@pytest.mark.parametrize(
    ("config", "part", "words"),
    [
        ({}, "cron", "Say when"),
        ({"cron": "0 9 * * *", "interval": {"value": 1, "unit": "days"}}, "cron", "not both"),
        (
            {"cron": "0 9 * * *", "timezone": "Mars/Olympus"},
            "timezone",
            "There is no time zone “Mars/Olympus”",
        ),
        ({"cron": "0 9 * * *", "timezone": "Europe"}, "timezone", "There is no time zone"),
        ({"cron": "0 9 * * *", "timezone": "../etc/passwd"}, "timezone", "There is no time zone"),
        ({"cron": "0 9 * * *", "timezone": "Etc\x00/UTC"}, "timezone", "There is no time zone"),
        ({"interval": {"value": 0, "unit": "minutes"}}, "interval", "1 or more"),
        ({"interval": {"value": 1.5, "unit": "hours"}}, "interval", "whole number"),
        ({"interval": {"value": True, "unit": "hours"}}, "interval", "whole number"),
        ({"interval": {"value": 2, "unit": "fortnights"}}, "interval", "one of seconds"),
        ({"interval": {"value": 3, "unit": "seconds"}}, "interval", "5 seconds at least"),
        ({"interval": {"value": 525600, "unit": "weeks"}}, "interval", "ten years at most"),
        ({"interval": "daily"}, "interval", "whole number"),
    ],
)
def test_what_a_schedule_must_have(config: dict[str, object], part: str, words: str) -> None:
    with pytest.raises(ScheduleError) as refused:
        read_schedule(config, default_zone="UTC")
    assert refused.value.part == part
    assert words in refused.value.message
