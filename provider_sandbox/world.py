"""What the pretended providers remember: records of each account, in memory, and how calls are read and answered."""

from __future__ import annotations

import hashlib
import json
import re
import threading
import time
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


@dataclass(frozen=True)
class Happened:
    """Something at a provider that it tells others of, under the provider's own name for it: `invoice.paid`."""

    provider: str
    account: int
    type: str
    record: Record
    detail: Mapping[str, Any] = field(default_factory=dict)  # what the record itself does not say
    number: int = 0
    at: float = 0.0  # Unix seconds


@dataclass
class Trouble:
    """What the next calls to a host get instead of an answer. `times` 0: until somebody says otherwise."""

    host: str  # "" for every host
    status: int
    times: int = 1
    retry_after: str = ""


#: What a collection holds at first, by provider and name; each account has its own copy.
SEEDS: dict[tuple[str, str], Callable[[], Records]] = {}


def seed(provider: str, name: str) -> Callable[[Callable[[], Records]], Callable[[], Records]]:
    def keep(make: Callable[[], Records]) -> Callable[[], Records]:
        SEEDS[provider, name] = make
        return make

    return keep


class World:
    """The records of every provider and account. `key` of a collection: ("stripe", 1, "customers")."""

    def __init__(self, tell: Callable[[Happened], None] | None = None) -> None:
        self.lock = threading.RLock()
        self.collections: dict[tuple[str, int, str], Records] = {}
        self.replies: dict[tuple[str, ...], Answer] = {}
        self.troubles: list[Trouble] = []
        self._numbers = count(1)
        # Whoever is told knows events by their ids: they must differ from those before a restart.
        self._events = count(int(time.time() * 1000))
        self._tell = tell

    def number(self) -> int:
        return next(self._numbers)

    def happened(self, provider: str, account: int, type: str, record: Record, **detail: Any) -> None:
        """Told to everybody who asked for such events, with the record as it is now."""
        kept = json.loads(json.dumps(shown(record)))
        event = Happened(provider, account, type, kept, detail, next(self._events), time.time())
        if self._tell is not None:
            self._tell(event)

    def trouble(self, host: str) -> Trouble | None:
        """What this call gets, where somebody ordered trouble for the host."""
        with self.lock:
            found = next((each for each in self.troubles if each.host in ("", host)), None)
            if found is not None and found.times:
                found.times -= 1
                if found.times == 0:
                    self.troubles.remove(found)
            return found

    def find(self, provider: str, account: int, id: str, kind: str = "") -> Record | None:
        """A record by its id, in any collection of the provider or in one."""
        names = {name for owner, name in SEEDS if owner == provider}
        names |= {name for owner, number, name in self.collections if (owner, number) == (provider, account)}
        for name in sorted(names):
            if kind in ("", name) and id in (records := self.records(provider, account, name)):
                return records[id]
        return None

    def records(
        self, provider: str, account: int, name: str, seed: Callable[[], Records] | None = None
    ) -> Records:
        """A collection; at first what `seed` gives, or what is declared for it in SEEDS."""
        key = (provider, account, name)
        with self.lock:
            if key not in self.collections:
                make = seed or SEEDS.get((provider, name))
                self.collections[key] = make() if make else {}
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


def shown(value: Any) -> Any:
    """Without what only the sandbox has to know: names that begin with `_`."""
    if isinstance(value, dict):
        return {name: shown(inner) for name, inner in value.items() if not str(name).startswith("_")}
    return [shown(each) for each in value] if isinstance(value, list) else value


def lacking(given: Mapping[str, Any], *names: str) -> str | None:
    """The first of the fields that is absent or empty; 0 and false are values."""
    return next((name for name in names if given.get(name) in (None, "", [], {})), None)


# --- ids in the shapes of the real ones, the same for the same number ----------------------------------

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"


def _digest(*parts: object) -> bytes:
    return hashlib.sha256("/".join(str(part) for part in parts).encode()).digest()


def uuid_of(*parts: object) -> str:
    text = _digest(*parts).hex()
    return f"{text[:8]}-{text[8:12]}-4{text[13:16]}-8{text[17:20]}-{text[20:32]}"


def hex_of(length: int, *parts: object) -> str:
    return (_digest(*parts).hex() * 2)[:length]


def letters_of(length: int, *parts: object) -> str:
    """Letters and digits."""
    return "".join(_LETTERS[byte % len(_LETTERS)] for byte in _digest(*parts) * 2)[:length]


def day(offset: int = 0) -> str:
    """Today, or so many days from it, as 2026-01-31."""
    return time.strftime("%Y-%m-%d", time.gmtime(time.time() + offset * 86_400))


def instant(at: float | None = None, *, offset: str = "Z") -> str:
    """2026-01-31T00:00:00Z."""
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(at)) + offset
