"""A whole product in processes of its own, and the ways to hurt them: each is found by what it does, not by luck."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sqlite3
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.chaos.ledger import Ledger
from tests.e2e.conftest import (
    LOG,
    bootstrap,
    free_port,
    kill_all,
    product_environment,
    start,
    stop,
    wait_until_ready,
)

START_SECONDS = 90.0
#: Nothing may stand still for longer, whichever single process is killed.
FREEZE_SECONDS = 30.0


def poll(what: str, seconds: float, ask: Callable[[], Any]) -> Any:
    """The first true answer; fails after `seconds`."""
    end = time.monotonic() + seconds
    while not (answer := ask()):
        if time.monotonic() > end:
            pytest.fail(f"Not within {seconds:.0f} s: {what}")
        time.sleep(0.05)  # between two questions of a poll with a deadline
    return answer


class Installation:
    """`manage.py start` with its own data folder, database and port. `api` speaks to it with a key of all scopes."""

    def __init__(self, data_dir: Path, **settings: str) -> None:
        self.data_dir = data_dir
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.environment = {
            **product_environment(data_dir, self.port),
            "WORKERS": "2",
            "DEMO": "off",
            "RATE_LIMITS": "off",  # the polls of these tests are many
            **settings,
        }
        self.key = ""
        self.process: Any = None

    def start(self) -> None:
        self.process = start(self.environment)
        self.wait_until_ready()
        if not self.key:
            self.key = bootstrap(self.environment)["apiKey"]

    def wait_until_ready(self, seconds: float = START_SECONDS) -> None:
        wait_until_ready(self.url, self.process, self.data_dir / LOG, seconds=seconds)

    def stop(self) -> None:
        if self.process is not None:
            stop(self.process)

    def kill_everything(self) -> None:
        kill_all(self.process)

    @property
    def log(self) -> str:
        return (self.data_dir / LOG).read_text(errors="replace")

    # --- its processes ------------------------------------------------------------------------

    def _under(self, command: str) -> psutil.Process:
        for child in psutil.Process(self.process.pid).children():
            with contextlib.suppress(psutil.NoSuchProcess):
                if command in child.cmdline():
                    return child
        raise LookupError(command)

    def web(self) -> psutil.Process:
        return self._under("web")

    def cluster(self) -> psutil.Process:
        """django-q2's outer process, the supervisor's child."""
        return self._under("worker")

    def sentinel(self) -> psutil.Process:
        """django-q2's guard, which starts the others again."""
        [sentinel] = self.cluster().children()
        return sentinel

    def _sockets(self, role: str) -> set[int]:
        return {int(path.name.split("-")[1]) for path in (self.data_dir / "bell").glob(f"{role}-*")}

    def workers(self) -> list[psutil.Process]:
        """Those that drain now."""
        draining = self._sockets("drain")
        return [child for child in self.sentinel().children() if child.pid in draining]

    def pusher(self) -> psutil.Process:
        """django-q2's process that hands out tasks: the one with the broker."""
        listening = self._sockets("broker")
        [pusher] = [child for child in self.sentinel().children() if child.pid in listening]
        return pusher

    def others(self) -> list[psutil.Process]:
        """django-q2's workers without a task, and its monitor."""
        known = self._sockets("drain") | self._sockets("broker")
        return [child for child in self.sentinel().children() if child.pid not in known]

    def wait_for_workers(self, count: int = 2, seconds: float = FREEZE_SECONDS) -> list[psutil.Process]:
        def found() -> list[psutil.Process] | None:
            with contextlib.suppress(LookupError, ValueError, psutil.NoSuchProcess):
                workers = self.workers()
                return workers if len(workers) >= count else None
            return None

        return poll(f"{count} workers drain", seconds, found)  # type: ignore[no-any-return]

    # --- its doors ----------------------------------------------------------------------------

    def api(self, method: str, path: str, body: Any = None) -> Any:
        """The answer's data. A web process that is being started again is asked again."""
        end = time.monotonic() + FREEZE_SECONDS
        while True:
            try:
                return self._ask(method, path, body)
            except urllib.error.HTTPError as error:
                words = error.read().decode()
                if error.code != 503 or time.monotonic() > end:
                    raise AssertionError(f"{method} {path}: {error.code} {words}") from None
            except OSError:
                if method != "GET" or time.monotonic() > end:
                    raise
            time.sleep(0.1)  # between two tries with a deadline

    def _ask(self, method: str, path: str, body: Any) -> Any:
        request = urllib.request.Request(
            f"{self.url}/api/v1{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"x-api-key": self.key, "Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=30) as response:
            return json.loads(response.read())["data"]

    def metric(self, name: str) -> float:
        """The sum of a metric over its labels, as an operator reads it."""
        with urllib.request.urlopen(f"{self.url}/metrics", timeout=10) as response:
            lines = response.read().decode().splitlines()
        return sum(
            float(line.rsplit(" ", 1)[1])
            for line in lines
            if line.startswith((f"headrace_{name} ", f"headrace_{name}{{"))
        )

    def publish(self, definition: dict[str, Any]) -> str:
        workflow: str = self.api("POST", "/workflows", definition)["id"]
        self.api("POST", f"/workflows/{workflow}/activate", {})
        return workflow

    def begin(self, workflow: str, **input: Any) -> str:
        run: str = self.api("POST", f"/workflows/{workflow}/run", {"input": input})["runId"]
        return run

    def run(self, run: str) -> dict[str, Any]:
        found: dict[str, Any] = self.api("GET", f"/runs/{run}")
        return found

    def wait_for(self, runs: list[str], seconds: float, status: str = "completed") -> None:
        """Until all of them have this status, failing with what they have instead."""
        left = list(runs)
        end = time.monotonic() + seconds
        while left:
            left = [run for run in left if self.run(run)["status"] != status]
            if left and time.monotonic() > end:
                found = {run: self.run(run) for run in left}
                pytest.fail(
                    f"{len(left)} of {len(runs)} runs are not {status} after {seconds:.0f} s: "
                    f"{json.dumps(found, indent=1)[:3000]}\n{self.log[-3000:]}"
                )
            time.sleep(0.1)  # between two questions of a poll with a deadline

    def step_status(self, run: str, block: str) -> str | None:
        for step in self.run(run)["steps"]:
            if step["id"] == block:
                return str(step["status"])
        return None

    # --- its database -------------------------------------------------------------------------

    def sql(self, statement: str, *parameters: Any) -> list[Any]:
        """Straight into its database, as nothing in the product would do. `?` marks."""
        if url := self.environment.get("DATABASE_URL"):
            import psycopg

            address = url.replace("postgres://", "postgresql://", 1)
            with psycopg.connect(address, autocommit=True) as connection:
                cursor = connection.execute(statement.replace("?", "%s"), parameters)
                return cursor.fetchall() if cursor.description else []
        with contextlib.closing(
            sqlite3.connect(self.data_dir / "headrace.sqlite3", timeout=30)
        ) as connection:
            found = connection.execute(statement, parameters).fetchall()
            connection.commit()
            return found

    def key_of(self, public_id: str) -> str:
        """An id of the API as the database writes it."""
        id = public_id.split("_", 1)[1]
        return id if "DATABASE_URL" in self.environment else id.replace("-", "")

    def expire_leases(self) -> None:
        """As if 15 seconds had passed for those who do not renew."""
        self.sql("UPDATE runs_run SET lease_until_ms = 1 WHERE lease_until_ms IS NOT NULL")


@contextmanager
def installed(data_dir: Path, world: Ledger, **settings: str) -> Iterator[Installation]:
    """A running installation that may reach the ledger."""
    one = Installation(data_dir, OUTBOUND_ALLOW=world.address, **settings)
    try:
        one.start()
        yield one
    finally:
        one.stop()


@contextmanager
def paused(process: psutil.Process) -> Iterator[None]:
    """SIGSTOP, and SIGCONT at the end."""
    process.send_signal(signal.SIGSTOP)
    try:
        yield
    finally:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.send_signal(signal.SIGCONT)


def gone(pid: int) -> bool:
    return not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


def kill(process: psutil.Process) -> None:
    """Kill -9, and the certainty that it is gone."""
    os.kill(process.pid, signal.SIGKILL)
    with contextlib.suppress(psutil.NoSuchProcess):
        process.wait(10)
