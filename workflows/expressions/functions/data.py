"""Functions on any value: JSON text, and what to take when something is missing."""

import json
import math
from typing import Any

from workflows.expressions.errors import failed
from workflows.expressions.evaluation import Evaluate, Evaluation
from workflows.expressions.functions.declare import Function, needs
from workflows.expressions.limits import CHARACTERS_PER_UNIT
from workflows.expressions.numeric import checked
from workflows.expressions.values import json_text

_MAX_DIGITS = 20


def json_(evaluation: Evaluation, value: Any) -> str:
    return json_text(value, evaluation)


def parse_json(evaluation: Evaluation, value: Any) -> Any:
    if not isinstance(value, str):
        raise needs("a text", value, "parseJson")
    # Every comma is about one value to build.
    evaluation.charge(value.count(",") // 2 + len(value) // CHARACTERS_PER_UNIT + 1)
    try:
        parsed = json.loads(value, parse_int=_whole, parse_float=_fraction, parse_constant=_no_number)
    except RecursionError:
        raise failed("parseJson: the text is nested too deeply.") from None
    except json.JSONDecodeError as error:
        raise failed(f"parseJson: no JSON at character {error.pos + 1}.") from None
    if "\\ud" in value or "\\uD" in value:
        _refuse_half_characters(parsed)
    return parsed


def _whole(digits: str) -> int:
    if len(digits) > _MAX_DIGITS:
        raise failed("parseJson: a number is larger than 64 bits; send it as a text.")
    return checked(int(digits))


def _fraction(digits: str) -> float:
    value = float(digits)
    if math.isinf(value):
        raise failed("parseJson: a number is too large.")
    return value


def _no_number(name: str) -> float:
    raise failed(f"parseJson: {name} is not JSON.")


def _refuse_half_characters(parsed: Any) -> None:
    """They could not be stored: no encoding has them."""
    try:
        json.dumps(parsed, ensure_ascii=False).encode()
    except (UnicodeEncodeError, RecursionError):
        raise failed("parseJson: the text holds half of a character (\\ud…).") from None


def default(evaluation: Evaluation, value: Evaluate, fallback: Evaluate) -> Any:
    found = value(evaluation)
    return fallback(evaluation) if found is None or found == "" else found


def coalesce(evaluation: Evaluation, *values: Evaluate) -> Any:
    for value in values:
        found = value(evaluation)
        if found is not None:
            return found
    return None


def is_empty(_: Evaluation, value: Any) -> bool:
    return value is None or (isinstance(value, str | list | dict) and not value)


FUNCTIONS = (
    Function("default(value, fallback)", default,
             "The value, or the fallback where it is missing, null or an empty text.",
             'default(null, "Unknown")', "Unknown", is_lazy=True),
    Function("coalesce(value, …)", coalesce, "The first of the values that is not null.",
             'coalesce(null, "", "c")', "", is_lazy=True),
    Function("isEmpty(value)", is_empty,
             "Whether it is missing, null, an empty text, an empty list or an empty object.",
             "isEmpty([])", True, guards_first=True),
    Function("json(value)", json_, "The value as JSON text.", "json({paid: true, net: 12.5})",
             '{"paid":true,"net":12.5}'),
    Function("parseJson(text)", parse_json, "The value that a JSON text stands for.",
             """parseJson('{"paid": true}')""", {"paid": True}),
)  # fmt: skip
