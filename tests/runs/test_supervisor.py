"""What the supervisor knows of processes: which leases are nobody's, and how a child is kept."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import psutil
import pytest

from runs import leases, queue, queue_facts
from runs.models import Drainer
from runs.supervisor import Child, Supervisor, return_dead_leases
from runs.worker.identity import process_identity, start_ticks
from tests.e2e.conftest import free_port
from tests.runs.conftest import REPLY, MakeWorkflow, fetch, start, wait_until


def dead_pid() -> int:
    """The id of a process that has ended."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def owner(kind: str) -> str:
    host, pid, ticks = process_identity().split(":")
    return {
        "alive": f"{host}:{pid}:{ticks}:1",
        "dead": f"{host}:{dead_pid()}:{ticks}:1",
        "reused": f"{host}:{pid}:{int(ticks) - 1}:1",
        "elsewhere": f"other-host:{dead_pid()}:{ticks}:1",
        "odd": "somebody",
    }[kind]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "returns"), [("alive", 0), ("dead", 1), ("reused", 1), ("elsewhere", 0), ("odd", 0)]
)
def test_only_leases_of_processes_that_ended_go_back(kind: str, returns: int, make: MakeWorkflow) -> None:
    run_id = start(make("start -> a", a=REPLY)).run_id
    name = owner(kind)
    queue.claim(name, 5)
    leases.renew(name, pid=1, on_board=[])
    assert return_dead_leases() == returns
    run = fetch(run_id)
    assert (run.ready, run.rescues) == (bool(returns), returns)
    assert Drainer.objects.exists() is not bool(returns)
    assert return_dead_leases() == 0


def test_a_process_names_itself() -> None:
    assert process_identity() == f"{socket.gethostname()}:{os.getpid()}:{start_ticks(os.getpid())}"
    assert start_ticks(os.getpid()).isdigit()
    assert start_ticks(dead_pid()) == ""


@pytest.fixture
def child() -> Any:
    """A child whose command is `manage.py help`'s place taken by a process that sleeps."""
    one = Child("web")
    one.process = subprocess.Popen(
        [sys.executable, "-c", "import time; time.sleep(60)"], start_new_session=True
    )
    one.started_at = time.monotonic()
    yield one
    one.signal_group(signal.SIGKILL)
    one.process.wait()


def test_a_child_is_a_group_of_its_own(child: Child) -> None:
    assert child.is_running
    assert os.getpgid(child.process.pid) == child.process.pid  # type: ignore[union-attr]
    child.signal_group(signal.SIGKILL)
    child.process.wait(5)  # type: ignore[union-attr]
    assert not child.is_running
    child.signal_group(signal.SIGKILL)  # nobody there: no harm
    child.signal(signal.SIGTERM)


@pytest.mark.django_db
def test_a_child_that_ends_is_started_again_later_each_time() -> None:
    supervisor = Supervisor()
    child = supervisor.children[0] = Child("--version")  # manage.py's shortest command
    supervisor._keep(child)
    assert child.process is not None  # at once the first time
    child.process.wait(20)
    first = child.process
    supervisor._keep(child)
    assert child.process is first
    assert child.restart_at > 0
    assert child.failures == 2


@pytest.mark.django_db
def test_a_cluster_that_is_silent_is_killed(child: Child) -> None:
    """Whether anything waits or not: with nobody alive nothing would ever wake what is parked."""
    supervisor = Supervisor()
    supervisor.children[1] = child
    child.started_at -= 60
    leases.renew(owner("alive"), pid=1, on_board=[])
    supervisor._watch_progress()
    Drainer.objects.update(beat_at_ms=queue_facts.clock_ms() - 60_000)
    supervisor._watch_progress()
    assert child.is_running  # one look in the gap between two drains says nothing
    supervisor._alive_at -= 9
    Drainer.objects.update(beat_at_ms=queue_facts.clock_ms() - 6_000)
    supervisor._watch_progress()
    assert child.is_running  # somebody gave a sign of life
    Drainer.objects.update(host="elsewhere", beat_at_ms=queue_facts.clock_ms())
    supervisor._alive_at -= 9
    supervisor._watch_progress()
    child.process.wait(5)  # type: ignore[union-attr]


@pytest.mark.django_db
def test_a_cluster_that_did_not_come_up_in_time_gets_twice_the_time(child: Child) -> None:
    """A machine that is too busy to start it in 20 s would have it killed for ever."""
    supervisor = Supervisor()
    child.started_at = time.monotonic() - 30
    supervisor.children[1] = child
    supervisor._alive_at = child.started_at - 1
    supervisor._watch_progress()
    child.process.wait(5)  # type: ignore[union-attr]
    child.process = subprocess.Popen(
        [sys.executable, "-c", "import time; time.sleep(60)"], start_new_session=True
    )
    supervisor._watch_progress()
    assert child.is_running  # 30 s are no longer too long


def test_a_supervisor_that_stood_still_itself_blames_nobody() -> None:
    """Paused for a minute, it has heard nothing of healthy parts."""
    supervisor = Supervisor()
    started_at = time.monotonic() - 300
    supervisor._web_answers._answered_at = time.monotonic() - 60
    assert supervisor._web_answers.silence(started_at)
    assert not supervisor._was_away()
    supervisor._looked_at -= 60
    supervisor._alive_at -= 60
    assert supervisor._was_away()
    assert supervisor._web_answers.silence(started_at) is None
    assert time.monotonic() - supervisor._alive_at < 30
    assert not supervisor._was_away()


@pytest.mark.parametrize("part", ["web", "worker"])
def test_a_part_whose_supervisor_dies_while_it_starts_leaves(
    part: str, settings: Any, tmp_path: Path
) -> None:
    """It would keep the port, or work on, for nobody."""
    environment = {**os.environ, "DATA_DIR": str(tmp_path), "DATABASE_URL": "", "WORKERS": "1"}
    environment["PORT"] = str(free_port())
    manage = [sys.executable, str(settings.BASE_DIR / "manage.py")]
    subprocess.run([*manage, "migrate", "-v0"], env=environment, check=True)
    log = tmp_path / "log"
    code = (
        "import os, subprocess\n"
        "os.environ['HEADRACE_SUPERVISED'] = str(os.getpid())\n"
        f"with open({str(log)!r}, 'w') as log:\n"
        f"    print(subprocess.Popen({[*manage, part]!r}, start_new_session=True, stdout=log, stderr=log).pid)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    child = psutil.Process(int(done.stdout))  # its parent has ended before it could have asked for it
    try:
        child.wait(40)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
    assert "Traceback" not in log.read_text()


def test_a_cluster_whose_guard_is_killed_leaves_nobody_behind(settings: Any, tmp_path: Path) -> None:
    """Its idle workers would wait for a ring for ever: here there is no supervisor to clear them away."""
    environment = {**os.environ, "DATA_DIR": str(tmp_path), "DATABASE_URL": "", "WORKERS": "1"}
    manage = [sys.executable, str(settings.BASE_DIR / "manage.py")]
    subprocess.run([*manage, "migrate", "-v0"], env=environment, check=True)
    with (tmp_path / "log").open("w") as log:
        process = subprocess.Popen(
            [*manage, "worker"], env=environment, start_new_session=True, stdout=log, stderr=log
        )
    try:
        top = psutil.Process(process.pid)
        # The guard, and below it a worker, the monitor and the pusher.
        wait_until(lambda: len(top.children(recursive=True)) >= 4, 60)
        family = top.children(recursive=True)
        [guard] = top.children()
        guard.kill()
        _, left = psutil.wait_procs([*family, top], timeout=30)
        assert left == []
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
