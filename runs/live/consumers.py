"""The sockets: `/ws/runs/{runId}` and `/ws/workflows/{id}`.

A session signs in by its cookie, a program by `{"apiKey": …}` as the first message. The client says what it has by
`{"after": seq}`. What is not the caller's is accepted and closed with 4404: a refusal before accepting would reach the
browser as a bare 403.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any
from uuid import UUID

import orjson
from channels.generic.websocket import AsyncWebsocketConsumer

from accounts.identity import Identity, can
from accounts.ids import parse_public_id, public_id
from accounts.models import User
from accounts.selectors import find_identity_by_key, identity_for_session
from runs import selectors
from runs.live.hub import Event, hub
from runs.live.threads import in_thread
from runs.present import event_item
from workflows.selectors import get_workflow

SIGNED_OUT, NOT_FOUND, TOO_SLOW, BAD_MESSAGE = 4401, 4404, 4408, 4400
SIGN_IN_SECONDS = 10.0
FIRST_MESSAGE_SECONDS = 0.5
RECHECK_SECONDS = 15.0
BACKLOG = 5_000  # events a slow client may be behind before it is dropped; it resumes from its last number
MESSAGE_LIMIT = 4_096


class LiveConsumer(AsyncWebsocketConsumer):  # type: ignore[misc]
    """Signs the client in, then sends events until it leaves, is too slow or loses its place in the company."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.identity: Identity | None = None
        self.raw_key: str | None = None
        self.first = asyncio.Event()
        self.after = 0
        self.backlog: asyncio.Queue[tuple[str, list[Event]]] = asyncio.Queue()
        self.behind = 0
        self.leave: Callable[[], None] | None = None
        self.task: asyncio.Task[None] | None = None

    async def connect(self) -> None:
        await self.accept()
        self.task = asyncio.get_running_loop().create_task(self._serve())

    async def disconnect(self, code: int) -> None:
        if self.leave is not None:
            self.leave()
        if self.task is not None:
            self.task.cancel()

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        try:
            message = orjson.loads((text_data or "")[:MESSAGE_LIMIT])
        except orjson.JSONDecodeError:
            message = None
        if not isinstance(message, dict):
            await self.close(code=BAD_MESSAGE)
            return
        if isinstance(message.get("apiKey"), str):
            self.raw_key = message["apiKey"]
        if isinstance(message.get("after"), int) and not self.first.is_set():
            self.after = max(0, message["after"])
        self.first.set()

    # --- one connection -----------------------------------------------------------------------

    async def _serve(self) -> None:
        self.identity = await self._identify()
        if self.identity is None:
            await self._first_message(SIGN_IN_SECONDS)
            self.identity = await self._identify()
        else:
            await self._first_message(FIRST_MESSAGE_SECONDS)
        if self.identity is None or not can(self.identity, "runs:read"):
            await self.close(code=SIGNED_OUT)
            return
        if not await in_thread(self.is_visible)(self.identity):
            await self.close(code=NOT_FOUND)
            return
        self.leave = self.subscribe()
        checking = asyncio.get_running_loop().create_task(self._recheck())
        try:
            await self._send_events()
        finally:
            checking.cancel()

    async def _first_message(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self.first.wait(), seconds)
        except TimeoutError:
            return

    async def _identify(self) -> Identity | None:
        if self.raw_key is not None:
            return await in_thread(find_identity_by_key)(self.raw_key)
        user = self.scope.get("user")
        if not isinstance(user, User):
            return None
        company_id = await in_thread(self.scope["session"].get)("company_id")
        return await in_thread(identity_for_session)(user, company_id)

    async def _recheck(self) -> None:
        """A member who was removed, or a key that was revoked, loses the socket too."""
        while True:
            await asyncio.sleep(RECHECK_SECONDS)
            if await self._identify() is None:
                await self.close(code=SIGNED_OUT)
                return

    async def _send_events(self) -> None:
        last: dict[str, int] = {}
        while True:
            run, events = await self.backlog.get()
            self.behind -= len(events)
            name = public_id("run", UUID(run))
            for event in events:
                if event["seq"] > last.get(run, self.after):
                    last[run] = event["seq"]
                    await self.send(text_data=orjson.dumps(event_item(name, event)).decode())

    def hear(self, run: str, events: list[Event]) -> None:
        """Called by the hub."""
        if self.behind > BACKLOG:
            if self.leave is not None:
                self.leave()
            asyncio.get_running_loop().create_task(self.close(code=TOO_SLOW))
            return
        self.behind += len(
            events
        )  # one batch may be longer: a client that asks for a long run from its beginning
        self.backlog.put_nowait((run, events))

    # --- what each socket is about --------------------------------------------------------------

    def is_visible(self, identity: Identity) -> bool:
        raise NotImplementedError

    def subscribe(self) -> Callable[[], None]:
        raise NotImplementedError


class RunConsumer(LiveConsumer):
    """All events of one run, from `after` on."""

    def is_visible(self, identity: Identity) -> bool:
        run_id = parse_public_id("run", self.scope["url_route"]["kwargs"]["run_id"])
        run = selectors.get_run(company_id=identity.company_id, run_id=run_id)
        self.run_id = run.id if run else None
        return run is not None

    def subscribe(self) -> Callable[[], None]:
        assert self.run_id is not None
        return hub().listen_run(self.run_id.hex, self.hear, after=self.after)


class WorkflowConsumer(LiveConsumer):
    """Events of every run of one workflow from now on."""

    def is_visible(self, identity: Identity) -> bool:
        workflow_id = parse_public_id("wf", self.scope["url_route"]["kwargs"]["workflow_id"])
        workflow = get_workflow(company_id=identity.company_id, workflow_id=workflow_id)
        self.workflow_id = workflow.id if workflow else None
        return workflow is not None

    def subscribe(self) -> Callable[[], None]:
        assert self.workflow_id is not None
        self.after = 0
        return hub().listen_workflow(self.workflow_id.hex, self.hear)


class NoConsumer(AsyncWebsocketConsumer):  # type: ignore[misc]
    """Any other address: there is nothing."""

    async def connect(self) -> None:
        await self.accept()
        await self.close(code=NOT_FOUND)
