"""What a step of a dry run does instead of writing: it says what it would have done, and that is its output."""

from __future__ import annotations

from typing import Any, NoReturn

from integrations.http import HttpRequest
from integrations.outcomes import Permanent
from runs.worker.tables import RunTables

#: Methods that change nothing at the other side, whatever the block's effect is.
READING = frozenset({"GET", "HEAD", "OPTIONS"})


class WouldDo(Permanent):
    """Raised where a dry run meets a write. `what`: `{"send": {method, url, body}}`, `{"write": {table, …}}`."""

    def __init__(self, words: str, what: dict[str, Any]) -> None:
        super().__init__(f"Dry run: would {words}.", code="DRY_RUN")
        self.words, self.what = words, what

    @property
    def output(self) -> dict[str, Any]:
        return {"dryRun": f"Would {self.words}", **self.what}


def writes(request: HttpRequest, effect: str) -> bool:
    return effect == "write" and request.method.upper() not in READING


def refuse_to_send(exchange: dict[str, Any]) -> NoReturn:
    """`exchange`: the request as the log shows it, secrets hidden."""
    sent = {"method": exchange["method"], "url": exchange["url"], "body": exchange.get("requestBody")}
    raise WouldDo(f"send {sent['method']} {sent['url'][:300]}", {"send": sent})


class DryTables(RunTables):
    """Reads happen; a write is only said."""

    def insert(self, *, table_id: str, data: Any) -> Any:
        _refuse_to_write("insert", table_id, data=data)

    def upsert(self, *, table_id: str, column: str, value: Any, data: Any) -> Any:
        _refuse_to_write("upsert", table_id, column=column, value=value, data=data)

    def update(self, *, table_id: str, column: str, value: Any, data: Any) -> Any:
        _refuse_to_write("update", table_id, column=column, value=value, data=data)

    def delete(self, *, table_id: str, column: str, value: Any) -> Any:
        _refuse_to_write("delete", table_id, column=column, value=value)


def _refuse_to_write(operation: str, table_id: str, **more: Any) -> NoReturn:
    words = {
        "insert": "insert a row",
        "upsert": "update or insert a row",
        "update": "update rows",
        "delete": "delete rows",
    }
    raise WouldDo(words[operation], {"write": {"operation": operation, "tableId": table_id, **more}})
