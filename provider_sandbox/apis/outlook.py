"""Outlook by Microsoft Graph: messages, folders, drafts and replies; pages by the whole next address."""

from __future__ import annotations

import re
import time
from typing import Any
from urllib.parse import urlencode

from provider_sandbox.cast import HARBOR
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
    uuid_of,
)

HOST = re.compile(r"graph\.microsoft\.com")
_FOLDERS = ("inbox", "sentitems", "drafts", "deleteditems", "archive")


def answer(call: Call, world: World) -> Answer | None:
    parts = call.path.removeprefix("/v1.0/").split("/")
    messages = world.records("outlook", call.account, "messages")
    match (call.method, parts):
        case ("GET", ["me"]):
            own = f"demo{call.account}@office.example"
            return Answer({"id": uuid_of("outlook", "user", call.account), "mail": own, "userPrincipalName": own, "displayName": "Demo"})  # fmt: skip
        case ("POST", ["me", "sendMail"]):
            return _sent(call, world, call.json.get("message"))
        case ("GET", ["me", "mailFolders"]):
            rows = [{"id": each, "displayName": each.title(), "unreadItemCount": _unread(messages, each)} for each in _FOLDERS]  # fmt: skip
            return _page(call, rows)
        case ("GET", ["me", "messages"]):
            return _list(call, list(messages.values()))
        case ("GET", ["me", "mailFolders", folder, "messages"]):
            if folder not in _FOLDERS:
                return _error(404, "ErrorItemNotFound", "The specified object was not found in the store.")
            return _list(call, [each for each in messages.values() if each["parentFolderId"] == folder])
        case ("POST", ["me", "messages"]):
            return Answer(_kept(world, call.account, call.json, "drafts"), 201)
        case ("POST", ["me", "mailFolders", folder, "messages"]):
            return Answer(_kept(world, call.account, call.json, folder), 201)
        case (_, ["me", "messages", id, *step]):
            message = messages.get(id)
            if message is None:
                return _error(404, "ErrorItemNotFound", "The specified object was not found in the store.")
            return _message(call, world, messages, message, step)
    return None


def _message(call: Call, world: World, messages: Records, message: Record, step: list[str]) -> Answer | None:
    given = call.json if call.body else {}
    match (call.method, step):
        case ("GET", []):
            return Answer(message)
        case ("PATCH", []):
            message |= {**given, "lastModifiedDateTime": instant()}
            world.happened("outlook", call.account, "message.updated", message)
            return Answer(message)
        case ("DELETE", []):
            del messages[message["id"]]
            world.happened("outlook", call.account, "message.deleted", message)
            return Answer(None, 204)
        case ("GET", ["attachments"]):
            return Answer({"value": message.get("attachments", [])})
        case ("POST", ["send"]):
            if not message["isDraft"]:
                return _error(400, "ErrorInvalidRequest", "The message was sent already.")
            message |= {"parentFolderId": "sentitems", "isDraft": False, "sentDateTime": instant()}
            return Answer(None, 202)
        case ("POST", ["move"]):
            if given.get("destinationId") not in _FOLDERS:
                return _error(400, "ErrorInvalidIdMalformed", "Id is malformed.")
            del messages[message["id"]]
            id = _id(world.number())  # a message that moves gets another
            messages[id] = {**message, "id": id, "parentFolderId": given["destinationId"]}
            return Answer(messages[id], 201)
        case ("POST", ["reply" | "replyAll"]):
            reply = {"subject": f"RE: {message['subject']}", "toRecipients": [message["from"]], "conversationId": message["conversationId"]}  # fmt: skip
            _kept(world, call.account, {**reply, "body": {"content": given.get("comment", "")}, **(given.get("message") or {})}, "sentitems")  # fmt: skip
            return Answer(None, 202)
        case ("POST", ["forward"]):
            if lacking(given, "toRecipients"):
                return _error(400, "ErrorInvalidRecipients", "At least one recipient is not valid.")
            _kept(world, call.account, {"subject": f"FW: {message['subject']}", "toRecipients": given["toRecipients"]}, "sentitems")  # fmt: skip
            return Answer(None, 202)
    return None


def _sent(call: Call, world: World, given: Any) -> Answer:
    if not isinstance(given, dict):
        return _error(400, "ErrorInvalidRequest", "The message parameter is needed.")
    to = [
        each for name in ("toRecipients", "ccRecipients", "bccRecipients") for each in given.get(name) or []
    ]
    if not to or any("@" not in each.get("emailAddress", {}).get("address", "") for each in to):
        return _error(400, "ErrorInvalidRecipients", "At least one recipient is not valid.")
    _kept(world, call.account, given, "sentitems")
    own = f"demo{call.account}@office.example"
    if any(each["emailAddress"]["address"] == own for each in to):
        _kept(world, call.account, given, "inbox")
    return Answer(None, 202)


def _kept(world: World, account: int, given: Record, folder: str) -> Record:
    message = _record(_id(world.number()), given, folder)
    world.records("outlook", account, "messages")[message["id"]] = message
    world.happened("outlook", account, "message.created", message)
    return message


def _record(id: str, given: Record, folder: str) -> Record:
    content = (given.get("body") or {}).get("content", "")
    empty: Record = {"subject": "", "from": {"emailAddress": {"address": "demo1@office.example", "name": "Demo"}}, "toRecipients": []}  # fmt: skip
    times = dict.fromkeys(("createdDateTime", "receivedDateTime", "lastModifiedDateTime"), instant())
    return {
        **empty,
        "conversationId": letters_of(24, "conversation", id),
        **given,
        **times,
        "id": id,
        "bodyPreview": re.sub(r"<[^>]+>", "", content)[:255],
        "isRead": folder != "inbox",
        "isDraft": folder == "drafts",
        "hasAttachments": bool(given.get("attachments")),
        "internetMessageId": f"<{uuid_of(id)}@office.example>",
        "parentFolderId": folder,
        "webLink": f"https://outlook.example/{id}",
    }


def _id(number: object) -> str:
    return f"AAMkDemo{letters_of(56, 'outlook', number, time.time())}"


def _unread(messages: Records, folder: str) -> int:
    return sum(each["parentFolderId"] == folder and not each["isRead"] for each in messages.values())


_FILTER = re.compile(r"([\w/]+)\s+(eq|ge|gt|le|lt)\s+('(?:[^']|'')*'|[\w:.+-]+)", re.IGNORECASE)


def _list(call: Call, rows: list[Record]) -> Answer:
    for name, sign, raw in _FILTER.findall(call.query.get("$filter", "")):
        rows = [each for each in rows if _holds(each, name, sign.lower(), raw.strip("'").replace("''", "'"))]
    if text := call.query.get("$search", "").strip('"').lower():
        rows = [each for each in rows if text in f"{each['subject']} {each['bodyPreview']}".lower()]
    field, _, direction = call.query.get("$orderby", "receivedDateTime desc").partition(" ")
    rows.sort(key=lambda each: str(each.get(field)), reverse=direction.lower() == "desc")
    return _page(call, rows)


def _holds(record: Record, path: str, sign: str, wanted: str) -> bool:
    value: Any = record
    for name in path.split("/"):
        value = value.get(name) if isinstance(value, dict) else None
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return {
        "eq": text == wanted,
        "ge": text >= wanted,
        "gt": text > wanted,
        "le": text <= wanted,
        "lt": text < wanted,
    }[sign]


def _page(call: Call, rows: list[Record]) -> Answer:
    size, start = min(int(call.query.get("$top") or 10), 1000), int(call.query.get("$skip") or 0)
    body: Record = {"value": rows[start : start + size]}
    if names := [each for each in call.query.get("$select", "").split(",") if each]:
        body["value"] = [{name: each.get(name) for name in {"id", *names}} for each in body["value"]]
    if start + size < len(rows):
        query = urlencode({**call.query, "$skip": start + size})
        body["@odata.nextLink"] = f"https://graph.microsoft.com{call.path}?{query}"
    return Answer(body)


def _error(status: int, code: str, message: str) -> Answer:
    inner = {"date": instant(offset=""), "request-id": uuid_of("outlook", time.time())}
    return Answer({"error": {"code": code, "message": message, "innerError": inner}}, status)


@seed("outlook", "messages")
def _first() -> Records:
    sender = {"emailAddress": {"address": HARBOR.email, "name": " ".join(HARBOR.person)}}
    own = [{"emailAddress": {"address": "demo1@office.example"}}]
    body = {"contentType": "text", "content": "Hello, we will pay INV-2031 on Friday."}
    id = f"AAMkDemo{letters_of(56, 'outlook', 'first')}"
    return {
        id: _record(id, {"subject": "INV-2031", "from": sender, "toRecipients": own, "body": body}, "inbox")
    }


REFUSALS = {
    401: _error(401, "InvalidAuthenticationToken", "Access token has expired or is not yet valid."),
    429: _error(429, "ApplicationThrottled", "Application is over its MailboxConcurrency limit."),
}
