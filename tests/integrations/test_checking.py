from __future__ import annotations

from typing import Any

import pytest

from integrations.checking import broken_rule


@pytest.mark.parametrize(
    ("rule", "limit", "keeps", "breaks"),
    [
        ("required", None, [0, False, "a"], [None, "", " ", [], {}]),
        ("string", None, ["", "a", None], [1, []]),
        ("number", None, [1, 1.5], ["1", True]),
        ("integer", None, [1, 2.0], [1.5, "1"]),
        ("boolean", None, [True, False], [0, "true"]),
        ("list", None, [[]], [{}]),
        ("object", None, [{}], [[]]),
        ("date", None, ["2026-01-31", "2026-01-31T10:00:00Z"], ["31.1.2026", "2026-02-30"]),
        ("email", None, ["ada@example.com"], ["ada", "ada@", "a b@c.d", "ada@localhost", 5]),
        ("url", None, ["https://example.com/x?y"], ["example.com", "ftp://x.y", 5]),
        ("min", 5, [5, "6"], [4, "x"]),
        ("max", "5", [5, -1], [5.1]),
        ("minLength", 2, ["ab", [1, 2]], ["a", []]),
        ("maxLength", 2, ["ab", ""], ["abc"]),
        ("pattern", "a", ["a"], ["b", 5]),
        ("oneOf", ["a", 5], ["a", "5"], ["b"]),
    ],
)
def test_rules(rule: str, limit: Any, keeps: list[Any], breaks: list[Any]) -> None:
    def matches(text: str, pattern: str) -> bool:
        return pattern in text

    for value in keeps:
        assert broken_rule(rule, value, limit, matches=matches) is None, value
    for value in breaks:
        assert broken_rule(rule, value, limit, matches=matches), value
