"""Expected requests and answers of every operation, made from a fact sheet of the providers' APIs.

    python tests/providers/expected/generate.py path/to/providers.yaml

It imports nothing of Headrace and knows nothing of how Headrace builds a request: it reads the sheet (method, path,
parameters, encodings, envelopes, headers, pagination, error shapes) and writes one JSON file a provider beside itself.
A person's config is written in the sheet's own parameter names.
"""

from __future__ import annotations

import base64
import json
import re
import sys
from pathlib import Path
from urllib.parse import quote
from xml.sax.saxutils import escape

import yaml

HERE = Path(__file__).parent
SIXTEEN = [
    "stripe",
    "salesforce",
    "hubspot",
    "attio",
    "quickbooks",
    "netsuite",
    "xero",
    "sage_intacct",
    "rillet",
    "slack",
    "gmail",
    "outlook",
    "email",
    "docusign",
    "pandadoc",
    "dropbox_sign",
]
KEY = "0197a1b2-key"
#: What a connection knows; the sheet names these in its addresses and headers.
CONNECTION = {
    "salesforce": {"instance_url": "https://acme.my.salesforce.com"},
    "quickbooks": {"realm_id": "9130357"},
    "netsuite": {"account_id": "1234567_SB1"},
    "xero": {"tenant_id": "tenant-1"},
    "sage_intacct": {"endpoint": "https://api.intacct.com/ia/xml/xmlgw.phtml", "company_id": "ACME"},
    "docusign": {
        "base_uri": "https://eu.docusign.net",
        "account_id": "acc-1",
        "auth_host": "account.docusign.com",
    },
    "outlook": {"tenant": "common"},
    "stripe": {"stripe_account": "acct_1"},
}
#: Versions that the sheet names in prose.
VERSIONS = {"api_version": "65.0", "v": "2026-03"}
#: Parameters that a person does not fill in: the sheet gives the one value they have.
FIXED = {
    "minorversion": 75,
    "sparse": True,
    "Prefer": "transient",
    "authenticationMethod": "none",
    "resend_envelope": True,
}
#: Examples where the type alone does not make a valid value.
EXAMPLES = {
    "nextRecordsUrl": "/services/data/v65.0/query/01g-2000",
    "raw": "U3ViamVjdDogSGVsbG8NCg0KSGVsbG8",
    "currency": "usd",
    "email": "ada@example.com",
    "email_address": "ada@example.com",
    "notificationUrl": "https://example.com/hook",
    "toRecipients": [{"emailAddress": {"address": "ada@example.com"}}],
    "ccRecipients": [{"emailAddress": {"address": "ben@example.com"}}],
    "bccRecipients": [{"emailAddress": {"address": "vera@example.com"}}],
    "from": "Ada <ada@example.com>",
    "custentity_*": {"custentity_region": "EMEA"},
    "PrimaryEmailAddr": {"Address": "ada@example.com"},
    "request_as": {"type": "workspace"},
    "filter": {"name": "Acme"},
    "scheduled_at": "2026-01-31T09:00:00Z",
}
KINDS = {"string": str, "object": dict, "array<object>": list}
_ATTACHED = {"filename": "a.txt", "content": "aGk=", "content_base64": "aGk=", "content_type": "text/plain"}
MAIL_EXAMPLES = {
    "to": ["ada@example.com", "Ben <ben@example.com>"],
    "cc": ["vera@example.com"],
    "bcc": ["mallory@example.com"],
    "attachments": [_ATTACHED],
    "headers": {"X-Order": "12"},
    "reply_to": "answers@example.com",
}
TAG = re.compile(r"<([A-Za-z_0-9]+)/?>")


def main(sheet: str) -> None:
    providers = yaml.safe_load(Path(sheet).read_text())["providers"]
    for slug in SIXTEEN:
        provider = providers[slug]
        document = {
            "provider": slug.replace("_", "-"),
            "connection": CONNECTION.get(slug, {}),
            "secrets": secrets(provider),
            "method": primary(provider)["id"],
            "errors": ERRORS[slug],
            "operations": [operation(slug, provider, item) for item in provider["operations"]],
        }
        text = json.dumps(document, indent=1, ensure_ascii=False)
        (HERE / f"{slug}.json").write_text(text + "\n")


def primary(provider):
    return next((method for method in provider["auth"] if method.get("primary")), provider["auth"][0])


def secrets(provider):
    """The values of the primary method's credentials, and of a token."""
    fields = {
        item["name"]: f"secret-{item['name']}"
        for item in primary(provider).get("credential_fields", [])
        if item.get("secret")
    }
    fields.setdefault("access_token", "secret-access_token")
    if primary(provider)["kind"] == "xml_session":
        fields.update(session_id="secret-session", sender_id="SENDER", user_id="USER")
    return fields


# --- one operation ------------------------------------------------------------------------------------


def operation(slug, provider, item):
    groups = {
        name: [one for one in item.get(name) or [] if one["type"] != "array<file>"]
        for name in ("path_params", "query_params", "body_params", "header_params")
    }
    every = [one for group in groups.values() for one in group]
    asked = [one for one in every if is_asked(slug, item, one)]
    described = {
        "id": camel(item["id"]),
        "sheet": item["id"],
        "unsure": bool(item.get("unsure")),
        "required": [name_in_config(slug, one) for one in asked if one["required"]],
        "cases": [
            case(slug, provider, item, groups, title, chosen)
            for title, chosen in (
                ("all", [one["name"] for one in every]),
                ("required", [one["name"] for one in every if one["required"]]),
            )
        ],
        "answers": [answer(slug, item, status) for status in item["success_status"]],
    }
    if item.get("pagination"):
        described["pages"] = pages(slug, provider, item)
    return described


def is_asked(slug, item, one):
    return not (
        one["name"] in FIXED
        or len(one.get("enum", ())) == 1
        or (slug, one["name"])
        in (("quickbooks", "requestid"), ("quickbooks", "realm_id"), ("quickbooks", "operation"))
        or one["name"] in ("Content-Type", "Accept", "Idempotency-Key")
    )


def name_in_config(slug, one):
    """The sheet says of Attio that writes are wrapped in `data`: a person fills in what is inside."""
    return one["name"].removeprefix("data.") if slug == "attio" else one["name"]


def case(slug, provider, item, groups, title, chosen):
    config = {}
    values = {}
    for one in (one for group in groups.values() for one in group):
        name = one["name"]
        if name not in chosen and not (name in FIXED or has_one_value(item, one)):
            continue
        if name == "Accept" and not one["required"]:
            continue  # one way of reading the answer is enough
        values[name] = example(slug, provider, item, one)
        if name in chosen and is_asked(slug, item, one):
            config[name_in_config(slug, one)] = values[name]
    method, url = item["method"], address(slug, provider, item, values)
    query = []
    for one in groups["query_params"]:
        if one["name"] in values and one["name"] != "requestid":
            query += query_pairs(one, values[one["name"]])
    query += [[name, str(value)] for name, value in (provider["api"].get("required_query") or {}).items()]
    headers = header_values(slug, provider, item, groups, values)
    if key_place := idempotency(slug, provider, item):
        kind, name = key_place
        if kind == "header":
            headers[name.lower()] = KEY
        else:
            query.append([name, KEY])
    return {
        "name": title,
        "config": config,
        "request": {
            "method": method,
            "url": url,
            "query": sorted([*map(list, {tuple(pair) for pair in query})])
            if slug != "stripe"
            else sorted(query),
            "headers": headers,
            "body": body(slug, item, groups, values),
        },
    }


def has_one_value(item, one):
    return len(one.get("enum", ())) == 1 and one["required"]


def address(slug, provider, item, values):
    base = item.get("base_url_override") or provider["api"]["base_url"]
    known = {**VERSIONS, **CONNECTION.get(slug, {})}
    known["account_host"] = known.get("account_id", "").lower().replace("_", "-")
    if slug == "sage_intacct":
        return known["endpoint"]
    path = item["path"]
    if re.fullmatch(r"\{\w+\}", path):
        return fill(base, known) + values[path[1:-1]]
    filled = re.sub(
        r"\{(\w+)\}",
        lambda match: quote(str(values.get(match[1], known.get(match[1]))), safe=""),
        path,
    )
    return fill(base, known) + filled


def fill(template, known):
    return re.sub(r"\{(\w+)\}", lambda match: known[match[1]], template)


def query_pairs(one, value):
    items = value if isinstance(value, list) else [value]
    return [[one["name"], text(part)] for part in items]


def text(value):
    return value if isinstance(value, str) else json.dumps(value)


def header_values(slug, provider, item, groups, values):
    headers = {}
    known = {**CONNECTION.get(slug, {}), **secrets(provider)}
    for name, template in (provider["api"].get("required_headers") or {}).items():
        if name == "Authorization" or name in ("Content-Type", "content-type", "User-Agent"):
            continue
        headers[name.lower()] = fill(str(template).split(" ")[0].rstrip(";"), known)
    if slug == "stripe":
        headers["stripe-version"] = re.search(
            r"\d{4}-\d\d-\d\d\.\w+", provider["api"]["optional_headers"]["Stripe-Version"]
        )[0]
        headers["stripe-account"] = known["stripe_account"]
    for one in groups["header_params"]:
        if one["name"] in values and one["name"] != "Idempotency-Key":
            headers[one["name"].lower()] = values[one["name"]]
    method = primary(provider)
    if method["kind"] == "basic":
        headers["authorization"] = "Basic " + base64.b64encode(f"{known['api_key']}:".encode()).decode()
    elif method["kind"] not in ("oauth1_tba", "xml_session", "smtp_login"):
        template = (method.get("placement") or {}).get("format", "Bearer {access_token}")
        headers["authorization"] = fill(template, known)
    return headers


def idempotency(slug, provider, item):
    """("header" or "query", name) where the sheet says that this request takes a key."""
    rule = provider["api"].get("idempotency") or {}
    if rule.get("supported") is not True:
        return None
    methods = rule.get("methods") or ["POST", "PUT", "PATCH"]
    taken = [f"{item['method']} {item['path']}", item["method"]]
    if not any(one in methods for one in taken) or item.get("base_url_override"):
        return None
    return ("header", rule["header"]) if rule.get("header") else ("query", rule["query_param"])


# --- example values --------------------------------------------------------------------------------------


def example(slug, provider, item, one):
    name, kind = one["name"], one["type"]
    if name == "operation" and slug == "quickbooks":
        return one["description"]
    if name in ("Content-Type", "Accept"):
        return one["description"].split(" ")[0]
    if name in FIXED:
        return FIXED[name]
    if name == "realm_id":
        return CONNECTION["quickbooks"]["realm_id"]
    if item["id"] == "find_customer_by_email":
        return one["description"].replace("{email}", "ada@example.com")
    if (enum := one.get("enum") or borrowed_enum(provider, one)) and kind in ("string", "integer"):
        return enum[0]
    if (
        slug == "email"
        and name in MAIL_EXAMPLES
        and kind != "object"
        and (name != "reply_to" or kind == "string")
    ):
        return MAIL_EXAMPLES[name]
    if name in EXAMPLES and isinstance(EXAMPLES[name], KINDS.get(kind, object)):
        return EXAMPLES[name]
    if name == "email" and kind == "string":
        return "ada@example.com"
    if one in (item.get("path_params") or []):
        return f"{name} 1/2"
    return by_type(slug, item, one)


def borrowed_enum(provider, one):
    """A parameter of the same name in the same provider has the same values."""
    if one.get("description"):
        return None
    for other in provider["operations"]:
        for group in ("path_params", "query_params", "body_params"):
            for param in other.get(group) or []:
                if param["name"] == one["name"] and param.get("enum"):
                    return param["enum"]
    return None


def by_type(slug, item, one):
    name, kind = one["name"], one["type"]
    if kind == "integer":
        return 2
    if kind == "number":
        return 12.5
    if kind == "boolean":
        return True
    if kind == "date":
        return "2026-01-31"
    if kind == "array<string>":
        return ["one", "two & three"]
    if kind == "array<object>":
        return rows(slug, item, name)
    if kind == "object":
        if slug == "sage_intacct":
            return {"PRINTAS": "Acme & Sons", "EMAIL1": "ada@example.com"}
        return {"alpha": "a & b", "beta": {"gamma": True}}
    if kind == "any":
        return {"x": 1}
    return f"A {name.split('[')[0].strip('$*.')} é & <b>"[:20]


def rows(slug, item, name):
    if slug == "sage_intacct":
        return [{"ACCOUNTNO": "4000", "AMOUNT": 12.5}, {"ACCOUNTNO": "4100", "AMOUNT": 1}]
    return [{"id": "x 1", "amount": {"value": "12.34"}, "quantity": 2}, {"id": "y"}]


# --- bodies ------------------------------------------------------------------------------------------------


def body(slug, item, groups, values):
    encoding = item["body_encoding"]
    if encoding == "none":
        return {"kind": "none"}
    if encoding == "xml":
        return {"kind": "xml", "text": xml_body(item, values)}
    enveloped = any(one["name"].startswith("data.") for one in groups["body_params"])
    data = {"data": {}} if enveloped else {}
    whole = None
    for one in groups["body_params"]:
        name = one["name"]
        if name not in values:
            if "send [] when there are none" in (one.get("description") or ""):
                data[name] = []
            continue
        if name.endswith("*"):
            if isinstance(values[name], list):
                whole = values[name]
            else:
                data.update(values[name])
            continue
        place(data, name, values[name], nested=encoding == "json")
    if encoding == "form":
        return {"kind": "form", "pairs": sorted(form_pairs(data))}
    if encoding == "mime":
        return {"kind": "mime"}
    sent = data if whole is None else whole
    if wrapper := item.get("body_wrapper"):
        if "ContactID" in wrapper:
            sent = {"ContactID": values["contact_id"], **sent}
        sent = {re.match(r"\{(\w+)", wrapper)[1]: [sent]}
    return {"kind": "json", "value": sent}


def place(data, name, value, *, nested):
    if not nested or "." not in name:
        data[name] = value
        return
    head, rest = name.split(".", 1)
    place(data.setdefault(head, {}), rest, value, nested=True)


def form_pairs(data):
    """Bracket names: a list of objects is numbered, a list of texts under `name[]` repeats the name."""
    pairs = []
    for name, value in data.items():
        pairs += flat(name, value)
    return pairs


def flat(name, value):
    if isinstance(value, dict):
        return [pair for key, part in value.items() for pair in flat(f"{name}[{key}]", part)]
    if isinstance(value, list):
        if name.endswith("[]") and all(isinstance(part, str) for part in value):
            return [[name, part] for part in value]
        base = name.removesuffix("[]")
        return [pair for index, part in enumerate(value) for pair in flat(f"{base}[{index}]", part)]
    return [[name, text(value)]]


def xml_body(item, values):
    """The sheet's own example of the function, with our values in it; the elements stand in its order."""
    sample = item["xml_function"]
    outer = TAG.match(sample)[1]
    inner = TAG.match(sample, len(outer) + 2)
    holder = inner[1] if outer in ("create", "update") and inner else None
    lines = []
    for one in item["body_params"]:
        if one["name"] in values:
            if one["name"] == "*":
                lines += [element(key, part) for key, part in values["*"].items()]
            else:
                lines.append(xml_field(sample, one, values[one["name"]]))
    content = "".join(lines)
    if holder:
        content = f"<{holder}>{content}</{holder}>"
    return f"<{outer}>{content}</{outer}>"


def xml_field(sample, one, value):
    name = one["name"]
    if one["type"] == "date":
        year, month, day = value.split("-")
        if f"<{name}><year/>" in sample:
            return f"<{name}><year>{year}</year><month>{month}</month><day>{day}</day></{name}>"
        return f"<{name}>{month}/{day}/{year}</{name}>"
    found = re.search(rf"<{name}><(\w+)>", sample)
    if isinstance(value, list) and found:
        return f"<{name}>" + "".join(element(found[1], part) for part in value) + f"</{name}>"
    return element(name, value)


def element(name, value):
    if isinstance(value, list):
        return "".join(element(name, part) for part in value)
    if isinstance(value, dict):
        return f"<{name}>" + "".join(element(key, part) for key, part in value.items()) + f"</{name}>"
    return f"<{name}>{escape(text(value))}</{name}>"


# --- answers ---------------------------------------------------------------------------------------------------


def answer(slug, item, status):
    """A body of the sheet's shape, and the part that a workflow should get."""
    if slug == "pandadoc" and item["id"] == "download_document" and status == 202:
        return {"status": status, "body": None, "pending": True}
    if item["body_encoding"] == "mime":
        return {"status": status, "body": None}
    if status in (202, 204) or (slug == "dropbox_sign" and item["id"] == "cancel_signature_request"):
        location = "https://example.test/record/v1/customer/647" if slug == "netsuite" else None
        return {"status": status, "body": None, "location": location}
    if any("binary" in field for field in item.get("output_fields") or []):
        return {"status": status, "binary": "JVBERi0xLjcK"}
    part = part_of(slug, item)
    if slug == "slack" and not item.get("response_unwrap"):
        return {"status": status, "body": {"ok": True, **part}, "output": {"ok": True, **part}}
    if slug == "sage_intacct":
        return {"status": status, "xml": xml_answer(item, part), "output": part}
    return {"status": status, "body": whole_of(slug, item, part), "output": part}


def part_of(slug, item):
    if slug == "sage_intacct" and item["id"] in ("create_invoice", "delete_object"):
        return "647" if item["id"] == "create_invoice" else "success"
    record = (
        {"id": "x-1", "name": "Acme"} if slug != "sage_intacct" else {"RECORDNO": "12", "NAME": "Acme & Sons"}
    )
    unwrap = item.get("response_unwrap") or ""
    listed = item.get("pagination") or any(
        field.startswith("[]") for field in item.get("output_fields") or []
    )
    if unwrap == "QueryResponse":
        return {"Invoice": [record], "startPosition": 1, "maxResults": 1}
    if slug == "sage_intacct" and item["id"] == "query":
        return [record, {"RECORDNO": "13", "NAME": "Other"}]
    last = unwrap.rpartition(".")[2]
    plural = last in [
        "records",
        "results",
        "members",
        "channels",
        "messages",
        "labels",
        "drafts",
        "history",
        "sobjects",
        "searchRecords",
        "files",
        "items",
        "value",
        "envelopes",
        "envelopeTemplates",
        "envelopeDocuments",
        "auditEvents",
        "signature_requests",
        "templates",
        "usage",
        "accounts",
        "Contacts",
        "Invoices",
        "Payments",
        "BankTransactions",
        "CreditNotes",
        "Accounts",
        "Items",
        "customers",
        "invoices",
        "contracts",
        "products",
        "journal_entries",
    ]
    plural = plural or (last == "data" and re.match("list_|query_|search_|send_batch", item["id"]))
    return [record] if listed or plural else record


def whole_of(slug, item, part):
    unwrap = item.get("response_unwrap") or ""
    whole = part
    for step in reversed(re.findall(r"[^.\[\]]+", unwrap)):
        whole = [whole] if step.isdigit() else {step: whole}
    if slug == "slack":
        whole = {"ok": True, **(whole if isinstance(whole, dict) else {})}
    return whole


def xml_answer(item, part):
    steps = item["response_unwrap"].replace("{object}", "CUSTOMER").split("/")[1:]
    inner = element(steps[-1], part)
    for step in reversed(steps[:-1]):
        inner = f"<{step}>{inner}</{step}>"
    status = "" if steps == ["status"] else "<status>success</status>"
    return (
        "<response><control><status>success</status></control><operation><authentication><status>success</status>"
        f"</authentication><result>{status}{inner}</result></operation></response>"
    )


# --- pages -------------------------------------------------------------------------------------------------------


def pages(slug, provider, item):
    """The answer of a first page that says there is more, and what the second request must have that the first has not."""
    rule = provider["api"]["pagination"]
    style = item["pagination"]
    unwrap = item.get("response_unwrap") or "data"
    items = [{"id": f"x-{number}", "Id": f"x-{number}"} for number in range(2)]
    first = whole_of(slug, item, items)
    config = {}
    expect = {}
    in_body = item["body_encoding"] == "json"
    if slug == "stripe" and style == "cursor":
        first[rule["has_more_path"]] = True
        expect = {"query": {rule["params"]["cursor"]: "x-1"}}
    elif slug == "stripe":
        first["next_page"] = "token-2"
        expect = {"query": {"page": "token-2"}}
    elif style == "cursor":
        path = rule["next_cursor_path"].split(" ")[0]
        put(first, path, "token-2")
        expect = {"body" if in_body else "query": {rule["params"]["cursor"].split(" ")[0]: "token-2"}}
    elif style == "next_url":
        path = rule["next_url_path"].split(" ")[0]
        absolute = (
            "https://graph.microsoft.com/v1.0/next?$skip=2"
            if slug == "outlook"
            else "/services/data/v65.0/query/next"
        )
        first[path] = absolute
        base = CONNECTION["salesforce"]["instance_url"] if slug == "salesforce" else ""
        expect = {"url": base + absolute}
    elif style == "page":
        size = rule["params"]["limit"].split(" ")[0]
        config = {size: 2}
        expect = {"query": {rule["params"]["page"].split(" ")[0]: "2"}}
    elif style in ("limit_offset", "offset"):
        size, offset = (rule["params"][name].split(" ")[0] for name in ("limit", "offset"))
        config = {size: 2}
        if rule.get("has_more_path"):
            first[rule["has_more_path"]] = True
        inside = in_body and any(one["name"] == offset for one in item["body_params"])
        expect = {"body" if inside else "query": {offset: 2 if inside else "2"}}
    elif style == "sql_offset":
        first = {"QueryResponse": {"Invoice": items, "startPosition": 1, "maxResults": 2}}
        config = {"query": "select * from Invoice maxresults 2"}
        expect = {"query_contains": {"query": "STARTPOSITION 3 MAXRESULTS 2"}}
    last = whole_of(slug, item, [{"id": "x-9", "Id": "x-9"}])
    if style == "sql_offset":
        last = {"QueryResponse": {"Invoice": [{"Id": "x-9"}], "startPosition": 3, "maxResults": 1}}
    if slug == "netsuite":
        last["hasMore"] = False
    return {"config": config, "first": first, "last": last, "expect": expect, "items": 3, "unwrap": unwrap}


def put(data, path, value):
    *way, last = path.split(".")
    for part in way:
        data = data.setdefault(part, {})
    data[last] = value


def camel(name):
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)


# --- errors: the sheet's shapes, filled in ----------------------------------------------------------------------


def refused(status, body, code, message, kind, headers=None, xml=None):
    """`kind`: permanent, retry, limited or auth."""
    found = {"status": status, "code": code, "message": message, "kind": kind, "headers": headers or {}}
    return {**found, "xml": xml} if xml else {**found, "body": body}


def graph(code, message):
    return {"error": {"code": code, "message": message}}


def intacct(number, words):
    error = f"<error><errorno>{number}</errorno><description/><description2>{words}</description2></error>"
    return (
        "<response><control><status>success</status></control><operation><authentication><status>success</status>"
        f"</authentication><result><status>failure</status><errormessage>{error}</errormessage></result></operation>"
        "</response>"
    )


def stripe(kind, code, message, **more):
    return {"error": {"type": kind, "code": code, "message": message, **more}}


def google(status, reason, message):
    return {"error": {"code": status, "message": message, "errors": [{"reason": reason, "message": message}]}}


def fault(code, message, detail):
    return {
        "Fault": {"Error": [{"Message": message, "Detail": detail, "code": code}], "type": "ValidationFault"}
    }


ERRORS = {
    "stripe": [
        refused(
            402,
            stripe(
                "card_error", "card_declined", "Your card was declined.", decline_code="insufficient_funds"
            ),
            "insufficient_funds",
            "Your card was declined",
            "permanent",
        ),
        refused(
            400,
            stripe("invalid_request_error", "parameter_missing", "Missing required param: amount."),
            "parameter_missing",
            "Missing required param",
            "permanent",
        ),
        refused(
            401,
            stripe("invalid_request_error", "api_key_expired", "Expired API key."),
            "api_key_expired",
            "Expired API key",
            "auth",
        ),
        refused(409, stripe("api_error", "lock_timeout", "Locked."), "lock_timeout", "Locked", "retry"),
        refused(
            429,
            stripe("invalid_request_error", "rate_limit", "Too many requests."),
            "rate_limit",
            "Too many requests",
            "limited",
        ),
    ],
    "salesforce": [
        refused(
            400,
            [{"message": "unexpected token", "errorCode": "MALFORMED_QUERY"}],
            "MALFORMED_QUERY",
            "unexpected token",
            "permanent",
        ),
        refused(
            401,
            [{"message": "Session expired or invalid", "errorCode": "INVALID_SESSION_ID"}],
            "INVALID_SESSION_ID",
            "Session expired",
            "auth",
        ),
        refused(
            403,
            [{"message": "TotalRequests Limit exceeded.", "errorCode": "REQUEST_LIMIT_EXCEEDED"}],
            "REQUEST_LIMIT_EXCEEDED",
            "Limit exceeded",
            "limited",
        ),
        refused(
            404, [{"message": "Not found", "errorCode": "NOT_FOUND"}], "NOT_FOUND", "Not found", "permanent"
        ),
    ],
    "hubspot": [
        refused(
            400,
            {
                "status": "error",
                "message": "Invalid input",
                "category": "VALIDATION_ERROR",
                "errors": [{"message": "email is wrong"}],
            },
            "VALIDATION_ERROR",
            "email is wrong",
            "permanent",
        ),
        refused(
            409,
            {
                "status": "error",
                "message": "Contact already exists. Existing ID: 123",
                "category": "CONFLICT",
            },
            "CONFLICT",
            "Existing ID: 123",
            "permanent",
        ),
        refused(
            429,
            {"status": "error", "message": "Slow down", "errorType": "RATE_LIMIT"},
            "RATE_LIMIT",
            "Slow down",
            "limited",
        ),
        refused(
            423, {"status": "error", "message": "Locked", "category": "LOCKED"}, "LOCKED", "Locked", "retry"
        ),
        refused(
            401,
            {"status": "error", "message": "expired", "category": "EXPIRED_AUTHENTICATION"},
            "EXPIRED_AUTHENTICATION",
            "expired",
            "auth",
        ),
    ],
    "attio": [
        refused(
            400,
            {
                "status_code": 400,
                "type": "invalid_request_error",
                "code": "validation_type",
                "message": "Invalid value",
            },
            "validation_type",
            "Invalid value",
            "permanent",
        ),
        refused(
            429,
            {
                "status_code": 429,
                "type": "rate_limit_error",
                "code": "rate_limit_exceeded",
                "message": "Slow down",
            },
            "rate_limit_exceeded",
            "Slow down",
            "limited",
            {"Retry-After": "Sat, 31 Jan 2026 00:00:05 GMT"},
        ),
        refused(
            401,
            {"status_code": 401, "type": "auth_error", "code": "unauthorized", "message": "No"},
            "unauthorized",
            "No",
            "auth",
        ),
    ],
    "quickbooks": [
        refused(
            400,
            fault("6240", "Duplicate Name Exists Error", "The name supplied already exists."),
            "6240",
            "Duplicate Name Exists Error: The name supplied already exists",
            "permanent",
        ),
        refused(
            401,
            {
                "fault": {
                    "error": [{"message": "AuthenticationFailed", "detail": "Token expired", "code": "3200"}]
                }
            },
            "3200",
            "Token expired",
            "auth",
        ),
        refused(429, fault("3001", "ThrottleExceeded", "message"), "3001", "ThrottleExceeded", "limited"),
    ],
    "netsuite": [
        refused(
            400,
            {
                "title": "Bad Request",
                "status": 400,
                "o:errorDetails": [{"detail": "Invalid value for entity", "o:errorCode": "INVALID_CONTENT"}],
            },
            "INVALID_CONTENT",
            "Invalid value for entity",
            "permanent",
        ),
        refused(
            401,
            {
                "title": "Unauthorized",
                "status": 401,
                "o:errorDetails": [{"detail": "Invalid login attempt.", "o:errorCode": "INVALID_LOGIN"}],
            },
            "INVALID_LOGIN",
            "Invalid login attempt",
            "auth",
        ),
        refused(
            429,
            {
                "title": "Too Many Requests",
                "status": 429,
                "o:errorDetails": [
                    {"detail": "Concurrent limit", "o:errorCode": "CONCURRENCY_LIMIT_EXCEEDED"}
                ],
            },
            "CONCURRENCY_LIMIT_EXCEEDED",
            "Concurrent limit",
            "limited",
        ),
    ],
    "xero": [
        refused(
            400,
            {
                "ErrorNumber": 10,
                "Type": "ValidationException",
                "Message": "A validation exception occurred",
                "Elements": [
                    {"ValidationErrors": [{"Message": "Email is invalid"}, {"Message": "Name is needed"}]}
                ],
            },
            "ValidationException",
            "Email is invalid; Name is needed",
            "permanent",
        ),
        refused(
            401,
            {"Title": "Unauthorized", "Status": 401, "Detail": "TokenExpired"},
            "Unauthorized",
            "TokenExpired",
            "auth",
        ),
        refused(
            503,
            {"Title": "Offline", "Status": 503, "Detail": "The organisation is offline"},
            "Offline",
            "organisation is offline",
            "retry",
        ),
        refused(
            429,
            {"Title": "Too many", "Status": 429, "Detail": "Rate limit"},
            "Too many",
            "Rate limit",
            "limited",
            {"Retry-After": "7"},
        ),
    ],
    "sage_intacct": [
        refused(
            200,
            None,
            "BL01001973",
            "Could not create the invoice",
            "permanent",
            xml=intacct("BL01001973", "Could not create the invoice"),
        ),
        refused(
            200,
            None,
            "DL02000001",
            "Object not found",
            "permanent",
            xml=intacct("DL02000001", "Object not found"),
        ),
    ],
    "rillet": [
        refused(
            400,
            {"type": "validation", "title": "Bad request", "status": 400, "detail": "name is needed"},
            "validation",
            "name is needed",
            "permanent",
        ),
        refused(
            429,
            {"type": "rate", "title": "Too many requests", "status": 429},
            "rate",
            "Too many requests",
            "limited",
        ),
        refused(
            401, {"type": "auth", "title": "Unauthorized", "status": 401}, "auth", "Unauthorized", "auth"
        ),
    ],
    "slack": [
        refused(
            200, {"ok": False, "error": "not_in_channel"}, "not_in_channel", "not_in_channel", "permanent"
        ),
        refused(
            200,
            {"ok": False, "error": "invalid_blocks", "response_metadata": {"messages": ["no text"]}},
            "invalid_blocks",
            "no text",
            "permanent",
        ),
        refused(200, {"ok": False, "error": "token_revoked"}, "token_revoked", "token_revoked", "auth"),
        refused(
            429,
            {"ok": False, "error": "ratelimited"},
            "ratelimited",
            "ratelimited",
            "limited",
            {"Retry-After": "30"},
        ),
    ],
    "gmail": [
        refused(404, google(404, "notFound", "Not found"), "notFound", "Not found", "permanent"),
        refused(
            403,
            google(403, "rateLimitExceeded", "Quota exceeded"),
            "rateLimitExceeded",
            "Quota exceeded",
            "limited",
        ),
        refused(
            403,
            google(403, "insufficientPermissions", "Insufficient"),
            "insufficientPermissions",
            "Insufficient",
            "permanent",
        ),
        refused(
            401, google(401, "authError", "Invalid Credentials"), "authError", "Invalid Credentials", "auth"
        ),
    ],
    "outlook": [
        refused(404, graph("ErrorItemNotFound", "Not found"), "ErrorItemNotFound", "Not found", "permanent"),
        refused(
            429,
            graph("ApplicationThrottled", "Too many"),
            "ApplicationThrottled",
            "Too many",
            "limited",
            {"Retry-After": "12"},
        ),
        refused(
            401,
            graph("InvalidAuthenticationToken", "Expired"),
            "InvalidAuthenticationToken",
            "Expired",
            "auth",
        ),
        refused(503, graph("ServiceUnavailable", "Later"), "ServiceUnavailable", "Later", "retry"),
    ],
    "email": [
        refused(
            422,
            {"statusCode": 422, "name": "invalid_from_address", "message": "Invalid from"},
            "invalid_from_address",
            "Invalid from",
            "permanent",
        ),
        refused(
            429,
            {"statusCode": 429, "name": "rate_limit_exceeded", "message": "Too many"},
            "rate_limit_exceeded",
            "Too many",
            "limited",
            {"retry-after": "1"},
        ),
        refused(
            429,
            {"statusCode": 429, "name": "daily_quota_exceeded", "message": "Quota"},
            "daily_quota_exceeded",
            "Quota",
            "permanent",
        ),
        refused(
            403,
            {"statusCode": 403, "name": "invalid_api_key", "message": "Bad key"},
            "invalid_api_key",
            "Bad key",
            "auth",
        ),
    ],
    "docusign": [
        refused(
            400,
            {"errorCode": "ENVELOPE_DOES_NOT_EXIST", "message": "No such envelope"},
            "ENVELOPE_DOES_NOT_EXIST",
            "No such envelope",
            "permanent",
        ),
        refused(
            400,
            {"errorCode": "HOURLY_APIINVOCATION_LIMIT_EXCEEDED", "message": "Hourly limit"},
            "HOURLY_APIINVOCATION_LIMIT_EXCEEDED",
            "Hourly limit",
            "limited",
        ),
        refused(
            401,
            {"errorCode": "USER_AUTHENTICATION_FAILED", "message": "No"},
            "USER_AUTHENTICATION_FAILED",
            "No",
            "auth",
        ),
    ],
    "pandadoc": [
        refused(
            400,
            {"type": "validation_error", "detail": {"name": ["is needed"]}},
            "validation_error",
            "name: is needed",
            "permanent",
        ),
        refused(
            429, {"type": "request_error", "detail": "Throttled"}, "request_error", "Throttled", "limited"
        ),
        refused(401, {"type": "auth", "detail": "Bad key"}, "auth", "Bad key", "auth"),
    ],
    "dropbox_sign": [
        refused(
            400,
            {"error": {"error_msg": "Signer is wrong", "error_name": "bad_request"}},
            "bad_request",
            "Signer is wrong",
            "permanent",
        ),
        refused(
            402,
            {"error": {"error_msg": "No quota", "error_name": "payment_required"}},
            "payment_required",
            "No quota",
            "permanent",
        ),
        refused(
            429,
            {"error": {"error_msg": "Slow", "error_name": "exceeded_rate"}},
            "exceeded_rate",
            "Slow",
            "limited",
        ),
        refused(
            401, {"error": {"error_msg": "Who", "error_name": "unauthorized"}}, "unauthorized", "Who", "auth"
        ),
    ],
}

if __name__ == "__main__":
    main(sys.argv[1])
