"""A workflow's schedules as they stand, the ledger of their ticks, and the company's time zone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.models import AuditEvent, Company, Outbox, User
from runs import ticking
from runs.models import Run
from runs.tick_models import Tick
from tests.conftest import API, data_of, error_of
from tests.runs.conftest import MakeWorkflow, reply
from workflows import services
from workflows.models import Schedule, Workflow

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def workflow(make: MakeWorkflow) -> Workflow:
    schedule = {"cron": "0 9 * * 1-5", "timezone": "Europe/Berlin", "overlap": "skip"}
    return make(
        "tick -> a", tick={"type": "trigger.schedule", "name": "Each morning", "config": schedule}, a=reply(1)
    )


def test_the_schedules_of_a_workflow(api: APIClient, workflow: Workflow) -> None:
    [found] = data_of(api.get(f"{API}/workflows/wf_{workflow.id}/schedules"))
    fires = found.pop("nextFires")
    assert found == {
        "blockId": "tick",
        "name": "Each morning",
        "words": "Every weekday at 09:00, Berlin time",
        "timezone": "Europe/Berlin",
        "usesCompanyTimezone": False,
        "missed": "latest",
        "overlap": "skip",
        "status": "live",
        "error": None,
        "queued": 0,
    }
    assert len(fires) == 10
    [listed] = data_of(api.get(f"{API}/workflows"))
    assert listed["nextFire"] == fires[0]
    assert data_of(api.get(f"{API}/workflows/wf_{workflow.id}"))["nextFire"] == fires[0]


def test_a_paused_or_broken_schedule_says_so(api: APIClient, workflow: Workflow) -> None:
    services.pause(workflow=workflow, by="tests")
    Schedule.objects.update(zone="Mars/Olympus", error="There is no time zone “Mars/Olympus”.")
    [found] = data_of(api.get(f"{API}/workflows/wf_{workflow.id}/schedules"))
    assert (found["status"], found["nextFires"], found["words"]) == ("paused", [], "")
    assert "Mars/Olympus" in found["error"]
    [listed] = data_of(api.get(f"{API}/workflows"))
    assert listed["nextFire"] is None


def test_the_ledger(api: APIClient, workflow: Workflow) -> None:
    schedule = Schedule.objects.get()
    due = datetime(2026, 3, 27, 8, tzinfo=UTC)
    Tick.objects.create(
        schedule=schedule,
        at=due,
        status="missed",
        through_at=due + timedelta(days=3),
        count=2,
        settled_at=due,
    )
    Tick.objects.create(
        schedule=schedule,
        at=due + timedelta(days=4),
        status="skipped",
        reason=ticking.PAUSED,
        settled_at=due,
    )
    Schedule.objects.update(
        next_at=timezone.now().replace(second=0, microsecond=0), rule={"cron": "* * * * *"}
    )
    ticking.fire_due()
    path = f"{API}/workflows/wf_{workflow.id}/ticks"
    fired, skipped, missed = data_of(api.get(path))
    run = Run.objects.get()
    assert fired["run"] == {"id": f"run_{run.id}", "number": 1, "status": "pending"}
    assert fired["blockId"] == "tick"
    assert fired["status"] == ("late" if fired["lateMs"] > 10_000 else "fired")
    assert (skipped["status"], skipped["reason"], skipped["run"]) == ("skipped", ticking.PAUSED, None)
    assert (missed["count"], missed["through"], missed["local"]) == (
        2,
        "2026-03-30T08:00:00.000Z",
        "2026-03-27T09:00:00+01:00",
    )
    first = api.get(path, {"limit": 2}).json()
    rest = api.get(path, {"limit": 2, "cursor": first["meta"]["cursor"]}).json()
    assert [*first["data"], *rest["data"]] == [fired, skipped, missed]
    assert data_of(api.get(path, {"status": "missed,fired,late", "blockId": "tick"})) == [fired, missed]
    assert data_of(api.get(path, {"blockId": "other"})) == []
    assert "unknown" in error_of(api.get(path, {"status": "unknown"}), 400)["message"]


def test_the_companys_name_and_time_zone(
    ada: User, ben: User, acme: Company, as_: Callable[..., APIClient]
) -> None:
    said: dict[str, Any] = data_of(
        as_(ada).patch(f"{API}/company", {"timezone": "Asia/Kolkata"}, format="json")
    )
    assert said == {"id": str(acme.id), "name": acme.name, "timezone": "Asia/Kolkata"}
    assert data_of(as_(ada).get(f"{API}/me"))["company"] == said
    assert Outbox.objects.filter(company=acme, topic="company.timezone_changed").count() == 1
    assert AuditEvent.objects.get(action="company.changed").data["after"]["timezone"] == "Asia/Kolkata"
    refused = as_(ada).patch(f"{API}/company", {"timezone": "Berlin"}, format="json")
    assert "There is no time zone “Berlin”" in error_of(refused, 400)["details"][0]["message"]
    assert error_of(as_(ben).patch(f"{API}/company", {"name": "Ben's"}, format="json"), 403)
