"""Each pretended provider keeps, lists by its pages, and refuses in its words; and is as busy as somebody orders."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any
from xml.etree import ElementTree

import pytest

from provider_sandbox.world import day
from tests.provider_sandbox.conftest import Answered, Client

BOOKS = "quickbooks.api.intuit.com/v3/company/913000001"
LEDGER = {"Xero_Tenant_Id": "22222222-0000-4000-8000-000000000001"}
SIGN = "demo1.docusign.net/restapi/v2.1/accounts/account-1"
SUITE = "tstdrv1.suitetalk.api.netsuite.com/services/rest"


@dataclass(frozen=True)
class Write:
    """What makes a record, and the same without what is needed; where the words of the refusal stand."""

    address: str
    whole: Any
    lacking: Any
    status: int
    words: str  # a part of the refusal's text
    method: str = "POST"
    made: int = 200
    refused: int = 400
    is_form: bool = False
    headers: tuple[tuple[str, str], ...] = ()


WRITES = {
    "stripe": Write("api.stripe.com/v1/prices", {"currency": "usd", "unit_amount": 5}, {}, 200,
                    "Missing required param: currency.", is_form=True),
    "quickbooks": Write(f"{BOOKS}/customer", {"DisplayName": "Acme"}, {"Notes": "x"}, 200, "DisplayName"),
    "xero": Write("api.xero.com/api.xro/2.0/Contacts", {"Contacts": [{"Name": "Acme"}]}, {"Contacts": [{}]}, 200,
                  "The Contact Name must be specified.", method="PUT", headers=tuple(LEDGER.items())),
    "hubspot": Write("api.hubapi.com/crm/objects/2026-03/deals", {"properties": {"dealname": "A"}}, {"properties": {}}, 201,
                     "REQUIRED_PROPERTY", made=201),
    "salesforce": Write("demo1.my.salesforce.com/services/data/v65.0/sobjects/Account", {"Name": "A"}, {"Phone": "1"}, 201,
                        "REQUIRED_FIELD_MISSING", made=201),
    "netsuite": Write(f"{SUITE}/record/v1/customer", {"subsidiary": {"id": "1"}, "companyName": "A"}, {"companyName": "A"},
                      204, "o:errorDetails", made=204),
    "rillet": Write("api.rillet.com/customers", {"name": "A"}, {"emails": []}, 200, "name must not be null"),
    "attio": Write("api.attio.com/v2/objects/companies/records", {"data": {"values": {"name": "A"}}}, {"data": {}}, 200,
                   "missing_value"),
    "docusign": Write(f"{SIGN}/envelopes", {"status": "created", "emailSubject": "A"}, {"status": "sent"}, 201,
                      "ENVELOPE_IS_INCOMPLETE", made=201),
    "pandadoc": Write("api.pandadoc.com/public/v1/documents",
                      {"name": "A", "template_uuid": "demoOrderFormTemplate1", "recipients": [{"email": "a@b.example"}]},
                      {"name": "A"}, 201, "validation_error", made=201),
    "dropbox-sign": Write("api.hellosign.com/v3/signature_request/send",
                          {"signers": [{"email_address": "a@b.example"}], "file_urls": ["https://files.example/a"]},
                          {"signers": []}, 200, "bad_request"),
    "resend": Write("api.resend.com/emails", {"from": "a@b.example", "to": "c@d.example", "subject": "S", "text": "T"},
                    {"from": "a@b.example"}, 200, "missing_required_field", refused=422),
    "sendgrid": Write("api.sendgrid.com/v3/mail/send",
                      {"personalizations": [{"to": [{"email": "c@d.example"}]}], "from": {"email": "a@b.example"}, "subject": "S"},
                      {"from": {"email": "a@b.example"}}, 202, "personalizations", made=202),
    "outlook": Write("graph.microsoft.com/v1.0/me/sendMail",
                     {"message": {"subject": "S", "toRecipients": [{"emailAddress": {"address": "a@b.example"}}]}},
                     {"message": {"subject": "S"}}, 202, "ErrorInvalidRecipients", made=202),
    "gmail": Write("gmail.googleapis.com/gmail/v1/users/me/labels", {"name": "Invoices"}, {}, 200, "INVALID_ARGUMENT"),
}  # fmt: skip


def write(client: Client, one: Write, body: Any) -> Answered:
    given = {"form": body} if one.is_form else {"body": body}
    return client.call(one.method, one.address, **given, **dict(one.headers))


@pytest.mark.parametrize("provider", WRITES)
def test_it_takes_what_is_whole_and_refuses_what_lacks_something(client: Client, provider: str) -> None:
    one = WRITES[provider]
    made = write(client, one, one.whole)
    assert made.status == one.made, made.body
    assert made.headers["x-sandbox"] == "not real"
    refused = write(client, one, one.lacking)
    assert refused.status == one.refused
    assert one.words in str(refused.body)


@pytest.mark.parametrize("provider", WRITES)
def test_it_is_busy_when_somebody_orders_it(client: Client, provider: str) -> None:
    one = WRITES[provider]
    client.control("trouble", host=one.address.partition("/")[0], status=429, retryAfter=7)
    busy = write(client, one, one.whole)
    assert (busy.status, busy.headers["retry-after"]) == (429, "7")
    assert "as ordered" not in str(busy.body), "in words of its own"
    assert write(client, one, one.whole).status == one.made


def test_a_key_that_is_wrong_is_refused_in_the_providers_words(client: Client) -> None:
    for provider, one in WRITES.items():
        given = {"form": one.whole} if one.is_form else {"body": one.whole}
        refused = client.call(one.method, one.address, key="Bearer wrong", **given, **dict(one.headers))
        assert refused.status == 401, provider
        assert "the token is not accepted" not in str(refused.body) or provider == "sendgrid"


def through(client: Client, pages: Any) -> list[Any]:
    """All items, page after page; `pages(None or the last answer)` gives the next call's arguments or None."""
    items: list[Any] = []
    answer: Any = None
    while (ask := pages(answer)) is not None:
        address, read = ask
        answer = client.call("GET", address, **LEDGER)
        assert answer.status == 200, answer.body
        items += read(answer.body)
    return items


def test_lists_go_on_as_each_provider_lets_them(client: Client) -> None:
    for number in range(5):
        client.call("POST", "api.rillet.com/customers", {"name": f"R{number}"})
        client.call("PUT", "api.xero.com/api.xro/2.0/Contacts", {"Name": f"X{number}"}, **LEDGER)
        client.call(
            "POST", "api.hubapi.com/crm/objects/2026-03/deals", {"properties": {"dealname": f"H{number}"}}
        )
        client.call("POST", "graph.microsoft.com/v1.0/me/messages", {"subject": f"O{number}"})
        client.call("POST", f"{SUITE}/record/v1/vendor", {"companyName": f"N{number}"})

    def rillet(last: Any) -> Any:
        cursor = last.body["pagination"]["next_cursor"] if last else ""
        return (
            None
            if cursor is None
            else (f"api.rillet.com/customers?limit=4&cursor={cursor}", lambda body: body["customers"])
        )

    def xero(last: Any) -> Any:
        place = last.body["pagination"] if last else {"page": 0, "pageCount": 9}
        if place["page"] >= place["pageCount"]:
            return None
        return f"api.xero.com/api.xro/2.0/Contacts?pageSize=3&page={place['page'] + 1}", lambda body: body[
            "Contacts"
        ]

    def hubspot(last: Any) -> Any:
        after = last.body.get("paging", {}).get("next", {}).get("after") if last else "0"
        return after and (
            f"api.hubapi.com/crm/objects/2026-03/deals?limit=4&after={after}",
            lambda body: body["results"],
        )

    def outlook(last: Any) -> Any:
        address = (
            last.body.get("@odata.nextLink")
            if last
            else "https://graph.microsoft.com/v1.0/me/messages?$top=2"
        )
        return address and (address.removeprefix("https://"), lambda body: body["value"])

    def netsuite(last: Any) -> Any:
        if last and not last.body["hasMore"]:
            return None
        start = last.body["offset"] + 2 if last else 0
        return f"{SUITE}/record/v1/vendor?limit=2&offset={start}", lambda body: body["items"]

    counts = {"rillet": 9, "xero": 8, "hubspot": 9, "outlook": 6, "netsuite": 6}
    for name, pages in {
        "rillet": rillet,
        "xero": xero,
        "hubspot": hubspot,
        "outlook": outlook,
        "netsuite": netsuite,
    }.items():
        found = through(client, pages)
        assert len(found) == counts[name], name
        assert len({str(each) for each in found}) == counts[name], name


def test_the_same_key_makes_one_thing(client: Client) -> None:
    first = client.call(
        "POST", "api.stripe.com/v1/customers", form={"email": "a@b.example"}, Idempotency_Key="k"
    )
    again = client.call(
        "POST", "api.stripe.com/v1/customers", form={"email": "a@b.example"}, Idempotency_Key="k"
    )
    other = client.call(
        "POST", "api.stripe.com/v1/customers", form={"email": "c@d.example"}, Idempotency_Key="k"
    )
    assert again.body == first.body
    assert again.headers["idempotent-replayed"] == "true"
    assert (other.status, other.body["error"]["type"]) == (400, "idempotency_error")
    bill = {"DisplayName": "Once"}
    ids = {
        client.call("POST", f"{BOOKS}/customer?requestid=r1", bill).body["Customer"]["Id"] for _ in range(2)
    }
    assert len(ids) == 1


def test_quickbooks_minds_tokens_names_and_references(client: Client) -> None:
    made = client.call("POST", f"{BOOKS}/customer", {"DisplayName": "Acme"}).body["Customer"]
    double = client.call("POST", f"{BOOKS}/customer", {"DisplayName": "Acme"})
    assert double.body["Fault"]["Error"][0]["code"] == "6240"
    change = {"Id": made["Id"], "SyncToken": "0", "sparse": True, "Notes": "new"}
    assert client.call("POST", f"{BOOKS}/customer", change).body["Customer"]["SyncToken"] == "1"
    stale = client.call("POST", f"{BOOKS}/customer", change)
    assert stale.body["Fault"]["Error"][0]["code"] == "5010"
    unknown = {"CustomerRef": {"value": "99999"}, "Line": [{"Amount": 1}]}
    assert client.call("POST", f"{BOOKS}/invoice", unknown).body["Fault"]["Error"][0]["code"] == "2500"
    strange = client.call("GET", "quickbooks.api.intuit.com/v3/company/913000009/customer/58")
    assert strange.status == 403


def intacct(
    client: Client, function: str, login: str = "<sessionid>demo-session-of-acme</sessionid>"
) -> ElementTree.Element:
    envelope = (
        "<request><control><senderid>s</senderid><password>p</password></control><operation>"
        f"<authentication>{login}</authentication><content><function controlid='c'>{function}</function></content>"
        "</operation></request>"
    )
    answered = client.call("POST", "api.intacct.com/ia/xml/xmlgw.phtml", envelope.encode(), key="")
    assert answered.status == 200
    return ElementTree.fromstring(answered.body)


def test_sage_intacct_speaks_xml_and_refuses_within_a_200(client: Client) -> None:
    login = "<login><userid>u</userid><companyid>acme</companyid><password>p</password></login>"
    session = intacct(client, "<getAPISession/>", login).findtext("operation/result/data/api/sessionid")
    assert session == "demo-session-of-acme"
    made = intacct(client, "<create><CUSTOMER><NAME>Acme</NAME></CUSTOMER></create>")
    id = made.findtext("operation/result/data/customer/CUSTOMERID")
    select = "<select><field>CUSTOMERID</field></select>"
    found = intacct(client, f"<query><object>CUSTOMER</object>{select}<filter><equalto><field>NAME</field><value>Acme</value></equalto></filter></query>")  # fmt: skip
    data = found.find("operation/result/data")
    assert data is not None
    assert (data.get("totalcount"), data.findtext("CUSTOMER/CUSTOMERID")) == ("1", id)
    wrong = intacct(client, "<create><CUSTOMER><STATUS>active</STATUS></CUSTOMER></create>")
    assert wrong.findtext("operation/result/status") == "failure"
    assert wrong.findtext("operation/result/errormessage/error/errorno") == "BL01001973"
    shut = intacct(client, "<getAPISession/>", "<sessionid>of-somebody-else</sessionid>")
    assert shut.findtext("operation/authentication/status") == "failure"
    items = "<invoiceitems><lineitem><glaccountno>4000</glaccountno><amount>12.50</amount></lineitem></invoiceitems>"
    dates = (
        "<datecreated><year>2026</year><month>1</month><day>31</day></datecreated><termname>Net 30</termname>"
    )
    invoice = intacct(client, f"<create_invoice><customerid>{id}</customerid>{dates}{items}</create_invoice>")
    assert invoice.findtext("operation/result/key")
    reversed_ = intacct(
        client, f"<create_invoice>{dates}<customerid>{id}</customerid>{items}</create_invoice>"
    )
    assert reversed_.findtext("operation/result/errormessage/error/errorno") == "XL03000003"


def test_gmail_keeps_a_history_of_what_arrives(client: Client) -> None:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@b.example", "demo1@mail.example", "Hello"
    message.set_content("How are you?")
    message.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="a.pdf")
    raw = base64.urlsafe_b64encode(message.as_bytes()).decode()
    base = "gmail.googleapis.com/gmail/v1/users/me"
    sent = client.call("POST", f"{base}/messages/send", {"raw": raw}).body
    assert set(sent["labelIds"]) == {"SENT", "INBOX", "UNREAD"}
    history = client.call("GET", f"{base}/history?startHistoryId=1").body
    assert [each["messagesAdded"][0]["message"]["id"] for each in history["history"]] == [sent["id"]]
    whole = client.call("GET", f"{base}/messages/{sent['id']}").body
    [part] = whole["payload"]["parts"]
    assert "_data" not in part
    attached = client.call(
        "GET", f"{base}/messages/{sent['id']}/attachments/{part['body']['attachmentId']}"
    ).body
    assert base64.urlsafe_b64decode(attached["data"]) == b"%PDF"
    found = client.call("GET", f"{base}/messages?q=subject:hello+is:unread").body
    assert [each["id"] for each in found["messages"]] == [sent["id"]]
    assert "messages" not in client.call("GET", f"{base}/messages?q=subject:nothing").body


def test_a_pandadoc_document_is_a_draft_before_it_is_sent(client: Client) -> None:
    base = "api.pandadoc.com/public/v1/documents"
    given = {"name": "A", "template_uuid": "demoOrderFormTemplate1", "recipients": [{"email": "a@b.example"}]}
    made = client.call("POST", base, given).body
    assert (made["status"], client.call("POST", f"{base}/{made['id']}/send", {}).status) == (
        "document.uploaded",
        409,
    )
    kept = client.server.world.records("pandadoc", 1, "documents")[made["id"]]
    kept["_ready_at"] = 0
    assert client.call("GET", f"{base}/{made['id']}").body["status"] == "document.draft"
    assert client.call("POST", f"{base}/{made['id']}/send", {}).body["status"] == "document.sent"
    assert "_ready_at" not in str(client.call("GET", f"{base}/{made['id']}/details").body)


def test_suiteql_finds_what_the_record_service_keeps(client: Client) -> None:
    made = client.call(
        "POST", f"{SUITE}/record/v1/customer", {"companyName": "Acme", "subsidiary": {"id": "1"}}
    )
    id = made.headers["location"].rpartition("/")[2]
    q = {"q": "SELECT id, companyName FROM customer WHERE companyname = 'Acme' ORDER BY id DESC"}
    found = client.call("POST", f"{SUITE}/query/v1/suiteql", q, Prefer="transient").body
    assert [(each["id"], each["companyname"]) for each in found["items"]] == [(id, "Acme")]
    assert client.call("POST", f"{SUITE}/query/v1/suiteql", q).status == 400
    assert client.call("PATCH", f"{SUITE}/record/v1/customer/{id}", {"email": "a@b.example"}).status == 204
    assert client.call("GET", f"{SUITE}/record/v1/customer/{id}").body["email"] == "a@b.example"
    assert (
        client.call(
            "PUT", f"{SUITE}/record/v1/customer/eid:X-1", {"companyName": "B", "subsidiary": {"id": "1"}}
        ).status
        == 204
    )


def test_attio_asserts_by_a_unique_attribute(client: Client) -> None:
    base = "api.attio.com/v2/objects/companies/records"
    values = {"name": "Acme", "domains": ["acme.example"]}
    first = client.call("PUT", f"{base}?matching_attribute=domains", {"data": {"values": values}}).body[
        "data"
    ]
    again = client.call(
        "PUT", f"{base}?matching_attribute=domains", {"data": {"values": {**values, "name": "Acme Ltd"}}}
    ).body["data"]
    assert again["id"] == first["id"]
    assert again["values"]["name"][0]["value"] == "Acme Ltd"
    assert client.call("POST", base, {"data": {"values": values}}).body["code"] == "uniqueness_conflict"
    found = client.call("POST", f"{base}/query", {"filter": {"domains": "acme.example"}}).body["data"]
    assert [each["id"] for each in found] == [first["id"]]


def test_salesforce_searches_and_says_what_changed(client: Client) -> None:
    base = "demo1.my.salesforce.com/services/data/v65.0"
    words = "FIND+%7BNorthwind%7D+IN+ALL+FIELDS+RETURNING+Account(Id,+Name)"
    [found] = client.call("GET", f"{base}/search?q={words}").body["searchRecords"]
    assert found == {"attributes": {"type": "Account"}, "Id": "001000000000900005"}
    client.call("PATCH", f"{base}/sobjects/Account/{found['Id']}", {"Phone": "+1"})
    times = f"start={day()}T00:00:00%2B00:00&end={day(1)}T00:00:00%2B00:00"
    assert client.call("GET", f"{base}/sobjects/Account/updated/?{times}").body["ids"] == [found["Id"]]


def test_slack_takes_a_file_in_three_steps(client: Client) -> None:
    place = client.call("GET", "slack.com/api/files.getUploadURLExternal?filename=a.txt&length=5").body
    assert client.call("POST", place["upload_url"].removeprefix("https://"), b"hello").body == b"OK - 5"
    done = client.call(
        "POST", "slack.com/api/files.completeUploadExternal", {"files": [{"id": place["file_id"]}]}
    ).body
    assert [each["name"] for each in done["files"]] == ["a.txt"]


def test_what_it_does_not_understand_is_said_in_its_own_name(client: Client) -> None:
    answered = client.call("GET", "api.hubapi.com/crm/objects/2026-03/deals?after=nonsense")
    assert answered.status == 400
    assert "The sandbox does not understand this call" in answered.body["error"]
