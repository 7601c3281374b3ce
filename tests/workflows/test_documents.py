"""Documents: wrapped, flat, sent back as they were answered; files without secrets; layouts; differences."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from tests.workflows.drawings import document, drawing
from workflows.definition import parse_definition
from workflows.diff import diff
from workflows.documents import file_name, read_document, write_document
from workflows.layout import CARD, FRAME, FRAME_BOTTOM, FRAME_SIDE, FRAME_TOP, place
from workflows.reading import DefinitionInvalid

PLAIN = document("start -> a")


@pytest.mark.parametrize(
    "data",
    [
        PLAIN,
        {"workflow": PLAIN},
        {"definition": PLAIN, "revision": 3},
        {"headrace": 1, **PLAIN, "removed": []},
        {"headrace": 1, "workflow": PLAIN},
        {**PLAIN, "id": "wf_1", "status": "active", "revision": 2, "trigger": {"type": "api"}, "stats": {}},
    ],
)
def test_documents_may_be_wrapped_and_carry_what_answers_hold(data: dict[str, Any]) -> None:
    assert read_document(data) == parse_definition(PLAIN)


def test_a_file_of_a_later_format_is_refused() -> None:
    with pytest.raises(DefinitionInvalid, match="format 2"):
        read_document({"headrace": 2, **PLAIN})
    with pytest.raises(DefinitionInvalid, match="JSON object"):
        read_document([PLAIN])


def test_blocks_without_positions_are_laid_out() -> None:
    data = document("start -> check", "check.true -> a", "check.false -> b")
    for block in data["blocks"]:
        del block["position"]
    places = {block.id: (block.x, block.y) for block in read_document(data).blocks}
    assert places == {"start": (144, 0), "check": (144, 130), "a": (0, 260), "b": (288, 260)}


def test_blocks_that_were_added_without_positions_stand_beside_those_that_have_them() -> None:
    data = document("start -> check", "check.true -> a", "check.false -> b", "a -> end")
    where = {"start": (1000, -500), "check": (1000, -370), "a": (900, -240)}
    for block in data["blocks"]:
        block.pop("position", None)
        if block["id"] in where:
            block["position"] = dict(zip("xy", where[block["id"]], strict=True))
    places = {block.id: (block.x, block.y) for block in read_document(data).blocks}
    assert {block: places[block] for block in where} == where
    assert places["end"] == (900, -110)
    assert places["b"][1] >= -240
    boxes = list(places.values())
    for place_, other in [(one, two) for at, one in enumerate(boxes) for two in boxes[:at]]:
        assert abs(place_[0] - other[0]) >= CARD[0] or abs(place_[1] - other[1]) >= CARD[1]


@pytest.mark.parametrize(
    ("position", "at"), [("here", "blocks.1.position"), ({"x": "1", "y": 2}, "blocks.1.position.x")]
)
def test_a_position_that_is_none_is_named(position: Any, at: str) -> None:
    data = document("start -> a")
    data["blocks"][0]["position"], data["blocks"][1]["position"] = None, position
    with pytest.raises(DefinitionInvalid) as refused:
        read_document(data)
    assert refused.value.details[0]["path"] == at


def test_a_file_reads_back_as_the_definition() -> None:
    definition = drawing("start -> a", a={"type": "http", "notes": "n"})
    assert read_document(write_document(definition)) == definition


def test_files_hold_no_secrets_connections_or_pins() -> None:
    config = {
        "url": "https://user:pass@example.com/x",
        "headers": {"Authorization": "Bearer abc", "X-Api-Key": "k", "Accept": "json"},
        "token": "t",
        "password": "{{variables.p}}",
        "query": {"access_token": "q", "page": "1"},
    }
    block = {"type": "http", "config": config, "connectionId": "conn_01890000-0000-7000-8000-000000000000"}
    definition = drawing(
        "start -> a", top={"variables": {"clientSecret": "s", "rate": 1}}, a={**block, "pinnedOutput": 1}
    )
    made = write_document(definition)
    assert made["headrace"] == 1
    [_, only] = made["blocks"]
    assert "connectionId" not in only
    assert "pinnedOutput" not in only
    assert only["config"] == {
        "url": "https://example.com/x",
        "headers": {"Authorization": "", "X-Api-Key": "", "Accept": "json"},
        "token": "",
        "password": "{{variables.p}}",
        "query": {"access_token": "", "page": "1"},
    }
    assert made["variables"] == {"clientSecret": "", "rate": 1}
    assert set(made["removed"]) == {
        "blocks.1.config.url",
        "blocks.1.config.headers.Authorization",
        "blocks.1.config.headers.X-Api-Key",
        "blocks.1.config.token",
        "blocks.1.config.query.access_token",
        "variables.clientSecret",
    }


def test_file_names_are_plain() -> None:
    assert file_name(drawing("start", name="Invoice paid -> CRM")) == "invoice-paid-crm.headrace.json"
    assert file_name(drawing("start", name="データ")) == "workflow.headrace.json"


# --- layout


def test_no_two_blocks_share_a_place() -> None:
    edges = [(f"b{number // 3}", f"b{number}") for number in range(1, 200)]
    places = place([f"b{number}" for number in range(200)], edges)
    by_row: dict[int, list[int]] = {}
    for x, y in places.values():
        by_row.setdefault(y, []).append(x)
    for row in by_row.values():
        row.sort()
        assert all(right - left >= 287 for left, right in pairwise(row))


def test_cycles_and_lonely_blocks_are_placed_too() -> None:
    places = place(["a", "b", "c", "d"], [("a", "b"), ("b", "c"), ("c", "b")])
    assert set(places) == {"a", "b", "c", "d"}
    assert len(set(places.values())) == 4
    assert place([], []) == {}


def test_frames_lie_around_their_bodies_and_clear_of_all_others() -> None:
    data = document(
        "start -> each", "each.done -> after", "line -> inner", "inner.done -> sum", "deep -> deeper", "start -> other",
        each={"type": "loop"}, inner={"type": "fan-out"}, empty={"type": "loop"},
    )  # fmt: skip
    homes = {
        "line": "each",
        "inner": "each",
        "sum": "each",
        "deep": "inner",
        "deeper": "inner",
        "empty": "each",
    }
    for block in data["blocks"]:
        del block["position"]
        block["parentId"] = homes.get(block["id"])
    blocks = {block.id: block for block in read_document(data).blocks}
    boxes = {block: _box(block, blocks, homes) for block in blocks}
    for one, (left, top, right, bottom) in boxes.items():
        for other, (x, y, x_end, y_end) in boxes.items():
            if homes.get(other) == homes.get(one) and other != one:
                assert x >= right or left >= x_end or y >= bottom or top >= y_end, (one, other)
        if home := homes.get(one):
            assert left >= boxes[home][0] + FRAME_SIDE
            assert top >= boxes[home][1] + FRAME_TOP
    assert boxes["after"][1] > boxes["each"][3]
    assert boxes["start"][3] < boxes["each"][1]


def _box(id: str, blocks: dict[str, Any], homes: dict[str, str]) -> tuple[float, float, float, float]:
    """As the canvas draws it (`frontend/src/graph/frames.ts`)."""
    block = blocks[id]
    if block.type not in ("loop", "fan-out"):
        return block.x, block.y, block.x + CARD[0], block.y + CARD[1]
    inside = [_box(other, blocks, homes) for other, home in homes.items() if home == id]
    right = max([block.x + FRAME[0], *(box[2] + FRAME_SIDE for box in inside)])
    bottom = max([box[3] + FRAME_BOTTOM for box in inside], default=block.y + FRAME[1])
    return block.x, block.y, right, bottom


def test_frames_that_stand_in_one_another_are_placed_too() -> None:
    places = place(["a", "b", "c"], [], {"a": "b", "b": "a", "c": "gone"})
    assert set(places) == {"a", "b", "c"}
    nested = [f"n{number}" for number in range(1_000)]
    assert len(set(place(nested, [], {f"n{n}": f"n{n - 1}" for n in range(1, 1_000)}).values())) == 1_000


# --- differences


def test_moving_a_block_is_no_difference() -> None:
    moved = document("start -> a")
    moved["blocks"][1]["position"] = {"x": 500, "y": 9}
    assert diff(parse_definition(PLAIN), parse_definition(moved)) == {
        "blocks": [],
        "edges": {"added": [], "removed": []},
        "settings": [],
    }


def test_differences_are_listed_block_by_block() -> None:
    before = drawing(
        "start -> a", "a -> b", a={"type": "http", "config": {"url": "u", "headers": {"x": "1"}}}
    )
    after = drawing(
        "start -> a", "a -> c", name="W2",
        top={"variables": {"v": 1}, "settings": {"timeoutMs": 5}},
        a={"type": "http", "config": {"url": "v", "headers": {"x": "1", "y": "2"}}, "errorHandling": "continue"},
    )  # fmt: skip
    found = diff(before, after)
    assert [(entry["id"], entry["change"]) for entry in found["blocks"]] == [
        ("a", "changed"), ("c", "added"), ("b", "removed"),
    ]  # fmt: skip
    assert found["blocks"][0]["fields"] == [
        {"path": "config.url", "before": "u", "after": "v"},
        {"path": "config.headers.y", "before": None, "after": "2"},
        {"path": "errorHandling", "before": None, "after": "continue"},
    ]
    assert found["edges"] == {
        "added": [{"source": "a", "sourcePort": "out", "target": "c"}],
        "removed": [{"source": "a", "sourcePort": "out", "target": "b"}],
    }
    assert found["settings"] == [
        {"path": "name", "before": "W", "after": "W2"},
        {"path": "variables.v", "before": None, "after": 1},
        {"path": "settings.timeoutMs", "before": None, "after": 5},
    ]


def test_pinned_outputs_are_no_difference() -> None:
    pinned = drawing("start -> a", a={"pinnedOutput": {"x": 1}})
    assert diff(drawing("start -> a"), pinned)["blocks"] == []


def test_one_and_true_differ() -> None:
    before, after = (drawing("start", top={"variables": {"v": value}}) for value in (1, True))
    assert diff(before, after)["settings"] == [{"path": "variables.v", "before": 1, "after": True}]
