"""What a run's commit adds to the counts of `/metrics`: read off its events, so that nothing is told twice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from accounts.counts import key
from runs.compiled import CompiledVersion

_ENDS = ("completed", "failed", "timed_out", "cancelled", "skipped")
_RUN_ENDS = {f"run.{end}": key("runs_finished", ("status", end)) for end in _ENDS}
#: What is counted by the block's type, and under which further label.
_BY_TYPE: dict[str, tuple[str, tuple[tuple[str, str], ...]]] = {
    **{f"step.{end}": ("steps", (("status", end),)) for end in _ENDS},
    "step.retrying": ("step_retries", ()),
}


def counts_of(events: Sequence[dict[str, Any]], version: CompiledVersion) -> list[str]:
    """The keys to count once the commit with these events is durable."""
    found = []
    for event in events:
        kind = event["type"]
        if kind in _BY_TYPE:
            name, labels = _BY_TYPE[kind]
            block = version.blocks[event["blockId"]].type
            found.append(key(name, ("type", "unknown" if block is None else block.type), *labels))
        elif kind in _RUN_ENDS:
            found.append(_RUN_ENDS[kind])
    return found
