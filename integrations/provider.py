"""A provider as data. `providers/<slug>/provider.py` holds one as `PROVIDER`; its operations are found beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from integrations.auth import Access
from integrations.calls import Encoding, Errors, Idempotency


@dataclass(frozen=True, slots=True, kw_only=True)
class Pick:
    """A pick list: what the reading operation `operation` gives, called with `fields`, where a form asks for an id.

    `items` is the path of the list in the output, `value` and `label` are paths in an item; `note` is a second line. `search` is the operation's field that takes what
    a person types; without it the list is filtered where it is shown. `needs` are fields of the form being filled in
    that the list depends on, by the operation's field that takes them: `{"object_type": "objectType"}`.
    """

    operation: str
    items: str = ""
    value: str = "id"
    label: str = "name"
    note: str = ""
    search: str = ""
    fields: Mapping[str, Any] = field(default_factory=dict)
    needs: Mapping[str, str] = field(default_factory=dict)


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
