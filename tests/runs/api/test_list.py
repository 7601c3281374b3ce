"""GET /runs: filters, counts, pages; and the statistics."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.api.envelope import iso
from runs.models import Run
from tests.conftest import API, data_of, error_of
from tests.runs.conftest import MakeWorkflow, reply, start

pytestmark = pytest.mark.django_db

NOW = datetime.datetime(2026, 3, 1, 12, 0, 0, tzinfo=datetime.UTC)


def ended(run_id: Any, status: str, at: datetime.datetime = NOW, **values: Any) -> None:
    Run.objects.filter(id=run_id).update(
        status=status, ready=False, started_at=at, finished_at=at + datetime.timedelta(seconds=1), **values
    )


def numbers(answer: Any) -> list[int]:
    return [item["number"] for item in data_of(answer)]


@pytest.fixture
def many(workflow: Any) -> list[Any]:
    """Six runs, one in each state that a list may show."""
    ids = [start(workflow, {"invoice": f"INV-{2040 + n}"}).run_id for n in range(6)]
    for run_id, status in zip(ids, ("completed", "failed", "timed_out", "cancelled"), strict=False):
        ended(run_id, status)
    Run.objects.filter(id=ids[4]).update(status="suspended", ready=False)
    return ids


def test_the_newest_first(api: APIClient, many: list[Any]) -> None:
    answer = api.get(f"{API}/runs")
    assert numbers(answer) == [6, 5, 4, 3, 2, 1]
    first = data_of(answer)[0]
    assert (first["workflowName"], first["subject"]) == ("W", "INV-2045")
    assert "steps" not in first
    assert "input" not in first


@pytest.mark.parametrize(
    ("status", "found"),
    [
        ("completed", [1]),
        ("failed", [3, 2]),
        ("timed_out", [3]),
        ("failed,timed_out", [3, 2]),
        ("waiting", [5]),
        ("suspended", [5]),
        ("running", [6]),
        ("pending", [6]),
        ("cancelled, completed", [4, 1]),
        ("", [6, 5, 4, 3, 2, 1]),
    ],
)
def test_by_status(status: str, found: list[int], api: APIClient, many: list[Any]) -> None:
    assert numbers(api.get(f"{API}/runs", {"status": status})) == found


def test_counts_are_of_the_filter_without_its_status(api: APIClient, many: list[Any]) -> None:
    expected = {"all": 6, "failed": 2, "waiting": 1, "running": 1, "completed": 1, "cancelled": 1}
    assert api.get(f"{API}/runs?status=failed").json()["meta"]["counts"] == expected
    assert api.get(f"{API}/runs?search=INV-2040").json()["meta"]["counts"]["all"] == 1


def test_by_workflow(api: APIClient, many: list[Any], make: MakeWorkflow) -> None:
    other = make("start -> a", a=reply(1))
    start(other)
    assert numbers(api.get(f"{API}/runs?workflowId=wf_{other.id}")) == [1]
    assert numbers(api.get(f"{API}/runs?workflowId=wf_nonsense")) == []


@pytest.mark.parametrize(
    ("words", "found"),
    [("INV-204", 6), ("inv-2043", 1), ("2043", 1), ("w", 6), ("3", 1 + 1), ("nothing", 0), ('"', 6), ("%", 0), ("_", 0)],
)  # fmt: skip
def test_search(words: str, found: int, api: APIClient, many: list[Any]) -> None:
    assert len(numbers(api.get(f"{API}/runs", {"search": words}))) == found


def test_search_in_outputs_and_errors(api: APIClient, many: list[Any]) -> None:
    Run.objects.filter(id=many[0]).update(output={"total": "zebra"})
    Run.objects.filter(id=many[1]).update(error={"code": "X", "message": "Quagga"})
    assert numbers(api.get(f"{API}/runs?search=zebra")) == [1]
    assert numbers(api.get(f"{API}/runs?search=quagga")) == [2]


def test_by_trigger_and_time(api: APIClient, many: list[Any]) -> None:
    Run.objects.filter(id=many[0]).update(trigger_type="schedule", created_at=NOW)
    assert numbers(api.get(f"{API}/runs?triggerType=schedule")) == [1]
    before, after = quote(iso(NOW)), quote(iso(NOW + datetime.timedelta(seconds=1)))
    assert numbers(api.get(f"{API}/runs?from={before}&to={after}")) == [1]
    assert 1 not in numbers(api.get(f"{API}/runs?from={after}"))
    assert numbers(api.get(f"{API}/runs?to={before}")) == []


@pytest.mark.parametrize(
    "query",
    [
        "status=nonsense",
        "from=yesterday",
        "limit=0",
        "limit=101",
        "limit=x",
        "cursor=x",
        "odd=1",
        "search=" + "x" * 201,
    ],
)
def test_filters_that_cannot_be_read(query: str, api: APIClient) -> None:
    error_of(api.get(f"{API}/runs?{query}"), 400, "VALIDATION_ERROR")


def pages(api: APIClient, **query: Any) -> Iterator[list[int]]:
    cursor: str | None = ""
    while cursor is not None:
        answer = api.get(f"{API}/runs", {**query, **({"cursor": cursor} if cursor else {})})
        yield numbers(answer)
        meta = answer.json()["meta"]
        assert meta["hasMore"] is (meta["cursor"] is not None)
        cursor = meta["cursor"]


@pytest.mark.parametrize("fraction", [0, 123_000])
def test_pages_have_no_gaps_among_runs_of_one_moment(fraction: int, api: APIClient, workflow: Any) -> None:
    from runs.sql import db_time, db_uuid, write_transaction

    at = int(NOW.timestamp() * 1000) + fraction // 1000
    ids = [start(workflow).run_id for _ in range(11)]
    with write_transaction() as sql:  # as the inserter writes them
        for run_id in ids[:8]:
            sql.run("UPDATE runs_run SET created_at = ? WHERE id = ?", (db_time(at), db_uuid(run_id)))
    found = list(pages(api, limit=3))
    assert [len(page) for page in found] == [3, 3, 3, 2]
    assert sorted(number for page in found for number in page) == list(range(1, 12))


def test_runs_that_come_meanwhile_shift_nothing(api: APIClient, workflow: Any) -> None:
    for _ in range(5):
        start(workflow)
    walk = pages(api, limit=2)
    seen = next(walk)
    start(workflow)
    assert [*seen, *(number for page in walk for number in page)] == [5, 4, 3, 2, 1]


def test_the_list_reads_with_few_queries(
    api: APIClient, many: list[Any], django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(8):
        api.get(f"{API}/runs")


# --- statistics


def test_statistics(api: APIClient, many: list[Any], workflow: Any) -> None:
    start(workflow, test=True)
    old = timezone.now() - datetime.timedelta(hours=30)
    Run.objects.filter(id=many[1]).update(created_at=old)
    data = data_of(api.get(f"{API}/runs/stats"))
    assert {key: data[key] for key in ("total", "completed", "failed", "waiting", "medianMs")} == {
        "total": 5,
        "completed": 1,
        "failed": 1,
        "waiting": 1,
        "medianMs": 1000,
    }
    assert len(data["hours"]) == 24
    assert data["hours"][-1]["completed"] == 1
    assert data_of(api.get(f"{API}/runs/stats?hours=48"))["failed"] == 2
    for wrong in ("0", "745", "x"):
        error_of(api.get(f"{API}/runs/stats?hours={wrong}"), 400, "VALIDATION_ERROR")


def test_statistics_of_nothing(api: APIClient) -> None:
    data = data_of(api.get(f"{API}/runs/stats"))
    assert (data["total"], data["medianMs"]) == (0, None)


def test_the_workflow_list_tells_of_runs(api: APIClient, many: list[Any], workflow: Any) -> None:
    [item] = data_of(api.get(f"{API}/workflows"))
    assert (item["lastRun"]["number"], item["lastRun"]["status"]) == (6, "pending")
    today = item["stats"]["days"][-1]
    assert {key: today[key] for key in ("completed", "failed", "other")} == {
        "completed": 1,
        "failed": 2,
        "other": 3,
    }
    assert item["stats"]["completedShare"] == pytest.approx(1 / 3)


@pytest.mark.parametrize("place", ["runs", "events"])
@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"])
def test_a_moment_beyond_the_calendar_is_refused_in_words(key_client: Any, place: str, moment: str) -> None:
    answer = key_client().get(f"{API}/{place}?from={quote(moment)}")
    assert "no such date in UTC" in error_of(answer, 400, "VALIDATION_ERROR")["message"]
