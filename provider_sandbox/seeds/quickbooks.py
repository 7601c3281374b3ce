"""QuickBooks at first: customers, items, accounts and open invoices."""

from __future__ import annotations

from provider_sandbox.cast import ASTER, CAST, HARBOR, NORTHWIND, Customer
from provider_sandbox.world import Record, Records, day, seed


def _made(rows: list[Record]) -> Records:
    before = f"{day(-1)}T09:00:00Z"
    common = {"SyncToken": "0", "domain": "QBO", "sparse": False}
    times = {"MetaData": {"CreateTime": before, "LastUpdatedTime": before}}
    return {row["Id"]: {**row, **common, **times} for row in rows}


@seed("quickbooks", "Customer")
def customers() -> Records:
    return _made(
        [
            {
                "Id": each.quickbooks,
                "DisplayName": each.name,
                "CompanyName": each.name,
                "PrimaryEmailAddr": {"Address": each.email},
                "Active": True,
                "Balance": 0.0,
            }
            for each in CAST
            if each is not NORTHWIND  # whom nobody has entered yet
        ]
    )


@seed("quickbooks", "Vendor")
def vendors() -> Records:
    return _made([{"Id": "31", "DisplayName": "Office Supplies Ltd", "Active": True, "Balance": 0.0}])


@seed("quickbooks", "Item")
def items() -> Records:
    names = {"1": "Services", "4": "Pro plan", "5": "Hours"}
    return _made([{"Id": id, "Name": name, "Type": "Service", "Active": True} for id, name in names.items()])


@seed("quickbooks", "Account")
def accounts() -> Records:
    rows = (("1", "Sales", "Income"), ("7", "Office expenses", "Expense"), ("35", "Checking", "Bank"))
    return _made(
        [
            {"Id": id, "Name": name, "FullyQualifiedName": name, "AccountType": type, "Active": True}
            for id, name, type in rows
        ]
    )


@seed("quickbooks", "Invoice")
def invoices() -> Records:
    """Two are open, of whom the first is paid in Stripe already."""
    return _made([_invoice("130", "INV-2031", HARBOR, 840.0), _invoice("131", "INV-2024", ASTER, 3100.0)])


def _invoice(id: str, number: str, customer: Customer, amount: float) -> Record:
    return {
        "Id": id,
        "DocNumber": number,
        "CustomerRef": {"value": customer.quickbooks, "name": customer.name},
        "TxnDate": day(-35),
        "DueDate": day(-5),
        "TotalAmt": amount,
        "Balance": amount,
        "EmailStatus": "EmailSent",
        "Line": [{"Amount": amount, "DetailType": "SalesItemLineDetail", "Description": "Pro plan"}],
    }
