"""NetSuite's REST record service and enough of SuiteQL: new ids come in `Location`, lists give ids only, errors as `o:errorDetails`."""

from __future__ import annotations

import re
from typing import Any

from provider_sandbox.cast import CAST
from provider_sandbox.world import Answer, Call, Record, Records, World, day, lacking, seed

HOST = re.compile(r"[\w-]+\.(?:suitetalk|restlets)\.api\.netsuite\.com")
_NEEDED = {
    "customer": ("subsidiary",),
    "invoice": ("entity", "item"),
    "vendorBill": ("entity",),
    "journalEntry": ("line",),
    "vendor": ("companyName",),
    "customerPayment": ("customer", "payment"),
}
_TYPES = (*_NEEDED, "salesOrder", "creditMemo", "subsidiary", "account", "contact", "item")
_TOLD = {"customer", "invoice", "customerPayment", "vendorBill", "salesOrder", "journalEntry"}
_SELECT = re.compile(
    r"\s*select\s+(?P<what>.+?)\s+from\s+(?P<table>\w+)(?:\s+where\s+(?P<where>.+?))?(?:\s+order\s+by\s+(?P<order>.+?))?\s*",
    re.IGNORECASE | re.DOTALL,
)
_CLAUSE = re.compile(r"(\w+)\s*(>=|<=|!=|=|>|<|like)\s*('(?:[^']|'')*'|[\w.-]+)", re.IGNORECASE)
_RECORD = "/services/rest/record/v1/"


def answer(call: Call, world: World) -> Answer | None:
    if ".restlets." in call.host:
        return Answer(
            {
                "success": True,
                "script": call.query.get("script"),
                "received": call.json if call.body else None,
            }
        )
    if call.path == "/services/rest/query/v1/suiteql":
        return _suiteql(call, world)
    if not call.path.startswith(_RECORD):
        return None
    kind, *rest = call.path.removeprefix(_RECORD).split("/")
    if kind == "metadata-catalog":
        return Answer({"items": [{"name": each, "links": []} for each in _TYPES]})
    name = next((each for each in _TYPES if each.lower() == kind.lower()), "")
    if not name and not kind.lower().startswith("customrecord"):
        return _error(404, "NONEXISTENT_RECORD_TYPE", f"Record type '{kind}' does not exist.")
    name = name or kind.lower()
    records = world.records("netsuite", call.account, name)
    if not rest:
        return (
            _list(call, name, records)
            if call.method == "GET"
            else _made(call, world, name, records, call.json)
        )
    return _one(call, world, name, records, rest)


def _one(call: Call, world: World, name: str, records: Records, rest: list[str]) -> Answer | None:
    external = rest[0].removeprefix("eid:") if rest[0].startswith("eid:") else ""
    record = (
        next((each for each in records.values() if each.get("externalId") == external), None)
        if external
        else records.get(rest[0])
    )
    if call.method == "PUT" and external and record is None:
        return _made(call, world, name, records, {**call.json, "externalId": external})
    if record is None:
        return _error(
            404, "NONEXISTENT_ID", "The record instance does not exist. Provide a valid record instance ID."
        )
    match (call.method, rest[1:]):
        case ("GET", []):
            return Answer(record)
        case ("PATCH" | "PUT", []):
            record |= call.json
            _tell(call, world, f"{name}.edit", record)
            return _located(call, name, record["id"])
        case ("DELETE", []):
            del records[record["id"]]
            return Answer(None, 204)
        case ("POST", ["!transform", target]):
            kind = next((each for each in _TYPES if each.lower() == target.lower()), target)
            given = {
                **{key: record[key] for key in ("entity", "item") if key in record},
                **(call.json if call.body else {}),
            }
            given["createdFrom"] = {"id": record["id"]}
            return _made(call, world, kind, world.records("netsuite", call.account, kind), given)
    return None


def _made(call: Call, world: World, name: str, records: Records, given: Record) -> Answer:
    if missing := lacking(given, *_NEEDED.get(name, ())):
        return _error(400, "USER_ERROR", f"Please enter value(s) for: {missing}.", path=missing)
    entity = given.get("entity") or given.get("customer")
    if isinstance(entity, dict) and "id" in entity:
        owner = "vendor" if name == "vendorBill" else "customer"
        if str(entity["id"]) not in world.records("netsuite", call.account, owner):
            return _error(
                400, "INVALID_KEY_OR_REF", f"Invalid entity reference key {entity['id']}.", path="entity"
            )
    external = given.get("externalId")
    if external and any(each.get("externalId") == external for each in records.values()):
        return _error(400, "DUP_RCRD", "This record already exists.")
    id = str(4000 + world.number())
    record: Record = {"id": id, "links": [], **given}
    if "item" in given or "expense" in given:
        lines = (given.get("item") or given.get("expense") or {}).get("items") or []
        total = sum(float(each.get("amount") or float(each.get("rate") or 0) * float(each.get("quantity") or 1)) for each in lines)  # fmt: skip
        record = {"tranId": f"INV{id}", "tranDate": day(), "total": round(total, 2), **record}
    records[id] = record
    _tell(call, world, f"{name}.create", record)
    return _located(call, name, id)


def _tell(call: Call, world: World, type: str, record: Record) -> None:
    if type.partition(".")[0] in _TOLD:
        company = call.host.partition(".")[0].upper().replace("-", "_")
        world.happened("netsuite", call.account, type, record, company=company)


def _located(call: Call, name: str, id: str) -> Answer:
    return Answer(None, 204, {"Location": f"https://{call.host}{_RECORD}{name}/{id}"})


def _list(call: Call, name: str, records: Records) -> Answer:
    rows: list[Record] = [
        {
            "id": each["id"],
            "links": [{"rel": "self", "href": f"https://{call.host}{_RECORD}{name}/{each['id']}"}],
        }
        for each in records.values()
    ]
    return _page(call, rows)


def _suiteql(call: Call, world: World) -> Answer:
    if "transient" not in call.headers.get("prefer", ""):
        return _error(400, "INVALID_HEADER", "The required request header 'Prefer' is missing or is incorrect. Set it to 'transient'.")  # fmt: skip
    text = str(call.json.get("q") or "")
    parsed = _SELECT.fullmatch(text)
    if parsed is None:
        return _error(400, "INVALID_PARAMETER", f"Invalid search query. Detailed unprocessed description follows. Failed to parse SQL: {text[:60]}")  # fmt: skip
    table = parsed["table"].lower()
    names = [each.strip() for each in parsed["what"].split(",")]
    if table == "dual":
        return _page(call, [{_alias(each): re.split(r"\s", each)[0] for each in names}])
    kind = next(
        (each for each in _TYPES if each.lower() == table), "invoice" if table == "transaction" else ""
    )
    if not kind:
        return _error(400, "INVALID_PARAMETER", f"Invalid search query. Record '{table}' was not found.")
    rows = [
        each
        for each in world.records("netsuite", call.account, kind).values()
        if all(_holds(each, *found) for found in _CLAUSE.findall(parsed["where"] or ""))
    ]
    if parsed["order"]:
        field, *direction = parsed["order"].split()
        rows.sort(key=lambda each: _sortable(_value(each, field)), reverse=[each.lower() for each in direction[:1]] == ["desc"])  # fmt: skip
    shown = [
        {"links": [], **(_flat(each) if names == ["*"] else {_alias(name): _value(each, re.split(r"\s", name)[0]) for name in names})}
        for each in rows
    ]  # fmt: skip
    return _page(call, shown)


def _alias(name: str) -> str:
    return re.split(r"\s+(?:as\s+)?", name, flags=re.IGNORECASE)[-1].lower()


def _flat(record: Record) -> Record:
    return {name.lower(): _value(record, name) for name in record if name != "links"}


def _value(record: Record, name: str) -> Any:
    """SuiteQL knows no capital letters, and gives everything as text."""
    found = next((record[key] for key in record if key.lower() == name.lower().rpartition(".")[2]), None)
    if isinstance(found, dict):
        found = found.get("id", found.get("refName"))
    return None if found is None else str(found)


def _sortable(value: str | None) -> tuple[float, str]:
    return (float(value), "") if value and re.fullmatch(r"-?\d+(\.\d+)?", value) else (0.0, value or "")


def _holds(record: Record, name: str, sign: str, raw: str) -> bool:
    value, wanted = _value(record, name) or "", raw.strip("'").replace("''", "'")
    if sign.lower() == "like":
        return re.fullmatch(re.escape(wanted).replace("%", ".*"), value, re.IGNORECASE) is not None
    left, right = _sortable(value), _sortable(wanted)
    return {"=": left == right, "!=": left != right, ">": left > right, "<": left < right, ">=": left >= right, "<=": left <= right}[sign]  # fmt: skip


def _page(call: Call, rows: list[Record]) -> Answer:
    size, start = min(int(call.query.get("limit") or 1000), 1000), int(call.query.get("offset") or 0)
    if start % size:
        return _error(400, "INVALID_PARAMETER", "The offset must be divisible by the limit.")
    shown = rows[start : start + size]
    links = []
    has_more = start + size < len(rows)
    if has_more:
        links = [
            {"rel": "next", "href": f"https://{call.host}{call.path}?limit={size}&offset={start + size}"}
        ]
    return Answer({"links": links, "count": len(shown), "hasMore": has_more, "items": shown, "offset": start, "totalResults": len(rows)})  # fmt: skip


def _error(status: int, code: str, detail: str, path: str = "") -> Answer:
    titles = {400: "Bad Request", 401: "Unauthorized", 404: "Not Found", 429: "Too Many Requests"}
    details = {"detail": detail, "o:errorCode": code, **({"o:errorPath": path} if path else {})}
    body = {"type": "https://www.rfc-editor.org/rfc/rfc9110.html", "title": titles[status], "status": status}
    kind = {"Content_Type": "application/vnd.oracle.resource+json; type=error"}
    return Answer({**body, "o:errorDetails": [details]}, status, kind)


@seed("netsuite", "subsidiary")
def _subsidiaries() -> Records:
    return {"1": {"id": "1", "name": "Demo company", "links": []}}


@seed("netsuite", "customer")
def _customers() -> Records:
    made = [
        {"id": str(40 + each.number), "entityId": each.name, "companyName": each.name, "email": each.email, "subsidiary": {"id": "1"}, "links": []}
        for each in CAST
    ]  # fmt: skip
    return {str(each["id"]): each for each in made}


@seed("netsuite", "vendor")
def _vendors() -> Records:
    return {"71": {"id": "71", "companyName": "Office Supplies Ltd", "links": []}}


REFUSALS = {
    401: _error(401, "INVALID_LOGIN", "Invalid login attempt. For more details, see the Login Audit Trail in the NetSuite UI."),
    429: _error(429, "CONCURRENCY_LIMIT_EXCEEDED", "Request failed. Concurrency limit exceeded."),
}  # fmt: skip
