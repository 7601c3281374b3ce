"""Webhooks at the pretended providers: made, listed, changed and deleted as the real ones do it; `hooks/registered.py` tells them.

A record of ours is the provider's own, in the form it answers with; what is told only once (`secret`) is kept beside it.
"""

from __future__ import annotations

import json
import secrets
import urllib.request
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from urllib.error import URLError

from provider_sandbox.world import Answer, Call, Record, Records, World, shown

#: What is told once, in every form it has; lists leave it out.
SECRETS = ("secret", "signing_secret")
GRAPH_LIFE = timedelta(days=7)
WATCH_LIFE = timedelta(days=7)


def answer(call: Call, world: World) -> Answer | None:
    """None for what has nothing to do with webhooks."""
    for host, path, act in _ROUTES:
        if call.host == host and (call.path == path or call.path.startswith(f"{path}/")):
            with world.lock:
                kept = world.records("registrations", call.account, host)
                return act(call, kept, call.path[len(path) :].strip("/"))
    if call.host.endswith(".docusign.net") and "/connect" in call.path:
        with world.lock:
            kept = world.records("registrations", call.account, "docusign")
            return _docusign(call, kept, call.path.partition("/connect")[2].strip("/"))
    return None


def _shown(record: Record) -> Record:
    return {name: value for name, value in record.items() if name not in SECRETS}


def _missing(id: str) -> Answer:
    return Answer({"error": {"message": f"No such webhook: {id}", "code": "resource_missing"}}, 404)


def _new_id(prefix: str) -> str:
    return f"{prefix}{secrets.token_hex(8)}"


def _stripe(call: Call, kept: Records, id: str) -> Answer:
    if call.method == "GET" and not id:
        return Answer({"object": "list", "has_more": False, "data": [_shown(one) for one in kept.values()]})
    form = call.form
    if call.method == "POST" and not id:
        if not form.get("enabled_events"):
            return Answer({"error": {"message": "Missing required param: enabled_events."}}, 400)
        made = {
            "id": _new_id("we_"),
            "object": "webhook_endpoint",
            "url": form.get("url"),
            "enabled_events": form["enabled_events"],
            "api_version": form.get("api_version"),
            "status": "enabled",
            "secret": f"whsec_{secrets.token_hex(16)}",
        }
        kept[made["id"]] = made
        return Answer(made)
    if id not in kept:
        return _missing(id)
    if call.method == "DELETE":
        del kept[id]
        return Answer({"id": id, "object": "webhook_endpoint", "deleted": True})
    if call.method == "POST":
        kept[id] |= {name: form[name] for name in ("url", "enabled_events") if name in form}
        if "disabled" in form:
            kept[id]["status"] = "disabled" if form["disabled"] == "true" else "enabled"
    return Answer(_shown(kept[id]))


def _attio(call: Call, kept: Records, id: str) -> Answer:
    if call.method == "GET" and not id:
        start = int(call.query.get("offset") or 0)
        size = int(call.query.get("limit") or 10)
        return Answer({"data": [_shown(one) for one in kept.values()][start : start + size]})
    given = call.json.get("data", {}) if call.body else {}
    if call.method == "POST" and not id:
        made = {
            **given,
            "id": {"workspace_id": "demo", "webhook_id": _new_id("wh")},
            "status": "active",
            "secret": secrets.token_hex(24),
        }
        kept[made["id"]["webhook_id"]] = made
        return Answer({"data": made})
    if id not in kept:
        return _missing(id)
    if call.method == "DELETE":
        del kept[id]
        return Answer({})
    kept[id] |= given
    return Answer({"data": _shown(kept[id])})


def _pandadoc(call: Call, kept: Records, id: str) -> Answer:
    if call.method == "GET" and not id:
        return Answer({"items": list(kept.values())})
    given = call.json if call.body else {}
    if call.method == "POST" and not id:
        made = {**given, "uuid": _new_id("pd"), "status": "ACTIVE", "shared_key": secrets.token_hex(12)}
        kept[made["uuid"]] = made
        return Answer(made, 201)
    if id not in kept:
        return _missing(id)
    if call.method == "DELETE":
        del kept[id]
        return Answer(None, 204)
    kept[id] |= given
    return Answer(kept[id])


def _resend(call: Call, kept: Records, id: str) -> Answer:
    if call.method == "GET" and not id:
        return Answer({"object": "list", "has_more": False, "data": [_shown(one) for one in kept.values()]})
    given = call.json if call.body else {}
    if call.method == "POST" and not id:
        made = {
            **given,
            "id": _new_id("rw"),
            "status": "enabled",
            "signing_secret": f"whsec_{secrets.token_hex(12)}",
        }
        kept[made["id"]] = made
        return Answer({"object": "webhook", "id": made["id"], "signing_secret": made["signing_secret"]}, 201)
    if id not in kept:
        return _missing(id)
    if call.method == "DELETE":
        del kept[id]
        return Answer({"object": "webhook", "id": id, "deleted": True})
    if call.method == "PATCH":
        kept[id] |= given
        return Answer({"object": "webhook", "id": id})
    return Answer({"object": "webhook", **kept[id]})


def _graph(call: Call, kept: Records, id: str) -> Answer:
    """The address is asked whether it is ours during the call."""
    now = datetime.now(UTC)
    for each in [each for each, one in kept.items() if _time(one["expirationDateTime"]) < now]:
        del kept[each]
    if call.method == "GET" and not id:
        return Answer({"value": [_without_state(one) for one in kept.values()]})
    given = call.json if call.body else {}
    if "expirationDateTime" in given and _time(given["expirationDateTime"]) > now + GRAPH_LIFE:
        return Answer({"error": {"code": "ValidationError", "message": "It may live for seven days."}}, 400)
    if call.method == "POST" and not id:
        if not _says_yes(str(given.get("notificationUrl"))):
            words = "Subscription validation request failed. The notification endpoint must echo the token."
            return Answer({"error": {"code": "ValidationError", "message": words}}, 400)
        made = {**given, "id": _new_id("graph-")}
        kept[made["id"]] = made
        return Answer(_without_state(made), 201)
    if id not in kept:
        return Answer({"error": {"code": "ResourceNotFound", "message": "The object was not found."}}, 404)
    if call.method == "DELETE":
        del kept[id]
        return Answer(None, 204)
    if set(given) - {"expirationDateTime"}:
        return Answer({"error": {"code": "BadRequest", "message": "Only its end can be changed."}}, 400)
    kept[id] |= given
    return Answer(_without_state(kept[id]))


def _without_state(record: Record) -> Record:
    return {**record, "clientState": None}


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _says_yes(address: str) -> bool:
    token = secrets.token_urlsafe(12)
    url = f"{address}{'&' if '?' in address else '?'}validationToken={token}"
    request = urllib.request.Request(url, data=b"", method="POST", headers={"Content-Type": "text/plain"})  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=10) as response:  # noqa: S310
            return bool(response.read().decode() == token)
    except (URLError, OSError, ValueError):
        return False


def _gmail(call: Call, kept: Records, id: str) -> Answer:
    del id
    if call.path.endswith("/stop"):
        kept.clear()
        return Answer(None, 204)
    ends = int((datetime.now(UTC) + WATCH_LIFE).timestamp() * 1000)
    kept["watch"] = {**call.json, "expiration": str(ends)}
    return Answer({"historyId": "4711", "expiration": str(ends)})


def _dropbox_sign(call: Call, kept: Records, id: str) -> Answer:
    account = kept.setdefault(
        "account", {"account_id": f"demo{call.account}", "email_address": f"demo{call.account}@sign.example"}
    )
    if call.method == "PUT":
        account |= {**call.json, "_basic": call.headers.get("authorization", "").partition(" ")[2]}
    return Answer({"account": shown(account)}) if not id else _missing(id)


def _docusign(call: Call, kept: Records, id: str) -> Answer:
    if call.method == "GET":
        return Answer({"configurations": list(kept.values()), "totalRecords": str(len(kept))})
    if call.method == "DELETE":
        return Answer({}) if kept.pop(id, None) else _missing(id)
    given = call.json
    wanted = str(given.get("connectId") or len(kept) + 10500)
    if call.method == "PUT" and wanted not in kept:
        return _missing(wanted)
    kept[wanted] = {**kept.get(wanted, {}), **given, "connectId": wanted}
    return Answer(json.loads(json.dumps(kept[wanted])), 201 if call.method == "POST" else 200)


Act = Callable[[Call, Records, str], Answer]
_ROUTES: tuple[tuple[str, str, Act], ...] = (
    ("api.stripe.com", "/v1/webhook_endpoints", _stripe),
    ("api.attio.com", "/v2/webhooks", _attio),
    ("api.pandadoc.com", "/public/v1/webhook-subscriptions", _pandadoc),
    ("api.resend.com", "/webhooks", _resend),
    ("graph.microsoft.com", "/v1.0/subscriptions", _graph),
    ("gmail.googleapis.com", "/gmail/v1/users/me/watch", _gmail),
    ("gmail.googleapis.com", "/gmail/v1/users/me/stop", _gmail),
    ("api.hellosign.com", "/v3/account", _dropbox_sign),
)
