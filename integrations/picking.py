"""What a pick list asks its provider for, and what a person chooses from in the answer. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from integrations.blocktype import Operation
from integrations.provider import Pick, Words
from integrations.refusals import first_filled
from integrations.reshaping import path_of, value_at

Json = Any
_TEXT = "{text}"
_PLACE = re.compile(r"\{(\w+)\}")
#: Inside a query of the provider's own language only names may stand.
_NAME = re.compile(r"[A-Za-z0-9_.-]{1,80}")
_UNQUOTED = str.maketrans(dict.fromkeys("'\"\\%`*", " "))


@dataclass(frozen=True, slots=True)
class Option:
    """`value` goes into the field, `label` is shown, `note` stands beside it."""

    value: str
    label: str
    note: str = ""

    def holds(self, words: list[str]) -> bool:
        """Whether every word, in small letters, is part of what is shown."""
        shown = f"{self.label} {self.note} {self.value}".casefold()
        return all(word in shown for word in words)


@dataclass(frozen=True, slots=True)
class Question:
    """The operation that is asked, and with which fields."""

    operation: str | Operation
    fields: dict[str, Any]


class NeededError(ValueError):
    """A field that the list depends on is empty, or cannot be what it says; `field` is its name."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


def question_of(pick: Pick, *, text: str = "", values: Mapping[str, str]) -> Question:
    """What is asked for the list; `text` is what was typed, where the provider searches. Raises NeededError."""
    for name in pick.needs:
        if not values.get(name):
            raise NeededError(name, f"This list depends on {name}. Fill that in first.")
    if not text:
        return Question(pick.operation, _filled(pick.fields, "", values))
    fields = {} if pick.search_operation else pick.fields
    return Question(
        pick.search_operation or pick.operation, _filled({**fields, **pick.searched}, text, values)
    )


def _filled(fields: Mapping[str, Any], text: str, values: Mapping[str, str]) -> dict[str, Any]:
    return {
        name: _place(value, text, values) if isinstance(value, str) else value
        for name, value in fields.items()
    }


def _place(template: str, text: str, values: Mapping[str, str]) -> str:
    if template == _TEXT:
        return text
    is_whole = _PLACE.fullmatch(template) is not None

    def value_of(match: re.Match[str]) -> str:
        name = match[1]
        if name == "text":
            return " ".join(text.translate(_UNQUOTED).split())
        value = values.get(name, "")
        if not is_whole and not _NAME.fullmatch(value):
            raise NeededError(name, f"“{value[:40]}” cannot be looked up: it is no name.")
        return value

    return _PLACE.sub(value_of, template)


def options_in(pick: Pick, output: Json) -> list[Option]:
    """The choices in what the operation gave; items without a value are left out."""
    found = value_at(output, path_of(pick.items)) if pick.items else output
    items = found if isinstance(found, list) else [] if found is None else [found]
    options = []
    for item in items:
        value = value_at(item, path_of(pick.value))
        if value not in (None, ""):
            label = _words(pick.label, item) or str(value)
            options.append(Option(str(value), label[:300], _words(pick.note, item)[:300]))
    return options


def _words(words: Words, item: Json) -> str:
    if callable(words):
        return words(item)
    templates = (words,) if isinstance(words, str) else words
    return first_filled(tuple(each if "{" in each or not each else f"{{{each}}}" for each in templates), item)
