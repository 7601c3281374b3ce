"""POST /app-events with an API key: the ASGI function before Django gives the answers that Django gives."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from accounts import services as accounts
from runs.models import Event, Run
from tests.conftest import KeyClient
from tests.runs.asgi import call, tidy
from tests.runs.conftest import MakeWorkflow, reply
from workflows.models import Workflow

pytestmark = pytest.mark.django_db(transaction=True)

PATH = "/api/v1/app-events"


@pytest_asyncio.fixture(autouse=True)
async def tidied() -> AsyncIterator[None]:
    async with tidy():
        yield


@pytest.fixture
def listening(make: MakeWorkflow) -> Workflow:
    return make(
        "paid -> a", paid={"type": "trigger.app", "config": {"event": "order.paid"}}, a=reply("{{input.n}}")
    )


@pytest.fixture
def key(acme: Any) -> str:
    _, raw = accounts.create_api_key(
        company_id=acme.id, name="Key", scopes=["workflows:execute"], actor="tests"
    )
    return raw


async def test_it_starts_what_listens_and_is_the_same_by_its_key(listening: Workflow, key: str) -> None:
    wish = {"name": " order.paid ", "payload": {"n": 7}, "idempotencyKey": "k"}
    first = await call(PATH, wish, x_api_key=key)
    assert first.status_code == 202
    data = first.json()["data"]
    assert (data["received"], data["workflowsTriggered"]) == (True, 1)
    assert first.headers["x-ratelimit-limit"] == "500"
    again = await call(PATH, wish, x_api_key=key)
    assert (again.status_code, again.json()["data"]) == (200, {**data, "workflowsTriggered": 0})
    header = await call(PATH, {"name": "order.paid", "payload": {"n": 7}}, x_api_key=key, idempotency_key="k")
    assert (header.status_code, header.json()["data"]["eventId"]) == (200, data["eventId"])
    other = await call(PATH, {**wish, "payload": {"n": 8}}, x_api_key=key)
    assert (other.status_code, other.json()["error"]["code"]) == (409, "CONFLICT")
    run = await Run.objects.aget()
    assert (run.input, run.trigger_type, run.started_by) == ({"n": 7}, "app", "Key")


async def test_many_at_once_share_their_commits(listening: Workflow, key: str) -> None:
    answers = await asyncio.gather(
        *(call(PATH, {"name": "order.paid", "payload": {"n": number}}, x_api_key=key) for number in range(60))
    )
    assert {answer.status_code for answer in answers} == {202}
    assert await Event.objects.acount() == await Run.objects.acount() == 60


def twice(key: str, body: bytes, client: Any, **headers: str) -> tuple[Any, Any]:
    """(status, answer) by the door and by Django."""

    async def by_door() -> Any:
        async with tidy():
            return await call(PATH, body, x_api_key=key, **headers)

    door = asyncio.run(by_door())
    given = {f"HTTP_{name.upper()}": value for name, value in headers.items() if name != "content_type"}
    django = client.post(PATH, body, content_type=headers.get("content_type", "application/json"), **given)
    return (door.status_code, door.json()), (django.status_code, django.json())


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (b"", {}),
        (b"[]", {}),
        (b"{", {}),
        (b'{"name": ""}', {}),
        (b'{"name": "x", "idempotencyKey": ""}', {}),
        (b'{"name": 7, "more": 1}', {}),
        (b'{"name": "' + b"x" * 201 + b'"}', {}),
        (b'{"name": "\\u0000"}', {}),
        (b'{"name": "x", "payload": NaN}', {}),
        (b'{"name": "x"}', {"content_type": "text/plain"}),
        (b"\xff\xfe", {}),
    ],
)
def test_what_is_wrong_is_told_as_django_tells_it(
    key: str, key_client: KeyClient, body: bytes, headers: dict[str, str]
) -> None:
    door, django = twice(key, body, key_client(scopes=["workflows:execute"]), **headers)
    assert door == django
    assert door[0] in (400, 415)


def test_who_may_not_is_told_as_django_tells_it(acme: Any, key_client: KeyClient) -> None:
    _, reader = accounts.create_api_key(company_id=acme.id, name="R", scopes=["runs:read"], actor="tests")
    door, django = twice(reader, b'{"name": "x"}', key_client(scopes=["runs:read"]))
    assert door == django
    assert door[0] == 403
    door, _ = twice("hr_nonsense", b'{"name": "x"}', key_client())
    assert (door[0], door[1]["error"]["code"]) == (401, "UNAUTHENTICATED")


def test_the_limit_of_a_key_is_one_for_both(settings: Any, key: str, key_client: KeyClient) -> None:
    settings.RATE_LIMITS = "execute=1"
    client = key_client(scopes=["workflows:execute"])
    twice(key, b'{"name": "x"}', client)
    door, django = twice(key, b'{"name": "x"}', client)
    assert door == django or json.dumps(door).split("possible")[0] == json.dumps(django).split("possible")[0]
    assert door[0] == 429


async def test_a_large_payload_is_read_beside_the_loop(listening: Workflow, key: str) -> None:
    wish = {"name": "order.paid", "payload": {"n": "x" * 200_000}}
    assert (await call(PATH, wish, x_api_key=key)).status_code == 202
    assert (await Run.objects.aget()).trigger_type == "app"
