"""Checks of the sources of code blocks: can the language read them, and are the steps there that they name?

Reading needs a language, and languages live in sandbox processes of `runs`, which this app does not know: whoever has
them says so once, with `read_code_with`. A source is asked about once; while a draft is edited, what did not change
costs nothing, and a new text some milliseconds of a process that is there already.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Protocol

from workflows.checks.findings import Findings
from workflows.definition import BlockDef
from workflows.reading import guess

_STEP = re.compile(r"(?<![\w$.])steps\s*(?:\??\.\s*([A-Za-z_$][\w$]*)|\[\s*[\"']([^\"']+)[\"']\s*\])")
_LONGEST = 200_000  # the form refuses longer ones


class Fault(Protocol):
    """What is wrong with a source; `line` counts from 1."""

    @property
    def message(self) -> str: ...

    @property
    def line(self) -> int | None: ...


Reader = Callable[[str, str], Fault | None]
_reader: Reader | None = None


def read_code_with(reader: Reader) -> None:
    """From now on `reader(language, source)` says what cannot be read. Without one, sources are taken as they are."""
    global _reader
    _reader = reader
    _fault.cache_clear()


def check_code(findings: Findings) -> None:
    for block in findings.definition.blocks:
        if block.type != "code" or block.disabled:
            continue
        language, source = block.config.get("language", "javascript"), block.config.get("source")
        if language not in ("javascript", "python") or not isinstance(source, str) or len(source) > _LONGEST:
            continue
        fault = _fault(language, source)
        if fault is not None:
            message, line = fault
            where = "" if line is None else f"Line {line}: "
            findings.in_block(block, "CODE_INVALID", f"{where}{message}", part="config.source")
        _check_steps(findings, block, source)


@lru_cache(maxsize=1024)
def _fault(language: str, source: str) -> tuple[str, int | None] | None:
    fault = _reader(language, source) if _reader is not None else None
    return None if fault is None else (fault.message, fault.line)


def _check_steps(findings: Findings, block: BlockDef, source: str) -> None:
    """A hint, no more: it may be a comment, and code may look before it reads."""
    known = findings.drawing.blocks
    for name in dict.fromkeys(match[1] or match[2] for match in _STEP.finditer(source)):
        if name in known or name in ("length", "hasOwnProperty", "get", "items", "keys", "values"):
            continue
        close = guess(name, [other for other in known if other != block.id])
        findings.in_block(
            block,
            "UNKNOWN_STEP",
            f"The code reads steps.{name}; there is no block “{name}”.{close}",
            part="config.source",
            severity="warning",
        )
