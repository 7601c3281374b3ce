"""What filters of triggers let through."""

from __future__ import annotations

from typing import Any

import pytest

from workflows.filters import FilterInvalid, read_filter, refusal

EVENT: dict[str, Any] = {
    "StageName": "Closed Won",
    "amount": "1200.50",
    "flag": True,
    "tags": ["vip", "eu"],
    "lines": [{"sku": "A-1"}, {"sku": "B-2"}],
    "customer": {"email": "ada@acme.example", "phone": None},
    "a.b": 1,
}


@pytest.mark.parametrize(
    "data",
    [
        None,
        {},
        {"StageName": {"$eq": "Closed Won"}},
        {"StageName": "Closed Won", "amount": 1200.5},
        {"amount": {"$gt": 1000, "$lte": "1200.5"}},
        {"amount": {"$gte": 1200.5, "$lt": 5000, "$ne": 7}},
        {"StageName": {"$in": ["Open", "Closed Won"]}, "flag": {"$nin": [False]}},
        {"tags": {"$contains": "vip"}},
        {"tags": {"$in": ["us", "eu"]}},
        {"tags": {"$nin": ["us"]}},
        {"customer.email": {"$regex": r"@acme\.example$"}},
        {"customer.email": {"$contains": "acme"}},
        {"customer.phone": {"$exists": False}, "customer": {"$exists": True}},
        {"lines.1.sku": "B-2"},
        {"a.b": 1},
        {"nothing.here": {"$ne": "x"}},
        {"$or": [{"StageName": "Open"}, {"$and": [{"flag": True}, {"amount": {"$gt": 1}}]}]},
        {"flag": {"$eq": "true"}},
    ],
)
def test_lets_through(data: Any) -> None:
    assert refusal(read_filter(data), EVENT) is None


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"StageName": {"$eq": "Open"}}, "StageName $eq 'Open' (it is 'Closed Won')"),
        ({"flag": True, "amount": {"$gt": 5000}}, "amount $gt 5000 (it is '1200.50')"),
        ({"customer.phone": {"$gt": 1}}, "customer.phone $gt 1 (it is null)"),
        ({"StageName": {"$gt": 1}}, "StageName $gt 1 (it is 'Closed Won')"),
        ({"tags": {"$in": ["us"]}}, "tags $in ['us'] (it is ['vip', 'eu'])"),
        ({"nothing": {"$exists": True}}, "nothing $exists true (it is null)"),
        ({"$or": [{"flag": False}, {"StageName": "Open"}]}, "$or of 2 rules"),
        ({"$and": [{"flag": True}, {"flag": False}]}, "flag $eq false (it is true)"),
        ({"lines.9.sku": "x"}, "lines.9.sku $eq 'x' (it is null)"),
    ],
)
def test_says_which_rule_was_not_met(data: Any, words: str) -> None:
    assert refusal(read_filter(data), EVENT) == words


@pytest.mark.parametrize("event", [None, 7, "text", [1, 2]])
def test_an_event_that_is_no_object_meets_no_rule(event: Any) -> None:
    assert refusal(read_filter({"a": 1}), event) == "a $eq 1 (it is null)"


@pytest.mark.parametrize(
    ("data", "path", "words"),
    [
        ([], "", "A filter is an object"),
        ({"a": {"$equals": 1}}, "a.$equals", "no operator “$equals”"),
        ({"$eq": 1}, "$eq", "A path comes first"),
        ({"$or": {}}, "$or", "takes a list"),
        ({"$or": []}, "$or", "takes a list"),
        ({"$or": [1]}, "$or.0", "A filter is an object"),
        ({"a": {"$in": "x"}}, "a.$in", "compares with a list"),
        ({"a": {"$exists": "yes"}}, "a.$exists", "true or false"),
        ({"a": {"$regex": "("}}, "a.$regex", "The pattern cannot be used"),
        ({"a": {"$regex": 1}}, "a.$regex", "is a text"),
        ({str(number): 1 for number in range(201)}, "200", "at most 200 rules"),
    ],
)
def test_what_is_no_filter_is_told(data: Any, path: str, words: str) -> None:
    with pytest.raises(FilterInvalid) as told:
        read_filter(data)
    assert told.value.path == path
    assert words in told.value.message


def test_it_is_not_nested_without_end() -> None:
    data: dict[str, Any] = {"a": 1}
    for _ in range(11):
        data = {"$or": [data]}
    with pytest.raises(FilterInvalid, match="at most 10 levels"):
        read_filter(data)


def test_a_pattern_cannot_run_away() -> None:
    rule = read_filter({"text": {"$regex": "^(a|a)*b$"}})
    assert refusal(rule, {"text": "a" * 5_000}) is not None
