"""What the pretended providers remember: records of each account, in memory, and how calls are read and answered."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count, pairwise
from typing import Any
from urllib.parse import parse_qsl

Record = dict[str, Any]
Records = dict[str, Record]
_KEYS = re.compile(r"[^\[\]]+")


@dataclass(frozen=True)
class Answer:
    body: Any = None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Call:
    """One request at a provider, by the account whose token it bears."""

    method: str
    host: str
    path: str  # "/v1/customers"
    query: Mapping[str, str]
    headers: Mapping[str, str]  # names in small letters
    body: bytes
    account: int

    @cached_property
    def json(self) -> Any:
        return json.loads(self.body or b"{}")

    @cached_property
    def form(self) -> Record:
        """The form's fields, `items[0][price]` as nested data."""
        return nested(self.body.decode())

    def match(self, method: str, pattern: str) -> re.Match[str] | None:
        """Whether this is such a call; `{name}` in the pattern is one part of the path."""
        if method != self.method:
            return None
        return re.fullmatch(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", pattern), self.path, re.IGNORECASE)


class World:
    """The records of every provider and account. `key` of a collection: ("stripe", 1, "customers")."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.collections: dict[tuple[str, int, str], Records] = {}
        self.replies: dict[tuple[str, ...], Answer] = {}
        self._numbers = count(1)

    def number(self) -> int:
        return next(self._numbers)

    def records(
        self, provider: str, account: int, name: str, seed: Callable[[], Records] | None = None
    ) -> Records:
        """A collection; at first what `seed` gives."""
        key = (provider, account, name)
        with self.lock:
            if key not in self.collections:
                self.collections[key] = seed() if seed else {}
            return self.collections[key]

    def once(self, key: tuple[str, ...], do: Callable[[], Answer]) -> tuple[Answer, bool]:
        """What was answered to this key before, or is now; and whether it was before."""
        with self.lock:
            if key in self.replies:
                return self.replies[key], True
            made = do()
            if made.status < 500:
                self.replies[key] = made
            return made, False


def nested(text: str) -> Record:
    """`a=1&items[0][price]=p` as `{"a": "1", "items": [{"price": "p"}]}`."""
    root: Record = {}
    for name, value in parse_qsl(text, keep_blank_values=True):
        keys = _KEYS.findall(name) + ([""] if name.endswith("[]") else [])
        place = root
        for key, _following in pairwise(keys):
            place = place.setdefault(key, {})
        last = keys[-1] if keys[-1] != "" else str(len(place))
        place[last] = value
    found: Record = _lists(root)
    return found


def _lists(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    inner = {key: _lists(item) for key, item in value.items()}
    if inner and all(key.isdecimal() for key in inner):
        return [inner[key] for key in sorted(inner, key=int)]
    return inner


def page_of(items: list[Record], start: int, size: int) -> tuple[list[Record], int | None]:
    """Some of them, and where the next page begins; None after the last."""
    end = start + size
    return items[start:end], end if end < len(items) else None
