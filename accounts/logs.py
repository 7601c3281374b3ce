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


def regarding(**ids: Any) -> dict[str, Any]:
    """`extra` of a line about something that the thread is not at work on: `logger.warning(…, extra=regarding(runId=…))`."""
    return {"facts": ids}


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


_WORD = re.compile(r"[a-z]{1,20}(?:-[a-z]{1,20})?|v?\d{1,6}|[a-z]{2,6}_[0-9a-f-]{32,36}|[0-9a-f-]{32,36}")
# Below these every word is somebody's own, after so many that are not (a webhook's provider).
_OPAQUE = {"webhooks": 1, "approve": 0, "set-password": 0, "password-reset": 0}


def shown_path(path: str) -> str:
    """The path with `…` in place of what may be secret: a webhook's path, a link in a mail. Known words and ids stay."""
    parts = path.split("/")
    for place, part in enumerate(parts):
        if place == 1 and part in _OPAQUE:
            shown = place + 1 + _OPAQUE[part]
            return "/".join([*parts[:shown], *["…"] * len(parts[shown:])])
        if part and not _WORD.fullmatch(part):
            parts[place] = part if part.endswith((".js", ".css", ".ico", ".svg", ".woff2", ".json")) else "…"
    return "/".join(parts)


class Lines(logging.Formatter):
    """`2026-11-26 12:00:00,000 INFO    headrace.worker: message (run_… step_…)`."""

    def __init__(self) -> None:
        super().__init__("{asctime} {levelname:<7} {name}: {message}", style="{")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's name
        line = super().formatMessage(record)
        facts = {**(about.get() or {}), **getattr(record, "facts", {})}
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
        for facts in (getattr(record, "facts", None), about.get()):  # what the line itself says counts
            if facts:
                line.update({name: value for name, value in facts.items() if name not in line})
        if record.exc_info:
            line["error"] = masked(self.formatException(record.exc_info))
        return orjson.dumps(line, default=str).decode()
