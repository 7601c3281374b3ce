"""What is particular about each provider: handshakes, acknowledgements, several events at once, names and ids."""

from __future__ import annotations

import base64
import contextlib
import hmac
import json
import re
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

import pytest
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256

from integrations.finding import event_source, event_sources
from integrations.triggers import wants
from integrations.webhooks.request import BodyError, InboundRequest
from integrations.webhooks.verdicts import Keys, Refused, Reply
from integrations.webhooks.webhook import Accepted, Greeted, Verdict, judge

NOW = datetime(2026, 1, 31, tzinfo=UTC)
SECRET = "a-secret-of-this-company"


def arrive(
    slug: str,
    body: bytes,
    headers: dict[str, str],
    *,
    url: str = "",
    secret: str = SECRET,
    now: datetime = NOW,
) -> Verdict:
    source = event_source(slug)
    assert source is not None
    assert source.webhook is not None
    request = InboundRequest(
        url=url or f"https://headrace.test/webhooks/{slug}/c1",
        headers={name.lower(): value for name, value in headers.items()},
        body=body,
    )
    return judge(source.webhook, request, Keys((secret,)), now)


def signed(slug: str, header: str, value: Any, encoding: str = "base64") -> Accepted:
    body = json.dumps(value).encode()
    digest = hmac.digest(SECRET.encode(), body, "sha256")
    text = digest.hex() if encoding == "hex" else base64.b64encode(digest).decode()
    verdict = arrive(slug, body, {header: text})
    assert isinstance(verdict, Accepted), verdict
    return verdict


# --- all of them ------------------------------------------------------------------------------


def test_each_provider_that_tells_has_names_secrets_and_samples() -> None:
    sources = event_sources()
    assert set(sources) >= {
        "stripe", "salesforce", "hubspot", "quickbooks", "xero", "pandadoc", "docusign", "dropbox-sign", "netsuite",
        "gmail", "outlook", "slack", "justpaid", "attio", "rillet", "email",
    }  # fmt: skip
    for slug, source in sources.items():
        ids = [event.id for event in source.events]
        assert len(ids) == len(set(ids)), slug
        for event in source.events:
            assert re.match(r"[A-Z]", event.name), (slug, event.id)
            assert source.sample(event.id), (slug, event.id)
            json.dumps(source.sample(event.id))
        if source.webhook:
            assert "{url}" in source.webhook.set_up, slug
            assert source.webhook.secret.label, slug
            assert source.webhook.secret.help, slug


# --- one by one -------------------------------------------------------------------------------


def test_quickbooks_sends_several_events_and_gets_nothing_back() -> None:
    item = {"specversion": "1.0", "type": "qbo.invoice.created.v1", "time": "2026-01-31T00:00:00Z"}
    several = [
        {**item, "id": "a", "intuitentityid": "1", "intuitaccountid": "310687"},
        {
            **item,
            "id": "b",
            "intuitentityid": "2",
            "intuitaccountid": "310688",
            "type": "qbo.customer.merged.v1",
        },
    ]
    verdict = signed("quickbooks", "intuit-signature", several)
    assert [(event.id, event.type, event.account) for event in verdict.events] == [
        ("a", "qbo.invoice.created.v1", "310687"),
        ("b", "qbo.customer.merged.v1", "310688"),
    ]
    assert verdict.events[0].body == several[0]
    assert verdict.reply == Reply(200, b"")


def test_quickbooks_older_form_becomes_the_present_one() -> None:
    entities = [
        {"id": "7", "name": "Invoice", "operation": "Create", "lastUpdated": "2026-01-31T00:00:00.000Z"},
        {"id": "8", "name": "SalesReceipt", "operation": "Void", "lastUpdated": "2026-01-31T00:00:01.000Z"},
    ]
    body = {"eventNotifications": [{"realmId": "99", "dataChangeEvent": {"entities": entities}}]}
    first, second = signed("quickbooks", "intuit-signature", body).events
    assert (first.type, first.account, first.body["intuitentityid"]) == ("qbo.invoice.created.v1", "99", "7")
    assert second.type == "qbo.salesreceipt.voided.v1"
    assert first.id != second.id
    again = signed("quickbooks", "intuit-signature", body).events
    assert [event.id for event in again] == [first.id, second.id]


def test_hubspot_splits_a_batch_and_keys_each_by_more_than_its_event_id() -> None:
    item = {
        "eventId": 1,
        "portalId": 62515,
        "subscriptionType": "deal.propertyChange",
        "occurredAt": 1769817600000,
    }
    batch = [{**item, "subscriptionId": 1}, {**item, "subscriptionId": 2}]
    body = json.dumps(batch).encode()
    url, at = "https://headrace.test/webhooks/hubspot/c1?x=%3A%20", "1769817600000"
    text = f"POSThttps://headrace.test/webhooks/hubspot/c1?x=:%20{body.decode()}{at}".encode()
    signature = base64.b64encode(hmac.digest(SECRET.encode(), text, "sha256")).decode()
    headers = {"X-HubSpot-Signature-v3": signature, "X-HubSpot-Request-Timestamp": at}
    verdict = arrive("hubspot", body, headers, url=url)
    assert isinstance(verdict, Accepted)
    assert [event.account for event in verdict.events] == ["62515", "62515"]
    assert len({event.id for event in verdict.events}) == 2


def test_hubspot_older_signatures_hold_only_while_the_events_are_young() -> None:
    secret = "yyyyyyyy-yyyy-yyyy-yyyy-yyyyyyyyyyyy"
    body = (
        b'[{"eventId":1,"subscriptionId":12345,"portalId":62515,"occurredAt":1564113600000,'
        b'"subscriptionType":"contact.creation","attemptNumber":0,"objectId":123,"changeSource":"CRM",'
        b'"changeFlag":"NEW","appId":54321}]'
    )
    headers = {
        "X-HubSpot-Signature": "232db2615f3d666fe21a8ec971ac7b5402d33b9a925784df3ca654d05f4817de",
        "X-HubSpot-Signature-Version": "v1",
    }
    at = datetime.fromtimestamp(1564113600, UTC)
    assert isinstance(arrive("hubspot", body, headers, secret=secret, now=at), Accepted)
    late = arrive("hubspot", body, headers, secret=secret, now=at + timedelta(days=8))
    assert isinstance(late, Refused)
    assert late.code == "stale"
    url = "https://headrace.test/webhooks/hubspot/c1"
    second = sha256(f"{secret}POST{url}".encode() + body).hexdigest()
    v2 = {"X-HubSpot-Signature": second, "X-HubSpot-Signature-Version": "v2"}
    assert isinstance(arrive("hubspot", body, v2, secret=secret, url=url, now=at), Accepted)
    assert isinstance(arrive("hubspot", body, v2, secret=secret, url=url + "?", now=at), Refused)


def test_hubspot_newer_signature_that_is_wrong_is_not_saved_by_an_older_one() -> None:
    body = b"[]"
    old = sha256(SECRET.encode() + body).hexdigest()
    headers = {"X-HubSpot-Signature": old, "X-HubSpot-Signature-Version": "v1"}
    assert isinstance(arrive("hubspot", body, headers), Accepted)
    both = {**headers, "X-HubSpot-Signature-v3": "bm8=", "X-HubSpot-Request-Timestamp": "1769817600000"}
    assert isinstance(arrive("hubspot", body, both), Refused)


def test_xero_intent_to_receive_is_answered_empty_either_way() -> None:
    right = signed("xero", "x-xero-signature", {"events": None, "entropy": "x"})
    assert right.events == []
    assert right.reply == Reply(200, b"")
    wrong = arrive("xero", b'{"events": []}', {"x-xero-signature": "bm8="})
    assert isinstance(wrong, Refused)
    assert wrong.reply == Reply(401, b"")


def test_xero_events_have_an_id_made_of_what_they_say() -> None:
    item = {
        "resourceId": "r1",
        "tenantId": "t1",
        "eventCategory": "CREDIT_NOTE",
        "eventType": "Update",
        "eventDateUtc": "2026-01-30T23:00:00.123",
    }
    (event,) = signed("xero", "x-xero-signature", {"events": [item]}).events
    assert (event.type, event.account) == ("CREDITNOTE.UPDATE", "t1")
    assert event.id == "t1:r1:CREDITNOTE:UPDATE:2026-01-30T23:00:00.123"


def test_pandadoc_signs_in_the_address_or_in_the_header_that_the_reference_names() -> None:
    body = json.dumps(
        [{"event": "document_state_changed", "data": {"id": "d1", "status": "document.completed"}}]
    ).encode()
    signature = hmac.digest(SECRET.encode(), body, "sha256").hex()
    url = f"https://headrace.test/webhooks/pandadoc/c1?signature={signature}"
    delivery = {"X-PandaDoc-Webhook-Event-Id": "e-1"}
    verdict = arrive("pandadoc", body, delivery, url=url)
    assert isinstance(verdict, Accepted)
    (event,) = verdict.events
    assert event.id == "e-1:0"
    source = event_source("pandadoc")
    assert source is not None
    assert wants(source, ["document.completed"], event)
    assert wants(source, ["document_state_changed"], event)
    assert not wants(source, ["document.sent"], event)
    assert isinstance(arrive("pandadoc", body, {"x-pandadoc-signature": signature}), Accepted)


def test_docusign_accepts_any_of_its_keys() -> None:
    body = json.dumps(
        {"event": "envelope-completed", "configurationId": 1, "data": {"envelopeId": "e1", "accountId": "a1"}}
    ).encode()
    right = base64.b64encode(hmac.digest(SECRET.encode(), body, "sha256")).decode()
    other = base64.b64encode(hmac.digest(b"retired", body, "sha256")).decode()
    headers = {"X-DocuSign-Signature-1": other, "X-DocuSign-Signature-2": right}
    verdict = arrive("docusign", body, headers)
    assert isinstance(verdict, Accepted)
    assert verdict.events[0].account == "a1"
    assert isinstance(arrive("docusign", body, {"X-DocuSign-Signature-1": other}), Refused)


def dropbox_sign(type: str, kind: str) -> tuple[bytes, dict[str, str]]:
    at = str(int(NOW.timestamp()))
    digest = hmac.digest(SECRET.encode(), f"{at}{type}".encode(), "sha256").hex()
    event = {"event_type": type, "event_time": at, "event_hash": digest}
    text = json.dumps({"event": event, "signature_request": {"signature_request_id": "s1", "title": "Zoë"}})
    if kind == "multipart":
        body = (
            '--xyz\r\nContent-Disposition: form-data; name="json"\r\nContent-Type: application/json\r\n\r\n'
            f"{text}\r\n--xyz--\r\n"
        )
        return body.encode(), {"Content-Type": "multipart/form-data; boundary=xyz"}
    if kind == "form":
        return urlencode({"json": text}).encode(), {"Content-Type": "application/x-www-form-urlencoded"}
    return text.encode(), {"Content-Type": "application/json"}


@pytest.mark.parametrize("kind", ["multipart", "form", "json"])
def test_dropbox_sign_gets_its_words_for_events_and_for_the_test(kind: str) -> None:
    verdict = arrive("dropbox-sign", *dropbox_sign("signature_request_all_signed", kind))
    assert isinstance(verdict, Accepted)
    assert verdict.reply is not None
    assert b"Hello API Event Received" in verdict.reply.body
    assert verdict.events[0].body["signature_request"]["title"] == "Zoë"
    test = arrive("dropbox-sign", *dropbox_sign("callback_test", kind))
    assert isinstance(test, Accepted)
    assert test.events == []
    assert test.reply == verdict.reply


SOAP = """<?xml version="1.0" encoding="UTF-8"?>
<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsd="http://www.w3.org/2001/XMLSchema"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Body>
<notifications xmlns="http://soap.sforce.com/2005/09/outbound"><OrganizationId>00D8d000001AbCdEAK</OrganizationId>
<ActionId>04k8d0000000AbC</ActionId><SessionId xsi:nil="true"/><EnterpriseUrl>https://x</EnterpriseUrl><PartnerUrl>https://y</PartnerUrl>
<Notification><Id>04l1</Id><sObject xsi:type="sf:Opportunity" xmlns:sf="urn:sobject.enterprise.soap.sforce.com">
<sf:Id>0061</sf:Id><sf:AccountId>0011</sf:AccountId><sf:IsWon>true</sf:IsWon><sf:StageName>Closed Won</sf:StageName></sObject></Notification>
<Notification><Id>04l2</Id><sObject xsi:type="sf:Account" xmlns:sf="urn:sobject.enterprise.soap.sforce.com">
<sf:Id>0012</sf:Id><sf:CreatedDate>2026-01-31T00:00:00.000Z</sf:CreatedDate><sf:LastModifiedDate>2026-01-31T00:00:00.000Z</sf:LastModifiedDate>
</sObject></Notification>
</notifications></soapenv:Body></soapenv:Envelope>"""
XML = {"Content-Type": "text/xml; charset=UTF-8"}


def test_salesforce_outbound_messages_become_records() -> None:
    url = f"https://headrace.test/webhooks/salesforce/c1?token={SECRET}"
    verdict = arrive("salesforce", SOAP.encode(), XML, url=url)
    assert isinstance(verdict, Accepted), verdict
    won, new = verdict.events
    assert (won.id, won.account) == ("04l1", "00D8d000001AbCdEAK")
    assert won.body == {
        "attributes": {"type": "Opportunity"},
        "Id": "0061",
        "AccountId": "0011",
        "IsWon": True,
        "StageName": "Closed Won",
    }
    source = event_source("salesforce")
    assert source is not None
    for name in ("opportunity.closed_won", "record.updated", "opportunity.updated", "opportunity.*"):
        assert wants(source, [name], won), name
    assert wants(source, ["account.created"], new)
    assert not wants(source, ["record.updated"], new)
    assert verdict.reply is not None
    assert verdict.reply.content_type.startswith("text/xml")
    assert b"<Ack>true</Ack>" in verdict.reply.body


def test_salesforce_without_the_secret_or_with_entities_is_refused() -> None:
    assert isinstance(arrive("salesforce", SOAP.encode(), XML), Refused)
    assert isinstance(
        arrive("salesforce", SOAP.encode(), XML, url="https://h.test/webhooks/salesforce/c1?token=x"), Refused
    )
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'
    verdict = arrive("salesforce", bomb, {**XML, "Authorization": f"Bearer {SECRET}"})
    assert isinstance(verdict, Refused)
    assert verdict.code == "malformed"


def slack(body: bytes, kind: str = "application/json") -> Verdict:
    at = str(int(NOW.timestamp()))
    signature = "v0=" + hmac.digest(SECRET.encode(), f"v0:{at}:".encode() + body, "sha256").hex()
    headers = {"X-Slack-Request-Timestamp": at, "X-Slack-Signature": signature, "Content-Type": kind}
    return arrive("slack", body, headers)


def test_slack_challenge_is_answered_only_when_it_is_signed() -> None:
    body = b'{"type": "url_verification", "token": "x", "challenge": "3eZbrw1a"}'
    verdict = slack(body)
    assert isinstance(verdict, Greeted)
    assert verdict.reply.body == b"3eZbrw1a"
    assert isinstance(arrive("slack", body, {"Content-Type": "application/json"}), Refused)


def test_slack_events_commands_and_interactions() -> None:
    message = {
        "type": "event_callback",
        "token": "legacy-token",
        "team_id": "T1",
        "event_id": "Ev1",
        "event": {"type": "message", "channel_type": "channel", "text": "hi"},
    }
    verdict = slack(json.dumps(message).encode())
    assert isinstance(verdict, Accepted)
    (event,) = verdict.events
    assert (event.id, event.type, event.also, event.account) == (
        "Ev1",
        "message",
        ("message.channels",),
        "T1",
    )
    assert event.body["event"]["text"] == "hi"
    assert "legacy-token" not in json.dumps(event.body)

    form = "application/x-www-form-urlencoded"
    verdict = slack(
        urlencode({"command": "/invoice", "text": "42 zoë", "team_id": "T1", "trigger_id": "1.2"}).encode(),
        form,
    )
    assert isinstance(verdict, Accepted)
    (event,) = verdict.events
    assert (event.type, event.also, event.account, event.body["text"]) == (
        "slash_command",
        ("command",),
        "T1",
        "42 zoë",
    )

    payload = {
        "type": "block_actions",
        "team": {"id": "T1"},
        "trigger_id": "9",
        "actions": [{"action_id": "approve"}],
    }
    verdict = slack(urlencode({"payload": json.dumps(payload)}).encode(), form)
    assert isinstance(verdict, Accepted)
    (event,) = verdict.events
    assert (event.type, event.also, event.account) == ("block_actions", ("interactive",), "T1")
    assert verdict.reply == Reply(200, b"")


def test_outlook_answers_the_validation_and_trusts_only_its_client_state() -> None:
    verdict = arrive(
        "outlook", b"", {}, url="https://h.test/webhooks/outlook/c1?validationToken=Validation%3A+%3Cb%3E1"
    )
    assert isinstance(verdict, Greeted)
    assert verdict.reply.body == b"Validation: <b>1"
    assert verdict.reply.content_type.startswith("text/plain")
    item = {
        "subscriptionId": "s1",
        "changeType": "created",
        "clientState": SECRET,
        "resource": "Users/u/Messages/m1",
        "resourceData": {"@odata.type": "#Microsoft.Graph.Message", "@odata.etag": "W/1", "id": "m1"},
    }
    life = {"subscriptionId": "s1", "lifecycleEvent": "reauthorizationRequired", "clientState": SECRET}
    verdict = arrive("outlook", json.dumps({"value": [item, life]}).encode(), {})
    assert isinstance(verdict, Accepted)
    first, second = verdict.events
    assert (first.type, first.id, first.is_notice) == ("message.created", "s1:m1:created:W/1", False)
    assert SECRET not in json.dumps(first.body)
    assert (second.type, second.is_notice) == ("subscription.reauthorizationRequired", True)
    forged = {"value": [item, {**item, "clientState": "guess"}]}
    assert isinstance(arrive("outlook", json.dumps(forged).encode(), {}), Refused)


KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
ACCOUNT = "push@acme.iam.gserviceaccount.com"
URL = "https://headrace.test/webhooks/gmail/c1"


def b64(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def google(claims: dict[str, Any], head: dict[str, Any] | None = None) -> Verdict:
    at = int(NOW.timestamp())
    known = {
        "iss": "https://accounts.google.com",
        "aud": URL,
        "email": ACCOUNT,
        "email_verified": True,
        "iat": at,
        "exp": at + 3600,
    }
    text = ".".join(
        b64(json.dumps(part).encode())
        for part in (head or {"alg": "RS256", "kid": "k1", "typ": "JWT"}, {**known, **claims})
    )
    token = f"{text}.{b64(KEY.sign(text.encode(), padding.PKCS1v15(), SHA256()))}"
    return push(token)


def push(token: str) -> Verdict:
    numbers = KEY.public_key().public_numbers()
    public = {"k1": {"n": b64(numbers.n.to_bytes(256)), "e": b64(numbers.e.to_bytes(3))}}
    data = base64.b64encode(b'{"emailAddress": "ada@example.com", "historyId": 12}').decode()
    body = json.dumps({"message": {"data": data, "messageId": "m1", "publishTime": "2026-01-31T00:00:00Z"}})
    source = event_source("gmail")
    assert source is not None
    assert source.webhook is not None
    headers = {"authorization": f"Bearer {token}"} if token else {}
    request = InboundRequest(url=URL, headers=headers, body=body.encode())
    return judge(source.webhook, request, Keys((ACCOUNT,), public), NOW)


def test_gmail_push_needs_googles_token_for_this_address_and_account() -> None:
    verdict = google({})
    assert isinstance(verdict, Accepted), verdict
    (event,) = verdict.events
    assert (event.id, event.account, event.body["historyId"]) == ("m1", "ada@example.com", 12)
    at = int(NOW.timestamp())
    for claims in (
        {"aud": "https://elsewhere.test/"},
        {"iss": "https://evil.test"},
        {"email": "other@acme.iam.gserviceaccount.com"},
        {"email_verified": False},
        {"exp": at - 100},
        {"iat": at + 600},
    ):
        assert isinstance(google(claims), Refused), claims
    for head in ({"alg": "none", "kid": "k1"}, {"alg": "HS256", "kid": "k1"}, {"alg": "RS256", "kid": "k2"}):
        assert isinstance(google({}, head), Refused), head
    for token in ("", "a.b", "a.b.c", "..", "e30.e30.e30", "é.é.é"):
        assert isinstance(push(token), Refused), token


def test_justpaid_signs_time_and_body() -> None:
    body = b'{"webhook_type": "INVOICE_PAYMENT_STATUS_CHANGE", "data": {"status": "PAID"}}'
    at = str(int(NOW.timestamp()))
    signature = "v1=" + hmac.digest(SECRET.encode(), f"{at}.".encode() + body, "sha256").hex()
    headers = {"X-JustPaid-Timestamp": at, "X-JustPaid-Signature": signature}
    verdict = arrive("justpaid", body, headers)
    assert isinstance(verdict, Accepted)
    assert verdict.events[0].type == "INVOICE_PAYMENT_STATUS_CHANGE"
    assert isinstance(arrive("justpaid", body, headers, now=NOW + timedelta(minutes=6)), Refused)
    assert isinstance(arrive("justpaid", body + b" ", headers), Refused)
    source = event_source("justpaid")
    assert source is not None
    assert len(source.events) == 11


def test_attio_counts_the_events_of_a_delivery() -> None:
    body = {"webhook_id": "w", "events": [{"event_type": "record.created", "id": {"workspace_id": "ws"}}] * 2}
    raw = json.dumps(body).encode()
    digest = hmac.digest(SECRET.encode(), raw, "sha256").hex()
    verdict = arrive("attio", raw, {"Attio-Signature": digest, "Idempotency-Key": "k"})
    assert isinstance(verdict, Accepted)
    assert [event.id for event in verdict.events] == ["k:0", "k:1"]


def test_names_that_the_reference_uses_are_understood() -> None:
    stripe = event_source("stripe")
    assert stripe is not None
    body = {
        "id": "evt_1",
        "type": "customer.subscription.deleted",
        "account": "acct_1",
        "created": 1769817600,
    }
    request = InboundRequest(headers={}, body=json.dumps(body).encode())
    assert stripe.webhook is not None
    (event,) = stripe.webhook.events(request)
    assert event.account == "acct_1"
    for chosen, is_wanted in (
        (["subscription.canceled"], True),
        (["customer.subscription.*"], True),
        (["*"], True),
        ([], True),
        (["subscription.created"], False),
        (["customer.subscription"], False),
    ):
        assert wants(stripe, chosen, event) is is_wanted, chosen


@pytest.mark.parametrize("slug", sorted(slug for slug, source in event_sources().items() if source.webhook))
def test_no_verified_body_however_odd_breaks_the_judge(slug: str) -> None:
    source = event_source(slug)
    assert source is not None
    assert source.webhook is not None
    odd = [b"", b"null", b"[]", b"[1]", b'"x"', b"{}", b'{"events": 3}', b'{"value": [{"resourceData": 1}]}', b"\xff\xfe",
           b'{"event": {"event_time": [1]}, "message": {"data": 5}}', b'{"data": [], "message": {}}',
           b'[{"data": 1, "id": {}, "type": []}]', b"json=%ff", b"<a/>"]  # fmt: skip
    for body in odd:
        for kind in (
            "application/json",
            "application/x-www-form-urlencoded",
            "text/xml",
            "multipart/form-data",
            "",
        ):
            request = InboundRequest(
                url=f"https://h.test/w?token={SECRET}&signature={hmac.digest(SECRET.encode(), body, 'sha256').hex()}",
                headers={"content-type": kind},
                body=body,
            )
            judge(source.webhook, request, Keys((SECRET,)), NOW)
            with contextlib.suppress(BodyError):
                source.webhook.events(request)
