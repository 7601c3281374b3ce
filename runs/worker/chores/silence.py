"""Looks once a minute for what does not happen: runs that do not succeed any more, runs that do not start."""

from __future__ import annotations

from runs.alerts.watching import look
from runs.worker.chores import Chore

CHORE = Chore("silence", 60.0, look, is_slow=True)
