"""QuickBooks Online: entities by POST, its query language, sync tokens, duplicate names, payments that settle invoices."""

from __future__ import annotations

import re
from typing import Any

import provider_sandbox.seeds.quickbooks  # noqa: F401 - what it holds at first
from provider_sandbox.world import Answer, Call, Record, World, day, instant, lacking

HOST = re.compile(r"(?:sandbox-)?quickbooks\.api\.intuit\.com")
_REQUIRED = {
    "Customer": ("DisplayName",),
    "Vendor": ("DisplayName",),
    "Invoice": ("CustomerRef", "Line"),
    "Payment": ("CustomerRef", "TotalAmt"),
    "Bill": ("VendorRef", "Line"),
    "BillPayment": ("VendorRef", "PayType", "TotalAmt", "Line"),
    "Account": ("Name",),
    "JournalEntry": ("Line",),
    "CreditMemo": ("CustomerRef", "Line"),
    "Estimate": ("CustomerRef", "Line"),
    "SalesReceipt": ("Line",),
    "Item": ("Name",),
}
_ENTITIES = {name.lower(): name for name in _REQUIRED}
_REFERENCES = {"CustomerRef": "Customer", "VendorRef": "Vendor"}
_NAMED = ("Customer", "Vendor")  # one name for all of them
_SELECT = re.compile(
    r"\s*select\s+(?P<what>.+?)\s+from\s+(?P<entity>\w+)(?:\s+where\s+(?P<where>.+?))?"
    r"(?:\s+order\s*by\s+(?P<order>.+?))?(?:\s+startposition\s+(?P<start>\d+))?(?:\s+maxresults\s+(?P<size>\d+))?\s*",
    re.IGNORECASE | re.DOTALL,
)
_CLAUSE = re.compile(
    r"([\w.]+)\s*(>=|<=|=|>|<|like|in)\s*('(?:[^'\\]|\\.)*'|\([^)]*\)|[\w.-]+)", re.IGNORECASE
)


def answer(call: Call, world: World) -> Answer | None:
    found = re.fullmatch(r"/v3/company/(\w+)/([\w/-]+)", call.path)
    if found is None:
        return None
    if found[1] != f"91300000{call.account}":
        return _fault(
            403, "3100", "Error processing request", "Not authorized for this company", "AuthorizationFault"
        )
    name, *rest = found[2].split("/")
    if name == "query":
        return _query(call, world)
    if name == "cdc":
        return _changes(call, world)
    if name == "reports":
        return Answer({"Header": {"ReportName": rest[0], "Currency": "USD"}, "Columns": {"Column": []}, "Rows": {"Row": []}})  # fmt: skip
    entity = _ENTITIES.get(name)
    if entity is None:
        return None
    if call.method == "GET":
        return _read(call, world, entity, rest)
    key = call.query.get("requestid", "")
    if not key:
        return _write(call, world, entity, rest)
    made, _is_again = world.once(
        ("quickbooks", str(call.account), call.path, key), lambda: _write(call, world, entity, rest)
    )
    return made


def _read(call: Call, world: World, entity: str, rest: list[str]) -> Answer:
    record = world.records("quickbooks", call.account, entity).get(rest[0] if rest else "")
    if record is None or record.get("status") == "Deleted":
        return _fault(400, "610", "Object Not Found", "Object Not Found : Something you're trying to use has been made inactive. Check the fields with accounts, customers, items, vendors or employees.")  # fmt: skip
    if rest[1:] == ["pdf"]:
        return Answer(b"%PDF-1.4 not real", 200, {"Content_Type": "application/pdf"})
    return _one(entity, record)


def _write(call: Call, world: World, entity: str, rest: list[str]) -> Answer:
    records = world.records("quickbooks", call.account, entity)
    if rest[1:] == ["send"]:
        if rest[0] not in records:
            return _fault(400, "610", "Object Not Found", f"{entity} {rest[0]}")
        return _send(call, world, entity, records[rest[0]])
    given = call.json
    if given.get("Id"):
        return _change(call, world, entity, given)
    if missing := lacking(given, *_REQUIRED[entity]):
        return _fault(400, "2020", "Required param missing, need to supply the required value for the API", f"Required parameter {missing} is missing in the request", element=missing)  # fmt: skip
    if refused := _refused(call, world, entity, given):
        return refused
    id = str(1000 + world.number())
    record: Record = {"Id": id, "SyncToken": "0", "domain": "QBO", "sparse": False, "status": None, **given}
    record["MetaData"] = {"CreateTime": instant(), "LastUpdatedTime": instant()}
    if entity in _NAMED:
        record = {"Active": True, "Balance": 0.0, **record}
    elif "Line" in record:
        total = round(sum(float(line.get("Amount") or 0) for line in record["Line"]), 2)
        record = {"TxnDate": day(), "DocNumber": str(1100 + world.number()), "TotalAmt": total, **record}
        if entity in ("Invoice", "Bill"):
            record = {"Balance": total, "DueDate": day(30), "EmailStatus": "NotSet", **record}
        if entity == "CreditMemo":
            record["RemainingCredit"] = total
    if entity == "Payment":
        record["UnappliedAmt"] = round(float(record["TotalAmt"]) - _settle(call, world, record), 2)
    del record["status"]
    records[id] = record
    world.happened("quickbooks", call.account, f"qbo.{entity.lower()}.created.v1", record)
    return _one(entity, record)


def _refused(call: Call, world: World, entity: str, given: Record) -> Answer | None:
    """What QuickBooks does not take, beside a field that is missing."""
    name = given.get("DisplayName")
    taken = [
        each
        for kind in _NAMED
        for each in world.records("quickbooks", call.account, kind).values()
        if entity in _NAMED and each["DisplayName"] == name
    ]
    if taken:
        return _fault(400, "6240", "Duplicate Name Exists Error", f"The name supplied already exists. : Id={taken[0]['Id']}")  # fmt: skip
    if name and re.search(r"[:\t\n]", name):
        return _fault(400, "2040", "Invalid characters in DisplayName", "A colon, tab or new line is not allowed", element="DisplayName")  # fmt: skip
    for field, kind in _REFERENCES.items():
        if field in given and given[field].get("value") not in world.records(
            "quickbooks", call.account, kind
        ):
            return _fault(400, "2500", "Invalid Reference Id", f"Invalid Reference Id : {kind} element id {given[field].get('value')} not found", element=field)  # fmt: skip
    for line in given.get("Line") or []:
        item = (line.get("SalesItemLineDetail") or {}).get("ItemRef", {}).get("value")
        if item is not None and item not in world.records("quickbooks", call.account, "Item"):
            return _fault(400, "2500", "Invalid Reference Id", f"Invalid Reference Id : Item element id {item} not found", element="ItemRef")  # fmt: skip
        for linked in line.get("LinkedTxn") or []:
            if linked["TxnId"] not in world.records("quickbooks", call.account, linked["TxnType"]):
                return _fault(400, "2500", "Invalid Reference Id", f"Invalid Reference Id : {linked['TxnType']} {linked['TxnId']}")  # fmt: skip
    if entity == "JournalEntry":
        sides = {"Debit": 0.0, "Credit": 0.0}
        for line in given["Line"]:
            sides[line["JournalEntryLineDetail"]["PostingType"]] += float(line["Amount"])
        if round(sides["Debit"] - sides["Credit"], 2):
            return _fault(400, "6000", "A business validation error has occurred while processing your request", "Business Validation Error: Debits must equal credits.")  # fmt: skip
    return None


def _settle(call: Call, world: World, payment: Record) -> float:
    """What of the payment its invoices took."""
    applied = 0.0
    for line in payment.get("Line") or []:
        for linked in line.get("LinkedTxn") or []:
            invoice = world.records("quickbooks", call.account, linked["TxnType"])[linked["TxnId"]]
            invoice["Balance"] = round(invoice["Balance"] - float(line["Amount"]), 2)
            _touch(invoice)
            applied += float(line["Amount"])
            world.happened("quickbooks", call.account, "qbo.invoice.updated.v1", invoice)
    return applied


def _change(call: Call, world: World, entity: str, given: Record) -> Answer:
    records = world.records("quickbooks", call.account, entity)
    record = records.get(given["Id"])
    if record is None:
        return _fault(400, "610", "Object Not Found", f"{entity} {given['Id']}")
    if given.get("SyncToken") != record["SyncToken"]:
        return _fault(400, "5010", "Stale Object Error", "Stale Object Error : You and Demo were working on this at the same time.")  # fmt: skip
    what = "updated"
    match call.query.get("operation"):
        case "delete":
            del records[given["Id"]]
            world.happened("quickbooks", call.account, f"qbo.{entity.lower()}.deleted.v1", record)
            return _one(entity, {"Id": given["Id"], "status": "Deleted", "domain": "QBO"})
        case "void":
            record |= {"TotalAmt": 0.0, "Balance": 0.0, "PrivateNote": "Voided"}
            what = "voided"
        case _:
            record |= {key: value for key, value in given.items() if key != "sparse"}
    _touch(record)
    world.happened("quickbooks", call.account, f"qbo.{entity.lower()}.{what}.v1", record)
    return _one(entity, record)


def _send(call: Call, world: World, entity: str, record: Record) -> Answer:
    customer = world.records("quickbooks", call.account, "Customer")[record["CustomerRef"]["value"]]
    known = (record.get("BillEmail") or customer.get("PrimaryEmailAddr") or {}).get("Address")
    if not (to := call.query.get("sendTo") or known):
        return _fault(400, "6000", "A business validation error has occurred while processing your request", "Business Validation Error: The email address is missing.")  # fmt: skip
    delivered = {"DeliveryType": "Email", "DeliveryTime": instant()}
    record |= {"EmailStatus": "EmailSent", "BillEmail": {"Address": to}, "DeliveryInfo": delivered}
    _touch(record)
    world.happened("quickbooks", call.account, f"qbo.{entity.lower()}.emailed.v1", record)
    return _one(entity, record)


def _touch(record: Record) -> None:
    record["SyncToken"] = str(int(record["SyncToken"]) + 1)
    record["MetaData"]["LastUpdatedTime"] = instant()


def _query(call: Call, world: World) -> Answer:
    text = call.query.get("query", "")
    parsed = _SELECT.fullmatch(text)
    if parsed is None:
        return _fault(400, "4000", "Error parsing query", f'QueryParserError: Encountered "{text[:30]}"', "ValidationFault")  # fmt: skip
    entity = _ENTITIES.get(parsed["entity"].lower())
    if entity is None:
        return _fault(400, "4001", "Invalid query", f"QueryValidationError: property {parsed['entity']} not found", "ValidationFault")  # fmt: skip
    where = parsed["where"] or ""
    rows = [
        each
        for each in world.records("quickbooks", call.account, entity).values()
        if ("active" in where.lower() or each.get("Active", True))
        and all(_holds(each, *found) for found in _CLAUSE.findall(where))
    ]
    if "count(" in parsed["what"].lower():
        return Answer({"QueryResponse": {"totalCount": len(rows)}, "time": instant()})
    if parsed["order"]:
        field, *direction = parsed["order"].split()
        rows.sort(key=lambda each: str(_value(each, field)), reverse=direction[:1] == ["desc"])
    start, size = int(parsed["start"] or 1), min(int(parsed["size"] or 100), 1000)
    shown = rows[start - 1 : start - 1 + size]
    found = {entity: shown, "startPosition": start, "maxResults": len(shown)} if shown else {}
    return Answer({"QueryResponse": found, "time": instant()})


def _value(record: Record, path: str) -> Any:
    value: Any = record
    for name in path.split("."):
        value = value.get(name) if isinstance(value, dict) else None
    if isinstance(value, dict):  # a reference or an address stands for its value
        value = value.get("value", value.get("Address"))
    return value


def _holds(record: Record, path: str, sign: str, raw: str) -> bool:
    value = _value(record, path)
    if sign.lower() == "in":
        return str(value) in re.findall(r"'([^']*)'", raw) or str(value).lower() in raw.lower().strip(
            "()"
        ).split(",")
    wanted = raw.strip("'").replace("\\'", "'")
    if isinstance(value, bool):
        return str(value).lower() == wanted.lower()
    if sign.lower() == "like":
        pattern = re.escape(wanted).replace("%", ".*")
        return re.fullmatch(pattern, str(value or ""), re.IGNORECASE | re.DOTALL) is not None
    if isinstance(value, int | float):
        left, right = float(value), float(wanted)
    else:
        left, right = str(value or ""), wanted  # type: ignore[assignment]
    return {"=": left == right, ">": left > right, "<": left < right, ">=": left >= right, "<=": left <= right}[sign]  # fmt: skip


def _changes(call: Call, world: World) -> Answer:
    since = call.query.get("changedSince", "")[:19]
    answers: list[Record] = []
    for name in call.query.get("entities", "").split(","):
        entity = _ENTITIES.get(name.strip().lower(), "")
        kept = world.records("quickbooks", call.account, entity).values() if entity else []
        changed = [each for each in kept if each["MetaData"]["LastUpdatedTime"][:19] >= since]
        answers.append({entity: changed, "startPosition": 1, "maxResults": len(changed)} if changed else {})
    return Answer({"CDCResponse": [{"QueryResponse": answers}], "time": instant()})


def _one(entity: str, record: Record) -> Answer:
    return Answer({entity: record, "time": instant()})


def _fault(
    status: int, code: str, message: str, detail: str, type: str = "ValidationFault", element: str = ""
) -> Answer:
    error = {"Message": message, "Detail": detail, "code": code, **({"element": element} if element else {})}
    return Answer({"Fault": {"Error": [error], "type": type}, "time": instant()}, status)


def _gateway(status: int, code: str, message: str, detail: str, type: str) -> Answer:
    """The gateway in front writes the same in small letters."""
    fault = {"error": [{"message": message, "detail": detail, "code": code}], "type": type}
    return Answer({"fault": fault}, status)


REFUSALS = {
    401: _gateway(401, "3200", "message=AuthenticationFailed; errorCode=003200; statusCode=401", "Token expired", "AUTHENTICATION"),
    429: _gateway(429, "003001", "message=ThrottleExceeded; errorCode=003001; statusCode=429", "Too many requests", "THROTTLE"),
}  # fmt: skip
