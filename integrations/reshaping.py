"""Taking values out of data by path, changing them by name and putting them elsewhere: the transform block's rules.

Paths are dotted (`customer.lines.0.sku`) or the plain part of JSONPath (`$.lines[0]['sku']`, `$.lines[*].sku`).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation, localcontext
from typing import Any

from pydantic_core import from_json, to_json

EVERY = "*"
_PART = re.compile(r"""\.?([^.\[\]]+)|\[\s*(?:'([^']*)'|"([^"]*)"|([^\]'"]+?))\s*\]""")


class ReshapeError(ValueError):
    """A value that a rule cannot be applied to, in words that do not quote the value."""


def path_of(text: str) -> tuple[str, ...]:
    """The keys of a path. Raises ReshapeError for what is none."""
    rest = text.strip().removeprefix("$")
    parts, position = [], 0
    while position < len(rest):
        match = _PART.match(rest, position)
        if match is None:
            raise ReshapeError(f"“{text}” is not a path such as customer.email.")
        parts.append(next(group for group in match.groups() if group is not None))
        position = match.end()
    return tuple(parts)


def value_at(data: Any, path: tuple[str, ...]) -> Any:
    """The value at a path; null where the path leads nowhere. `*` collects from every entry of a list."""
    for index, part in enumerate(path):
        if part == EVERY:
            entries = list(data.values()) if isinstance(data, dict) else data
            if not isinstance(entries, list):
                return None
            return [value_at(entry, path[index + 1 :]) for entry in entries]
        if isinstance(data, dict):
            data = data.get(part)
        elif isinstance(data, list) and re.fullmatch(r"-?[0-9]{1,9}", part):
            number = int(part)
            data = data[number] if -len(data) <= number < len(data) else None
        else:
            return None
    return data


def put_at(target: dict[str, Any], path: tuple[str, ...], value: Any) -> None:
    """Set the value at a path, making the objects on the way. Raises ReshapeError where something else is in the way.

    `target` itself changes; an object on the way is replaced by its copy, for other steps may read it too.
    """
    if not path:
        raise ReshapeError("The target is empty.")
    here = target
    for part in path[:-1]:
        inside = here.get(part, {})
        if not isinstance(inside, dict):
            raise ReshapeError(f"{'.'.join(path)} cannot be set: {part} is not an object.")
        own = inside.copy()
        here[part] = own
        here = own
    here[path[-1]] = value


def change(name: str, value: Any) -> Any:
    """The value changed by the transform of that name; null stays null. Raises ReshapeError."""
    return None if value is None else TRANSFORMS[name](value)


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    return to_json(value).decode()


def _plain_text(value: Any) -> str:
    if isinstance(value, list | dict):
        raise ReshapeError("needs text, not a list or an object")
    return _text(value)


def _number(value: Any) -> int | float:
    return (
        value if isinstance(value, int | float) and not isinstance(value, bool) else _settled(_decimal(value))
    )


def _decimal(value: Any) -> Decimal:
    """A number, or text that spells one ("1,250.00"), as exactly what it reads as."""
    text = (
        str(value)
        if isinstance(value, int | float)
        else _plain_text(value).strip().replace(",", "").replace(" ", "")
    )
    if isinstance(value, bool):
        text = str(int(value))
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise ReshapeError("is not a number") from None
    if not number.is_finite() or len(text) > 400 or abs(number.adjusted()) > 300:
        raise ReshapeError("is not a number")
    return number


def _settled(number: Decimal) -> int | float:
    """A whole number as an integer, as long as it fits in 64 bits."""
    return int(number) if number == number.to_integral_value() and abs(number) < 2**63 else float(number)


def _rounded(value: Any, places: int, factor: Decimal = Decimal(1)) -> int | float:
    """Half away from zero, in decimal, as money is rounded."""
    with localcontext(prec=700):
        return _settled((_decimal(value) * factor).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))


def _boolean(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    known = {
        "true": True,
        "yes": True,
        "1": True,
        "on": True,
        "false": False,
        "no": False,
        "0": False,
        "off": False,
    }
    found = known.get(_plain_text(value).strip().lower())
    if found is None:
        raise ReshapeError("is neither yes nor no")
    return found


def _moment(value: Any) -> datetime:
    """Text as ISO 8601 writes it, or Unix time in seconds (in milliseconds when it is that large)."""
    try:
        if isinstance(value, int | float) and not isinstance(value, bool):
            return datetime.fromtimestamp(value / 1000 if abs(value) >= 1e11 else value, UTC)
        moment = datetime.fromisoformat(_plain_text(value).strip())
    except (ValueError, OverflowError, OSError):
        raise ReshapeError("is not a date") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _items(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _length(value: Any) -> int:
    return len(value) if isinstance(value, str | list | dict) else len(_text(value))


def _unique(value: Any) -> list[Any]:
    """Each item once, where it stands first."""
    kept: dict[bytes, Any] = {}
    for item in _items(value):
        kept.setdefault(to_json(item), item)
    return list(kept.values())


def _parsed(value: Any) -> Any:
    try:
        return from_json(_plain_text(value), allow_inf_nan=False)
    except ValueError:
        raise ReshapeError("is not JSON") from None


#: By the names that config uses. Each takes a value that is not null.
TRANSFORMS: dict[str, Callable[[Any], Any]] = {
    "direct": lambda value: value,
    "uppercase": lambda value: _plain_text(value).upper(),
    "lowercase": lambda value: _plain_text(value).lower(),
    "capitalize": lambda value: _plain_text(value)[:1].upper() + _plain_text(value)[1:],
    "trim": lambda value: _plain_text(value).strip(),
    "collapseSpaces": lambda value: " ".join(_plain_text(value).split()),
    "string": _text,
    "number": _number,
    "integer": lambda value: _rounded(value, 0),
    "round": lambda value: _rounded(value, 2),
    "absolute": lambda value: abs(_number(value)),
    "boolean": _boolean,
    "date": lambda value: _moment(value).date().isoformat(),
    "dateTime": lambda value: (
        _moment(value).astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    ),
    "centsToAmount": lambda value: _rounded(value, 2, Decimal("0.01")),
    "amountToCents": lambda value: _rounded(value, 0, Decimal(100)),
    "first": lambda value: next(iter(_items(value)), None),
    "last": lambda value: next(reversed(_items(value)), None),
    "count": _length,
    "sum": lambda value: _settled(sum((_decimal(item) for item in _items(value)), Decimal(0))),
    "join": lambda value: ", ".join(_text(item) for item in _items(value) if item is not None),
    "unique": _unique,
    "split": lambda value: [part.strip() for part in _plain_text(value).split(",")],
    "parseJson": _parsed,
    "json": _text,
}
