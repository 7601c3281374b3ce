"""What someone meant who wrote a name that is not a function here."""

import difflib

from workflows.expressions.functions import FUNCTIONS

# JavaScript's and other tools' names for the same thing.
_MEANT = {
    "touppercase": "upper", "uppercase": "upper", "tolowercase": "lower", "lowercase": "lower",
    "includes": "contains", "indexof": "contains", "has": "contains", "length": "len",
    "size": "len", "count": "len", "substring": "slice", "substr": "slice", "left": "slice",
    "replaceall": "replace", "tofixed": "formatNumber", "tolocalestring": "formatNumber",
    "tostring": "string", "str": "string", "text": "string", "tonumber": "number",
    "parseint": "number", "parsefloat": "number", "int": "number", "float": "number",
    "stringify": "json", "tojson": "json", "parse": "parseJson", "fromjson": "parseJson",
    "test": "matches", "match": "matches", "regex": "matches", "concat": "flatten",
    "flat": "flatten", "average": "sum", "total": "sum", "ifempty": "default",
    "isnull": "isEmpty", "exists": "isEmpty", "toisostring": "date", "todate": "date",
    "dateformat": "formatDate", "format": "formatDate", "at": "first", "titlecase": "capitalize",
    "encodeuricomponent": "urlEncode", "distinct": "unique", "sortby": "sort", "where": "filter",
    "unix": "timestamp", "gettime": "timestamp", "datediff": "diffDays", "adddate": "addDays",
    "currency": "money", "formatcurrency": "money", "trunc": "floor", "ceiling": "ceil",
    "padleft": "padStart", "leftpad": "padStart", "ifnull": "coalesce", "nvl": "coalesce",
}  # fmt: skip
_GLOBALS = frozenset({"Math", "JSON", "Date", "Object", "Array", "String", "Number", "_"})


def for_function(name: str) -> str:
    """A hint that ends the sentence "There is no function …"; empty where nothing is close."""
    meant = _meant(name)
    return f'; did you mean "{FUNCTIONS[meant].signature}"?' if meant else ""


def for_method(name: str, before: str) -> str:
    """How to write `before.name(…)`."""
    meant = _meant(name)
    if meant is None:
        return ""
    shown = before if len(before) <= 40 else "value"
    return f'; write "{meant}({"…" if shown in _GLOBALS else shown})"'


def _meant(name: str) -> str | None:
    lowered = name[:50].lower()
    by_lower = {known.lower(): known for known in FUNCTIONS}
    if lowered in by_lower:
        return by_lower[lowered]
    if lowered in _MEANT:
        return _MEANT[lowered]
    close = difflib.get_close_matches(lowered, list(by_lower), n=1, cutoff=0.6)
    return by_lower[close[0]] if close else None
