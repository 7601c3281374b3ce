"""What is wrong, or doubtful, about a definition, and where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Problem:
    """An error keeps the draft from being published; a warning does not.

    `path` leads there in the definition's JSON ("blocks.2.config.url"); `field` is the part of it inside the block.
    """

    path: str
    block_id: str | None
    field: str | None
    severity: Severity
    code: str
    message: str
