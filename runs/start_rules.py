"""The rules of a start that need nothing but its facts: its fingerprint, which trigger fires, whether the input fits."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

import orjson

from accounts.api.errors import validation_error
from runs.payloads import dump
from workflows.schemas import Schema


def fingerprint(*, input: Any, connection_id: object, version: str) -> str:
    """SHA-256 of the canonical `{input, connectionId, version}`."""
    body = {
        "input": input,
        "connectionId": None if connection_id is None else str(connection_id),
        "version": version,
    }
    try:
        canonical = orjson.dumps(body, option=orjson.OPT_SORT_KEYS)
    except orjson.JSONEncodeError:
        canonical = dump(body)  # deeper than orjson goes; such a body must come in the same order of keys
    return hashlib.sha256(canonical).hexdigest()


def choose_trigger(wanted: str | None, triggers: Sequence[str], api_triggers: Sequence[str]) -> str:
    """The block that fires: the one that is named, else the only one there is. Raises ApiError 400."""
    if wanted is not None:
        if wanted in triggers:
            return wanted
        raise validation_error(
            f"There is no trigger “{wanted}” in this version.",
            [{"path": "triggerId", "message": f"Use one of: {', '.join(triggers) or 'none exist'}."}],
        )
    if len(triggers) == 1:
        return triggers[0]
    if len(api_triggers) == 1:
        return api_triggers[0]
    if not triggers:
        raise validation_error("This version has no trigger. Add one to the drawing.", [])
    raise validation_error(
        "This workflow has several triggers. Say which one fires.",
        [{"path": "triggerId", "message": f"Use one of: {', '.join(triggers)}."}],
    )


def check_input(schema: Schema, value: Any) -> None:
    """Raises ApiError 400 naming each place that does not fit."""
    complaints = schema.complaints(value)
    if complaints:
        details = [
            {"path": f"input.{path}" if path else "input", "message": message} for path, message in complaints
        ]
        raise validation_error("The input does not fit the workflow's input schema.", details)
