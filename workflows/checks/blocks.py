"""Checks of each block for itself: its type, its config, its limits."""

from __future__ import annotations

from collections import Counter

from workflows.checks.findings import Findings
from workflows.configs import check_config
from workflows.definition import BlockDef
from workflows.reading import guess
from workflows.registry import block_type, block_types

MAX_ATTEMPTS = 20
MAX_BACKOFF_MS = 24 * 60 * 60 * 1000
MAX_STEP_TIMEOUT_MS = 24 * 60 * 60 * 1000


def check_blocks(findings: Findings) -> None:
    for block in findings.definition.blocks:
        if not block.disabled:
            _check_config(findings, block)
        _check_limits(findings, block)
    _check_names(findings)


def _check_config(findings: Findings, block: BlockDef) -> None:
    known = block_type(block.type)
    if known is None:
        close = guess(block.type, [item.type for item in block_types()])
        message = f"“{block.name}”: there is no block type “{block.type}”.{close}"
        findings.in_block(block, "UNKNOWN_TYPE", message, part="type")
        return
    for problem in check_config(known, block.config):
        findings.in_block(
            block,
            "CONFIG_INVALID",
            problem.message,
            part=f"config.{problem.path}" if problem.path else "config",
        )


def _check_limits(findings: Findings, block: BlockDef) -> None:
    if block.timeout_ms is not None and not 1 <= block.timeout_ms <= MAX_STEP_TIMEOUT_MS:
        findings.in_block(
            block,
            "OUT_OF_BOUNDS",
            f"The time limit of “{block.name}” must be between 1 ms and {MAX_STEP_TIMEOUT_MS:,} ms (24 hours).",
            part="timeoutMs",
        )
    retry = block.retry_config
    if retry is None:
        return
    bounds: tuple[tuple[str, str, float, float, float], ...] = (
        ("maxAttempts", "attempts", retry.max_attempts, 1, MAX_ATTEMPTS),
        ("backoffMs", "first delay in ms", retry.backoff_ms, 0, MAX_BACKOFF_MS),
        ("maxDelayMs", "longest delay in ms", retry.max_delay_ms, 0, MAX_BACKOFF_MS),
        ("backoffMultiplier", "multiplier", retry.backoff_multiplier, 1, 10),
    )
    for key, words, value, least, most in bounds:
        if not least <= value <= most:
            findings.in_block(
                block,
                "OUT_OF_BOUNDS",
                f"Retries of “{block.name}”: {words} must be between {least:,} and {most:,}.",
                part=f"retryConfig.{key}",
            )


def _check_names(findings: Findings) -> None:
    count = Counter(block.name for block in findings.definition.blocks)
    for block in findings.definition.blocks:
        if count[block.name] > 1:
            findings.in_block(
                block,
                "DUPLICATE_NAME",
                f"{count[block.name]} blocks are called “{block.name}”; in a run they are hard to tell apart.",
                part="name",
                severity="warning",
            )
