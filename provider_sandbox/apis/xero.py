"""Xero: PUT makes, POST makes or changes, lists by page; payments settle invoices; what is wrong comes as validation errors."""

from __future__ import annotations

import re
import time
from typing import Any

import provider_sandbox.seeds.xero  # noqa: F401 - what it holds at first
from provider_sandbox.world import Answer, Call, Record, Records, World, day, instant, lacking, uuid_of

HOST = re.compile(r"api\.xero\.com")
#: Collection: its id, what a new one needs.
_KINDS = {
    "Contacts": ("ContactID", ("Name",)),
    "Invoices": ("InvoiceID", ("Type", "Contact", "LineItems")),
    "Payments": ("PaymentID", ("Invoice", "Account", "Amount")),
    "BankTransactions": ("BankTransactionID", ("Type", "Contact", "LineItems", "BankAccount")),
    "CreditNotes": ("CreditNoteID", ("Type", "Contact", "LineItems")),
    "ManualJournals": ("ManualJournalID", ("Narration", "JournalLines")),
    "Items": ("ItemID", ("Code",)),
    "Accounts": ("AccountID", ("Code", "Name", "Type")),
}
_TOLD = {"Contacts": "CONTACT", "Invoices": "INVOICE", "CreditNotes": "CREDITNOTE"}
_LISTED = {  # a list in the query, and the field that it names
    "InvoiceNumbers": "InvoiceNumber",
    "Statuses": "Status",
    "IDs": "",
    "ContactIDs": "ContactID",
}
_WHERE = re.compile(r"([\w.]+)\s*==\s*(?:\"([^\"]*)\"|guid\(\"([^\"]*)\"\)|(\w+))", re.IGNORECASE)
_PAGE = 100
_SETTLED = ("AUTHORISED", "SUBMITTED", "PAID")


def answer(call: Call, world: World) -> Answer | None:
    found = re.fullmatch(r"/api\.xro/2\.0/(\w+)(?:/([^/]+))?(?:/(\w+))?", call.path)
    if found is None:
        return None
    tenants = (f"22222222-0000-4000-8000-00000000000{call.account}", "second-tenant")
    if call.headers.get("xero-tenant-id") not in tenants:
        body = {
            "Type": None,
            "Title": "Forbidden",
            "Status": 403,
            "Detail": "AuthenticationUnsuccessful",
            "Instance": "",
        }
        return Answer(body, 403)
    name, id, step = found.groups()
    if name == "Reports":
        return _many(call, "Reports", [{"ReportName": id, "ReportDate": day(), "Rows": []}])
    if name not in _KINDS:
        return None
    if call.method == "GET":
        return _read(call, world, name, id) if id else _list(call, world, name)
    key = call.headers.get("idempotency-key", "")
    if not key:
        return _write(call, world, name, id, step)
    made, _is_again = world.once(
        ("xero", str(call.account), call.path, key), lambda: _write(call, world, name, id, step)
    )
    return made


def _list(call: Call, world: World, name: str) -> Answer:
    id_name, _ = _KINDS[name]
    rows = list(world.records("xero", call.account, name).values())
    for given, field in _LISTED.items():
        if wanted := call.query.get(given):
            rows = [each for each in rows if _value(each, field or id_name) in wanted.split(",")]
    if term := call.query.get("searchTerm", "").lower():
        rows = [each for each in rows if term in " ".join(str(value) for value in each.values()).lower()]
    for field, text, guid, word in _WHERE.findall(call.query.get("where", "")):
        rows = [each for each in rows if str(_value(each, field)).lower() == (text or guid or word).lower()]
    if name == "Contacts" and call.query.get("includeArchived") != "true":
        rows = [each for each in rows if each["ContactStatus"] == "ACTIVE"]
    page, size = int(call.query.get("page") or 1), min(int(call.query.get("pageSize") or _PAGE), 1000)
    pages = -(-len(rows) // size) or 1
    counted = {"page": page, "pageSize": size, "pageCount": pages, "itemCount": len(rows)}
    return _many(call, name, rows[(page - 1) * size : page * size], pagination=counted)


def _value(record: Record, path: str) -> Any:
    value: Any = record
    for name in ["Contact", path] if path == "ContactID" and "Contact" in record else path.split("."):
        value = value.get(name) if isinstance(value, dict) else None
    return value


def _find(world: World, account: int, name: str, id: str) -> Record | None:
    """By id; invoices by their number and accounts by their code as well."""
    records = world.records("xero", account, name)
    also = {"Invoices": "InvoiceNumber", "Accounts": "Code", "Items": "Code", "Contacts": "ContactNumber"}
    return records.get(id) or next(
        (each for each in records.values() if id and each.get(also.get(name, "")) == id), None
    )


def _read(call: Call, world: World, name: str, id: str) -> Answer:
    record = _find(world, call.account, name, id)
    if record is None:
        return Answer(b"The resource you're looking for cannot be found", 404, {"Content_Type": "text/html"})
    if call.headers.get("accept") == "application/pdf":
        return Answer(b"%PDF-1.4 not real", 200, {"Content_Type": "application/pdf"})
    return _many(call, name, [record])


def _write(call: Call, world: World, name: str, id: str | None, step: str | None) -> Answer:
    body = call.json
    given = body.get(name, [body]) if isinstance(body, dict) else body
    if step == "Email":
        return _email(call, world, id or "")
    made = []
    for each in given if isinstance(given, list) else [given]:
        known = id or each.get(_KINDS[name][0], "")
        record = _find(world, call.account, name, known) if known else None
        if known and record is None:
            return _invalid(each, f"{name[:-1]} {known} could not be found")
        changed = _change(call, world, name, record, each) if record else _make(call, world, name, each)
        if isinstance(changed, Answer):
            return changed
        made.append(changed)
    return _many(call, name, made)


def _make(call: Call, world: World, name: str, given: Record) -> Record | Answer:
    id_name, required = _KINDS[name]
    if missing := lacking(given, *required):
        return _invalid(
            given, f"{missing} is required" if missing != "Name" else "The Contact Name must be specified."
        )
    records = world.records("xero", call.account, name)
    number = world.number()
    record: Record = {id_name: uuid_of("xero", name, number), **given, "UpdatedDateUTC": _moment()}
    if name == "Contacts":
        if any(each["Name"] == given["Name"] for each in records.values()):
            return _invalid(given, f"The contact name {given['Name']} is already assigned to another contact. The contact name must be unique across all active contacts.")  # fmt: skip
        record = {"ContactStatus": "ACTIVE", "EmailAddress": "", **record}
    elif name in ("Invoices", "CreditNotes", "BankTransactions"):
        if refused := _draw(call, world, name, record, records, number):
            return refused
    elif name == "Payments":
        if refused := _pay(call, world, record):
            return refused
    elif name == "ManualJournals":
        if round(sum(float(line.get("LineAmount") or 0) for line in given["JournalLines"]), 2):
            return _invalid(given, "The total debits must equal total credits.")
        record = {"Status": "DRAFT", "Date": day(), **record}
    records[record[id_name]] = record
    if category := _TOLD.get(name):
        world.happened("xero", call.account, f"{category}.CREATE", record)
    return record


def _draw(
    call: Call, world: World, name: str, record: Record, records: Records, number: int
) -> Answer | None:
    """Fills in what Xero works out of a document with lines."""
    contact = _contact(call, world, record["Contact"])
    if contact is None:
        return _invalid(record, "A Contact must be specified for this type of transaction")
    total = 0.0
    for line in record["LineItems"]:
        if lacking(line, "Description", "ItemCode") == "Description" and not line.get("ItemCode"):
            return _invalid(record, "Description must be specified on each line item")
        code = line.get("AccountCode")
        if code and _find(world, call.account, "Accounts", code) is None:
            return _invalid(record, f"Account code '{code}' is not a valid code for this document.")
        if not code and record.get("Status") == "AUTHORISED":
            return _invalid(record, "Account code must be specified")
        line["LineAmount"] = float(line.get("LineAmount") or float(line.get("Quantity") or 1) * float(line.get("UnitAmount") or 0))  # fmt: skip
        total += line["LineAmount"]
    record |= {"Contact": {"ContactID": contact["ContactID"], "Name": contact["Name"]}}
    record |= {"SubTotal": round(total, 2), "TotalTax": 0.0, "Total": round(total, 2)}
    record.setdefault("Status", "DRAFT")
    record |= {
        "DateString": f"{record.get('Date') or day()}T00:00:00",
        "CurrencyCode": record.get("CurrencyCode", "USD"),
    }
    if name == "Invoices":
        wanted = record.setdefault("InvoiceNumber", f"INV-{5000 + number}")
        if record["Type"] == "ACCREC" and any(
            each.get("InvoiceNumber") == wanted for each in records.values()
        ):
            return _invalid(record, "Invoice # must be unique.")
        if record["Status"] == "AUTHORISED" and not record.get("DueDate"):
            return _invalid(record, "DueDate must be specified")
        record |= {
            "AmountDue": record["Total"],
            "AmountPaid": 0.0,
            "Payments": [],
            "DueDateString": record.get("DueDate"),
        }
    if name == "CreditNotes":
        record |= {"CreditNoteNumber": f"CN-{number}", "RemainingCredit": record["Total"]}
    return None


def _contact(call: Call, world: World, given: Record) -> Record | None:
    """The contact that is named by id or name; one of a new name is made, as Xero does."""
    contacts = world.records("xero", call.account, "Contacts")
    if given.get("ContactID"):
        return contacts.get(given["ContactID"])
    found = next((each for each in contacts.values() if each["Name"] == given.get("Name")), None)
    if found is None and given.get("Name"):
        made = _make(call, world, "Contacts", dict(given))
        return made if isinstance(made, dict) else None
    return found


def _pay(call: Call, world: World, record: Record) -> Answer | None:
    given = record["Invoice"]
    invoice = _find(
        world, call.account, "Invoices", given.get("InvoiceID") or given.get("InvoiceNumber") or ""
    )
    if invoice is None:
        return _invalid(record, "Invoice could not be found")
    account = record["Account"]
    if _find(world, call.account, "Accounts", account.get("Code") or account.get("AccountID") or "") is None:
        return _invalid(record, "Account could not be found")
    if invoice["Status"] != "AUTHORISED":
        return _invalid(record, "Payments can only be made against Authorised documents")
    amount = float(record["Amount"])
    if amount > invoice["AmountDue"] + 0.004:
        return _invalid(record, "Payment amount exceeds the amount outstanding on this document")
    invoice |= {
        "AmountDue": round(invoice["AmountDue"] - amount, 2),
        "AmountPaid": round(invoice["AmountPaid"] + amount, 2),
    }
    if invoice["AmountDue"] == 0:
        invoice["Status"] = "PAID"
    invoice["Payments"].append({"PaymentID": record["PaymentID"], "Amount": amount})
    short = {name: invoice[name] for name in ("InvoiceID", "InvoiceNumber", "AmountDue", "AmountPaid")}
    record |= {
        "Status": "AUTHORISED",
        "IsReconciled": False,
        "PaymentType": "ACCRECPAYMENT",
        "Invoice": short,
    }
    world.happened("xero", call.account, "INVOICE.UPDATE", invoice)
    return None


def _change(call: Call, world: World, name: str, record: Record, given: Record) -> Record | Answer:
    if name == "Payments" and record.get("IsReconciled"):
        return _invalid(given, "The payment is reconciled and cannot be deleted")
    if name == "Invoices" and record["Status"] in ("PAID", "VOIDED", "DELETED"):
        return _invalid(given, f"Invoice not of valid status for modification: {record['Status']}")
    record |= {**given, "UpdatedDateUTC": _moment()}
    if given.get("Status") == "VOIDED":
        record["AmountDue"] = 0.0
    if category := _TOLD.get(name):
        world.happened("xero", call.account, f"{category}.UPDATE", record)
    return record


def _email(call: Call, world: World, id: str) -> Answer:
    invoice = _find(world, call.account, "Invoices", id)
    if invoice is None or invoice["Status"] not in _SETTLED:
        return _invalid(invoice or {}, "Invoice is not of the right status to be sent")
    contact = world.records("xero", call.account, "Contacts")[invoice["Contact"]["ContactID"]]
    if not contact.get("EmailAddress"):
        return _invalid(invoice, "The contact has no email address")
    invoice["SentToContact"] = True
    world.happened("xero", call.account, "INVOICE.UPDATE", invoice)
    return Answer(None, 204)


def _many(call: Call, name: str, rows: list[Record], **more: Any) -> Answer:
    top = {"Id": uuid_of("xero", call.path, time.time()), "Status": "OK", "ProviderName": "Headrace sandbox"}
    return Answer({**top, "DateTimeUTC": _moment(), **more, name: rows})


def _moment() -> str:
    return f"/Date({int(time.time() * 1000)}+0000)/"


def _invalid(given: Record, *words: str) -> Answer:
    errors = [{"Message": each} for each in words]
    body = {"ErrorNumber": 10, "Type": "ValidationException", "Message": "A validation exception occurred"}
    return Answer({**body, "Elements": [{**given, "ValidationErrors": errors}]}, 400)


def _plain(status: int, title: str, detail: str) -> Answer:
    instance = uuid_of("xero", instant())
    return Answer(
        {"Type": None, "Title": title, "Status": status, "Detail": detail, "Instance": instance}, status
    )


REFUSALS = {
    401: _plain(401, "Unauthorized", "TokenExpired: token expired"),
    429: Answer(b"", 429, {"X_Rate_Limit_Problem": "minute", "Content_Type": "text/plain"}),
}
