"""What the endpoints of large values take and answer."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from accounts.api.forms import Form, Shape
from runs.parts import Kind

#: Beyond any value that fits a run.
FARTHEST = 2**31


class ValueQuery(Form):
    of: Literal["input", "output"] = Field(description="Which value.")
    step_id: str | None = Field(None, max_length=64, description="Of this step; without it the run's own.")


class PartQuery(ValueQuery):
    path: str = Field("[]", max_length=10_000, description='Names and numbers as a JSON list: ["rows",3].')
    from_: int = Field(
        0, alias="from", ge=0, le=FARTHEST, description="The first entry, or of a text the first character."
    )
    to: str | None = Field(
        None,
        max_length=10_000,
        description="A longer path, such as that of a match, instead of `path` and `from`: the page where it is seen.",
    )
    search: str = Field("", max_length=200, description="With `to`: what a long text is shown around.")
    size: int = Field(100, ge=1, le=500, description="Entries in the part.")


class ValueEntry(Shape):
    key: str | int
    kind: Kind
    count: int
    is_whole: bool
    value: Any


class ValuePart(Shape):
    path: list[str | int]
    kind: Kind
    count: int = Field(description="Of entries, or of a text's characters.")
    from_: int = Field(alias="from")
    entries: list[ValueEntry]
    text: str | None = Field(description="Of a text 20,000 characters.")
    value: Any


class ValueSearchQuery(ValueQuery):
    search: str = Field(min_length=1, max_length=200)
    skip: int = Field(0, ge=0, le=FARTHEST)
    size: int = Field(50, ge=1, le=200, description="Matches in the answer.")


class ValueMatch(Shape):
    path: list[str | int]
    excerpt: str


class ValueMatches(Shape):
    matches: list[ValueMatch]
    has_more: bool
