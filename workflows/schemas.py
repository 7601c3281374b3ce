"""JSON Schemas that people wrote, checked so that none can do harm.

Nothing is fetched (a `$ref` to another document is a fault of the schema), nothing runs away (patterns take time linear
to the text, and the work of one check is bounded), and nothing but the answer comes out.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

from jsonschema import Draft202012Validator, ValidationError
from jsonschema.validators import extend
from referencing import Registry

from workflows.expressions import ExpressionError
from workflows.expressions.evaluation import Evaluation
from workflows.expressions.pattern import compile_pattern

MOST_COMPLAINTS = 20
LONGEST_SECONDS = 2.0
MESSAGE_LENGTH = 300

Keyword = Callable[[Any, Any, Any, Any], Iterator[ValidationError] | None]

_work = threading.local()


class _TooMuch(Exception):
    """The check was given up."""


class Schema:
    """A schema ready for many checks, by any number of threads."""

    def __init__(self, schema: Any) -> None:
        self._validator = _Validator(schema, registry=Registry())

    def complaints(self, value: Any) -> list[tuple[str, str]]:
        """What is wrong with `value`, as (path, message), at most 20; a schema that cannot be used is a complaint, too."""
        _work.end = time.monotonic() + LONGEST_SECONDS
        try:
            errors = list(islice(self._validator.iter_errors(value), MOST_COMPLAINTS))
        except _TooMuch:
            return [("", "checking it against the schema takes too long")]
        except RecursionError:
            return [("", "it is nested too deeply to be checked against the schema")]
        except ExpressionError as error:
            return [("", f"the schema has a pattern that cannot be used: {error.message}")]
        except Exception as error:  # the libraries raise whatever a malformed schema leads them to
            return [("", f"the schema itself cannot be used: {_short(str(error))}")]
        found = [(".".join(map(str, error.absolute_path)), _short(error.message)) for error in errors]
        return sorted(found)


def _short(text: str) -> str:
    """Messages quote the value, which may be megabytes."""
    return text if len(text) <= MESSAGE_LENGTH else f"{text[: MESSAGE_LENGTH - 1]}…"


def _is_found(pattern: str, text: str) -> bool:
    return compile_pattern(pattern, "").search(text, Evaluation({}, None, strict=False))


def _pattern(_validator: Any, pattern: str, value: Any, _schema: Any) -> Iterator[ValidationError]:
    if isinstance(value, str) and not _is_found(pattern, value):
        yield ValidationError(f"{_short(repr(value))} does not match {pattern!r}")


def _pattern_properties(validator: Any, patterns: Any, value: Any, _schema: Any) -> Iterator[ValidationError]:
    if isinstance(value, dict):
        for pattern, schema in patterns.items():
            for key, item in value.items():
                if _is_found(pattern, key):
                    yield from validator.descend(item, schema, path=key, schema_path=pattern)


def _additional_properties(
    validator: Any, allowed: Any, value: Any, schema: Any
) -> Iterator[ValidationError]:
    if not isinstance(value, dict):
        return
    patterns, named = schema.get("patternProperties", {}), schema.get("properties", {})
    for key, item in value.items():
        if key in named or any(_is_found(pattern, key) for pattern in patterns):
            continue
        if allowed is False:
            yield ValidationError(f"{key!r} is not expected here", path=[key])
        elif isinstance(allowed, dict):
            yield from validator.descend(item, allowed, path=key)


def _bounded(keyword: Any) -> Keyword:
    def check(validator: Any, argument: Any, value: Any, schema: Any) -> Any:
        if time.monotonic() > _work.end:
            raise _TooMuch
        return keyword(validator, argument, value, schema)

    return check


_CHECKS = {
    **Draft202012Validator.VALIDATORS,
    "pattern": _pattern,
    "patternProperties": _pattern_properties,
    "additionalProperties": _additional_properties,
}
_extend: Any = extend  # untyped
_Validator: Any = _extend(Draft202012Validator, {name: _bounded(check) for name, check in _CHECKS.items()})
