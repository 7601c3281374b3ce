"""Rillet: customers, invoices, contracts and the ledger; amounts as texts, pages by cursor, problems as RFC 9457 writes them."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Any

from provider_sandbox.cast import CAST
from provider_sandbox.world import Answer, Call, Record, Records, World, day, instant, lacking, seed, uuid_of

HOST = re.compile(r"api\.rillet\.com")
#: Collection: the event's noun, what a new one needs.
_KINDS: dict[str, tuple[str, tuple[str, ...]]] = {
    "customers": ("CUSTOMER", ("name",)),
    "invoices": ("INVOICE", ("customer_id", "invoice_date", "items")),
    "contracts": ("CONTRACT", ("customer_id", "name", "start_date", "scope", "items")),
    "credit-memos": ("CREDIT_MEMO", ("customer_id", "credit_memo_date", "items")),
    "journal-entries": ("JOURNAL_ENTRY", ("name", "currency", "date", "items")),
    "bills": ("BILL", ("vendor_id", "expense_number", "bill_date", "due_date", "items")),
    "vendors": ("VENDOR", ("name",)),
    "products": ("", ("name",)),
    "accounts": ("", ("code", "name")),
}
_OWNERS = {"customer_id": "customers", "vendor_id": "vendors"}


def answer(call: Call, world: World) -> Answer | None:
    parts = call.path.strip("/").split("/")
    if call.match("GET", "/organizations/self"):
        return Answer(
            {
                "id": uuid_of("rillet", "organization", call.account),
                "trade_name": f"Demo organisation {call.account}",
            }
        )
    if parts[0] == "reports":
        if parts[1:] == ["arr-waterfall"]:
            return Answer({"customers": [], "pagination": {"next_cursor": None}})
        return Answer({"report": parts[-1], "rows": []})
    if found := call.match("PATCH", "/contract-items/{id}/usage"):
        usage = world.records("rillet", call.account, "usage").setdefault(found["id"], {"usage": []})
        usage["usage"] += call.json.get("usage") or []
        return Answer(usage)
    kind = parts[0]
    if kind not in _KINDS:
        return None
    records = world.records("rillet", call.account, kind)
    if len(parts) == 1:
        return _list(call, kind, records) if call.method == "GET" else _once(call, world, kind, records)
    record = records.get(parts[1])
    if record is None:
        return _problem(404, "Not Found", f"{kind[:-1].title()} {parts[1]} was not found.")
    if kind == "invoices" and len(parts) == 3:
        return _step(call, world, record, parts[2])
    if call.headers.get("accept") == "application/pdf":
        return Answer(b"%PDF-1.4 not real", 200, {"Content_Type": "application/pdf"})
    if call.method == "PUT":
        record |= {**call.json, "updated_at": instant()}
        world.happened("rillet", call.account, f"{_KINDS[kind][0]}.UPDATED", record)
    elif call.method == "DELETE":
        del records[parts[1]]
        world.happened("rillet", call.account, f"{_KINDS[kind][0]}.DELETED", record)
        return Answer(None, 204)
    return Answer(record)


def _once(call: Call, world: World, kind: str, records: Records) -> Answer:
    key = call.headers.get("idempotency-key", "")
    if not key:
        return _made(call, world, kind, records)
    made, _is_again = world.once(
        ("rillet", str(call.account), call.path, key), lambda: _made(call, world, kind, records)
    )
    return made


def _made(call: Call, world: World, kind: str, records: Records) -> Answer:
    given = call.json
    noun, needed = _KINDS[kind]
    if missing := lacking(given, *needed):
        return _problem(400, "Bad Request", f"{missing} must not be null")
    for field, owner in _OWNERS.items():
        if field in given and given[field] not in world.records("rillet", call.account, owner):
            return _problem(404, "Not Found", f"{owner[:-1].title()} {given[field]} was not found.")
    id = uuid_of("rillet", kind, world.number())
    record: Record = {"id": id, **given, "updated_at": instant()}
    if kind in ("invoices", "credit-memos"):
        total = _total(given["items"])
        if total is None:
            return _problem(400, "Bad Request", 'items[].price must be an amount such as {"amount": "12.34", "currency": "USD"}')  # fmt: skip
        amount = {"amount": str(total), "currency": given.get("currency", "USD")}
        record |= {"status": "UNPAID", "total": amount, "amount_due": dict(amount), "sent": False}
        record["invoice_number"] = given.get("invoice_number") or f"RIL-{1000 + world.number()}"
        record["due_date"] = given.get("due_date") or day(30)
        if kind == "credit-memos":
            record["remaining_amount"] = amount
    elif kind == "contracts":
        record["status"] = "ACTIVE"
    elif kind == "journal-entries" and not _is_balanced(given["items"]):
        return _problem(400, "Bad Request", "Journal entry items must balance: debits differ from credits.")
    records[id] = record
    if noun:
        world.happened("rillet", call.account, f"{noun}.CREATED", record)
    return Answer(record, 201 if kind == "accounts" else 200)


def _step(call: Call, world: World, invoice: Record, step: str) -> Answer | None:
    given = call.json if call.body else {}
    if step == "sent-status" and call.method == "PUT":
        invoice |= {"sent": bool(given.get("sent")), "updated_at": instant()}
        world.happened("rillet", call.account, "INVOICE.UPDATED", invoice)
        return Answer(None, 204)
    if step != "payments" or call.method != "POST":
        return None
    if missing := lacking(given, "amount", "date", "account_code"):
        return _problem(400, "Bad Request", f"{missing} must not be null")
    paid = _number(given["amount"])
    due = Decimal(invoice["amount_due"]["amount"])
    if paid is None or paid <= 0 or paid > due:
        return _problem(400, "Bad Request", f"The payment must be more than 0 and at most {due}.")
    invoice["amount_due"]["amount"] = str(due - paid)
    invoice |= {"status": "PAID" if due == paid else "PARTIALLY_PAID", "updated_at": instant()}
    payment = {"id": uuid_of("rillet", "payment", world.number()), "status": "SETTLED", **given}
    world.happened("rillet", call.account, "INVOICE.PAYMENT_UPDATED", invoice)
    return Answer(payment)


def _number(value: Any) -> Decimal | None:
    text = value.get("amount") if isinstance(value, dict) else value
    try:
        return Decimal(str(text))
    except InvalidOperation:
        return None


def _total(items: list[Record]) -> Decimal | None:
    total = Decimal(0)
    for item in items:
        price = _number(item.get("price") or item.get("amount") or item.get("unit_price"))
        quantity = _number(item.get("quantity", 1))
        if price is None or quantity is None:
            return None
        total += price * quantity
    return total


def _is_balanced(items: list[Record]) -> bool:
    sides = {"DEBIT": Decimal(0), "CREDIT": Decimal(0)}
    for item in items:
        side = str(item.get("side") or item.get("type") or "DEBIT").upper()
        sides[side if side in sides else "DEBIT"] += _number(item.get("amount")) or Decimal(0)
    return sides["DEBIT"] == sides["CREDIT"]


def _list(call: Call, kind: str, records: Records) -> Answer:
    rows = list(records.values())[::-1]
    for name in ("customer_id", "status", "currency"):
        if wanted := call.query.get(name):
            rows = [each for each in rows if each.get(name) == wanted]
    if since := call.query.get("updated.gt"):
        rows = [each for each in rows if each.get("updated_at", "") > since]
    if text := call.query.get("search", "").lower():
        rows = [each for each in rows if text in str(each.get("name")).lower()]
    size = min(int(call.query.get("limit") or 25), 100)
    cursor = call.query.get("cursor", "")
    start = (
        int(cursor.removeprefix("demo-")) if re.fullmatch(r"demo-\d+", cursor) else 0
    )  # a bad one begins anew
    following = f"demo-{start + size}" if start + size < len(rows) else None
    shown = rows[start : start + size]
    return Answer({kind.replace("-", "_"): shown, "pagination": {"next_cursor": following}})


def _problem(status: int, title: str, detail: str) -> Answer:
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    return Answer(body, status, {"Content_Type": "application/problem+json"})


@seed("rillet", "customers")
def _customers() -> Records:
    made = [
        {"id": uuid_of("rillet", "cast", each.number), "name": each.name, "emails": [each.email], "updated_at": instant(0)}
        for each in CAST
    ]  # fmt: skip
    return {str(each["id"]): each for each in made}


@seed("rillet", "products")
def _products() -> Records:
    id = uuid_of("rillet", "product", "pro")
    price = {"amount": "420.00", "currency": "USD"}
    return {
        id: {"id": id, "name": "Pro plan", "price": price, "status": "ACTIVE", "revenue_pattern": "DAILY"}
    }


@seed("rillet", "accounts")
def _accounts() -> Records:
    rows = (("1000", "Cash", "ASSET"), ("4000", "Revenue", "INCOME"))
    made = [{"id": uuid_of("rillet", "account", code), "code": code, "name": name, "type": type, "status": "ACTIVE"}
            for code, name, type in rows]  # fmt: skip
    return {each["id"]: each for each in made}


REFUSALS = {
    401: _problem(401, "Unauthorized", "The API key is not valid."),
    429: _problem(429, "Too Many Requests", "Too many requests. Try again later."),
}
