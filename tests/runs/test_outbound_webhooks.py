"""Webhooks that Headrace sends: who gets what, signed how, how often, and what becomes of an endpoint that fails."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import standardwebhooks
import svix
from django.utils import timezone

from accounts.ids import uuid7
from accounts.models import AuditEvent, Outbox
from connections.services import vault
from runs import fan_out, queue, queue_facts
from runs import post as mails
from runs.models import WebhookAttempt, WebhookDelivery, WebhookEndpoint
from runs.outbound import deliveries, endpoints, sending
from runs.outbound.events import EVENT_TYPES
from runs.outbound.signing import new_secret, sign
from tests.connections.servers import Stub
from tests.runs.conftest import MakeWorkflow, drain_until, fail, fetch, reply, slow, start, wait_until

pytestmark = pytest.mark.django_db(transaction=True)

RunToEnd = Callable[..., Any]
AddEndpoint = Callable[..., WebhookEndpoint]


@pytest.fixture
def add(acme: Any) -> AddEndpoint:
    """`add(url)` is an endpoint of Acme that wants everything."""

    def make(url: str, **more: Any) -> WebhookEndpoint:
        endpoint = WebhookEndpoint(
            company=more.pop("company", acme), url=url, **{"events": list(EVENT_TYPES), **more}
        )
        vault.seal_row(endpoint, {"secret": new_secret()})
        endpoint.save()
        return endpoint

    return make


def deliver() -> None:
    """Everything that is due, from the outbox to the other side; a drain may have begun with it."""
    while fan_out.take_up():
        pass
    sending.send_due()
    wait_until(lambda: not WebhookDelivery.objects.filter(due_at_ms__isnull=False, attempts=0).exists())


def at_once() -> None:
    """The pauses are over."""
    WebhookDelivery.objects.filter(due_at_ms__isnull=False).update(due_at_ms=1)


def body_of(seen: Any) -> Any:
    return json.loads(seen.body)


def headers_of(seen: Any) -> dict[str, str]:
    return {name: value for name, value in seen.headers.items() if name.startswith("webhook-")}


# --- what is sent


def test_the_end_of_a_run_arrives_signed(
    make: MakeWorkflow, run_to_end: RunToEnd, add: AddEndpoint, stub: Stub
) -> None:
    endpoint = add(stub.url("/json"))
    workflow = make("start -> a", a=reply({"invoice": "INV-7"}))
    run = run_to_end(start(workflow, {"n": 1}))
    deliver()
    [seen] = stub.requests
    assert (seen.method, seen.headers["content-type"]) == ("POST", "application/json")
    secret = vault.open_row(endpoint)["secret"]
    # Two judges that are not ours.
    standardwebhooks.Webhook(secret).verify(seen.body, headers_of(seen))
    svix.Webhook(secret).verify(seen.body, headers_of(seen))
    told = body_of(seen)
    assert (told["type"], told["test"], told["companyId"]) == ("run.completed", False, str(run.company_id))
    shown = told["data"]["run"]
    assert shown["id"] == f"run_{run.id}"
    assert shown["url"] == f"http://127.0.0.1:8000/runs/run_{run.id}"
    assert (shown["status"], shown["number"], shown["workflowName"], shown["workflowVersion"]) == (
        "completed", 1, workflow.name, 1,
    )  # fmt: skip
    assert (shown["output"], shown["outputOmitted"], shown["error"]) == (
        {"invoice": "INV-7"},
        False,
        None,
    )
    [delivery] = WebhookDelivery.objects.all()
    assert (delivery.status, delivery.last_status, delivery.attempts) == ("delivered", 200, 1)
    assert seen.headers["webhook-id"] == f"msg_{delivery.event_id}"
    attempt = WebhookAttempt.objects.get()
    assert (attempt.status, attempt.answer, attempt.error) == (200, '{"ok": true, "n": 1}', "")


def test_another_secret_or_another_byte_does_not_verify() -> None:
    body, secret = b'{"type":"run.completed"}', new_secret()
    headers = sign(body, message_id="msg_1", at_seconds=int(timezone.now().timestamp()), keys=[secret])
    standardwebhooks.Webhook(secret).verify(body, headers)
    for judge, sent in ((secret, body + b" "), (new_secret(), body)):
        with pytest.raises(standardwebhooks.WebhookVerificationError):
            standardwebhooks.Webhook(judge).verify(sent, headers)


def test_the_specification_s_own_vector() -> None:
    """From the reference of Standard Webhooks."""
    key = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    headers = sign(
        b'{"test": 2432232314}', message_id="msg_p5jXN8AQM9LWM0D4loKWxJek", at_seconds=1614265330, keys=[key]
    )
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_a_failure_says_which_block_and_why(
    make: MakeWorkflow, run_to_end: RunToEnd, add: AddEndpoint, stub: Stub
) -> None:
    add(stub.url("/json"))
    run_to_end(start(make("start -> bad", bad=fail(retryable=False))))
    deliver()
    told = body_of(stub.requests[0])
    assert told["type"] == "run.failed"
    assert told["data"]["run"]["error"] == {
        "code": "STEP_ERROR", "message": "No.", "blockId": "bad", "blockName": "Bad",
    }  # fmt: skip


def test_a_large_output_stays_out(
    make: MakeWorkflow, run_to_end: RunToEnd, add: AddEndpoint, stub: Stub
) -> None:
    add(stub.url("/json"))
    run_to_end(start(make("start -> a", a=reply("{{input.text}}")), {"text": "x" * 70_000}))
    run_to_end(start(make("start -> a", a=reply("{{input.text}}")), {"text": "x" * 9_000}))
    deliver()
    large, small = sorted(
        (body_of(seen)["data"]["run"] for seen in stub.requests), key=lambda run: run["createdAt"]
    )
    assert (large["output"], large["outputOmitted"]) == (None, True)
    assert (small["output"], small["outputOmitted"]) == ("x" * 9_000, False)


def test_a_suspension_says_what_is_waited_for(make: MakeWorkflow, add: AddEndpoint, stub: Stub) -> None:
    add(stub.url("/json"), events=["run.suspended"])
    run = start(make("start -> a", a={"type": "approval", "config": {"title": "Pay?", "timeoutHours": 1}}))
    drain_until(lambda: fetch(run.run_id).status == "suspended")
    deliver()
    told = body_of(stub.requests[0])
    [wait] = told["data"]["run"]["waiting"]
    assert (told["type"], wait["blockId"], wait["reason"], wait["title"]) == (
        "run.suspended",
        "a",
        "approval",
        "Pay?",
    )
    assert wait["until"] > told["timestamp"]
    assert told["data"]["run"]["completedAt"] is None


def test_a_run_that_took_too_long_and_one_broken_by_us(
    make: MakeWorkflow, run_to_end: RunToEnd, add: AddEndpoint, stub: Stub
) -> None:
    add(stub.url("/json"))
    run_to_end(start(make("start -> a", a=slow(20), top={"settings": {"timeoutMs": 50}})))
    start(make("start -> a", a=reply(1)))
    [row] = queue.claim("here:1::1", 1)
    queue.end_broken(row["id"], row["epoch"], "A fault.")
    deliver()
    assert sorted(body_of(seen)["type"] for seen in stub.requests) == ["run.failed", "run.timed_out"]


def test_a_run_that_a_limit_did_not_let_begin_is_told_of(
    make: MakeWorkflow, add: AddEndpoint, stub: Stub
) -> None:
    add(stub.url("/json"), events=["run.cancelled"])
    limit = {"settings": {"concurrencyLimit": 1, "onLimit": "skip"}}
    workflow = make("start -> a", a=reply(1), top=limit)
    start(workflow)
    start(workflow)
    deliver()
    [seen] = stub.requests
    assert body_of(seen)["data"]["run"]["number"] == 2


def test_a_broken_connection_is_told_of(acme: Any, add: AddEndpoint, stub: Stub) -> None:
    from connections.models import Connection
    from connections.services.states import break_connection

    add(stub.url("/json"), events=["connection.error"], workflows=["00000000-0000-0000-0000-000000000000"])
    connection = Connection.objects.create(
        company=acme, provider="stripe", name="Stripe", method="key", status="active"
    )
    break_connection(connection, status="expired", code="token_refused", reason="Connect it again.")
    deliver()
    told = body_of(stub.requests[0])["data"]["connection"]
    assert (told["id"], told["status"], told["reason"]) == (
        f"conn_{connection.id}",
        "expired",
        "Connect it again.",
    )
    assert not Outbox.objects.exists()


# --- who gets it


def test_only_who_asked_gets_it(
    make: MakeWorkflow, run_to_end: RunToEnd, add: AddEndpoint, stub: Stub, rival: Any
) -> None:
    workflow, other = make("start -> a", a=reply(1)), make("start -> a", a=reply(1))
    wanted = add(stub.url("/json/wanted"), events=["run.completed"], workflows=[str(workflow.id)])
    add(stub.url("/json/other-type"), events=["run.failed"])
    add(stub.url("/json/off"), is_enabled=False)
    add(stub.url("/json/rival"), company=rival)
    run_to_end(start(workflow), start(other), start(workflow, test=True))
    deliver()
    assert [seen.path for seen in stub.requests] == ["/json/wanted"]
    assert WebhookDelivery.objects.get().endpoint_id == wanted.id
    assert not Outbox.objects.exists()


def test_nothing_is_written_where_nobody_listens(
    make: MakeWorkflow, run_to_end: RunToEnd, add: AddEndpoint, stub: Stub
) -> None:
    add(stub.url("/json"), events=["run.cancelled"])
    run_to_end(start(make("start -> a", a=reply(1))))
    assert not Outbox.objects.exists()


def test_all_endpoints_get_the_same_event(
    make: MakeWorkflow, run_to_end: RunToEnd, add: AddEndpoint, stub: Stub
) -> None:
    add(stub.url("/json/1"))
    add(stub.url("/json/2"))
    run_to_end(start(make("start -> a", a=reply(1))))
    deliver()
    one, two = stub.requests
    assert one.headers["webhook-id"] == two.headers["webhook-id"]
    assert one.headers["webhook-signature"] != two.headers["webhook-signature"]


def test_an_event_that_cannot_be_taken_up_harms_no_other(
    make: MakeWorkflow, run_to_end: RunToEnd, add: AddEndpoint, stub: Stub, acme: Any, caplog: Any
) -> None:
    add(stub.url("/json"))
    Outbox.objects.create(company=acme, topic="run.failed", data={"nonsense": True})
    run_to_end(start(make("start -> a", a=reply(1))))
    deliver()
    assert [body_of(seen)["type"] for seen in stub.requests] == ["run.completed"]
    row = Outbox.objects.get()
    assert (row.attempts, row.due_at_ms > queue_facts.clock_ms()) == (1, True)
    Outbox.objects.update(due_at_ms=0, attempts=59)
    fan_out.take_up()
    assert not Outbox.objects.exists()
    assert "given up" in caplog.text


# --- tries


def queued(add: AddEndpoint, url: str, count: int = 1, **more: Any) -> WebhookEndpoint:
    """An endpoint with deliveries that are due."""
    endpoint = add(url, **more)
    WebhookDelivery.objects.bulk_create(
        WebhookDelivery(
            company=endpoint.company,
            endpoint=endpoint,
            event_id=endpoint.id,
            event_type="run.completed",
            body="{}",
            due_at_ms=1,
        )
        for _ in range(count)
    )
    return endpoint


def test_ten_tries_over_a_day_and_then_it_is_off(
    add: AddEndpoint, stub: Stub, ada: Any, ben: Any, mailoutbox: Any
) -> None:
    endpoint = queued(add, stub.url("/status/500"))
    assert sending.send_due() == 1
    delivery = WebhookDelivery.objects.get()
    now_ms = queue_facts.clock_ms()
    assert delivery.status == "pending"
    assert 0 < delivery.due_at_ms - now_ms <= 5_500
    endpoint.refresh_from_db()
    assert abs(endpoint.failing_since_ms - now_ms) < 60_000
    day = sum(sending.PAUSES)
    assert day == 24 * 3600
    for _ in range(8):
        at_once()
        assert sending.send_due() == 1
    delivery.refresh_from_db()
    assert (delivery.status, delivery.attempts) == ("pending", 9)
    WebhookEndpoint.objects.update(failing_since_ms=now_ms - endpoints.DISABLE_AFTER_MS)  # a day has passed
    at_once()
    assert sending.send_due() == 1
    delivery.refresh_from_db()
    assert (delivery.status, delivery.attempts, delivery.last_error) == ("failed", 10, "It answered 500.")
    assert len({seen.headers["webhook-id"] for seen in stub.requests}) == 1
    assert [attempt.number for attempt in delivery.attempt_log.all()] == list(range(1, 11))
    endpoint.refresh_from_db()
    assert not endpoint.is_enabled
    assert endpoint.disabled_reason == "Nothing could be delivered for a day. The last try: It answered 500."
    assert AuditEvent.objects.get(action="webhook_endpoint.disabled").actor == "Headrace"
    mails.send_due()
    [mail] = mailoutbox  # Ben may not change it
    assert mail.to == ["ada@acme.example"]
    assert "Nothing could be delivered for a day" in mail.body
    assert f"/settings/webhooks/we_{endpoint.id}" in mail.body
    assert sending.send_due() == 0


def test_a_success_ends_the_count(add: AddEndpoint, stub: Stub) -> None:
    endpoint = queued(add, stub.url("/json"), failing_since_ms=1)
    sending.send_due()
    endpoint.refresh_from_db()
    assert (endpoint.is_enabled, endpoint.failing_since_ms) == (True, None)


def test_gone_ends_it_at_once_and_what_waits_is_kept(
    add: AddEndpoint, stub: Stub, ada: Any, mailoutbox: Any
) -> None:
    endpoint = queued(add, stub.url("/status/410"), 6, failing_since_ms=queue_facts.clock_ms())
    assert sending.send_due() == 1
    endpoint.refresh_from_db()
    assert not endpoint.is_enabled
    mails.send_due()
    assert "410 Gone" in mailoutbox[0].body
    assert WebhookDelivery.objects.filter(status="pending").count() == 5
    WebhookEndpoint.objects.update(is_enabled=True, url=stub.url("/json"))
    assert sending.send_due() == 5


def test_a_redirect_is_not_followed(add: AddEndpoint, stub: Stub) -> None:
    queued(add, stub.url(f"/redirect/307/{stub.url('/json')}"))
    sending.send_due()
    [seen] = stub.requests
    assert seen.path.startswith("/redirect")
    assert WebhookDelivery.objects.get().last_error == (
        "It answered 307, a redirect. Give the address that answers by itself."
    )


def test_a_private_address_is_not_called(add: AddEndpoint, stub: Stub, settings: Any) -> None:
    settings.OUTBOUND_ALLOW = []
    queued(add, stub.url("/json"))
    sending.send_due()
    assert stub.requests == []
    delivery = WebhookDelivery.objects.get()
    assert (delivery.status, delivery.last_status) == ("pending", None)
    assert "127.0.0.1" in delivery.last_error


def test_a_longer_pause_is_given_where_it_is_asked_for(add: AddEndpoint, stub: Stub) -> None:
    queued(add, stub.url("/busy/503/600"))
    sending.send_due()
    assert WebhookDelivery.objects.get().due_at_ms - queue_facts.clock_ms() > 500_000


def test_an_endless_answer_counts_by_its_status_and_keeps_its_start(add: AddEndpoint, stub: Stub) -> None:
    queued(add, stub.url("/endless"))
    sending.send_due()
    assert WebhookDelivery.objects.get().status == "delivered"
    assert WebhookAttempt.objects.get().answer == "x" * 4096


def test_an_answer_that_is_no_text_can_be_stored(add: AddEndpoint, stub: Stub) -> None:
    queued(add, stub.url("/file/1"))
    sending.send_due()
    assert set(WebhookAttempt.objects.get().answer) == {"\N{REPLACEMENT CHARACTER}"}


def test_one_that_hangs_holds_no_other_up(add: AddEndpoint, stub: Stub) -> None:
    queued(add, stub.url("/hang"), 10)
    fine = queued(add, stub.url("/json"), 10)
    thread = threading.Thread(target=_send_and_leave, args=(stub.released.is_set,))
    thread.start()
    try:
        wait_until(lambda: fine.deliveries.filter(status="delivered").count() == 10)
        hanging = [seen for seen in stub.requests if seen.path == "/hang"]
        assert len(hanging) == sending.PER_ENDPOINT
        # Others who look meanwhile find nothing: each is sent once at a time.
        assert sending.claim(100, sending.Counter({hanging_endpoint(stub): sending.PER_ENDPOINT})) == []
    finally:
        stub.released.set()
        thread.join(20)
    assert WebhookAttempt.objects.filter(status=None).count() == sending.PER_ENDPOINT
    assert "broke the connection" in WebhookAttempt.objects.filter(status=None)[0].error


def hanging_endpoint(stub: Stub) -> Any:
    return WebhookEndpoint.objects.get(url=stub.url("/hang")).id


def test_one_that_fails_gets_one_at_a_time(add: AddEndpoint, stub: Stub) -> None:
    queued(add, stub.url("/status/500"), 6, failing_since_ms=1_000_000_000_000)
    WebhookEndpoint.objects.update(failing_since_ms=queue_facts.clock_ms())
    assert len(sending.claim(16, sending.Counter())) == 1


def test_a_sender_that_dies_leaves_it_to_be_sent_again(add: AddEndpoint, stub: Stub) -> None:
    queued(add, stub.url("/json"))
    [lost] = sending.claim(1, sending.Counter())
    assert sending.send_due() == 0  # it is somebody's
    answer = sending.post(lost)
    at_once()  # the minute is over
    assert sending.send_due() == 1
    sending.record(lost, answer)  # it was only asleep: nobody asks it any more
    first, second = stub.requests
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    delivery = WebhookDelivery.objects.get()
    assert (delivery.status, delivery.attempts) == ("delivered", 2)
    # What the receiver saw is in the log, also the try whose answer nobody wrote down.
    tries = [(attempt.number, attempt.status, attempt.error) for attempt in delivery.attempt_log.all()]
    assert tries == [(1, None, sending.LOST), (2, 200, "")]


def test_two_senders_share_the_work(add: AddEndpoint, stub: Stub) -> None:
    queued(add, stub.url("/json"), 40)
    threads = [threading.Thread(target=_send_and_leave) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert WebhookDelivery.objects.filter(status="delivered", attempts=1).count() == 40
    assert len(stub.requests) == 40


def _send_and_leave(until: Callable[[], bool] = lambda: False) -> None:
    from django.db import connection

    try:
        sending.send_due(until)
    finally:
        connection.close()


def test_the_workers_send_by_themselves(
    make: MakeWorkflow, worker: Any, add: AddEndpoint, stub: Stub
) -> None:
    add(stub.url("/json"))
    start(make("start -> a", a=reply(1)))
    wait_until(lambda: WebhookDelivery.objects.filter(status="delivered").exists(), 30)


# --- secrets


def test_while_a_secret_is_replaced_both_sign(add: AddEndpoint, stub: Stub, identity: Any) -> None:
    endpoint = queued(add, stub.url("/json"))
    before = vault.open_row(endpoint)["secret"]
    endpoint, fresh = endpoints.rotate_secret(endpoint=endpoint, overlap_hours=24, actor=identity)
    sending.send_due()
    [seen] = stub.requests
    for secret in (before, fresh):
        standardwebhooks.Webhook(secret).verify(seen.body, headers_of(seen))
    WebhookEndpoint.objects.update(previous_secret_until_ms=1)
    WebhookDelivery.objects.update(status="pending", due_at_ms=1, tries=0)
    sending.send_due()
    standardwebhooks.Webhook(fresh).verify(stub.requests[1].body, headers_of(stub.requests[1]))
    with pytest.raises(standardwebhooks.WebhookVerificationError):
        standardwebhooks.Webhook(before).verify(stub.requests[1].body, headers_of(stub.requests[1]))


@pytest.fixture
def identity(ada: Any) -> Any:
    from accounts.selectors import identity_for_session

    return identity_for_session(ada, None)


def test_secrets_are_long_and_random() -> None:
    one, two = new_secret(), new_secret()
    assert one != two
    assert len(base64.b64decode(one.removeprefix("whsec_"))) == 32


# --- again, and no more


def test_old_deliveries_are_forgotten(add: AddEndpoint, stub: Stub) -> None:
    queued(add, stub.url("/json"), 2)
    sending.send_due()
    WebhookDelivery.objects.filter(id=WebhookDelivery.objects.first().id).update(
        created_at=timezone.now() - timedelta(days=31)
    )
    assert deliveries.forget_old(timezone.now() - timedelta(days=30)) == 1
    assert (WebhookDelivery.objects.count(), WebhookAttempt.objects.count()) == (1, 1)


def test_a_deleted_run_is_told_of_to_nobody(add: AddEndpoint, stub: Stub, acme: Any) -> None:
    add(stub.url("/json"))
    Outbox.objects.create(company=acme, topic="run.failed", data={"run": uuid7().hex})
    deliver()
    assert (stub.requests, Outbox.objects.exists()) == ([], False)
