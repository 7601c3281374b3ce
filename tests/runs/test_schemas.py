"""JSON Schemas that people wrote: what they find, and what they cannot do."""

from __future__ import annotations

import time
from typing import Any

import pytest

from tests.connections.servers import Stub
from workflows import schemas
from workflows.schemas import Schema


@pytest.mark.parametrize(
    ("schema", "value", "paths"),
    [
        ({"type": "object"}, {}, []),
        ({"type": "object"}, [], [""]),
        ({"properties": {"a": {"type": "integer"}}}, {"a": "x"}, ["a"]),
        ({"items": {"type": "string"}}, ["a", 1, 2], ["1", "2"]),
        ({"pattern": "^INV-[0-9]+$"}, "INV-12", []),
        ({"pattern": "^INV-[0-9]+$"}, "INV-12x", [""]),
        ({"patternProperties": {"^x-": {"type": "string"}}}, {"x-a": 1, "y": 1}, ["x-a"]),
        ({"patternProperties": {"^x-": {}}, "additionalProperties": False}, {"x-a": 1, "y": 1}, ["y"]),
        ({"properties": {"a": {}}, "additionalProperties": {"type": "null"}}, {"a": 1, "b": 1, "c": None}, ["b"]),
        ({"$defs": {"n": {"type": "number"}}, "properties": {"a": {"$ref": "#/$defs/n"}}}, {"a": ""}, ["a"]),
    ],
)  # fmt: skip
def test_complaints(schema: Any, value: Any, paths: list[str]) -> None:
    assert [path for path, _ in Schema(schema).complaints(value)] == paths


def test_few_and_short_complaints() -> None:
    found = Schema({"items": {"type": "string"}}).complaints([{"text": "x" * 10_000}] * 1_000)
    assert len(found) == 20
    assert all(len(message) <= 300 for _, message in found)


@pytest.mark.parametrize("keyword", ["$ref", "$dynamicRef", "$schema"])
def test_nothing_is_fetched(keyword: str, stub: Stub) -> None:
    Schema({keyword: stub.url("/json")}).complaints(1)
    Schema({"$id": stub.url("/a"), "properties": {"a": {"$ref": "b"}}}).complaints({"a": 1})
    assert stub.requests == []


@pytest.mark.parametrize(
    "schema", [{"type": 5}, {"minimum": "a"}, {"pattern": "("}, {"$ref": "#/x"}, {"$ref": "#"}, {"pattern": "(?=a)"}]
)  # fmt: skip
@pytest.mark.parametrize("value", [1, "x"])
def test_a_schema_that_cannot_be_used_is_a_complaint_or_silent(schema: Any, value: Any) -> None:
    for _, message in Schema(schema).complaints(value):
        assert message


def test_patterns_do_not_run_away() -> None:
    begin = time.process_time()
    assert Schema({"pattern": "^(a+)+$"}).complaints("a" * 20_000 + "b")
    assert Schema({"patternProperties": {"^(a|a)*b$": {}}}).complaints({"a" * 5_000: 1}) == []
    assert time.process_time() - begin < 2


def test_the_work_of_one_check_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schemas, "LONGEST_SECONDS", 0.1)
    defs: dict[str, Any] = {f"d{n}": {"anyOf": [{"$ref": f"#/$defs/d{n + 1}"}] * 2} for n in range(40)}
    defs["d40"] = {"type": "string"}
    assert Schema({"$defs": defs, "$ref": "#/$defs/d0"}).complaints(1) == [
        ("", "checking it against the schema takes too long")
    ]


def test_a_value_deeper_than_the_check_goes_is_a_complaint() -> None:
    value: Any = 1
    for _ in range(1_000):
        value = [value]
    [(_, message)] = Schema({"items": {"$ref": "#"}}).complaints(value)
    assert "nested too deeply" in message
