"""The values that number and text literals stand for."""

import math
import re

from workflows.expressions.errors import ExpressionSyntaxError
from workflows.expressions.numeric import MAX_INT, MIN_INT

_ESCAPE = re.compile(r"\\(u\{[0-9a-fA-F]{1,6}\}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|.)", re.DOTALL)
_SURROGATE_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_NAMED_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v"}
_TOO_LARGE = "This number is larger than 64 bits; write it in quotes, as text"


def number_literal(text: str, position: int, *, negative: bool = False) -> int | float:
    """The number written as `text`; whole values are ints whatever their spelling (`1e3`)."""
    if text.isascii() and text.isdigit():
        if len(text.lstrip("0")) > 19:
            raise ExpressionSyntaxError(_TOO_LARGE, position)
        whole = -int(text) if negative else int(text)
        if not MIN_INT <= whole <= MAX_INT:
            raise ExpressionSyntaxError(_TOO_LARGE, position)
        return whole
    value = -float(text) if negative else float(text)
    if math.isinf(value):
        raise ExpressionSyntaxError("This number is too large", position)
    if value.is_integer() and abs(value) <= 2**53:
        return int(value)
    return value


def text_literal(text: str, position: int) -> str:
    """The text between the quotes, with JavaScript's escapes undone."""
    if "\\" not in text:
        return text
    plain = _ESCAPE.sub(lambda match: _unescaped(match.group(1), position), text)
    plain = _SURROGATE_PAIR.sub(_joined, plain)
    try:
        plain.encode()
    except UnicodeEncodeError:
        raise ExpressionSyntaxError("This text holds half of a character (\\ud…)", position) from None
    return plain


def _unescaped(escape: str, position: int) -> str:
    kind = escape[0]
    if len(escape) == 1:
        return _NAMED_ESCAPES.get(kind, kind)
    code = int(escape[1:].strip("{}"), 16)
    if code > 0x10FFFF:
        raise ExpressionSyntaxError("There is no such character", position)
    return chr(code)


def _joined(match: re.Match[str]) -> str:
    return match.group().encode("utf-16", "surrogatepass").decode("utf-16")
