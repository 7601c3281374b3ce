"""DocuSign's eSignature API: envelopes from documents or templates, drafts that are sent, voided, signed by somebody."""

from __future__ import annotations

import re

from provider_sandbox.cast import ASTER, NORTHWIND
from provider_sandbox.world import Answer, Call, Record, Records, World, instant, lacking, seed, uuid_of

HOST = re.compile(r"demo\d\.docusign\.net")
_MOST = 1000


def answer(call: Call, world: World) -> Answer | None:
    found = re.fullmatch(r"/restapi/v2\.1/accounts/([^/]+)/(\w+)(?:/([^/]+))?(?:/(.+))?", call.path)
    if found is None:
        return None
    account, kind, id, rest = found.groups()
    if account != f"account-{call.account}":
        return _error(
            401, "USER_LACKS_MEMBERSHIP", "The UserID does not have a valid membership in this Account."
        )
    if kind not in ("envelopes", "templates"):
        return None
    records = world.records("docusign", call.account, kind)
    if id is None:
        if call.method == "POST" and kind == "envelopes":
            return _made(call, world, records)
        return _list(call, kind, records)
    record = records.get(id)
    if record is None:
        code = "ENVELOPE_DOES_NOT_EXIST" if kind == "envelopes" else "TEMPLATE_ID_INVALID"
        return _error(404, code, "The envelope ID you provided does not exist or is invalid.")
    if kind == "templates":
        return Answer(record)
    return _envelope(call, world, record, rest or "")


def _envelope(call: Call, world: World, record: Record, rest: str) -> Answer | None:
    match (call.method, rest.split("/")):
        case ("GET", [""]):
            hidden = {"customFields": "custom_fields", "recipients": "recipients"}
            asked = call.query.get("include", "").split(",")
            return Answer(
                {name: value for name, value in record.items() if hidden.get(name, asked[0]) in asked}
            )
        case ("PUT", [""]):
            return _change(call, world, record)
        case ("GET", ["recipients"]):
            return Answer(
                {**record["recipients"], "recipientCount": str(len(record["recipients"]["signers"]))}
            )
        case ("GET", ["documents"]):
            rows = [{"documentId": "1", "name": "Contract", "type": "content", "uri": f"/envelopes/{record['envelopeId']}/documents/1"}]  # fmt: skip
            return Answer({"envelopeId": record["envelopeId"], "envelopeDocuments": rows})
        case ("GET", ["documents", _]):
            return Answer(b"%PDF-1.4 not real", 200, {"Content_Type": "application/pdf"})
        case ("GET", ["audit_events"]):
            fields = [{"name": "Action", "value": "Registered"}, {"name": "logTime", "value": instant()}]
            return Answer({"auditEvents": [{"eventFields": fields}]})
        case ("POST", ["views", "recipient"]):
            needed = ("returnUrl", "authenticationMethod", "email", "userName", "clientUserId")
            if missing := lacking(call.json, *needed):
                return _error(400, "INVALID_REQUEST_PARAMETER", f"The request contained at least one invalid parameter. Value for '{missing}' is missing.")  # fmt: skip
            return Answer({"url": f"https://demo.docusign.example/sign/{world.number()}"}, 201)
    return None


def _made(call: Call, world: World, records: Records) -> Answer:
    given = call.json
    status = given.get("status", "created")
    if status not in ("created", "sent"):
        return _error(400, "INVALID_REQUEST_PARAMETER", f"The request contained at least one invalid parameter. Invalid value specified for status: {status}")  # fmt: skip
    recipients = given.get("recipients") or {}
    if template_id := given.get("templateId"):
        if template_id not in world.records("docusign", call.account, "templates"):
            return _error(400, "TEMPLATE_ID_INVALID", "Invalid template ID.")
        if lacking(given, "templateRoles") and status == "sent":
            return _error(
                400,
                "ENVELOPE_IS_INCOMPLETE",
                "The Envelope is not Complete. At least one recipient is needed.",
            )
        recipients = {"signers": [dict(each) for each in given.get("templateRoles") or []]}
    elif status == "sent" and (missing := lacking(given, "emailSubject", "documents")):
        return _error(400, "ENVELOPE_IS_INCOMPLETE", f"The Envelope is not Complete. A Complete Envelope Requires Documents, Recipients, Tabs, and a Subject Line. {missing} is missing.")  # fmt: skip
    signers = [
        {"recipientId": str(place), **each, "status": "sent" if status == "sent" else "created"}
        for place, each in enumerate(recipients.get("signers") or [], 1)
    ]
    id = uuid_of("docusign", "envelope", world.number())
    record = _record(id, given.get("emailSubject") or "Contract", status, signers)
    record |= {"customFields": given.get("customFields") or {"textCustomFields": [], "listCustomFields": []}}
    records[id] = record
    world.happened("docusign", call.account, "envelope-created", record)
    if status == "sent":
        world.happened("docusign", call.account, "envelope-sent", record)
    short = {"envelopeId": id, "status": status, "statusDateTime": instant(), "uri": f"/envelopes/{id}"}
    return Answer(short, 201)


def _record(id: str, subject: str, status: str, signers: list[Record]) -> Record:
    return {
        "envelopeId": id,
        "status": status,
        "emailSubject": subject,
        "createdDateTime": instant(),
        "sentDateTime": instant() if status != "created" else None,
        "completedDateTime": instant() if status == "completed" else None,
        "statusChangedDateTime": instant(),
        "recipients": {"signers": signers, "carbonCopies": []},
    }


def _change(call: Call, world: World, record: Record) -> Answer:
    if call.query.get("resend_envelope") == "true":
        world.happened("docusign", call.account, "envelope-resent", record)
        return Answer({"envelopeId": record["envelopeId"]})
    given = call.json
    status, before = given.get("status"), record["status"]
    if status == "voided" and lacking(given, "voidedReason"):
        return _error(400, "INVALID_REQUEST_PARAMETER", "The request contained at least one invalid parameter. A voided reason is required.")  # fmt: skip
    if (status, before) not in (("sent", "created"), ("voided", "sent"), ("voided", "delivered")):
        return _error(400, "ENVELOPE_INVALID_STATUS", f"Invalid envelope status. Envelope status: {before}")
    record |= {**given, "statusChangedDateTime": instant(), f"{status}DateTime": instant()}
    world.happened("docusign", call.account, f"envelope-{status}", record)
    return Answer({"envelopeId": record["envelopeId"]})


def _list(call: Call, kind: str, records: Records) -> Answer:
    rows = list(records.values())
    if kind == "envelopes" and lacking(call.query, "from_date", "envelope_ids", "transaction_ids") == "from_date" and "folder_ids" not in call.query:  # fmt: skip
        return _error(400, "INVALID_REQUEST_PARAMETER", "The request contained at least one invalid parameter. Query parameter 'from_date' must be set to a valid DateTime, or 'envelope_ids' or 'transaction_ids' must be specified.")  # fmt: skip
    if status := call.query.get("status"):
        rows = [each for each in rows if each["status"] in status.lower().split(",")]
    if text := call.query.get("search_text", "").lower():
        rows = [each for each in rows if text in str(each.get("emailSubject", each.get("name"))).lower()]
    start, size = (
        int(call.query.get("start_position") or 0),
        min(int(call.query.get("count") or _MOST), _MOST),
    )
    shown = rows[start : start + size]
    name = "envelopes" if kind == "envelopes" else "envelopeTemplates"
    body: Record = {name: shown, "resultSetSize": str(len(shown)), "totalSetSize": str(len(rows)), "startPosition": str(start)}  # fmt: skip
    if start + size < len(rows):
        body["nextUri"] = f"/{kind}?start_position={start + size}&count={size}"
    return Answer(body)


def _error(status: int, code: str, message: str) -> Answer:
    return Answer({"errorCode": code, "message": message}, status)


@seed("docusign", "templates")
def _templates() -> Records:
    id = "7b2f0c11-0de0-4aaa-8aaa-000000000001"
    roles = [{"roleName": "Customer", "recipientId": "1"}]
    return {id: {"templateId": id, "name": "Master agreement", "recipients": {"signers": roles}}}


@seed("docusign", "envelopes")
def _envelopes() -> Records:
    def contract(id: str, subject: str, status: str, signer: str, **fields: str) -> Record:
        record = _record(
            id, subject, status, [{"recipientId": "1", "email": signer, "name": signer, "status": status}]
        )
        custom = [
            {"fieldId": str(place), "name": name, "value": value}
            for place, (name, value) in enumerate(fields.items(), 1)
        ]
        return {**record, "customFields": {"textCustomFields": custom, "listCustomFields": []}}

    made = [
        contract("93be49ab-0de0-4aaa-8aaa-000000000031", "Aster Clinics, order form", "completed", ASTER.email,
                 customerId=ASTER.quickbooks, amount="4800", itemId="4"),
        contract("93be49ab-0de0-4aaa-8aaa-000000000032", "Northwind Traders, order form", "sent", NORTHWIND.email),
    ]  # fmt: skip
    return {each["envelopeId"]: each for each in made}


REFUSALS = {
    401: _error(401, "AUTHORIZATION_INVALID_TOKEN", "The access token provided is expired, revoked or malformed."),
    429: _error(429, "HOURLY_APIINVOCATION_LIMIT_EXCEEDED", "The maximum number of hourly API invocations has been exceeded."),
}  # fmt: skip
