"""Health says whether there is progress, not whether something listens."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from django_q.models import OrmQ

from runs import leases, queue_facts
from runs.management.commands import doctor
from runs.models import Drainer, Run
from tests.runs.conftest import REPLY, MakeWorkflow, start

pytestmark = pytest.mark.django_db


def ready(client: Client) -> tuple[int, dict[str, Any]]:
    answer = client.get("/health/ready")
    return answer.status_code, answer.json()


def test_alive(client: Client) -> None:
    assert client.get("/health/live").json() == {"status": "ok"}


def test_ready_needs_a_worker_that_beats(client: Client) -> None:
    assert ready(client)[0] == 503
    assert ready(client)[1]["reason"] == "No worker has given a sign of life."
    leases.renew("here:1::1", pid=1, on_board=[])
    status, body = ready(client)
    assert (status, body["status"], body["oldestReadyRunMs"]) == (200, "ok", None)
    assert body["databaseMs"] < 5_000
    Drainer.objects.update(beat_at_ms=queue_facts.clock_ms() - 31_000)
    status, body = ready(client)
    assert (status, body["reason"]) == (503, "The last worker gave its last sign of life 31 s ago.")


def test_ready_needs_runs_to_be_taken(client: Client, make: MakeWorkflow) -> None:
    start(make("start -> a", a=REPLY))
    leases.renew("here:1::1", pid=1, on_board=[])
    assert ready(client)[0] == 200
    Run.objects.update(ready_at_ms=queue_facts.clock_ms() - 31_000)
    status, body = ready(client)
    assert (status, body["reason"]) == (503, "Runs wait and no worker takes them.")
    assert body["oldestReadyRunMs"] >= 31_000


def test_a_long_queue_that_moves_is_no_trouble(client: Client, make: MakeWorkflow) -> None:
    start(make("start -> a", a=REPLY))
    Run.objects.update(ready_at_ms=queue_facts.clock_ms() - 31_000)
    leases.renew("here:1::1", pid=1, on_board=[], claimed_ms_ago=2_000)
    status, body = ready(client)
    assert (status, body["workersHaveRoom"]) == (200, True)
    assert 2_000 <= body["lastClaimMs"] < 10_000
    leases.renew("here:1::1", pid=1, on_board=[], claimed_ms_ago=31_000)
    assert ready(client)[0] == 503
    # All of them are full of long steps: nothing is wrong, there are only too few.
    Drainer.objects.update(runs_on_board=queue_facts.CAPACITY)
    assert (ready(client)[0], ready(client)[1]["workersHaveRoom"]) == (200, False)


def test_ready_needs_parked_runs_to_be_woken(client: Client, make: MakeWorkflow) -> None:
    start(make("start -> a", a=REPLY))
    leases.renew("here:1::1", pid=1, on_board=[])
    Run.objects.update(ready=False, wake_at_ms=queue_facts.clock_ms() - 31_000)
    status, body = ready(client)
    assert (status, body["reason"]) == (503, "Runs whose time has come are not woken.")
    assert body["oldestDueRunMs"] >= 31_000


@pytest.fixture
def well(db: None) -> None:
    """An installation with nothing wrong."""
    leases.renew("here:1::1", pid=1, on_board=[])


def doctor_says(capsys: pytest.CaptureFixture[str]) -> str:
    """What it finds wrong, one thing at a time."""
    with pytest.raises(CommandError, match="1 of"):
        call_command("doctor")
    [line] = [line for line in capsys.readouterr().out.splitlines() if line.startswith("WRONG")]
    return line


def test_the_doctor_sees_rings_that_nobody_takes(well: None, capsys: pytest.CaptureFixture[str]) -> None:
    OrmQ.objects.create(key="headrace", payload="x", lock=timezone.now() - datetime.timedelta(minutes=2))
    assert "manage.py worker" in doctor_says(capsys)


def test_the_doctor_reads_the_outbound_rules(
    well: None, capsys: pytest.CaptureFixture[str], settings: Any
) -> None:
    settings.OUTBOUND_ALLOW = ["db.internal:5432", "intranet"]
    said = doctor_says(capsys)
    assert "intranet" in said
    assert "db.internal" not in said
    assert "host:port" in said


def test_the_doctor_measures_the_disk(
    well: None, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "LEAST_FREE_BYTES", 2**60)  # more than this machine has
    assert "MB are left" in doctor_says(capsys)


def test_the_doctor_says_who_is_late(
    well: None, capsys: pytest.CaptureFixture[str], make: MakeWorkflow
) -> None:
    start(make("start -> a", a=REPLY))
    Run.objects.update(ready_at_ms=queue_facts.clock_ms() - 31_000)
    assert "no worker takes them" in doctor_says(capsys)


def test_the_doctor_agrees(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(CommandError, match="1 of"):
        call_command("doctor")
    assert "WRONG Workers" in capsys.readouterr().out
    leases.renew("here:1::1", pid=1, on_board=[])
    call_command("doctor")
    assert "WRONG" not in capsys.readouterr().out


def test_the_doctor_asks_the_sandboxes(well: None, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("doctor")
    assert "ok    Sandbox     javascript and python answer" in capsys.readouterr().out
