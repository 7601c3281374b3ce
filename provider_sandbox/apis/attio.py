"""Attio: records whose values are lists, asserted by a unique attribute; notes, tasks and list entries; pages by offset."""

from __future__ import annotations

import re
from typing import Any

from provider_sandbox.cast import CAST
from provider_sandbox.world import Answer, Call, Record, Records, World, instant, lacking, seed, uuid_of

HOST = re.compile(r"api\.attio\.com")
_OBJECTS = {"people": "Person", "companies": "Company", "deals": "Deal"}
_UNIQUE = {"people": "email_addresses", "companies": "domains"}
#: Under which key the value of an attribute stands when it is read.
_KEYS = {"email_addresses": "email_address", "domains": "domain", "phone_numbers": "phone_number"}
_NEEDED = {
    "notes": ("parent_object", "parent_record_id", "title", "format", "content"),
    "tasks": ("content", "format"),
}
_WORKSPACE = uuid_of("attio", "workspace", 1)


def answer(call: Call, world: World) -> Answer | None:
    parts = call.path.removeprefix("/v2/").split("/")
    match (call.method, parts):
        case ("GET", ["self"]):
            who = {
                "workspace_id": uuid_of("attio", "workspace", call.account),
                "workspace_name": f"Demo workspace {call.account}",
            }
            return Answer(
                {"active": True, **who, "workspace_slug": "demo", "scope": "record_permission:read-write"}
            )
        case ("GET", ["objects"]):
            return _data([_object(name) for name in _OBJECTS])
        case ("GET", ["objects", name]) if name in _OBJECTS:
            return _data(_object(name))
        case ("GET", ["objects", name, "attributes"]) if name in _OBJECTS:
            slugs = ("name", *([_UNIQUE[name]] if name in _UNIQUE else []))
            return _data([{"api_slug": each, "title": each, "type": "text", "is_unique": each in _KEYS} for each in slugs])  # fmt: skip
        case ("POST", ["objects", "records", "search"]):
            return _search(call, world)
        case (_, ["objects", name, "records", *rest]):
            if name not in _OBJECTS:
                return _error(404, "not_found", f'Could not find object with slug/ID "{name}".')
            return _records(call, world, name, rest)
        case (_, ["notes" | "tasks" as kind, *rest]):
            return _activities(call, world, kind, rest)
        case ("GET", ["lists"]):
            return _data([{"id": _id("list", "onboarding"), "api_slug": "onboarding", "name": "Onboarding", "parent_object": ["companies"]}])  # fmt: skip
        case (_, ["lists", name, "entries", *rest]):
            return _entries(call, world, name, rest)
        case ("GET", ["workspace_members"]):
            member = {"id": _id("workspace_member", 1), "first_name": "Ada", "last_name": "Lovelace"}
            return _data([{**member, "email_address": "ada@team.example"}])
    return None


def _records(call: Call, world: World, name: str, rest: list[str]) -> Answer | None:
    records = world.records("attio", call.account, name)
    match (call.method, rest):
        case ("POST", ["query"]):
            given = call.json
            rows = [each for each in records.values() if _fits(each["values"], given.get("filter") or {})]
            return _data(_cut(rows, given))
        case ("POST" | "PUT", []):
            values = (call.json.get("data") or {}).get("values")
            if not isinstance(values, dict):
                return _error(400, "missing_value", 'Required value for "data.values" is missing.')
            return _write(call, world, name, records, values)
        case (_, [id]):
            record = records.get(id)
            if record is None:
                return _error(404, "not_found", f'Record with ID "{id}" not found.')
            if call.method == "DELETE":
                del records[id]
                world.happened("attio", call.account, "record.deleted", record)
                return Answer({})
            if call.method in ("PATCH", "PUT"):
                _change(world, call.account, record, call.json["data"]["values"])
            return _data(record)
    return None


def _write(call: Call, world: World, name: str, records: Records, values: Record) -> Answer:
    unique = call.query.get("matching_attribute") or _UNIQUE.get(name, "")
    wanted = set(_plain(values.get(unique)))
    there = next(
        (each for each in records.values() if wanted & set(_plain(each["values"].get(unique)))), None
    )
    if call.method == "PUT":
        if not wanted:
            return _error(400, "missing_value", f'A value for the matching attribute "{unique}" is needed.')
        if there:
            _change(world, call.account, there, values)
            return _data(there)
    elif there:
        words = (
            f'The value provided for attribute with slug "{unique}" conflicts with one already in the system.'
        )
        return _error(409, "uniqueness_conflict", words)
    record = _record(name, uuid_of("attio", name, world.number()), values)
    records[record["id"]["record_id"]] = record
    world.happened("attio", call.account, "record.created", record)
    return _data(record)


def _change(world: World, account: int, record: Record, values: Record) -> None:
    record["values"] |= _shown(values)
    world.happened("attio", account, "record.updated", record)


def _record(name: str, id: str, values: Record) -> Record:
    ids = {"workspace_id": _WORKSPACE, "object_id": uuid_of("attio", "object", name), "record_id": id}
    url = f"https://app.attio.example/demo/{name}/{id}"
    return {"id": ids, "created_at": instant(), "web_url": url, "values": _shown(values)}


def _shown(values: Record) -> Record:
    """As they are read: every attribute a list of objects."""
    return {
        name: [_value(name, each) for each in (given if isinstance(given, list) else [given])]
        for name, given in values.items()
    }


def _value(name: str, given: Any) -> Record:
    own = given if isinstance(given, dict) else {_KEYS.get(name, "value"): given}
    return {"active_from": instant(), "active_until": None, "created_by_actor": {"type": "api-token"}, **own}


def _plain(given: Any) -> list[str]:
    """The values themselves, in whichever form they are."""
    found = []
    for each in given if isinstance(given, list) else [] if given is None else [given]:
        inner = each if not isinstance(each, dict) else next((each[key] for key in (*_KEYS.values(), "value", "full_name", "title") if key in each), None)  # fmt: skip
        if inner is not None:
            found.append(str(inner).lower())
    return found


def _fits(values: Record, filter: Record) -> bool:
    for name, wanted in filter.items():
        if name == "$and":
            if not all(_fits(values, each) for each in wanted):
                return False
        elif name == "$or":
            if not any(_fits(values, each) for each in wanted):
                return False
        else:
            there = _plain(values.get(name))
            inner = next(iter(wanted.values())) if isinstance(wanted, dict) and next(iter(wanted), "").startswith(tuple(_KEYS.values())) else wanted  # fmt: skip
            sign, text = next(iter(inner.items())) if isinstance(inner, dict) else ("$eq", inner)
            text = str(text).lower()
            holds = {"$eq": text in there, "$contains": any(text in each for each in there),
                     "$starts_with": any(each.startswith(text) for each in there), "$not_empty": bool(there)}  # fmt: skip
            if not holds.get(sign, True):
                return False
    return True


def _search(call: Call, world: World) -> Answer:
    given = call.json
    if missing := lacking(given, "query", "objects", "request_as"):
        return _error(400, "missing_value", f'Required value for "{missing}" is missing.')
    found = [
        {"id": each["id"], "record_text": " ".join(_plain(each["values"].get("name"))), "object_slug": name}
        for name in given["objects"]
        for each in world.records("attio", call.account, name).values()
        if str(given["query"]).lower() in str(each["values"]).lower()
    ]
    return _data(found[: int(given.get("limit") or 25)])


def _activities(call: Call, world: World, kind: str, rest: list[str]) -> Answer:
    records = world.records("attio", call.account, kind)
    noun = kind[:-1]
    if not rest and call.method == "GET":
        rows = list(records.values())
        for given, field in (("parent_record_id", "parent_record_id"), ("parent_object", "parent_object")):
            if wanted := call.query.get(given):
                rows = [each for each in rows if each.get(field) == wanted]
        return _data(_cut(rows, call.query))
    data: Record = (call.json.get("data") or {}) if call.body else {}
    if not rest:
        if missing := lacking(data, *_NEEDED[kind]):
            return _error(400, "missing_value", f'Required value for "data.{missing}" is missing.')
        if kind == "notes" and data["parent_record_id"] not in world.records("attio", call.account, data["parent_object"]):  # fmt: skip
            return _error(400, "value_not_found", f'Record with ID "{data["parent_record_id"]}" not found.')
        id = uuid_of("attio", kind, world.number())
        own = {
            "id": _id(noun, id),
            "content_plaintext": data["content"],
            "content_markdown": data["content"],
        }
        records[id] = {"is_completed": False, **data, **own, "created_at": instant()}
        world.happened("attio", call.account, f"{noun}.created", records[id])
        return _data(records[id])
    record = records.get(rest[0])
    if record is None:
        return _error(404, "not_found", f'{noun.title()} with ID "{rest[0]}" not found.')
    if call.method == "DELETE":
        del records[rest[0]]
        world.happened("attio", call.account, f"{noun}.deleted", record)
        return Answer({})
    if call.method == "PATCH":
        record |= data
        world.happened("attio", call.account, f"{noun}.updated", record)
    return _data(record)


def _entries(call: Call, world: World, name: str, rest: list[str]) -> Answer:
    if name != "onboarding":
        return _error(404, "not_found", f'Could not find list with slug/ID "{name}".')
    entries = world.records("attio", call.account, "entries")
    given = call.json if call.body else {}
    if rest == ["query"]:
        return _data(_cut(list(entries.values()), given))
    data = given.get("data") or {}
    if not rest:
        if missing := lacking(data, "parent_object", "parent_record_id"):
            return _error(400, "missing_value", f'Required value for "data.{missing}" is missing.')
        id = uuid_of("attio", "entry", world.number())
        ids = {"workspace_id": _WORKSPACE, "list_id": uuid_of("attio", "list", name), "entry_id": id}
        entries[id] = {**data, "id": ids, "entry_values": _shown(data.get("entry_values") or {}), "created_at": instant()}  # fmt: skip
        world.happened("attio", call.account, "list-entry.created", entries[id])
        return _data(entries[id])
    entry = entries.get(rest[0])
    if entry is None:
        return _error(404, "not_found", f'Entry with ID "{rest[0]}" not found.')
    if call.method == "DELETE":
        del entries[rest[0]]
        return Answer({})
    entry["entry_values"] |= _shown(data.get("entry_values") or {})
    world.happened("attio", call.account, "list-entry.updated", entry)
    return _data(entry)


def _cut(rows: list[Record], given: Any) -> list[Record]:
    start, size = int(given.get("offset") or 0), min(int(given.get("limit") or 500), 500)
    return rows[start : start + size]


def _id(noun: str, key: object) -> Record:
    id = key if isinstance(key, str) and len(key) == 36 else uuid_of("attio", noun, key)
    return {"workspace_id": _WORKSPACE, f"{noun}_id": id}


def _object(name: str) -> Record:
    return {
        "id": _id("object", name),
        "api_slug": name,
        "singular_noun": _OBJECTS[name],
        "plural_noun": name.title(),
    }


def _data(value: Any) -> Answer:
    return Answer({"data": value})


def _error(status: int, code: str, message: str) -> Answer:
    type = {401: "auth_error", 429: "rate_limit_error"}.get(status, "invalid_request_error")
    return Answer({"status_code": status, "type": type, "code": code, "message": message}, status)


@seed("attio", "companies")
def _companies() -> Records:
    made = [
        _record(
            "companies", uuid_of("attio", "cast", each.number), {"name": each.name, "domains": [each.domain]}
        )
        for each in CAST
    ]
    return {each["id"]["record_id"]: each for each in made}


@seed("attio", "people")
def _people() -> Records:
    made = [
        _record("people", uuid_of("attio", "person", each.number), {
            "name": {"full_name": " ".join(each.person), "first_name": each.person[0], "last_name": each.person[1]},
            "email_addresses": [each.email],
        })
        for each in CAST
    ]  # fmt: skip
    return {each["id"]["record_id"]: each for each in made}


REFUSALS = {
    401: _error(401, "unauthorized", "The request is not authorized."),
    429: _error(429, "rate_limit_exceeded", "Rate limit exceeded, please try again later."),
}
