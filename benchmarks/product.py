"""The product under measurement: started as `make run` starts it, with its process tree watched."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit, urlunsplit

import psutil

ROOT = Path(__file__).resolve().parent.parent
EMAIL, PASSWORD = "ada@acme.example", "correct horse battery staple"


@dataclass(frozen=True)
class Watched:
    """A running server with its process tree watched. `ready_seconds`: from exec to the first 200 of its health page."""

    host: str
    port: int
    process: subprocess.Popen[bytes]
    began: float
    ready_seconds: float
    log: Path

    def tree(self) -> list[psutil.Process]:
        top = psutil.Process(self.process.pid)
        return [top, *top.children(recursive=True)]

    def cpu_seconds(self) -> float:
        """User and system time of all living processes."""
        total = 0.0
        for process in self.tree():
            with contextlib.suppress(psutil.Error):
                times = process.cpu_times()
                total += times.user + times.system
        return total

    def kill(self) -> None:
        """SIGKILL of every process at once, as a power cut would."""
        for process in self.tree():
            with contextlib.suppress(psutil.Error):
                process.kill()
        self.process.wait(10)

    def memory_mb(self) -> tuple[float, float]:
        """Resident and proportional set size of the tree, MB (the second counts shared pages once)."""
        resident = proportional = 0
        for process in self.tree():
            with contextlib.suppress(psutil.Error):
                info = process.memory_full_info()
                resident += info.rss
                proportional += getattr(info, "pss", info.rss)
        return resident / 1e6, proportional / 1e6


@dataclass(frozen=True)
class Product(Watched):
    """Headrace."""

    api_key: str
    environment: dict[str, str]


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def own_database(url: str, name: str = "headrace_bench", *, is_new: bool) -> str:
    """The database of the benchmarks beside the one at `url`; an empty one when `is_new`."""
    parts = urlsplit(url)
    if is_new:
        _make_empty(parts, name)
    return urlunsplit(parts._replace(path=f"/{name}"))


def _make_empty(parts: SplitResult, name: str) -> None:
    import psycopg

    with psycopg.connect(urlunsplit(parts._replace(scheme="postgresql")), autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{name}"')


def wait_until(
    url: str, process: subprocess.Popen[bytes], log: Path, *, seconds: float, method: str = "GET"
) -> None:
    """Return at the first 200. Raises RuntimeError with the end of the log."""
    deadline = time.perf_counter() + seconds
    while time.perf_counter() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"the product ended with {process.returncode}:\n{log.read_text()[-3000:]}")
        try:
            with urllib.request.urlopen(urllib.request.Request(url, method=method), timeout=5) as response:
                if response.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            pass
        time.sleep(0.02)
    raise RuntimeError(f"not ready after {seconds} s:\n{log.read_text()[-3000:]}")


@contextlib.contextmanager
def running(settings: dict[str, str], *, data_dir: Path | None = None) -> Iterator[Product]:
    """The product with an empty (or the given) data folder and `settings` in its environment; stopped at the end."""
    with contextlib.ExitStack() as stack:
        folder = data_dir or Path(
            stack.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True))
        )
        port = free_port()
        environment = {
            **os.environ,
            "ENV_FILE": "",
            "DATA_DIR": str(folder),
            "HOST": "127.0.0.1",
            "PORT": str(port),
            "RATE_LIMITS": "off",
            **settings,
        }
        if url := environment.get("DATABASE_URL"):
            environment["DATABASE_URL"] = own_database(url, is_new=not any(folder.iterdir()))
        log = folder / "product.log"
        began = time.perf_counter()
        with log.open("ab") as output:
            process = subprocess.Popen(
                [sys.executable, "manage.py", "start"],
                cwd=ROOT,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            wait_until(f"http://127.0.0.1:{port}/health/ready", process, log, seconds=120)
            ready_seconds = time.perf_counter() - began
            api_key = _api_key(environment, folder)
            yield Product("127.0.0.1", port, process, began, ready_seconds, log, api_key, environment)
        except BaseException:
            print(f"the product's log ends:\n{log.read_text()[-4000:]}", file=sys.stderr)
            raise
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
            try:
                process.wait(45)
            except subprocess.TimeoutExpired:
                for member in psutil.Process(process.pid).children(recursive=True):
                    member.kill()
                process.kill()


def _api_key(environment: dict[str, str], folder: Path) -> str:
    """The key of the benchmark's company; `bootstrap` shows it only when it is new, so it is kept beside the data."""
    kept = folder / "bench-key"
    if kept.exists():
        return kept.read_text()
    command = [sys.executable, "manage.py", "bootstrap", "--json", "--email", EMAIL, "--password", PASSWORD]
    done = subprocess.run(
        [*command, "--company", "Bench"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    made: dict[str, Any] = json.loads(done.stdout)
    kept.write_text(made["apiKey"])
    return str(made["apiKey"])


@contextlib.contextmanager
def stub() -> Iterator[int]:
    """The stub server's port while it runs."""
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.stub"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        stdin=subprocess.DEVNULL,
    )
    assert process.stdout is not None
    try:
        yield int(process.stdout.readline())
    finally:
        process.terminate()
        process.wait(10)
