"""Stripe: customers, products, prices, invoices, subscriptions, payments. Forms in, objects out, keys honoured."""

from __future__ import annotations

import re
from typing import Any

from provider_sandbox.world import Answer, Call, Record, Records, World

HOST = re.compile(r"api\.stripe\.com")
_OBJECTS = {
    "customers": ("customer", "cus"),
    "products": ("product", "prod"),
    "prices": ("price", "price"),
    "invoices": ("invoice", "in"),
    "invoiceitems": ("invoiceitem", "ii"),
    "subscriptions": ("subscription", "sub"),
    "payment_intents": ("payment_intent", "pi"),
    "refunds": ("refund", "re"),
    "charges": ("charge", "ch"),
    "events": ("event", "evt"),
    "balance_transactions": ("balance_transaction", "txn"),
}
_REQUIRED = {
    "invoices": ("customer",),
    "invoiceitems": ("customer",),
    "subscriptions": ("customer", "items"),
    "payment_intents": ("amount", "currency"),
    "prices": ("currency",),
    "products": ("name",),
}
_NUMBERS = frozenset(
    {"amount", "unit_amount", "unit_amount_decimal", "quantity", "days_until_due", "interval_count"}
)
_STEPS = {
    "finalize": "open",
    "send": "open",
    "pay": "paid",
    "void": "void",
    "mark_uncollectible": "uncollectible",
}
_TERM = re.compile(r"(\w+)(?:\['\w+'\])?([:~])[\"']([^\"']*)[\"']")


def answer(call: Call, world: World) -> Answer | None:
    parts = call.path.removeprefix("/v1/").split("/")
    name = parts[0]
    if name not in _OBJECTS:
        return None
    key = call.headers.get("idempotency-key", "")
    if call.method != "POST" or not key:
        return _act(call, world, name, parts[1:])
    made, is_again = world.once(
        ("stripe", str(call.account), call.path, key), lambda: _act(call, world, name, parts[1:])
    )
    return Answer(made.body, made.status, {"Idempotent-Replayed": "true"}) if is_again else made


def _act(call: Call, world: World, name: str, rest: list[str]) -> Answer:
    records = world.records("stripe", call.account, name, lambda: _seed(name))
    if not rest:
        return _list(call, world, records) if call.method == "GET" else _create(call, world, name, records)
    if rest == ["search"]:
        return _found(call, records)
    if rest[0] not in records:
        word = _OBJECTS[name][0]
        return _error(404, f"No such {word}: '{rest[0]}'", "resource_missing", param="id")
    record = records[rest[0]]
    if call.method == "DELETE":
        if name == "customers":
            del records[rest[0]]
            return Answer({"id": rest[0], "object": "customer", "deleted": True})
        record["status"] = "canceled"
    elif call.method == "POST" and len(rest) > 1:
        return _step(record, rest[1], world, call.account)
    elif call.method == "POST":
        record.update(_typed(call.form))
    return Answer(record)


def _create(call: Call, world: World, name: str, records: Records) -> Answer:
    given = _typed(call.form)
    missing = next((each for each in _REQUIRED.get(name, ()) if not given.get(each)), None)
    if missing:
        return _error(400, f"Missing required param: {missing}.", "parameter_missing", param=missing)
    customer = given.get("customer")
    if customer and customer not in world.records("stripe", call.account, "customers", _customers):
        return _error(400, f"No such customer: '{customer}'", "resource_missing", param="customer")
    word, prefix = _OBJECTS[name]
    number = world.number()
    record: Record = {"id": f"{prefix}_demo{number:06d}", "object": word, "livemode": False, **given}
    if name == "invoices":
        record |= {"status": "draft", "number": None, "currency": given.get("currency", "usd"), "total": 0}
        record |= {
            "amount_due": 0,
            "lines": {"data": []},
            "hosted_invoice_url": f"https://invoice.example/{number}",
        }
        _take_pending(world, call.account, record)
    elif name == "invoiceitems":
        _price_item(world, call.account, record)
        invoices = world.records("stripe", call.account, "invoices")
        if given.get("invoice") in invoices:
            _add_line(invoices[given["invoice"]], record)
    elif name == "subscriptions":
        record |= {"status": "active", "latest_invoice": None}
    elif name == "payment_intents":
        record |= {"status": "requires_payment_method"}
    elif name == "refunds":
        record |= {"status": "succeeded"}
    records[record["id"]] = record
    return Answer(record)


def _take_pending(world: World, account: int, invoice: Record) -> None:
    if invoice.get("pending_invoice_items_behavior") == "exclude":
        return
    for item in world.records("stripe", account, "invoiceitems").values():
        if item.get("customer") == invoice["customer"] and not item.get("invoice"):
            item["invoice"] = invoice["id"]
            _add_line(invoice, item)


def _price_item(world: World, account: int, item: Record) -> None:
    price = (item.get("pricing") or {}).get("price")
    known = world.records("stripe", account, "prices", _prices).get(price or "")
    if known:
        item.setdefault("amount", known["unit_amount"] * int(item.get("quantity") or 1))
        item.setdefault("currency", known["currency"])


def _add_line(invoice: Record, item: Record) -> None:
    amount = int(item.get("amount") or 0)
    invoice["lines"]["data"].append(
        {"id": f"il_{item['id']}", "amount": amount, "description": item.get("description")}
    )
    invoice["total"] += amount
    invoice["amount_due"] += amount
    invoice["currency"] = item.get("currency") or invoice["currency"]


def _step(record: Record, step: str, world: World, account: int) -> Answer:
    if record["object"] == "invoice" and step in _STEPS:
        if record["status"] in ("paid", "void"):
            return _error(
                400, f"Invoice {record['id']} is already {record['status']}.", "invoice_not_editable"
            )
        record["status"] = _STEPS[step]
        record["number"] = record["number"] or f"DEMO-{world.number():04d}"
        if step == "pay":
            record |= {"amount_paid": record["amount_due"], "amount_remaining": 0}
    elif record["object"] == "payment_intent":
        record["status"] = {"confirm": "succeeded", "cancel": "canceled"}.get(step, record["status"])
    return Answer(record)


def _list(call: Call, world: World, records: Records) -> Answer:
    given = call.query
    items = list(records.values())[::-1]
    for name in ("customer", "email", "status", "subscription", "active"):
        if name in given:
            items = [each for each in items if str(each.get(name, "true")).lower() == given[name].lower()]
    if after := given.get("starting_after"):
        ids = [each["id"] for each in items]
        items = items[ids.index(after) + 1 :] if after in ids else []
    size = min(int(given.get("limit") or 10), 100)
    shown = [dict(each) for each in items[:size]]
    if "data.product" in (given.get("expand[]"), given.get("expand[0]")):
        products = world.records("stripe", call.account, "products", _products)
        for each in shown:
            each["product"] = products.get(each["product"], each["product"])
    return Answer({"object": "list", "url": call.path, "has_more": len(items) > size, "data": shown})


def _found(call: Call, records: Records) -> Answer:
    query = call.query.get("query", "")
    terms = _TERM.findall(query)
    if not terms:
        return _error(400, "We were unable to parse your search query.", "")
    every = any if " OR " in query else all

    def fits(record: Record) -> bool:
        return every(
            value.lower() in str(record.get(name) or "").lower()
            if sign == "~"
            else value == str(record.get(name))
            for name, sign, value in terms
        )

    found = [each for each in list(records.values())[::-1] if fits(each)]
    size = min(int(call.query.get("limit") or 10), 100)
    start = int(call.query.get("page") or 0)
    following = str(start + size) if start + size < len(found) else None
    body = {"object": "search_result", "data": found[start : start + size], "has_more": bool(following)}
    return Answer({**body, "next_page": following})


def _error(status: int, message: str, code: str, **more: Any) -> Answer:
    return Answer(
        {"error": {"type": "invalid_request_error", "message": message, "code": code, **more}}, status
    )


def _typed(form: Record) -> Record:
    typed: Record = {}
    for name, value in form.items():
        if name in _NUMBERS and isinstance(value, str) and re.fullmatch(r"-?\d+", value):
            typed[name] = int(value)
        else:
            typed[name] = (
                {"true": True, "false": False}.get(value, value) if isinstance(value, str) else value
            )
    return typed


def _seed(name: str) -> Records:
    return {"customers": _customers, "products": _products, "prices": _prices}.get(name, dict)()


def _customers() -> Records:
    named = ["Globex", "Initech", "Umbrella", *(f"Customer {number:03d}" for number in range(240, 0, -1))]
    made: list[Record] = [
        {
            "id": f"cus_demo{number:04d}",
            "object": "customer",
            "name": name,
            "email": f"billing@{name.lower().replace(' ', '-')}.example",
        }
        for number, name in enumerate(named, 1)
    ]
    return {each["id"]: each for each in reversed(made)}


def _products() -> Records:
    names = {"prod_basic": "Basic plan", "prod_team": "Team plan", "prod_setup": "Set-up"}
    return {
        id: {"id": id, "object": "product", "name": name, "active": True, "description": None}
        for id, name in names.items()
    }


def _prices() -> Records:
    rows = (
        ("price_basic_month", "prod_basic", 1900, "month", None),
        ("price_team_month", "prod_team", 4900, "month", None),
        ("price_team_year", "prod_team", 49000, "year", "Yearly"),
        ("price_setup", "prod_setup", 25000, "", None),
    )
    made: list[Record] = [
        {
            "id": id,
            "object": "price",
            "product": product,
            "unit_amount": amount,
            "currency": "usd",
            "active": True,
            "nickname": nickname,
            "recurring": {"interval": interval, "interval_count": 1} if interval else None,
        }
        for id, product, amount, interval, nickname in rows
    ]
    return {each["id"]: each for each in made}
