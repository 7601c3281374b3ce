"""Stripe at first: customers, prices, open and overdue invoices, yesterday's charges."""

from __future__ import annotations

import time

from provider_sandbox.cast import ASTER, CAST, HARBOR, LUMEN, NORTHWIND, Customer
from provider_sandbox.world import Record, Records, seed

_DAY = 86_400


@seed("stripe", "customers")
def customers() -> Records:
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
    cast: list[Record] = [
        {"id": each.stripe, "object": "customer", "name": each.name, "email": each.email, "metadata": {}}
        for each in CAST
    ]
    return {each["id"]: each for each in [*reversed(made[3:]), *cast, *reversed(made[:3])]}


@seed("stripe", "products")
def products() -> Records:
    names = {"prod_basic": "Basic plan", "prod_team": "Team plan", "prod_setup": "Set-up"}
    return {
        id: {"id": id, "object": "product", "name": name, "active": True, "description": None}
        for id, name in names.items()
    }


@seed("stripe", "prices")
def prices() -> Records:
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


@seed("stripe", "invoices")
def invoices() -> Records:
    """One is paid, four are open: not due yet, three, twelve and forty days late."""
    rows = (
        ("in_1demoPaid", "INV-2041", NORTHWIND, 1_248_000, -10, "paid"),
        ("in_1demoFailed", "INV-2050", LUMEN, 53_100, 4, "open"),
        ("in_1demoLate03", "INV-2031", HARBOR, 84_000, -3, "open"),
        ("in_1demoLate12", "INV-2024", ASTER, 310_000, -12, "open"),
        ("in_1demoLate40", "INV-2003", LUMEN, 12_900, -40, "open"),
    )
    return {row[0]: _invoice(*row) for row in rows}


def _invoice(id: str, number: str, customer: Customer, amount: int, due: int, status: str) -> Record:
    now = int(time.time())
    paid = amount if status == "paid" else 0
    return {
        "id": id,
        "object": "invoice",
        "livemode": False,
        "number": number,
        "customer": customer.stripe,
        "customer_name": customer.name,
        "customer_email": customer.email,
        "status": status,
        "currency": "usd",
        "total": amount,
        "amount_due": amount,
        "amount_paid": paid,
        "amount_remaining": amount - paid,
        "attempt_count": 0,
        "collection_method": "send_invoice",
        "created": now + (due - 30) * _DAY,
        "due_date": now + due * _DAY,
        "hosted_invoice_url": f"https://invoice.example/{id}",
        "lines": {"object": "list", "data": [{"id": f"il_{id}", "amount": amount}], "has_more": False},
        "metadata": {},
    }


@seed("stripe", "charges")
def charges() -> Records:
    """Of the last day: one for an open QuickBooks invoice, one of another amount, one without a number; and an older one."""
    rows: tuple[tuple[str, Customer, int, Record, int], ...] = (
        ("ch_3demoLumen", LUMEN, 240_000, {}, 40 * _DAY),
        ("ch_3demoHarbor", HARBOR, 84_000, {"invoice_number": "INV-2031"}, 9 * 3600),
        ("ch_3demoAster", ASTER, 300_000, {"invoice_number": "INV-2024"}, 6 * 3600),
        ("ch_3demoWalkIn", NORTHWIND, 4_900, {}, 3 * 3600),
    )
    now = int(time.time())
    made: list[Record] = [
        {
            "id": id,
            "object": "charge",
            "livemode": False,
            "amount": amount,
            "amount_refunded": 0,
            "currency": "usd",
            "customer": customer.stripe,
            "created": now - ago,
            "paid": True,
            "refunded": False,
            "status": "succeeded",
            "metadata": metadata,
        }
        for id, customer, amount, metadata, ago in rows
    ]
    return {each["id"]: each for each in made}
