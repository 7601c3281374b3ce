"""How a person and the outside world are played: signing in, connecting accounts, using a template, looking at what arrived."""

from __future__ import annotations

import http.cookiejar
import json
import re
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from typing import Any

from provider_sandbox.hooks.sending import Hooks, Target
from provider_sandbox.hooks.signing import CONNECT_KEY
from provider_sandbox.server import Server
from provider_sandbox.world import World as Records
from tests.chaos.installation import Installation, poll
from tests.connections.browsing import allow
from tests.e2e.conftest import EMAIL, PASSWORD

IN_TIME = 30.0
#: Where the product registers its webhooks by itself, when a workflow goes live or is paused.
_REGISTERS = re.compile(r"/webhook_endpoints|/webhook-subscriptions|/connect(/|$)|/token$")
TERMINAL = {"completed", "failed", "cancelled"}
SIGN_INS = ("salesforce", "hubspot", "quickbooks", "xero", "slack", "docusign")
KEYS: dict[str, tuple[str, dict[str, str]]] = {
    "stripe": ("api_key", {"api_key": "sk_test_demo0123456789"}),
    "pandadoc": ("api_key", {"api_key": "demo-key-of-pandadoc"}),
    "email": ("resend_api_key", {"api_key": "re_demo0123456789"}),
}


@dataclass
class World:
    product: Installation
    providers: Server
    connections: dict[str, str] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict)
    used: list[str] = field(default_factory=list)

    def forget(self) -> None:
        """No workflow of an earlier test listens; records and calls are as at first; tokens and registrations stay."""
        while self.used:
            self.product.api("POST", f"/workflows/{self.used.pop()}/pause", {})
        self.providers.hooks.close()
        self.providers.hooks = Hooks()
        before = self.providers.world.collections.items()
        self.providers.world = Records(self.providers._tell)
        registered = {key: kept for key, kept in before if key[0] == "registrations"}
        self.providers.world.collections.update(registered)
        self.providers.calls.clear()
        self.providers.mails.clear()

    # --- at the product -----------------------------------------------------------------------

    def use(self, template: str, **variables: Any) -> str:
        """A published workflow of the template, with these variables set; its id."""
        made = self.product.api("POST", f"/templates/{template}/use", {"connections": self.needed(template)})
        assert made["missing"] == []
        workflow_id: str = made["id"]
        self.used.append(workflow_id)
        if variables:
            drawing = {name: made[name] for name in ("name", "description", "blocks", "edges")}
            changed = {**drawing, "variables": {**made["variables"], **variables}}
            self.product.api("PUT", f"/workflows/{workflow_id}", changed)
        self.product.api("POST", f"/workflows/{workflow_id}/activate", {})
        return workflow_id

    def needed(self, template: str) -> dict[str, str]:
        needs = self.product.api("GET", f"/templates/{template}")["needs"]
        return {each["slug"]: self.connections[each["slug"]] for each in needs}

    def run(self, workflow_id: str, input: Any) -> str:
        return str(self.product.api("POST", f"/workflows/{workflow_id}/run", {"input": input})["runId"])

    def until(self, run_id: str, *statuses: str) -> dict[str, Any]:
        """The run once it is in one of the states (else: has ended)."""
        wanted = set(statuses) or TERMINAL

        def there() -> Any:
            run = self.product.api("GET", f"/runs/{run_id}")
            return run if run["status"] in wanted | TERMINAL else None

        run: dict[str, Any] = poll(f"the run is {' or '.join(sorted(wanted))}", IN_TIME, there)
        return run

    def approve_by_mail(self, run_id: str, place: int) -> None:
        """Whoever is asked follows the link in the mail that came (the run's `place`-th) and approves."""

        def asked() -> Any:
            mails = [mail for mail in self.providers.mails if "/approve/" in mail["text"]]
            return mails[place:]

        [mail, *_] = poll("an approver was asked by mail", IN_TIME, asked)
        link = re.search(r"/approve/[^\s]+", mail["text"])
        assert link is not None
        person = Person(self.product.url)
        person.send(link[0], decision="approve", comment="Fine.")

    def runs_of(self, workflow_id: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.product.api("GET", f"/runs?workflowId={workflow_id}")
        return found

    # --- at the providers -----------------------------------------------------------------------

    def has_registered(self, host: str) -> list[dict[str, Any]]:
        """The webhooks that the product has made at this provider by itself, once there is one. It keeps them between
        tests, as it does between the workflows of a company.
        """

        def made() -> list[dict[str, Any]]:
            return list(self.providers.world.records("registrations", 1, host).values())

        found: list[dict[str, Any]] = poll(f"a webhook is registered at {host}", IN_TIME, made)
        return found

    def tells_the_product(self, provider: str) -> None:
        """As entered at the provider: the address of the product's company, with the provider's own secret."""
        [source] = [
            each for each in self.product.api("GET", "/event-sources") if each["provider"] == provider
        ]
        address = source["webhook"]["url"].partition("?")[
            0
        ]  # where the secret ends it, the sandbox puts it there
        self.providers.hooks.subscribe(Target(provider, address, self.secrets[provider]))

    def ask(self, method: str, address: str, body: Any = None, *, form: bool = False) -> Any:
        """As somebody else who works with the account: a call of the provider's own API."""
        kind = "application/x-www-form-urlencoded" if form else "application/json"
        data = None if body is None else (urllib.parse.urlencode(body) if form else json.dumps(body)).encode()
        request = urllib.request.Request(
            f"{self.providers.url}/{address}",
            method=method,
            data=data,
            headers={"Authorization": "Bearer somebody-else", "Content-Type": kind},
        )
        try:
            with urllib.request.urlopen(request, timeout=10) as response:
                return json.loads(response.read() or b"null")
        except urllib.error.HTTPError as error:
            return json.loads(error.read())

    def records(self, provider: str, kind: str) -> list[dict[str, Any]]:
        return list(self.providers.world.records(provider, 1, kind).values())

    def said(self) -> list[tuple[str, str]]:
        """What was said in Slack, with the channel's name."""
        names = {each["id"]: each["name"] for each in self.records("slack", "channels")}
        return [(names[each["channel"]], each["text"]) for each in self.records("slack", "messages")]

    def writes(self) -> list[str]:
        """What the product wrote, in the order in which it arrived: `POST api.stripe.com/v1/invoices`."""
        return [
            f"{call['method']} {call['host']}{re.sub(r'/[A-Za-z0-9_-]*[0-9]{3,}[A-Za-z0-9_-]*', '/*', call['path'])}"
            for call in self.providers.calls
            if call["method"] not in ("GET", "HEAD")
            and not _REGISTERS.search(call["path"])
            and call["headers"].get("authorization") != "Bearer somebody-else"
        ]


class Person:
    """Ada in a browser without pictures: cookies, and the forms as they are on the page."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.cookies = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))

    def open(self, path: str, form: dict[str, str] | None = None) -> str:
        data = urllib.parse.urlencode(form).encode() if form else None
        request = urllib.request.Request(
            f"{self.url}{path}", data=data, headers={"Origin": self.url, "Referer": self.url}
        )
        with self.opener.open(request, timeout=30) as response:
            return str(response.read().decode())

    def send(self, path: str, **fields: str) -> None:
        """The form of a page, filled in and sent."""
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.open(path))
        assert found is not None
        self.open(path, {"csrfmiddlewaretoken": found[1], **fields})

    def sign_in(self) -> None:
        self.send("/sign-in", email=EMAIL, password=PASSWORD)

    def connect(self, provider: str) -> str:
        """The connection's id, after the pretended provider's consent page."""
        query = urllib.parse.urlencode({"environment": "demo", "connectionName": f"{provider} (sandbox)"})
        begun = json.loads(self.open(f"/api/v1/connections/{provider}/auth-url?{query}"))["data"]
        back = allow(begun["url"], account=1)
        self.open(f"/api/v1/connections/oauth/callback?{urllib.parse.urlencode(back)}")
        return str(begun["connectionId"])


def connect_everything(world: World, mail_address: str) -> None:
    """An account at each provider that a template needs, and the secrets of their webhooks."""
    person = Person(world.product.url)
    person.sign_in()
    for provider in SIGN_INS:
        world.connections[provider] = person.connect(provider)
    for provider, (method, values) in KEYS.items():
        given = {"provider": provider, "method": method, "environment": "demo", "values": values}
        name = {"name": f"{provider} (sandbox)"}
        world.connections[provider] = world.product.api("POST", "/connections", {**given, **name})["id"]
    for id in world.connections.values():
        connection = world.product.api("GET", f"/connections/{id}")
        assert connection["status"] == "active", connection
        assert connection["environment"] == "demo"
    for provider in ("stripe", "hubspot", "salesforce", "pandadoc", "docusign"):
        made_up = f"secret-of-{provider}-0123456789abcdef"
        world.secrets[provider] = CONNECT_KEY if provider == "docusign" else made_up
        secret = {"provider": provider, "value": world.secrets[provider]}
        world.product.api("POST", "/signing-secrets", secret)
