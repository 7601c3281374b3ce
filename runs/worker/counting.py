"""What a run's commit adds to the counts of `/metrics`: read off its events, so that nothing is told twice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from accounts.counts import key
from runs.compiled import CompiledVersion

_COUNTED = frozenset({"completed", "failed", "timed_out", "cancelled", "skipped", "retrying"})


def counts_of(events: Sequence[dict[str, Any]], version: CompiledVersion) -> list[str]:
    """The keys to count once the commit with these events is durable."""
    found = []
    for event in events:
        subject, _, verb = event["type"].partition(".")
        if verb not in _COUNTED:
            continue
        if subject == "run":
            found.append(key("runs_finished", ("status", verb)))
        else:
            block = version.blocks[event["blockId"]].type
            kind = ("type", "unknown" if block is None else block.type)
            is_repeated = verb == "retrying"
            found.append(key("step_retries", kind) if is_repeated else key("steps", kind, ("status", verb)))
    return found
