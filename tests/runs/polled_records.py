"""Providers whose records are looked at by the time of change: a real server that answers as HubSpot, Xero, Attio, Rillet,
Sage Intacct and DocuSign do, each in its own words, from one list of records.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree


@dataclass
class Row:
    """One record of a list. Times are the provider's."""

    id: str
    changed: datetime
    created: datetime
    fields: dict[str, Any] = field(default_factory=dict)


@dataclass
class World:
    """`lists` by the provider's own name of each. `refuse` answers the next requests instead: (status, headers, body)."""

    url: str = ""
    lists: dict[str, list[Row]] = field(default_factory=dict)
    refuse: list[tuple[int, dict[str, str], str]] = field(default_factory=list)
    requests: list[tuple[str, dict[str, str], str]] = field(
        default_factory=list
    )  # path with query, headers, body

    def put(
        self, name: str, id: str, changed: datetime, created: datetime | None = None, /, **fields: Any
    ) -> None:
        rows = self.lists.setdefault(name, [])
        known = next((row for row in rows if row.id == id), None)
        if known:
            rows.remove(known)
        rows.append(Row(id, changed, created or (known.created if known else changed), fields))
        rows.sort(key=lambda row: (row.changed, row.id))

    def since(self, name: str, at: datetime) -> list[Row]:
        return [row for row in self.lists.get(name, []) if row.changed >= at]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    world: World

    def log_message(self, *args: Any) -> None:
        """Quiet."""

    def do_GET(self) -> None:
        self._take()

    def do_POST(self) -> None:
        self._take()

    def _take(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.world.requests.append((self.path, headers, body))
        if self.world.refuse:
            status, more, text = self.world.refuse.pop(0)
            self._answer(text.encode(), status, more)
            return
        parts = urlsplit(self.path)
        host, _, path = parts.path.lstrip("/").partition("/")
        query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        answer = getattr(self, "of_" + re.sub(r"\W", "_", host))("/" + path, query, headers, body)
        if answer is None:
            self._answer(b"", 304)
        else:
            self._answer(answer if isinstance(answer, bytes) else json.dumps(answer).encode())

    def _answer(self, content: bytes, status: int = 200, headers: dict[str, str] | None = None) -> None:
        kind = "application/xml" if content.startswith(b"<") else "application/json"
        self.send_response(status)
        for name, value in {"Content-Type": kind, **(headers or {})}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    # --- HubSpot: search with a filter in milliseconds, `after` counts from the beginning of the answer

    def of_api_hubapi_com(self, path: str, _query: Any, _headers: Any, body: str) -> Any:
        found = re.fullmatch(r"/crm/objects/2026-03/(\w+)/search", path)
        assert found, path
        asked = json.loads(body)
        [[rule]] = [group["filters"] for group in asked["filterGroups"]]
        changed = "lastmodifieddate" if found[1] == "contacts" else "hs_lastmodifieddate"
        assert (rule["propertyName"], rule["operator"]) == (changed, "GTE")
        assert asked["sorts"] == [{"propertyName": changed, "direction": "ASCENDING"}]
        rows = self.world.since(found[1], datetime.fromtimestamp(int(rule["value"]) / 1000, UTC))
        start = int(asked.get("after", 0))
        assert start + asked["limit"] <= 10_000
        page = rows[start : start + asked["limit"]]
        more = start + len(page) < len(rows)
        results = [
            {
                "id": row.id,
                "createdAt": _iso(row.created),
                "updatedAt": _iso(row.changed),
                "archived": False,
                "properties": {
                    **{name: row.fields.get(name) for name in asked["properties"]},
                    changed: _iso(row.changed),
                    "createdate": _iso(row.created),
                },
            }
            for row in page
        ]
        paging = {"paging": {"next": {"after": str(start + len(page))}}} if more else {}
        return {"total": len(rows), "results": results, **paging}

    # --- Xero: whole seconds in a header, later than it; 304 where nothing is

    def of_api_xero_com(self, path: str, query: dict[str, str], headers: dict[str, str], _body: str) -> Any:
        name = path.removeprefix("/api.xro/2.0/")
        assert query["order"] == "UpdatedDateUTC ASC"
        since = datetime.fromisoformat(headers["if-modified-since"]).replace(tzinfo=UTC)
        rows = [row for row in self.world.since(name, since) if row.changed.replace(microsecond=0) > since]
        if not rows:
            return None
        size, page = int(query["pageSize"]), int(query["page"])
        id_name = {"Invoices": "InvoiceID", "Payments": "PaymentID", "Contacts": "ContactID"}[name]
        return {
            "Status": "OK",
            name: [
                {id_name: row.id, **row.fields, "UpdatedDateUTC": f"/Date({_ms(row.changed)}+0000)/"}
                for row in rows[(page - 1) * size : page * size]
            ],
        }

    # --- Attio: times in nanoseconds

    def of_api_attio_com(self, path: str, _query: Any, _headers: Any, body: str) -> Any:
        if path == "/v2/objects":
            return {"data": [{"api_slug": slug} for slug in self.world.lists]}
        found = re.fullmatch(r"/v2/objects/(\w+)/records/query", path)
        assert found, path
        asked = json.loads(body)
        assert asked["sorts"] == [{"attribute": "created_at", "direction": "asc"}]
        since = datetime.fromisoformat(asked["filter"]["created_at"]["$gte"])
        rows = self.world.since(found[1], since)[asked["offset"] : asked["offset"] + asked["limit"]]
        return {
            "data": [
                {
                    "id": {"workspace_id": "ws", "object_id": found[1], "record_id": row.id},
                    "created_at": row.created.strftime("%Y-%m-%dT%H:%M:%S.%f") + "000Z",
                    "values": row.fields,
                }
                for row in rows
            ]
        }

    # --- Rillet: the newest first, `updated.gt`, a mark for the next page

    def of_api_rillet_com(self, path: str, query: dict[str, str], _headers: Any, _body: str) -> Any:
        name = path.strip("/").replace("-", "_")
        since = datetime.fromisoformat(query["updated.gt"])
        rows = [row for row in self.world.since(name, since) if row.changed > since][::-1]
        start, size = int(query.get("cursor", "0").removeprefix("mark-") or 0), int(query["limit"])
        more = f"mark-{start + size}" if len(rows) > start + size else None
        return {
            name: [
                {"id": row.id, **row.fields, "updated_at": _iso(row.changed)}
                for row in rows[start : start + size]
            ],
            "pagination": {"next_cursor": more},
        }

    # --- Sage Intacct: XML, functions `query` and `read`, errors with status 200

    def of_api_intacct_com(self, _path: str, _query: Any, _headers: Any, body: str) -> Any:
        root = ElementTree.fromstring(body)
        if root.find("operation/content/function/getAPISession") is not None:
            data = "<api><sessionid>a-session</sessionid><endpoint>https://api.intacct.com/ia/xml/xmlgw.phtml</endpoint></api>"
            return _intacct(data)
        assert root.findtext("operation/authentication/sessionid") == "a-session"
        query, read = (root.find(f"operation/content/function/{name}") for name in ("query", "read"))
        if query is not None:
            name = str(query.findtext("object"))
            assert query.findtext("filter/greaterthanorequalto/field") == "WHENMODIFIED"
            value = str(query.findtext("filter/greaterthanorequalto/value"))
            rows = self.world.since(name, datetime.strptime(value, "%m/%d/%Y %H:%M:%S").replace(tzinfo=UTC))
            start, size = int(query.findtext("offset") or 0), int(query.findtext("pagesize") or 100)
            page = rows[start : start + size]
            shown = "".join(
                f"<{name}><RECORDNO>{row.id}</RECORDNO><WHENMODIFIED>{_us(row.changed)}</WHENMODIFIED></{name}>"
                for row in page
            )
            return _intacct(shown, numremaining=str(len(rows) - start - len(page)))
        assert read is not None
        name, keys = str(read.findtext("object")), str(read.findtext("keys")).split(",")
        assert len(keys) <= 100
        shown = "".join(
            f"<{name}><RECORDNO>{row.id}</RECORDNO><AUWHENCREATED>{_us(row.created)}</AUWHENCREATED>"
            + "".join(f"<{key}>{value}</{key}>" for key, value in row.fields.items())
            + f"<WHENCREATED>01/31/2026</WHENCREATED></{name}>"
            for row in self.world.lists.get(name, [])
            if row.id in keys
        )
        return _intacct(shown)

    # --- DocuSign: by status, pages counted

    def of_demo_docusign_net(self, path: str, query: dict[str, str], _headers: Any, _body: str) -> Any:
        assert path == "/restapi/v2.1/accounts/acc-1/envelopes"
        rows = self.world.since("envelopes", datetime.fromisoformat(query["from_date"]))
        start = int(query["start_position"])
        return {
            "envelopes": [
                {"envelopeId": row.id, **row.fields, "statusChangedDateTime": _iso(row.changed)}
                for row in rows[start : start + int(query["count"])]
            ]
        }


def _iso(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03}Z"


def _ms(at: datetime) -> int:
    return int(at.timestamp() * 1000)


def _us(at: datetime) -> str:
    return at.strftime("%m/%d/%Y %H:%M:%S")


def _intacct(data: str, **attributes: str) -> bytes:
    given = "".join(f' {name}="{value}"' for name, value in attributes.items())
    return (
        "<response><control><status>success</status></control><operation><authentication><status>success</status>"
        f"</authentication><result><status>success</status><data{given}>{data}</data></result></operation></response>"
    ).encode()


@contextmanager
def polled_records() -> Iterator[World]:
    world = World()
    handler = type("Handler", (_Handler,), {"world": world})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    world.url = f"http://127.0.0.1:{server.server_address[1]}"
    yield world
    server.shutdown()
    server.server_close()
    thread.join()
