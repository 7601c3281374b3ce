"""The events of one run as they happen, as an async iterator."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator

from runs.live.hub import Event, hub
from runs.live.threads import in_thread
from runs.models import TERMINAL, Run


async def follow_run(run_id: uuid.UUID, after: int) -> AsyncIterator[Event]:
    """Every event numbered above `after`, without gaps or repeats, until the run has ended."""
    queue: asyncio.Queue[list[Event]] = asyncio.Queue()
    leave = hub().listen_run(run_id.hex, lambda _, events: queue.put_nowait(events), after=after)
    last = after
    try:
        if await in_thread(_is_told)(run_id, after):
            return
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


def _is_told(run_id: uuid.UUID, after: int) -> bool:
    """Whether the run has ended and has no event above `after`."""
    return Run.objects.filter(id=run_id, status__in=TERMINAL, next_event__lte=after + 1).exists()
