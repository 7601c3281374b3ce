"""Functions on numbers. All of them also take texts that spell numbers."""

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any

from workflows.expressions.errors import failed, type_mismatch
from workflows.expressions.evaluation import Evaluation
from workflows.expressions.functions.declare import Function, items, text
from workflows.expressions.numeric import (
    Number,
    checked,
    decimal_of,
    describe,
    from_decimal,
    parse_number,
    rounded,
    to_number,
    total,
    whole_number,
)
from workflows.expressions.ordering import extreme

_SYMBOLS = {
    "USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "CAD": "CA$", "AUD": "A$", "NZD": "NZ$",
    "INR": "₹", "BRL": "R$", "ILS": "₪", "KRW": "₩",
}  # fmt: skip
# ISO 4217: the currencies that are not divided by a hundred.
_NO_DECIMALS = frozenset(
    [
        "BIF",
        "CLP",
        "DJF",
        "GNF",
        "ISK",
        "JPY",
        "KMF",
        "KRW",
        "PYG",
        "RWF",
        "UGX",
        "UYI",
        "VND",
        "VUV",
        "XAF",
        "XOF",
        "XPF",
    ]
)
_THREE_DECIMALS = frozenset(["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"])


def number(_: Evaluation, value: Any) -> Number:
    return to_number(value, "number")


def round_(_: Evaluation, value: Any, places: Any = 0) -> Number:
    return from_decimal(rounded(to_number(value, "round"), whole_number(places, "round")))


def floor(_: Evaluation, value: Any) -> Number:
    return from_decimal(rounded(to_number(value, "floor"), 0, ROUND_FLOOR))


def ceil(_: Evaluation, value: Any) -> Number:
    return from_decimal(rounded(to_number(value, "ceil"), 0, ROUND_CEILING))


def abs_(_: Evaluation, value: Any) -> Number:
    size = to_number(value, "abs")
    return checked(abs(size)) if type(size) is int else from_decimal(decimal_of(size).copy_abs())


def min_(evaluation: Evaluation, *values: Any) -> Any:
    return extreme(_one_list(values, "min"), "min", largest=False, evaluation=evaluation)


def max_(evaluation: Evaluation, *values: Any) -> Any:
    return extreme(_one_list(values, "max"), "max", largest=True, evaluation=evaluation)


def _one_list(values: tuple[Any, ...], what: str) -> list[Any]:
    """`max(list)` and `max(a, b, c)` alike."""
    return items(values[0], what) if len(values) == 1 else list(values)


def sum_(evaluation: Evaluation, *values: Any) -> Number:
    addends = _one_list(values, "sum")
    evaluation.charge(len(addends) + 1)
    numbers: list[Number] = []
    for position, value in enumerate(addends):
        if type(value) is int or type(value) is float:
            numbers.append(value)
            continue
        spelled = parse_number(value) if isinstance(value, str) else None
        if spelled is None:
            raise type_mismatch(f"sum needs numbers; item {position} is {describe(value)}.")
        numbers.append(spelled)
    return total(numbers)


def format_number(
    _: Evaluation, value: Any, places: Any = None, thousands: Any = ",", point: Any = "."
) -> str:
    exact = decimal_of(to_number(value, "formatNumber"))
    if places is not None:
        exact = rounded(to_number(value, "formatNumber"), whole_number(places, "formatNumber", 0, 20))
    between, mark = text(thousands, "formatNumber"), text(point, "formatNumber")
    if len(between) > 10 or len(mark) > 10:
        raise failed("formatNumber takes separators of a few characters.")
    return _grouped(exact, between, mark, keeps_zeros=places is not None)


def _grouped(value: Decimal, thousands: str, point: str, *, keeps_zeros: bool) -> str:
    if not value.is_finite():
        raise failed("A value is not a number.")
    whole, _, fraction = format(value.copy_abs(), ",f").partition(".")
    if not keeps_zeros:
        fraction = fraction.rstrip("0")
    sign = "-" if value < 0 else ""
    return sign + whole.replace(",", thousands) + (point + fraction if fraction else "")


def money(_: Evaluation, amount: Any, currency: Any) -> str:
    code = text(currency, "money").strip().upper()
    if len(code) != 3 or not code.isascii() or not code.isalpha():
        raise failed('money needs a currency of three letters, such as "usd".')
    places = 0 if code in _NO_DECIMALS else 3 if code in _THREE_DECIMALS else 2
    value = rounded(to_number(amount, "money"), places)
    plain = _grouped(value.copy_abs(), ",", ".", keeps_zeros=True)
    return ("-" if value < 0 else "") + _SYMBOLS.get(code, code + " ") + plain


FUNCTIONS = (
    Function("number(value)", number, "The number that a text spells.", 'number(" 12.50 ")', 12.5),
    Function("round(number, places?)", round_,
             "Rounded to whole numbers or to decimal places, half away from zero.",
             "round(1.005, 2)", 1.01),
    Function("floor(number)", floor, "The largest whole number that is not above it.", "floor(-1.5)", -2),
    Function("ceil(number)", ceil, "The smallest whole number that is not below it.", "ceil(4.1)", 5),
    Function("abs(number)", abs_, "The number without its sign.", "abs(-12.5)", 12.5),
    Function("min(value, …)", min_,
             "The smallest of the values or of one list: numbers, dates or texts; null for none.",
             "min(19.9, 5, 12)", 5),
    Function("max(value, …)", max_,
             "The largest of the values or of one list: numbers, dates or texts; null for none.",
             'max(["2026-01-31", "2026-02-01"])', "2026-02-01"),
    Function("sum(value, …)", sum_, "The sum of the values or of one list, exact for money.",
             "sum([0.1, 0.2, 10])", 10.3),
    Function("formatNumber(number, places?, thousands?, point?)", format_number,
             "The number with thousands separated, with so many decimal places.",
             "formatNumber(1234567.5, 2)", "1,234,567.50"),
    Function("money(amount, currency)", money,
             "The amount in a currency's own form; divide by 100 first if it is in cents.",
             'money(129900 / 100, "usd")', "$1,299.00"),
)  # fmt: skip
