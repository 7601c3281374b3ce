"""`/_control/…`: for whoever directs the pretended providers. JSON in, JSON out.

| call | does |
|---|---|
| `GET stats` | counts of the OAuth side, the last 200 calls, `mails` that SMTP took |
| `GET records?provider=stripe&kind=invoices&account=1` | what a collection holds |
| `GET deliveries` | the webhooks sent, each with the status of every try |
| `POST webhooks` `{provider, url, secret, events?, account?}` | from now on, this address is told of the provider's events |
| `DELETE webhooks` `{provider, url?}` | and no more |
| `POST emit` `{provider, type, account?, id? , kind?, set?, object?}` | an event, of a record by its id (changed by `set` first) or of any object |
| `POST trouble` `{host?, status, times?, retryAfter?}` | the next calls to the host get this status in the provider's words |
| `POST behaviour` | `lifetime`, `tokenMode` (`hang 500 garbage html 429 drop slow invalid_client`), `modeCount`, `apiMode` (`429 500 503 hang drop scope`), `apiCount`, `delay`, `scope`, `account`, `refusedClients` |
| `POST expire`, `POST revoke`, `POST reset` | all access tokens end; all consents; everything is as at first |

The modes `drop` and `slow` act after the tokens were made: an answer that is lost, or late.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from provider_sandbox.hooks.sending import Target
from provider_sandbox.world import Answer, Trouble

if TYPE_CHECKING:
    from provider_sandbox.server import Server

_BEHAVIOUR = {
    "tokenMode": "token_mode",
    "modeCount": "mode_count",
    "apiMode": "api_mode",
    "apiCount": "api_count",
    "refusedClients": "refused_clients",
}
_DONE = Answer({"ok": True})


def control(server: Server, method: str, path: str, query: dict[str, str], body: bytes) -> Answer:
    try:
        given = json.loads(body or b"{}")
        return _do(server, method, path, query, given)
    except KeyError as error:
        return Answer({"error": f"{error.args[0]} is missing"}, 400)
    except (ValueError, TypeError) as error:
        return Answer({"error": str(error)}, 400)


def _do(server: Server, method: str, path: str, query: dict[str, str], given: dict[str, Any]) -> Answer:
    authority = server.authority
    match path:
        case "stats":
            stats = {"counts": dict(authority.counts), "calls": server.calls[-200:]}
            return Answer({**stats, "mails": server.mails[-200:]})
        case "records":
            account = int(query.get("account", 1))
            kept = server.world.records(query["provider"], account, query["kind"])
            return Answer(list(kept.values()))
        case "deliveries":
            return Answer(server.hooks.shown())
        case "webhooks" if method == "DELETE":
            gone = server.hooks.unsubscribe(given["provider"], url=given.get("url", ""))
            return Answer({"ok": True, "removed": gone})
        case "webhooks":
            events = frozenset(given.get("events", ()))
            account = int(given.get("account", 0))
            url, secret = given["url"], given.get("secret", "")
            server.hooks.subscribe(Target(given["provider"], url, secret, events, account))
        case "emit":
            return _emit(server, given)
        case "trouble":
            trouble = Trouble(given.get("host", ""), int(given["status"]), int(given.get("times", 1)))
            trouble.retry_after = str(given.get("retryAfter", "1" if trouble.status == 429 else ""))
            server.world.troubles.append(trouble)
        case "behaviour":
            with authority.lock:
                for name, value in given.items():
                    kept_value = set(value) if name == "refusedClients" else value
                    setattr(authority.behaviour, _BEHAVIOUR.get(name, name), kept_value)
        case "expire":
            authority.expire_all()
        case "revoke":
            authority.revoke()
        case "reset":
            server.reset()
        case _:
            return Answer({"error": "unknown"}, 404)
    return _DONE


def _emit(server: Server, given: dict[str, Any]) -> Answer:
    provider, account = given["provider"], int(given.get("account", 1))
    record = given.get("object")
    if record is None:
        with server.world.lock:
            record = server.world.find(provider, account, str(given["id"]), given.get("kind", ""))
            if record is None:
                return Answer({"error": f"{provider} has no record {given['id']}"}, 404)
            record.update(given.get("set", {}))
    server.world.happened(provider, account, given["type"], record, **given.get("detail", {}))
    return Answer({"ok": True, "record": record})
