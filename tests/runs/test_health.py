"""Health says whether there is progress, not whether something listens."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from runs import leases, queue_facts
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
    Drainer.objects.update(beat_at_ms=queue_facts.clock_ms() - 31_000)
    assert ready(client)[0] == 503


def test_ready_needs_runs_to_be_taken(client: Client, make: MakeWorkflow) -> None:
    start(make("start -> a", a=REPLY))
    leases.renew("here:1::1", pid=1, on_board=[])
    assert ready(client)[0] == 200
    Run.objects.update(ready_at_ms=queue_facts.clock_ms() - 31_000)
    status, body = ready(client)
    assert (status, body["reason"]) == (503, "Runs wait and no worker takes them.")
    assert body["oldestReadyRunMs"] >= 31_000


def test_the_doctor_agrees(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(CommandError, match="1 of"):
        call_command("doctor")
    assert "WRONG Workers" in capsys.readouterr().out
    leases.renew("here:1::1", pid=1, on_board=[])
    call_command("doctor")
    assert "WRONG" not in capsys.readouterr().out
