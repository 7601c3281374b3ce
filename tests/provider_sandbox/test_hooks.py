"""Who is told of what happened, how often it is tried, and what reset means; and the mail server beside it."""

from __future__ import annotations

import json
import smtplib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from provider_sandbox.mail import MailServer
from tests.chaos.installation import poll
from tests.provider_sandbox.conftest import Client


@contextmanager
def listener(*statuses: int) -> Iterator[tuple[str, list[Any]]]:
    """An address that answers with these statuses, then with 200, and what arrived at it."""
    arrived: list[Any] = []
    left = list(statuses)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            arrived.append((self.path, {name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(left.pop(0) if left else 200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *args: Any) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", arrived
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_it_is_tried_again_until_somebody_says_yes(client: Client) -> None:
    with listener(500) as (address, arrived):
        client.control("webhooks", provider="stripe", url=f"{address}/hook", secret="whsec_x")
        client.call("POST", "api.stripe.com/v1/customers", form={"email": "a@b.example"})
        poll("it came twice", 10, lambda: len(arrived) == 2)
        first, second = (json.loads(body) for _, _, body in arrived)
        assert first == second
        assert (first["type"], first["livemode"]) == ("customer.created", False)
        [delivery] = client.call("GET", "_control/deliveries").body
        poll("it is noted", 5, lambda: client.call("GET", "_control/deliveries").body[0]["is_done"])
        assert delivery["statuses"][0] == 500
        # The list of events, which can be asked for, holds the same one.
        listed = client.call("GET", "api.stripe.com/v1/events").body["data"]
        assert [each["id"] for each in listed] == [first["id"]]


def test_only_the_events_that_were_asked_for_are_told(client: Client) -> None:
    with listener() as (address, arrived):
        client.control(
            "webhooks", provider="hubspot", url=address, secret="s", events=["deal.propertyChange"]
        )
        deal = "api.hubapi.com/crm/objects/2026-03/deals/5501"
        client.call("PATCH", deal, {"properties": {"dealstage": "closedwon", "amount": "4250.00"}})
        client.call(
            "POST", "api.hubapi.com/crm/objects/2026-03/contacts", {"properties": {"email": "a@b.example"}}
        )
        poll("one came", 10, lambda: arrived)
        [[item]] = [json.loads(body) for _, _, body in arrived]
        assert (item["objectId"], item["propertyName"], item["propertyValue"]) == (
            5501,
            "dealstage",
            "closedwon",
        )


def test_who_registers_at_the_provider_is_told_with_the_secret_he_got(client: Client) -> None:
    with listener() as (address, arrived):
        form = {"url": address, "enabled_events[]": "invoice.paid"}
        made = client.call("POST", "api.stripe.com/v1/webhook_endpoints", form=form).body
        client.call("POST", "api.stripe.com/v1/invoices/in_1demoFailed/pay", form={})
        poll("it came", 10, lambda: arrived)
        assert made["secret"].startswith("whsec_")
        assert "stripe-signature" in arrived[0][1]
        client.call("DELETE", f"api.stripe.com/v1/webhook_endpoints/{made['id']}")
        client.call("POST", "api.stripe.com/v1/invoices/in_1demoLate03/pay", form={})
        assert len(client.call("GET", "_control/deliveries").body) == 1


def test_what_no_api_does_is_emitted(client: Client) -> None:
    id = "93be49ab-0de0-4aaa-8aaa-000000000032"
    with listener() as (address, arrived):
        client.control("webhooks", provider="docusign", url=address, secret="key")
        client.control(
            "emit", provider="docusign", type="envelope-completed", id=id, set={"status": "completed"}
        )
        poll("it came", 10, lambda: arrived)
        body = json.loads(arrived[0][2])
        assert (body["event"], body["data"]["envelopeSummary"]["status"]) == (
            "envelope-completed",
            "completed",
        )
    refused = client.call("POST", "_control/emit", {"provider": "docusign", "type": "x", "id": "nothing"})
    assert refused.status == 404


@pytest.mark.parametrize(
    ("name", "given", "words"),
    [
        ("webhooks", {"url": "http://127.0.0.1:1"}, "provider is missing"),
        ("webhooks", {"provider": "nobody", "url": "http://127.0.0.1:1"}, "nobody sends no webhooks here"),
        ("trouble", {"status": "many"}, "invalid literal"),
        ("nothing", {}, "unknown"),
    ],
)
def test_a_wrong_order_is_said(client: Client, name: str, given: dict[str, Any], words: str) -> None:
    answered = client.call("POST", f"_control/{name}", given)
    assert answered.status in (400, 404)
    assert words in answered.body["error"]


def test_mail_is_kept_and_some_bounces() -> None:
    mails: list[dict[str, Any]] = []
    server = MailServer(("127.0.0.1", 0), mails)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@b.example", "c@d.example", "Grüße"
    message.set_content("Line one\n.a dot at the beginning\n")
    try:
        with smtplib.SMTP("127.0.0.1", server.server_address[1], timeout=10) as client:
            client.login("anybody", "anything")
            refused = client.send_message(message, "a@b.example", ["c@d.example", "bounce@d.example"])
    finally:
        server.shutdown()
        server.server_close()
    assert refused["bounce@d.example"][0] == 550
    [kept] = mails
    assert (kept["to"], kept["subject"]) == (["c@d.example"], "Grüße")
    assert kept["text"] == "Line one\n.a dot at the beginning\n"
