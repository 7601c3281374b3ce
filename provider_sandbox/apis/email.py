"""Mail by HTTP: Resend and SendGrid. What was taken is kept, and Resend tells that it was sent and delivered."""

from __future__ import annotations

import re
from typing import Any

from provider_sandbox.world import Answer, Call, Record, World, instant, lacking, seed, uuid_of

HOST = re.compile(r"api\.resend\.com|api\.sendgrid\.com")
_ADDRESS = re.compile(r"(?:[^<>]*<)?[^@\s<>]+@[^@\s<>]+\.[^@\s<>]+>?")


def answer(call: Call, world: World) -> Answer | None:
    return _sendgrid(call, world) if call.host == "api.sendgrid.com" else _resend(call, world)


def _resend(call: Call, world: World) -> Answer | None:
    mails = world.records("email", call.account, "emails")
    if call.match("POST", "/emails") or call.match("POST", "/emails/batch"):
        key = call.headers.get("idempotency-key", "")
        if not key:
            return _sent(call, world)
        earlier = world.records("email", call.account, "idempotency").setdefault(
            key, {"body": call.body.decode()}
        )
        if earlier["body"] != call.body.decode():
            return _error(
                409,
                "invalid_idempotent_request",
                "Same idempotency key used with a different request payload.",
            )
        made, _is_again = world.once(("email", str(call.account), call.path, key), lambda: _sent(call, world))
        return made
    if call.match("GET", "/domains"):
        return _page(call, list(world.records("email", call.account, "domains").values()))
    if call.match("POST", "/contacts"):
        if lacking(call.json, "email"):
            return _error(422, "missing_required_field", "Missing `email` field.")
        contact = {"id": uuid_of("email", "contact", world.number()), **call.json}
        world.records("email", call.account, "contacts")[contact["id"]] = contact
        world.happened("email", call.account, "contact.created", contact)
        return Answer({"object": "contact", "id": contact["id"]}, 201)
    if call.match("GET", "/emails"):
        return _page(call, list(mails.values())[::-1])
    found = re.fullmatch(r"/emails/([^/]+)(/cancel)?", call.path)
    if found is None:
        return None
    mail = mails.get(found[1])
    if mail is None:
        return _error(404, "not_found", "Email not found")
    if call.method == "PATCH":
        mail["scheduled_at"] = call.json["scheduled_at"]
    elif call.method == "POST" and found[2]:
        mail["last_event"] = "canceled"
    return Answer(mail)


def _sent(call: Call, world: World) -> Answer:
    is_batch = call.path == "/emails/batch"
    given: list[Record] = call.json if is_batch else [call.json]
    for each in given:
        needed = ("from", "to") if each.get("template") else ("from", "to", "subject")
        if missing := lacking(each, *needed):
            return _error(422, "missing_required_field", f"Missing `{missing}` field.")
        if not _ADDRESS.fullmatch(each["from"]):
            words = "Invalid `from` field. The email address needs to follow the `email@example.com` or `Name <email@example.com>` format."
            return _error(422, "validation_error", words)
        if not each.get("template") and not (each.get("html") or each.get("text")):
            return _error(422, "validation_error", "Missing `html` or `text` field.")
    made = [_kept(world, call.account, each) for each in given]
    return Answer({"data": made} if is_batch else made[0])


def _kept(world: World, account: int, given: Record) -> Record:
    id = uuid_of("email", world.number())
    to = given["to"] if isinstance(given["to"], list) else [given["to"]]
    is_later = bool(given.get("scheduled_at"))
    mail = {"object": "email", "id": id, **given, "to": to, "created_at": instant()}
    mail["last_event"] = "scheduled" if is_later else "delivered"
    world.records("email", account, "emails")[id] = mail
    told = {"email_id": id, "created_at": mail["created_at"]}
    told |= {"from": given["from"], "to": to, "subject": given.get("subject", "")}
    for event in ("email.scheduled",) if is_later else ("email.sent", "email.delivered"):
        world.happened("email", account, event, told)
    return {"id": id}


def _sendgrid(call: Call, world: World) -> Answer | None:
    if call.match("GET", "/v3/scopes"):
        return Answer({"scopes": ["mail.send"]})
    if not call.match("POST", "/v3/mail/send"):
        return None
    given = call.json
    for name in ("personalizations", "from"):
        if lacking(given, name):
            words = f"The {name} field is required and must have at least one entry."
            return Answer({"errors": [{"message": words, "field": name, "help": None}]}, 400)
    if not given.get("template_id") and lacking(given, "subject"):
        words = "The subject is required. You can get around this requirement if you use a template with a subject defined."
        return Answer({"errors": [{"message": words, "field": "subject", "help": None}]}, 400)
    id = f"demo{world.number():018d}"
    to = [person["email"] for each in given["personalizations"] for person in each.get("to", [])]
    world.records("email", call.account, "emails")[id] = {"id": id, **given, "to": to}
    return Answer(None, 202, {"X_Message_Id": id})


@seed("email", "domains")
def _domains() -> dict[str, Record]:
    id = uuid_of("email", "domain")
    return {id: {"id": id, "name": "billing.example", "status": "verified", "region": "us-east-1"}}


def _page(call: Call, rows: list[Record]) -> Answer:
    size = min(int(call.query.get("limit") or 20), 100)
    ids = [each["id"] for each in rows]
    start = ids.index(call.query["after"]) + 1 if call.query.get("after") in ids else 0
    shown = rows[start : start + size]
    return Answer({"object": "list", "has_more": start + size < len(rows), "data": shown})


def _error(status: int, name: str, message: str) -> Answer:
    body: dict[str, Any] = {"statusCode": status, "name": name, "message": message}
    return Answer(body, status)


REFUSALS = {
    401: _error(401, "missing_api_key", "Missing API key in the authorization header."),
    429: _error(429, "rate_limit_exceeded", "Too many requests. You can only make 5 requests per second."),
}
