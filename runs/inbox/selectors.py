"""Reads of the inbox, always of one company."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from runs.models import Event, EventDecision, EventStatus, Run
from workflows.models import Workflow


@dataclass(frozen=True, slots=True)
class EventFilter:
    """`search` looks at topics, reasons and the beginnings of bodies."""

    source: str = ""
    statuses: tuple[str, ...] = ()
    workflow_id: uuid.UUID | None = None
    search: str = ""
    since: datetime.datetime | None = None
    until: datetime.datetime | None = None


def get_event(*, company_id: uuid.UUID, event_id: uuid.UUID | None) -> Event | None:
    """None when it is unknown or another company's."""
    return None if event_id is None else Event.objects.filter(company_id=company_id, id=event_id).first()


def list_events(
    *,
    company_id: uuid.UUID,
    wanted: EventFilter,
    limit: int,
    after: tuple[datetime.datetime, uuid.UUID] | None = None,
) -> list[Event]:
    """The newest first; `after` is the (received_at, id) of the last one already seen."""
    events = _filtered(company_id, wanted)
    if wanted.statuses:
        events = events.filter(status__in=wanted.statuses)
    if after:
        events = events.filter(Q(received_at__lt=after[0]) | Q(received_at=after[0], id__lt=after[1]))
    return list(events.order_by("-received_at", "-id")[:limit])


def count_events(*, company_id: uuid.UUID, wanted: EventFilter) -> dict[str, int]:
    """How many the filter finds in each state, whatever state it names itself."""
    rows = _filtered(company_id, wanted).order_by().values_list("status").annotate(Count("id"))
    found = dict.fromkeys(EventStatus.values, 0) | dict(rows)
    return {"all": sum(found.values()), **found}


def decisions_of(events: Iterable[Event]) -> dict[uuid.UUID, list[EventDecision]]:
    """By event, in the order in which they were taken; with the names of the workflows."""
    found: dict[uuid.UUID, list[EventDecision]] = {}
    rows = EventDecision.objects.filter(event__in=list(events)).select_related("workflow").order_by("id")
    for row in rows:
        found.setdefault(row.event_id, []).append(row)
    return found


def run_numbers(decisions: Iterable[EventDecision]) -> dict[uuid.UUID, tuple[int, str]]:
    """(number, status) of the runs that are still there."""
    ids = [one.run_id for one in decisions if one.run_id is not None]
    return {
        run_id: (number, status)
        for run_id, number, status in Run.objects.filter(id__in=ids).values_list("id", "number", "status")
    }


def held_of(workflow: Workflow) -> tuple[int, datetime.datetime | None]:
    """How many events wait for the workflow to be resumed, and since when."""
    held = EventDecision.objects.filter(workflow=workflow, status=EventStatus.HELD)
    first = held.select_related("event").order_by("id").first()
    return held.count(), first.event.received_at if first else None


def _filtered(company_id: uuid.UUID, wanted: EventFilter) -> QuerySet[Event]:
    events = Event.objects.filter(company_id=company_id)
    if wanted.source:
        events = events.filter(source=wanted.source)
    if wanted.workflow_id:
        of_workflow = EventDecision.objects.filter(event=OuterRef("pk"), workflow_id=wanted.workflow_id)
        events = events.filter(Exists(of_workflow))
    if wanted.since:
        events = events.filter(received_at__gte=wanted.since)
    if wanted.until:
        events = events.filter(received_at__lt=wanted.until)
    if wanted.search:
        events = events.filter(
            Q(topic__icontains=wanted.search)
            | Q(preview__icontains=wanted.search)
            | Q(reason__icontains=wanted.search)
        )
    return events
