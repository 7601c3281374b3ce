"""Xero at first: contacts, accounts and open invoices, some under the numbers that they have in Stripe."""

from __future__ import annotations

from provider_sandbox.cast import ASTER, CAST, LUMEN, NORTHWIND, Customer
from provider_sandbox.world import Record, Records, day, seed, uuid_of

_UPDATED = "/Date(1767225600000+0000)/"


def contact_id(customer: Customer) -> str:
    return uuid_of("xero", "cast", customer.number)


@seed("xero", "Contacts")
def contacts() -> Records:
    """All but the last, whom nobody has entered yet."""
    made: list[Record] = [
        {
            "ContactID": contact_id(each),
            "Name": each.name,
            "EmailAddress": each.email,
            "ContactStatus": "ACTIVE",
            "IsCustomer": True,
            "UpdatedDateUTC": _UPDATED,
        }
        for each in CAST
        if each is not LUMEN
    ]
    return {each["ContactID"]: each for each in made}


@seed("xero", "Accounts")
def accounts() -> Records:
    rows = (("090", "Checking", "BANK"), ("200", "Sales", "REVENUE"), ("400", "Advertising", "EXPENSE"))
    made: list[Record] = [
        {
            "AccountID": uuid_of("xero", "account", code),
            "Code": code,
            "Name": name,
            "Type": type,
            "Status": "ACTIVE",
        }
        for code, name, type in rows
    ]
    return {each["AccountID"]: each for each in made}


@seed("xero", "Items")
def items() -> Records:
    id = uuid_of("xero", "item", "PRO")
    return {id: {"ItemID": id, "Code": "PRO", "Name": "Pro plan"}}


@seed("xero", "Invoices")
def invoices() -> Records:
    made = [_invoice("INV-2041", NORTHWIND, 12_480.0), _invoice("INV-2024", ASTER, 3_100.0)]
    return {each["InvoiceID"]: each for each in made}


def _invoice(number: str, customer: Customer, amount: float) -> Record:
    return {
        "InvoiceID": uuid_of("xero", "invoice", number),
        "InvoiceNumber": number,
        "Type": "ACCREC",
        "Status": "AUTHORISED",
        "Contact": {"ContactID": contact_id(customer), "Name": customer.name},
        "LineItems": [{"Description": "Pro plan", "Quantity": 1, "LineAmount": amount, "AccountCode": "200"}],
        "CurrencyCode": "USD",
        "Total": amount,
        "AmountDue": amount,
        "AmountPaid": 0.0,
        "Payments": [],
        "DateString": f"{day(-35)}T00:00:00",
        "DueDateString": f"{day(-5)}T00:00:00",
        "UpdatedDateUTC": _UPDATED,
    }
