"""Checks of what runs and still may do harm: secrets in plain text, writes that may happen twice, repeating without end."""

from __future__ import annotations

import re
from collections.abc import Iterator

from integrations.blocktype import BlockType
from workflows.checks.findings import Findings
from workflows.definition import BlockDef
from workflows.reading import Json
from workflows.registry import block_type

#: Beginnings that keys of well-known services have, and nothing else.
_KEYS = re.compile(
    r"""(?x) \b(?:
      sk_(?:live|test)_[A-Za-z0-9]{16,} | rk_(?:live|test)_[A-Za-z0-9]{16,} | whsec_[A-Za-z0-9+/=]{16,}
      | xox[abprs]-[A-Za-z0-9-]{10,} | gh[pousr]_[A-Za-z0-9]{30,} | AKIA[0-9A-Z]{16} | AIza[A-Za-z0-9_-]{30,}
      | pat-[a-z0-9]{2,4}-[0-9a-f-]{30,} | wfk_[A-Za-z0-9]{24,} | eyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.
    )"""
)
_CREDENTIAL = re.compile(r"(?i)\b(?:bearer|basic|token)\s+[A-Za-z0-9._~+/=-]{12,}")
#: Fields and headers that hold a secret and nothing else.
_SECRET_NAMES = re.compile(
    r"(?i)^(?:password|secret|token|api[-_]?key|x-api-key|client[-_]?secret|access[-_]?token|private[-_]?key)$"
)
_SHORTEST = 6


def check_care(findings: Findings) -> None:
    for block in findings.definition.blocks:
        if block.disabled:
            continue
        _check_secrets(findings, block)
        known = block_type(block.type)
        if known is not None:
            _check_repeated_write(findings, block, known)
            _check_endless(findings, block, known)
    for name, value in findings.definition.variables.items():
        if any(_is_secret(key, text) for key, text in _texts(value, name)):
            findings.at(
                f"variables.{name}",
                "PLAIN_SECRET",
                f"The variable {name} looks like a secret in plain text: every version and every run would show it. "
                f"Keep it under Secrets and write {{{{secrets.NAME}}}} where it is sent.",
                severity="warning",
            )


def _check_secrets(findings: Findings, block: BlockDef) -> None:
    for path, text in _texts(block.config, ""):
        if _is_secret(path, text):
            findings.in_block(
                block,
                "PLAIN_SECRET",
                f"“{block.name}” holds what looks like a secret in plain text ({path}): every version and every run would "
                "show it. Keep it under Secrets and write {{secrets.NAME}} here.",
                part=f"config.{path}",
                severity="warning",
            )
            return


def _is_secret(path: str, text: str) -> bool:
    if _KEYS.search(text):
        return True
    if "{{" in text:
        return False
    name = path.rpartition(".")[2]
    if name.lower() == "authorization" and _CREDENTIAL.search(text):
        return True
    return bool(_SECRET_NAMES.fullmatch(name)) and len(text) >= _SHORTEST


def _texts(value: Json, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, part in value.items():
            yield from _texts(part, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for index, part in enumerate(value):
            yield from _texts(part, f"{path}.{index}" if path else str(index))


def _check_repeated_write(findings: Findings, block: BlockDef, known: BlockType) -> None:
    """A write that its other side cannot tell from its repetition, told to be repeated."""
    if known.effect_for(block.config) != "write" or known.repeats_safely(block.config):
        return
    if block.on_uncertain == "retry":
        why = "it is set to be sent again when nobody knows whether it happened"
    elif block.error_handling == "retry" and known.provider is not None:
        why = "it is set to be tried again"
    else:
        return
    findings.in_block(
        block,
        "WRITE_WITHOUT_KEY",
        f"“{block.name}” may happen twice: {why}, and {known.name} takes no key by which it would know the second one. "
        "Let it ask instead, or look up first whether it is done.",
        part="onUncertain" if block.on_uncertain == "retry" else "errorHandling",
        severity="warning",
    )


def _check_endless(findings: Findings, block: BlockDef, known: BlockType) -> None:
    settings = findings.definition.settings
    if not known.is_container or "timeoutMs" not in settings or settings["timeoutMs"] is not None:
        return
    if "collection" in known.form.model_fields and block.timeout_ms is None:
        findings.in_block(
            block,
            "NO_TIME_LIMIT",
            f"Nothing ends “{block.name}” when it goes on too long: neither it nor the workflow has a time limit. "
            "Give one of them a limit.",
            part="timeoutMs",
            severity="warning",
        )
