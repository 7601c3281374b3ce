"""Parts of a large value: what stands at a place of it, a page at a time, and where a text occurs in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, Literal, get_args

import orjson

#: Characters of a text in one part.
TEXT = 20_000
#: Bytes of JSON up to which an entry of a list or an object is given whole; of a larger one only how much there is.
WHOLE_BYTES = 2_000
AROUND = 40
#: Characters of a long text that are shown before what was looked for in it.
BEFORE = 400

Path = Sequence[str | int]
Kind = Literal["list", "object", "text", "value"]
KINDS: tuple[Kind, ...] = get_args(Kind)


class NoSuchPart(LookupError):
    """The path leads to nothing in this value."""


def value_at(value: Any, path: Path) -> Any:
    """What stands at the path. Raises NoSuchPart."""
    for key in path:
        in_list = isinstance(value, list) and isinstance(key, int) and 0 <= key < len(value)
        if not in_list and not (isinstance(value, dict) and isinstance(key, str) and key in value):
            raise NoSuchPart(key)
        value = value[key]
    return value


def part(value: Any, path: Path, *, start: int, limit: int) -> dict[str, Any]:
    """`{kind, count, from, entries, text}` of what stands at the path: `limit` entries from number `start`, of a text as many
    characters as `TEXT`. `kind` is list, object, text or value; `count` counts entries or characters. Raises NoSuchPart.
    """
    found = value_at(value, path)
    about = {**_about(found), "from": start, "entries": [], "text": None, "value": None}
    if isinstance(found, list):
        items = found[start : start + limit]
        return {**about, "entries": [_entry(start + place, item) for place, item in enumerate(items)]}
    if isinstance(found, dict):
        fields = islice(found.items(), start, start + limit)
        return {**about, "entries": [_entry(key, item) for key, item in fields]}
    if isinstance(found, str):
        return {**about, "text": found[start : start + TEXT]}
    return {**about, "value": found}


def place_of(value: Any, path: Path, *, limit: int, wanted: str = "") -> tuple[list[str | int], int]:
    """Where what a path leads to is seen: the first place on the way that gives its entry whole, and where the page with
    this entry starts; else the end of the way, a text from shortly before `wanted`. Raises NoSuchPart.
    """
    home: list[str | int] = []
    here = value
    for key in path:
        inside = value_at(here, [key])
        if _entry(key, inside)["isWhole"]:
            place = key if isinstance(key, int) else next(n for n, name in enumerate(here) if name == key)
            return home, place // limit * limit
        home.append(key)
        here = inside
    found = here.casefold().find(wanted.casefold()) if isinstance(here, str) and wanted else -1
    return home, max(0, found - BEFORE)


def _about(value: Any) -> dict[str, Any]:
    for kind, of in (("list", list), ("object", dict), ("text", str)):
        if isinstance(value, of):
            return {"kind": kind, "count": len(value)}
    return {"kind": "value", "count": 1}


def _entry(key: str | int, value: Any) -> dict[str, Any]:
    # A text cannot be shorter as JSON, so that most large ones are never written.
    is_long = isinstance(value, (str, list, dict)) and len(value) > WHOLE_BYTES
    is_whole = not is_long and len(orjson.dumps(value)) <= WHOLE_BYTES
    return {"key": key, **_about(value), "isWhole": is_whole, "value": value if is_whole else None}


def search(value: Any, wanted: str, *, skip: int, limit: int) -> tuple[list[dict[str, Any]], bool]:
    """The texts, numbers and names of fields that have `wanted` in them, whatever the case, in their order: each as
    `{path, excerpt}`; and whether there are more.
    """
    found = list(islice(_matches(value, wanted.casefold()), skip, skip + limit + 1))
    return [{"path": list(path), "excerpt": excerpt} for path, excerpt in found[:limit]], len(found) > limit


def _matches(value: Any, wanted: str) -> Iterator[tuple[tuple[str | int, ...], str]]:
    open_: list[tuple[tuple[str | int, ...], Any]] = [((), value)]
    while open_:
        path, one = open_.pop()
        if path and isinstance(path[-1], str) and wanted in path[-1].casefold():
            yield path, path[-1]
        elif not isinstance(one, (list, dict)) and one is not None:
            text = one if isinstance(one, str) else orjson.dumps(one).decode()
            if (place := text.casefold().find(wanted)) != -1:
                begin = max(0, place - AROUND)
                yield path, text[begin : place + len(wanted) + AROUND]
        if isinstance(one, list):
            open_.extend(((*path, place), one[place]) for place in range(len(one) - 1, -1, -1))
        elif isinstance(one, dict):
            open_.extend(((*path, key), item) for key, item in reversed(one.items()))
