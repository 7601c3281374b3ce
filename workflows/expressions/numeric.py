"""Numbers: 64-bit integers that are exact, and fractions that add up the way money does.

Fractions are doubles, but arithmetic on them is decimal on their shortest form: what is written
0.1 counts as exactly 0.1, so 0.1 + 0.2 is 0.3 and 1.005 rounds to 1.01. A result without a
fraction is an int, as JavaScript would print it.
"""

import math
import re
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal
from typing import Any, TypeAlias

from workflows.expressions.errors import ExpressionError, failed, type_mismatch

Number: TypeAlias = int | float

MAX_INT = 2**63 - 1
MIN_INT = -(2**63)

# 50 digits hold the product of any two operands; no traps: NaN and Infinity are caught at the end.
_EXACT = Context(prec=50, rounding=ROUND_HALF_EVEN, traps=[])
# The quotient of a remainder can have as many digits as the exponents of doubles allow.
_WIDE = Context(prec=700, rounding=ROUND_HALF_EVEN, traps=[])
_MONEY = Context(prec=400, rounding=ROUND_HALF_UP, traps=[])
_NUMERIC = re.compile(r"\s*([+-]?)([0-9]+(?:\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,4})?\s*")
_MAX_NUMERIC_TEXT = 400
# 10.0**n is exact for these, which keeps rounding within the digits a double has.
_MAX_PLACES = 22


def is_number(value: object) -> bool:
    return type(value) is int or type(value) is float


def parse_number(text: str) -> Number | None:
    """The number a text spells, None if it spells none. Whole ones may exceed 64 bits."""
    if len(text) > _MAX_NUMERIC_TEXT:
        return None
    match = _NUMERIC.fullmatch(text)
    if match is None:
        return None
    sign, digits, exponent = match.groups()
    if exponent is None and "." not in digits:
        return int(sign + digits)
    value = float(sign + digits + (exponent or ""))
    return None if math.isinf(value) else _settled(value)


def _settled(value: float) -> Number:
    """Whole doubles as ints where every one of them is exact."""
    return int(value) if value.is_integer() and abs(value) <= 2**53 else value


def checked(value: int) -> int:
    if MIN_INT <= value <= MAX_INT:
        return value
    raise failed("A number is larger than 64 bits; send it as a text.")


def describe(value: object) -> str:
    """What kind of value this is, in words. Never the value itself: it may be a secret."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return "a text" if value else "an empty text"
    if isinstance(value, int | float):
        return "a number"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, dict):
        return "an object"
    return "something that is not JSON data"


def to_number(value: object, what: str) -> Number:
    """`value` as a number: itself, or the number its text spells.

    Raises TYPE_MISMATCH for everything else, null included: an amount that is missing is not 0.
    """
    if type(value) is int or type(value) is float:
        return value
    if type(value) is str:
        number = parse_number(value)
        if number is not None:
            return checked(number) if type(number) is int else number
        raise type_mismatch(f"{what} needs a number; this text does not spell one.")
    raise type_mismatch(f"{what} needs a number, not {describe(value)}.")


def decimal_of(value: Number) -> Decimal:
    return Decimal(value) if type(value) is int else Decimal(repr(value))


def from_decimal(value: Decimal) -> Number:
    """Back to an int where it is whole and fits, else to the nearest double."""
    if not value.is_finite():
        raise failed("The result is not a number.")
    if value.adjusted() < 19 and value == value.to_integral_value():
        whole = int(value)
        if MIN_INT <= whole <= MAX_INT:
            return whole
    result = float(value)
    if math.isinf(result):
        raise failed("The result is too large for a number.")
    # Too small for a double: 0, and neither 0.0 nor -0.0.
    return result or 0


def plus(left: Number, right: Number) -> Number:
    if type(left) is int and type(right) is int:
        return checked(left + right)
    return from_decimal(_EXACT.add(decimal_of(left), decimal_of(right)))


def subtract(left: Any, right: Any) -> Number:
    if type(left) is not int or type(right) is not int:
        left, right = to_number(left, '"-"'), to_number(right, '"-"')
        if type(left) is not int or type(right) is not int:
            return from_decimal(_EXACT.subtract(decimal_of(left), decimal_of(right)))
    return checked(left - right)


def multiply(left: Any, right: Any) -> Number:
    if type(left) is not int or type(right) is not int:
        left, right = to_number(left, '"*"'), to_number(right, '"*"')
        if type(left) is not int or type(right) is not int:
            return from_decimal(_EXACT.multiply(decimal_of(left), decimal_of(right)))
    return checked(left * right)


def divide(left: Any, right: Any) -> Number:
    left, right = to_number(left, '"/"'), to_number(right, '"/"')
    if right == 0:
        raise failed("A division by zero.")
    if type(left) is int and type(right) is int and left % right == 0:
        return checked(left // right)
    return from_decimal(_EXACT.divide(decimal_of(left), decimal_of(right)))


def remainder(left: Any, right: Any) -> Number:
    """What is left of a division; has the sign of the left side, as in JavaScript."""
    left, right = to_number(left, '"%"'), to_number(right, '"%"')
    if right == 0:
        raise failed("A division by zero.")
    if type(left) is int and type(right) is int:
        size = abs(left) % abs(right)
        return -size if left < 0 else size
    return from_decimal(_WIDE.remainder(decimal_of(left), decimal_of(right)))


def negate(value: object) -> Number:
    number = to_number(value, '"-"')
    return checked(-number) if type(number) is int else from_decimal(decimal_of(number).copy_negate())


def total(values: list[Number]) -> Number:
    """Their sum, rounded once at the end."""
    if all(type(value) is int for value in values):
        return checked(int(sum(values)))
    result = Decimal(0)
    for value in values:
        result = _WIDE.add(result, decimal_of(value))
    return from_decimal(result)


def rounded(value: Number, places: int, rounding: str = ROUND_HALF_UP) -> Decimal:
    """`value` to so many decimal places (negative: tens, hundreds), half away from zero."""
    if not -_MAX_PLACES <= places <= _MAX_PLACES:
        raise failed(f"Decimal places go from -{_MAX_PLACES} to {_MAX_PLACES}.")
    exact = decimal_of(value)
    if not exact.is_finite():
        raise failed("The result is not a number.")
    return exact.quantize(Decimal(1).scaleb(-places), rounding=rounding, context=_MONEY)


def number_text(value: Number) -> str:
    """As JavaScript writes it: 5.0 is "5", 1e21 is "1e+21", the smallest digits that mean it."""
    if type(value) is int:
        return str(checked(value))
    if isinstance(value, int):
        return str(int(value))
    if not math.isfinite(value):
        raise failed("A value is not a number.")
    if value == 0:
        return "0"
    size = abs(value)
    if 1e-6 <= size < 1e21:
        if value.is_integer() and size < 1e15:
            return str(int(value))
        plain = format(Decimal(repr(value)), "f")
        return plain.rstrip("0").rstrip(".") if "." in plain else plain
    digits, _, exponent = repr(value).partition("e")
    digits = digits.removesuffix(".0")
    return f"{digits}e{int(exponent):+d}"


def whole_number(value: object, what: str, low: int = MIN_INT, high: int = MAX_INT) -> int:
    """`value` as an integer within bounds."""
    number = to_number(value, what)
    if not math.isfinite(number) or int(number) != number:
        raise type_mismatch(f"{what} needs a whole number.")
    if not low <= number <= high:
        raise _out_of_bounds(what, low, high)
    return int(number)


def _out_of_bounds(what: str, low: int, high: int) -> ExpressionError:
    return failed(f"{what} takes whole numbers from {low:,} to {high:,}.")
