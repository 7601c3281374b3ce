"""What stands for a secret in stored data, shown as people wrote it: also where the data is nested deeper than any stack."""

from __future__ import annotations

from typing import Any

import pytest

from connections.placeholders import placeholder, shown_value

PLACE = placeholder("TOKEN", key=b"of one step")


def nested(value: Any, levels: int) -> Any:
    for level in range(levels):
        value = [value] if level % 2 else {"in": value}
    return value


def innermost(value: Any) -> Any:
    while isinstance(value, dict | list):
        value = value["in"] if isinstance(value, dict) else value[0]
    return value


@pytest.mark.parametrize("levels", [1, 253, 254, 255, 5_000, 200_000])
def test_a_placeholder_is_shown_at_any_depth(levels: int) -> None:
    whole = nested(PLACE, levels)
    shown = shown_value(whole)
    assert innermost(shown) == "{{secrets.TOKEN}}"
    assert innermost(whole) == PLACE  # what was given stays


def test_what_holds_none_is_the_same_object() -> None:
    data = {"a": ["text", 1, None, True]}
    assert shown_value(data) is data
    assert shown_value(None) is None


def test_the_order_and_the_rest_stay() -> None:
    data = {"b": [1, PLACE, {"z": 2.5, "a": f"Bearer {PLACE}"}], "a": None}
    shown = shown_value(data)
    assert shown == {"b": [1, "{{secrets.TOKEN}}", {"z": 2.5, "a": "Bearer {{secrets.TOKEN}}"}], "a": None}
    assert [*shown, *shown["b"][2]] == ["b", "a", "z", "a"]
