"""PandaDoc: documents that take a moment to become drafts, are sent, and completed by somebody; lists by page."""

from __future__ import annotations

import re
import time

from provider_sandbox.cast import ASTER, HARBOR, Customer
from provider_sandbox.world import (
    Answer,
    Call,
    Record,
    Records,
    World,
    instant,
    lacking,
    letters_of,
    seed,
    shown,
    uuid_of,
)

HOST = re.compile(r"api(?:-eu)?\.pandadoc\.com")
#: Until then a new document is not ready to be sent, as with the real one; its seconds are fewer.
_READY_SECONDS = 0.3
_ENDS = {"document.completed", "document.voided", "document.declined", "document.paid"}


def answer(call: Call, world: World) -> Answer | None:
    found = re.fullmatch(r"/public/v1/([\w-]+)(?:/([^/]+))?(?:/([\w-]+))?", call.path)
    if found is None:
        return None
    kind, id, step = found.groups()
    if kind == "members" and id == "current":
        return Answer(
            {"user_id": letters_of(22, "pandadoc", "member"), "email": f"demo{call.account}@sign.example"}
        )
    if kind == "documents" and id == "folders":
        folder = {"uuid": letters_of(22, "pandadoc", "folder"), "name": "Contracts"}
        return Answer({"results": [folder]})
    if kind not in ("documents", "templates", "contacts"):
        return None
    records = world.records("pandadoc", call.account, kind)
    if id is None:
        return _list(call, records) if call.method == "GET" else _made(call, world, kind, records)
    record = records.get(id)
    if record is None:
        return _error(404, "request_error", "Not found")
    if kind == "documents":
        _ripen(world, call.account, record)
        return _document(call, world, records, record, step)
    return Answer(record)


def _document(call: Call, world: World, records: Records, record: Record, step: str | None) -> Answer | None:
    match (call.method, step):
        case ("GET", None):
            names = ("id", "name", "status", "date_created", "date_modified", "expiration_date", "version")
            return Answer({name: record.get(name) for name in names})
        case ("GET", "details"):
            return Answer(shown(record))
        case ("GET", "download" | "download-protected"):
            return Answer(b"%PDF-1.4 not real", 200, {"Content_Type": "application/pdf"})
        case ("DELETE", None):
            del records[record["id"]]
            world.happened("pandadoc", call.account, "document_deleted", record)
            return Answer(None, 204)
        case ("POST", "send"):
            if record["status"] != "document.draft":
                return _error(409, "request_error", f"Document can't be sent because its status is not draft: {record['status']}")  # fmt: skip
            _turn(world, call.account, record, "document.sent")
            return Answer({name: record[name] for name in ("id", "name", "status", "recipients")})
        case ("POST", "session"):
            if missing := lacking(call.json, "recipient"):
                return _error(400, "validation_error", {missing: ["This field is required."]})
            return Answer({"id": letters_of(32, "session", world.number()), "expires_at": instant(time.time() + 3600)}, 201)  # fmt: skip
        case ("PATCH", "status"):
            states = {1: "document.sent", 2: "document.completed", 10: "document.paid", 11: "document.voided", 12: "document.declined"}  # fmt: skip
            wanted = states.get(int(call.json.get("status") or 0))
            if wanted is None:
                return _error(400, "validation_error", {"status": ["A valid status is required."]})
            if record["status"] in _ENDS:
                return _error(400, "request_error", f"The status {record['status']} cannot be changed.")
            _turn(world, call.account, record, wanted)
            return Answer(None, 204)
    return None


def _turn(world: World, account: int, record: Record, status: str) -> None:
    record |= {"status": status, "date_modified": _now()}
    if status == "document.completed":
        record["date_completed"] = _now()
    world.happened("pandadoc", account, status, record)


def _ripen(world: World, account: int, record: Record) -> None:
    if record["status"] == "document.uploaded" and time.time() >= record["_ready_at"]:
        del record["_ready_at"]
        _turn(world, account, record, "document.draft")


def _made(call: Call, world: World, kind: str, records: Records) -> Answer:
    given = call.json
    needed = {"documents": ("name", "template_uuid", "recipients"), "contacts": ("email",)}.get(kind, ())
    if missing := lacking(given, *needed):
        return _error(400, "validation_error", {missing: ["This field is required."]})
    id = letters_of(22, "pandadoc", kind, world.number())
    if kind == "contacts":
        records[id] = {"id": id, **given}
        return Answer(records[id], 201)
    if given["template_uuid"] not in world.records("pandadoc", call.account, "templates"):
        return _error(400, "validation_error", {"template_uuid": ["Template not found."]})
    record = _record(
        id, given["name"], "document.uploaded", {key: given[key] for key in given if key != "status"}
    )
    record["_ready_at"] = time.time() + _READY_SECONDS
    records[id] = record
    short = {name: record[name] for name in ("id", "name", "status", "date_created", "date_modified")}
    return Answer({**short, "uuid": id, "links": []}, 201)


def _record(id: str, name: str, status: str, more: Record) -> Record:
    own = {"id": id, "name": name, "status": status, "date_created": _now(), "date_modified": _now()}
    empty: Record = {"recipients": [], "tokens": [], "fields": [], "metadata": {}, "version": "1"}
    return {**empty, "grand_total": {"amount": "0", "currency": "USD"}, **more, **own}


def _list(call: Call, records: Records) -> Answer:
    rows = list(records.values())[::-1]
    statuses = {"1": "document.sent", "0": "document.draft", "2": "document.completed"}
    if status := call.query.get("status"):
        rows = [each for each in rows if each.get("status") == statuses.get(status)]
    for name in ("email", "q"):
        if text := call.query.get(name, "").lower():
            rows = [
                each for each in rows if text in str(each.get("email" if name == "email" else "name")).lower()
            ]
    page, size = int(call.query.get("page") or 1), min(int(call.query.get("count") or 50), 100)
    return Answer({"results": rows[(page - 1) * size : page * size]})


def _now() -> str:
    return instant(offset=".000000Z")


def _error(status: int, type: str, detail: object) -> Answer:
    return Answer({"type": type, "detail": detail}, status)


@seed("pandadoc", "templates")
def _templates() -> Records:
    id = "demoOrderFormTemplate1"
    roles = [{"id": uuid_of("pandadoc", "role"), "name": "Client"}]
    return {
        id: {
            "id": id,
            "name": "Order form",
            "roles": roles,
            "tokens": [],
            "fields": [],
            "date_modified": _now(),
        }
    }


@seed("pandadoc", "documents")
def _documents() -> Records:
    def contract(id: str, customer: Customer, amount: int, status: str) -> Record:
        metadata = {
            "email": f"office@{customer.domain}",
            "company": f"{customer.name} Group",
            "price_id": "price_team_year",
        }
        total = {"amount": f"{amount}.00", "currency": "USD"}
        client = {"email": customer.email, "role": "Client", "has_completed": status == "document.completed"}
        more = {"metadata": metadata, "grand_total": total, "recipients": [client]}
        return _record(id, f"{customer.name}, annual", status, more)

    made = [
        contract("demoAsterAnnual2026abc", ASTER, 31_000, "document.completed"),
        contract("demoHarborStarter26abc", HARBOR, 9_600, "document.sent"),
    ]
    return {each["id"]: each for each in made}


REFUSALS = {
    401: _error(401, "authentication_error", "Authentication credentials were not provided."),
    429: _error(429, "request_error", "Request was throttled. Expected available in 1 second."),
}
