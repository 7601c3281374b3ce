"""The inbox over HTTP: what arrived, what became of it, and once more; app events; events held during a pause."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.envelope import iso, ok, page
from accounts.api.errors import not_found, validation_error
from accounts.api.pagination import Cursor, bad_cursor, encode_cursor, parse_page
from accounts.api.schema import describe
from accounts.api.views import ApiView
from accounts.ids import parse_public_id, public_id
from connections.services.masks import mask_for
from runs.api import event_shapes as shapes
from runs.api.views import read_states, workflow_filter
from runs.inbox import deliver, selectors
from runs.inbox.new_event import Received
from runs.inbox.stored import said_by
from runs.models import Event, EventDecision, EventStatus
from runs.sql import statements
from workflows.models import Workflow
from workflows.selectors import get_workflow

PREVIEW_CHARACTERS = 300  # in lists


class AppEvents(ApiView):
    """With an API key `runs/door.py` answers instead, in the same way; here is who is signed in."""

    scopes = {"POST": "workflows:execute"}
    throttle_kind = "execute"

    @describe(
        summary="Report an event of your own product",
        description="Starts every workflow with an App event trigger of this name. Answered when the event is stored and its"
        " runs are; a key that was used gives the event that came first, and starts nothing.",
        request=shapes.AppEventRequest,
        response=shapes.ReceivedEvent,
        status=202,
        also={200: shapes.ReceivedEvent},
        errors=[409],
    )
    def post(self, request: Request) -> Response:
        body = self.read(shapes.AppEventRequest)
        event = deliver.app_event(
            identity=self.identity,
            name=body.name.strip(),
            payload=body.payload,
            idempotency_key=body.idempotency_key or request.headers.get("Idempotency-Key"),
        )
        status, said = deliver.receive_one(event).as_answer()
        return ok(said, status=status)


class EventView(ApiView):
    def find(self, event_id: str) -> Event:
        event = selectors.get_event(
            company_id=self.identity.company_id, event_id=parse_public_id("evt", event_id)
        )
        if event is None:
            raise not_found("There is no event with this id.")
        return event

    def find_workflow(self, workflow_id: str) -> Workflow:
        found = get_workflow(
            company_id=self.identity.company_id, workflow_id=parse_public_id("wf", workflow_id)
        )
        if found is None:
            raise not_found("There is no workflow with this id.")
        return found


class Events(EventView):
    scopes = {"GET": "events:read"}

    @describe(
        summary="List what arrived",
        description="The newest first, each with what became of it.",
        query=shapes.EventQuery,
        page_of=shapes.InboundEvent,
        meta=shapes.EventCounts,
    )
    def get(self, request: Request) -> Response:
        query, asked = self.read_query(shapes.EventQuery), parse_page(request)
        wanted = selectors.EventFilter(
            source=query.source or "",
            statuses=read_states(query.status, EventStatus.values, {}),
            workflow_id=workflow_filter(query.workflow_id),
            search=query.search or "",
            since=query.from_,
            until=query.to,
        )
        company_id = self.identity.company_id
        found = selectors.list_events(
            company_id=company_id, wanted=wanted, limit=asked.limit + 1, after=_after(asked.cursor)
        )
        shown = found[: asked.limit]
        cursor = encode_cursor(shown[-1].received_at, shown[-1].id) if len(found) > asked.limit else None
        counts = selectors.count_events(company_id=company_id, wanted=wanted)
        return page(_items(shown), cursor, {"counts": counts})


class OneEvent(EventView):
    scopes = {"GET": "events:read"}

    @describe(summary="Read an event with its body", response=shapes.InboundEventDetail)
    def get(self, request: Request, event_id: str) -> Response:
        return ok(event_detail(self.find(event_id)))


class EventRedeliver(EventView):
    scopes = {"POST": "events:write"}
    throttle_kind = "execute"

    @describe(
        summary="Deliver an event again",
        description="As a new event, to the workflows that listen now. With `version: draft` it is the input of a test run of"
        " that workflow's draft instead.",
        request=shapes.RedeliverRequest,
        response=shapes.Redelivered,
        status=202,
        errors=[409],
    )
    def post(self, request: Request, event_id: str) -> Response:
        event, body = self.find(event_id), self.read(shapes.RedeliverRequest)
        workflow = None if body.workflow_id is None else self.find_workflow(body.workflow_id)
        if body.version == "draft":
            if workflow is None:
                raise validation_error(
                    "Say whose draft.", [{"path": "workflowId", "message": "Name the workflow."}]
                )
            accepted = deliver.start_test(event=event, identity=self.identity, workflow=workflow)
            run_id = public_id("run", accepted.run_id)
            said: dict[str, Any] = {
                "eventId": public_id("evt", event.id),
                "status": None,
                "decisions": [],
                "runId": run_id,
            }
            return ok(said, status=202)
        received = deliver.redeliver(
            event=event,
            identity=self.identity,
            workflow_id=None if workflow is None else workflow.id,
            ip=self.ip,
        )
        return ok(self._redelivered(received), status=202)

    def _redelivered(self, received: Received) -> dict[str, Any]:
        [item] = _items([self.find(str(received.event_id))])
        return {
            "eventId": item["id"],
            "status": item["status"],
            "decisions": item["decisions"],
            "runId": None if received.run_id is None else public_id("run", received.run_id),
        }


class HeldEvents(EventView):
    scopes = {"GET": "events:read", "POST": "events:write"}
    throttle_kind = "write"

    @describe(summary="Count what came while the workflow was paused", response=shapes.HeldEvents)
    def get(self, request: Request, workflow_id: str) -> Response:
        count, since = selectors.held_of(self.find_workflow(workflow_id))
        return ok({"count": count, "since": None if since is None else iso(since)})

    @describe(
        summary="Run or drop what came while the workflow was paused",
        description="In the order of arrival, at most 1,000 in one call: call again until nothing is left.",
        request=shapes.HeldAction,
        response=shapes.HeldOutcome,
        errors=[409],
    )
    def post(self, request: Request, workflow_id: str) -> Response:
        workflow, body = self.find_workflow(workflow_id), self.read(shapes.HeldAction)
        released = deliver.release_held(
            workflow=workflow, action=body.action, identity=self.identity, ip=self.ip
        )
        return ok({"done": released.done, "left": released.left})


def event_detail(event: Event) -> dict[str, Any]:
    """The whole event. A body that is no text is not shown; it is there all the same."""
    [item] = _items([event])
    _, body = said_by(statements(), event.id)
    # What was refused before it was read stands there with nothing; one that came with nothing could not be told from it.
    is_kept = event.size == len(body) and (event.status != EventStatus.REJECTED or bool(body))
    try:
        text: str | None = body.decode() if is_kept else None
    except UnicodeDecodeError:
        text = None
    return {
        **item,
        "method": event.method,
        "headers": event.headers,
        "query": event.query,
        "body": None if text is None else mask_for(event.company_id).text(text),
        "canRedeliver": event.status != EventStatus.DUPLICATE and is_kept,
    }


def _items(events: list[Event]) -> list[dict[str, Any]]:
    decisions = selectors.decisions_of(events)
    runs = selectors.run_numbers(one for found in decisions.values() for one in found)
    return [
        {
            "id": public_id("evt", event.id),
            "source": event.source,
            "topic": event.topic,
            "status": event.status,
            "reason": event.reason,
            "firstId": None if event.first_id is None else public_id("evt", event.first_id),
            "size": event.size,
            "preview": event.preview[:PREVIEW_CHARACTERS],
            "decisions": [_decision(one, runs) for one in decisions.get(event.id, ())],
            "receivedAt": iso(event.received_at),
        }
        for event in events
    ]


def _decision(one: EventDecision, runs: Mapping[UUID, tuple[int, str]]) -> dict[str, Any]:
    number, status = runs.get(one.run_id, (None, None)) if one.run_id else (None, None)
    return {
        "workflowId": public_id("wf", one.workflow_id),
        "workflowName": one.workflow.name,
        "triggerId": one.block_key,
        "status": one.status,
        "reason": one.reason,
        "runId": None if one.run_id is None else public_id("run", one.run_id),
        "runNumber": number,
        "runStatus": status,
    }


def _after(cursor: Cursor | None) -> tuple[Any, UUID] | None:
    if cursor is None:
        return None
    last = parse_public_id("evt", cursor.id)
    if last is None:
        raise bad_cursor()
    return cursor.at, last
