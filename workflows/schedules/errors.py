"""Why a schedule cannot be."""

from __future__ import annotations

from typing import Literal

Part = Literal["cron", "interval", "timezone"]


class ScheduleError(ValueError):
    """`part` is the field of the config that is wrong; the message is a sentence for a person."""

    def __init__(self, part: Part, message: str) -> None:
        super().__init__(message)
        self.part: Part = part
        self.message = message
