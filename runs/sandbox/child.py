"""The worker's side of one child: start it, speak with it, watch its memory, end it."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

from runs.sandbox import protocol

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 20.0
#: `-I` leaves out the environment's and the user's Python paths; the child gets none of the worker's variables.
_START = "import sys; sys.path.append(sys.argv[1]); from runs.sandbox.{language} import main; main()"
_ENVIRONMENT = {"TZ": "UTC", "LANG": "C.UTF-8"}
_PAGE = os.sysconf("SC_PAGE_SIZE")


class Gone(Exception):
    """The child has ended. `code` is its exit code, negative for a signal; `words` what it said on stderr."""

    def __init__(self, code: int, words: str) -> None:
        super().__init__(f"exit code {code}")
        self.code = code
        self.words = words


class Child:
    """A process of its own session, started clean (no fork of this one's threads lives on in it). Raises Gone from
    every method that speaks with it once it has ended.
    """

    def __init__(self, language: str, libraries: Path) -> None:
        self.language = language
        self._frames = protocol.Frames(protocol.FRAME_BYTES)
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-c", _START.format(language=language), str(ROOT), str(libraries)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=_ENVIRONMENT,
            cwd="/",
            start_new_session=True,
            bufsize=0,
        )
        self._pids = [self.pid]
        self._resting_bytes = 0
        #: Since when it has been getting ready for the next call; None: it is.
        self.tidying_since: float | None = None

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        return self._process.poll() is None

    def wait_until_ready(self) -> None:
        """Raises Gone, also when it is not ready within START_SECONDS."""
        end = time.monotonic() + START_SECONDS
        while (left := end - time.monotonic()) > 0:
            for kind, body in self.receive(left):
                if kind == protocol.READY:
                    self._pids = [int(pid) for pid in body.decode().strip("[]").split(",")]
                    self._resting_bytes = self._resident_bytes()
                    return
        raise self._gone()

    def send(self, frame: bytes) -> None:
        assert self._process.stdin is not None
        try:
            protocol.write_all(self._process.stdin.fileno(), frame)
        except (OSError, ValueError):  # a broken pipe, or one closed by `kill`
            raise self._gone() from None

    def receive(self, seconds: float) -> list[tuple[bytes, bytes]]:
        """What has arrived within so many seconds. Raises FrameTooLong."""
        assert self._process.stdout is not None
        descriptor = self._process.stdout.fileno()
        if not _is_readable(descriptor, seconds):
            return []
        data = os.read(descriptor, protocol.MB)
        if not data:
            raise self._gone()
        frames = list(self._frames.feed(data))
        for kind, _ in frames:
            if kind in (protocol.RESULT, protocol.ERROR):
                self.tidying_since = time.monotonic()
            elif kind == protocol.FRESH:
                self.tidying_since = None
        return [frame for frame in frames if frame[0] != protocol.FRESH]

    def look(self) -> bool:
        """Takes in what it says between calls. False when it has ended."""
        try:
            if self.tidying_since is not None:
                self.receive(0)
        except (Gone, protocol.FrameTooLong):
            return False
        return self.is_alive

    def grown_bytes(self) -> int:
        """Resident memory beyond what it had when it was new."""
        return self._resident_bytes() - self._resting_bytes

    def _resident_bytes(self) -> int:
        total = 0
        for pid in self._pids:
            with contextlib.suppress(OSError, ValueError, IndexError):
                total += int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * _PAGE
        return total

    def kill(self) -> None:
        """End it and all it has started, at once."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout, self._process.stderr):
            if stream is not None:
                stream.close()

    def _gone(self) -> Gone:
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(1.0)
        words, code = self._said(), self._process.returncode
        self.kill()
        return Gone(self._process.returncode if code is None else code, words)

    def _said(self) -> str:
        stream = self._process.stderr
        if stream is None or stream.closed or not _is_readable(stream.fileno(), 0):
            return ""
        return os.read(stream.fileno(), 64 * 1024).decode("utf-8", "replace")


def _is_readable(descriptor: int, seconds: float) -> bool:
    """Polled: `select` knows no descriptor beyond 1,023, and a busy worker may have more."""
    poller = select.poll()
    poller.register(descriptor, select.POLLIN)
    return bool(poller.poll(max(0.0, seconds) * 1000))
