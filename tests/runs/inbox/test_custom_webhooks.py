"""POST /webhooks/custom/{company}/{path}: stored and acknowledged in one transaction with its run."""

from __future__ import annotations

import asyncio
import base64
import codecs
import gzip
import time
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from standardwebhooks import Webhook as Judge

from connections.services.environment_secrets import delete_secret, set_secret
from runs.inbox.endpoints import forget_endpoints
from runs.models import Event, EventDecision, File, Run
from tests.conftest import error_of
from tests.runs.asgi import call
from tests.runs.conftest import MakeWorkflow, Worker, reply
from tests.runs.inbox.conftest import PATH, address, hook, signed
from workflows import services

pytestmark = pytest.mark.django_db(transaction=True)

SECRET = "a secret of the sender"
FORM = (
    b'--x\r\nContent-Disposition: form-data; name="title"\r\n\r\nInvoice\r\n'
    b'--x\r\nContent-Disposition: form-data; name="scan"; filename="a.pdf"\r\nContent-Type: application/pdf\r\n\r\n'
    b"%PDF-1\x00\xff\r\n--x--\r\n"
)
SCHEMA = {"type": "object", "properties": {"amount": {"type": "number"}}, "required": ["amount"]}


@sync_to_async
def events() -> list[Event]:
    return list(Event.objects.order_by("received_at", "id").prefetch_related("decisions"))


@sync_to_async
def runs() -> list[Run]:
    return list(Run.objects.order_by("queued_seq"))


async def only_event() -> Event:
    [event] = await events()
    return event


@pytest.fixture
def secret(acme: Any) -> str:
    set_secret(company_id=acme.id, name="HOOK", value=SECRET, actor="tests")
    return SECRET


# --- what a request becomes


async def test_received(make: MakeWorkflow, acme: Any) -> None:
    workflow = await sync_to_async(make)("hook -> a", hook=hook(), a=reply("{{trigger.query.q}}"))
    answer = await call(
        address(acme) + "?q=7&z=1&z=2", {"id": "in_1"}, x_name="Ada", authorization="Bearer hidden"
    )
    event, [run] = await only_event(), await runs()
    assert (answer.status, answer.json()) == (
        200,
        {"received": True, "eventId": f"evt_{event.id}", "workflowsTriggered": 1},
    )
    assert (run.input, run.trigger_type, run.trigger_block, run.event_id) == (
        {"id": "in_1"}, "webhook", "hook", event.id,
    )  # fmt: skip
    assert (event.source, event.topic, event.status, event.method) == ("custom", PATH, "started", "POST")
    assert event.headers["x-name"] == "Ada"
    assert event.headers["authorization"] == "•••"
    assert event.query == {"q": "7", "z": ["1", "2"]}
    assert (event.preview, event.size) == ('{"id": "in_1"}', 14)
    assert run.fired["headers"] == event.headers
    [decision] = [one async for one in EventDecision.objects.all()]
    assert (decision.workflow_id, decision.run_id, decision.status) == (workflow.id, run.id, "started")


async def test_it_runs(make: MakeWorkflow, acme: Any, worker: Worker) -> None:
    template = (
        "{{input.id}} {{trigger.headers.x-name}} {{trigger.query.q}} {{trigger.method}} {{trigger.body.id}}"
    )
    await sync_to_async(make)("hook -> a", hook=hook(respond="response"), a=reply(template))
    answer = await call(address(acme) + "?q=7", {"id": "in_1"}, x_name="Ada")
    assert answer.json()["status"] == "completed"
    [run] = await runs()
    assert run.output == "in_1 Ada 7 POST in_1"


@pytest.mark.parametrize(
    ("kind", "body", "input"),
    [
        ("application/json", b'{"a": [1]}', {"a": [1]}),
        ("application/cloudevents+json; charset=utf-8", b"[1]", {"body": [1]}),
        ("application/json", b"", {}),
        ("application/x-www-form-urlencoded", b"a=1&b=2&b=3&c=", {"a": "1", "b": ["2", "3"], "c": ""}),
        ("application/xml", b"<a x='1'><b>2</b><b>3</b></a>", {"a": {"@x": "1", "b": ["2", "3"]}}),
        ("text/xml", b"<a>1</a>", {"a": "1"}),
        ("text/plain", "Grüße".encode(), {"body": "Grüße"}),
        ("text/plain; charset=latin-1", "Grüße".encode("latin-1"), {"body": "Grüße"}),
        ("", b'{"a": 1}', {"a": 1}),
        ("", b"just text", {"body": "just text"}),
        ("application/json", codecs.BOM_UTF8 + b'{"a": 1}', {"a": 1}),
    ],
)
async def test_bodies(make: MakeWorkflow, acme: Any, kind: str, body: bytes, input: Any) -> None:
    await sync_to_async(make)("hook -> a", hook=hook(), a=reply(1))
    answer = await call(address(acme), body, content_type=kind)
    assert answer.status == 200, answer.body
    [run] = await runs()
    assert run.input == input


async def test_files(make: MakeWorkflow, acme: Any) -> None:
    await sync_to_async(make)("hook -> a", hook=hook(), a=reply(1))
    assert (await call(address(acme), FORM, content_type="multipart/form-data; boundary=x")).status == 200
    assert (await call(address(acme), b"\x89PNG\x00", content_type="image/png")).status == 200
    of_form, of_image = await runs()
    files = {file.name: file async for file in File.objects.all()}
    assert of_form.input["title"] == "Invoice"
    assert of_form.input["scan"]["$file"]["id"] == f"file_{files['a.pdf'].id}"
    assert (files["a.pdf"].size, files["a.pdf"].mime_type) == (8, "application/pdf")
    assert of_image.input["body"]["$file"]["mimeType"] == "image/png"
    assert await sync_to_async(files["a.pdf"].uses.count)() == 1


async def test_a_form_with_too_many_files_is_refused_in_words(make: MakeWorkflow, acme: Any) -> None:
    await sync_to_async(make)("hook -> a", hook=hook(), a=reply(1))
    part = '--x\r\nContent-Disposition: form-data; name="scan"; filename="{0}.txt"\r\n\r\n{0}\r\n'
    form = ("".join(part.format(number) for number in range(101)) + "--x--\r\n").encode()
    answer = await call(address(acme), form, content_type="multipart/form-data; boundary=x")
    assert "not a form that can be read" in error_of(answer, 400, "VALIDATION_ERROR")["message"]
    assert await runs() == []


@pytest.mark.parametrize(
    ("kind", "body", "words"),
    [
        ("application/json", b"{", "not valid JSON"),
        ("application/json", b"[" * 2000 + b"]" * 2000, "nested deeper"),
        ("application/xml", b"<a>", "not XML"),
        ("application/xml", b'<?xml version="1.0" encoding="klingon"?><a/>', "klingon"),
        ("application/xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "it declares entities of its own"),
        ("application/xml", b"<a>" * 5000 + b"</a>" * 5000, "it is nested too deeply"),
        ("application/x-www-form-urlencoded", b"a=%ff", "not a form"),
        ("application/xml", b"<a>" + b"<b/>" * 500_000 + b"</a>", "more than 500,000 tags"),
        ("multipart/form-data", b"x", "names no boundary"),
        ("multipart/form-data; boundary=x", FORM[:-4], "breaks off before its last boundary"),
        ("multipart/form-data; boundary=" + "x" * 300, b"--" + b"x" * 300 + b"--", "not a form"),
        ("text/plain", b"\xff", "not text in utf-8"),
        ("text/plain; charset=klingon", b"x", "not text in klingon"),
        ("text/plain; charset=punycode", b"x", "not text in punycode"),
    ],
)
async def test_a_body_that_is_not_what_it_says(
    make: MakeWorkflow, acme: Any, kind: str, body: bytes, words: str
) -> None:
    await sync_to_async(make)("hook -> a", hook=hook(), a=reply(1))
    error = error_of(await call(address(acme), body, content_type=kind), 400, "VALIDATION_ERROR")
    assert words in error["message"]
    assert len(error["message"]) < 200
    event = await only_event()
    assert (event.status, event.reason, event.preview) == ("rejected", error["message"], "")
    assert await runs() == []


async def test_a_compressed_body(make: MakeWorkflow, acme: Any) -> None:
    await sync_to_async(make)("hook -> a", hook=hook(), a=reply(1))
    packed = gzip.compress(b'{"a": 1}')
    error = error_of(
        await call(address(acme), packed, content_encoding="gzip"), 415, "UNSUPPORTED_MEDIA_TYPE"
    )
    assert "Send it as it is" in error["message"]
    assert (await only_event()).status == "rejected"


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "OPTIONS"])
@pytest.mark.parametrize("path", ["/webhooks/custom/x/y", "/webhooks/stripe", "/api/v1/slack/events"])
async def test_only_by_post(method: str, path: str, db: None) -> None:
    answer = await call(path, method=method)
    error = error_of(answer, 405, "METHOD_NOT_ALLOWED")
    assert "by POST" in error["message"]
    assert answer.headers["allow"] == "POST"


async def test_no_address_has_such_a_character(acme: Any) -> None:
    """Which a database would refuse."""
    error_of(await call(f"/webhooks/custom/{acme.id}/a\x00b", {}), 404, "NOT_FOUND")


async def test_a_body_larger_than_a_preview_is_kept_whole(make: MakeWorkflow, acme: Any) -> None:
    await sync_to_async(make)("hook -> a", hook=hook(), a=reply(1))
    await call(address(acme), {"text": "ä" * 9_000})
    event = await sync_to_async(Event.objects.select_related("body").get)()
    assert (len(event.preview), event.body.codec) == (4096, "zstd")
    [run] = await runs()
    assert run.input_payload is not None


async def test_too_large(make: MakeWorkflow, acme: Any, settings: Any) -> None:
    await sync_to_async(make)("hook -> a", hook=hook(), a=reply(1))
    settings.BODY_LIMIT = 100
    error_of(await call(address(acme), b"x" * 101), 413, "PAYLOAD_TOO_LARGE")
    error_of(await call(address(acme), chunks=[b"x" * 60, b"y" * 60]), 413, "PAYLOAD_TOO_LARGE")
    assert await events() == []


# --- who may


@pytest.mark.parametrize("where", ["other", "PATH/more", "company", "garbage"])
async def test_where_nobody_listens(make: MakeWorkflow, acme: Any, rival: Any, where: str) -> None:
    await sync_to_async(make)("hook -> a", hook=hook(), a=reply(1))
    path = {
        "other": address(acme, "other"),
        "PATH/more": address(acme) + "/more",
        "company": address(rival),
        "garbage": f"/webhooks/custom/x/{PATH}",
    }[where]
    error_of(await call(path, {}), 404, "NOT_FOUND")
    assert await events() == []


async def test_a_token(make: MakeWorkflow, acme: Any, secret: str) -> None:
    await sync_to_async(make)("hook -> a", hook=hook(auth="token", secretRef="HOOK"), a=reply(1))
    assert (await call(address(acme), {}, authorization=f"Bearer {secret}")).status == 200
    assert (await call(address(acme), {}, x_webhook_token=secret)).status == 200
    assert (await call(address(acme), {}, authorization=f"bearer {secret}")).status == 200
    behind_proxy = {"authorization": "Basic eDp5", "x_webhook_token": secret}
    assert (await call(address(acme), {}, **behind_proxy)).status == 200
    for wrong in (secret[:-1], secret + "x", "", f"Bearer {secret} "):
        error_of(await call(address(acme), {"a": 1}, authorization=wrong), 401, "UNAUTHENTICATED")
    assert len(await runs()) == 4
    rejected = [event for event in await events() if event.status == "rejected"]
    assert len(rejected) == 4
    assert {(event.preview, event.size) for event in rejected} == {("", 0)}
    assert all(secret not in str(event.headers) for event in await events())


BODY = b'{"id": "in_1"}'


@pytest.mark.parametrize(
    "style",
    ["hex", "HEX", "base64", "unpadded", "url", "unpadded url", "prefixed", "PREFIXED", "prefixed url"],
)
async def test_a_signature(make: MakeWorkflow, acme: Any, secret: str, style: str) -> None:
    config = hook(auth="hmac", secretRef="HOOK", headerName="X-Hub-Signature-256")
    await sync_to_async(make)("hook -> a", hook=config, a=reply(1))
    digest = signed(secret, BODY)
    text = base64.b64encode(bytes.fromhex(digest)).decode()
    url = base64.urlsafe_b64encode(bytes.fromhex(digest)).decode()
    given = {
        "hex": digest,
        "HEX": digest.upper(),
        "base64": text,
        "unpadded": text.rstrip("="),
        "url": url,
        "unpadded url": url.rstrip("="),
        "prefixed": f"sha256={digest}",
        "PREFIXED": f"SHA256={digest.upper()}",
        "prefixed url": f"sha256={url.rstrip('=')}",
    }[style]
    assert (await call(address(acme), BODY, x_hub_signature_256=given)).status == 200
    bare = text.rstrip("=")
    same_bytes = bare[:-1] + chr(ord(bare[-1]) + 1)  # the bits that say nothing, set
    for wrong in (
        signed("another secret", BODY),
        digest[:-2],
        "",
        signed(secret, BODY + b" "),
        bare[:-1],
        f"{text}=",
        same_bytes,
    ):
        error_of(await call(address(acme), BODY, x_hub_signature_256=wrong), 401, "UNAUTHENTICATED")
    error_of(await call(address(acme), BODY + b" ", x_hub_signature_256=given), 401, "UNAUTHENTICATED")
    assert len(await runs()) == 1


async def test_a_timestamped_signature_is_fresh(make: MakeWorkflow, acme: Any, secret: str) -> None:
    config = hook(auth="hmac", secretRef="HOOK", signature="timestamped")
    await sync_to_async(make)("hook -> a", hook=config, a=reply(1))
    for age, status in ((0, 200), (290, 200), (310, 401), (-310, 401)):
        at = str(int(time.time()) - age)
        given = signed(secret, at.encode() + b"." + BODY)
        answer = await call(address(acme), BODY, x_signature=given, x_timestamp=at)
        assert answer.status == status, (age, answer.body)
    error_of(await call(address(acme), BODY, x_signature=signed(secret, BODY)), 401, "UNAUTHENTICATED")


async def test_standard_webhooks_as_its_own_library_signs_them(make: MakeWorkflow, acme: Any) -> None:
    from datetime import UTC, datetime

    key = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    await sync_to_async(set_secret)(company_id=acme.id, name="HOOK", value=key, actor="tests")
    config = hook(auth="hmac", secretRef="HOOK", signature="standard")
    await sync_to_async(make)("hook -> a", hook=config, a=reply(1))
    now = datetime.now(UTC)
    given = {
        "webhook_id": "msg_1",
        "webhook_timestamp": str(int(now.timestamp())),
        "webhook_signature": Judge(key).sign("msg_1", now, BODY.decode()),
    }
    first = await call(address(acme), BODY, **given)
    assert first.json()["workflowsTriggered"] == 1
    assert (await call(address(acme), BODY, **given)).json()["workflowsTriggered"] == 0
    error_of(await call(address(acme), BODY + b" ", **given), 401, "UNAUTHENTICATED")


async def test_two_secrets_while_one_replaces_the_other(make: MakeWorkflow, acme: Any, secret: str) -> None:
    await sync_to_async(set_secret)(company_id=acme.id, name="NEW", value="another secret", actor="tests")
    config = hook(auth="token", secretRef="NEW", previousSecretRef="HOOK")
    await sync_to_async(make)("hook -> a", hook=config, a=reply(1))
    for token in (secret, "another secret"):
        assert (await call(address(acme), {}, x_webhook_token=token)).status == 200
    await sync_to_async(delete_secret)(company_id=acme.id, name="HOOK", actor="tests")
    forget_endpoints()
    error_of(await call(address(acme), {}, x_webhook_token=secret), 401, "UNAUTHENTICATED")
    await sync_to_async(delete_secret)(company_id=acme.id, name="NEW", actor="tests")
    forget_endpoints()
    error = error_of(await call(address(acme), {}, x_webhook_token="another secret"), 401, "UNAUTHENTICATED")
    assert "No signing secret is set" in error["message"], "a missing secret never means accept"


async def test_rejections_of_a_flood_are_not_all_written_down(
    make: MakeWorkflow, acme: Any, secret: str
) -> None:
    from runs.inbound import MOST_REJECTED

    await sync_to_async(make)("hook -> a", hook=hook(auth="token", secretRef="HOOK"), a=reply(1))
    for _ in range(MOST_REJECTED + 5):
        assert (await call(address(acme), {}, x_webhook_token="wrong")).status == 401
    assert len(await events()) <= MOST_REJECTED


async def test_an_address_is_limited(make: MakeWorkflow, acme: Any, settings: Any) -> None:
    await sync_to_async(make)("hook -> a", hook=hook(), a=reply(1))
    settings.RATE_LIMITS = "inbound=2"
    assert [(await call(address(acme), {})).status for _ in range(2)] == [200, 200]
    answer = await call(address(acme), {})
    error_of(answer, 429, "RATE_LIMITED")
    assert int(answer.headers["retry-after"]) > 0


# --- once


@pytest.mark.parametrize("header", ["webhook_id", "idempotency_key"])
async def test_the_same_id_starts_one_run(make: MakeWorkflow, acme: Any, header: str) -> None:
    await sync_to_async(make)("hook -> a", hook=hook(), a=reply(1))
    answers = await asyncio.gather(*(call(address(acme), {"n": n}, **{header: "1"}) for n in range(50)))
    assert {answer.status for answer in answers} == {200}
    assert sum(answer.json()["workflowsTriggered"] for answer in answers) == 1
    [run] = await runs()
    found = await events()
    first = [event for event in found if event.status == "started"]
    assert len(first) == 1
    assert {event.status for event in found} == {"started", "duplicate"}
    assert {event.first_id for event in found if event.status == "duplicate"} == {first[0].id}
    assert run.event_id == first[0].id
    assert (await call(address(acme), {}, **{header: "2"})).json()["workflowsTriggered"] == 1


async def test_the_same_by_a_template(make: MakeWorkflow, acme: Any) -> None:
    key = "{{input.id}}-{{trigger.headers.x-kind}}"
    await sync_to_async(make)("hook -> a", hook=hook(dedupeKey=key), a=reply(1))
    for id, kind in ((1, "a"), (1, "a"), (1, "b"), (2, "a")):
        await call(address(acme), {"id": id, "again": len(await events())}, x_kind=kind)
    assert [event.status for event in await events()] == ["started", "duplicate", "started", "started"]


async def test_a_body_says_nothing_about_being_the_same(make: MakeWorkflow, acme: Any) -> None:
    await sync_to_async(make)("hook -> a", hook=hook(), a=reply(1))
    for _ in range(2):
        assert (await call(address(acme), {"id": 1})).json()["workflowsTriggered"] == 1


async def test_ids_are_forgotten_after_a_week(make: MakeWorkflow, acme: Any) -> None:
    await sync_to_async(make)("hook -> a", hook=hook(), a=reply(1))
    await call(address(acme), {}, webhook_id="1")
    event = await only_event()
    await Event.objects.aupdate(received_at=event.received_at.replace(year=2020))
    assert (await call(address(acme), {}, webhook_id="1")).json()["workflowsTriggered"] == 1


async def test_ids_of_two_paths_are_two(make: MakeWorkflow, acme: Any) -> None:
    await sync_to_async(make)("hook -> a", hook=hook(), a=reply(1))
    await sync_to_async(make)("hook -> a", hook=hook("other-5f2c8e1a90b7"), a=reply(1))
    for path in (PATH, "other-5f2c8e1a90b7"):
        assert (await call(address(acme, path), {}, webhook_id="1")).json()["workflowsTriggered"] == 1


# --- not every event starts a run


async def test_filtered(make: MakeWorkflow, acme: Any) -> None:
    rule = {"StageName": {"$eq": "Closed Won"}}
    await sync_to_async(make)("hook -> a", hook=hook(filter=rule), a=reply(1))
    for stage, count in (("Open", 0), ("Closed Won", 1)):
        answer = await call(address(acme), {"StageName": stage})
        assert (answer.status, answer.json()["workflowsTriggered"]) == (200, count)
    # Both may have come within one millisecond.
    found = {event.status: event.reason for event in await events()}
    assert found == {"filtered": "StageName $eq 'Closed Won' (it is 'Open')", "started": ""}


async def test_the_input_schema(make: MakeWorkflow, acme: Any) -> None:
    await sync_to_async(make)("hook -> a", hook=hook(), a=reply(1), top={"inputSchema": SCHEMA})
    error = error_of(await call(address(acme), {"amount": "9"}, webhook_id="1"), 400, "VALIDATION_ERROR")
    assert error["details"][0]["path"] == "input.amount"
    event = await only_event()
    assert event.status == "rejected"
    assert "input.amount" in event.reason
    assert event.preview == '{"amount": "9"}', "its sender is known, so it is kept"
    mended = await call(address(acme), {"amount": 9}, webhook_id="1")
    assert mended.json()["workflowsTriggered"] == 1, "a rejected one does not use its id up"


async def test_paused_and_archived(make: MakeWorkflow, acme: Any) -> None:
    workflow = await sync_to_async(make)("hook -> a", hook=hook(), a=reply(1))
    await sync_to_async(services.pause)(workflow=workflow, by="tests")
    answer = await call(address(acme), {"n": 1}, webhook_id="1")
    assert (answer.status, answer.json()["workflowsTriggered"]) == (200, 0)
    assert (await only_event()).status == "held"
    assert await runs() == []
    await sync_to_async(services.archive)(workflow=workflow, by="tests")
    forget_endpoints()
    error_of(await call(address(acme), {}), 404, "NOT_FOUND")


async def test_a_full_house_takes_nothing(make: MakeWorkflow, acme: Any, settings: Any) -> None:
    from runs import backlog

    await sync_to_async(make)("hook -> a", hook=hook(), a=reply(1))
    settings.QUEUE_LIMIT = 1
    backlog.forget()
    assert (await call(address(acme), {})).status == 200
    answer = await call(address(acme), {}, webhook_id="1")
    error_of(answer, 429, "RATE_LIMITED")
    assert answer.headers["retry-after"]
    assert len(await events()) == 1
    settings.QUEUE_LIMIT = 10
    backlog.forget()
    assert (await call(address(acme), {}, webhook_id="1")).json()["workflowsTriggered"] == 1


async def test_runs_stand_in_the_order_of_arrival(make: MakeWorkflow, acme: Any) -> None:
    await sync_to_async(make)("hook -> a", hook=hook(), a=reply(1))
    for number in range(20):
        await call(address(acme), {"n": number})
    assert [run.input["n"] for run in await runs()] == list(range(20))


# --- answers by the response block


async def test_the_response_block_answers(make: MakeWorkflow, acme: Any, worker: Worker) -> None:
    said = {
        "type": "response",
        "config": {"statusCode": 201, "headers": {"X-Id": "{{input.id}}"}, "body": {"got": "{{input.id}}"}},
    }
    workflow = await sync_to_async(make)("hook -> say", hook=hook(respond="response"), say=said)
    first = await call(address(acme), {"id": 7}, webhook_id="1")
    assert (first.status, first.json(), first.headers["x-id"]) == (201, {"got": 7}, "7")
    again = await call(address(acme), {"id": 8}, webhook_id="1")
    assert (again.status, again.json()) == (201, {"got": 7}), "a duplicate hears what the first heard"
    del workflow


async def test_a_run_that_fails_without_an_answer(make: MakeWorkflow, acme: Any, worker: Worker) -> None:
    broken = {"type": "echo", "config": {"operation": "fail", "message": "Inner workings"}}
    await sync_to_async(make)("hook -> a", hook=hook(respond="response"), a=broken)
    answer = await call(address(acme), {})
    assert answer.status == 500
    assert answer.json()["error"]["code"] == "RUN_FAILED"
    assert "Inner workings" not in answer.body.decode()


SAID = {"type": "response", "config": {"body": {"got": "{{input.id}}"}}}


async def test_a_run_that_waits_a_moment_still_answers(make: MakeWorkflow, acme: Any, worker: Worker) -> None:
    moment = {"type": "wait", "config": {"duration": 1, "unit": "seconds"}}
    await sync_to_async(make)("hook -> a", "a -> say", hook=hook(respond="response"), a=moment, say=SAID)
    answer = await call(address(acme), {"id": 7})
    assert (answer.status, answer.json()) == (200, {"got": 7})


@pytest.mark.parametrize(
    "parked",
    [
        {"type": "wait", "config": {"duration": 2, "unit": "minutes"}},
        {"type": "approval", "config": {"title": "Pay?"}},
    ],
)
async def test_nobody_holds_the_line_for_a_run_that_waits_long(
    make: MakeWorkflow, acme: Any, worker: Worker, parked: dict[str, Any]
) -> None:
    port = "a.approved -> say" if parked["type"] == "approval" else "a -> say"
    await sync_to_async(make)("hook -> a", port, hook=hook(respond="response"), a=parked, say=SAID)
    answer = await call(address(acme), {"id": 7})
    assert (answer.status, answer.json()["status"]) == (202, "suspended")


async def test_the_reference_systems_definition_as_printed(acme: Any) -> None:
    from workflows.documents import read_document

    document = {
        "name": "Orders",
        "trigger": {
            "type": "webhook",
            "path": "orders-5f2c8e1a90b7",
            "filter": {"StageName": {"$eq": "Closed Won"}},
        },
        "steps": [{"id": "shape", "type": "transform", "config": {"mapping": {"id": "{{input.id}}"}}}],
    }

    def publish() -> None:
        definition = read_document(document)
        workflow = services.create_workflow(company_id=acme.id, definition=definition, by="tests")
        services.publish(workflow=workflow, by="tests")

    await sync_to_async(publish)()
    answer = await call(address(acme), {"StageName": "Closed Won", "id": 1})
    assert answer.json()["workflowsTriggered"] == 1
