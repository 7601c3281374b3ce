"""What the studio spends, counted: renders, requests and bytes. Times depend on the machine; counts do not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.e2e.api import call
from tests.e2e.conftest import Product
from tests.e2e.studio import Studio

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

RENDERS = Path(__file__).with_name("renders.js")
BLOCKS, COLUMNS = 500, 20
ITEMS = 100_000
FIRST_LOAD_BYTES = 250_000
RUN_BYTES = 2_000_000
RUN_REQUESTS = 120
#: For going to an item, back a page and to a match in them.
VALUE_BYTES = 200_000


@dataclass
class Traffic:
    """What came over the wire for a page, by the browser's own account."""

    kinds: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)

    def of(self, page: Page) -> Traffic:
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.responseReceived", self._begun)
        session.on("Network.loadingFinished", self._done)
        return self

    def _begun(self, event: Any) -> None:
        self.kinds[event["requestId"]] = event["type"]
        self.names[event["requestId"]] = event["response"]["url"]

    def _done(self, event: Any) -> None:
        self.sizes[event["requestId"]] = int(event["encodedDataLength"])

    def bytes(self, kind: str = "") -> int:
        return sum(
            size for request, size in self.sizes.items() if not kind or self.kinds.get(request) == kind
        )

    def told(self) -> str:
        largest = sorted(self.sizes.items(), key=lambda entry: -entry[1])[:12]
        return "\n".join(f"{size:>9,} {self.names.get(request, '')}" for request, size in largest)


@pytest.fixture
def desk(ada_page: Page, product: Product, chrome: Browser) -> Iterator[BrowserContext]:
    """Signed in, with nothing in the browser's cache."""
    context = chrome.new_context(
        base_url=product.url,
        viewport={"width": 1440, "height": 900},
        reduced_motion="reduce",
        permissions=["clipboard-read", "clipboard-write"],
        storage_state=ada_page.context.storage_state(),
    )
    context.set_default_timeout(60_000)
    yield context
    context.close()


def five_hundred() -> dict[str, Any]:
    """Rows of blocks, each leading to the next."""
    blocks: list[dict[str, Any]] = [
        {
            "id": f"b{n}",
            "type": "transform",
            "name": f"Step {n}",
            "config": {"mapping": {"n": str(n)}},
            "position": {"x": (n % COLUMNS) * 300, "y": (n // COLUMNS) * 140 + 140},
        }
        for n in range(BLOCKS - 1)
    ]
    start = {
        "id": "start",
        "type": "trigger.api",
        "name": "Start",
        "config": {},
        "position": {"x": 0, "y": 0},
    }
    edges = [{"source": "start", "sourcePort": "out", "target": "b0"}] + [
        {"source": f"b{n}", "sourcePort": "out", "target": f"b{n + 1}"} for n in range(BLOCKS - 2)
    ]
    return {"name": "Five hundred", "blocks": [start, *blocks], "edges": edges}


def rendered(page: Page) -> tuple[dict[str, int], dict[str, int]]:
    """How often something was rendered within each block and each edge since the reset."""
    found = page.evaluate("() => window.headraceRenders")
    assert found["commits"] > 0, "React told of no commit: nothing would be counted"
    return found["blocks"], found["edges"]


def reset(page: Page) -> None:
    page.evaluate("() => window.headraceRendersReset()")


def test_of_500_blocks_only_those_that_change_are_drawn_again(desk: BrowserContext, product: Product) -> None:
    workflow = call(product, "POST", "/workflows", five_hundred())["id"]
    desk.add_init_script(path=RENDERS)
    page = desk.new_page()
    page.goto(f"/workflows/{workflow}")
    studio = Studio(page)
    studio.cards().first.wait_for()
    moved = page.evaluate(
        """() => {
            const middle = document.querySelector(".react-flow").getBoundingClientRect();
            const far = (node) => {
                const box = node.getBoundingClientRect();
                return Math.hypot(box.x + box.width / 2 - middle.x - middle.width / 3, box.y - middle.y - middle.height / 2);
            };
            return [...document.querySelectorAll(".react-flow__node")].sort((a, b) => far(a) - far(b))[0].dataset.id;
        }"""
    )
    card = studio.card(moved)
    card.click(position={"x": 4, "y": 4})
    expect(studio.inspector).to_be_visible()
    drawn = studio.cards().count()
    assert drawn > 15, "enough is seen to be drawn in vain"

    box = card.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 3
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 6, y + 6, steps=3)
    reset(page)
    page.mouse.move(x + 60, y + 40, steps=20)
    blocks, edges = rendered(page)
    page.mouse.up()
    strange = [edge for edge in edges if moved not in re.split(r"\W+", edge)]
    assert set(blocks) <= {moved}, f"of {drawn} blocks dragging one drew {sorted(blocks)}"
    assert strange == [], f"dragging drew edges that do not lead to {moved}: {strange}"

    name = studio.inspector.get_by_role("button", name="Rename:")
    expect(name).to_be_visible()
    studio.inspector.get_by_role("tab", name="Notes").click()
    field_ = studio.inspector.get_by_role("textbox").last
    field_.click()
    reset(page)
    page.keyboard.type("What it is for, in twenty words")
    blocks, edges = rendered(page)
    assert set(blocks) <= {moved}, f"typing in the inspector drew {sorted(blocks)}"
    assert edges == {}, f"typing in the inspector drew edges: {sorted(edges)}"

    # That the counting counts: what is said on a card draws this card.
    reset(page)
    studio.rename("Another name")
    blocks, _ = rendered(page)
    assert list(blocks) == [moved]


def test_an_output_of_100_000_items_opens_without_all_of_it(desk: BrowserContext, product: Product) -> None:
    drawing = {
        "name": "Many",
        "blocks": [
            {"id": "start", "type": "trigger.api", "name": "Start", "config": {}},
            {
                "id": "many",
                "type": "transform",
                "name": "Many",
                "config": {"mapping": {"rows": "{{input.rows}}"}},
            },
        ],
        "edges": [{"source": "start", "sourcePort": "out", "target": "many"}],
    }
    workflow = call(product, "POST", "/workflows", drawing)["id"]
    call(product, "POST", f"/workflows/{workflow}/activate", {})
    rows: list[dict[str, Any]] = [{"number": f"INV-{n:06}", "amount": n} for n in range(ITEMS)]
    rows[70_000] |= {f"extra{n}": f"Extra {n:03}" for n in range(300)}
    run = call(product, "POST", f"/workflows/{workflow}/run", {"input": {"rows": rows}, "wait": 50_000})
    page = desk.new_page()
    traffic = Traffic().of(page)
    page.goto(f"/runs/{run.get('id') or run['runId']}")
    page.locator('button[data-block="many"]').click()
    detail = page.get_by_role("region", name="Step Many")
    output = detail.get_by_role("group", name="Output")
    expect(output.get_by_role("button", name="result 1 field")).to_be_visible()
    assert traffic.bytes() < RUN_BYTES, traffic.told()
    assert len(traffic.sizes) < RUN_REQUESTS, traffic.told()
    output.get_by_role("button", name="result 1 field").click()
    output.get_by_role("button", name="rows 100,000 items").click()
    expect(output.get_by_text("INV-000000")).to_be_visible()

    # To any item, and to whatever a search finds in all of it; the path of what is there can be taken along.
    output.get_by_label("Go to item").fill("99,998")
    output.get_by_role("button", name="Go", exact=True).click()
    expect(output.get_by_text("INV-099998")).to_be_visible()
    expect(output.get_by_role("status")).to_have_text("99,998 to 99,999 of 100,000")
    output.get_by_role("button", name="Earlier").click()
    expect(output.get_by_text("INV-099898")).to_be_visible()
    output.get_by_label("Go to item").fill("100000")
    output.get_by_role("button", name="Go", exact=True).click()
    expect(output.get_by_role("alert")).to_contain_text("from 0 to 99,999")
    output.get_by_role("searchbox", name="Search in all of it").fill("inv-054321")
    output.get_by_role("button", name="steps.many.output.result.rows.54321.number").click()
    expect(output.get_by_text("INV-054321")).to_be_visible()
    output.get_by_role("button", name="Copy the path steps.many.output.result.rows.54321", exact=True).click()
    assert page.evaluate("() => navigator.clipboard.readText()") == "steps.many.output.result.rows.54321"
    # A match among the fields of a wide object is on the page that is shown, and in sight.
    output.get_by_role("searchbox", name="Search in all of it").fill("extra 287")
    output.get_by_role("button", name="steps.many.output.result.rows.70000.extra287").click()
    expect(output.get_by_text("Extra 287")).to_be_in_viewport()
    parts = [size for request, size in traffic.sizes.items() if "/values" in traffic.names.get(request, "")]
    assert len(parts) > 5, traffic.told()
    assert sum(parts) < VALUE_BYTES, traffic.told()


def test_the_lists_load_without_the_editor(desk: BrowserContext, product: Product) -> None:
    page = desk.new_page()
    traffic = Traffic().of(page)
    page.goto("/workflows")
    page.get_by_role("heading", name="Workflows").wait_for()
    page.wait_for_load_state("networkidle")
    scripts = [traffic.names[request] for request, kind in traffic.kinds.items() if kind == "Script"]
    assert scripts, "the studio is made of scripts"
    assert traffic.bytes("Script") < FIRST_LOAD_BYTES, traffic.told()
    editor = ("Canvas-", "StudioPage-", "elk-")
    assert not [name for name in scripts if any(part in name for part in editor)], scripts

    workflow = call(product, "POST", "/workflows", {"name": "Empty", "blocks": [], "edges": []})["id"]
    page.goto(f"/workflows/{workflow}")
    page.locator(".react-flow").wait_for()
    assert any("Canvas-" in name for name in traffic.names.values()), "the editor comes with its route"
