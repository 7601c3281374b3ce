"""Functions on texts."""

from typing import Any
from urllib.parse import quote

from workflows.expressions.errors import failed, over_limit
from workflows.expressions.evaluation import Evaluation
from workflows.expressions.functions.declare import Function, needs, text
from workflows.expressions.limits import MAX_PADDING, MAX_URL_TEXT
from workflows.expressions.numeric import describe, is_number, whole_number
from workflows.expressions.pattern import compile_pattern
from workflows.expressions.values import check_items, check_length, checked_text, same, to_text


def upper(evaluation: Evaluation, value: Any) -> str:
    return checked_text(text(value, "upper").upper(), evaluation)


def lower(evaluation: Evaluation, value: Any) -> str:
    return checked_text(text(value, "lower").lower(), evaluation)


def trim(evaluation: Evaluation, value: Any) -> str:
    return checked_text(text(value, "trim").strip(), evaluation)


def capitalize(evaluation: Evaluation, value: Any) -> str:
    whole = text(value, "capitalize")
    return checked_text(whole[:1].upper() + whole[1:], evaluation)


def contains(evaluation: Evaluation, value: Any, part: Any) -> bool:
    if isinstance(value, list):
        return is_item(evaluation, part, value)
    if isinstance(value, str) or is_number(value):
        whole = text(value, "contains")
        evaluation.charge_text(len(whole))
        return text(part, "contains") in whole
    raise needs("a text or a list", value, "contains")


def is_item(evaluation: Evaluation, value: Any, values: list[Any]) -> bool:
    """Whether the list holds it, by `==`."""
    evaluation.charge(len(values) // 8 + 1)
    if isinstance(value, str):
        return value in values
    return any(same(value, item, evaluation) for item in values)


def starts_with(_: Evaluation, value: Any, start: Any) -> bool:
    return text(value, "startsWith").startswith(text(start, "startsWith"))


def ends_with(_: Evaluation, value: Any, end: Any) -> bool:
    return text(value, "endsWith").endswith(text(end, "endsWith"))


def replace(evaluation: Evaluation, value: Any, search: Any, replacement: Any) -> str:
    whole, old = text(value, "replace"), text(search, "replace")
    new = text(replacement, "replace")
    if old == "":
        raise failed("replace needs something to search for, not an empty text.")
    evaluation.charge_text(len(whole))
    check_length(len(whole) + whole.count(old) * (len(new) - len(old)))
    return checked_text(whole.replace(old, new), evaluation)


def matches(evaluation: Evaluation, value: Any, pattern: Any, flags: Any = "") -> bool:
    written = text(pattern, "matches")
    compiled = compile_pattern(written, text(flags, "matches"))
    evaluation.charge(len(written) + len(compiled.program))
    return compiled.search(text(value, "matches"), evaluation)


def split(evaluation: Evaluation, value: Any, separator: Any) -> list[str]:
    whole, between = text(value, "split"), text(separator, "split")
    evaluation.charge_text(len(whole))
    if between == "":
        check_items(len(whole), evaluation)
        return list(whole)
    check_items(whole.count(between) + 1, evaluation)
    return whole.split(between)


def slice_(evaluation: Evaluation, value: Any, start: Any, end: Any = None) -> Any:
    first = whole_number(start, "slice")
    last = None if end is None else whole_number(end, "slice")
    if isinstance(value, list):
        part = value[first:last]
        check_items(len(part), evaluation)
        return part
    if isinstance(value, str) or is_number(value):
        return checked_text(text(value, "slice")[first:last], evaluation)
    raise needs("a text or a list", value, "slice")


def pad_start(_: Evaluation, value: Any, length: Any, fill: Any = " ") -> str:
    whole, padding = text(value, "padStart"), text(fill, "padStart")
    width = whole_number(length, "padStart", 0, MAX_PADDING)
    missing = width - len(whole)
    if missing <= 0 or padding == "":
        return whole
    return (padding * (missing // len(padding) + 1))[:missing] + whole


def url_encode(evaluation: Evaluation, value: Any) -> str:
    whole = text(value, "urlEncode")
    if len(whole) > MAX_URL_TEXT:
        raise over_limit(f"urlEncode takes at most {MAX_URL_TEXT:,} characters.")
    try:
        return checked_text(quote(whole, safe="-_.!~*'()"), evaluation)
    except UnicodeEncodeError:
        raise failed("urlEncode: the text holds half of a character.") from None


def string(evaluation: Evaluation, value: Any) -> str:
    return to_text(value, evaluation)


def length(_: Evaluation, value: Any) -> int:
    if isinstance(value, str | list | dict):
        return len(value)
    raise needs("a text, a list or an object", value, "len", _LEN_OF_NULL)


_LEN_OF_NULL = " default(value, []) stands in for a missing one."


def holds(evaluation: Evaluation, value: Any, whole: Any) -> bool:
    """`value in whole`: an item of a list, a key of an object, a part of a text."""
    if isinstance(whole, list):
        return is_item(evaluation, value, whole)
    if isinstance(whole, dict) and (isinstance(value, str) or is_number(value)):
        return text(value, '"in"') in whole
    if isinstance(whole, str) and isinstance(value, str):
        evaluation.charge_text(len(whole))
        return value in whole
    raise needs(f"a list, an object or a text on its right to look for {describe(value)}", whole, '"in"')


FUNCTIONS = (
    Function("upper(text)", upper, "The text in capital letters.", 'upper("usd")', "USD"),
    Function("lower(text)", lower, "The text in small letters.", 'lower("Ada@ACME.com")',
             "ada@acme.com"),
    Function("trim(text)", trim, "The text without blanks and line ends around it.",
             'trim("  INV-7 ")', "INV-7"),
    Function("capitalize(text)", capitalize, "The text with its first letter as a capital.",
             'capitalize("paid in full")', "Paid in full"),
    Function("contains(value, part)", contains,
             "Whether a text contains a part, or a list an item.",
             'contains("ada@acme.com", "@acme.")', True),
    Function("startsWith(text, start)", starts_with, "Whether the text begins with the other.",
             'startsWith("in_1Nk2", "in_")', True),
    Function("endsWith(text, end)", ends_with, "Whether the text ends with the other.",
             'endsWith("contract.pdf", ".pdf")', True),
    Function("replace(text, search, replacement)", replace,
             "The text with every occurrence of one part replaced by another.",
             'replace("2026/01/31", "/", "-")', "2026-01-31"),
    Function("matches(text, pattern, flags?)", matches,
             'Whether a regular expression occurs in the text; the flag "i" ignores case.',
             r'matches("INV-2041", "^INV-\\d{4}$")', True,
             checks=((1, lambda pattern: compile_pattern(text(pattern, "matches"), "")),)),
    Function("split(text, separator)", split, "The parts of the text between the separators.",
             'split("ada,ben,vera", ",")', ["ada", "ben", "vera"]),
    Function("slice(value, start, end?)", slice_,
             "A part of a text or list, from one position to before another; negative ones count "
             "from the end.",
             'slice("4242424242424242", -4)', "4242"),
    Function("padStart(text, length, fill?)", pad_start,
             "The text filled up from the left to a length, with blanks or the given text.",
             'padStart(42, 6, "0")', "000042"),
    Function("urlEncode(text)", url_encode, "The text as it may stand in a URL.",
             'urlEncode("a b&c")', "a%20b%26c"),
    Function("string(value)", string,
             "The value as text, as it would stand in the middle of a text.", "string(12.50)",
             "12.5"),
    Function("len(value)", length,
             "The number of characters of a text, items of a list or entries of an object.",
             "len([10, 20, 30])", 3),
)  # fmt: skip
