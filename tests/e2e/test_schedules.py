"""A schedule is drawn, read in words, published, and its ticks are watched: by a person's moves in Chromium."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.e2e.api import call
from tests.e2e.conftest import Product
from tests.e2e.studio import Studio


def test_a_workflow_runs_by_itself(ada_page: Page, product: Product) -> None:
    page = ada_page
    page.get_by_role("button", name="New workflow").click()
    page.wait_for_url(re.compile(r"/workflows/wf_"))
    workflow = re.search(r"wf_[0-9a-f-]+", page.url)
    assert workflow is not None
    studio = Studio(page)
    schedule = studio.drag_in("Schedule", 560, 60)
    shape = studio.drag_in("Transform", 560, 240)
    studio.connect(schedule, "out", shape)
    expect(studio.edges()).to_have_count(1)

    studio.select(schedule)
    inspector = studio.inspector
    when = inspector.get_by_role("combobox", name="When")
    when.select_option("On days of the week")
    inspector.get_by_role("button", name="Saturday").click()
    inspector.get_by_role("combobox", name="Time zone").fill("berlin")
    page.get_by_role("option", name="Europe/Berlin").click()
    fires = inspector.get_by_role("region", name="Next runs")
    expect(fires).to_contain_text(
        "Every Monday, Tuesday, Wednesday, Thursday, Friday and Saturday at 09:00, Berlin time"
    )
    expect(fires.get_by_role("listitem")).to_have_count(10)
    expect(studio.card(schedule)).to_contain_text("at 09:00, Berlin time")

    # The night the clocks change, in words; what is wrong, too.
    when.select_option("Cron expression")
    studio.fill("Cron expression", "30 2 * 3 0L")
    expect(fires).to_contain_text("02:30 does not exist on")
    studio.fill("Cron expression", "30 25 * * *")
    expect(inspector).to_contain_text("The hour must be 0 to 23, not “25”.")

    when.select_option("After a while, again and again")
    inspector.get_by_role("combobox", name="Unit").select_option("seconds")
    inspector.get_by_role("spinbutton", name="Number").fill("5")
    expect(fires).to_contain_text("Every 5 seconds")
    studio.select(shape)
    inspector.get_by_role("button", name="Add a field").click()
    studio.fill("Fields: field 1", "at")
    studio.fill("Fields: value of at", "{{input.scheduledAt}}")
    studio.wait_until_saved()
    page.get_by_role("button", name="Publish").first.click()
    page.get_by_role("dialog").get_by_role("button", name=re.compile("^Publish")).click()

    # Its ticks appear by themselves, each with its run.
    studio.select(schedule)
    inspector.get_by_role("tab", name="Ticks").click()
    expect(inspector).to_contain_text("Live: Every 5 seconds", timeout=30_000)
    ledger = inspector.get_by_role("region", name="What became of each tick")
    expect(ledger.get_by_role("link", name="Run 2")).to_be_visible(timeout=60_000)
    expect(ledger.get_by_role("listitem").first).to_contain_text("Started")

    page.goto("/workflows")
    expect(page.get_by_role("row").filter(has_text="Untitled workflow").first).to_contain_text("next ")
    call(product, "POST", f"/workflows/{workflow[0]}/pause", {})  # the others need not hear of its runs
