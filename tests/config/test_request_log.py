"""One line a request: what was asked, what came of it and how long it took; nothing secret from the address."""

from __future__ import annotations

import logging
from typing import Any

import pytest

from accounts import counts
from accounts.logs import about, shown_path
from config.errors import DefectsOnly
from config.request_log import RequestLog

RUN = "run_01890000-0000-7000-8000-000000000001"


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("/", "/"),
        ("/api/v1/workflows", "/api/v1/workflows"),
        (f"/api/v1/runs/{RUN}/events", f"/api/v1/runs/{RUN}/events"),
        ("/api/v1/api-keys/12", "/api/v1/api-keys/12"),
        ("/health/ready", "/health/ready"),
        ("/webhooks/custom/0189/orders/s3cret", "/webhooks/custom/…/…/…"),
        ("/webhooks/stripe/0189", "/webhooks/stripe/…"),
        ("/approve/0123456789abcdef0123456789abcdef", "/approve/…"),
        ("/set-password/abc", "/set-password/…"),
        ("/api/v1/approvals", "/api/v1/approvals"),
        ("/static/studio/assets/index-Dk3_x.js", "/static/studio/assets/index-Dk3_x.js"),
    ],
)
def test_only_known_words_and_ids_of_a_path_are_written(path: str, shown: str) -> None:
    assert shown_path(path) == shown


async def ask(app: Any, path: str) -> None:
    async def receive() -> dict[str, Any]:
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        del message

    scope = {"type": "http", "method": "GET", "path": path, "query_string": b"token=s3cret", "headers": []}
    await app(scope, receive, send)


async def teapot(scope: Any, receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 418, "headers": []})
    await send({"type": "http.response.body", "body": b""})


async def broken(scope: Any, receive: Any, send: Any) -> None:
    raise ConnectionError("gone")


async def test_a_request_is_one_line_and_one_count(caplog: pytest.LogCaptureFixture) -> None:
    counts.take()
    caplog.set_level(logging.INFO, "headrace.request")
    await ask(RequestLog(teapot, is_logged=True), "/api/v1/runs")
    with pytest.raises(ConnectionError):
        await ask(RequestLog(broken, is_logged=True), "/api/v1/runs")
    await ask(RequestLog(teapot, is_logged=False), "/api/v1/runs")
    assert counts.take() == {"http_requests|status=4xx": 2, "http_requests|status=cut": 1}
    first, second = caplog.records
    assert first.getMessage().startswith("GET /api/v1/runs 418 ")
    assert second.getMessage().startswith("GET /api/v1/runs cut ")
    assert first.facts.pop("durationMs") >= 0  # type: ignore[attr-defined]
    assert first.facts == {"method": "GET", "path": "/api/v1/runs", "status": 418}  # type: ignore[attr-defined]
    assert "s3cret" not in caplog.text


@pytest.mark.parametrize("named", [RUN, RUN.removeprefix("run_")])
async def test_all_lines_of_a_request_name_the_run_of_its_address(named: str) -> None:
    seen: list[Any] = []

    async def inside(scope: Any, receive: Any, send: Any) -> None:
        seen.append(about.get())

    await ask(RequestLog(inside, is_logged=False), f"/api/v1/runs/{named}/cancel")
    await ask(RequestLog(inside, is_logged=False), "/api/v1/runs")
    assert seen == [{"runId": RUN}, None]
    assert about.get() is None


def test_a_defect_is_logged_without_the_secret_of_its_address() -> None:
    trace = (ValueError, ValueError(), None)
    line = logging.LogRecord(
        "django.request", logging.ERROR, "x.py", 1, "%s: %s", ("Broken", "/approve/s3cret"), trace
    )
    assert DefectsOnly().filter(line)
    assert line.getMessage() == "Broken: /approve/…"
