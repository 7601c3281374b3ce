"""Loops on the canvas: a frame is drawn, filled, run and emptied by mouse."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.studio import Studio, status

pytestmark = pytest.mark.once


def test_a_loop_is_built_by_mouse_and_runs(ada_page: Page) -> None:
    page = ada_page
    page.get_by_role("button", name="New workflow").click()
    page.wait_for_url(re.compile(r"/workflows/wf_"))
    studio = Studio(page)

    trigger = studio.drag_in("API call", 560, 60)
    loop = studio.drag_in("Loop", 560, 210)
    frame = page.get_by_test_id(f"block-{loop}")
    expect(frame).to_contain_text("Drag a block here")
    studio.connect(trigger, "out", loop)
    expect(studio.edges()).to_have_count(1)

    # What is dropped in the frame stands in it, in its middle and below its header.
    shape = studio.drag_in("Transform", 620, 320)
    expect(frame).not_to_contain_text("Drag a block here")
    assert stands_in(studio, shape, loop)

    # No edge goes through the wall; the pill says what to do instead.
    page.keyboard.press("Escape")
    studio.connect(trigger, "out", shape)
    expect(page.get_by_test_id("refusal")).to_contain_text("is inside Loop. Lead to Loop instead.")
    expect(studio.edges()).to_have_count(1)

    # A block dragged in from outside becomes part of the body, and leaves it the same way.
    echo = studio.drag_in("Wait", 1000, 320)
    page.keyboard.press("Escape")
    studio.cover(
        echo
    ).hover()  # the canvas moves when a panel covers the new block; this waits until it rests
    walls = studio.card(loop).bounding_box()
    assert walls
    studio.drag(studio.cover(echo), walls["x"] + 190, walls["y"] + walls["height"] - 30)
    assert stands_in(studio, echo, loop)
    studio.drag(studio.cover(echo), walls["x"] + walls["width"] + 220, walls["y"] + 90)
    walls = studio.card(loop).bounding_box()
    card = studio.card(echo).bounding_box()
    assert walls
    assert card
    assert card["x"] > walls["x"] + walls["width"]
    page.keyboard.press("Escape")
    studio.select(echo)
    page.keyboard.press("Escape")
    page.keyboard.press("Delete")
    expect(studio.cards()).to_have_count(3)

    studio.select(loop)
    studio.fill("List", "{{input.lines}}")
    studio.select(shape)
    studio.inspector.get_by_role("button", name="Add a field").click()
    studio.fill("Fields: field 1", "line")
    studio.fill("Fields: value of line", '{{index + 1 + ". " + item.name}}')
    studio.wait_until_saved()

    # The frame and what is inside it tell how many items are done.
    studio.run_with('{"lines": [{"name": "Plan"}, {"name": "Seats"}, {"name": "Usage"}]}')
    status(studio, loop, "completed")
    expect(frame).to_have_attribute("data-status", "completed")
    expect(frame).to_contain_text("3 of 3")
    expect(page.get_by_test_id(f"block-{shape}")).to_contain_text("3 of 3")
    output = page.get_by_role("group", name="Output")
    studio.timeline(loop).click()
    expect(output).to_contain_text("count: 3")
    studio.timeline(shape).click()
    expect(output).to_contain_text("3. Usage")

    # The frame goes with its body, and comes back with it.
    studio.cover(loop).click()
    page.keyboard.press("Delete")
    expect(studio.cards()).to_have_count(1)
    page.keyboard.press("Control+z")
    expect(studio.cards()).to_have_count(3)
    assert stands_in(studio, shape, loop)


WITHIN = """([block, frame]) => {
  const box = (id) => document.querySelector(`.react-flow__node[data-id="${id}"]`).getBoundingClientRect();
  const [card, walls] = [box(block), box(frame)];
  return card.left > walls.left && card.top > walls.top && card.right < walls.right && card.bottom < walls.bottom;
}"""


def stands_in(studio: Studio, block: str, frame: str) -> bool:
    """The block comes to lie wholly within the walls of the frame."""
    studio.page.wait_for_function(WITHIN, arg=[block, frame])
    return True
