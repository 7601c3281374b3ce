"""Six ways to sign in at a provider, through the product in a real browser: from the first consent to the reconnect that
lets a waiting run go on, and the states that are nobody else's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from provider_sandbox.server import Server
from tests.e2e.api import call
from tests.e2e.conftest import Product, bootstrap, manage, new_context, sign_in, watched_page

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Route

CALLBACK = "/api/v1/connections/oauth/callback"


@dataclass(frozen=True)
class Style:
    """One provider, and what is its own about it. `account` is what the panel shows, with `{n}` for its number."""

    app: str
    slug: str
    account: str
    method: str = "oauth2"
    refreshes: bool = True


STYLES = (
    Style("Stripe", "stripe", "Demo shop {n}", method="connect_oauth", refreshes=False),
    Style("Salesforce", "salesforce", "demo{n}@crm.example"),
    Style("Xero", "xero", "Demo ledger {n}"),
    Style("QuickBooks", "quickbooks", "Demo books {n}"),
    Style("Slack", "slack", "Demo team {n}"),
    Style("Gmail", "gmail", "demo{n}@mail.example"),
)


@pytest.fixture(scope="module")
def adas(product: Product, chrome: Browser) -> Iterator[BrowserContext]:
    """The browser in which Ada is signed in, once for all tests here."""
    context = new_context(product, chrome)
    page = context.new_page()
    sign_in(page, product.email)
    page.close()
    yield context
    context.close()


@pytest.fixture
def desk(request: pytest.FixtureRequest, product: Product, adas: BrowserContext) -> Iterator[Page]:
    """Ada's connections. What a test has connected is gone after it."""
    with watched_page(request, product, adas) as page:
        page.goto("/connections")
        yield page
    for connection in call(product, "GET", "/connections"):
        while not call(product, "DELETE", f"/connections/{connection['id']}")["deleted"]:
            pass  # the first one disconnects


class Desk:
    """Moves on the page of connections."""

    def __init__(self, page: Page, style: Style) -> None:
        self.page, self.style = page, style
        self.dialog = page.get_by_role("dialog")
        self.panel = page.get_by_role("complementary", name="Connection")
        self.callbacks: list[str] = []
        page.context.on("request", self._note)

    def _note(self, request: Any) -> None:
        if urlsplit(request.url).path == CALLBACK:
            self.callbacks.append(request.url)

    def choose(self) -> None:
        """The dialog at its second step, with the way in by a window of the demo."""
        self.page.get_by_role("button", name="Add connection").first.click()
        self.dialog.get_by_label("Search apps").fill(self.style.app)
        self.dialog.get_by_role("button", name=re.compile(f"^{self.style.app}")).click()
        way = self.dialog.get_by_label("Way in")
        if way.count():
            way.select_option(self.style.method)
        self.dialog.get_by_label("Environment").select_option("demo")

    def allow(self, account: int = 1) -> Page:
        """Through the provider's window, as the owner of this account; the window, which closes when it worked."""
        with self.page.expect_popup() as opened:
            self.dialog.get_by_role("button", name=f"Continue to {self.style.app}").click()
        window = opened.value
        window.get_by_label("Account").select_option(str(account))
        window.get_by_role("button", name="Allow").click()
        return window

    def connect(self, name: str) -> None:
        """A new connection with this name."""
        self.choose()
        self.allow()
        expect(self.dialog.get_by_text(f"It works: {self.account(1)}")).to_be_visible()
        self.dialog.get_by_label("Name", exact=True).fill(name)
        self.dialog.get_by_role("button", name="Done").click()
        expect(self.panel.get_by_role("heading", name=self.style.app)).to_be_visible()

    def account(self, number: int) -> str:
        return self.style.account.replace("{n}", str(number))


def asking(product: Product, connection: str) -> str:
    """A live workflow that asks this connection's provider something."""
    drawing = {
        "name": "Asks as its connection",
        "blocks": [
            {"id": "start", "type": "trigger.api", "name": "Start", "config": {}},
            {
                "id": "ask",
                "type": "http",
                "name": "Ask",
                "connectionId": connection,
                "config": {"auth": "connection", "url": "/anything"},
            },
        ],
        "edges": [{"source": "start", "sourcePort": "out", "target": "ask"}],
    }
    workflow: str = call(product, "POST", "/workflows", drawing)["id"]
    call(product, "POST", f"/workflows/{workflow}/activate", {})
    return workflow


def run(product: Product, workflow: str) -> Any:
    return call(product, "POST", f"/workflows/{workflow}/run", {"input": {}, "wait": 30_000})


@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.slug)
def test_connect_use_expire_refresh_revoke_and_reconnect(
    desk: Page, product: Product, pretended: Server, style: Style
) -> None:
    ada, authority = Desk(desk, style), pretended.authority
    ada.connect("Ours")
    [made] = [each for each in call(product, "GET", "/connections") if each["name"] == "Ours"]
    assert (made["provider"], made["name"], made["status"]) == (style.slug, "Ours", "active")

    # Used in a run, with the account's own token.
    workflow = asking(product, made["id"])
    assert run(product, workflow)["status"] == "completed"
    token = pretended.calls[-1]["headers"]["authorization"]
    assert token.startswith("Bearer at-")

    # Run out: it is renewed on the way, once, and nobody is asked.
    if style.refreshes:
        before = authority.counts["refreshed"]
        authority.expire_all()
        assert run(product, workflow)["status"] == "completed"
        assert authority.counts["refreshed"] == before + 1
        assert pretended.calls[-1]["headers"]["authorization"] != token

    # Taken back at the provider: the run waits, and the page says whom it waits for.
    authority.revoke()
    started = call(product, "POST", f"/workflows/{workflow}/run", {"input": {}})
    desk.reload()
    expect(desk.get_by_role("button", name="Broken 1")).to_be_visible()
    expect(ada.panel.get_by_role("alert")).to_contain_text("Access has ended")

    # Somebody else's account does not take its place, neither silently nor at all.
    ada.panel.get_by_role("button", name="Reconnect").click()
    window = ada.allow(account=2)
    expect(ada.dialog).to_contain_text(re.compile(f"signed in to .*{ada.account(2)}.*, but Ours is for"))
    expect(ada.dialog).to_contain_text("Nothing was changed.")
    expect(window.get_by_role("heading", name="Not connected")).to_be_visible()
    window.close()
    assert call(product, "GET", f"/connections/{made['id']}")["status"] == "expired"

    # The same one does, under the same id, and the run that waited goes on by itself.
    ada.allow()
    expect(ada.dialog).to_be_hidden()
    expect(ada.panel.get_by_role("button", name="Reconnect")).to_be_hidden()
    after = call(product, "GET", f"/connections/{made['id']}")
    assert (after["id"], after["name"], after["status"]) == (made["id"], "Ours", "active")
    assert after["externalAccountId"] == made["externalAccountId"]
    desk.goto(f"/runs/{started['runId']}")
    expect(desk.get_by_text("Completed").first).to_be_visible()

    # The address that the provider sent the window back to says nothing a second time.
    desk.goto(ada.callbacks[-1])
    expect(desk.get_by_role("heading", name="Not connected")).to_be_visible()
    expect(desk.get_by_text("it was used already")).to_be_visible()


def stolen_callback(ada: Desk, pretended: Server) -> str:
    """The address that the provider sends her window to, which never gets there."""
    found: list[str] = []

    def steal(route: Route) -> None:
        answer = route.fetch(max_redirects=0)
        if "location" not in answer.headers:
            route.fulfill(response=answer)
            return
        found.append(answer.headers["location"])
        route.fulfill(body="Nothing arrives.")

    ada.page.context.route(f"{pretended.url}/**", steal)
    ada.choose()
    window = ada.allow()
    window.get_by_text("Nothing arrives.").wait_for()
    ada.page.context.unroute(f"{pretended.url}/**")
    window.close()
    return found[0]


def test_a_state_is_for_one_session_of_one_company_and_ten_minutes(
    desk: Page, product: Product, pretended: Server, chrome: Browser
) -> None:
    stolen = stolen_callback(Desk(desk, STYLES[-1]), pretended)
    bootstrap(product.environment, email="mallory@rival.example", company="Rival")
    for email in (product.email, "mallory@rival.example"):
        context = new_context(product, chrome)
        theirs = context.new_page()
        sign_in(theirs, email)
        theirs.goto(stolen)
        expect(theirs.get_by_text("was begun in another browser or company")).to_be_visible()
        context.close()
    nobody = new_context(product, chrome)
    assert nobody.request.get(stolen).status == 401
    nobody.close()
    assert [each["status"] for each in call(product, "GET", "/connections")] == ["pending"]

    manage(
        product.environment,
        "shell",
        "-c",
        "from datetime import timedelta; from django.db.models import F; from connections.models import SignIn; "
        "SignIn.objects.update(expires_at=F('expires_at') - timedelta(minutes=10))",
    )
    desk.goto(stolen)
    expect(desk.get_by_text("is older than ten minutes")).to_be_visible()
    assert [each["status"] for each in call(product, "GET", "/connections")] == ["pending"]
