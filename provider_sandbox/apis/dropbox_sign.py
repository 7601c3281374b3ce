"""Dropbox Sign: signature requests from files or templates, reminded, cancelled, signed by somebody; lists by page."""

from __future__ import annotations

import email
import re
from urllib.parse import urlencode

from provider_sandbox.cast import HARBOR
from provider_sandbox.world import Answer, Call, Record, Records, World, hex_of, lacking, nested, seed

HOST = re.compile(r"api\.hellosign\.com")
_SENT = {"send", "send_with_template", "create_embedded", "create_embedded_with_template"}


def answer(call: Call, world: World) -> Answer | None:
    parts = call.path.removeprefix("/v3/").split("/")
    requests = world.records("dropbox-sign", call.account, "signature_requests")
    templates = world.records("dropbox-sign", call.account, "templates")
    match (call.method, parts):
        case ("GET", ["team"]):
            return Answer(
                {"team": {"name": "Demo team", "accounts": [{"account_id": f"demo{call.account}"}]}}
            )
        case ("GET", ["template", "list"]):
            return _list(call, "templates", templates)
        case ("GET", ["template", id]):
            return (
                Answer({"template": templates[id]})
                if id in templates
                else _error(404, "not_found", "Not found")
            )
        case ("GET", ["signature_request", "list"]):
            return _list(call, "signature_requests", requests)
        case ("POST", ["signature_request", step]) if step in _SENT:
            return _send(call, world, requests, templates, step)
        case (_, ["signature_request", step, id]) if step in ("remind", "cancel", "files", "remove"):
            if id not in requests:
                return _error(404, "not_found", "Signature request not found")
            return _step(call, world, requests[id], step)
        case ("GET", ["signature_request", id]):
            found = requests.get(id)
            return Answer({"signature_request": found}) if found else _error(404, "not_found", "Signature request not found")  # fmt: skip
        case ("GET", ["embedded", "sign_url", id]):
            return Answer(
                {"embedded": {"sign_url": f"https://sign.example/{id}", "expires_at": 1_900_000_000}}
            )
        case ("POST", ["unclaimed_draft", "create"]):
            return Answer({"unclaimed_draft": {"claim_url": f"https://sign.example/claim/{world.number()}"}})
    return None


def _given(call: Call) -> Record:
    """JSON or a form, with files or without; names such as `signers[0][email_address]`."""
    kind = call.headers.get("content-type", "")
    if "json" in kind:
        given: Record = call.json
        return given
    if "multipart" not in kind:
        return call.form
    message = email.message_from_bytes(f"Content-Type: {kind}\r\n\r\n".encode() + call.body)
    pairs = []
    for part in message.walk():
        name = part.get_param("name", header="content-disposition")
        if isinstance(name, str):
            content = part.get_payload(decode=True)
            text = part.get_filename() or (
                content.decode(errors="replace") if isinstance(content, bytes) else ""
            )
            pairs.append((name, text))
    return nested(urlencode(pairs))


def _send(call: Call, world: World, requests: Records, templates: Records, step: str) -> Answer:
    given = _given(call)
    if not given.get("signers"):
        return _error(400, "bad_request", "Must specify at least one signer", "signers")
    is_template = "template" in step
    if is_template:
        ids = given.get("template_ids") or []
        unknown = [id for id in ids if id not in templates]
        if not ids or unknown:
            return _error(404 if unknown else 400, "not_found" if unknown else "bad_request", f"Template not found: {', '.join(unknown)}", "template_ids")  # fmt: skip
    elif not given.get("file_urls") and not given.get("files") and not any(name.startswith(("file", "files")) for name in given):  # fmt: skip
        return _error(400, "bad_request", "Must specify file or file_url parameters", "files")
    if step.startswith("create_embedded") and lacking(given, "client_id"):
        return _error(400, "bad_request", "Must specify a client_id", "client_id")
    signers = given["signers"]
    rows = list(signers.values()) if isinstance(signers, dict) else signers
    for each in rows:
        if "@" not in str(each.get("email_address")):
            return _error(
                400, "invalid_recipient", f"Invalid email address: {each.get('email_address')}", "signers"
            )
    number = world.number()
    record = _request(hex_of(40, "dropbox", number), given.get("title") or "Contract", rows)
    record |= {name: given[name] for name in ("subject", "message", "metadata") if name in given}
    requests[record["signature_request_id"]] = record
    world.happened("dropbox-sign", call.account, "signature_request_sent", record)
    return Answer({"signature_request": record})


def _request(id: str, title: str, signers: list[Record]) -> Record:
    signatures = [
        {
            "signature_id": hex_of(32, "signature", id, place),
            "signer_email_address": each["email_address"],
            "signer_name": each.get("name"),
            "status_code": "awaiting_signature",
        }
        for place, each in enumerate(signers)
    ]
    urls = {"signing_url": f"https://sign.example/{id}", "details_url": f"https://sign.example/details/{id}"}
    states = {"is_complete": False, "is_declined": False, "has_error": False, "test_mode": True}
    return {
        "signature_request_id": id,
        "title": title,
        "signatures": signatures,
        "metadata": {},
        **urls,
        **states,
    }


def _step(call: Call, world: World, record: Record, step: str) -> Answer | None:
    match (call.method, step):
        case ("POST", "remind"):
            wanted = _given(call).get("email_address")
            known = [each["signer_email_address"] for each in record["signatures"]]
            if wanted not in known:
                return _error(
                    400, "bad_request", f"{wanted} is not a signer of this request", "email_address"
                )
            world.happened("dropbox-sign", call.account, "signature_request_remind", record)
            return Answer({"signature_request": record})
        case ("POST", "cancel"):
            if record["is_complete"]:
                return _error(400, "bad_request", "This request has already been completed.")
            record["is_declined"] = True
            world.happened("dropbox-sign", call.account, "signature_request_canceled", record)
            return Answer(None, 200)
        case ("GET", "files"):
            if not record["is_complete"] and record.get("is_preparing"):
                return _error(409, "conflict", "Files are still being processed.")
            return Answer(b"%PDF-1.4 not real", 200, {"Content_Type": "application/pdf"})
    return None


def _list(call: Call, name: str, records: Records) -> Answer:
    rows = list(records.values())[::-1]
    if text := call.query.get("query", "").lower():
        rows = [each for each in rows if text in str(each).lower()]
    page, size = int(call.query.get("page") or 1), min(int(call.query.get("page_size") or 20), 100)
    counted = {
        "page": page,
        "num_pages": -(-len(rows) // size) or 1,
        "num_results": len(rows),
        "page_size": size,
    }
    return Answer({"list_info": counted, name: rows[(page - 1) * size : page * size]})


def _error(status: int, name: str, message: str, path: str = "") -> Answer:
    error = {"error_msg": message, "error_name": name, **({"error_path": path} if path else {})}
    return Answer({"error": error}, status)


@seed("dropbox-sign", "templates")
def _templates() -> Records:
    id = hex_of(40, "dropbox", "template")
    return {id: {"template_id": id, "title": "Order form", "signer_roles": [{"name": "Client", "order": 0}], "cc_roles": [], "custom_fields": []}}  # fmt: skip


@seed("dropbox-sign", "signature_requests")
def _requests() -> Records:
    id = hex_of(40, "dropbox", "harbor")
    signer = {"email_address": HARBOR.email, "name": " ".join(HARBOR.person)}
    return {id: _request(id, "Harbor & Sons, order form", [signer])}


REFUSALS = {
    401: _error(401, "unauthorized", "Unauthorized api key"),
    429: _error(429, "exceeded_rate", "Rate limit exceeded"),
}
