"""User code, from a step or a check: what goes in, what comes out, and in which words it fails."""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Callable, Hashable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import orjson
from django.conf import settings

from accounts.jsontext import JsonRefused, load_json
from integrations.http import HttpRequest, HttpResponse
from integrations.outcomes import Json, Permanent, Retry, StepFailure
from runs.payloads import dump
from runs.sandbox import pool, protocol

LANGUAGES = {"javascript": "JavaScript", "python": "Python"}
FETCHES = 1000
FETCHES_AT_ONCE = 16  # in this process
CHECK_SECONDS = 3.0
_READING = frozenset({"GET", "HEAD", "OPTIONS"})
_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
#: Given as null where the step is in no loop, so that code can ask.
_ALWAYS = ("input", "steps", "variables", "item", "index")
_SAFE_INTEGER = 2**53 - 1


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a source, and where; `line` counts from 1."""

    message: str
    line: int | None


@dataclass(slots=True)
class Step:
    """What a call may do on its step's behalf. `begin` starts the step's clock and says how many seconds it has."""

    begin: Callable[[], float | None]
    is_halted: Callable[[], bool]
    fetch: Callable[[HttpRequest], HttpResponse]
    log: Callable[[str, str], None]
    company: Hashable = None
    failures: dict[int, StepFailure] = field(default_factory=dict)
    fetches: int = 0


def run_code(*, language: str, source: str, scope: Mapping[str, Any], step: Step) -> Json:
    """What the code returns.

    Raises Permanent: STEP_ERROR with the line (the code's own mistake), LIMIT_MEMORY, LIMIT_OUTPUT, CANCELLED; Retry:
    STEP_TIMEOUT, and STEP_ERROR when the sandbox itself ended; and the failure of a `fetch` that the code let pass.
    """
    seconds: float | None = None

    def begin() -> float | None:
        nonlocal seconds
        seconds = step.begin()
        return None if seconds is None else time.monotonic() + seconds

    call = pool.Call(
        language=language,
        source=_writable(source),
        scope=_scope(language, source, scope),
        begin=begin,
        is_halted=step.is_halted,
        heard=lambda kind, body, answer: _heard(step, kind, body, answer),
        company=step.company,
    )
    try:
        kind, body = _pool().run(call)
    except pool.Halted:
        raise Permanent("The run was stopped while this code ran.", code="CANCELLED") from None
    except pool.TimedOut:
        raise _timed_out(seconds) from None
    except pool.TooMuchMemory:
        most = pool.GROWTH_BYTES // protocol.MB
        raise Permanent(f"The code used more than {most} MB of memory.", code="LIMIT_MEMORY") from None
    except pool.TooMuchOutput:
        raise _too_much_output() from None
    except pool.Crashed as crash:
        raise Retry(
            f"The sandbox that ran this code ended unexpectedly ({_ending(crash.code)}). Nothing else was affected."
        ) from None
    if kind == protocol.ERROR:
        told = _told(body)
        raise _timed_out(seconds) if told.get("code") == "STEP_TIMEOUT" else _failure(told, step)
    try:
        return load_json(body)
    except JsonRefused as refused:
        raise Permanent(f"The result cannot be kept. {refused}".replace("The body", "It")) from None


def check_source(language: str, source: str) -> Fault | None:
    """What the language cannot read in this source. None also when no sandbox answers in time: it runs or it does not."""
    call = pool.Call(
        language=language,
        source=_writable(source),
        scope=b"{}",
        begin=lambda: time.monotonic() + CHECK_SECONDS,
        is_halted=lambda: False,
        heard=lambda *_: None,
        only_check=True,
    )
    try:
        kind, body = _pool().run(call)
    except (pool.TimedOut, pool.TooMuchMemory, pool.TooMuchOutput, pool.Crashed):
        return None
    if kind == protocol.RESULT:
        return None
    told = _told(body)
    return Fault(str(told.get("message", "")), told.get("line"))


def close() -> None:
    """End this process's idle children."""
    _pool().close()


def _pool() -> pool.Pool:
    size = settings.SANDBOX_PROCESSES or os.cpu_count() or 2
    return pool.shared_pool(size, Path(settings.BASE_DIR) / "frontend" / "dist" / "sandbox")


# --- what goes in ----------------------------------------------------------------------------------------------------


def _scope(language: str, source: str, scope: Mapping[str, Any]) -> bytes:
    """The data that the source speaks of, as JSON. JavaScript gets integers it cannot hold as text."""
    data = {
        name: scope.get(name)
        for name in (*_ALWAYS, *scope)
        if _IDENTIFIER.fullmatch(name) and re.search(rf"(?<![\w$]){name}(?![\w$])", source)
    }
    if isinstance(steps := data.get("steps"), Mapping):
        data["steps"] = _wanted_steps(source, dict(steps))
    if language == "javascript":
        try:
            return orjson.dumps(data, option=orjson.OPT_STRICT_INTEGER)
        except TypeError:  # a large integer, or nested beyond what orjson writes
            data = _with_safe_integers(data)
    return dump(data)


def _wanted_steps(source: str, steps: dict[str, Any]) -> dict[str, Any]:
    """Only the steps named in the source, where it names all it reads: outputs may be large."""
    names: set[str] = set()
    for mention in re.finditer(
        r"(?<![\w$])steps(?![\w$])(?:\s*\??\.\s*([\w$]+)|\s*(?:\?\.)?\[\s*([\"'])([^\"']*)\2\s*\])?", source
    ):
        name = mention[1] or mention[3]
        if name is None or name not in steps:
            return steps
        names.add(name)
    return {name: steps[name] for name in names}


def _with_safe_integers(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _with_safe_integers(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_with_safe_integers(item) for item in value]
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > _SAFE_INTEGER:
        return str(value)
    return value


def _writable(source: str) -> str:
    return source.encode("utf-8", "replace").decode()


# --- what it asks for while it runs ----------------------------------------------------------------------------------


def _heard(step: Step, kind: bytes, body: bytes, answer: pool.Answer) -> None:
    told = _told(body)
    if kind == protocol.LOG:
        step.log(str(told.get("message", "")), str(told.get("level", "info")))
    elif kind == protocol.FETCH:
        number, request = told.get("id"), told.get("request")
        step.fetches += 1
        if isinstance(number, int) and isinstance(request, dict) and step.fetches <= FETCHES:
            _fetchers().submit(_fetch, step, number, request, answer)
        elif isinstance(number, int):
            words = f"One step may fetch {FETCHES:,} times at most."
            answer(number, dump({"error": {"message": words, "code": "LIMIT_REQUEST", "id": None}}))


@cache
def _fetchers() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(FETCHES_AT_ONCE, thread_name_prefix="fetch")


def _fetch(step: Step, number: int, request: dict[str, Any], answer: pool.Answer) -> None:
    try:
        text = dump(_answer(step.fetch(_request(request)), str(request.get("url", ""))))
    except StepFailure as failure:
        step.failures[number] = failure
        text = dump({"error": {"message": failure.message, "code": failure.code, "id": number}})
    answer(number, text)


def _request(given: dict[str, Any]) -> HttpRequest:
    headers, body = given.get("headers"), given.get("body")
    method = str(given.get("method", "GET")).upper()
    if not re.fullmatch(r"[A-Z]{1,20}", method):
        raise Permanent(f"“{method[:40]}” is no method of HTTP.", code="HTTP_METHOD")
    return HttpRequest(
        method=method,
        url=str(given.get("url", "")),
        headers={str(name): str(value) for name, value in headers.items()}
        if isinstance(headers, dict)
        else {},
        content=body if isinstance(body, str) else None,
        follow_redirects=given.get("followRedirects") is not False,
        effect="read" if method in _READING else "write",
    )


def _answer(response: HttpResponse, asked: str) -> dict[str, Any]:
    return {
        "status": response.status,
        "url": response.url,
        "redirected": response.url != asked,
        "headers": dict(response.headers),
        "text": response.text(),
    }


# --- what comes out --------------------------------------------------------------------------------------------------


def _told(body: bytes) -> dict[str, Any]:
    """A child's JSON: whatever it is, an object comes out."""
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


def _failure(told: dict[str, Any], step: Step) -> StepFailure:
    code, line = told.get("code"), told.get("line")
    if code == "LIMIT_OUTPUT":
        return _too_much_output()
    where = f"Line {line}: " if isinstance(line, int) else ""
    fetched = step.failures.get(told.get("fetch") or 0)
    if fetched is not None:
        fetched.message = f"{where}{fetched.message}"
        return fetched
    name, message = str(told.get("name") or "")[:100], str(told.get("message") or "")[:2000]
    words = ": ".join(part for part in (name if name != "Error" else "", message) if part)
    return Permanent(
        f"{where}{words or 'The code failed without a message.'}",
        code="LIMIT_MEMORY" if code == "LIMIT_MEMORY" else "STEP_ERROR",
        details={"line": line} if isinstance(line, int) else None,
    )


def _timed_out(seconds: float | None) -> Retry:
    return Retry(f"Not finished after {round((seconds or 0) * 1000):,} ms.", code="STEP_TIMEOUT")


def _too_much_output() -> Permanent:
    most = protocol.OUTPUT_BYTES // protocol.MB
    return Permanent(f"The result is larger than {most} MB.", code="LIMIT_OUTPUT")


def _ending(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"exit code {code}"
