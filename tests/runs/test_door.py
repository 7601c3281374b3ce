"""POST /workflows/{id}/run with an API key: the ASGI function before Django."""

from __future__ import annotations

import asyncio
import dataclasses
import uuid
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from django.db import connection

from accounts import services as accounts
from accounts.api.errors import ApiError
from runs.inserter import Inserter
from runs.models import Run
from runs.start_request import StartRequest
from tests.conftest import data_of, error_of
from tests.runs.api.test_hostile import BODIES
from tests.runs.asgi import call, tidy
from tests.runs.conftest import MakeWorkflow, Worker, reply, wait_until

pytestmark = pytest.mark.django_db(transaction=True)


@pytest_asyncio.fixture(autouse=True)
async def tidied() -> AsyncIterator[None]:
    async with tidy():
        yield


def new_key(company: Any, *scopes: str) -> str:
    _, raw = accounts.create_api_key(
        company_id=company.id, name="Key", scopes=list(scopes or ["workflows:execute"]), actor="tests"
    )
    return raw


@pytest.fixture
def key(acme: Any) -> str:
    return new_key(acme)


@pytest.fixture
def path(make: MakeWorkflow) -> str:
    workflow = make("start -> a", a=reply({"got": "{{input}}"}))
    return f"/api/v1/workflows/wf_{workflow.id}/run"


@pytest.fixture
def pausing(make: MakeWorkflow) -> str:
    pause = {"type": "wait", "config": {"duration": 1, "unit": "hours"}}
    return f"/api/v1/workflows/wf_{make('start -> pause', pause=pause).id}/run"


async def runs() -> list[Run]:
    return [run async for run in Run.objects.order_by("number")]


async def test_accepted(path: str, key: str) -> None:
    answer = await call(path, {"input": {"n": 1}}, key=key)
    data = data_of(answer, 202)
    [run] = await runs()
    assert data["runId"] == f"run_{run.id}"
    assert set(data) == {"runId", "status", "workflowId", "workflowVersion"}
    assert (run.input, run.started_by, run.trigger_type) == ({"n": 1}, "Key", "api")
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["cache-control"] == "no-store"
    assert int(answer.headers["content-length"]) == len(answer.body)
    assert answer.headers["x-ratelimit-limit"] == "500"
    assert answer.headers["x-ratelimit-remaining"] == "499"


async def test_without_a_body(path: str, key: str) -> None:
    assert (await call(path, b"", key=key)).status == 202
    assert (await call(path, b"", key=key, content_type="")).status == 202
    assert [run.input for run in await runs()] == [None, None]


async def test_many_at_once(path: str, key: str) -> None:
    answers = await asyncio.gather(*(call(path, {"input": n}, key=key) for n in range(100)))
    assert {answer.status for answer in answers} == {202}
    found = await runs()
    assert [run.number for run in found] == list(range(1, 101))
    assert sorted(run.input for run in found) == list(range(100))


async def test_the_same_key_at_once(path: str, key: str) -> None:
    bodies = [{"input": 1, "idempotencyKey": "k"}] * 50
    answers = await asyncio.gather(*(call(path, body, key=key) for body in bodies))
    assert sorted(answer.status for answer in answers) == [200] * 49 + [202]
    assert len({answer.json()["data"]["runId"] for answer in answers}) == 1


async def test_the_idempotency_header(path: str, key: str) -> None:
    first = await call(path, {"input": 1}, key=key, idempotency_key="k")
    again = await call(path, {"input": 1}, key=key, idempotency_key="k")
    assert (first.status, again.status) == (202, 200)
    assert first.json()["data"]["runId"] == again.json()["data"]["runId"]
    error_of(await call(path, {"input": 2}, key=key, idempotency_key="k"), 409, "CONFLICT")


async def test_wait(path: str, key: str, worker: Worker) -> None:
    answer = await call(path, {"input": {"n": 1}, "wait": 10_000}, key=key)
    data = data_of(answer)
    assert (data["status"], data["output"]) == ("completed", {"got": {"n": 1}})
    assert [step["id"] for step in data["steps"]] == ["start", "a"]


async def test_many_wait_at_once(path: str, key: str, worker: Worker) -> None:
    """They are read together; one with a large value goes by itself, and nobody gets another's."""
    inputs = [{"n": n, "text": "x" * (10_000 if n == 3 else 1)} for n in range(8)]
    answers = await asyncio.gather(*(call(path, {"input": one, "wait": 10_000}, key=key) for one in inputs))
    found = [data_of(answer) for answer in answers]
    assert [one["input"] for one in found] == inputs
    assert [one["output"] for one in found] == [{"got": one} for one in inputs]
    assert all([step["id"] for step in one["steps"]] == ["start", "a"] for one in found)


async def test_wait_on_a_run_that_waits_itself(pausing: str, key: str, worker: Worker) -> None:
    data = data_of(await call(pausing, {"wait": 10_000}, key=key), 202)
    assert (data["status"], data["waiting"][0]["blockId"]) == ("suspended", "pause")


async def test_wait_ends_when_its_time_is_up(path: str, key: str) -> None:
    assert data_of(await call(path, {"wait": 30}, key=key), 202)["status"] == "pending"


async def test_wait_on_a_run_of_before(path: str, key: str, worker: Worker) -> None:
    body = {"input": 1, "idempotencyKey": "k", "wait": 10_000}
    first, again = await call(path, body, key=key), await call(path, body, key=key)
    assert first.status == again.status == 200
    assert first.json()["data"]["id"] == again.json()["data"]["id"]


async def test_wait_when_the_word_is_lost(path: str, key: str) -> None:
    """Nobody announces: the run ends by statements alone, and whoever waits still learns of it."""
    from asgiref.sync import sync_to_async

    from runs import queue

    asked = asyncio.create_task(call(path, {"wait": 20_000}, key=key))

    def end() -> None:
        wait_until(Run.objects.exists)
        [row] = queue.claim("here:1::1", 5)
        queue.end_broken(row["id"], row["epoch"], "No.")

    await sync_to_async(end)()
    assert data_of(await asyncio.wait_for(asked, 5))["status"] == "failed"


async def test_the_raw_answer(make: MakeWorkflow, key: str, worker: Worker) -> None:
    from asgiref.sync import sync_to_async

    config = {
        "statusCode": 201,
        "headers": {
            "X-Tea": "green",
            "Content-Type": "text/html",
            "Set-Cookie": "a=b",
            "Content-Length": "9",
        },
        "body": "<b>tea</b>",
    }
    workflow = await sync_to_async(make)("start -> answer", answer={"type": "response", "config": config})
    answer = await call(f"/api/v1/workflows/wf_{workflow.id}/run?respond=raw", {"wait": 10_000}, key=key)
    assert (answer.status, answer.body) == (201, b"<b>tea</b>")
    assert answer.headers["x-tea"] == "green"
    assert "set-cookie" not in answer.headers
    assert int(answer.headers["content-length"]) == len(answer.body)
    assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_versions(path: str, key: str) -> None:
    assert data_of(await call(path, {"version": "draft"}, key=key), 202)["workflowVersion"] == 0
    assert data_of(await call(path, {"version": 1}, key=key), 202)["workflowVersion"] == 1
    error_of(await call(path, {"version": 7}, key=key), 404, "NOT_FOUND")


# --- refusals


@pytest.mark.parametrize("raw", ["", "nonsense", "wfk_" + "x" * 32, "wfk_" + "é" * 32])
async def test_a_key_that_is_none(raw: str, path: str) -> None:
    error_of(await call(path, {}, key=raw), 401, "UNAUTHENTICATED")
    assert await runs() == []


async def test_a_revoked_key(path: str, key: str, acme: Any) -> None:
    from asgiref.sync import sync_to_async

    from accounts.models import ApiKey
    from accounts.selectors import hash_key, key_cache

    assert (await call(path, {}, key=key)).status == 202
    await ApiKey.objects.all().aupdate(revoked_at="2026-01-01T00:00:00Z")
    await sync_to_async(key_cache.forget)(hash_key(key))
    error_of(await call(path, {}, key=key), 401, "UNAUTHENTICATED")


async def test_a_missing_scope_is_named(path: str, acme: Any) -> None:
    from asgiref.sync import sync_to_async

    key = await sync_to_async(new_key)(acme, "runs:read", "workflows:read")
    error = error_of(await call(path, {}, key=key), 403, "FORBIDDEN")
    assert "workflows:execute" in error["message"]


async def test_another_company(path: str, rival: Any) -> None:
    from asgiref.sync import sync_to_async

    key = await sync_to_async(new_key)(rival)
    foreign = error_of(await call(path, {}, key=key), 404, "NOT_FOUND")
    unknown = error_of(await call(f"/api/v1/workflows/wf_{uuid.uuid4()}/run", {}, key=key), 404, "NOT_FOUND")
    assert foreign == unknown
    for version in ("draft", 1):
        error_of(await call(path, {"version": version}, key=key), 404, "NOT_FOUND")


async def test_the_rate_limit(path: str, key: str, settings: Any) -> None:
    settings.RATE_LIMITS = "execute=2"
    answers = [await call(path, {}, key=key) for _ in range(6)]
    assert [answer.status for answer in answers[:2]] == [202, 202]
    error_of(
        answers[5], 429, "RATE_LIMITED"
    )  # should Redis answer too late in between, the process counts anew
    assert answers[5].headers["x-ratelimit-remaining"] == "0"
    assert int(answers[5].headers["retry-after"]) >= 1


@pytest.mark.parametrize("name", BODIES)
async def test_hostile_bodies(name: str, path: str, key: str) -> None:
    body, word = BODIES[name]
    error = error_of(await call(path, body, key=key), 400, "VALIDATION_ERROR")
    assert word in error["message"]
    assert await runs() == []


async def test_other_kinds(path: str, key: str) -> None:
    error_of(await call(path, b"{}", key=key, content_type="text/plain"), 415, "UNSUPPORTED_MEDIA_TYPE")


async def test_too_large_by_its_length(path: str, key: str) -> None:
    for length in (str(17 * 1024 * 1024), "9" * 30):
        error_of(await call(path, {}, key=key, content_length=length), 413, "PAYLOAD_TOO_LARGE")
    error_of(await call(path, {}, content_length="9" * 12), 413, "PAYLOAD_TOO_LARGE")  # whoever asks


async def test_too_large_by_counting(path: str, key: str, settings: Any) -> None:
    settings.BODY_LIMIT = 1_000
    chunks = [b'{"input": "', *[b"x" * 400] * 5, b'"}']
    error_of(await call(path, key=key, chunks=chunks), 413, "PAYLOAD_TOO_LARGE")
    error_of(await call("/api/v1/workflows", chunks=chunks), 413, "PAYLOAD_TOO_LARGE")
    assert await runs() == []


@pytest.mark.parametrize("length", ["-1", "x", "1.5", "٣"])
async def test_a_length_that_is_none(length: str, path: str, key: str) -> None:
    if not length.isascii():
        length = length.encode().decode("latin-1")
    assert (await call(path, {}, key=key, content_length=length)).status == 400


async def test_a_chunked_body(path: str, key: str) -> None:
    answer = await call(path, key=key, chunks=[b'{"inp', b'ut": {"n"', b": 1}}", b""])
    assert answer.status == 202
    assert [run.input for run in await runs()] == [{"n": 1}]


async def test_when_the_database_is_away_nothing_is_accepted(path: str, key: str) -> None:
    from asgiref.sync import sync_to_async

    def rename(old: str, new: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER TABLE {old} RENAME TO {new}")

    await call(path, {}, key=key)
    await sync_to_async(rename)("runs_eventbatch", "away")
    try:
        answer = await call(path, {}, key=key)
        error_of(answer, 503, "UNAVAILABLE")
        assert int(answer.headers["retry-after"]) >= 1
    finally:
        await sync_to_async(rename)("away", "runs_eventbatch")
    assert (await call(path, {}, key=key)).status == 202
    assert [run.number for run in await runs()] == [1, 2]


async def test_one_that_cannot_be_accepted_fails_alone(path: str, acme: Any) -> None:
    workflow_id = uuid.UUID(path.split("/")[4].removeprefix("wf_"))
    fine = StartRequest(acme.id, workflow_id, {}, "api", "tests")
    broken = dataclasses.replace(
        fine, version_id=uuid.uuid4(), version_name="9"
    )  # its version is gone meanwhile
    inserter = Inserter()
    results = await asyncio.gather(
        *(inserter.start(request) for request in [fine, broken, fine] * 5), return_exceptions=True
    )
    refused = [result for result in results if isinstance(result, ApiError)]
    assert [result.status for result in refused] == [404] * 5
    assert len(await runs()) == 10


# --- what the door leaves to Django


async def test_a_session_goes_on_to_django(path: str, ada: Any, as_: Any) -> None:
    from asgiref.sync import sync_to_async

    client = await sync_to_async(as_)(ada)
    cookie = client.cookies["sessionid"].value
    refused = await call(path, {}, cookie=f"sessionid={cookie}")
    assert "CSRF" in error_of(refused, 403, "FORBIDDEN")["message"]
    token = "a" * 32
    answer = await call(path, {}, cookie=f"sessionid={cookie}; csrftoken={token}", x_csrftoken=token)
    assert answer.status == 202


async def test_nobody(path: str) -> None:
    error_of(await call(path, {}), 401, "UNAUTHENTICATED")


async def test_other_addresses_and_methods(path: str, key: str, acme: Any) -> None:
    from asgiref.sync import sync_to_async

    reader = await sync_to_async(new_key)(acme, "runs:read")
    assert (await call("/api/v1/runs", method="GET", key=reader)).status == 200
    error_of(await call(path, method="GET", key=key), 405, "METHOD_NOT_ALLOWED")
    assert (await call("/health/live", method="GET")).status == 200


# --- the response block's answer


def answering(**config: Any) -> dict[str, Any]:
    return {"type": "response", "config": {"statusCode": 202, "body": {"is": "taken"}, **config}}


async def run_path(make: MakeWorkflow, *edges: str, **blocks: Any) -> str:
    from asgiref.sync import sync_to_async

    workflow = await sync_to_async(make)(*edges, **blocks)
    return f"/api/v1/workflows/wf_{workflow.id}/run?respond=raw"


async def test_raw_comes_as_soon_as_the_block_has_run(make: MakeWorkflow, key: str, worker: Worker) -> None:
    from tests.runs.conftest import slow

    path = await run_path(make, "start -> answer", "answer -> long", answer=answering(), long=slow(30))
    answer = await asyncio.wait_for(call(path, {}, key=key), 10)
    assert (answer.status, answer.json()) == (202, {"is": "taken"})
    assert [run.status for run in await runs()] == ["running"]


async def test_raw_of_a_run_that_answers_and_then_waits(make: MakeWorkflow, key: str, worker: Worker) -> None:
    ask = {"type": "approval", "config": {"title": "Go on?"}}
    path = await run_path(make, "start -> answer", "answer -> ask", answer=answering(), ask=ask)
    answer = await asyncio.wait_for(call(path, {"wait": 20_000}, key=key), 10)
    assert (answer.status, answer.json()) == (202, {"is": "taken"})


async def test_raw_of_a_run_that_waits_first(make: MakeWorkflow, key: str, worker: Worker) -> None:
    ask = {"type": "approval", "config": {"title": "Go on?"}}
    path = await run_path(make, "start -> ask", "ask.approved -> answer", answer=answering(), ask=ask)
    data = data_of(await asyncio.wait_for(call(path, {"wait": 20_000}, key=key), 10), 202)
    assert (data["status"], data["waiting"][0]["reason"]) == ("suspended", "approval")


async def test_the_first_response_wins(make: MakeWorkflow, key: str, worker: Worker) -> None:
    path = await run_path(
        make, "start -> one", "one -> two", one=answering(statusCode=201), two=answering(statusCode=200)
    )
    assert (await call(path, {}, key=key)).status == 201
    [run] = await runs()
    assert run.response["statusCode"] == 201


async def test_raw_of_a_run_without_a_response_is_the_run(
    make: MakeWorkflow, key: str, worker: Worker
) -> None:
    path = await run_path(make, "start -> a", a=reply(1))
    data = data_of(await call(path, {}, key=key))
    assert (data["status"], data["output"]) == ("completed", 1)
