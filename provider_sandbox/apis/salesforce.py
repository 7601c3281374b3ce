"""Salesforce: objects, records and enough of SOQL to find them."""

from __future__ import annotations

import re

from provider_sandbox.seeds.salesforce import PREFIX, stamp, with_stage
from provider_sandbox.world import Answer, Call, Record, Records, World, lacking, page_of

HOST = re.compile(r"demo\d\.my\.salesforce\.com")
_OBJECTS = (
    "Account",
    "Contact",
    "Lead",
    "Opportunity",
    "Case",
    "Task",
    "Contract",
    "Order",
    "Product2",
    "Invoice__c",
)
_REQUIRED = {
    "Account": ("Name",),
    "Contact": ("LastName",),
    "Lead": ("LastName", "Company"),
    "Opportunity": ("Name", "StageName", "CloseDate"),
}
_BATCH = 200
_CLAUSE = re.compile(r"([\w.]+)\s*(>=|<=|!=|=|>|<|LIKE)\s*('(?:[^'\\]|\\.)*'|[\w.+:-]+)", re.IGNORECASE)
#: One that looks whether what was found is after (or at) a place: `(A > x OR (A = x AND Id > y))`.
_AFTER = re.compile(r"\((\w+) > (\S+) OR \(\1 = \2 AND (\w+) > '(\w+)'\)\)", re.IGNORECASE)


def answer(call: Call, world: World) -> Answer | None:
    base = re.match(r"/services/data/v[\d.]+", call.path)
    if base is None:
        return None
    call = Call(**{**call.__dict__, "path": call.path[base.end() :]})
    if call.match("GET", "/sobjects"):
        objects = [{"name": name, "label": _label(name), "queryable": True} for name in _OBJECTS]
        return Answer({"encoding": "UTF-8", "sobjects": objects})
    if call.match("POST", "/actions/custom/flow/{flow}"):
        return Answer([{"isSuccess": True, "outputValues": {}, "errors": None} for _ in call.json["inputs"]])
    if call.match("GET", "/search"):
        return Answer({"searchRecords": _found(call, world)})
    if found := call.match("GET", "/sobjects/{object}/updated/?"):
        since, until = (_text(call.query.get(name, "").replace(" ", "+")) for name in ("start", "end"))
        kept = _records(world, call.account, found["object"]).values()
        ids = [each["Id"] for each in kept if since <= _text(each["SystemModstamp"]) <= until]
        return Answer({"ids": ids, "latestDateCovered": call.query.get("end")})
    if call.match("GET", "/query") or call.match("GET", "/queryAll") or call.path.startswith("/query/"):
        return _query(call, world, base[0])
    if found := call.match("GET", "/sobjects/{object}/describe"):
        return Answer({"name": found["object"], "label": _label(found["object"]), "fields": []})
    if found := call.match("POST", "/sobjects/{object}"):
        if missing := lacking(call.json, *_REQUIRED.get(found["object"], ())):
            return Answer([_missing(missing)], 400)
        return Answer(_created(world, call, found["object"], call.json), 201)
    if call.match("POST", "/composite/sobjects"):
        made: list[Record] = [
            _created(world, call, each["attributes"]["type"], each) for each in call.json["records"]
        ]
        return Answer(made)
    if found := re.fullmatch(r"/sobjects/(\w+)/(\w+)/([^/]+)", call.path):
        return _by_external_id(call, world, *found.groups())
    if found := re.fullmatch(r"/sobjects/(\w+)/(\w+)", call.path):
        return _one(call, world, *found.groups())
    return None


def _records(world: World, account: int, name: str) -> Records:
    return world.records("salesforce", account, name)


def _missing(field: str) -> Record:
    words = f"Required fields are missing: [{field}]"
    return {"message": words, "errorCode": "REQUIRED_FIELD_MISSING", "fields": [field]}


def _change(world: World, account: int, record: Record, given: Record) -> None:
    """Changes the record and tells of it as the flows of this organisation do: of every change of a record."""
    stage = record.get("StageName")
    record |= {**given, "LastModifiedDate": stamp(), "SystemModstamp": stamp()}
    noun = record["attributes"]["type"].lower()
    if noun == "opportunity":
        record |= with_stage(record)
    is_won = noun == "opportunity" and record["IsWon"] and stage != record["StageName"]
    name = "opportunity.closed_won" if is_won else f"{noun}.updated"
    world.happened("salesforce", account, name, record)


def _one(call: Call, world: World, name: str, id: str) -> Answer:
    records = _records(world, call.account, name)
    record = records.get(id)
    if record is None:
        words = "Provided external ID field does not exist or is not accessible: " + id
        return Answer([{"errorCode": "NOT_FOUND", "message": words}], 404)
    if call.method == "PATCH":
        _change(world, call.account, record, call.json)
        return Answer(None, 204)
    if call.method == "DELETE":
        del records[id]
        return Answer(None, 204)
    return Answer(record)


def _by_external_id(call: Call, world: World, name: str, field: str, value: str) -> Answer:
    records = _records(world, call.account, name)
    found = next((each for each in records.values() if str(each.get(field)) == value), None)
    if call.method == "GET":
        return Answer(found) if found else Answer([{"errorCode": "NOT_FOUND", "message": "not found"}], 404)
    if found:
        _change(world, call.account, found, call.json)
        return Answer({"id": found["Id"], "success": True, "errors": [], "created": False})
    return Answer({**_created(world, call, name, {field: value, **call.json}), "created": True}, 201)


def _created(world: World, call: Call, name: str, given: Record) -> Record:
    id = f"{PREFIX.get(name, 'a00')}{world.number():015d}"
    fields = {key: value for key, value in given.items() if key != "attributes"}
    times = dict.fromkeys(("CreatedDate", "LastModifiedDate", "SystemModstamp"), stamp())
    record = {"attributes": {"type": name}, "Id": id, **fields, **times, "IsDeleted": False}
    if name == "Opportunity":
        record = with_stage(record)
    _records(world, call.account, name)[id] = record
    world.happened("salesforce", call.account, f"{name.lower()}.created", record)
    return {"id": id, "success": True, "errors": []}


def _found(call: Call, world: World) -> list[Record]:
    """`FIND {words} … RETURNING Account(Id, Name), Contact`: the records that hold the words, of the objects named."""
    words = re.search(r"FIND\s*\{([^}]*)\}", call.query.get("q", ""), re.IGNORECASE)
    text = words[1].strip('"*').lower() if words else ""
    _, _, named = call.query.get("q", "").partition("RETURNING")
    names = [name for name in _OBJECTS if not named or name in named]
    return [
        {"attributes": {"type": name}, "Id": each["Id"]}
        for name in names
        for each in _records(world, call.account, name).values()
        if text and text in str(list(each.values())).lower()
    ]


def _query(call: Call, world: World, base: str) -> Answer:
    if call.path.startswith("/query/"):
        key, _, start = call.path.removeprefix("/query/").rpartition("-")
        text = bytes.fromhex(key).decode()
    else:
        text, start = call.query.get("q", ""), "0"
    parsed = re.match(
        r"\s*SELECT\s+(?P<fields>.+?)\s+FROM\s+(?P<object>\w+)(?:\s+WHERE\s+(?P<where>.+?))?"
        r"(?:\s+ORDER\s+BY\s+(?P<order>.+?))?(?:\s+LIMIT\s+(?P<limit>\d+))?\s*$",
        text,
        re.IGNORECASE | re.DOTALL,
    )
    if parsed is None:
        return Answer([{"errorCode": "MALFORMED_QUERY", "message": "unexpected token"}], 400)
    name = parsed["object"]
    if name not in _OBJECTS:
        words = f"sObject type '{name}' is not supported."
        return Answer([{"errorCode": "INVALID_TYPE", "message": words}], 400)
    accounts = _records(world, call.account, "Account")
    rows = [
        {**each, "Account": accounts[each["AccountId"]]} if each.get("AccountId") in accounts else each
        for each in _records(world, call.account, name).values()
    ]
    rows = [each for each in rows if _fits(each, parsed["where"] or "")]
    for term in reversed(str(parsed["order"] or "").split(",")):
        if order := term.split():
            rows.sort(key=lambda each, name=order[0]: str(each.get(name)), reverse="DESC" in order)  # type: ignore[misc]
    shown, following = page_of(rows[: int(parsed["limit"] or len(rows))], int(start), _BATCH)
    body: Record = {"totalSize": len(rows), "done": following is None, "records": shown}
    if following is not None:
        body["nextRecordsUrl"] = f"{base}/query/{text.encode().hex()}-{following}"
    return Answer(body)


def _fits(record: Record, where: str) -> bool:
    if after := _AFTER.search(where):
        field, since, second, id = after.groups()
        if (_text(record.get(field)), record.get(second)) <= (_text(since), id):
            return False
        where = where.replace(after[0], "")
    return all(_holds(record, *found) for found in _CLAUSE.findall(where))


def _holds(record: Record, path: str, sign: str, raw: str) -> bool:
    value: object = record
    for name in path.split("."):
        value = value.get(name) if isinstance(value, dict) else None
    wanted = raw.strip("'").replace("\\'", "'")
    text = _text(value)
    if sign.upper() == "LIKE":
        pattern = re.escape(wanted).replace("%", ".*").replace("_", ".")
        return re.fullmatch(pattern, text, re.IGNORECASE | re.DOTALL) is not None
    if isinstance(value, int | float) and not isinstance(value, bool):
        left, right = float(value), float(wanted)
        return {"=": left == right, "!=": left != right, ">": left > right, "<": left < right,
                ">=": left >= right, "<=": left <= right}[sign]  # fmt: skip
    limit = _text(wanted)
    return {"=": text == limit, "!=": text != limit, ">": text > limit, "<": text < limit,
            ">=": text >= limit, "<=": text <= limit}[sign]  # fmt: skip


def _text(value: object) -> str:
    """Comparable: a time without the ways in which zones are written."""
    if value in (None, "null"):
        return ""
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return re.sub(r"^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?(Z|\+0000|\+00:00)$", r"\1", text)


def _label(name: str) -> str:
    return {"Product2": "Product", "Invoice__c": "Invoice"}.get(name, name)


REFUSALS = {
    401: Answer([{"message": "Session expired or invalid", "errorCode": "INVALID_SESSION_ID"}], 401),
    429: Answer([{"message": "TotalRequests Limit exceeded.", "errorCode": "REQUEST_LIMIT_EXCEEDED"}], 429),
}
