"""Sage Intacct's XML gateway: a session by `getAPISession`, objects by create, update, query and readByName; errors inside a 200."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, SubElement, tostring

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from provider_sandbox.cast import CAST
from provider_sandbox.world import Answer, Call, Record, Records, World, day, seed

HOST = re.compile(r"api\.intacct\.com")
SIGNS_IN_ITSELF = True
_SESSION = "demo-session-of-"
#: Object: how a record of it is named by people, how such names begin, what a new one needs.
_OBJECTS = {
    "CUSTOMER": ("CUSTOMERID", "C", ("NAME",)),
    "VENDOR": ("VENDORID", "V", ("NAME",)),
    "ARINVOICE": ("RECORDID", "INV-", ("CUSTOMERID",)),
    "APBILL": ("RECORDID", "BILL-", ("VENDORID", "WHENCREATED", "APBILLITEMS")),
    "ARPYMT": ("RECORDID", "RP-", ("CUSTOMERID", "PAYMENTMETHOD", "RECEIPTDATE", "ARPYMTDETAILS")),
    "APPYMT": ("RECORDID", "PP-", ("VENDORID", "PAYMENTMETHOD", "FINANCIALENTITY", "PAYMENTDATE", "APPYMTDETAILS")),
    "GLBATCH": ("BATCHNO", "", ("JOURNAL", "BATCH_DATE", "BATCH_TITLE", "ENTRIES")),
    "GLACCOUNT": ("ACCOUNTNO", "", ("ACCOUNTNO", "TITLE")),
    "PROJECT": ("PROJECTID", "P", ("NAME",)),
    "ITEM": ("ITEMID", "I", ("NAME",)),
}  # fmt: skip
_OWNERS = {"CUSTOMERID": "CUSTOMER", "VENDORID": "VENDOR"}


class Wrong(Exception):
    """What is wrong with a function: number and words."""


def answer(call: Call, world: World) -> Answer | None:
    if call.path != "/ia/xml/xmlgw.phtml" or call.method != "POST":
        return None
    try:
        root = fromstring(call.body, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError):
        return _gateway("XL03000003", "The request is not well-formed XML.")
    if not root.findtext("control/senderid") or "wrong" in root.findtext("control/password", ""):
        return _gateway("XL03000006", "Incorrect Intacct XML Partner ID or password.")
    session = root.findtext("operation/authentication/sessionid") or ""
    login = root.find("operation/authentication/login")
    if login is None and not session.startswith(_SESSION):
        return _answered(None, "XL03000006", "Sign-in information is incorrect. Please check your request.")
    if login is not None and "wrong" in login.findtext("password", ""):
        return _answered(None, "XL03000006", "Sign-in information is incorrect. Please check your request.")
    company = session.removeprefix(_SESSION) if login is None else login.findtext("companyid", "")
    function = root.find("operation/content/function")
    if function is None or not len(function):
        return _gateway("XL03000003", "The content holds no function.")
    result = Element("result")
    SubElement(result, "status").text = "success"
    SubElement(result, "function").text = function[0].tag
    SubElement(result, "controlid").text = function.get("controlid", "")
    try:
        _perform(call, world, function[0], result, company)
    except Wrong as wrong:
        result[0].text = "failure"
        _errors(result, *[str(each) for each in wrong.args])
    return _answered(result, company=company)


def _perform(call: Call, world: World, do: Element, result: Element, company: str) -> None:
    match do.tag:
        case "getAPISession":
            api = SubElement(SubElement(result, "data"), "api")
            SubElement(api, "sessionid").text = f"{_SESSION}{company}"
            SubElement(api, "endpoint").text = "https://api.intacct.com/ia/xml/xmlgw.phtml"
        case "create" | "update":
            for each in do:
                record = _write(call, world, each, is_new=do.tag == "create")
                shown = SubElement(
                    SubElement(result, "data", {"listtype": "objects", "count": "1"}), each.tag.lower()
                )
                for name in ("RECORDNO", _OBJECTS[each.tag][0]):
                    SubElement(shown, name).text = record[name]
        case "create_invoice":
            SubElement(result, "key").text = _invoice(call, world, do)
        case "query":
            _query(call, world, do, result)
        case "read" | "readByName":
            name = do.findtext("object", "").upper()
            records = _records(call, world, name)
            key = "RECORDNO" if do.tag == "read" else _OBJECTS[name][0]
            wanted = [each.strip() for each in do.findtext("keys", "").split(",")]
            found = [each for each in records.values() if each[key] in wanted]
            _show(result, name, found, [], len(found), 0)
        case "delete":
            name = do.findtext("object", "").upper()
            records = _records(call, world, name)
            for id in do.findtext("keys", "").split(","):
                if records.pop(id.strip(), None) is None:
                    raise Wrong("DL02000001", f"Object {name} with key {id.strip()} was not found.")
        case "lookup":
            name = do.findtext("object", "").upper()
            type = SubElement(SubElement(result, "data"), "Type", {"Name": name})
            fields = SubElement(type, "Fields")
            for field in ("RECORDNO", *(_OBJECTS[name][0:1] if name in _OBJECTS else ())):
                SubElement(SubElement(fields, "Field"), "ID").text = field
        case _:
            raise Wrong("XL03000003", f"The function {do.tag} is not known.")


def _records(call: Call, world: World, name: str) -> Records:
    if name not in _OBJECTS:
        raise Wrong("DL02000001", f"Object definition {name} not found.")
    return world.records("sage-intacct", call.account, name)


def _write(call: Call, world: World, given: Element, *, is_new: bool) -> Record:
    name = given.tag.upper()
    records = _records(call, world, name)
    key, prefix, needed = _OBJECTS[name]
    fields: Record = {child.tag: _content(child) for child in given}
    if not is_new:
        record = next((each for each in records.values() if fields.get(key) == each[key] or fields.get("RECORDNO") == each["RECORDNO"]), None)  # fmt: skip
        if record is None:
            raise Wrong("DL02000001", f"{name} {fields.get(key)} was not found.")
        record |= {**fields, "WHENMODIFIED": _now()}
        return record
    for field in needed:
        if not fields.get(field):
            raise Wrong("BL01001973", f"Could not create {name} record. The field {field} is required.")
    for field, owner in _OWNERS.items():
        if name != owner and field in fields:
            _known(call, world, owner, field, fields[field])
    number = str(1000 + world.number())
    wanted = fields.get(key) or f"{prefix}{int(number):05d}"
    if any(each[key] == wanted for each in records.values()):
        raise Wrong(
            "BL01001973",
            f"Could not create {name} record. Another record with the value {wanted} already exists.",
        )
    record = {**fields, key: wanted, "RECORDNO": number, "WHENMODIFIED": _now()}
    records[number] = record
    return record


def _known(call: Call, world: World, owner: str, field: str, id: str) -> None:
    if not any(each[field] == id for each in world.records("sage-intacct", call.account, owner).values()):
        raise Wrong("BL01001973", f"{owner.title()} {id} does not exist.")


def _content(element: Element) -> object:
    return [{child.tag: _content(child)} for child in element] if len(element) else element.text or ""


def _invoice(call: Call, world: World, do: Element) -> str:
    """The older form: its elements have an order, and one of due date and terms has to be there."""
    order = [child.tag for child in do]
    rank = ("customerid", "datecreated", "dateposted", "datedue", "termname", "action", "batchkey", "invoiceno", "ponumber",
            "description", "externalid", "basecurr", "currency", "customfields", "invoiceitems")  # fmt: skip
    known = [rank.index(each) for each in order if each in rank]
    if known != sorted(known) or len(known) != len(order):
        raise Wrong("XL03000003", "The elements of create_invoice are not in the order of the DTD.")
    customer = do.findtext("customerid", "")
    _known(call, world, "CUSTOMER", "CUSTOMERID", customer)
    if do.find("datecreated/year") is None or not do.findall("invoiceitems/lineitem"):
        raise Wrong("BL01001973", "Could not create invoice. A date and at least one line are required.")
    if do.find("datedue") is None and not do.findtext("termname"):
        raise Wrong("BL01001973", "Could not create invoice. A due date or terms are required.")
    records = world.records("sage-intacct", call.account, "ARINVOICE")
    external = do.findtext("externalid", "")
    if external and any(each.get("EXTERNALID") == external for each in records.values()):
        raise Wrong("BL01001973", f"Could not create invoice. The external id {external} is used already.")
    number = str(1000 + world.number())
    total = sum(float(each.findtext("amount", "0")) for each in do.findall("invoiceitems/lineitem"))
    records[number] = {
        "RECORDNO": number,
        "RECORDID": do.findtext("invoiceno") or f"INV-{int(number):05d}",
        "CUSTOMERID": customer,
        "STATE": "Draft" if do.findtext("action") == "Draft" else "Posted",
        "TOTALENTERED": f"{total:.2f}",
        "TOTALDUE": f"{total:.2f}",
        "EXTERNALID": external,
        "WHENMODIFIED": _now(),
    }
    return number


def _query(call: Call, world: World, do: Element, result: Element) -> None:
    name = do.findtext("object", "").upper()
    fields = [each.text or "" for each in do.findall("select/field")]
    if not fields:
        raise Wrong("XL03000003", "A query selects at least one field.")
    rows = [each for each in _records(call, world, name).values() if _fits(each, do.find("filter"))]
    for order in reversed(do.findall("orderby/order")):
        field = order.findtext("field", "")
        rows.sort(key=lambda each, field=field: _sortable(each.get(field)), reverse=order.find("descending") is not None)  # type: ignore[misc]  # fmt: skip
    size, start = min(int(do.findtext("pagesize") or 100), 2000), int(do.findtext("offset") or 0)
    _show(result, name, rows[start : start + size], fields, len(rows), start)


def _fits(record: Record, filter: Element | None) -> bool:
    return filter is None or all(_holds(record, each) for each in filter)


def _holds(record: Record, term: Element) -> bool:
    if term.tag in ("and", "or"):
        held = [_holds(record, each) for each in term]
        return all(held) if term.tag == "and" else any(held)
    value, wanted = _sortable(record.get(term.findtext("field", ""))), _sortable(term.findtext("value"))
    match term.tag:
        case "like":
            pattern = re.escape(term.findtext("value", "")).replace("%", ".*")
            return (
                re.fullmatch(pattern, str(record.get(term.findtext("field", "")) or ""), re.IGNORECASE)
                is not None
            )
        case "isnull":
            return value == ""
        case "in":
            return value in [_sortable(each.text) for each in term.findall("value")]
        case "notequalto":
            return value != wanted
    return {
        "equalto": value == wanted,
        "greaterthan": value > wanted,
        "greaterthanorequalto": value >= wanted,
        "lessthan": value < wanted,
        "lessthanorequalto": value <= wanted,
    }.get(term.tag, True)


def _sortable(value: object) -> str:
    """Dates are MM/DD/YYYY; numbers compare by their size."""
    text = "" if value is None else str(value)
    if found := re.fullmatch(r"(\d\d)/(\d\d)/(\d{4})(.*)", text):
        return f"{found[3]}{found[1]}{found[2]}{found[4]}"
    return f"{float(text):020.4f}" if re.fullmatch(r"\d+(\.\d+)?", text) else text.lower()


def _show(result: Element, name: str, rows: list[Record], fields: list[str], total: int, start: int) -> None:
    left = max(0, total - start - len(rows))
    counts = {"listtype": name, "totalcount": str(total), "offset": str(start), "count": str(len(rows)), "numremaining": str(left)}  # fmt: skip
    data = SubElement(result, "data", counts)
    for row in rows:
        shown = SubElement(data, name)
        for field in fields or [key for key, value in row.items() if isinstance(value, str)]:
            SubElement(shown, field).text = str(row.get(field, ""))


def _now() -> str:
    year, month, date = day().split("-")
    return f"{month}/{date}/{year} 00:00:00"


def _errors(parent: Element, number: str, words: str) -> None:
    error = SubElement(SubElement(parent, "errormessage"), "error")
    SubElement(error, "errorno").text = number
    SubElement(error, "description")
    SubElement(error, "description2").text = words
    SubElement(error, "correction")


def _root(status: str) -> Element:
    root = Element("response")
    control = SubElement(root, "control")
    SubElement(control, "status").text = status
    SubElement(control, "senderid").text = "demo"
    return root


def _answered(result: Element | None, number: str = "", words: str = "", company: str = "") -> Answer:
    root = _root("success")
    operation = SubElement(root, "operation")
    authentication = SubElement(operation, "authentication")
    SubElement(authentication, "status").text = "failure" if result is None else "success"
    SubElement(authentication, "companyid").text = company
    if result is None:
        _errors(operation, number, words)
    else:
        operation.append(result)
    return _xml(root)


def _gateway(number: str, words: str) -> Answer:
    root = _root("failure")
    _errors(root, number, words)
    return _xml(root)


def _xml(root: Element) -> Answer:
    body = b'<?xml version="1.0" encoding="UTF-8"?>' + tostring(root)
    return Answer(body, 200, {"Content_Type": "text/xml; encoding=UTF-8"})


@seed("sage-intacct", "CUSTOMER")
def _customers() -> Records:
    return {
        str(each.number): {"RECORDNO": str(each.number), "CUSTOMERID": f"C{each.number:05d}", "NAME": each.name, "STATUS": "active", "WHENMODIFIED": _now()}
        for each in CAST
    }  # fmt: skip


@seed("sage-intacct", "VENDOR")
def _vendors() -> Records:
    return {
        "31": {"RECORDNO": "31", "VENDORID": "V00031", "NAME": "Office Supplies Ltd", "WHENMODIFIED": _now()}
    }


REFUSALS = {429: _gateway("GW-0011", "Too many concurrent requests for this company.")}
