"""Salesforce: objects, records and enough of SOQL to find them."""

from __future__ import annotations

import re

from provider_sandbox.world import Answer, Call, Record, Records, World, page_of

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
_PREFIX = {
    "Account": "001",
    "Contact": "003",
    "Opportunity": "006",
    "Lead": "00Q",
    "Task": "00T",
    "Case": "500",
}
_BATCH = 200
_CLAUSE = re.compile(r"(\w+)\s*(=|LIKE|!=)\s*('(?:[^'\\]|\\.)*'|[\w.+-]+)", re.IGNORECASE)


def answer(call: Call, world: World) -> Answer | None:
    base = re.match(r"/services/data/v[\d.]+", call.path)
    if base is None:
        return None
    call = Call(**{**call.__dict__, "path": call.path[base.end() :]})
    if call.match("GET", "/sobjects"):
        objects = [{"name": name, "label": _label(name), "queryable": True} for name in _OBJECTS]
        return Answer({"encoding": "UTF-8", "sobjects": objects})
    if call.match("GET", "/query") or call.path.startswith("/query/"):
        return _query(call, world, base[0])
    if found := call.match("GET", "/sobjects/{object}/describe"):
        return Answer({"name": found["object"], "label": _label(found["object"]), "fields": []})
    if found := call.match("POST", "/sobjects/{object}"):
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
    return world.records("salesforce", account, name, lambda: _seed(name))


def _one(call: Call, world: World, name: str, id: str) -> Answer:
    records = _records(world, call.account, name)
    record = records.get(id)
    if record is None:
        words = "Provided external ID field does not exist or is not accessible: " + id
        return Answer([{"errorCode": "NOT_FOUND", "message": words}], 404)
    if call.method == "PATCH":
        record.update(call.json)
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
        found.update(call.json)
        return Answer({"id": found["Id"], "success": True, "errors": [], "created": False})
    return Answer({**_created(world, call, name, {field: value, **call.json}), "created": True}, 201)


def _created(world: World, call: Call, name: str, given: Record) -> Record:
    id = f"{_PREFIX.get(name, 'a00')}{world.number():015d}"
    fields = {key: value for key, value in given.items() if key != "attributes"}
    _records(world, call.account, name)[id] = {"attributes": {"type": name}, "Id": id, **fields}
    return {"id": id, "success": True, "errors": []}


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
    rows = [
        each for each in _records(world, call.account, name).values() if _fits(each, parsed["where"] or "")
    ]
    if parsed["order"]:
        field = parsed["order"].split()[0]
        rows.sort(key=lambda each: str(each.get(field)))
    shown, following = page_of(rows[: int(parsed["limit"] or len(rows))], int(start), _BATCH)
    body: Record = {"totalSize": len(rows), "done": following is None, "records": shown}
    if following is not None:
        body["nextRecordsUrl"] = f"{base}/query/{text.encode().hex()}-{following}"
    return Answer(body)


def _fits(record: Record, where: str) -> bool:
    for name, sign, raw in _CLAUSE.findall(where):
        wanted = raw.strip("'").replace("\\'", "'")
        value = record.get(name)
        text = "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
        if sign.upper() == "LIKE":
            pattern = re.escape(wanted).replace("%", ".*").replace("_", ".")
            holds = re.fullmatch(pattern, text, re.IGNORECASE | re.DOTALL) is not None
        else:
            holds = (text == wanted) == (sign == "=")
        if not holds:
            return False
    return True


def _label(name: str) -> str:
    return {"Product2": "Product", "Invoice__c": "Invoice"}.get(name, name)


def _seed(name: str) -> Records:
    if name == "Account":
        names = ["Globex", "Initech", "Umbrella", *(f"Account {number:03d}" for number in range(1, 251))]
        rows: list[Record] = [{"Name": each, "Type": "Customer"} for each in names]
    elif name == "Opportunity":
        rows = [
            {"Name": "Globex – Team plan", "Amount": 49000, "StageName": "Closed Won"},
            {"Name": "Initech – Basic plan", "Amount": 1900, "StageName": "Negotiation"},
        ]
    elif name == "Contact":
        rows = [{"Name": "Hank Scorpio", "LastName": "Scorpio", "Email": "hank@globex.example"}]
    else:
        rows = []
    made = [
        {"attributes": {"type": name}, "Id": f"{_PREFIX.get(name, 'a00')}{number:015d}", **row}
        for number, row in enumerate(rows, 900_001)
    ]
    for each in made:
        if name in ("Opportunity", "Contact"):
            each["AccountId"] = "001000000000900001"
    return {each["Id"]: each for each in made}
