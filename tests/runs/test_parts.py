"""A large value a part at a time, and searched."""

from __future__ import annotations

from typing import Any

import pytest

from runs.parts import NoSuchPart, part, place_of, search

ROWS = [{"number": f"INV-{n:06}", "amount": n} for n in range(5_000)]
VALUE = {"rows": ROWS, "note": "n" * 50_000, "ok": True, "deep": {"list": [[1, 2], {"Name": "Müller"}]}}


def test_an_object_says_how_much_each_field_holds() -> None:
    found = part(VALUE, [], start=0, limit=100)
    assert (found["kind"], found["count"]) == ("object", 4)
    assert [(one["key"], one["kind"], one["count"], one["isWhole"]) for one in found["entries"]] == [
        ("rows", "list", 5_000, False), ("note", "text", 50_000, False), ("ok", "value", 1, True), ("deep", "object", 1, True),
    ]  # fmt: skip
    assert found["entries"][2]["value"] is True


def test_a_list_comes_in_pages_and_a_text_in_pieces() -> None:
    found = part(VALUE, ["rows"], start=4_999, limit=100)
    assert found["entries"] == [
        {"key": 4_999, "kind": "object", "count": 2, "isWhole": True, "value": ROWS[-1]}
    ]
    assert part(VALUE, ["rows"], start=9_000, limit=10)["entries"] == []
    assert len(part(VALUE, ["note"], start=45_000, limit=1)["text"]) == 5_000
    assert part(VALUE, ["rows", 7, "amount"], start=0, limit=1)["value"] == 7


@pytest.mark.parametrize("path", [["nothing"], ["rows", 5_000], ["rows", "0"], ["rows", -1], ["ok", "x"]])
def test_a_path_to_nothing_is_refused(path: Any) -> None:
    with pytest.raises(NoSuchPart):
        part(VALUE, path, start=0, limit=1)


def test_the_search_finds_texts_numbers_and_names_in_their_order() -> None:
    matches, more = search(VALUE, "inv-0049", skip=0, limit=3)
    assert [match["path"] for match in matches] == [["rows", n, "number"] for n in (4_900, 4_901, 4_902)]
    assert more
    assert search(VALUE, "inv-0049", skip=99, limit=3)[0][0]["path"] == ["rows", 4_999, "number"]
    assert search(VALUE, "MÜLLER", skip=0, limit=5) == (
        [{"path": ["deep", "list", 1, "Name"], "excerpt": "Müller"}],
        False,
    )
    assert search(VALUE, "deep", skip=0, limit=5)[0] == [{"path": ["deep"], "excerpt": "deep"}]
    assert search(VALUE, "true", skip=0, limit=5)[0][0]["path"] == ["ok"]


def test_a_match_is_looked_for_on_the_page_where_it_is_seen() -> None:
    wide = {f"f{n}": "x" * 30 for n in range(300)}
    value = {"rows": ROWS, "wide": wide, "list": [wide, wide], "note": "n" * 50_000 + "Needle"}
    assert place_of(value, ["rows", 4_321, "number"], limit=100) == (["rows"], 4_300)
    assert place_of(value, ["wide", "f217"], limit=100) == (["wide"], 200)
    assert place_of(value, ["list", 1, "f217"], limit=100) == (["list", 1], 200)
    assert place_of(value, ["rows"], limit=100) == (["rows"], 0)
    home, start = place_of(value, ["note"], limit=100, wanted="needle")
    assert home == ["note"]
    assert "Needle" in part(value, home, start=start, limit=100)["text"]
    with pytest.raises(NoSuchPart):
        place_of(value, ["wide", "f300"], limit=100)
