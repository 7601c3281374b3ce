"""Listening for a test event: the next request to a draft's webhook is kept and shown, and starts nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.jsontext import dump_json
from runs.digest import preview
from runs.models import Listening
from runs.sql import Statements, db_uuid

MINUTES = 10
MOST_SHOWN = 64 * 1024


def listen(*, company_id: UUID, workflow_id: UUID, block_key: str, config: Mapping[str, Any]) -> Listening:
    """Wait for a request to the webhook with this config, for ten minutes. Listening again begins anew."""
    with transaction.atomic():
        row, _ = Listening.objects.update_or_create(
            workflow_id=workflow_id,
            block_key=block_key,
            defaults={
                "company_id": company_id,
                "path": str(config.get("path") or "").strip("/"),
                "config": dict(config),
                "expires_at": timezone.now() + timedelta(minutes=MINUTES),
                "event": None,
                "input": None,
                "fired": None,
            },
        )
    return row


def listening_of(*, workflow_id: UUID, block_key: str) -> Listening | None:
    """Whoever waits there, or has caught something, within the last ten minutes."""
    found = Listening.objects.select_related("event").filter(workflow_id=workflow_id, block_key=block_key)
    return found.filter(expires_at__gt=timezone.now()).first()


def stop_listening(*, workflow_id: UUID, block_key: str) -> None:
    with transaction.atomic():
        Listening.objects.filter(workflow_id=workflow_id, block_key=block_key).delete()


def catching(*, company_id: UUID, path: str) -> Listening | None:
    """Who waits for the next request to this path."""
    waiting = Listening.objects.filter(
        company_id=company_id, path=path, event=None, expires_at__gt=timezone.now()
    )
    return waiting.order_by("-expires_at").first()


def catch(sql: Statements, listening_id: UUID, event_id: UUID, input: Any, fired: Mapping[str, Any]) -> None:
    """In the transaction that stores the event; of two at once the first is kept."""
    body = dump_json(input)
    shown = body if len(body) <= MOST_SHOWN else dump_json(preview(input))
    sql.run(
        "UPDATE runs_listening SET event_id = ?, input = ?, fired = ? WHERE id = ? AND event_id IS NULL",
        (db_uuid(event_id), shown.decode(), dump_json(fired).decode(), db_uuid(listening_id)),
    )


def caught_since(*, workflow_id: UUID, moment: datetime | None) -> Listening | None:
    """The newest test event that the workflow's webhooks have caught, if it came after `moment`."""
    caught = Listening.objects.select_related("event").filter(workflow_id=workflow_id, event__isnull=False)
    if moment is not None:
        caught = caught.filter(event__received_at__gt=moment)
    return caught.order_by("-event__received_at").first()
