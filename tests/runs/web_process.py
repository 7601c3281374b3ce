"""A web process that serves a small application of a test's own: it is the server that is tried."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

from tests.e2e.conftest import free_port

ROOT = Path(__file__).parent.parent.parent


class WebProcess:
    """Runs `program`, which serves on the port that is its first argument. Ready when made; `stop` kills it."""

    def __init__(self, program: str, *arguments: str) -> None:
        self.port = free_port()
        command = [sys.executable, "-c", program, str(self.port), *arguments]
        self.process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        while True:
            assert self.process.poll() is None
            try:
                self.knock().close()
                return
            except ConnectionRefusedError:
                continue

    def knock(self, seconds: float = 20.0) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=seconds)

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()
