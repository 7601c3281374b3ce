"""Mail through a company's own server: a real SMTP server takes it, and says what it does not take."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from accounts.identity import Identity
from connections import ready
from connections.models import Connection
from connections.services import lifecycle
from runs.worker import choice
from tests.runs.conftest import MakeWorkflow, start, steps_of

pytestmark = pytest.mark.django_db(transaction=True)


class MailServer(socketserver.ThreadingTCPServer):
    """Takes mail for everybody but `nobody@…`."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Conversation)
        self.taken: list[tuple[list[str], str]] = []


class Conversation(socketserver.StreamRequestHandler):
    server: MailServer

    def say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())

    def handle(self) -> None:
        self.say("220 mail.example")
        to: list[str] = []
        while line := self.rfile.readline().decode().strip():
            verb = line[:4].upper()
            if verb == "RCPT":
                address = line.partition("<")[2].partition(">")[0]
                if address.startswith("nobody@"):
                    self.say("550 there is nobody of that name")
                    continue
                to.append(address)
            elif verb == "DATA":
                self.say("354 go on")
                text = ""
                while (part := self.rfile.readline().decode()) != ".\r\n":
                    text += part
                self.server.taken.append((to, text))
                to = []
            elif verb == "QUIT":
                self.say("221 goodbye")
                return
            self.say("250 ok")


@pytest.fixture
def server(settings: Any) -> Iterator[MailServer]:
    ready.forget()
    choice.forget_choices()
    with MailServer() as made:
        threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        settings.OUTBOUND_ALLOW = [f"127.0.0.1:{made.server_address[1]}"]
        yield made
        made.shutdown()


@pytest.fixture
def mailbox(identity: Identity, server: MailServer) -> Connection:
    return lifecycle.create_connection(
        company_id=identity.company_id,
        provider="email",
        method="smtp",
        environment="production",
        name="Post",
        values={
            "host": "127.0.0.1",
            "port": str(server.server_address[1]),
            "security": "none",
            "from_email": "us@acme.example",
        },
        actor=identity,
    )


def mail(to: list[str]) -> dict[str, Any]:
    config = {
        "operation": "sendEmail",
        "to": to,
        "subject": "Overdue",
        "text": "It is {{input.days}} days late.",
    }
    return {"type": "email", "config": config}


def test_a_step_sends_through_the_companys_own_server(
    make: MakeWorkflow, run_to_end: Callable[..., Any], server: MailServer, mailbox: Connection
) -> None:
    assert mailbox.status == "active", mailbox.status_reason
    block = mail(["ada@acme.example", "nobody@acme.example"])
    run = run_to_end(start(make("start -> send", send=block), {"days": 12}))
    step = steps_of(run)["send"]
    assert run.status == "completed", step.error
    assert step.output["accepted"] == ["ada@acme.example"]
    [refused] = step.output["rejected"]
    assert (refused["address"], "there is nobody" in refused["reason"]) == ("nobody@acme.example", True)
    [(to, text)] = server.taken
    assert to == ["ada@acme.example"]
    assert "From: us@acme.example" in text
    assert "It is 12 days late." in text


def test_a_server_that_takes_it_for_nobody_is_repeated_in_words(
    make: MakeWorkflow, run_to_end: Callable[..., Any], server: MailServer, mailbox: Connection
) -> None:
    run = run_to_end(start(make("start -> send", send=mail(["nobody@acme.example"]))))
    assert "accepts none of the recipients" in steps_of(run)["send"].error["message"]
    assert server.taken == []
