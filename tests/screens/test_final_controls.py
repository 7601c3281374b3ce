"""What takes something away for good is pressed too, on things made for it, and the effect is looked for at the server."""

from __future__ import annotations

import json
import re
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.e2e.api import call
from tests.e2e.conftest import Product, bootstrap, new_context, sign_in
from tests.e2e.studio import Studio
from tests.screens.furniture import DRAWING

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

Made = dict[str, Any]


@dataclass(frozen=True)
class Ending:
    """Where it stands, what is pressed there, in its row or in what opens (the last ends it), and whether it is over then."""

    name: str
    make: Callable[[Product], Made]
    path: str
    presses: tuple[str, ...]
    is_over: Callable[[Product, Made], bool]
    #: The text of its row; without one the whole page is its own.
    row: str = ""


def named(path: str, **body: Any) -> Callable[[Product], Made]:
    def make(product: Product) -> Made:
        made: Made = call(product, "POST", path, body)
        return made

    return make


def not_listed(path: str, key: str = "id") -> Callable[[Product, Made], bool]:
    def is_over(product: Product, made: Made) -> bool:
        return made[key] not in [each[key] for each in call(product, "GET", path)]

    return is_over


def _status(product: Product, path: str, key: str) -> int:
    """How the API answers to this key."""
    request = urllib.request.Request(f"{product.url}/api/v1{path}", headers={"x-api-key": key})
    try:
        with urllib.request.urlopen(request, timeout=60) as response:
            return int(response.status)
    except urllib.error.HTTPError as error:
        return error.code


def _key(product: Product) -> Made:
    made: Made = call(product, "POST", "/api-keys", {"name": "Nightly job", "scopes": ["workflows:read"]})
    assert _status(product, "/workflows", made["key"]) == 200
    return made


def _workflow(product: Product) -> Made:
    made: Made = call(product, "POST", "/workflows", {**DRAWING, "name": "To be archived"})
    call(product, "POST", f"/workflows/{made['id']}/activate", {})
    return made


def _two_versions(product: Product) -> Made:
    made = _workflow(product)
    call(product, "PUT", f"/workflows/{made['id']}", {**DRAWING, "name": "Renamed"})
    call(product, "POST", f"/workflows/{made['id']}/activate", {})
    return made


def _workflow_now(product: Product, made: Made) -> Made:
    now: Made = call(product, "GET", f"/workflows/{made['id']}")
    return now


def _rows(product: Product) -> Made:
    made: Made = call(product, "POST", "/tables", {"name": "Rows to go", "columns": [{"name": "n"}]})
    call(product, "POST", f"/tables/{made['id']}/rows/bulk", {"rows": [{"n": "1"}, {"n": "2"}]})
    return made


def _alert(product: Product) -> Made:
    made = _workflow(product)
    wish = {"kind": "run_failed", "enabled": True, "targets": [{"type": "email", "to": "owner"}]}
    call(product, "PUT", f"/workflows/{made['id']}/alerts", wish)
    return made


def _kept_test(product: Product) -> Made:
    block = {"id": "start", "type": "trigger.api", "name": "Start", "config": {}}
    workflow = call(product, "POST", "/workflows", {"name": "With a test", "blocks": [block], "edges": []})[
        "id"
    ]
    run = call(
        product, "POST", f"/workflows/{workflow}/run", {"input": {}, "version": "draft", "wait": 30_000}
    )
    kept = call(product, "POST", f"/workflows/{workflow}/tests", {"runId": run["id"], "name": "Test to go"})
    return {"id": workflow, "test": kept["id"]}


def _paused(product: Product) -> Made:
    made = _workflow(product)
    call(product, "POST", f"/workflows/{made['id']}/pause", {})
    return made


def _signing_secret(product: Product) -> Made:
    """A workflow that Xero starts, with the secret by which its events are known."""
    config = {"provider": "xero", "events": ["invoice.updated"]}
    block = {"id": "paid", "type": "trigger.event", "name": "Paid", "config": config}
    workflow = call(product, "POST", "/workflows", {"name": "Paid at Xero", "blocks": [block], "edges": []})
    stored = call(
        product, "POST", "/signing-secrets", {"provider": "xero", "value": "a key of webhooks to go"}
    )
    return {"id": workflow["id"], "secret": stored["id"]}


CONNECTION = named(
    "/connections",
    provider="stripe",
    method="api_key",
    environment="demo",
    name="Acme to go",
    values={"api_key": "sk_test_f1"},
)
ENDPOINT = named("/webhook-endpoints", url="https://gone.acme.example/hook", events=["run.failed"])
ENDINGS = [
    Ending("api-key", _key, "/settings/api-keys", ("Revoke", "dialog: Revoke key"),
           lambda product, made: _status(product, "/workflows", made["key"]) == 401, "Nightly job"),
    Ending("secret", named("/secrets", name="TO_GO", value="a secret to go"), "/settings/secrets", ("Delete", "dialog: Delete"),
           not_listed("/secrets", "name"), "TO_GO"),
    Ending("agent", named("/agents", name="Clerk to go", type="custom", systemPrompt="Read it"), "/settings/agents",
           ("Delete", "dialog: Delete"), not_listed("/agents?limit=100"), "Clerk to go"),
    Ending("custom-provider", named("/custom-providers", name="Ledger to go", baseUrl="https://l.example", auth="api_key"),
           "/settings/custom-providers", ("Delete", "dialog: Delete"), not_listed("/custom-providers"), "Ledger to go"),
    Ending("oauth-app", named("/provider-clients", provider="xero", environment="production", clientId="a1",
                              clientSecret="s1"),
           "/settings/oauth-apps", ("Delete", "dialog: Delete"), not_listed("/provider-clients", "provider"), "Xero"),
    Ending("member", named("/members", email="gone@acme.example", name="Gary Gone", role="viewer"), "/settings/members",
           ("Remove", "dialog: Remove"), not_listed("/members"), "Gary Gone"),
    Ending("alert", _alert, "/settings/alerts", ("Set back",),
           lambda product, made: not any(each["isOwn"] for each in call(product, "GET", f"/workflows/{made['id']}/alerts")),
           "To be archived"),
    Ending("endpoint-secret", ENDPOINT, "/settings/webhooks/{id}", ("More", "menu: Replace secret", "dialog: Replace secret"),
           lambda product, made: any(each["id"] == made["id"] and each["previousSecretUntil"]
                                     for each in call(product, "GET", "/webhook-endpoints"))),
    Ending("pause", _paused, "/workflows", ("More", "menu: Resume", "dialog: Resume"),
           lambda product, made: _workflow_now(product, made)["status"] == "active", "To be archived"),
    Ending("endpoint", ENDPOINT, "/settings/webhooks/{id}", ("More", "menu: Delete", "dialog: Delete"), not_listed("/webhook-endpoints")),
    Ending("connection", CONNECTION, "/connections?open={id}", ("More", "menu: Disconnect", "dialog: Disconnect"),
           lambda product, made: all(each["status"] == "disconnected" for each in call(product, "GET", "/connections")
                                     if each["id"] == made["id"])),
    Ending("workflow", _workflow, "/workflows", ("More", "menu: Archive", "dialog: Archive workflow"),
           lambda product, made: _workflow_now(product, made)["status"] == "archived", "To be archived"),
    Ending("roll-back", _two_versions, "/workflows/{id}/versions", ("v1", "Make it live again"),
           lambda product, made: _workflow_now(product, made)["publishedVersion"] == 1),
    Ending("restore", _two_versions, "/workflows/{id}/versions", ("v1", "Restore to draft"),
           lambda product, made: _workflow_now(product, made)["name"] == "To be archived"),
    Ending("rows", _rows, "/tables/{id}", ("Select row 1", "Delete"),
           lambda product, made: len(call(product, "GET", f"/tables/{made['id']}/rows")) == 1),
    Ending("table", _rows, "/tables/{id}", ("More for this table", "menu: Delete table", "dialog: Delete table"), not_listed("/tables")),
]  # fmt: skip


@pytest.fixture(scope="module")
def own_page(product: Product, chrome: Browser) -> Iterator[Page]:
    context = new_context(product, chrome)
    page = context.new_page()
    sign_in(page, product.email)
    yield page
    context.close()


def _control(page: Page, place: Locator, press: str) -> Locator:
    where, _, name = press.rpartition(": ")
    inside = page.locator(f"[role={where}]") if where else place
    exactly = re.compile(rf"^{re.escape(name)}\b")
    button, item, box = (
        inside.get_by_role(role, name=exactly) for role in ("button", "menuitem", "checkbox")
    )
    return button.or_(item).or_(box).last


@pytest.mark.parametrize("ending", ENDINGS, ids=lambda ending: ending.name)
def test_it_is_over_once_it_is_confirmed(ending: Ending, own_page: Page, product: Product) -> None:
    page, made = own_page, ending.make(product)
    page.goto(ending.path.format(**made))
    place = page.locator("main")
    if ending.row:
        place = place.get_by_role("row").filter(has_text=ending.row).first
        expect(place).to_be_visible()
    assert not ending.is_over(product, made)
    for name in ending.presses[:-1]:
        _control(page, place, name).click()
        expect(
            _control(page, place, ending.presses[-1]).or_(page.locator("[role=menu]")).first
        ).to_be_visible()
    with page.expect_response(lambda answer: answer.request.method != "GET") as answer:
        _control(page, place, ending.presses[-1]).click()
    assert answer.value.ok, answer.value.text()
    assert ending.is_over(product, made)


def test_discarding_mine_leaves_what_the_other_tab_saved(own_page: Page, product: Product) -> None:
    page, studio = own_page, Studio(own_page)
    made: Made = call(product, "POST", "/workflows", {**DRAWING, "name": "Mine to go"})
    page.goto(f"/workflows/{made['id']}")
    studio.select("pay")
    theirs = [{**block, "name": "Theirs"} if block["id"] == "pay" else block for block in made["blocks"]]
    call(product, "PUT", f"/workflows/{made['id']}", {**made, "blocks": theirs})
    studio.rename("Mine")
    dialog = page.get_by_role("dialog", name=re.compile("changed elsewhere"))
    _control(page, dialog, "Discard mine").click()
    expect(dialog).to_have_count(0)
    expect(studio.card("pay")).to_contain_text("Theirs")
    expect(page.get_by_test_id("saved-state")).to_have_attribute("data-saved", "saved")
    [saved] = [block for block in _workflow_now(product, made)["blocks"] if block["id"] == "pay"]
    assert saved["name"] == "Theirs"
    # Mine is one step back, and saved once it is wanted after all.
    page.get_by_role("button", name="Undo").click()
    expect(studio.card("pay")).to_contain_text("Mine")
    expect(page.get_by_test_id("saved-state")).to_have_attribute("data-saved", "saved")
    [saved] = [block for block in _workflow_now(product, made)["blocks"] if block["id"] == "pay"]
    assert saved["name"] == "Mine"


def test_switching_works_in_the_other_company(own_page: Page, product: Product) -> None:
    page = own_page
    other = bootstrap(product.environment, email="wanda@other.example", company="Other works")
    request = urllib.request.Request(
        f"{product.url}/api/v1/members",
        data=json.dumps({"email": product.email, "name": "Ada", "role": "viewer"}).encode(),
        headers={"x-api-key": other["apiKey"], "content-type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        assert answer.status < 300
    page.goto("/workflows")
    menu = page.get_by_role("button", name=re.compile("change company"))

    # What is refused leaves everything as it was, and says so.
    page.route("**/api/v1/me/company", lambda route: route.fulfill(status=503, body="away"))
    menu.click()
    page.get_by_role("menuitemradio", name=re.compile("^Other works")).click()
    expect(page.get_by_text("Headrace answered with status 503", exact=False)).to_be_visible()
    expect(menu).to_contain_text("Acme")
    page.unroute("**/api/v1/me/company")

    menu.click()
    with page.expect_navigation():
        page.get_by_role("menuitemradio", name=re.compile("^Other works")).click()
    expect(menu).to_contain_text("Other works")
    read = "async () => (await (await fetch('/api/v1/me')).json()).data.company.id"
    assert page.evaluate(read) == other["companyId"]
    expect(page.get_by_role("button", name="New workflow")).to_have_count(0)
    menu.click()
    with page.expect_navigation():
        page.get_by_role("menuitemradio", name=re.compile("^Acme")).click()
    expect(menu).to_contain_text("Acme")
    assert page.evaluate(read) == product.company_id


def test_a_removed_signing_secret_is_valid_no_more(own_page: Page, product: Product) -> None:
    page, made = own_page, _signing_secret(product)
    page.goto(f"/workflows/{made['id']}")
    Studio(page).select("paid")
    remove = page.get_by_role("complementary", name="Inspector").get_by_role(
        "button", name="Remove", exact=True
    )
    expect(remove).to_have_count(1)
    page.route("**/api/v1/signing-secrets/*", lambda route: route.fulfill(status=503, body="away"))
    remove.click()
    expect(page.get_by_text("Headrace answered with status 503", exact=False)).to_be_visible()
    page.unroute("**/api/v1/signing-secrets/*")
    remove.click()
    expect(remove).to_have_count(0)
    left = call(product, "GET", "/signing-secrets?provider=xero")
    assert made["secret"] not in [each["id"] for each in left]


def test_a_deleted_test_is_gone_from_the_page_and_the_server(own_page: Page, product: Product) -> None:
    page, made = own_page, _kept_test(product)
    page.goto(f"/workflows/{made['id']}/tests")
    detail = page.get_by_role("region", name="Test to go")
    detail.get_by_role("button", name="More").click()
    with page.expect_response(lambda answer: answer.request.method == "DELETE") as answer:
        page.get_by_role("menuitem", name="Delete").click()
    assert answer.value.ok
    expect(page.get_by_role("heading", name="No tests yet")).to_be_visible()
    assert call(product, "GET", f"/workflows/{made['id']}/tests") == []
