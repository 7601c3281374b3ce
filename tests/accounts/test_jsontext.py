"""JSON in and out: what libraries let through, cut off or break on."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.jsontext import MAX_DEPTH, JsonRefused, dump_json, load_json


def nested(levels: int, *, opening: bytes = b"[", closing: bytes = b"]") -> bytes:
    return opening * levels + closing * levels


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "empty"),
        (b"  \n", "empty"),
        (b"{", "line 1, column 2"),
        (b'{"a": 1,}', "not valid JSON"),
        (b"NaN", "NaN and Infinity"),
        (b'{"a": [1, -Infinity]}', "NaN and Infinity"),
        (b"1e400", "too large"),
        (b'"\xff"', "UTF-8 at byte 2"),
        ('"é"'.encode("latin-1"), "UTF-8"),
        ('{"a": 1}'.encode("utf-16"), "UTF-8"),
        (b'"\\ud800"', "surrogate"),
        (b'{"a": "\\u0000"}', "U+0000"),
        (b'"\\\\\\u0000"', "U+0000"),
        (nested(MAX_DEPTH + 1), "1,000 levels"),
        (nested(10_000), "1,000 levels"),
        (b'{"a":' * 1001 + b"1" + b"}" * 1001, "1,000 levels"),
        (b"[18446744073709551616]", "64 bits"),
        (b'{"a": -9223372036854775809}', "64 bits"),
        (b"1" + b"0" * 5000, "too large"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_the_reason(body: bytes, reason: str) -> None:
    with pytest.raises(JsonRefused, match=r"\.$") as refused:
        load_json(body)
    assert reason in str(refused.value)
    assert len(str(refused.value)) < 200


@pytest.mark.parametrize(
    ("body", "value"),
    [
        (b"[18446744073709551615, -9223372036854775808]", [2**64 - 1, -(2**63)]),
        (b'"\\\\u0000"', "\\u0000"),
        (b'{"a": "12345678901234567890123"}', {"a": "12345678901234567890123"}),
        (b'{"12345678901234567890123": 1}', {"12345678901234567890123": 1}),
        (b"0.1234567890123456789012", 0.1234567890123456789012),
        (b"1234567890123456789012.5", 1234567890123456789012.5),
        (b"12345678901234567890e2", 1234567890123456789000.0),
        (b'"[[[[{{{{"', "[[[[{{{{"),
        (b"null", None),
    ],
)
def test_what_only_looks_suspicious_goes_through(body: bytes, value: Any) -> None:
    assert load_json(body) == value


def test_brackets_in_texts_are_not_levels() -> None:
    body = json.dumps(["[" * 3000, '"[{\\' * 900]).encode()
    assert load_json(body) == json.loads(body)


def test_a_thousand_levels_go_both_ways() -> None:
    body = nested(MAX_DEPTH)
    assert dump_json(load_json(body)) == body
    mixed = b'{"a":[1,' * 499 + b'{"b":null}' + b"]}" * 499
    assert dump_json(load_json(mixed)) == mixed


def test_what_orjson_refuses_is_written() -> None:
    assert json.loads(dump_json({"big": 2**70, "deep": load_json(nested(300))}))["big"] == 2**70
    assert dump_json(["\ud800", 2**70]) == b'["\\ud800",1180591620717411303424]'
    assert dump_json([float("nan"), 2**70]) == b"[null,1180591620717411303424]"
    assert dump_json({"a": {}, "b": [], "c": 2**70}) == b'{"a":{},"b":[],"c":1180591620717411303424}'


def test_an_unknown_type_is_an_error_not_a_guess() -> None:
    with pytest.raises(TypeError):
        dump_json({"a": object()})
    with pytest.raises(TypeError):
        dump_json({"a": [2**70, object()]})
    assert dump_json([2**70, {1, 2}], sorted) == b"[1180591620717411303424,[1,2]]"


values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(st.characters(codec="ascii", exclude_characters="\0")), inner, max_size=4)
    ),
    max_leaves=20,
)


@given(values)
def test_any_json_comes_back_as_it_was(value: Any) -> None:
    assert load_json(dump_json(value)) == value
    slow = dump_json([value, 2**70])  # past orjson, which cannot write this integer
    assert json.loads(slow)[0] == value


@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    try:
        load_json(body)
    except JsonRefused as refused:
        assert str(refused).endswith(".")  # noqa: PT017 - either is right


# --- many small values


def test_what_would_grow_to_many_times_its_size_is_refused() -> None:
    with pytest.raises(JsonRefused, match="so many small values"):
        load_json(b"[" + b"{}," * 1_500_000 + b"{}]")


def test_brackets_within_texts_weigh_nothing() -> None:
    body = b'["' + b"{}," * 1_500_000 + b'"]'
    assert len(load_json(body)[0]) == 4_500_000
