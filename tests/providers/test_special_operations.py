"""Operations that do more than one declared request, and names that stand for more than a name."""

from __future__ import annotations

import base64
from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest

from integrations.blocktype import BlockType
from integrations.context import Account
from integrations.outcomes import AuthExpired, Done, Permanent, Uncertain
from tests.providers.sheet import Described, Listener, operations, perform
from workflows.configs import check_config, parse_config
from workflows.registry import block_type


def described(slug: str, operation: str) -> Described:
    return next(one for one in operations() if (one.slug, one.operation["id"]) == (slug, operation))


def known(slug: str) -> BlockType:
    found = block_type(slug)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("slug", "config", "stored"),
    [
        ("stripe", {"operation": "createInvoice", "customerId": "cus_1", "days_until_due": 7},
         {"operation": "createInvoice", "customer": "cus_1", "daysUntilDue": 7}),
        ("hubspot", {"operation": "createContact", "email": "a@b.c", "firstName": "Ada"},
         {"operation": "createRecord", "objectType": "contacts", "properties": {"email": "a@b.c", "firstname": "Ada"}}),
        ("salesforce", {"operation": "createAccount", "name": "Acme", "annualRevenue": 5},
         {"operation": "createRecord", "sobject": "Account", "fields": {"Name": "Acme", "AnnualRevenue": 5}}),
        ("salesforce", {"operation": "getAccount", "accountId": "001"},
         {"operation": "getRecord", "sobject": "Account", "recordId": "001"}),
        ("attio", {"operation": "createPerson", "emailAddresses": ["a@b.c"]},
         {"operation": "createRecord", "object": "people", "values": {"email_addresses": ["a@b.c"]}}),
        ("xero", {"operation": "voidInvoice", "invoiceId": "i"},
         {"operation": "updateInvoice", "invoiceId": "i", "status": "VOIDED"}),
        ("gmail", {"operation": "markAsRead", "messageId": "m"},
         {"operation": "modifyLabels", "messageId": "m", "removeLabelIds": ["UNREAD"]}),
        ("quickbooks", {"operation": "createCustomer", "displayName": "Acme", "email": "a@b.c"},
         {"operation": "createCustomer", "displayName": "Acme", "primaryEmailAddr": "a@b.c"}),
        ("netsuite", {"operation": "createCustomer", "subsidiaryId": "1"},
         {"operation": "createCustomer", "subsidiary": "1"}),
        ("slack", {"operation": "sendMessage", "channel": "#a", "text": "b", "thread_ts": "1.2"},
         {"operation": "sendMessage", "channel": "#a", "text": "b", "threadTs": "1.2"}),
    ],
)  # fmt: skip
def test_older_names_are_stored_as_the_form_has_them(
    slug: str, config: dict[str, Any], stored: dict[str, Any]
) -> None:
    assert known(slug).canonical(config) == stored
    assert known(slug).canonical(stored) == stored
    assert check_config(known(slug), config) == []


def test_an_unknown_field_is_still_named() -> None:
    config = {"operation": "createRecord", "sobject": "Account", "nmae": "Acme"}
    assert [problem.path for problem in check_config(known("salesforce"), config)] == ["nmae"]


def test_an_invoice_with_lines_takes_a_key_for_each() -> None:
    invoice = {"status": 200, "body": {"id": "in_1"}}
    line = {"status": 200, "body": {"id": "ii_1"}}
    config = {
        "customer": "cus_1",
        "items": [{"price": "price_1", "quantity": 2}, {"amount": 500, "currency": "usd"}],
    }
    listener, outcome = perform(described("stripe", "createInvoice"), config, [invoice, line, line, invoice])
    assert isinstance(outcome, Done)
    assert [f"{one.method} {one.url.rpartition('/v1')[2]}" for one in listener.sent] == [
        "POST /invoices", "POST /invoiceitems", "POST /invoiceitems", "GET /invoices/in_1"
    ]  # fmt: skip
    keys = [one.headers.get("Idempotency-Key") for one in listener.sent]
    assert len(set(keys[:3])) == 3
    assert listener.sent[1].form == {
        "customer": "cus_1", "invoice": "in_1", "pricing[price]": "price_1", "quantity": 2
    }  # fmt: skip


def test_a_wrong_line_is_told_before_it_is_sent() -> None:
    with pytest.raises(Permanent, match="no field “colour”"):
        perform(
            described("stripe", "createInvoice"),
            {"customer": "cus_1", "items": [{"colour": "red"}]},
            {"status": 200, "body": {"id": "in_1"}},
        )


def test_a_file_takes_three_requests() -> None:
    place = {
        "status": 200,
        "body": {"ok": True, "upload_url": "https://files.slack.com/up/1", "file_id": "F1"},
    }
    done = {"status": 200, "body": {"ok": True, "files": [{"id": "F1"}]}}
    config = {"filename": "a.txt", "content": "hällo", "channelId": "C1"}
    listener, outcome = perform(described("slack", "uploadFile"), config, [place, {"status": 200}, done])
    assert outcome == Done([{"id": "F1"}])
    assert listener.sent[0].query == {"filename": "a.txt", "length": 6}
    assert (listener.sent[1].url, listener.sent[1].content) == (
        "https://files.slack.com/up/1",
        "hällo".encode(),
    )
    assert listener.sent[2].json == {"channel_id": "C1", "files": [{"id": "F1", "title": "a.txt"}]}


MAIL = {
    "to": "Ada <ada@example.com>, ben@example.com",
    "subject": "Rechnung für Ada",
    "text": "Hi",
    "html": "<b>Hi</b>",
    "bcc": ["vera@example.com"],
    "attachments": [{"filename": "a.txt", "content": "aGk=", "contentType": "text/plain"}],
}


def test_gmail_gets_a_whole_message_and_the_same_one_again() -> None:
    sent = [
        perform(described("gmail", "sendEmail"), {**MAIL, "threadId": "t"}, {"status": 200, "body": {}})[0]
        .sent[0]
        .json
        for _ in range(2)
    ]
    assert sent[0] == sent[1]
    assert sent[0]["threadId"] == "t"
    message = message_from_bytes(base64.urlsafe_b64decode(sent[0]["raw"]), policy=default)
    assert message["To"] == "Ada <ada@example.com>, ben@example.com"
    assert message["Bcc"] == "vera@example.com"
    assert message["Subject"] == "Rechnung für Ada"
    assert [part.get_content_type() for part in message.walk()] == [
        "multipart/mixed", "multipart/alternative", "text/plain", "text/html", "text/plain"
    ]  # fmt: skip


def test_outlook_gets_an_object() -> None:
    listener, outcome = perform(described("outlook", "sendEmail"), MAIL, {"status": 202})
    message = listener.sent[0].json["message"]
    assert outcome == Done({"sent": True})
    assert message["toRecipients"] == [
        {"emailAddress": {"address": "ada@example.com", "name": "Ada"}},
        {"emailAddress": {"address": "ben@example.com"}},
    ]
    assert message["body"] == {"contentType": "HTML", "content": "<b>Hi</b>"}
    assert message["attachments"][0]["contentBytes"] == "aGk="


@pytest.mark.parametrize("whole", [True, False])
def test_a_file_of_an_earlier_step_is_attached(whole: bool) -> None:
    file = {"$file": {"id": "file_1", "name": "invoice.pdf"}}
    entry = file if whole else {"content": file, "filename": "other.pdf"}
    listener, _outcome = perform(
        described("outlook", "sendEmail"), {**MAIL, "attachments": [entry]}, {"status": 202}
    )
    (attached,) = listener.sent[0].json["message"]["attachments"]
    assert attached["name"] == ("invoice.pdf" if whole else "other.pdf")
    assert (attached["contentType"], attached["contentBytes"]) == ("application/pdf", "JVBERg==")


class OtherWay(Listener):
    """The same context with another of the provider's ways in."""

    way = ""
    values: dict[str, str]

    @property
    def connection(self) -> Account:
        return Account(
            connection_id="conn_1", provider="email", method=self.way, base_url="https://api.resend.com",
            values=self.values,
        )  # fmt: skip


def by(way: str, config: dict[str, Any], answer: dict[str, Any], **values: str) -> tuple[Listener, Any]:
    one = described("email", "sendEmail")
    context = OtherWay(one, [answer])
    context.way, context.values = way, values
    form = parse_config(one.type, {"operation": "sendEmail", **config})
    return context, one.type.run_for({"operation": "sendEmail"})(context, form)


def test_a_mail_server_gets_the_message_with_an_id_of_the_step() -> None:
    context, outcome = by("smtp", MAIL, {"status": 200}, from_email="us@example.com", from_name="Us")
    ((message, to),) = context.mails
    assert to == ["Ada <ada@example.com>", "ben@example.com", "vera@example.com"]
    assert message["From"] == "Us <us@example.com>"
    assert message["Bcc"] is None
    assert message["Message-ID"] == outcome.output["messageId"]
    assert message["Message-ID"].endswith("@example.com>")
    assert (outcome.output["accepted"], outcome.output["rejected"]) == (to, [])


def test_sendgrid_gets_its_own_shape() -> None:
    config = {
        "to": "ada@example.com",
        "from": "Us <us@example.com>",
        "template": {"id": "d-1", "variables": {"n": 1}},
    }
    context, outcome = by("sendgrid_api_key", config, {"status": 202})
    assert outcome == Done({"sent": True})
    assert context.sent[0].url == "https://api.sendgrid.com/v3/mail/send"
    assert context.sent[0].json["personalizations"] == [
        {"to": [{"email": "ada@example.com"}], "dynamic_template_data": {"n": 1}}
    ]
    assert context.sent[0].json["template_id"] == "d-1"


@pytest.mark.parametrize(
    ("way", "config", "words"),
    [
        ("smtp", {**MAIL, "scheduled_at": "2026-01-31T09:00:00Z"}, "use a wait block"),
        ("smtp", {**MAIL, "subject": "a\r\nBcc: x@y.z"}, "cannot be written"),
        ("smtp", {**MAIL, "to": "nobody"}, "is not an email address"),
        ("smtp", {**MAIL, "attachments": [{"content": "%"}]}, "is not base64"),
        ("resend_api_key", MAIL, "From is missing"),
        ("sendgrid_api_key", MAIL, "From is missing"),
    ],
)
def test_mails_that_cannot_be_sent(way: str, config: dict[str, Any], words: str) -> None:
    with pytest.raises(Permanent, match=words):
        by(way, config, {"status": 200}, from_email="us@example.com")


@pytest.mark.parametrize(
    ("value", "words"), [("..", "cannot stand for"), (".", "cannot stand for"), (" ", "is empty")]
)
def test_a_value_cannot_change_the_address(value: str, words: str) -> None:
    with pytest.raises(Permanent, match=words):
        perform(described("stripe", "getCustomer"), {"customerId": value}, {"status": 200})


@pytest.mark.parametrize("address", ["https://evil.example/x", "//evil.example/x", "/\\evil.example"])
def test_a_next_page_is_the_providers(address: str) -> None:
    with pytest.raises(Permanent, match="is not an address of this provider"):
        perform(described("salesforce", "queryMore"), {"nextRecordsUrl": address}, {"status": 200})


def test_a_gateway_that_gave_up_leaves_a_write_uncertain() -> None:
    answer = {"status": 504, "body": None}
    with pytest.raises(Uncertain):
        perform(described("hubspot", "createRecord"), {"objectType": "contacts", "properties": {}}, answer)
    with pytest.raises(Permanent):
        perform(
            described("hubspot", "createRecord"),
            {"objectType": "contacts", "properties": {}},
            {"status": 500, "body": None},
        )


def test_an_intacct_session_that_ended_is_a_matter_of_the_connection() -> None:
    xml = (
        "<response><control><status>success</status></control><operation><authentication><status>failure</status>"
        "</authentication><errormessage><error><errorno>XL03000006</errorno><description2>Sign-in is invalid"
        "</description2></error></errormessage></operation></response>"
    )
    with pytest.raises(AuthExpired, match="Sign-in is invalid"):
        perform(described("sage-intacct", "lookup"), {"object": "CUSTOMER"}, {"status": 200, "xml": xml})
