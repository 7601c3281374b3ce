"""JSON values in and out of rows: small ones stand in the row, large ones beside it, compressed, with a preview in the row."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from typing import Any

import orjson
import zstandard

from accounts.ids import uuid7
from accounts.jsontext import dump_json
from integrations.outcomes import Permanent
from runs.digest import preview
from runs.sql import db_uuid, statements

INLINE_BYTES = 4096
IDS_AT_ONCE = 500
LIMIT_BYTES = 16 * 1024 * 1024


def dump(value: Any) -> bytes:
    """JSON bytes that can be read back. Raises Permanent when the value holds what JSON cannot, or too many levels."""
    try:
        return orjson.dumps(value, option=orjson.OPT_NON_STR_KEYS | orjson.OPT_PASSTHROUGH_DATETIME)
    except TypeError:
        pass  # nested beyond what orjson writes, or no JSON
    try:
        body = dump_json(value)
        orjson.loads(body)
    except orjson.JSONDecodeError:
        raise Permanent("The value is nested deeper than 1,000 levels.", code="LIMIT_VALUE") from None
    except (TypeError, ValueError) as error:
        raise Permanent(f"The value is not JSON: {error}.", code="LIMIT_VALUE") from error
    return body


class Store:
    """Collects what one commit has to write beside the rows of a run. The same object is stored once.

    A value is encoded when it is first put, and that text is the one its row gets: whatever it is put for must have
    made it whole before. Small ones are known until the commit only.
    """

    def __init__(self, run_id: Any) -> None:
        self.run_id = run_id
        self.rows: list[tuple[Any, ...]] = []
        self.weight = 0  # bytes of JSON of all large values that this run has read or made
        self._leaving: list[int] = []
        self._known: dict[int, tuple[Any, tuple[str | None, Any]]] = {}

    def put(self, value: Any) -> tuple[str | None, Any]:
        """(text for the row, id of the payload or None). Null is stored as no text."""
        if value is None:
            return None, None
        place = id(value)
        known = self._known.get(place)
        if known is not None:
            return known[1]
        body = dump(value)
        if len(body) <= INLINE_BYTES:
            self._leaving.append(place)
            return self._keep(place, value, (body.decode(), None))
        if len(body) > LIMIT_BYTES:
            raise Permanent(
                f"The value is {len(body) / 1_048_576:.1f} MB; the limit is {LIMIT_BYTES // 1_048_576} MB.",
                code="LIMIT_VALUE",
            )
        payload_id = db_uuid(uuid7())
        self.weigh(len(body))
        self.rows.append((payload_id, self.run_id, len(body), "zstd", zstandard.compress(body, 1)))
        return self._keep(place, value, (dump(preview(value)).decode(), payload_id))

    def _keep(self, place: int, value: Any, stored: tuple[str | None, Any]) -> tuple[str | None, Any]:
        # The value is kept beside its id, so that the id cannot be given to another object.
        self._known[place] = (value, stored)
        return stored

    def weigh(self, size: int) -> None:
        self.weight += size

    def know(self, value: Any, text: str | None, payload_id: Any) -> None:
        """This value is stored already (the run's input, a step read back)."""
        if payload_id is not None:
            self._keep(id(value), value, (text, payload_id))

    def forget(self, value: Any) -> None:
        """Nothing will ask for this value after the next commit."""
        if id(value) in self._known:
            self._leaving.append(id(value))

    def take(self) -> list[tuple[Any, ...]]:
        """The payloads of this commit; the values to forget are kept until here, so that none is stored twice."""
        rows, self.rows = self.rows, []
        for key in self._leaving:
            self._known.pop(key, None)
        self._leaving.clear()
        return rows


def load_payloads(ids: Iterable[Any], weigh: Callable[[int], None] | None = None) -> dict[Any, Any]:
    """The values of payloads by id, as ids come from the driver. `weigh` is told the size of each."""
    wanted = list(dict.fromkeys(ids))
    found: dict[Any, Any] = {}
    for first in range(0, len(wanted), IDS_AT_ONCE):
        part = wanted[first : first + IDS_AT_ONCE]
        rows = statements().all(
            f"SELECT id, body FROM runs_payload WHERE id IN ({', '.join('?' * len(part))})", part
        )
        for payload_id, packed in rows:
            body = zstandard.decompress(bytes(packed))
            found[payload_id] = orjson.loads(body)
            if weigh is not None:
                weigh(len(body))
    return found


def load_json(ids: Iterable[Any], *, budget: int) -> dict[Any, bytes]:
    """The JSON of payloads as it is stored, by id: of those that come first as many as `budget` bytes hold together."""
    wanted = list(dict.fromkeys(ids))
    if not wanted:
        return {}
    marks = ", ".join("?" * len(wanted))
    rows = statements().all(f"SELECT id, size FROM runs_payload WHERE id IN ({marks})", wanted)
    sizes: dict[Any, int] = {row[0]: row[1] for row in rows}
    kept = []
    for payload_id in wanted:
        size = sizes.get(payload_id, 0)
        if size <= budget:
            budget -= size
            kept.append(payload_id)
    found = {}
    for payload_id in kept:  # one at a time: together the compressed ones would stand beside the others
        rows = statements().all("SELECT body FROM runs_payload WHERE id = ?", (payload_id,))
        if rows:
            found[payload_id] = zstandard.decompress(bytes(rows[0][0]))
    return found


def load_value(text: str | None, payload_id: Any) -> Any:
    """The whole value of a column pair."""
    if payload_id is not None:
        key = db_uuid(payload_id) if isinstance(payload_id, uuid.UUID) else payload_id
        return load_payloads([key])[key]
    return None if text is None else orjson.loads(text)
