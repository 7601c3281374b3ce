"""What is kept of an event, read back."""

from __future__ import annotations

import uuid

import zstandard

from runs.sql import Statements, db_uuid


def said_by(sql: Statements, event_id: uuid.UUID) -> tuple[str, bytes]:
    """Its topic, and its body byte for byte; two empty ones when there is no such event."""
    rows = sql.all(
        "SELECT e.topic, e.preview, b.body FROM runs_event e LEFT JOIN runs_eventbody b ON b.event_id = e.id WHERE e.id = ?",
        (db_uuid(event_id),),
    )
    if not rows:
        return "", b""
    topic, preview, packed = rows[0]
    return topic, str(preview).encode() if packed is None else zstandard.decompress(bytes(packed))
