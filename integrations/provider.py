"""A provider as data. `providers/<slug>/provider.py` holds one as `PROVIDER`; its operations are found beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from integrations.auth import Access
from integrations.blocktype import Operation
from integrations.calls import Encoding, Errors, Idempotency

#: How an item of a pick list is called.
Words = str | tuple[str, ...] | Callable[[Any], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pick:
    """A pick list: what a reading operation gives, called with `fields`, where a form asks for an id.

    `operation` is one of the block's, by its id, or one that exists for this list alone. `items` is the path of the list
    in the output and `value` a path in an item; `label` and `note` (a second line) are paths too, or templates of which
    the first counts whose places are all filled, or functions of an item.

    `searched` are the fields that take what a person types, which `{text}` stands for; without them the whole list is read
    and filtered here. `search_operation` searches where that is another operation. `one` reads a single item by its id:
    the operation and its field for it. `needs` are fields of the form being filled in that stand in `fields` and
    `searched` as `{objectType}`. `name_sign` is what makes a label stand for the id, where the provider takes that: `#`
    in `#sales`.
    """

    operation: str | Operation
    items: str = ""
    value: str = "id"
    label: Words = "name"
    note: Words = ""
    fields: Mapping[str, Any] = field(default_factory=dict)
    searched: Mapping[str, Any] = field(default_factory=dict)
    search_operation: str | Operation | None = None
    one: tuple[str | Operation, str] | None = None
    needs: tuple[str, ...] = ()
    name_sign: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """A service one can connect to. `slug` is the block type's name; its folder has `_` for `-`.

    `encoding` is how bodies are written and `answers` how answers are, unless an operation says otherwise; `query` goes
    with every request; `values` stand in path templates where the connection has none (an API version). `envelope` is
    the XML around `{function}` where bodies are XML. `limits` says in words what the provider allows.
    """

    slug: str
    name: str
    description: str
    color: str  # the solid tile's ground, "#rrggbb"
    icon: str  # a lucide icon's name, shown where the logo is not
    sentence: str = "{operation}"
    empty_sentence: str = ""
    category: str = "Apps"
    order: int = 100
    group: str = ""  # "Payments", "CRM", …
    docs: str = ""
    access: Access | None = None  # None: it needs no connection
    encoding: Encoding = "json"
    answers: Literal["json", "xml"] = "json"
    query: Mapping[str, Any] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)
    envelope: str = "{function}"
    errors: Errors = field(default_factory=Errors)
    idempotency: Idempotency | None = None
    limits: str = ""
    picks: Mapping[str, Pick] = field(default_factory=dict)
