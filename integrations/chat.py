"""Conversations with language models, without any one's dialect: what is asked, what comes back, who speaks how. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from integrations.blocktype import Operation
from integrations.prices import PriceList, Tokens
from integrations.provider import Provider

Json = Any
#: Why a model stopped: it said all, wants tools used, ran into the limit of tokens, or will not.
End = Literal["said", "tools", "cut", "refused"]


@dataclass(frozen=True, slots=True)
class ToolSpec:
    """What a model is told of a tool. `name` has only letters, digits, `_` and `-`."""

    name: str
    description: str
    parameters: Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class ToolUse:
    """One use that the model asks for. `arguments` None: what it wrote is no JSON object."""

    id: str
    name: str
    arguments: dict[str, Json] | None


@dataclass(frozen=True, slots=True)
class Document:
    """Something to read besides the prompt; `content` is base64."""

    name: str
    mime_type: str
    content: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """`schema`: the answer's own; `writes_schema`: it is told in words, for servers that cannot be held to one."""

    model: str
    system: str
    prompt: str
    documents: tuple[Document, ...] = ()
    tools: tuple[ToolSpec, ...] = ()
    schema: Mapping[str, Json] | None = None
    writes_schema: bool = False
    max_tokens: int = 4096
    temperature: float | None = None
    is_official: bool = True  # the maker's own address, not another server that speaks like it


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """`message` is what goes back as the model's own turn, untouched."""

    text: str
    uses: tuple[ToolUse, ...]
    message: Json
    end: End
    model: str
    tokens: Tokens


@dataclass(frozen=True, slots=True)
class ToolResult:
    use: ToolUse
    text: str
    is_error: bool = False


@dataclass(frozen=True, slots=True)
class Spoken:
    """How a provider's models are spoken with. `prices` are asked at its `official` address alone."""

    provider: Provider
    operation: Operation
    dialect: Dialect
    official: str
    prices: PriceList


class Dialect(Protocol):
    """How one API writes conversations. Messages are its own JSON."""

    def first(self, question: Question) -> list[Json]: ...

    def body(self, question: Question, messages: list[Json]) -> dict[str, Json]: ...

    def read(self, payload: Json) -> Reply:
        """Raises LookupError, TypeError, AttributeError or ValueError for what is no answer of a model."""
        ...

    def used(self, results: list[ToolResult]) -> list[Json]:
        """The messages that tell what tools gave."""
        ...

    def said(self, text: str) -> Json:
        """A message of the person's."""
        ...


NONE = Tokens()


@dataclass(frozen=True, slots=True)
class Usage:
    """What all turns took. `cost`: nano-dollars, None once a turn's price was not known."""

    tokens: Tokens = NONE
    turns: int = 0
    cost: int | None = 0

    def plus(self, tokens: Tokens, cost: int | None) -> Usage:
        total = None if cost is None or self.cost is None else self.cost + cost
        return Usage(self.tokens + tokens, self.turns + 1, total)


#: What the makers' constrained answers do not take; the whole schema is checked afterwards all the same.
_UNSUPPORTED = frozenset(
    {
        "minLength", "maxLength", "pattern", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf",
        "minItems", "maxItems", "uniqueItems", "minProperties", "maxProperties", "patternProperties", "format",
        "default", "examples", "$schema", "$id", "title",
    }
)  # fmt: skip
_NAMED = frozenset({"properties", "$defs", "definitions"})


def closed(schema: Json, *, needs_all: bool = False) -> Json:
    """The schema as makers take it: no further fields, only keywords they know. `needs_all`: every field is required, and
    one that was optional may be null.
    """
    if isinstance(schema, list):
        return [closed(item, needs_all=needs_all) for item in schema]
    if not isinstance(schema, dict):
        return schema
    shut: dict[str, Json] = {}
    for key, value in schema.items():
        if key in _UNSUPPORTED:
            continue
        if key in _NAMED and isinstance(value, dict):
            shut[key] = {name: closed(item, needs_all=needs_all) for name, item in value.items()}
        else:
            shut[key] = (
                closed(value, needs_all=needs_all) if key not in ("enum", "const", "required") else value
            )
    if "properties" in shut:
        shut["additionalProperties"] = False
        if needs_all:
            required = set(shut.get("required", ()))
            for name, item in shut["properties"].items():
                if name not in required and isinstance(item, dict):
                    shut["properties"][name] = {"anyOf": [item, {"type": "null"}]}
            shut["required"] = list(shut["properties"])
    return shut


def without_nulls(schema: Json, value: Json) -> Json:
    """What was made nullable only because every field had to be there is left out again."""
    if isinstance(value, dict) and isinstance(schema, dict):
        named, required = schema.get("properties", {}), set(schema.get("required", ()))
        return {
            key: without_nulls(named.get(key), item)
            for key, item in value.items()
            if item is not None or key in required or key not in named or _takes_null(named[key])
        }
    if isinstance(value, list) and isinstance(schema, dict):
        return [without_nulls(schema.get("items"), item) for item in value]
    return value


def _takes_null(schema: Json) -> bool:
    kind = schema.get("type") if isinstance(schema, dict) else None
    kinds = kind if isinstance(kind, list) else [kind]
    choices = schema.get("anyOf", []) if isinstance(schema, dict) else []
    return (kind is None and not choices) or "null" in kinds or any(_takes_null(each) for each in choices)
