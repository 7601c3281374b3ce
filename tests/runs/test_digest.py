"""A value in a few words, and a large one in a few kilobytes."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from runs.digest import DIGEST_LENGTH, digest, preview


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "Nothing"),
        (True, "Yes"),
        (False, "No"),
        (12480, "12,480"),
        (-0.5, "-0.5"),
        ("  two\n lines ", "two lines"),
        ("", ""),
        ([], "0 items"),
        ([1], "1 item"),
        (list(range(1_200)), "1,200 items"),
        ({}, "Nothing"),
        ({"result": {"value": {"name": "Acme"}}}, "Acme"),
        ({"number": "INV-2041", "customer": "Northwind", "amount": 12480, "lines": []}, "INV-2041 · Northwind · 12,480"),
        ({"z": 1, "y": 2}, "1 · 2"),
        ({"a": [1], "b": {"name": "in there", "x": 1}}, "in there"),
        ({"a": [], "b": []}, "2 fields"),
        ({"name": "", "id": 5, "x": 1}, "5"),
        (2710.0, "2,710"),
        ({"channel": "C00000004", "ts": "1790000000.000009", "message": {"text": "Paid", "ts": "1"}}, "Paid"),
        ({"count": 2, "results": [{"a": 1}, {"a": 2}]}, "2 items"),
        ({"rows": [], "count": 0, "truncated": False}, "0 items"),
        ({"approved": False, "approvedBy": "ada@acme.example", "comment": "No"}, "Rejected by ada@acme.example"),
        ({"approved": True, "approvedBy": "Ada", "form": {"name": "x"}}, "Approved by Ada"),
        ({"approved": False, "approvedBy": None}, "Rejected"),
        ({"name": "Plan", "approvedBy": "Ada"}, "Plan"),
        ({"DueDate": "2026-12-26", "DocNumber": "INV-7", "TotalAmt": 90.5}, "INV-7 · 90.5"),
    ],
)  # fmt: skip
def test_digest(value: Any, words: str) -> None:
    assert digest(value) == words


def test_digests_are_short() -> None:
    assert len(digest("word " * 100)) <= DIGEST_LENGTH
    assert digest("x" * 81).endswith("…")
    assert digest("x" * 80) == "x" * 80


@pytest.mark.parametrize("kind", [dict, list])
def test_deep_values_do_not_break_it(kind: type) -> None:
    value: Any = 1
    for _ in range(5_000):
        value = [value] if kind is list else {"a": value}
    assert digest(value)
    assert orjson.dumps(preview(value))


def test_preview_keeps_what_is_small() -> None:
    value = {"a": [1, 2.5, None, True, "x"], "b": {"c": {"d": "e"}}}
    assert preview(value) == value


def test_preview_says_what_was_cut() -> None:
    cut = preview({"text": "x" * 1_000, "list": list(range(500)), "deep": {"a": {"b": {"c": {"d": 1}}}}})
    assert cut["text"] == "x" * 200 + "… (1,000 characters)"
    assert cut["list"] == [*range(10), "… 490 more"]
    assert cut["deep"] == {"a": {"b": {"c": "{1 field}"}}}
    many = preview({str(n): n for n in range(100)})
    assert len(many) == 21
    assert many["…"] == "80 more"


WIDE: Any = "x" * 10_000
for _ in range(4):
    WIDE = [WIDE] * 100


@pytest.mark.parametrize(
    "value",
    [
        WIDE,
        [{str(n): "x" * 150 for n in range(20)}] * 10,
        {"k" * 1_000_000: {"k" * 1_000_000: 1}},
        {f"{n:03}" * 100: ["é" * 300] * 50 for n in range(100)},
        {"a": {"b": {"c": ["😀" * 500] * 20}}},
    ],
    ids=["wide", "rows", "keys", "all", "deep"],
)
def test_a_preview_is_bounded(value: Any) -> None:
    assert len(orjson.dumps(preview(value))) <= 2_048


def test_the_value_itself_stays_as_it_is() -> None:
    value = {"list": list(range(50))}
    preview(value)
    assert value == {"list": list(range(50))}


def test_a_number_is_not_taken_for_another_that_equals_it() -> None:
    assert [digest(value) for value in (1, True, 1.0, 1.5, 1)] == ["1", "Yes", "1", "1.5", "1"]
