"""Notes on the canvas: written, dragged, taken along by their frame, kept at the server, and all of it by keys."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.api import call, kept_draft
from tests.e2e.conftest import Product
from tests.e2e.studio import Studio

pytestmark = pytest.mark.once

BLOCKS: list[dict[str, Any]] = [
    {"id": "start", "type": "trigger.api", "name": "Start", "config": {}, "position": {"x": 0, "y": 0}},
    {
        "id": "each",
        "type": "loop",
        "name": "Each",
        "config": {"collection": "{{input.lines}}"},
        "position": {"x": 0, "y": 200},
    },
    {
        "id": "body",
        "type": "transform",
        "name": "Body",
        "config": {"mapping": {"a": "1"}},
        "position": {"x": 60, "y": 260},
        "parentId": "each",
    },
]


def _papers(page: Page) -> Locator:
    return page.locator("article[data-testid^=note-]")


def _open(page: Page, product: Product, name: str, notes: list[dict[str, Any]]) -> str:
    made = {"name": name, "blocks": BLOCKS, "edges": [], "notes": notes}
    workflow: str = call(product, "POST", "/workflows", made)["id"]
    page.goto(f"/workflows/{workflow}")
    expect(Studio(page).card("body")).to_be_visible()
    return workflow


def test_written_by_right_click_and_taken_away_by_keys(ada_page: Page, product: Product) -> None:
    page = ada_page
    workflow = _open(page, product, "Noted", [])
    box = page.get_by_test_id("canvas").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] - 420, box["y"] + 90, button="right")
    page.get_by_role("menuitem", name="Add a note").click()
    expect(page.get_by_label("Text of the note")).to_be_focused()
    page.keyboard.type("Ask Dana about lines without an account.")
    page.keyboard.press("Escape")
    expect(_papers(page)).to_contain_text("ada@acme.example")
    words = "Ask Dana about lines without an account."
    kept = kept_draft(
        page, product, workflow, lambda found: [note["text"] for note in found["notes"]] == [words]
    )
    [note] = kept["notes"]
    assert note["author"] == "ada@acme.example"
    expect(_papers(page).get_by_role("button")).to_be_focused()
    # The note has the focus now: arrows move it, Enter writes on, Delete takes it away, undo brings it back.
    page.keyboard.press("ArrowRight")
    moved = {"x": note["position"]["x"] + 20, "y": note["position"]["y"]}
    kept_draft(page, product, workflow, lambda found: found["notes"][0]["position"] == moved)
    page.keyboard.press("Enter")
    expect(page.get_by_label("Text of the note")).to_be_focused()
    page.keyboard.type(" Today.")
    page.keyboard.press("Control+Enter")
    expect(_papers(page).get_by_role("button")).to_be_focused()
    expect(_papers(page)).to_contain_text("account. Today.")
    page.keyboard.press("Delete")
    expect(_papers(page)).to_have_count(0)
    page.keyboard.press("Control+z")
    expect(_papers(page)).to_have_count(1)
    # One without words does not stay.
    page.keyboard.press("n")
    expect(page.get_by_label("Text of the note")).to_be_focused()
    page.keyboard.press("Escape")
    expect(_papers(page)).to_have_count(1)


def test_dragged_and_taken_along_by_its_frame(ada_page: Page, product: Product) -> None:
    page, studio = ada_page, Studio(ada_page)
    notes = [
        {"id": "free", "text": "Stays", "position": {"x": 420, "y": 0}},
        {"id": "inside", "text": "Goes along", "position": {"x": 60, "y": 350}},
    ]
    workflow = _open(page, product, "Noted frames", notes)
    page.get_by_test_id("note-free").hover()  # this waits until the drawing rests
    free = page.get_by_test_id("note-free").bounding_box()
    assert free is not None
    studio.drag(page.get_by_test_id("note-free"), free["x"] + free["width"] / 2, free["y"] + 90)
    kept = kept_draft(page, product, workflow, lambda found: found["notes"][0]["position"]["y"] > 40)
    placed = {note["id"]: note["position"] for note in kept["notes"]}
    assert placed["inside"] == {"x": 60, "y": 350}
    header = studio.card("each").get_by_role("heading").bounding_box()
    assert header is not None
    studio.drag(studio.card("each").get_by_role("heading"), header["x"] + 160, header["y"] + 60)
    found = kept_draft(
        page,
        product,
        workflow,
        lambda found: any(
            block["id"] == "each" and block["position"] != {"x": 0, "y": 200} for block in found["blocks"]
        ),
    )
    by = {block["id"]: block["position"] for block in found["blocks"]}
    after = {note["id"]: note["position"] for note in found["notes"]}
    assert after["inside"] == {"x": 60 + by["each"]["x"], "y": 350 + by["each"]["y"] - 200}
    assert after["free"] == placed["free"]


# A hand quicker than the drawing: every move and the letting go come before the page draws again.
QUICK_DRAG = """async (note) => {
  const box = note.getBoundingClientRect();
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  const at = (pointer, mouse, far, buttons) => {
    const where = { bubbles: true, cancelable: true, view: window, clientX: x + far, clientY: y + far / 2, buttons };
    const target = document.elementFromPoint(x, y);
    target.dispatchEvent(new PointerEvent(pointer, { ...where, pointerId: 1, isPrimary: true, pointerType: "mouse" }));
    target.dispatchEvent(new MouseEvent(mouse, where));
  };
  at("pointerdown", "mousedown", 0, 1);
  await null;  // between two events of a real hand the page's microtasks are done, but nothing else
  for (let far = 8; far <= 160; far += 8) at("pointermove", "mousemove", far, 1);
  at("pointerup", "mouseup", 160, 0);
}"""


def test_left_where_a_quick_hand_lets_it_go(ada_page: Page, product: Product) -> None:
    page = ada_page
    note = {"id": "free", "text": "Stays where it is put", "position": {"x": 420, "y": 0}}
    workflow = _open(page, product, "Noted quickly", [note])
    paper = page.get_by_test_id("note-free")
    paper.hover()  # this waits until the drawing rests
    assert (
        page.locator(".react-flow__viewport").evaluate("view => new DOMMatrix(view.style.transform).a") == 1
    )
    paper.evaluate(QUICK_DRAG)
    kept = kept_draft(
        page, product, workflow, lambda found: found["notes"][0]["position"] != {"x": 420, "y": 0}
    )
    assert kept["notes"][0]["position"] == {"x": 580, "y": 80}


def test_copied_cut_and_pasted_with_blocks_and_alone(ada_page: Page, product: Product) -> None:
    page, studio = ada_page, Studio(ada_page)
    note = {"id": "free", "text": "Copied, too", "position": {"x": 420, "y": 0}}
    workflow = _open(page, product, "Noted copies", [note])
    expect(page.get_by_test_id("map").get_by_test_id("map-note:free")).to_have_count(1)
    chosen = page.locator(".react-flow__node.selected")
    # All of it: four cards and papers, of which one copy each is made, at one step of undo.
    page.keyboard.press("Control+a")
    expect(chosen).to_have_count(4)
    page.keyboard.press("Control+d")
    expect(_papers(page)).to_have_count(2)
    expect(studio.cards()).to_have_count(6)
    page.keyboard.press("Control+z")
    expect(_papers(page)).to_have_count(1)
    expect(studio.cards()).to_have_count(3)
    # Alone: cut, and pasted where the pointer is.
    page.get_by_test_id("note-free").click()
    expect(chosen).to_have_count(1)
    page.keyboard.press("Control+x")
    expect(_papers(page)).to_have_count(0)
    page.keyboard.press("Control+v")
    page.keyboard.press("Control+v")
    expect(_papers(page)).to_have_count(2)
    expect(chosen).to_have_count(1)
    page.keyboard.press("Control+z")
    expect(_papers(page)).to_have_count(1)
    # By the menu, and with a block that is in the selection.
    studio.select("start")
    _papers(page).click(modifiers=["Control"])
    expect(chosen).to_have_count(2)
    _papers(page).click(button="right")
    page.get_by_role("menuitem", name="Duplicate").click()
    expect(_papers(page)).to_have_count(2)
    expect(studio.cards()).to_have_count(4)
    expect(chosen).to_have_count(2)
    page.keyboard.press("Delete")
    expect(_papers(page)).to_have_count(1)
    expect(studio.cards()).to_have_count(3)
    kept = kept_draft(page, product, workflow, lambda found: len(found["notes"]) == 1)
    assert kept["notes"][0]["text"] == "Copied, too"


def test_chosen_by_a_frame_drawn_around_and_moved_with_blocks(ada_page: Page, product: Product) -> None:
    page, studio = ada_page, Studio(ada_page)
    note = {"id": "free", "text": "Beside the start", "position": {"x": 420, "y": 0}}
    workflow = _open(page, product, "Noted moves", [note])
    paper = page.get_by_test_id("note-free")
    paper.hover()  # this waits until the drawing rests
    (start, free) = (studio.card("start").bounding_box(), paper.bounding_box())
    assert start is not None
    assert free is not None
    page.keyboard.down("Shift")
    page.mouse.move(start["x"] - 20, start["y"] - 15)
    page.mouse.down()
    page.mouse.move(free["x"] + 60, free["y"] + 20, steps=6)
    page.mouse.up()
    page.keyboard.up("Shift")
    chosen = page.locator(".react-flow__node.selected")
    expect(chosen).to_have_count(2)
    page.keyboard.press("Shift+ArrowRight")
    kept = kept_draft(
        page, product, workflow, lambda found: found["notes"][0]["position"] == {"x": 440, "y": 0}
    )
    assert kept["blocks"][0]["position"] == {"x": 20, "y": 0}
    studio.drag(paper, free["x"] + free["width"] / 2 + 20, free["y"] + 90)
    kept = kept_draft(page, product, workflow, lambda found: found["notes"][0]["position"]["y"] > 40)
    assert kept["blocks"][0]["position"]["y"] == kept["notes"][0]["position"]["y"]
    # In one column, and one step of undo each.
    page.keyboard.press("Shift+C")
    kept_draft(
        page,
        product,
        workflow,
        lambda found: found["notes"][0]["position"]["x"] == found["blocks"][0]["position"]["x"],
    )
    page.keyboard.press("Control+z")
    kept_draft(
        page,
        product,
        workflow,
        lambda found: found["notes"][0]["position"]["x"] == kept["notes"][0]["position"]["x"],
    )


def test_told_among_the_changes_by_its_words(ada_page: Page, product: Product) -> None:
    page = ada_page
    workflow = _open(page, product, "Noted changes", [])
    call(product, "POST", f"/workflows/{workflow}/activate", {})
    note = {"id": "note-x7", "text": "Ask Dana.", "position": {"x": 420, "y": 0}}
    call(product, "PATCH", f"/workflows/{workflow}", {"notes": [note]})
    page.goto(f"/workflows/{workflow}/versions")
    expect(page.get_by_text("Note on the canvas")).to_be_visible()
    expect(page.get_by_text("Ask Dana.").first).to_be_visible()
    expect(page.get_by_text("note-x7")).to_have_count(0)
