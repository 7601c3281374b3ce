"""Waiting for a run to end, in a thread (the ASGI door waits on the hub instead)."""

from __future__ import annotations

import time
import uuid

import orjson

from runs import bell
from runs.models import TERMINAL, Run

# A look without a word: announcements may be lost, and on other hosts come by another way.
LOOK_SECONDS = 0.5


def wait_for_end(
    run_id: uuid.UUID, *, ms: int, is_parked_enough: bool = True, or_response: bool = False
) -> None:
    """Return when the run has ended (or waits for something, or has responded, where that is enough), or after `ms`."""
    end = time.monotonic() + ms / 1000
    listener = bell.Listener("hub")
    try:
        while (left := end - time.monotonic()) > 0:
            status, response = Run.objects.values_list("status", "response").get(id=run_id)
            if status in TERMINAL or (is_parked_enough and status == "suspended"):
                return
            if or_response and response is not None:
                return
            _hear_of(listener, run_id.hex, min(left, LOOK_SECONDS))
    finally:
        listener.close()


def _hear_of(listener: bell.Listener, run_hex: str, seconds: float) -> None:
    """Return at the first word about the run, or after `seconds`."""
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        message = listener.wait(left)
        if message is not None and any(row[0] == run_hex for row in orjson.loads(message)):
            return
