"""What follows the end of a run, by its version's settings: an error workflow, the erasing of its values."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from accounts.ids import parse_public_id

# Whoever waits for the run's answer (55 s at most) is to read it before it is erased.
ERASE_AFTER_MS = 60_000

FAILURES = ("failed", "timed_out")


def error_workflow(
    settings: Mapping[str, Any], *, status: str, trigger_type: str, is_test: bool
) -> uuid.UUID | None:
    """The workflow that is to be told of this end; None when there is none. Its own runs tell nobody: no loops."""
    if status not in FAILURES or is_test or trigger_type == "error":
        return None
    return parse_public_id("wf", settings.get("errorWorkflowId"))


def erases_values(settings: Mapping[str, Any], *, status: str, is_test: bool) -> bool:
    """Whether inputs and outputs go after this end (`savePayloads`). Test runs keep theirs: they are looked at."""
    saved = settings.get("savePayloads") or "all"
    return not is_test and (saved == "none" or (saved == "failed" and status not in FAILURES))
