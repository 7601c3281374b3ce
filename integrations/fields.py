"""Fields of operations' forms: what a person fills in, and where it goes in the request.

Names are the provider's own, in snake_case; the studio and the API write them in camelCase and take the provider's
spelling too (`DisplayName`, `days_until_due`, `created[gte]`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import UnionType
from typing import Annotated, Any, Literal, Self, Union, get_args, get_origin

from pydantic import BeforeValidator, Field, GetJsonSchemaHandler, model_validator
from pydantic.fields import FieldInfo
from pydantic_core import CoreSchema

from integrations.context import StepContext
from integrations.forms import Form, ui

Place = Literal["", "path", "query", "header", "body", "nowhere"]
_UNUSED = re.compile(r"[^a-z0-9*]")
_MISSING: Any = ...


@dataclass(frozen=True, slots=True)
class Wire:
    """Where a field goes. `name` empty: the field's own. `place` empty: decided by the operation's call.

    A dotted name is a nested key (`CustomerRef.value`); `*` spreads an object's keys into what holds it.
    """

    name: str = ""
    place: Place = ""
    sends_null: bool = False
    also: tuple[str, ...] = ()


class OperationForm(Form):
    """The form of an operation. Fields are shown as declared; a name is known in any spelling of it."""

    @classmethod
    def canonical(cls, config: Mapping[str, Any]) -> dict[str, Any]:
        known = _spellings(cls)
        renamed: dict[str, Any] = {}
        for name, value in config.items():
            own = known.get(name) or known.get(_squeezed(name)) or name
            if own not in renamed or own == name:
                renamed[own] = value
        return renamed

    @classmethod
    def _without_empty(cls, config: dict[str, Any]) -> dict[str, Any]:
        """A required field that was left empty counts as missing."""
        return {
            name: value
            for name, value in config.items()
            if value not in (None, "") or name not in _required(cls)
        }

    def loaded(self, context: StepContext) -> Self:
        """The form with the contents of its files, where it takes files."""
        del context
        return self

    @model_validator(mode="before")
    @classmethod
    def _own_names(cls, config: Any) -> Any:
        return cls._without_empty(cls.canonical(config)) if isinstance(config, dict) else config

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        schema = handler.resolve_ref_schema(super().__get_pydantic_json_schema__(core_schema, handler))
        properties = schema.get("properties", {})
        for order, (name, field) in enumerate(_in_order(cls), 1):
            shown = properties[field.alias or name]
            hints = shown.setdefault("x-ui", {})
            hints.setdefault("order", order)
            hints.setdefault("widget", _widget(field, hints))
            if shown.get("default", _MISSING) is None:
                del shown["default"]
        in_order = sorted(properties.items(), key=lambda item: item[1]["x-ui"]["order"])
        return {**schema, "properties": dict(in_order)}


class PagedForm(OperationForm):
    """The form of an operation whose answer may go on: one page, or all of them."""

    read_all: bool = Field(
        False,
        title="Read all pages",
        json_schema_extra={
            "x-ui": {"order": 900, "help": "Otherwise one page, as large as the provider gives it."}
        },
    )
    max_items: int = Field(
        10_000,
        title="At most",
        ge=1,
        le=100_000,
        json_schema_extra={
            "x-ui": {
                "order": 901,
                "help": "Reading stops after so many items.",
                "visibleWhen": {"readAll": True},
            }
        },
    )


PAGING = frozenset(PagedForm.model_fields)


def needed(title: str, help: str = "", **hints: Any) -> Any:
    """A required field. See `field` for the hints."""
    return _field(title, help, default=_MISSING, **hints)


def field(title: str, help: str = "", *, default: Any = None, **hints: Any) -> Any:
    """An optional field; nothing is sent for it while it is empty.

    `wire`, `at` and `null` say where it goes (see Wire; `null`: an empty one is sent as null), `also` lists further
    names it is known by, `alias` is its JSON name where that is no name in Python. Of the checks `pattern`, `ge`, `le`, `min_length` and `max_length` are taken. All other hints
    are the canvas form's: `options_from` names one of the provider's pick lists.
    """
    return _field(title, help, default=default, **hints)


def extra(title: str, help: str = "", *, default: Any = None, **hints: Any) -> Any:
    """An optional field that is shown under "More"."""
    return _field(title, help, default=default, advanced=True, **hints)


def _field(
    title: str,
    help: str,
    *,
    default: Any,
    wire: str = "",
    at: Place = "",
    null: bool = False,
    also: tuple[str, ...] = (),
    alias: str | None = None,
    advanced: bool = False,
    widget: str | None = None,
    placeholder: str | None = None,
    visible_when: Mapping[str, Any] | None = None,
    options_from: str | None = None,
    pattern: str | None = None,
    ge: float | None = None,
    le: float | None = None,
    min_length: int | None = None,
    max_length: int | None = None,
    **hints: Any,
) -> Any:
    if options_from:
        hints["optionsFrom"] = options_from
    shown = ui(
        widget,
        help=help or None,
        placeholder=placeholder,
        visible_when=visible_when,
        advanced=advanced,
        **hints,
    )
    info: FieldInfo = Field(
        default,
        title=title,
        alias=alias,
        json_schema_extra=shown.json_schema_extra,
        pattern=pattern,
        ge=ge,
        le=le,
        min_length=min_length,
        max_length=max_length,
    )
    info.metadata.append(Wire(name=wire, place=at, sends_null=null, also=also))
    return info


def wire_of(name: str, info: FieldInfo) -> Wire:
    """Where that field of a form goes, its name filled in."""
    for mark in info.metadata:
        if isinstance(mark, Wire):
            return Wire(mark.name or name, mark.place, mark.sends_null, mark.also)
    return Wire(name, "nowhere" if name in PAGING else "")


# --- types of values --------------------------------------------------------------------------------


def wrapped_in(key: str) -> BeforeValidator:
    """A mark in `Annotated[Data, …]`: plain text or a number stands for an object with this one key."""

    def wrapped(value: Any) -> Any:
        return {key: str(value)} if isinstance(value, str | int) and not isinstance(value, bool) else value

    return BeforeValidator(wrapped, json_schema_input_type=str | dict[str, Any])


def _listed(value: Any) -> Any:
    return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value


Data = dict[str, Any]
Rows = list[dict[str, Any]]
#: A list of texts; one text with commas is taken for it.
Texts = Annotated[list[str], BeforeValidator(_listed, json_schema_input_type=list[str])]
#: A reference that the provider writes as `{"value": "12"}`; the id alone is enough.
ValueRef = Annotated[dict[str, Any], wrapped_in("value")]
#: A reference that the provider writes as `{"id": "12"}`; the id alone is enough.
IdRef = Annotated[dict[str, Any], wrapped_in("id")]


def _widget(info: FieldInfo, hints: Mapping[str, Any]) -> str:
    """The widget for a field's type, where it names none. Of a list, each row offers the choices."""
    by_type = _widget_of(info)
    return "options" if "optionsFrom" in hints and by_type != "list" else by_type


def _widget_of(info: FieldInfo) -> str:
    kinds: set[Any] = set()
    for part in _alternatives(info.annotation):
        own = getattr(part, "__metadata__", ()) or info.metadata
        plain = getattr(part, "__origin__", part) if hasattr(part, "__metadata__") else part
        if any(isinstance(mark, BeforeValidator) for mark in own):
            return "list" if plain == list[str] else "template"
        kinds |= {plain, get_origin(plain)}
    if Literal in kinds:
        return "select"
    for kind, widget in (
        (bool, "switch"),
        (int, "number"),
        (float, "number"),
        (str, "template"),
        (list[str], "list"),
    ):
        if kind in kinds:
            return widget
    return "json"


def _alternatives(annotation: Any) -> tuple[Any, ...]:
    """The types of a union without null; the type itself where it is none."""
    if get_origin(annotation) in (Union, UnionType):
        return tuple(part for part in get_args(annotation) if part is not type(None))
    return (annotation,)


# --- names --------------------------------------------------------------------------------------------


def _in_order(form: type[OperationForm]) -> list[tuple[str, FieldInfo]]:
    """Required ones first, then as declared."""
    return sorted(form.model_fields.items(), key=lambda item: not item[1].is_required())


def _squeezed(name: str) -> str:
    return _UNUSED.sub("", name.lower())


@lru_cache(maxsize=1024)
def _required(form: type[OperationForm]) -> frozenset[str]:
    """The JSON names of the fields that must be given, those apart that may be null."""
    return frozenset(
        info.alias or name
        for name, info in form.model_fields.items()
        if info.is_required() and not wire_of(name, info).sends_null
    )


@lru_cache(maxsize=1024)
def _spellings(form: type[OperationForm]) -> dict[str, str]:
    """The JSON name of each field by every name it is known by."""
    known: dict[str, str] = {}
    for name, info in form.model_fields.items():
        own = info.alias or name
        wire = wire_of(name, info)
        known[own] = own
        for other in (name, wire.name, *wire.also):
            known.setdefault(other, own)
            known.setdefault(_squeezed(other), own)
    return known
