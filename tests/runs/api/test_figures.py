"""What a company's runs came to over a time."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.models import Company, User
from runs.figures import Scope, figures, share_of
from runs.models import Run
from runs.spans import spans
from tests.conftest import API, data_of, error_of
from tests.runs.conftest import MakeWorkflow, fail, reply, start
from workflows.models import Workflow

pytestmark = pytest.mark.django_db(transaction=True)

RunToEnd = Callable[..., Any]
UTC = ZoneInfo("UTC")


def read(api: APIClient, query: str = "") -> dict[str, Any]:
    found: dict[str, Any] = data_of(api.get(f"{API}/runs/figures{query}"))
    return found


def summed(found: dict[str, Any]) -> dict[str, int]:
    names = ("completed", "failed", "cancelled", "open")
    return {name: sum(part[name] for part in found["parts"]) for name in names}


def put_back(run: Run, *, hours: float, took_ms: int | None = None) -> None:
    """As if it had been accepted so long ago, and had taken so long."""
    at = timezone.now() - datetime.timedelta(hours=hours)
    changes: dict[str, Any] = {"created_at": at}
    if took_ms is not None:
        changes |= {"started_at": at, "finished_at": at + datetime.timedelta(milliseconds=took_ms)}
    Run.objects.filter(id=run.id).update(**changes)


def test_runs_are_counted_by_time_and_outcome(
    api: APIClient, make: MakeWorkflow, run_to_end: RunToEnd
) -> None:
    good, bad = make("start -> a", a=reply(1)), make("start -> a", a=fail())
    now, earlier, before = run_to_end(*[start(good) for _ in range(3)])
    run_to_end(start(bad))
    start(good)  # nobody runs it
    put_back(now, hours=0, took_ms=100)
    put_back(earlier, hours=5, took_ms=900)
    put_back(before, hours=40)
    found = read(api)
    assert len(found["parts"]) == 24
    assert found["isWhole"] is True
    assert summed(found) == {"completed": 2, "failed": 1, "cancelled": 0, "open": 1}
    assert (found["total"], found["p50Ms"], found["p95Ms"]) == (4, 100, 900)
    assert found["parts"][-1]["to"] > found["parts"][-6]["to"] == found["parts"][-5]["from"]
    assert found["parts"][-6]["completed"] == 1
    assert found["parts"][-6]["p95Ms"] == 900
    assert found["parts"][0]["p50Ms"] is None
    assert summed(read(api, "?period=7d"))["completed"] == 3
    one = read(api, f"?period=30d&workflowId=wf_{bad.id}")
    assert summed(one) == {"completed": 0, "failed": 1, "cancelled": 0, "open": 0}
    assert len(one["parts"]) == 30


def test_tests_do_not_count_and_the_list_can_leave_them_out(
    api: APIClient, make: MakeWorkflow, run_to_end: RunToEnd
) -> None:
    workflow = make("start -> a", a=reply(1))
    tried, real = run_to_end(start(workflow), start(workflow))
    Run.objects.filter(id=tried.id).update(test=True)
    assert read(api)["total"] == 1
    listed = data_of(api.get(f"{API}/runs?test=false"))
    assert [run["number"] for run in listed] == [real.number]
    assert [run["number"] for run in data_of(api.get(f"{API}/runs?test=true"))] == [tried.number]


def test_failures_are_told_by_block_and_by_provider(
    api: APIClient, make: MakeWorkflow, run_to_end: RunToEnd
) -> None:
    handled = make("start -> post", "post.error -> note", post=fail(), note=reply(1))
    stopped = make("start -> post", post=fail())
    run_to_end(*[start(handled) for _ in range(2)], start(stopped))
    found = read(api)
    assert summed(found)["failed"] == 1
    assert [(one["workflowId"], one["blockId"], one["runs"], one["steps"]) for one in found["failures"]] == [
        (f"wf_{handled.id}", "post", 2, 2),
        (f"wf_{stopped.id}", "post", 1, 1),
    ]
    first = found["failures"][0]
    assert first["workflowName"] == handled.name
    assert first["blockName"] == "Post"
    assert first["codes"] == [{"code": first["codes"][0]["code"], "steps": 2}]
    assert first["provider"] == "echo"
    assert found["providers"] == [
        {"provider": "echo", "name": found["providers"][0]["name"], "steps": 3, "codes": [{**first["codes"][0], "steps": 3}]}
    ]  # fmt: skip
    # A block leads to the runs behind its number.
    path = f"{API}/runs?workflowId=wf_{handled.id}&block=post&blockStatus=failed"
    assert len(data_of(api.get(path))) == 2
    assert read(api, f"?workflowId=wf_{stopped.id}")["failures"][0]["runs"] == 1


def test_of_too_many_runs_the_newest_count_and_that_is_said(
    make: MakeWorkflow, run_to_end: RunToEnd, acme: Company
) -> None:
    workflow = make("start -> a", a=reply(1))
    runs = run_to_end(*[start(workflow) for _ in range(4)])
    for hours, run in enumerate(runs):
        put_back(run, hours=hours)
    found = figures(scope=Scope(acme.id), period="24h", zone=UTC, most=2)
    assert found["isWhole"] is False
    assert (found["total"], len(found["parts"])) == (2, 2)
    assert found["from"] == found["parts"][0]["from"]
    assert figures(scope=Scope(acme.id), period="24h", zone=UTC)["total"] == 4


def test_it_says_how_far_back_runs_are_kept(api: APIClient, make: MakeWorkflow, settings: Any) -> None:
    short = make("start -> a", a=reply(1), top={"settings": {"retentionDays": 3}})
    make("start -> a", a=reply(1))
    settings.RETENTION_DAYS = 0
    assert read(api, "?period=30d")["retention"] == {"days": None, "shorter": 1}
    assert read(api, "?period=24h")["retention"] == {"days": None, "shorter": 0}
    assert read(api, f"?period=7d&workflowId=wf_{short.id}")["retention"] == {"days": 3, "shorter": 1}
    settings.RETENTION_DAYS = 14
    assert read(api, "?period=30d")["retention"] == {"days": 14, "shorter": 2}


def test_another_companys_runs_are_not_counted(
    api: APIClient, make: MakeWorkflow, run_to_end: RunToEnd, mallory: User, as_: Any
) -> None:
    workflow = make("start -> a", a=fail())
    run_to_end(start(workflow))
    theirs = as_(mallory)
    assert (read(theirs)["total"], read(theirs)["failures"]) == (0, [])
    error_of(theirs.get(f"{API}/runs/figures?workflowId=wf_{workflow.id}"), 404, "NOT_FOUND")


@pytest.mark.parametrize("query", ["period=1y", "timeZone=Mars/Olympus", "workflow=1"])
def test_what_cannot_be_meant_is_refused(api: APIClient, query: str) -> None:
    error_of(api.get(f"{API}/runs/figures?{query}"), 400, "VALIDATION_ERROR")


def test_days_are_those_of_the_place_also_when_its_clocks_are_set() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    # On 25 October 2026 the clocks go back there: that day has 25 hours.
    days = spans("30d", now=datetime.datetime(2026, 11, 4, 15, 30, tzinfo=datetime.UTC), zone=berlin)
    assert len(days) == 30
    assert {begin.astimezone(berlin).strftime("%H:%M") for begin, _ in days} == {"00:00"}
    lengths = [(end - begin).total_seconds() / 3600 for begin, end in days]
    assert sorted(set(lengths)) == [24, 25]
    assert days[-1][0].astimezone(berlin).day == 4
    hours = spans("24h", now=datetime.datetime(2026, 3, 29, 3, 10, tzinfo=datetime.UTC), zone=berlin)
    assert len(hours) == 24
    assert {(end - begin).total_seconds() for begin, end in hours} == {3600}
    nepal = spans("24h", now=datetime.datetime(2026, 3, 29, 3, 10, tzinfo=datetime.UTC), zone=ZoneInfo("Asia/Kathmandu"))  # fmt: skip
    assert nepal[-1][0].minute == 15


@pytest.mark.parametrize(
    ("took", "half", "most"), [([], None, None), ([7], 7, 7), ([1, 2], 1, 2), (list(range(1, 101)), 50, 95)]
)
def test_shares(took: list[int], half: int | None, most: int | None) -> None:
    assert (share_of(took, 0.5), share_of(took, 0.95)) == (half, most)


def test_every_workflow_has_its_figures(make: MakeWorkflow, api: APIClient) -> None:
    workflow: Workflow = make("start -> a", a=reply(1), publish=False)
    assert read(api, f"?workflowId=wf_{workflow.id}")["total"] == 0
