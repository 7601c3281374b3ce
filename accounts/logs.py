"""Log lines: for a person by default, one JSON object a line for machines; secrets never.

`about` holds what the present thread is working on, so that a line says which run it belongs to whoever wrote it.
"""

from __future__ import annotations

import datetime
import logging
import os
import re
from contextvars import ContextVar
from typing import Any

import orjson

#: Ids of what is being worked on: `runId`, `stepId`, `blockId`, `workflowId`, `companyId`.
about: ContextVar[dict[str, Any] | None] = ContextVar("about", default=None)

# The last net, under everything that keeps secrets out of messages: keys, passwords in addresses, credentials.
_SECRETS = re.compile(
    r"""(?P<key>\bwfk_)[0-9A-Za-z]{8,}
      | (?P<address>[a-z][a-z0-9+.-]*://)[^\s/@:]*:[^\s/@]+(?=@)
      | (?P<scheme>\b(?:Bearer|Basic)\s+)[^\s"',]{6,}
    """,
    re.VERBOSE | re.IGNORECASE,
)


def masked(text: str) -> str:
    """The text without what looks like an API key, a password in an address, or a credential."""
    return _SECRETS.sub(lambda found: f"{found['key'] or found['address'] or found['scheme']}***", text)


class Lines(logging.Formatter):
    """`2026-11-26 12:00:00,000 INFO    headrace.worker: message (run_… step_…)`."""

    def __init__(self) -> None:
        super().__init__("{asctime} {levelname:<7} {name}: {message}", style="{")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's name
        line = super().formatMessage(record)
        facts = about.get()
        if facts:
            ids = [str(facts[name]) for name in ("runId", "stepId") if name in facts]
            missing = [one for one in ids if one not in line]
            if missing:
                line = f"{line} ({' '.join(missing)})"
        return line

    def format(self, record: logging.LogRecord) -> str:
        return masked(super().format(record))


class JsonLines(logging.Formatter):
    """One object a line: `at level logger message process`, the ids of `about`, a record's own `facts`, and `error`
    with the trace where there is one.
    """

    def format(self, record: logging.LogRecord) -> str:
        moment = datetime.datetime.fromtimestamp(record.created, datetime.UTC)
        line: dict[str, Any] = {
            "at": moment.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": masked(record.getMessage()),
            "process": os.getpid(),
            "thread": record.threadName,
        }
        for facts in (about.get(), getattr(record, "facts", None)):
            if facts:
                line.update({name: value for name, value in facts.items() if name not in line})
        if record.exc_info:
            line["error"] = masked(self.formatException(record.exc_info))
        return orjson.dumps(line, default=str).decode()
