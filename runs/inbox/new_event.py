"""An event on its way in: verified and read, or refused; not stored yet. And the answer once it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from accounts.api.errors import ApiError
from accounts.ids import public_id
from connections.masking import Mask
from runs.firing import TriggerRow

CUSTOM, APP = "custom", "app"

PREVIEW_CHARACTERS = 4096
#: Credentials that callers send; they say nothing about the event.
_SECRET_HEADERS = frozenset(
    {"authorization", "cookie", "proxy-authorization", "x-api-key", "x-webhook-token"}
)
HIDDEN = "•••"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEvent:
    """`listens` is the `Trigger.source` that is meant; `body` is what is kept, byte for byte. `refused` says why nothing can
    come of it: it is stored as rejected, without its body.

    `is_for` tells of a trigger that listens there whether it asked for such events at all, `why_not` why it does not start
    for this one (None: it does), where that is more than its filter. `only` restricts it to one workflow. What is `caught_by` somebody who waits for a test event starts nothing.
    """

    company_id: UUID
    source: str
    topic: str
    listens: str
    body: bytes = b""
    input: Any = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    method: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, Any] = field(default_factory=dict)
    preview: str = ""
    is_whole: bool = True  # the preview is all of the body
    dedupe_key: str | None = None
    refused: ApiError | None = None
    is_for: Callable[[TriggerRow], bool] | None = None
    why_not: Callable[[TriggerRow], str | None] | None = None
    only: UUID | None = None
    again_of: UUID | None = None
    caught_by: UUID | None = None
    started_by: str = ""
    keeps_key_strictly: bool = False  # the same key with another body is a mistake of the caller


@dataclass(frozen=True, slots=True)
class Decision:
    """What the event did to one workflow."""

    trigger: TriggerRow
    status: str
    reason: str = ""
    run_id: UUID | None = None
    error: ApiError | None = None


@dataclass(frozen=True, slots=True)
class Received:
    """A stored event. Of a duplicate `first_id` is the one that came before, and `run_id` its first run."""

    event_id: UUID
    status: str
    decisions: Sequence[Decision] = ()
    first_id: UUID | None = None
    run_id: UUID | None = None
    error: ApiError | None = None  # what the sender hears of a rejected one

    @property
    def started(self) -> int:
        return sum(decision.status == "started" for decision in self.decisions)

    def as_json(self) -> dict[str, Any]:
        return {
            "received": True,
            "eventId": public_id("evt", self.event_id),
            "workflowsTriggered": self.started,
        }

    def as_answer(self) -> tuple[int, dict[str, Any]]:
        """What is said of an app event: 202, or 200 with the event that came first under the same key."""
        if self.first_id is None:
            return 202, self.as_json()
        return 200, {**self.as_json(), "eventId": public_id("evt", self.first_id)}


def shown_headers(
    headers: Mapping[str, str], *, hide: Sequence[str] = (), mask: Mask | None = None
) -> dict[str, str]:
    """Headers as they are kept: names in lower case, credentials hidden."""
    hidden = _SECRET_HEADERS | {name.lower() for name in hide}
    kept = {name.lower(): HIDDEN if name.lower() in hidden else value for name, value in headers.items()}
    return {name: mask.text(value) for name, value in kept.items()} if mask else kept


def preview_of(body: bytes, mask: Mask | None = None) -> tuple[str, bool]:
    """(the beginning of the body as text, whether that is all of it)."""
    text = body[: PREVIEW_CHARACTERS * 4].decode("utf-8", "replace").replace("\x00", "\ufffd")
    shown = text[:PREVIEW_CHARACTERS]
    if mask:
        shown = mask.text(shown)
    return shown, shown.encode() == body
