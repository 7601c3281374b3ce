"""Values in and out of rows."""

from __future__ import annotations

import math
from typing import Any

import orjson
import pytest

from integrations.outcomes import Permanent
from runs.payloads import INLINE_BYTES, LIMIT_BYTES, Store, dump, load_value


def store() -> Store:
    return Store("0" * 32)


def test_small_values_stand_in_the_row() -> None:
    one = store()
    assert one.put({"a": 1}) == ('{"a":1}', None)
    assert one.put(None) == (None, None)
    assert one.put("x" * (INLINE_BYTES - 2)) == (f'"{"x" * (INLINE_BYTES - 2)}"', None)
    assert one.take() == []


def test_large_values_stand_beside_it_with_a_preview() -> None:
    one, value = store(), {"rows": list(range(5_000))}
    text, payload_id = one.put(value)
    [(row_id, run_id, size, codec, body)] = one.take()
    assert (row_id, run_id, codec) == (payload_id, "0" * 32, "zstd")
    assert size == len(orjson.dumps(value)) > len(body)
    assert orjson.loads(text or "")["rows"][-1] == "… 4,990 more"


def test_the_same_object_is_stored_once() -> None:
    one, value = store(), ["x" * 5_000]
    first = one.put(value)
    assert one.put(value) == first
    assert len(one.take()) == 1
    assert one.put(value) == first
    assert one.take() == []
    equal = ["x" * 5_000]
    assert one.put(equal)[1] != first[1]


def test_a_small_value_is_written_as_it_was_first_put() -> None:
    one, value = store(), [1]
    assert one.put(value) == ("[1]", None)
    value.append(2)
    assert one.put(value) == ("[1]", None)
    one.take()
    assert one.put(value) == ("[1,2]", None)


def test_what_was_stored_before_is_not_stored_again() -> None:
    one, value = store(), ["x" * 5_000]
    one.know(value, "preview", "f" * 32)
    assert one.put(value) == ("preview", "f" * 32)
    assert one.take() == []


def test_over_the_limit() -> None:
    with pytest.raises(Permanent, match=r"16\.0 MB; the limit is 16 MB") as raised:
        store().put("x" * LIMIT_BYTES)
    assert raised.value.code == "LIMIT_VALUE"


def test_what_is_not_json() -> None:
    with pytest.raises(Permanent, match="not JSON"):
        dump({"a": object()})
    assert dump(math.nan) == b"null"


@pytest.mark.parametrize(("levels", "fits"), [(254, True), (255, True), (1_000, True), (1_500, False)])
def test_levels(levels: int, fits: bool) -> None:
    value: Any = 1
    for _ in range(levels):
        value = [value]
    if fits:
        assert orjson.loads(dump(value))
    else:
        with pytest.raises(Permanent, match="levels"):
            dump(value)


@pytest.mark.django_db
def test_there_and_back_through_the_database(make: Any) -> None:
    from runs.sql import db_uuid, write_transaction
    from tests.runs.conftest import REPLY, start

    run_id = start(make("start -> a", a=REPLY)).run_id
    one, value = Store(db_uuid(run_id)), {"text": "é😀" * 3_000}
    text, payload_id = one.put(value)
    with write_transaction() as sql:
        sql.many(
            "INSERT INTO runs_payload (id, run_id, size, codec, body) VALUES (?, ?, ?, ?, ?)", one.take()
        )
    assert load_value(text, payload_id) == value
    assert load_value('{"a":1}', None) == {"a": 1}
    assert load_value(None, None) is None
