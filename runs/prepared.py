"""Statements that PostgreSQL has parsed and planned once for each connection, instead of each time they come.

Several statements go to the server in one message (`runs/sql.py`), as text, so they are prepared in SQL, too: `PREPARE` goes
ahead of the message in which a statement comes for the second time, and from then on it is an `EXECUTE` with its values. That
takes a third off what the server does for a light run.
"""

from __future__ import annotations

import itertools
import time
from typing import Any

#: Planned anew after this, seconds: what was planned while the tables were small must not stay when they are not.
AGE = 300
#: Statements of one connection; more come as they are. There are some twenty, a few of them for several numbers of rows.
MOST = 100

_numbers = itertools.count(1)


class Often(str):
    """A statement with `?` marks that comes again and again in these very words, and gives each mark's type by its place."""

    __slots__ = ()


class Plans:
    """What one connection has prepared."""

    def __init__(self) -> None:
        self._since = time.monotonic()
        self._prepared: dict[str, str] = {}  # statement: how it is executed
        self._seen: set[str] = set()
        self._new: dict[str, str] = {}

    @classmethod
    def of(cls, raw: Any) -> Plans:
        """Kept with the driver's connection: they end together."""
        plans: Plans | None = getattr(raw, "headrace_plans", None)
        if plans is None:
            plans = raw.headrace_plans = cls()
        return plans

    @staticmethod
    def forget(raw: Any) -> None:
        """All that this connection has prepared: its names are not used any more."""
        raw.headrace_plans = None

    @staticmethod
    def are_stale(error: Any) -> bool:
        """Whether this is "cached plan must not change result type", in whatever language: a column was given another type
        meanwhile. The server names the place in its code, which gives nothing else this answer.
        """
        return bool(error.diag.source_function == "RevalidateCachedQuery")

    def text(self, statement: str, ahead: list[str]) -> str:
        """The statement for the driver. What has to be said to the server before it is put to `ahead`."""
        execute = self._prepared.get(statement) or self._new.get(statement)
        if execute is not None:
            return execute
        if not isinstance(statement, Often):
            return statement.replace("?", "%s")
        if statement not in self._seen:
            if len(self._seen) < MOST:
                self._seen.add(statement)
            return statement.replace("?", "%s")
        # A name is never used again: what the server made of a message that failed is not known.
        name, parts = f"headrace_{next(_numbers)}", statement.split("?")
        count = len(parts) - 1
        marked = "".join(f"{part}${number}" for number, part in enumerate(parts[:-1], 1)) + parts[-1]
        ahead.append(f"PREPARE {name} AS {marked}")
        self._new[statement] = execute = (
            f"EXECUTE {name}({', '.join(['%s'] * count)})" if count else f"EXECUTE {name}"
        )
        return execute

    def begin(self, ahead: list[str]) -> None:
        """Before the texts of a message are asked for."""
        self._new = {}
        if time.monotonic() - self._since > AGE:
            ahead.append("DEALLOCATE ALL")
            self._since, self._prepared = time.monotonic(), {}

    def taken(self) -> None:
        """The message was taken: what went ahead of it is known to the server."""
        self._prepared |= self._new
        self._new = {}
