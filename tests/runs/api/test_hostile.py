"""Bodies meant to break something: always a 4xx with a reason, through both doors the same."""

from __future__ import annotations

from typing import Any

import pytest
from rest_framework.test import APIClient

from runs.models import Run
from tests.conftest import API, error_of

pytestmark = pytest.mark.django_db

BODIES = {
    "NaN": (b'{"input": NaN}', "NaN"),
    "Infinity": (b'{"input": -Infinity}', "NaN and Infinity"),
    "10,000 levels": (b'{"input": ' + b"[" * 10_000 + b"]" * 10_000 + b"}", "levels"),
    "1,001 levels": (b'{"input": ' + b"[" * 1_000 + b"]" * 1_000 + b"}", "levels"),
    "unclosed": (b'{"input": ' + b"[" * 100_000, ""),
    "UTF-8": (b'{"input": "\xff\xfe"}', "UTF-8"),
    "UTF-16": ('{"input": 1}'.encode("utf-16"), ""),
    "huge integer": (b'{"input": 123456789012345678901234567890}', "64 bits"),
    "huge float": (b'{"input": 1e999}', ""),
    "U+0000": (b'{"input": "\\u0000"}', "U+0000"),
    "lone surrogate": (b'{"input": "\\ud800"}', ""),
    "list": (b"[]", "object"),
    "text": (b'"x"', "object"),
    "null": (b"null", "object"),
    "number": (b"5", "object"),
    "cut off": (b'{"input": ', ""),
    "two": (b"{} {}", ""),
    "empty": (b" ", ""),
}


@pytest.mark.parametrize("name", BODIES)
def test_hostile_bodies(name: str, api: APIClient, workflow: Any) -> None:
    body, word = BODIES[name]
    answer = api.post(f"{API}/workflows/wf_{workflow.id}/run", body, content_type="application/json")
    error = error_of(answer, 400, "VALIDATION_ERROR")
    assert word in error["message"]
    assert not Run.objects.exists()


def test_a_body_over_the_limit(api: APIClient, workflow: Any, settings: Any) -> None:
    settings.BODY_LIMIT = 1_000
    body = b'{"input": "' + b"x" * 1_000 + b'"}'
    answer = api.post(f"{API}/workflows/wf_{workflow.id}/run", body, content_type="application/json")
    error_of(answer, 413, "PAYLOAD_TOO_LARGE")


@pytest.mark.parametrize("kind", ["text/plain", "application/xml", "multipart/form-data; boundary=x"])
def test_other_kinds(kind: str, api: APIClient, workflow: Any) -> None:
    answer = api.post(f"{API}/workflows/wf_{workflow.id}/run", b"{}", content_type=kind)
    error_of(answer, 415, "UNSUPPORTED_MEDIA_TYPE")


def test_a_thousand_levels_come_back(api: APIClient, workflow: Any) -> None:
    body = b'{"input": ' + b"[" * 999 + b"]" * 999 + b"}"
    answer = api.post(f"{API}/workflows/wf_{workflow.id}/run", body, content_type="application/json")
    assert answer.status_code == 202
    run = Run.objects.get()
    for path in (
        f"/runs/run_{run.id}",
        "/runs",
        f"/workflows/wf_{workflow.id}/samples",
        f"/runs/run_{run.id}/events",
    ):
        assert api.get(f"{API}{path}").status_code == 200
    assert b"[" * 999 in api.get(f"{API}/runs/run_{run.id}").content
