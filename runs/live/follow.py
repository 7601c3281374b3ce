"""The events of one run as they happen, as an async iterator."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator

from runs.live.hub import Event, hub
from runs.models import TERMINAL


async def follow_run(run_id: uuid.UUID, after: int) -> AsyncIterator[Event]:
    """Every event numbered above `after`, without gaps or repeats, until the run has ended."""
    queue: asyncio.Queue[list[Event]] = asyncio.Queue()
    leave = hub().listen_run(run_id.hex, lambda _, events: queue.put_nowait(events), after=after)
    last = after
    try:
        while True:
            for event in await queue.get():
                if event["seq"] <= last:
                    continue
                last = event["seq"]
                yield event
                if event["type"].removeprefix("run.") in TERMINAL:
                    return
    finally:
        leave()
