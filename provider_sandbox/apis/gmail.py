"""Gmail: messages, threads, drafts, labels and the mailbox's history. What is sent to the own address arrives, as does what is inserted."""

from __future__ import annotations

import base64
import binascii
import email
import email.policy
import re
import time
from email.message import EmailMessage
from typing import Any

from provider_sandbox.cast import NORTHWIND
from provider_sandbox.world import Answer, Call, Record, Records, World, hex_of, seed, shown

HOST = re.compile(r"gmail\.googleapis\.com")
_SYSTEM = ("INBOX", "SENT", "DRAFT", "TRASH", "SPAM", "UNREAD", "STARRED", "IMPORTANT")
_BASE = "/gmail/v1/users/me/"


def answer(call: Call, world: World) -> Answer | None:
    path = call.path.removeprefix("/upload")
    if not path.startswith(_BASE):
        return None
    parts = path.removeprefix(_BASE).split("/")
    match parts[0]:
        case "messages":
            return _messages(call, world, parts[1:])
        case "drafts":
            return _drafts(call, world, parts[1:])
        case "threads":
            kept = world.records("gmail", call.account, "messages").values()
            found = [each for each in kept if each["threadId"] == (parts[1] if len(parts) > 1 else "")]
            return Answer({"id": parts[1], "messages": shown(found)}) if found else _error(404, "notFound", "Requested entity was not found.")  # fmt: skip
        case "labels":
            return _labels(call, world)
        case "history":
            return _history(call, world)
    return None


def _messages(call: Call, world: World, rest: list[str]) -> Answer | None:
    messages = world.records("gmail", call.account, "messages")
    match (call.method, rest):
        case ("GET", []):
            found = [each for each in reversed(messages.values()) if _fits(each, call)]
            rows = [{"id": each["id"], "threadId": each["threadId"]} for each in found]
            return _page(call, "messages", rows)
        case ("POST", ["send"] | []):
            raw = call.body if "rfc822" in call.headers.get("content-type", "") else call.json.get("raw")
            thread = "" if isinstance(raw, bytes) else call.json.get("threadId", "")
            return _taken(call, world, raw, thread, is_sent=rest == ["send"])
        case (_, [id, *step]):
            message = messages.get(id)
            if message is None:
                return _error(404, "notFound", "Requested entity was not found.")
            return _message(call, world, message, step)
    return None


def _message(call: Call, world: World, message: Record, step: list[str]) -> Answer | None:
    match (call.method, step):
        case ("GET", []):
            return Answer(shown(message))
        case ("GET", ["attachments", id]):
            found = next((part for part in message["payload"].get("parts", []) if part["body"].get("attachmentId") == id), None)  # fmt: skip
            return Answer({"size": found["body"]["size"], "data": found["_data"]}) if found else _error(404, "notFound", "Requested entity was not found.")  # fmt: skip
        case ("POST", ["modify"]):
            labels = world.records("gmail", call.account, "labels")
            unknown = [each for each in call.json.get("addLabelIds") or [] if each not in (*_SYSTEM, *labels)]
            if unknown:
                return _error(400, "invalidArgument", f"Invalid label: {unknown[0]}")
            _relabel(world, call.account, message, call.json.get("addLabelIds") or [], call.json.get("removeLabelIds") or [])  # fmt: skip
        case ("POST", ["trash"]):
            _relabel(world, call.account, message, ["TRASH"], ["INBOX"])
        case ("DELETE", []):
            del world.records("gmail", call.account, "messages")[message["id"]]
            _note(world, call.account, "messagesDeleted", message, [])
            return Answer(None, 204)
        case _:
            return None
    return Answer({name: message[name] for name in ("id", "threadId", "labelIds")})


def _relabel(world: World, account: int, message: Record, add: list[str], remove: list[str]) -> None:
    before = set(message["labelIds"])
    message["labelIds"] = sorted((before | set(add)) - set(remove))
    if new := set(add) - before:
        _note(world, account, "labelsAdded", message, sorted(new))
    if gone := set(remove) & before:
        _note(world, account, "labelsRemoved", message, sorted(gone))


def _taken(call: Call, world: World, raw: Any, thread: str, *, is_sent: bool) -> Answer:
    parsed = _parsed(raw)
    if parsed is None:
        return _error(400, "invalidArgument", "'raw' RFC822 payload message string or uploading message via /upload/* URL required")  # fmt: skip
    own = f"demo{call.account}@mail.example"
    if is_sent and not any(parsed.get_all(name) for name in ("To", "Cc", "Bcc")):
        return _error(400, "invalidArgument", "Recipient address required")
    labels = ["SENT"] if is_sent else ["INBOX", "UNREAD"]
    if is_sent and own in str(parsed["To"]):
        labels += ["INBOX", "UNREAD"]
    message = _kept(world, call.account, parsed, labels, thread)
    return Answer({name: message[name] for name in ("id", "threadId", "labelIds")})


def _kept(world: World, account: int, parsed: EmailMessage, labels: list[str], thread: str = "") -> Record:
    id = hex_of(16, "gmail", account, world.number())
    message = _record(id, parsed, labels, thread or id)
    message["historyId"] = str(_note(world, account, "messagesAdded", message, []))
    world.records("gmail", account, "messages")[id] = message
    return message


def _record(id: str, parsed: EmailMessage, labels: list[str], thread: str) -> Record:
    body = parsed.get_body(("plain", "html"))
    text = body.get_content() if body is not None else ""
    headers = [{"name": name, "value": str(value)} for name, value in parsed.items()]
    parts = [_part(id, place, each) for place, each in enumerate(parsed.iter_attachments(), 1)]
    data = base64.urlsafe_b64encode(text.encode()).decode()
    payload: Record = {
        "mimeType": parsed.get_content_type(),
        "headers": headers,
        "body": {"size": len(text), "data": data},
    }
    if parts:
        payload["parts"] = parts
    stamp = str(int(time.time() * 1000))
    return {"id": id, "threadId": thread, "labelIds": labels, "snippet": text[:100], "internalDate": stamp, "payload": payload}  # fmt: skip


def _part(id: str, place: int, attached: Any) -> Record:
    content = attached.get_payload(decode=True)
    data = content if isinstance(content, bytes) else b""
    return {
        "partId": str(place),
        "filename": attached.get_filename() or "",
        "mimeType": attached.get_content_type(),
        "body": {"attachmentId": hex_of(24, id, place), "size": len(data)},
        "_data": base64.urlsafe_b64encode(data).decode(),
    }


def _parsed(raw: Any) -> EmailMessage | None:
    try:
        data = raw if isinstance(raw, bytes) else base64.urlsafe_b64decode(str(raw or "") + "===")
    except (ValueError, binascii.Error):
        return None
    message = email.message_from_bytes(data, policy=email.policy.default) if data else None
    return message if isinstance(message, EmailMessage) else None


def _note(world: World, account: int, field: str, message: Record, labels: list[str]) -> int:
    """A line of the mailbox's history; its id."""
    history = world.records("gmail", account, "history")
    number = len(history) + 2  # the profile of a new mailbox says 1
    short = {name: message[name] for name in ("id", "threadId", "labelIds")}
    history[str(number)] = {
        "id": str(number),
        "messages": [short],
        field: [{"message": short, "labelIds": labels}],
    }
    if "watch" in world.records("registrations", account, "gmail.googleapis.com"):
        changed = {"emailAddress": f"demo{account}@mail.example", "historyId": number}
        world.happened("gmail", account, "gmail.history", changed)
    return number


def _history(call: Call, world: World) -> Answer:
    history = world.records("gmail", call.account, "history")
    since = int(call.query.get("startHistoryId") or 0)
    if since < 1:
        return _error(404, "notFound", "Requested entity was not found.")
    rows = [each for each in history.values() if int(each["id"]) > since]
    found = _page(call, "history", rows)
    return Answer({**found.body, "historyId": str(len(history) + 1)})


def _drafts(call: Call, world: World, rest: list[str]) -> Answer | None:
    drafts = world.records("gmail", call.account, "drafts")
    if call.method == "POST" and rest == ["send"]:
        draft = drafts.pop(str(call.json.get("id")), None)
        if draft is None:
            return _error(404, "notFound", "Requested entity was not found.")
        return _taken(call, world, draft["_raw"], draft["message"]["threadId"], is_sent=True)
    if call.method == "GET" and not rest:
        return _page(
            call, "drafts", [{"id": each["id"], "message": each["message"]} for each in drafts.values()]
        )
    if call.method == "DELETE":
        return Answer(None, 204) if drafts.pop(rest[0], None) else _error(404, "notFound", "Requested entity was not found.")  # fmt: skip
    given = call.json.get("message") or {} if call.body else {}
    if call.method in ("POST", "PUT"):
        if _parsed(given.get("raw")) is None:
            return _error(400, "invalidArgument", "Missing draft message")
        id = rest[0] if rest else f"r-{hex_of(16, 'draft', world.number())}"
        if rest and id not in drafts:
            return _error(404, "notFound", "Requested entity was not found.")
        message = {
            "id": hex_of(16, id),
            "threadId": given.get("threadId") or hex_of(16, id),
            "labelIds": ["DRAFT"],
        }
        drafts[id] = {"id": id, "message": message, "_raw": given["raw"]}
        return Answer({"id": id, "message": message})
    return None


def _labels(call: Call, world: World) -> Answer:
    labels = world.records("gmail", call.account, "labels")
    if call.method == "POST":
        name = call.json.get("name")
        if not name:
            return _error(400, "invalidArgument", "Label name is required")
        if any(each["name"] == name for each in labels.values()):
            return _error(409, "aborted", "Label name exists or conflicts")
        id = f"Label_{world.number()}"
        labels[id] = {"id": id, "name": name, "type": "user"}
        return Answer(labels[id])
    system = [{"id": each, "name": each, "type": "system"} for each in _SYSTEM]
    return Answer({"labels": [*system, *labels.values()]})


def _fits(message: Record, call: Call) -> bool:
    labels = [each for each in call.query.get("labelIds", "").split(",") if each]
    if not set(labels) <= set(message["labelIds"]) or (
        "TRASH" in message["labelIds"] and "TRASH" not in labels
    ):
        return False
    headers = {each["name"].lower(): each["value"].lower() for each in message["payload"]["headers"]}
    for word in re.findall(r'\w+:"[^"]*"|\S+', call.query.get("q", "")):
        name, _, value = word.lower().partition(":")
        value = value.strip('"')
        match name:
            case "from" | "to" | "subject":
                if value not in headers.get(name, ""):
                    return False
            case "is":
                if (value == "unread") != ("UNREAD" in message["labelIds"]):
                    return False
            case "in" | "label":
                if value.upper() not in message["labelIds"]:
                    return False
            case "rfc822msgid":
                if value.strip("<>") != headers.get("message-id", "").strip("<>"):
                    return False
            case _ if word.lower() not in f"{message['snippet']} {headers.get('subject', '')}".lower():
                return False
    return True


def _page(call: Call, name: str, rows: list[Record]) -> Answer:
    """The list is not there at all where nothing is in it."""
    size, start = min(int(call.query.get("maxResults") or 100), 500), int(call.query.get("pageToken") or 0)
    shown = rows[start : start + size]
    body: Record = {name: shown} if shown else {}
    if start + size < len(rows):
        body["nextPageToken"] = str(start + size)
    return Answer(body if name == "history" else {**body, "resultSizeEstimate": len(rows)})


def _error(status: int, reason: str, message: str) -> Answer:
    states = {
        400: "INVALID_ARGUMENT",
        401: "UNAUTHENTICATED",
        404: "NOT_FOUND",
        409: "ABORTED",
        429: "RESOURCE_EXHAUSTED",
    }
    error = {"code": status, "message": message, "status": states[status]}
    return Answer(
        {"error": {**error, "errors": [{"domain": "global", "reason": reason, "message": message}]}}, status
    )


@seed("gmail", "messages")
def _first() -> Records:
    message = EmailMessage()
    message["From"], message["To"] = f"{NORTHWIND.person[0]} <{NORTHWIND.email}>", "demo1@mail.example"
    message["Subject"], message["Message-ID"] = "Question about INV-2041", "<question@northwind.example>"
    message.set_content("Hello, which of our orders is invoice INV-2041 for?")
    id = hex_of(16, "gmail", "first")
    return {id: {**_record(id, message, ["INBOX", "UNREAD"], id), "historyId": "1"}}


REFUSALS = {
    401: _error(401, "authError", "Invalid Credentials"),
    429: _error(429, "rateLimitExceeded", "User-rate limit exceeded.  Retry after a moment."),
}
