"""Providers that are asked what happened: a real server that answers as Stripe, Salesforce, Gmail, Outlook and QuickBooks do."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass
class World:
    """What each provider would tell. `refuse` answers the next requests instead: (status, headers)."""

    url: str = ""
    stripe: list[dict[str, Any]] = field(default_factory=list)  # the oldest first
    opportunities: list[dict[str, Any]] = field(default_factory=list)
    history: list[dict[str, Any]] = field(default_factory=list)
    history_id: int = 100
    history_begins: int = 0
    inbox: list[dict[str, Any]] = field(default_factory=list)
    changed: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    refuse: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    world: World

    def log_message(self, *args: Any) -> None:
        """Quiet."""

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        query = parse_qs(parts.query)
        self.world.requests.append(self.path)
        if self.world.refuse:
            status, headers = self.world.refuse.pop(0)
            self._answer({"error": {"message": "not now"}}, status, headers)
            return
        host, _, path = parts.path.lstrip("/").partition("/")
        try:
            answer = getattr(self, "of_" + re.sub(r"\W", "_", host))("/" + path, query)
        except KeyError:
            self._answer({"error": {"message": "gone"}}, 404)
            return
        self._answer(answer)

    def _answer(self, body: Any, status: int = 200, headers: dict[str, str] | None = None) -> None:
        content = json.dumps(body).encode()
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", **(headers or {})}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def of_api_stripe_com(self, path: str, query: dict[str, list[str]]) -> Any:
        assert path == "/v1/events"
        limit = int(query["limit"][0])
        items = self.world.stripe
        if "ending_before" in query:
            place = next(index for index, item in enumerate(items) if item["id"] == query["ending_before"][0])
            newer = items[place + 1 :]
            return {"data": newer[:limit][::-1], "has_more": len(newer) > limit}
        if "created[gte]" in query:
            items = [item for item in items if item["created"] >= int(query["created[gte]"][0])]
        if "starting_after" in query:
            items = items[
                : next(index for index, item in enumerate(items) if item["id"] == query["starting_after"][0])
            ]
        return {"data": items[::-1][:limit], "has_more": len(items) > limit}

    def of_acme_my_salesforce_com(self, path: str, query: dict[str, list[str]]) -> Any:
        assert path.endswith("/query")
        soql = query["q"][0]
        times = re.findall(r"SystemModstamp [<>=]+ (\S+?)\)?(?= |$)", soql)
        after, until = times[0], times[-1]
        id = re.search(r"Id > '(\w*)'", soql)
        found = [
            record
            for record in sorted(self.world.opportunities, key=lambda one: (one["SystemModstamp"], one["Id"]))
            if record["SystemModstamp"] <= until
            and (record["SystemModstamp"], record["Id"]) > (after, id[1] if id else "~")
        ]
        assert " FROM opportunity " in soql
        return {"records": found[:200]}

    def of_gmail_googleapis_com(self, path: str, query: dict[str, list[str]]) -> Any:
        if path.endswith("/profile"):
            return {"emailAddress": "ada@example.com", "historyId": str(self.world.history_id)}
        if "/messages/" in path:
            return {
                "snippet": "Hello",
                "payload": {"headers": [{"name": "Subject", "value": path.rpartition("/")[2]}]},
            }
        since = int(query["startHistoryId"][0])
        if since < self.world.history_begins:
            raise KeyError(since)
        found = [item for item in self.world.history if int(item["id"]) > since]
        start, size = int(query.get("pageToken", ["0"])[0]), 2
        more = {"nextPageToken": str(start + size)} if len(found) > start + size else {}
        return {"history": found[start : start + size], "historyId": str(self.world.history_id), **more}

    def of_graph_microsoft_com(self, path: str, query: dict[str, list[str]]) -> Any:
        since = query["$filter"][0].removeprefix("receivedDateTime ge ")
        return {"value": [item for item in self.world.inbox if item["receivedDateTime"] >= since]}

    def of_quickbooks_api_intuit_com(self, path: str, query: dict[str, list[str]]) -> Any:
        wanted = query["entities"][0].split(",")
        return {
            "CDCResponse": [{"QueryResponse": [{name: self.world.changed.get(name, [])} for name in wanted]}]
        }


@contextmanager
def polled_providers() -> Iterator[World]:
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
