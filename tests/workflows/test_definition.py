"""The definition's shape: what is read, what is refused and with which words."""

from __future__ import annotations

from typing import Any

import pytest

from workflows.definition import DefinitionInvalid, checksum, parse_definition, to_json
from workflows.reading import MAX_BLOCKS, MAX_DETAILS

FULL: dict[str, Any] = {
    "name": "Invoice paid -> CRM",
    "description": "Tells sales.",
    "inputSchema": {"type": "object"},
    "outputSchema": None,
    "variables": {"taxRate": 0.2},
    "settings": {"timeoutMs": 300000, "concurrencyLimit": None, "onLimit": "queue"},
    "blocks": [
        {
            "id": "paid",
            "type": "trigger.event",
            "name": "Invoice paid",
            "position": {"x": 0.0, "y": 0.0},
            "config": {"provider": "stripe", "events": ["invoice.paid"]},
        },
        {
            "id": "tell",
            "type": "slack",
            "name": "Tell sales",
            "position": {"x": 520.0, "y": -80.0},
            "config": {"operation": "sendMessage"},
            "connectionId": "conn_01890000-0000-7000-8000-000000000000",
            "timeoutMs": 30000,
            "errorHandling": "retry",
            "retryConfig": {
                "maxAttempts": 5,
                "backoffMs": 10,
                "maxDelayMs": 20,
                "backoffMultiplier": 1.5,
                "then": "continue",
                "retryOn": "all",
            },
            "fallbackOutput": None,
            "onUncertain": "ask",
            "disabled": True,
            "notes": "Only for large ones.",
            "join": "any",
            "pinnedOutput": {"ok": True},
            "parentId": "paid",
        },
    ],
    "edges": [{"source": "paid", "sourcePort": "out", "target": "tell"}],
    "notes": [
        {
            "id": "why",
            "text": "Ask Dana.",
            "position": {"x": 300.0, "y": -40.0},
            "author": "Priya",
            "at": "2026-11-03T09:12:00Z",
        }
    ],
}


def details(data: Any) -> dict[str, str]:
    with pytest.raises(DefinitionInvalid) as caught:
        parse_definition(data)
    return {detail["path"]: detail["message"] for detail in caught.value.details}


def block(**fields: Any) -> dict[str, Any]:
    return {"name": "W", "blocks": [{"id": "a", "type": "echo", **fields}]}


def test_every_field_survives_the_way_in_and_out() -> None:
    assert to_json(parse_definition(FULL)) == FULL


def test_what_is_left_out_gets_its_default() -> None:
    definition = parse_definition({"name": " W ", "blocks": [{"id": "a", "type": "echo"}]})
    [only] = definition.blocks
    assert (definition.name, only.name, only.error_handling, only.join) == ("W", "a", "fail", "all")
    assert to_json(definition)["blocks"] == [
        {"id": "a", "type": "echo", "name": "a", "position": {"x": 0, "y": 0}, "config": {}}
    ]


def test_a_timeout_of_null_means_none_and_an_absent_one_the_default() -> None:
    assert parse_definition(block(timeoutMs=None)).blocks[0].is_unlimited
    assert not parse_definition(block()).blocks[0].is_unlimited


def test_a_fallback_of_null_is_a_fallback() -> None:
    assert parse_definition(block(fallbackOutput=None)).blocks[0].has_fallback
    assert not parse_definition(block()).blocks[0].has_fallback


def test_the_checksum_does_not_depend_on_the_order_of_keys_but_on_positions() -> None:
    turned = {**FULL, "blocks": [dict(reversed(list(item.items()))) for item in FULL["blocks"]]}
    moved = {**FULL, "blocks": [{**FULL["blocks"][0], "position": {"x": 1, "y": 0}}, FULL["blocks"][1]]}
    assert checksum(parse_definition(FULL)) == checksum(parse_definition(turned))
    assert checksum(parse_definition(FULL)) != checksum(parse_definition(moved))


@pytest.mark.parametrize(
    ("data", "path", "words"),
    [
        ([], "", "JSON object"),
        ({"name": ""}, "name", "needs a name"),
        ({"name": "x" * 256}, "name", "255"),
        ({"name": "W", "bloks": []}, "bloks", "Did you mean “blocks”?"),
        ({"name": "W\x00"}, "name", "U+0000"),
        ({"name": "W", "blocks": {}}, "blocks", "list"),
        ({"name": "W", "blocks": [1]}, "blocks.0", "object"),
        ({"name": "W", "inputSchema": "string"}, "inputSchema", "JSON Schema"),
        ({"name": "W", "settings": {"timeoutMs": "5"}}, "settings.timeoutMs", "whole number"),
        ({"name": "W", "settings": {"timeout": 5}}, "settings.timeout", "Did you mean “timeoutMs”?"),
        ({"name": "W", "settings": {"onLimit": "wait"}}, "settings.onLimit", "queue, skip, reject"),
        ({"name": "W", "variables": {"big": 2**70}}, "variables.big", "64 bits"),
        ({"name": "W", "variables": {"bad": float("nan")}}, "variables.bad", "NaN"),
        (block(id="1st"), "blocks.0.id", "not a block id"),
        (block(id="a\n"), "blocks.0.id", "not a block id"),
        (block(id=None), "blocks.0.id", "needs an id"),
        (block(type=None), "blocks.0.type", "needs a type"),
        (block(retryconfig={}), "blocks.0.retryconfig", "Did you mean “retryConfig”?"),
        (
            block(retryConfig={"maxAttempt": 1}),
            "blocks.0.retryConfig.maxAttempt",
            "Did you mean “maxAttempts”?",
        ),
        (block(retryConfig=3), "blocks.0.retryConfig", "object"),
        (block(errorHandling="ignore"), "blocks.0.errorHandling", "fail, continue, retry"),
        (block(timeoutMs=1.5), "blocks.0.timeoutMs", "whole number"),
        (block(timeoutMs=True), "blocks.0.timeoutMs", "whole number"),
        (block(config=[]), "blocks.0.config", "object"),
        (block(position={"x": "left"}), "blocks.0.position.x", "number"),
        (block(connectionId="slack"), "blocks.0.connectionId", "conn_"),
        (block(parentId="loop"), "blocks.0.parentId", "no block “loop”"),
        (block(disabled="yes"), "blocks.0.disabled", "true or false"),
        ({"name": "W", "notes": {}}, "notes", "list"),
        ({"name": "W", "notes": [{"id": "1", "text": "x"}]}, "notes.0.id", "not a note’s id"),
        ({"name": "W", "notes": [{"id": "n"}, {"id": "n"}]}, "notes.1.id", "Two notes"),
        ({"name": "W", "notes": [{"id": "n", "text": "x" * 2001}]}, "notes.0.text", "2,000 is the most"),
        ({"name": "W", "notes": [{"id": "n", "by": "me"}]}, "notes.0.by", "not a field of a note"),
        ({"name": "W", "notes": [{"id": f"n{number}"} for number in range(201)]}, "notes", "200 is the most"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(data: Any, path: str, words: str) -> None:
    assert words in details(data)[path]


def test_edges_join_blocks_that_exist_once() -> None:
    blocks = [{"id": "start", "type": "trigger.api"}, {"id": "end", "type": "echo"}]
    edges: list[dict[str, Any]] = [
        {"source": "start", "target": "end"},
        {"source": "start", "sourcePort": "out", "target": "end"},
        {"source": "strat", "target": "end"},
        {"source": "start", "target": "end", "label": "x"},
    ]
    found = details({"name": "W", "blocks": blocks, "edges": edges[:3]})
    assert "twice" in found["edges.1"]
    assert "Did you mean “start”?" in found["edges.2.source"]
    assert "edges.0.label" in details({"name": "W", "blocks": blocks, "edges": edges[3:]})


def test_ids_are_unique() -> None:
    twice = [{"id": "a", "type": "echo"}, {"id": "a", "type": "echo"}]
    assert "Two blocks" in details({"name": "W", "blocks": twice})["blocks.1.id"]


def test_caps() -> None:
    many = [{"id": f"b{number}", "type": "echo"} for number in range(MAX_BLOCKS + 1)]
    assert "1,001 blocks" in details({"name": "W", "blocks": many})["blocks"]
    assert len(parse_definition({"name": "W", "blocks": many[:-1]}).blocks) == MAX_BLOCKS
    assert "2 MB" in details({"name": "W", "variables": {"x": "y" * 2_100_000}})[""]
    deep: Any = None
    for _ in range(900):
        deep = [deep]
    assert any(
        "nested deeper" in message for message in details({"name": "W", "variables": {"x": deep}}).values()
    )


def test_a_definition_that_is_wrong_everywhere_is_reported_in_part() -> None:
    data = {"name": "W", "blocks": [{"id": f"b{number}", "type": "", "x": 1} for number in range(200)]}
    assert len(details(data)) == MAX_DETAILS
