"""/ws/runs/{id} and /ws/workflows/{id}, spoken to as a browser and as a program."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import AsyncIterator
from typing import Any, Self

import pytest
import pytest_asyncio
from asgiref.sync import sync_to_async
from asgiref.testing import ApplicationCommunicator

from accounts import services as accounts
from accounts.models import Member
from config.asgi import application
from runs.live import consumers
from runs.live import hub as hubs
from tests.runs.asgi import PATIENCE, call, tidy
from tests.runs.conftest import MakeWorkflow, Worker, reply, slow, start, wait_until

pytestmark = pytest.mark.django_db(transaction=True)

ORIGIN = (b"origin", b"http://localhost:8000")
FIRST = ["run.created", "run.started", "step.completed", "step.started", "step.completed", "run.completed"]


@pytest_asyncio.fixture(autouse=True)
async def tidied() -> AsyncIterator[None]:
    async with tidy():
        yield


@pytest.fixture
def workflow(make: MakeWorkflow) -> Any:
    return make("start -> a", a=reply(1))


@pytest.fixture
def cookie(ada: Any, as_: Any) -> bytes:
    return f"sessionid={as_(ada).cookies['sessionid'].value}".encode()


@pytest.fixture
def foreign_cookie(mallory: Any, as_: Any) -> bytes:
    return f"sessionid={as_(mallory).cookies['sessionid'].value}".encode()


def new_key(company: Any, *scopes: str) -> str:
    return accounts.create_api_key(company_id=company.id, name="K", scopes=list(scopes), actor="tests")[1]


class Socket:
    def __init__(self, path: str, *, cookie: bytes | None = None, origin: bytes | None = ORIGIN[1]) -> None:
        headers = [(b"host", b"localhost")]
        headers += [(b"cookie", cookie)] if cookie else []
        headers += [(b"origin", origin)] if origin else []
        path, _, query = path.partition("?")
        self.scope = {
            "type": "websocket",
            "path": path,
            "query_string": query.encode(),
            "headers": headers,
            "subprotocols": [],
        }
        # asgiref's, not Channels': that one keeps the application's threads from giving their connections back.
        self.wire = ApplicationCommunicator(application, self.scope)

    async def connect(self) -> bool:
        await self.wire.send_input({"type": "websocket.connect"})
        return (await self.wire.receive_output(PATIENCE))["type"] == "websocket.accept"

    async def __aenter__(self) -> Self:
        assert await self.connect()
        return self

    async def __aexit__(self, *_: object) -> None:
        if not self.wire.future.done():
            await self.wire.send_input({"type": "websocket.disconnect", "code": 1005})
            await self.wire.wait(PATIENCE)

    async def say(self, **message: Any) -> None:
        await self.say_text(json.dumps(message))

    async def say_text(self, text: str) -> None:
        await self.wire.send_input({"type": "websocket.receive", "text": text})

    async def hear(self) -> Any:
        message = await self.wire.receive_output(PATIENCE)
        assert message["type"] == "websocket.send", message
        return json.loads(message["text"])

    async def hear_to_the_end(self) -> list[Any]:
        heard = [await self.hear()]
        while heard[-1]["type"] != "run.completed":
            heard.append(await self.hear())
        return heard

    async def closing(self) -> int:
        message = await self.wire.receive_output(PATIENCE)
        assert message["type"] == "websocket.close", message
        return int(message["code"])


async def begin(workflow: Any, **more: Any) -> Any:
    return await sync_to_async(start)(workflow, **more)


async def ended(run: Any) -> Any:
    """The same run, once it has completed."""
    from runs.models import Run

    def is_completed() -> bool:
        return Run.objects.filter(id=run.run_id, status="completed").exists()

    await sync_to_async(wait_until)(is_completed)
    return run


async def subscribed(workflow: Any) -> None:
    """Once somebody listens to the workflow: that follows the look at who asks."""
    await sync_to_async(wait_until)(lambda: hubs._hub is not None and workflow.id.hex in hubs._hub._workflows)


# --- a run


async def test_all_events_in_order(workflow: Any, cookie: bytes, worker: Worker) -> None:
    run = await begin(workflow)
    async with Socket(f"/ws/runs/run_{run.run_id}", cookie=cookie) as socket:
        await socket.say(after=0)
        heard = await socket.hear_to_the_end()
        assert [event["type"] for event in heard] == FIRST
        assert [event["seq"] for event in heard] == list(range(1, 7))
        assert {event["runId"] for event in heard} == {f"run_{run.run_id}"}
        assert set(heard[0]) == {"seq", "type", "runId", "blockId", "iteration", "at", "data"}
        assert await socket.wire.receive_nothing(0.1)


async def test_live_while_it_runs(make: MakeWorkflow, cookie: bytes, worker: Worker) -> None:
    workflow = await sync_to_async(make)("start -> a", "a -> b", a=slow(0.1), b=reply(1))
    run = await begin(workflow)
    async with Socket(f"/ws/runs/{run.run_id}", cookie=cookie) as socket:
        await socket.say(after=0)
        heard = await socket.hear_to_the_end()
    assert [event["seq"] for event in heard] == list(range(1, len(heard) + 1))


async def test_resuming_after_a_number(workflow: Any, cookie: bytes, worker: Worker) -> None:
    run = await ended(await begin(workflow))
    async with Socket(f"/ws/runs/{run.run_id}", cookie=cookie) as socket:
        await socket.say(after=4)
        assert [event["seq"] for event in await socket.hear_to_the_end()] == [5, 6]
    for after in (6, 10**9, 2**63, 2**64 - 1):
        async with Socket(f"/ws/runs/{run.run_id}", cookie=cookie) as socket:
            await socket.say(after=after)
            assert await socket.wire.receive_nothing(0.1)


async def test_a_client_that_says_nothing_gets_everything(
    workflow: Any, cookie: bytes, worker: Worker
) -> None:
    run = await ended(await begin(workflow))
    async with Socket(f"/ws/runs/{run.run_id}", cookie=cookie) as socket:
        assert len(await socket.hear_to_the_end()) == 6


async def test_two_clients_at_different_places(workflow: Any, cookie: bytes, worker: Worker) -> None:
    run = await ended(await begin(workflow))
    path = f"/ws/runs/{run.run_id}"
    async with Socket(path, cookie=cookie) as ahead, Socket(path, cookie=cookie) as behind:
        await ahead.say(after=5)
        await behind.say(after=0)
        assert [event["seq"] for event in await ahead.hear_to_the_end()] == [6]
        assert [event["seq"] for event in await behind.hear_to_the_end()] == [1, 2, 3, 4, 5, 6]


async def test_who_comes_while_events_are_read_for_another_misses_none(workflow: Any, worker: Worker) -> None:
    run = (await ended(await begin(workflow))).run_id
    heard: dict[str, list[int]] = {"ahead": [], "behind": []}
    all_heard = asyncio.Event()

    def listener(name: str) -> Any:
        def hear(_: str, events: list[Any]) -> None:
            heard[name] += [event["seq"] for event in events]
            if heard["ahead"] and heard["behind"][-1:] == [6]:
                all_heard.set()

        return hear

    hub = hubs.hub()
    leave = [hub.listen_run(run.hex, listener("ahead"), after=5)]
    read = await sync_to_async(hubs._read)({run.hex: 5})
    leave.append(hub.listen_run(run.hex, listener("behind"), after=0))
    hub._hand_out(run.hex, 5, read[run.hex])
    await asyncio.wait_for(all_heard.wait(), PATIENCE)
    assert heard["behind"] == [1, 2, 3, 4, 5, 6]
    assert heard["ahead"][0] == 6
    for stop in leave:
        stop()
    assert run.hex not in hub._runs


# --- a workflow


async def test_new_runs_of_a_workflow(workflow: Any, cookie: bytes, worker: Worker) -> None:
    before = await ended(await begin(workflow))
    async with Socket(f"/ws/workflows/wf_{workflow.id}", cookie=cookie) as socket:
        await socket.say(after=0)
        await subscribed(workflow)
        runs = [await begin(workflow) for _ in range(3)]
        heard: dict[str, list[int]] = {}
        while sum(map(len, heard.values())) < 18:
            event = await socket.hear()
            heard.setdefault(event["runId"], []).append(event["seq"])
    assert heard == {f"run_{run.run_id}": [1, 2, 3, 4, 5, 6] for run in runs}
    assert f"run_{before.run_id}" not in heard


# --- who is let in


@pytest.mark.parametrize("path", ["/ws/runs/run_{run}", "/ws/workflows/wf_{workflow}"])
async def test_what_is_another_company_s_is_not_there(
    path: str, workflow: Any, foreign_cookie: bytes
) -> None:
    run = await begin(workflow)
    async with Socket(path.format(run=run.run_id, workflow=workflow.id), cookie=foreign_cookie) as socket:
        await socket.say(after=0)
        assert await socket.closing() == 4404


@pytest.mark.parametrize("name", ["nonsense", str(uuid.UUID(int=4711))])
@pytest.mark.parametrize("path", ["/ws/runs/", "/ws/workflows/"])
async def test_unknown_ids(path: str, name: str, cookie: bytes) -> None:
    async with Socket(path + name, cookie=cookie) as socket:
        await socket.say(after=0)
        assert await socket.closing() == 4404


async def test_signed_out(workflow: Any) -> None:
    run = await begin(workflow)
    for cookie in (None, b"sessionid=nonsense"):
        async with Socket(f"/ws/runs/{run.run_id}", cookie=cookie) as socket:
            await socket.say(after=0)
            assert await socket.closing() == 4401


async def test_nobody_says_anything(workflow: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(consumers, "SIGN_IN_SECONDS", 0.05)
    async with Socket("/ws/runs/x") as socket:
        assert await socket.closing() == 4401


async def test_a_key_in_the_first_message(workflow: Any, acme: Any, worker: Worker) -> None:
    run = await ended(await begin(workflow))
    key = await sync_to_async(new_key)(acme, "runs:read")
    async with Socket(f"/ws/runs/{run.run_id}", origin=None) as socket:
        await socket.say(apiKey=key, after=3)
        assert [event["seq"] for event in await socket.hear_to_the_end()] == [4, 5, 6]


async def test_keys_that_do_not_open(workflow: Any, acme: Any, rival: Any) -> None:
    run = await begin(workflow)
    without = await sync_to_async(new_key)(acme, "workflows:read")
    foreign = await sync_to_async(new_key)(rival, "runs:read")
    for key, code in ((without, 4401), (foreign, 4404), ("wfk_" + "x" * 32, 4401), ("", 4401)):
        async with Socket(f"/ws/runs/{run.run_id}", origin=None) as socket:
            await socket.say(apiKey=key)
            assert await socket.closing() == code


async def test_a_key_in_the_address_opens_nothing(workflow: Any, acme: Any) -> None:
    run = await begin(workflow)
    key = await sync_to_async(new_key)(acme, "runs:read")
    async with Socket(f"/ws/runs/{run.run_id}?apiKey={key}") as socket:
        await socket.say(after=0)
        assert await socket.closing() == 4401


@pytest.mark.parametrize("origin", [b"https://evil.example", b"null", b"http://localhost.evil.example"])
async def test_pages_of_others_are_refused(origin: bytes, workflow: Any, cookie: bytes) -> None:
    run = await begin(workflow)
    socket = Socket(f"/ws/runs/{run.run_id}", cookie=cookie, origin=origin)
    assert not await socket.connect()


async def test_other_addresses_are_refused(cookie: bytes) -> None:
    async with Socket("/ws/nothing/x", cookie=cookie) as socket:
        assert await socket.closing() == 4404


async def test_a_member_who_was_removed_loses_the_socket(
    workflow: Any, cookie: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consumers, "RECHECK_SECONDS", 0.05)
    run = await begin(workflow)
    async with Socket(f"/ws/runs/{run.run_id}", cookie=cookie) as socket:
        await socket.say(after=1)
        assert await socket.wire.receive_nothing(0.15)
        await Member.objects.all().adelete()
        assert await socket.closing() == 4401


# --- what clients may say and how slow they may be


@pytest.mark.parametrize(
    "text", ["{", "nonsense", "[]", '"x"', '{"a":' * 3_000, '{"after": ' + "1" * 5_000 + "}"]
)
async def test_messages_that_cannot_be_read(text: str, workflow: Any, cookie: bytes) -> None:
    run = await begin(workflow)
    async with Socket(f"/ws/runs/{run.run_id}", cookie=cookie) as socket:
        await socket.say_text(text)
        assert await socket.closing() == 4400


@pytest.mark.parametrize(
    "message", [{"after": -5}, {"after": "x"}, {"after": None}, {"after": 1.5}, {}, {"odd": 1}]
)
async def test_numbers_that_are_none_begin_at_the_beginning(
    message: Any, workflow: Any, cookie: bytes, worker: Worker
) -> None:
    run = await ended(await begin(workflow))
    async with Socket(f"/ws/runs/{run.run_id}", cookie=cookie) as socket:
        await socket.say(**message)
        assert len(await socket.hear_to_the_end()) == 6


async def test_a_client_that_does_not_take_is_dropped(
    workflow: Any, cookie: bytes, worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server with flow control: after the first event, `send` waits for a client that reads nothing."""
    monkeypatch.setattr(consumers, "BACKLOG", 10)
    sent: list[Any] = []
    stuck, closed, is_open = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def send(message: Any) -> None:
        sent.append(message)
        if message["type"] == "websocket.accept":
            is_open.set()
        elif message["type"] == "websocket.close":
            closed.set()
        elif message["type"] == "websocket.send":
            stuck.set()
            await asyncio.Event().wait()

    told: asyncio.Queue[Any] = asyncio.Queue()
    await told.put({"type": "websocket.connect"})
    await told.put({"type": "websocket.receive", "text": '{"after": 0}'})
    scope = Socket(f"/ws/workflows/{workflow.id}", cookie=cookie).scope
    serving = asyncio.create_task(application(scope, told.get, send))
    await asyncio.wait_for(is_open.wait(), 5)
    await subscribed(workflow)
    for _ in range(4):
        await ended(await begin(workflow))
    await asyncio.wait_for(stuck.wait(), 5)
    await asyncio.wait_for(closed.wait(), 5)
    assert sent[-1]["code"] == 4408
    serving.cancel()
    await asyncio.gather(serving, return_exceptions=True)


async def test_a_long_run_can_be_read_from_its_beginning(
    workflow: Any, cookie: bytes, worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consumers, "BACKLOG", 3)
    run = await ended(await begin(workflow))
    async with Socket(f"/ws/runs/{run.run_id}", cookie=cookie) as socket:
        await socket.say(after=0)
        assert len(await socket.hear_to_the_end()) == 6


# --- the same as server-sent events


def parsed(body: bytes) -> list[tuple[int, str]]:
    found = []
    for block in body.decode().strip().split("\n\n"):
        lines = dict(line.split(": ", 1) for line in block.splitlines())
        data = json.loads(lines["data"])
        assert (int(lines["id"]), lines["event"]) == (data["seq"], data["type"])
        found.append((data["seq"], data["type"]))
    return found


async def stream(path: str, cookie: bytes) -> Any:
    return await call(path, method="GET", cookie=cookie.decode(), accept="text/event-stream")


async def test_events_as_a_stream(make: MakeWorkflow, cookie: bytes, worker: Worker) -> None:
    workflow = await sync_to_async(make)("start -> a", a=slow(0.1))
    run = await begin(workflow)
    answer = await stream(f"/api/v1/runs/run_{run.run_id}/events", cookie)
    assert answer.headers["content-type"] == "text/event-stream"
    assert [kind for _, kind in parsed(answer.body)] == FIRST
    answer = await stream(f"/api/v1/runs/run_{run.run_id}/events?after=4", cookie)
    assert [number for number, _ in parsed(answer.body)] == [5, 6]


async def test_a_stream_of_a_run_that_told_everything_ends(
    workflow: Any, cookie: bytes, worker: Worker
) -> None:
    run = await ended(await begin(workflow))
    answer = await stream(f"/api/v1/runs/run_{run.run_id}/events?after=6", cookie)
    assert (answer.status, answer.body) == (200, b"")
