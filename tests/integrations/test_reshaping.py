"""Every transform, and paths that lead somewhere, nowhere and astray."""

from __future__ import annotations

from typing import Any

import pytest

from integrations.reshaping import TRANSFORMS, ReshapeError, change, path_of, put_at, value_at

GOOD: list[tuple[str, Any, Any]] = [
    ("direct", {"a": 1}, {"a": 1}),
    ("uppercase", "ab", "AB"),
    ("lowercase", "AB", "ab"),
    ("capitalize", "ada L", "Ada L"),
    ("trim", " a ", "a"),
    ("collapseSpaces", " a \n b ", "a b"),
    ("string", 5, "5"),
    ("string", True, "true"),
    ("string", {"a": 1}, '{"a":1}'),
    ("number", "1,250.50", 1250.5),
    ("number", " 7 ", 7),
    ("number", True, 1),
    ("number", 2**60, 2**60),
    ("integer", "2.5", 3),
    ("integer", -2.5, -3),
    ("round", 1.005, 1.01),
    ("round", "2.675", 2.68),
    ("absolute", "-3", 3),
    ("boolean", "Yes", True),
    ("boolean", 0, False),
    ("date", "2026-03-01T23:00:00-05:00", "2026-03-01"),
    ("date", 1_767_225_600, "2026-01-01"),
    ("dateTime", "2026-03-01T23:00:00-05:00", "2026-03-02T04:00:00.000Z"),
    ("dateTime", 1_767_225_600_123, "2026-01-01T00:00:00.123Z"),
    ("centsToAmount", 1999, 19.99),
    ("centsToAmount", "2000", 20),
    ("amountToCents", 19.99, 1999),
    ("amountToCents", "1.005", 101),
    ("first", [3, 4], 3),
    ("first", [], None),
    ("last", [3, 4], 4),
    ("count", [1, 2], 2),
    ("count", "abc", 3),
    ("sum", [0.1, 0.2, "1"], 1.3),
    ("join", ["a", 1, None, True], "a, 1, true"),
    ("unique", [1, 2, 1, "1"], [1, 2, "1"]),
    ("split", "a, b,c", ["a", "b", "c"]),
    ("parseJson", '{"a": 1}', {"a": 1}),
    ("json", [1], "[1]"),
]


@pytest.mark.parametrize(("name", "value", "expected"), GOOD)
def test_transforms(name: str, value: Any, expected: Any) -> None:
    found = change(name, value)
    assert found == expected
    assert type(found) is type(expected)


def test_every_transform_is_tried() -> None:
    assert {name for name, _, _ in GOOD} == set(TRANSFORMS)
    assert [change(name, None) for name in TRANSFORMS] == [None] * len(TRANSFORMS)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(
            ("number", "many"),
            ("number", "NaN"),
            ("number", "1e999999"),
            ("number", []),
            ("round", "Infinity"),
        ),
        *(
            ("uppercase", {}),
            ("boolean", "maybe"),
            ("date", "soon"),
            ("date", 10**30),
            ("parseJson", "{"),
            ("sum", ["a"]),
        ),
    ],
)
def test_refusals(name: str, value: Any) -> None:
    with pytest.raises(ReshapeError):
        change(name, value)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("a.b", 1),
        ("$.a.b", 1),
        ("$['a']['b']", 1),
        ('a["b"]', 1),
        ("l[0].x", 1),
        ("l.1.x", 2),
        ("l[-1].x", 2),
        ("l[*].x", [1, 2]),
        ("l.*.x", [1, 2]),
        ("a.*", [1]),
        ("$", {"a": {"b": 1}, "l": [{"x": 1}, {"x": 2}], "with-dash": 3}),
        ("with-dash", 3),
        ("nope.b.c", None),
        ("l[9]", None),
        ("l.x", None),
        ("a.b.__class__", None),
        ("a.*.y", [None]),
    ],
)
def test_paths(path: str, expected: Any) -> None:
    data = {"a": {"b": 1}, "l": [{"x": 1}, {"x": 2}], "with-dash": 3}
    assert value_at(data, path_of(path)) == expected


@pytest.mark.parametrize("path", ["a..b", "a[", "a]", "[]"])
def test_no_paths(path: str) -> None:
    with pytest.raises(ReshapeError):
        path_of(path)


def test_putting() -> None:
    target: dict[str, Any] = {"a": 1}
    put_at(target, ("b", "c"), 2)
    assert target == {"a": 1, "b": {"c": 2}}
    for path in ((), ("a", "x")):
        with pytest.raises(ReshapeError):
            put_at(target, path, 3)
