"""HubSpot: CRM objects of any type, search, batches, associations; pages by `after`."""

from __future__ import annotations

import re
import time
from typing import Any

import provider_sandbox.seeds.hubspot  # noqa: F401 - what it holds at first
from provider_sandbox.world import Answer, Call, Record, Records, World, instant, uuid_of

HOST = re.compile(r"api\.hubapi\.com")
_SINGULAR = {
    "contacts": "contact",
    "companies": "company",
    "deals": "deal",
    "tickets": "ticket",
    "line_items": "line_item",
}
_NUMBERS = {"0-1": "contacts", "0-2": "companies", "0-3": "deals", "0-5": "tickets"}
_NEEDED = {
    "notes": ("hs_timestamp",),
    "tasks": ("hs_timestamp",),
    "deals": ("dealname",),
    "tickets": ("subject",),
}
_SHOWN = {
    "contacts": ("email", "firstname", "lastname"),
    "companies": ("name", "domain"),
    "deals": ("dealname", "amount", "dealstage", "pipeline", "closedate"),
    "tickets": ("subject", "content", "hs_pipeline_stage"),
}
_ALWAYS = ("hs_object_id", "createdate", "hs_lastmodifieddate")
_MOST = {"list": 100, "search": 200}


def answer(call: Call, world: World) -> Answer | None:
    path = re.sub(r"^/crm/v\d/objects/", "/crm/objects/2026-03/", call.path)
    found = re.fullmatch(r"/crm/(\w+)/\d{4}-\d{2}(?:-beta)?(?:/(.+))?", path)
    if found is None:
        return None
    area, rest = found[1], (found[2] or "").split("/")
    match area:
        case "objects":
            return _objects(call, world, _NUMBERS.get(rest[0], rest[0]), rest[1:])
        case "owners":
            return _page(call, list(world.records("hubspot", call.account, "owners").values()), 100)
        case "pipelines":
            return Answer({"results": [_PIPELINE]})
        case "properties":
            names = [*_SHOWN.get(rest[0], ()), *_ALWAYS]
            return Answer({"results": [{"name": each, "label": each, "type": "string", "fieldType": "text"} for each in names]})  # fmt: skip
    return None


def _objects(call: Call, world: World, kind: str, rest: list[str]) -> Answer | None:
    records = world.records("hubspot", call.account, kind)
    match (call.method, *rest):
        case ("POST",):
            return _made(call, world, kind, records, call.json)
        case ("GET",):
            rows = [
                _shown(each, kind, call.query.get("properties", "").split(",")) for each in records.values()
            ]
            return _page(call, rows, _MOST["list"])
        case ("POST", "search"):
            return _search(call, kind, records)
        case ("POST", "batch", "upsert"):
            done = [_upserted(call, world, kind, records, each) for each in call.json["inputs"]]
            return Answer({"status": "COMPLETE", "results": done})
        case ("PUT", id, "associations", "default", to_kind, to_id):
            return _associate(call, world, (kind, id), (to_kind, to_id))
        case ("GET", id, "associations", to_kind):
            links = world.records("hubspot", call.account, "associations")
            found = [
                each for each in links.values() if each["from"] == [kind, id] and each["to"][0] == to_kind
            ]
            rows = [{"toObjectId": int(each["to"][1]), "associationTypes": [_LINK]} for each in found]
            return _page(call, rows, 500)
        case (_, id):
            record = _by_id(records, id, call.query.get("idProperty", ""))
            return _one(call, world, kind, records, record, id)
    return None


def _by_id(records: Records, id: str, property: str) -> Record | None:
    if not property:
        return records.get(id)
    return next((each for each in records.values() if each["properties"].get(property) == id), None)


def _one(
    call: Call, world: World, kind: str, records: Records, record: Record | None, id: str
) -> Answer | None:
    if record is None:
        return _error(
            404, "OBJECT_NOT_FOUND", f"Object not found.  objectId are usually numeric. {kind}: {id}"
        )
    match call.method:
        case "GET":
            return Answer(_shown(record, kind, call.query.get("properties", "").split(",")))
        case "PATCH":
            _change(call, world, kind, record, call.json.get("properties") or {})
            return Answer(record)
        case "DELETE":
            del records[record["id"]]
            _tell(world, call.account, kind, "deletion", record)
            return Answer(None, 204)
    return None


def _made(call: Call, world: World, kind: str, records: Records, given: Record) -> Answer:
    properties = given.get("properties")
    if not isinstance(properties, dict):
        return _error(
            400, "VALIDATION_ERROR", "Invalid input JSON: some required fields were not set: [properties]"
        )
    missing = [name for name in _NEEDED.get(kind, ()) if properties.get(name) in (None, "")]
    if missing:
        return _error(400, "VALIDATION_ERROR", f"Error creating {kind.upper()}. Some required properties were not set.",
                      errors=[{"message": f'Required property "{each}" was not set', "code": "REQUIRED_PROPERTY"} for each in missing])  # fmt: skip
    if kind == "contacts" and (mail := properties.get("email")):
        if "@" not in mail:
            return _error(400, "VALIDATION_ERROR", f'Property values were not valid: [{{"isValid":false,"message":"Email address {mail} is invalid","name":"email"}}]')  # fmt: skip
        if there := _by_id(records, mail, "email"):
            return _error(409, "CONFLICT", f"Contact already exists. Existing ID: {there['id']}")
    record = _record(world, properties)
    records[record["id"]] = record
    for link in given.get("associations") or []:
        _link(world, call.account, (kind, record["id"]), ("", str(link["to"]["id"])))
    _tell(world, call.account, kind, "creation", record)
    return Answer(record, 201)


def _record(world: World, properties: Record) -> Record:
    id = str(7_000_000 + world.number())
    own = {"hs_object_id": id, "createdate": instant(), "hs_lastmodifieddate": instant()}
    texts = {name: None if value is None else str(value) for name, value in properties.items()}
    return {
        "id": id,
        "properties": {**texts, **own},
        "createdAt": instant(),
        "updatedAt": instant(),
        "archived": False,
    }


def _change(call: Call, world: World, kind: str, record: Record, properties: Record) -> None:
    for name, value in properties.items():
        text = None if value is None else str(value)
        if record["properties"].get(name) != text:
            record["properties"][name] = text
            _tell(world, call.account, kind, "propertyChange", record, propertyName=name, propertyValue=text)
    record["properties"]["hs_lastmodifieddate"] = record["updatedAt"] = instant()


def _upserted(call: Call, world: World, kind: str, records: Records, given: Record) -> Record:
    record = _by_id(records, str(given["id"]), given.get("idProperty", ""))
    if record is None:
        named = {given["idProperty"]: given["id"]} if given.get("idProperty") else {}
        record = _record(world, {**named, **given["properties"]})
        records[record["id"]] = record
        _tell(world, call.account, kind, "creation", record)
        return {**record, "new": True}
    _change(call, world, kind, record, given["properties"])
    return {**record, "new": False}


def _tell(world: World, account: int, kind: str, what: str, record: Record, **detail: Any) -> None:
    if noun := _SINGULAR.get(kind):
        world.happened("hubspot", account, f"{noun}.{what}", record, **detail)


def _associate(call: Call, world: World, origin: tuple[str, str], target: tuple[str, str]) -> Answer:
    for kind, id in (origin, target):
        if id not in world.records("hubspot", call.account, kind):
            return _error(404, "OBJECT_NOT_FOUND", f"One or more IDs did not exist: {kind} {id}")
    _link(world, call.account, origin, target)
    sides = {"from": {"id": origin[1]}, "to": {"id": target[1]}, "associationSpec": _LINK}
    return Answer({"status": "COMPLETE", "results": [sides], "completedAt": instant()})


def _link(world: World, account: int, origin: tuple[str, str], target: tuple[str, str]) -> None:
    key = "-".join((*origin, *target))
    world.records("hubspot", account, "associations")[key] = {"from": list(origin), "to": list(target)}


def _search(call: Call, kind: str, records: Records) -> Answer:
    given = call.json
    rows = [each for each in records.values() if _found(each, given)]
    for sort in given.get("sorts") or []:
        name = sort["propertyName"] if isinstance(sort, dict) else sort
        is_down = isinstance(sort, dict) and sort.get("direction") == "DESCENDING"
        rows.sort(key=lambda each, name=name: str(each["properties"].get(name) or ""), reverse=is_down)  # type: ignore[misc]
    size, start = min(int(given.get("limit") or 10), _MOST["search"]), int(given.get("after") or 0)
    shown = [_shown(each, kind, given.get("properties") or []) for each in rows[start : start + size]]
    body: Record = {"total": len(rows), "results": shown}
    if start + size < len(rows):
        body["paging"] = {"next": {"after": str(start + size)}}
    return Answer(body)


def _found(record: Record, given: Record) -> bool:
    properties = record["properties"]
    text = str(given.get("query") or "").lower()
    if text and not any(text in str(value).lower() for value in properties.values()):
        return False
    groups = given.get("filterGroups") or []
    return not groups or any(
        all(_fits(properties.get(each["propertyName"]), each) for each in group["filters"])
        for group in groups
    )


def _fits(value: Any, filter: Record) -> bool:
    wanted, many = filter.get("value"), [str(each).lower() for each in filter.get("values") or []]
    text = "" if value is None else str(value).lower()
    operator: str = filter["operator"]
    match operator:
        case "HAS_PROPERTY":
            return text != ""
        case "NOT_HAS_PROPERTY":
            return text == ""
        case "IN" | "NOT_IN":
            return (text in many) == (operator == "IN")
        case "CONTAINS_TOKEN" | "NOT_CONTAINS_TOKEN":
            is_in = str(wanted).lower().strip("*") in text
            return is_in == (operator == "CONTAINS_TOKEN")
        case "EQ" | "NEQ":
            return (text == str(wanted).lower()) == (operator == "EQ")
        case "BETWEEN":
            return text != "" and float(str(wanted)) <= float(text) <= float(filter["highValue"])
    if text == "":
        return False
    left, right = float(text), float(str(wanted))
    return {"GT": left > right, "GTE": left >= right, "LT": left < right, "LTE": left <= right}[operator]


def _shown(record: Record, kind: str, asked: list[str]) -> Record:
    """The properties that were asked for, or those that HubSpot gives unasked."""
    names = [name for name in asked if name] or list(_SHOWN.get(kind, ()))
    properties = record["properties"]
    kept = {name: properties.get(name) for name in (*names, *_ALWAYS)} if names else properties
    return {**record, "properties": kept}


def _page(call: Call, rows: list[Record], most: int) -> Answer:
    size, start = min(int(call.query.get("limit") or 10), most), int(call.query.get("after") or 0)
    body: Record = {"results": rows[start : start + size]}
    if start + size < len(rows):
        after = str(start + size)
        body["paging"] = {
            "next": {"after": after, "link": f"https://api.hubapi.com{call.path}?after={after}"}
        }
    return Answer(body)


def _error(status: int, category: str, message: str, **more: Any) -> Answer:
    body = {"status": "error", "message": message, "correlationId": uuid_of("hubspot", time.time())}
    return Answer({**body, "category": category, **more}, status)


_LINK = {"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 1}
_STAGES = (
    ("appointmentscheduled", "Appointment scheduled"),
    ("contractsent", "Contract sent"),
    ("closedwon", "Closed won"),
    ("closedlost", "Closed lost"),
)
_PIPELINE = {
    "id": "default",
    "label": "Sales pipeline",
    "stages": [{"id": id, "label": label} for id, label in _STAGES],
}
REFUSALS = {
    401: _error(401, "EXPIRED_AUTHENTICATION", "The OAuth token used to make this call expired 2 minute(s) ago."),
    429: Answer({"status": "error", "message": "You have reached your ten_secondly_rolling limit.", "errorType": "RATE_LIMIT",
                 "correlationId": "demo", "policyName": "TEN_SECONDLY_ROLLING"}, 429),
}  # fmt: skip
