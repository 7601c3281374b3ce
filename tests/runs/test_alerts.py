"""Alerts: who is told of what, in which words, and how a storm becomes one message."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import AuditEvent, Outbox
from connections import ready
from connections.models import Connection
from connections.services import vault
from connections.services.states import break_connection
from connections.transport import close_connections
from runs import fan_out, post
from runs.alerts import dispatching, watching
from runs.alerts.wording import duration
from runs.models import AlertGroup, AlertRule, Run, WebhookDelivery, WebhookEndpoint
from tests.runs.conftest import MakeWorkflow, drain_until, fail, fetch, reply, start, wait_until
from workflows.models import Workflow

pytestmark = pytest.mark.django_db(transaction=True)

RunToEnd = Callable[..., Any]


def gather() -> None:
    while fan_out.take_up():
        pass


def send() -> None:
    """What was gathered goes out, as if its time had come."""
    gather()
    AlertGroup.objects.update(send_at_ms=1)
    dispatching.send_due()
    post.send_due()
    wait_until(lambda: not Outbox.objects.filter(topic="alert", attempts=0).exists())


@pytest.fixture
def failing(make: MakeWorkflow, ben: Any) -> Workflow:
    """A workflow of Ben's that always fails."""
    workflow = make("start -> charge", charge=fail(retryable=False))
    Workflow.objects.filter(id=workflow.id).update(created_by=ben, name="Invoice paid")
    return workflow


# --- run failed


def test_the_owner_gets_a_mail_from_the_start(
    failing: Workflow, run_to_end: RunToEnd, ada: Any, mailoutbox: Any
) -> None:
    run = run_to_end(start(failing))
    gather()
    assert mailoutbox == []  # it waits a moment for more
    send()
    [mail] = mailoutbox
    assert mail.to == ["ben@acme.example"]
    assert mail.subject == "Invoice paid failed: No."
    assert "Run 1 of “Invoice paid” failed at Charge." in mail.body
    assert f"http://127.0.0.1:8000/runs/run_{run.id}" in mail.body
    assert mail.extra_headers["Message-ID"].startswith("<alert.")
    assert not Outbox.objects.exists()


def test_a_storm_is_one_mail_and_then_a_digest(
    failing: Workflow, run_to_end: RunToEnd, mailoutbox: Any
) -> None:
    run_to_end(*[start(failing) for _ in range(8)])
    send()
    [first] = mailoutbox
    assert first.subject == "Invoice paid failed 8 times"
    assert first.body.count("/runs/run_") == 5
    assert "… and 3 more." in first.body
    assert f"/runs?status=failed&workflowId=wf_{failing.id}" in first.body
    run_to_end(*[start(failing) for _ in range(2)])
    gather()
    assert dispatching.send_due() == 0  # within the hour nothing more is sent
    group = AlertGroup.objects.get()
    assert (group.count, group.messages) == (2, 1)
    send()
    assert mailoutbox[1].subject == "Invoice paid failed 2 times"
    assert "since the last message" in mailoutbox[1].body
    send()  # an hour without failures
    assert (len(mailoutbox), AlertGroup.objects.count()) == (2, 0)


def test_nobody_hears_of_tests_and_of_runs_that_another_waits_for(
    make: MakeWorkflow, failing: Workflow, run_to_end: RunToEnd, ben: Any, mailoutbox: Any
) -> None:
    parent = make(
        "start -> call", call={"type": "sub-workflow", "config": {"workflowId": f"wf_{failing.id}"}}
    )
    Workflow.objects.filter(id=parent.id).update(name="Parent", created_by=ben)
    run_to_end(start(failing, test=True))
    run_to_end(start(parent))
    send()
    assert [mail.subject for mail in mailoutbox] == ["Parent failed: No."]


def test_where_the_owner_has_left_the_admins_are_told(
    failing: Workflow, run_to_end: RunToEnd, ada: Any, ben: Any, mailoutbox: Any
) -> None:
    ben.memberships.all().delete()
    run_to_end(start(failing))
    send()
    assert [mail.to for mail in mailoutbox] == [["ada@acme.example"]]


def test_a_workflow_s_own_rule_goes_before_the_company_s(
    failing: Workflow, make: MakeWorkflow, run_to_end: RunToEnd, acme: Any, mailoutbox: Any
) -> None:
    other = make("start -> bad", bad=fail(retryable=False))
    AlertRule.objects.create(
        company=acme, kind="run_failed", targets=[{"type": "email", "to": "ops@acme.example"}]
    )
    AlertRule.objects.create(company=acme, workflow=failing, kind="run_failed", is_enabled=False)
    run_to_end(start(failing), start(other))
    send()
    assert [mail.to for mail in mailoutbox] == [["ops@acme.example"]]


def test_an_endpoint_that_an_alert_names_gets_it_signed(
    failing: Workflow, run_to_end: RunToEnd, acme: Any, rival: Any
) -> None:
    ours, theirs = (
        WebhookEndpoint.objects.create(company=company, url="https://x.example", events=["run.completed"])
        for company in (acme, rival)
    )
    targets = [{"type": "webhook", "endpointId": f"we_{one.id}"} for one in (ours, theirs)]
    AlertRule.objects.create(company=acme, kind="run_failed", targets=targets)
    run_to_end(start(failing))
    send()
    delivery = WebhookDelivery.objects.get()
    assert (delivery.endpoint_id, delivery.event_type) == (ours.id, "alert.raised")
    alert = json.loads(delivery.body)["data"]["alert"]
    assert (alert["kind"], alert["count"], alert["workflowId"]) == ("run_failed", 1, f"wf_{failing.id}")
    assert alert["subject"] == "Invoice paid failed: No."


def test_a_sender_that_is_killed_leaves_nothing_half_done(
    failing: Workflow, run_to_end: RunToEnd, mailoutbox: Any
) -> None:
    """The letters and the next interval are one transaction."""
    from django.db import transaction

    run_to_end(start(failing))
    gather()
    AlertGroup.objects.update(send_at_ms=1)

    def die() -> None:
        with transaction.atomic():
            dispatching.send_due()
            assert Outbox.objects.filter(topic="alert").count() == 1
            raise RuntimeError("killed before the commit")

    with pytest.raises(RuntimeError):
        die()
    assert not Outbox.objects.filter(topic="alert").exists()
    send()
    assert len(mailoutbox) == 1


# --- a connection


def test_the_owner_of_a_broken_connection_is_told_what_to_do(
    acme: Any, ben: Any, ada: Any, mailoutbox: Any
) -> None:
    connection = Connection.objects.create(
        company=acme, provider="stripe", name="Stripe", method="key", status="active", owner=ben
    )
    break_connection(connection, status="expired", code="token_refused", reason="Connect Stripe again.")
    send()
    [mail] = mailoutbox
    assert (mail.to, mail.subject) == (["ben@acme.example"], "The connection Stripe does not work")
    assert "Connect Stripe again." in mail.body
    assert f"/connections?open=conn_{connection.id}" in mail.body


# --- what does not happen


def test_silence_is_told_of_and_ends_with_a_success(
    make: MakeWorkflow, run_to_end: RunToEnd, acme: Any, ada: Any, mailoutbox: Any
) -> None:
    workflow = make("start -> a", a=reply(1))
    run = run_to_end(start(workflow))
    AlertRule.objects.create(
        company=acme,
        workflow=workflow,
        kind="no_success",
        minutes=120,
        targets=[{"type": "email", "to": "owner"}],
    )
    watching.look()
    assert not AlertGroup.objects.exists()
    long_ago = timezone.now() - timedelta(hours=30)
    Run.objects.filter(id=run.id).update(finished_at=long_ago)
    watching.look()
    assert not AlertGroup.objects.exists()  # the rule was only just set
    AlertRule.objects.update(updated_at=long_ago)
    watching.look()
    watching.look()
    send()
    [mail] = mailoutbox
    assert mail.subject == f"No run of {workflow.name} has succeeded for 30 hours"
    watching.look()
    assert AlertGroup.objects.get().count == 1  # told again after the interval, as long as it lasts
    Run.objects.filter(id=run.id).update(finished_at=timezone.now())
    watching.look()
    assert not AlertGroup.objects.exists()
    Workflow.objects.update(status="paused")
    Run.objects.filter(id=run.id).update(finished_at=long_ago)
    watching.look()
    assert not AlertGroup.objects.exists()


def test_runs_that_wait_too_long_to_start_are_told_of(
    make: MakeWorkflow, run_to_end: RunToEnd, ada: Any, ben: Any, mailoutbox: Any
) -> None:
    accepted = start(make("start -> a", a=reply(1)))
    watching.look()
    assert not AlertGroup.objects.exists()
    Run.objects.update(ready_at_ms=Run.objects.get().ready_at_ms - 18 * 60_000)
    watching.look()
    send()
    [mail] = mailoutbox
    assert mail.to == ["ada@acme.example"]
    assert mail.subject == "Runs have been waiting for 18 minutes to start"
    run_to_end(accepted)
    watching.look()
    assert not AlertGroup.objects.exists()


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (1, "1 minute"),
        (45, "45 minutes"),
        (60, "1 hour"),
        (90, "90 minutes"),
        (1800, "30 hours"),
        (1440, "1 day"),
        (4320, "3 days"),
    ],
)
def test_durations_in_words(minutes: int, words: str) -> None:
    assert duration(minutes) == words


# --- Slack


class FakeSlack:
    """Keeps what was posted; answers `ok`, or the error it is told."""

    def __init__(self) -> None:
        self.posted: list[Any] = []
        self.tokens: list[str] = []
        self.error = ""


@pytest.fixture
def slack(settings: Any, acme: Any) -> Iterator[FakeSlack]:
    fake = FakeSlack()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            assert self.path == "/slack.com/api/chat.postMessage"
            fake.posted.append(json.loads(body))
            fake.tokens.append(self.headers["Authorization"])
            answer = json.dumps({"ok": False, "error": fake.error} if fake.error else {"ok": True}).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *args: Any) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    settings.PROVIDER_SANDBOX = f"http://127.0.0.1:{server.server_address[1]}"
    ready.forget()
    vault.forget_ring()
    connection = Connection(
        company=acme, provider="slack", name="Slack", method="oauth2", status="active", environment="demo"
    )
    vault.seal_row(connection, {"access_token": "xoxb-of-acme"})
    connection.save()
    yield fake
    server.shutdown()
    server.server_close()
    thread.join()
    ready.forget()
    vault.forget_ring()
    close_connections()


def test_an_alert_in_slack(failing: Workflow, run_to_end: RunToEnd, acme: Any, slack: FakeSlack) -> None:
    Workflow.objects.filter(id=failing.id).update(name="<!channel> & more")
    AlertRule.objects.create(company=acme, kind="run_failed", targets=[{"type": "slack", "channel": "#ops"}])
    run = run_to_end(start(failing))
    send()
    [message] = slack.posted
    assert (message["channel"], slack.tokens) == ("#ops", ["Bearer xoxb-of-acme"])
    assert "*&lt;!channel&gt; &amp; more failed: No.*" in message["text"]
    assert f"<http://127.0.0.1:8000/runs/run_{run.id}|Open in Headrace>" in message["text"]
    assert not Outbox.objects.exists()


def test_an_approval_is_told_in_its_channel(make: MakeWorkflow, slack: FakeSlack) -> None:
    workflow = make(
        "start -> ask",
        ask={
            "type": "approval",
            "config": {
                "title": "Pay {{input.n}}?",
                "description": "To the landlord",
                "notifyChannels": {"slack": "#finance", "slackThreadTs": "12.5", "email": False},
            },
        },
    )
    accepted = start(workflow, {"n": 7})
    drain_until(lambda: fetch(accepted.run_id).status == "suspended")
    post.send_due()
    wait_until(lambda: slack.posted)
    [message] = slack.posted
    assert (message["channel"], message["thread_ts"]) == ("#finance", "12.5")
    assert message["text"].startswith("*Pay 7?*\nTo the landlord\n")
    assert f"/runs/run_{accepted.run_id}|Approve or reject in Headrace>" in message["text"]


def test_what_slack_never_takes_is_given_up_where_people_see_it(
    failing: Workflow, run_to_end: RunToEnd, acme: Any, slack: FakeSlack
) -> None:
    slack.error = "not_in_channel"
    AlertRule.objects.create(company=acme, kind="run_failed", targets=[{"type": "slack", "channel": "#ops"}])
    run_to_end(start(failing))
    send()
    assert not Outbox.objects.exists()
    event = AuditEvent.objects.get(action="notice.undelivered")
    assert event.target == "#ops"
    assert event.data["reason"] == "Slack did not take it: the app is not in #ops: invite it there."


def test_what_slack_may_take_later_is_tried_again(
    failing: Workflow, run_to_end: RunToEnd, acme: Any, slack: FakeSlack
) -> None:
    slack.error = "internal_error"
    AlertRule.objects.create(company=acme, kind="run_failed", targets=[{"type": "slack", "channel": "#ops"}])
    run_to_end(start(failing))
    send()
    slack.error = ""
    Outbox.objects.update(due_at_ms=0)
    post.send_due()
    assert len(slack.posted) == 2
    assert not Outbox.objects.exists()


def test_without_a_connection_it_waits_for_one(failing: Workflow, run_to_end: RunToEnd, acme: Any) -> None:
    AlertRule.objects.create(company=acme, kind="run_failed", targets=[{"type": "slack", "channel": "#ops"}])
    run_to_end(start(failing))
    send()
    assert Outbox.objects.get(topic="alert").attempts == 1
