"""The Python child: keeps one Monty worker, and asks it for a fresh session for every call.

Monty is an interpreter of its own for a subset of Python, without modules of C, files or sockets; its worker is a
process below this one. The main thread listens to the pipe, a second one runs the calls.
"""

from __future__ import annotations

import datetime
import json
import os
import select
import signal
import sys
import threading
from decimal import Decimal
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import pydantic_monty as monty
from pydantic_monty._binary import find_monty_binary

from runs.sandbox import confine, protocol

HEAP_BYTES = 128 * protocol.MB
DATA_BYTES = 640 * protocol.MB
FETCHES = 1000
_OUT_OF_TIME = ("TimeoutError: feed time limit exceeded", "TimeoutError: sleep limit exceeded")
#: What Monty puts in the place of levels beyond the thousandth.
_CUT = b'"<deeply nested>"'

#: `fetch` as user code sees it. Run before a source that speaks of it.
PRELUDE = """
class Response:
    def __init__(self, answer):
        self.status = answer["status"]
        self.status_code = answer["status"]
        self.ok = 200 <= answer["status"] < 300
        self.headers = answer["headers"]
        self.url = answer["url"]
        self.text = answer["text"]

    def json(self):
        import json
        return json.loads(self.text)


def fetch(url, method="GET", headers=None, body=None, json=None):
    return Response(_fetch(url, method, headers, body, json))
"""


class Child:
    def __init__(self, out: int, pool: monty.Monty) -> None:
        self._out = out
        self._pool = pool
        self._answers: SimpleQueue[tuple[int, dict[str, Any]]] = SimpleQueue()
        self._fetches = 0
        self._failed: dict[str, int] = {}
        self._log = protocol.Log(out)
        self._line = {"stdout": "", "stderr": ""}

    def worker_pid(self) -> int | None:
        with self._pool.checkout() as session:
            session.feed_run("1 + 1")
            return session.worker_pid

    def listen(self, inbox: SimpleQueue[bytes]) -> None:
        """The main thread: calls go to the other one, answers to whoever waits for them."""
        frames = protocol.Frames()
        self.is_busy = threading.Event()
        while True:
            if not select.select([0], [], [], protocol.IDLE_SECONDS)[0]:
                if not self.is_busy.is_set():
                    os._exit(protocol.LEFT)
                continue
            data = os.read(0, protocol.MB)
            if not data:  # the worker is gone: nothing of this group outlives it
                os.kill(0, signal.SIGKILL)
            for kind, body in frames.feed(data):
                if kind == protocol.CALL:
                    self.is_busy.set()
                    inbox.put(body)
                elif kind == protocol.ANSWER:
                    number, _, text = body.partition(b" ")
                    self._answers.put((int(number), json.loads(text)))

    def work(self, inbox: SimpleQueue[bytes]) -> None:
        while True:
            head, scope = protocol.unpack_call(inbox.get())
            frame = self._call(head, scope)
            self.is_busy.clear()
            protocol.write_all(self._out, frame + protocol.pack(protocol.FRESH))

    def _call(self, head: dict[str, Any], scope: bytes) -> bytes:
        confine.limit_cpu(head["seconds"] + 30)
        self._log, self._line, self._failed = protocol.Log(self._out), {"stdout": "", "stderr": ""}, {}
        source, is_check = head["source"], head["only_check"]
        limits = monty.ResourceLimits(
            max_memory=HEAP_BYTES,
            max_feed_duration_secs=head["seconds"],
            max_suspensions=FETCHES,
            max_total_sleep_secs=head["seconds"],
        )
        try:
            with self._pool.checkout(script_name="code", limits=limits) as session:
                if is_check:
                    session.feed_run(f"return\n{source}")
                    return protocol.pack(protocol.RESULT, b"null")
                lookup: dict[str, Any] = {}
                if "fetch" in source:
                    session.feed_run(PRELUDE)
                    lookup["_fetch"] = self._fetch
                value = session.feed_run(
                    source, inputs=json.loads(scope), external_lookup=lookup, print_callback=self._print
                )
                self._end_lines()
                return self._result(value)
        except monty.MontyCrashedError:
            os._exit(1)  # nothing is left to keep
        except monty.MontyError as error:
            self._end_lines()
            return self._error(error, source, shift=1 if is_check else 0)

    def _result(self, value: Any) -> bytes:
        try:
            text = json.dumps(value, default=_plain, allow_nan=False, ensure_ascii=False)
            body = text.encode("utf-8", "replace")
            if _CUT in body:
                raise RecursionError
        except (TypeError, ValueError, RecursionError, OverflowError) as error:
            return protocol.pack_json(protocol.ERROR, {"message": _unwritable(error)})
        if len(body) > protocol.OUTPUT_BYTES:
            return protocol.pack_json(protocol.ERROR, {"code": "LIMIT_OUTPUT"})
        return protocol.pack(protocol.RESULT, body)

    def _error(self, error: monty.MontyError, source: str, *, shift: int) -> bytes:
        text, line = str(error), None
        if isinstance(error, monty.MontySyntaxError):
            frames = error.traceback()
            most = source.count("\n") + 1
            line = min(most, max(1, frames[-1].line - shift)) if frames else None
            if not text.startswith("SyntaxError"):
                text = f"SyntaxError: {text}"
        elif isinstance(error, monty.MontyRuntimeError):
            if text.startswith(_OUT_OF_TIME):
                return protocol.pack_json(protocol.ERROR, {"code": "STEP_TIMEOUT"})
            if text.startswith("MemoryError: memory limit"):
                words = f"The code used more than {HEAP_BYTES // protocol.MB} MB of memory."
                return protocol.pack_json(protocol.ERROR, {"code": "LIMIT_MEMORY", "message": words})
            own = error.traceback()[:1] + [
                frame for frame in error.traceback()[1:] if frame.filename == error.traceback()[0].filename
            ]
            line = max(1, own[-1].line - shift) if own else None
        name, _, message = text.partition(": ")
        if not name.replace(".", "").isidentifier():
            name, message = "", text
        told = {"name": name, "message": message, "line": line, "fetch": self._failed.get(message)}
        return protocol.pack_json(protocol.ERROR, told)

    # --- what the code says and asks for --------------------------------------------------------------------------

    def _print(self, stream: str, text: str) -> None:
        *whole, rest = (self._line[stream] + text).split("\n")
        self._line[stream] = rest[: protocol.LOG_CHARACTERS]
        for line in whole:
            self._log.write("info" if stream == "stdout" else "error", line)

    def _end_lines(self) -> None:
        for stream in ("stdout", "stderr"):
            if self._line[stream]:
                self._print(stream, "\n")

    def _fetch(self, url: Any, method: Any, headers: Any, body: Any, data: Any) -> dict[str, Any]:
        """Raises OSError, as the code sees it, when there is no answer."""
        given = {str(name): str(value) for name, value in dict(headers or {}).items()}
        if data is not None:
            body = json.dumps(data, default=_plain, allow_nan=False)
            given.setdefault("Content-Type", "application/json")
        self._fetches += 1
        number = self._fetches
        request = {
            "url": str(url),
            "method": str(method).upper(),
            "headers": given,
            "body": None if body is None else str(body),
            "followRedirects": True,
        }
        frame = protocol.pack_json(protocol.FETCH, {"id": number, "request": request})
        if len(frame) > protocol.OUTPUT_BYTES:
            raise OSError("The request’s body is larger than 5 MB.")
        protocol.write_all(self._out, frame)
        answered = 0
        while answered != number:  # late answers of an earlier call are passed over
            answered, answer = self._answers.get()
        error = answer.get("error")
        if error is not None:
            self._failed[error["message"]] = error["id"]
            raise OSError(error["message"])
        return answer


def _plain(value: Any) -> Any:
    """JSON for what Python's json does not know."""
    if isinstance(value, set | frozenset):
        return list(value)
    if isinstance(value, datetime.datetime | datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, monty.MontyClassProxy) and value.is_dataclass:
        return value.attributes
    kind = value.name if isinstance(value, monty.MontyClassProxy) else type(value).__name__
    raise TypeError(kind)


def _unwritable(error: Exception) -> str:
    match error:
        case RecursionError():
            return "The result is nested too deeply for JSON."
        case ValueError() if "Out of range float" in str(error):
            return "The result holds NaN or an infinite number, which JSON does not have."
        case ValueError() if "Circular" in str(error):
            return "The result contains itself, so it cannot be written as JSON."
        case TypeError() if "keys must be" in str(error):
            return "The result has a dict whose keys are not text or numbers; JSON has only text there."
        case _:
            return f"The result holds a value of type {error}, which JSON does not have."


def _needed_files() -> list[Path]:
    """What the Monty program needs to start: itself, the loader and the C library, and the time zones."""
    found = {Path(find_monty_binary())}
    for line in Path("/proc/self/maps").read_text().splitlines() if Path("/proc/self/maps").exists() else ():
        path = line.rpartition(" ")[2]
        if path.startswith("/") and Path(path).name.startswith(
            ("libc.", "libc-", "libm.", "libm-", "ld-", "libgcc")
        ):
            found.add(Path(path).parent)
    return [
        *found,
        *(Path(name) for name in ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/share/zoneinfo")),
    ]


def main() -> None:
    out = protocol.take_standard_streams()
    confine.limit()
    confine.limit_memory(DATA_BYTES)
    confine.cut_network()
    confine.restrict_files(_needed_files())
    sys.setrecursionlimit(3000)
    pool = monty.Monty(min_processes=1, max_processes=1)
    pool.__enter__()
    child = Child(out, pool)
    worker = child.worker_pid()
    inbox: SimpleQueue[bytes] = SimpleQueue()
    threading.Thread(target=child.work, args=(inbox,), daemon=True).start()
    confine.seal()
    protocol.write_all(out, protocol.pack_json(protocol.READY, [os.getpid(), *([worker] if worker else [])]))
    child.listen(inbox)
