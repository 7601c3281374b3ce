"""Bracket names and XML."""

from __future__ import annotations

from typing import Any

import pytest

from integrations.encoding import bracket_pairs, from_xml, put, to_xml


@pytest.mark.parametrize(
    ("data", "pairs"),
    [
        ({"a": 1}, {"a": 1}),
        ({"a": {"b": {"c": "x"}}}, {"a[b][c]": "x"}),
        ({"items[]": [{"price": "p", "tags": ["x"]}]}, {"items[0][price]": "p", "items[0][tags][0]": "x"}),
        ({"tax_rates[]": ["a", "b"]}, {"tax_rates[]": ["a", "b"]}),
        ({"list": ["a", "b"]}, {"list[0]": "a", "list[1]": "b"}),
        ({"a": None, "b": {"c": None}}, {}),
        ({"unset": ""}, {"unset": ""}),
    ],
)
def test_bracket_names(data: dict[str, Any], pairs: dict[str, Any]) -> None:
    assert bracket_pairs(data) == pairs


def test_dotted_names() -> None:
    target: dict[str, Any] = {}
    put(target, "Customer.value", "12")
    put(target, "Customer.name", "Acme")
    put(target, "*", {"free": 1})
    assert target == {"Customer": {"value": "12", "name": "Acme"}, "free": 1}


def test_dotted_names_leave_the_objects_they_go_into_alone() -> None:
    target: dict[str, Any] = {}
    given = {"properties": {"name": "Acme"}}
    put(target, "*", given)
    put(target, "properties.city", "Bonn")
    assert target == {"properties": {"name": "Acme", "city": "Bonn"}}
    assert given == {"properties": {"name": "Acme"}}


def test_xml_is_written_in_order_and_escaped() -> None:
    data = {"b": {"@id": 'x"1', "t": ["1", 2]}, "a": None, "c": True, "d": "<&>"}
    assert to_xml(data) == '<b id="x&quot;1"><t>1</t><t>2</t></b><a/><c>true</c><d>&lt;&amp;&gt;</d>'


def test_nobodys_text_is_a_place_for_credentials() -> None:
    assert to_xml({"name": "{sender_password}"}) == "<name>&#123;sender_password&#125;</name>"
    assert from_xml(b"<r>" + to_xml({"name": "{x}"}).encode() + b"</r>") == {"r": {"name": "{x}"}}


def test_xml_is_read() -> None:
    text = b'<r><a n="1">x</a><b>1</b><b>2</b><c/><d><e>y</e></d></r>'
    assert from_xml(text) == {
        "r": {"a": {"@n": "1", "#text": "x"}, "b": ["1", "2"], "c": "", "d": {"e": "y"}}
    }


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}",
        b"<a>",
        b'<!DOCTYPE r [<!ENTITY x "y">]><r>&x;</r>',
        b'<?xml version="1.0" encoding="klingon"?><r/>',
    ],
    ids=["empty", "json", "broken", "entities", "encoding"],
)
def test_what_is_no_xml(content: bytes) -> None:
    with pytest.raises(ValueError, match="does not read as XML"):
        from_xml(content)
