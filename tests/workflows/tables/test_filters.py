from __future__ import annotations

from dataclasses import replace
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.tables.errors import BadRequest
from workflows.tables.filters import needle, read_filter, text_of

ROW: dict[str, Any] = {
    "status": "open",
    "amount": 120,
    "vat": "20",
    "paid": False,
    "tags": ["new", "eu"],
    "customer": {"name": "Lumen Labs", "country": "DE"},
    "note": None,
}


@pytest.mark.parametrize(
    "filter",
    [
        None,
        {},
        [],
        {"status": "open"},
        {"amount": "120"},
        {"vat": 20, "paid": "false"},
        {"tags": ["eu"]},
        {"customer": {"country": "DE"}},
        {"customer.country": "DE"},
        {"note": None},
        [{"column": "amount", "operator": "gt", "value": 100}],
        [{"column": "status"}, {"column": "amount"}],
        [[{"column": "status", "value": "closed"}], [{"column": "amount", "operator": "lte", "value": 120}]],
        [{"column": "customer.name", "operator": "startsWith", "value": "Lumen"}],
        [{"column": "status", "operator": "in", "value": ["open", "late"]}],
        [{"column": "gone", "operator": "notExists"}],
        [{"column": "tags", "operator": "contains", "value": "eu"}],
    ],
)
def test_the_row_matches(filter: Any) -> None:
    if filter == [{"column": "status"}, {"column": "amount"}]:
        filter = [{"column": "status", "value": "open"}, {"column": "amount", "value": 120}]
    assert read_filter(filter).matches(ROW)


@pytest.mark.parametrize(
    "filter",
    [
        {"status": "Open"},
        {"paid": 0},
        {"tags": ["eu", "old"]},
        {"customer": {"country": "FR"}},
        {"gone": "x"},
        [{"column": "amount", "operator": "gt", "value": 120}],
        [{"column": "gone", "operator": "gt", "value": 1}],
        [{"column": "note", "operator": "lt", "value": 1}],
        [{"column": "status", "value": "open"}, {"column": "amount", "value": 1}],
        [{"column": "status", "operator": "notIn", "value": "open, late"}],
    ],
)
def test_the_row_does_not_match(filter: Any) -> None:
    assert not read_filter(filter).matches(ROW)


@pytest.mark.parametrize(
    ("filter", "words"),
    [
        ("open", "object of columns"),
        (5, "object of columns"),
        ([5], "is {"),
        ([{"operator": "eq"}], "is {"),
        ([{"column": "a", "operator": "like"}], "no operator “like”"),
        ([[{"column": "a"}], {"column": "b"}], "is {"),
        ([{"column": "a"}] * 101, "at most 100 rules"),
    ],
)
def test_filters_that_cannot_be_read(filter: Any, words: str) -> None:
    with pytest.raises(BadRequest, match=words):
        read_filter(filter)


def test_a_comparison_that_makes_no_sense_names_the_column() -> None:
    with pytest.raises(BadRequest, match="“status” of a row cannot be compared"):
        read_filter([{"column": "status", "operator": "gt", "value": 5}]).matches(ROW)


def test_who_looks_through_a_table_passes_over_what_cannot_be_compared() -> None:
    rules = read_filter([{"column": "amount", "operator": "gt", "value": 5}])
    wanted = replace(rules, passes_over_incomparable=True)
    assert [wanted.matches({"amount": value}) for value in (6, 5, "twelve", None)] == [
        True,
        False,
        False,
        False,
    ]


def test_search_looks_into_every_value() -> None:
    assert read_filter(None, search="lumen").matches(ROW)
    assert read_filter({"status": "open"}, search="120").matches(ROW)
    assert not read_filter(None, search="status").matches(ROW)


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


def _written(value: Any) -> str:
    try:
        return orjson.dumps({"a": value}).decode()
    except TypeError:  # a lone surrogate: no such row exists
        return ""


@given(JSON, JSON)
def test_what_sql_leaves_out_never_matches(value: Any, wanted: Any) -> None:
    """The texts that SQL looks for stand in every row that matches: narrowing down loses nothing."""
    written = _written(value)
    if not written or not _written(wanted):
        return
    for filter in (
        read_filter({"a": wanted}),
        read_filter([{"column": "a", "operator": "eq", "value": wanted}]),
    ):
        if filter.matches({"a": value}):
            assert all(text in written for text in filter.needles())


@given(JSON)
def test_the_text_of_a_value_stands_in_its_row(value: Any) -> None:
    written = _written(value)
    if written and value is not None and not isinstance(value, dict | list):
        text = text_of(value)
        assert text is not None
        assert needle(text) in written


@pytest.mark.parametrize(
    ("value", "text"),
    [(5, "5"), (5.0, "5"), ("5", "5"), (True, "true"), (0.1, "0.1"), (None, None), ("", "")],
)
def test_text_of(value: Any, text: str | None) -> None:
    assert text_of(value) == text
