"""What the studio asks while a schedule is written: its words, its next fires, the time zones there are."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.models import Company, User
from tests.conftest import API, data_of, error_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def api(ada: User, as_: Callable[..., APIClient]) -> APIClient:
    return as_(ada)


def preview(client: APIClient, **config: Any) -> dict[str, Any]:
    data: dict[str, Any] = data_of(client.post(f"{API}/schedules/preview", config, format="json"))
    return data


def test_a_cron_expression(api: APIClient) -> None:
    said = preview(api, cron="0 9 * * 1-5", timezone="Europe/Berlin")
    assert (said["words"], said["timezone"], said["error"]) == (
        "Every weekday at 09:00, Berlin time",
        "Europe/Berlin",
        None,
    )
    assert len(said["fires"]) == 10
    for fire in said["fires"]:
        local = datetime.fromisoformat(fire["local"])
        assert (local.hour, local.minute) == (9, 0)
        assert local.isoweekday() <= 5
        assert local.astimezone(UTC) == datetime.fromisoformat(fire["at"])


def test_the_companys_zone_is_used_where_none_is_given(api: APIClient, acme: Company) -> None:
    acme.timezone = "Asia/Kolkata"
    acme.save()
    said = preview(api, cron="30 6 * * *", count=1)
    assert said["words"] == "Every day at 06:30, Kolkata time"
    assert said["fires"][0]["at"].endswith("T01:00:00.000Z")


def test_notes_where_the_clocks_change(api: APIClient) -> None:
    said = preview(api, cron="30 2 L 3,10 SUN", timezone="Europe/Berlin", count=50)
    assert "fires" in said
    said = preview(api, cron="30 2 * 3,10 0L", timezone="Europe/Berlin", count=4)
    notes = [fire["note"] for fire in said["fires"]]
    assert sum("does not exist" in note for note in notes) == 2
    assert sum("comes twice" in note for note in notes) == 2


def test_an_interval(api: APIClient) -> None:
    said = preview(api, interval={"value": 13, "unit": "hours"}, count=3)
    assert said["words"] == "Every 13 hours"
    first, second, third = (datetime.fromisoformat(fire["at"]) for fire in said["fires"])
    assert third - second == second - first


@pytest.mark.parametrize(
    ("config", "field"),
    [
        ({"cron": "61 * * * *"}, "cron"),
        ({}, "cron"),
        ({"cron": "0 9 * * *", "timezone": "Nowhere"}, "timezone"),
        ({"interval": {"value": 1, "unit": "seconds"}}, "interval"),
        ({"interval": [3]}, "interval"),
    ],
)
def test_what_is_wrong_is_said(api: APIClient, config: dict[str, Any], field: str) -> None:
    said = preview(api, **config)
    assert (said["error"]["field"], said["fires"], said["words"]) == (field, [], "")
    assert said["error"]["message"].endswith(".")


def test_a_request_of_the_wrong_shape_is_refused(api: APIClient) -> None:
    response = api.post(f"{API}/schedules/preview", {"cron": "0 9 * * *", "count": 51}, format="json")
    assert error_of(response, 400)["code"] == "VALIDATION_ERROR"


def test_time_zones(vera: User, as_: Callable[..., APIClient]) -> None:
    viewer = as_(vera)
    zones = data_of(viewer.get(f"{API}/options/timezones"))
    names = [zone["value"] for zone in zones]
    assert zones[0] == {"value": "UTC", "label": "UTC", "hint": "UTC"}
    assert len(names) > 300
    assert not any(name.startswith(("Etc/", "US/")) for name in names)
    found = data_of(viewer.get(f"{API}/options/timezones", {"search": "lord h"}))
    assert [zone["label"] for zone in found] == ["Australia/Lord Howe"]
    found = data_of(viewer.get(f"{API}/options/timezones", {"value": "Asia/Kolkata"}))
    assert found == [{"value": "Asia/Kolkata", "label": "Asia/Kolkata", "hint": "UTC+5:30"}]
