"""Stripe: customers, products, prices, invoices, subscriptions, payments. Forms in, objects out, keys honoured."""

from __future__ import annotations

import re
import time
from typing import Any

import provider_sandbox.seeds.stripe  # noqa: F401 - what it holds at first
from provider_sandbox.world import Answer, Call, Record, Records, World, lacking

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
#: Whose making and changing is told of, and under which name.
_TOLD = {
    "customers": "customer",
    "invoices": "invoice",
    "subscriptions": "customer.subscription",
    "payment_intents": "payment_intent",
    "refunds": "refund",
}
_SAID = {
    "finalize": "finalized",
    "send": "sent",
    "pay": "paid",
    "void": "voided",
    "mark_uncollectible": "marked_uncollectible",
}
#: As Stripe's own: a card that the bank refuses.
_REFUSED_CARD = "pm_card_chargeCustomerFail"
_RANGE = re.compile(r"(created|due_date)\[(gte|gt|lte|lt)\]")
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
    if call.match("GET", "/v1/balance"):
        amount = [{"amount": 1_332_000, "currency": "usd"}]
        return Answer({"object": "balance", "available": amount, "pending": [], "livemode": False})
    if name not in _OBJECTS:
        return None
    key = call.headers.get("idempotency-key", "")
    if call.method != "POST" or not key:
        return _act(call, world, name, parts[1:])
    first = world.records("stripe", call.account, "idempotency").setdefault(
        key, {"path": call.path, "body": call.body.decode()}
    )
    if first != {"path": call.path, "body": call.body.decode()}:
        words = f"Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '{key}' if you meant to execute a different request."
        return _error(400, words, "idempotency_error", type="idempotency_error")
    made, is_again = world.once(
        ("stripe", str(call.account), call.path, key), lambda: _act(call, world, name, parts[1:])
    )
    return Answer(made.body, made.status, {"Idempotent-Replayed": "true"}) if is_again else made


def _act(call: Call, world: World, name: str, rest: list[str]) -> Answer:
    records = world.records("stripe", call.account, name)
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
            world.happened("stripe", call.account, "customer.deleted", record)
            return Answer({"id": rest[0], "object": "customer", "deleted": True})
        record |= {"status": "canceled", "canceled_at": int(time.time())}
        if name == "subscriptions":
            world.happened("stripe", call.account, "customer.subscription.deleted", record)
    elif call.method == "POST" and len(rest) > 1:
        return _step(call, record, rest[1], world)
    elif call.method == "POST":
        given = _typed(call.form)
        previous = {key: record.get(key) for key in given if record.get(key) != given[key]}
        record.update(given)
        if (noun := _TOLD.get(name)) and previous:
            world.happened("stripe", call.account, f"{noun}.updated", record, previous=previous)
    return Answer(record)


def _create(call: Call, world: World, name: str, records: Records) -> Answer:
    given = _typed(call.form)
    if missing := lacking(given, *_REQUIRED.get(name, ())):
        return _error(400, f"Missing required param: {missing}.", "parameter_missing", param=missing)
    for field in _NUMBERS & set(given):
        if not isinstance(given[field], int) and field != "unit_amount_decimal":
            words = f"Invalid integer: {given[field]}"
            return _error(400, words, "parameter_invalid_integer", param=field)
    customer = given.get("customer")
    customers = world.records("stripe", call.account, "customers")
    if customer and customer not in customers:
        return _error(400, f"No such customer: '{customer}'", "resource_missing", param="customer")
    word, prefix = _OBJECTS[name]
    number = world.number()
    record: Record = {"id": f"{prefix}_demo{number:06d}", "object": word, "livemode": False, **given}
    record |= {"created": int(time.time()), "metadata": given.get("metadata") or {}}
    if name == "invoices":
        known = customers[given["customer"]]
        record |= {"status": "draft", "number": None, "currency": given.get("currency", "usd"), "total": 0}
        record |= {"customer_name": known.get("name"), "customer_email": known.get("email")}
        record |= {"amount_due": 0, "amount_paid": 0, "amount_remaining": 0, "attempt_count": 0}
        record |= {"lines": {"object": "list", "data": [], "has_more": False}}
        record |= {"due_date": None, "hosted_invoice_url": f"https://invoice.example/{record['id']}"}
        _take_pending(world, call.account, record)
    elif name == "invoiceitems":
        _price_item(world, call.account, record)
        invoices = world.records("stripe", call.account, "invoices")
        if given.get("invoice") in invoices:
            _add_line(invoices[given["invoice"]], record)
    elif name == "subscriptions":
        record |= {"status": "active", "latest_invoice": None, "cancel_at_period_end": False}
        record["items"] = {
            "object": "list",
            "data": [_subscribed(world, call.account, each, number) for each in given["items"]],
        }
    elif name == "payment_intents":
        record |= {"status": "requires_payment_method", "amount_received": 0}
    elif name == "refunds" and (refused := _refund(world, call.account, record)):
        return refused
    records[record["id"]] = record
    if noun := _TOLD.get(name):
        world.happened("stripe", call.account, f"{noun}.created", record)
    return Answer(record)


def _subscribed(world: World, account: int, item: Record, number: int) -> Record:
    price = world.records("stripe", account, "prices").get(item.get("price", ""), {"id": item.get("price")})
    now = int(time.time())
    period = {"current_period_start": now, "current_period_end": now + 30 * 86_400}
    return {
        "id": f"si_demo{number:06d}",
        "object": "subscription_item",
        "price": price,
        "quantity": 1,
        **period,
    }


def _refund(world: World, account: int, record: Record) -> Answer | None:
    """None where the charge has so much left; it is less by it from then on."""
    charge = world.records("stripe", account, "charges").get(record.get("charge", ""))
    if charge is None:
        words = f"No such charge: '{record.get('charge', '')}'"
        return _error(400, words, "resource_missing", param="charge")
    left = charge["amount"] - charge["amount_refunded"]
    amount = record.setdefault("amount", left)
    if left == 0:
        return _error(400, f"Charge {charge['id']} has already been refunded.", "charge_already_refunded")
    if amount > left:
        words = f"Refund amount (${amount / 100:.2f}) is greater than unrefunded amount on charge (${left / 100:.2f})"
        return _error(400, words, "", param="amount")
    charge["amount_refunded"] += amount
    charge["refunded"] = charge["amount_refunded"] == charge["amount"]
    record |= {"status": "succeeded", "currency": charge["currency"]}
    world.happened("stripe", account, "charge.refunded", charge)
    return None


def _take_pending(world: World, account: int, invoice: Record) -> None:
    if invoice.get("pending_invoice_items_behavior") == "exclude":
        return
    for item in world.records("stripe", account, "invoiceitems").values():
        if item.get("customer") == invoice["customer"] and not item.get("invoice"):
            item["invoice"] = invoice["id"]
            _add_line(invoice, item)


def _price_item(world: World, account: int, item: Record) -> None:
    price = (item.get("pricing") or {}).get("price")
    known = world.records("stripe", account, "prices").get(price or "")
    if known:
        item.setdefault("amount", known["unit_amount"] * int(item.get("quantity") or 1))
        item.setdefault("currency", known["currency"])


def _add_line(invoice: Record, item: Record) -> None:
    amount = int(item.get("amount") or 0)
    invoice["lines"]["data"].append(
        {"id": f"il_{item['id']}", "amount": amount, "description": item.get("description")}
    )
    for field in ("total", "amount_due", "amount_remaining"):
        invoice[field] += amount
    invoice["currency"] = item.get("currency") or invoice["currency"]


def _step(call: Call, record: Record, step: str, world: World) -> Answer:
    if record["object"] == "invoice" and step in _STEPS:
        if record["status"] in ("paid", "void"):
            return _error(
                400, f"Invoice {record['id']} is already {record['status']}.", "invoice_not_editable"
            )
        if step == "pay" and call.form.get("payment_method") == _REFUSED_CARD:
            return _fail(call, record, world)
        was_draft = record["status"] == "draft"
        record["status"] = _STEPS[step]
        record["number"] = record["number"] or f"DEMO-{world.number():04d}"
        if was_draft and record.get("days_until_due") and not record.get("due_date"):
            record["due_date"] = int(time.time()) + record["days_until_due"] * 86_400
        if step == "pay":
            record |= {"amount_paid": record["amount_due"], "amount_remaining": 0}
        if was_draft and step != "finalize":
            world.happened("stripe", call.account, "invoice.finalized", record)
        world.happened("stripe", call.account, f"invoice.{_SAID[step]}", record)
    elif record["object"] == "payment_intent":
        record["status"] = {"confirm": "succeeded", "cancel": "canceled"}.get(step, record["status"])
        if record["status"] == "succeeded":
            record["amount_received"] = record["amount"]
        world.happened("stripe", call.account, f"payment_intent.{record['status']}", record)
    return Answer(record)


def _fail(call: Call, invoice: Record, world: World) -> Answer:
    """The card is refused: it counts as an attempt, and Stripe tells of it."""
    invoice["attempt_count"] += 1
    invoice["attempted"] = True
    world.happened("stripe", call.account, "invoice.payment_failed", invoice)
    words = "Your card was declined."
    more = {"type": "card_error", "decline_code": "generic_decline"}
    return _error(402, words, "card_declined", **more)


def _list(call: Call, world: World, records: Records) -> Answer:
    given = call.query
    items = list(records.values())[::-1]
    for name in ("customer", "email", "status", "subscription", "active"):
        if name in given:
            items = [each for each in items if str(each.get(name, "true")).lower() == given[name].lower()]
    for name, value in given.items():
        if found := _RANGE.fullmatch(name):
            items = [each for each in items if _in_range(each.get(found[1]), found[2], int(value))]
    if after := given.get("starting_after"):
        ids = [each["id"] for each in items]
        items = items[ids.index(after) + 1 :] if after in ids else []
    size = min(int(given.get("limit") or 10), 100)
    shown = [dict(each) for each in items[:size]]
    if "data.product" in (given.get("expand[]"), given.get("expand[0]")):
        products = world.records("stripe", call.account, "products")
        for each in shown:
            each["product"] = products.get(each["product"], each["product"])
    return Answer({"object": "list", "url": call.path, "has_more": len(items) > size, "data": shown})


def _in_range(value: int | None, sign: str, limit: int) -> bool:
    if value is None:
        return False
    return {"gte": value >= limit, "gt": value > limit, "lte": value <= limit, "lt": value < limit}[sign]


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
    error = {"type": "invalid_request_error", "message": message, "code": code, **more}
    return Answer({"error": {key: value for key, value in error.items() if value}}, status)


REFUSALS = {
    401: _error(401, "Invalid API Key provided: sk_****demo", ""),
    429: _error(429, "Too many requests in a period of time.", "rate_limit"),
}


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
