"""Rows through the services: counts, limits, order, pages."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from accounts.models import AuditEvent, Company
from workflows.models import Table, TableRow, TableWrite
from workflows.tables import services, steps
from workflows.tables.columns import misfits
from workflows.tables.errors import BadRequest, NoSuchRow, NoSuchTable, RowTooLarge, TableFull
from workflows.tables.filters import Filter, read_filter
from workflows.tables.selectors import Sort, page_of_rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def table(acme: Company) -> Table:
    return services.create_table(
        company_id=acme.id,
        name="Accounts",
        by="tests",
        columns=[{"name": "code", "type": "number"}, {"name": "name"}],
    )


@pytest.fixture
def caller(acme: Company) -> steps.Caller:
    return steps.Caller(acme.id, uuid.uuid4(), "key-1")


def as_(caller: steps.Caller, key: str) -> steps.Caller:
    return steps.Caller(caller.company_id, caller.run_id, key)


def fresh(table: Table) -> Table:
    return Table.objects.get(id=table.id)


def test_counts_follow_what_is_there(table: Table, caller: steps.Caller) -> None:
    rows = services.insert_rows(table=table, rows=[{"code": n, "name": "x" * n} for n in range(10)])
    services.update_row(table=table, row_id=rows[3].id, data={"name": "longer than before"})
    services.delete_row(table=table, row_id=rows[0].id)
    steps.delete(caller, table_id=str(table.id), column="code", value="9")
    after = fresh(table)
    assert after.row_count == 8 == TableRow.objects.count()
    assert after.row_bytes == sum(TableRow.objects.values_list("size", flat=True))
    assert after.next_position == 11


def test_a_row_is_merged_key_by_key(table: Table) -> None:
    [row] = services.insert_rows(table=table, rows=[{"code": 1, "name": "a", "extra": {"deep": [1]}}])
    changed = services.update_row(table=table, row_id=row.id, data={"name": None, "new": True})
    assert changed.data == {"code": 1, "name": None, "extra": {"deep": [1]}, "new": True}
    assert TableRow.objects.get().data == changed.data


def test_a_full_table_takes_no_row_and_says_why(table: Table) -> None:
    services.change_table(table=table, changes={"max_rows": 3}, by="tests")
    services.insert_rows(table=table, rows=[{"code": 1}, {"code": 2}])
    with pytest.raises(TableFull, match="holds 2 rows and may hold 3") as refused:
        services.insert_rows(table=table, rows=[{"code": 3}, {"code": 4}])
    assert refused.value.code == "LIMIT_TABLE_ROWS"
    assert fresh(table).row_count == 2 == TableRow.objects.count()
    with pytest.raises(BadRequest, match="more than 1"):
        services.change_table(table=table, changes={"max_rows": 1}, by="tests")


def test_a_row_over_64_kb_is_refused(table: Table) -> None:
    with pytest.raises(RowTooLarge, match="limit is 64 KB") as refused:
        services.insert_rows(table=table, rows=[{"code": 1}, {"name": "x" * 65_536}])
    assert refused.value.code == "LIMIT_TABLE_ROW"
    assert TableRow.objects.count() == 0
    [row] = services.insert_rows(table=table, rows=[{"name": "x" * 60_000}])
    with pytest.raises(RowTooLarge):
        services.update_row(table=table, row_id=row.id, data={"more": "x" * 10_000})


def test_a_table_does_not_outgrow_what_can_be_looked_through(
    table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "TABLE_BYTES", 1000)
    services.insert_rows(table=table, rows=[{"name": "x" * 900}])
    with pytest.raises(TableFull, match="grow beyond"):
        services.insert_rows(table=table, rows=[{"name": "x" * 200}])


@pytest.mark.parametrize("data", [None, [], "text", 5, {"a": float("inf")}, {"a": 2**70}, {"a": "\ud800"}])
def test_what_is_no_row(table: Table, data: Any) -> None:
    if isinstance(data, dict) and data["a"] == float("inf"):
        services.insert_rows(table=table, rows=[data])
        assert TableRow.objects.get().data == {"a": None}  # JSON has no infinity
        return
    with pytest.raises(BadRequest):
        services.insert_rows(table=table, rows=[data])


def test_values_that_do_not_fit_are_kept_and_flagged() -> None:
    columns = [
        {"id": "1", "name": "n", "type": "number", "required": True, "options": []},
        {"id": "2", "name": "d", "type": "date", "required": False, "options": []},
        {"id": "3", "name": "s", "type": "select", "required": False, "options": ["a", "b"]},
        {"id": "4", "name": "u", "type": "url", "required": False, "options": []},
        {"id": "5", "name": "e", "type": "email", "required": False, "options": []},
        {"id": "6", "name": "b", "type": "boolean", "required": False, "options": []},
        {"id": "7", "name": "t", "type": "text", "required": False, "options": []},
        {"id": "8", "name": "j", "type": "json", "required": True, "options": []},
    ]
    wrong = {"n": "12", "d": "soon", "s": "c", "u": "x", "e": "x", "b": "yes", "t": 5, "j": {}}
    assert [each["column"] for each in misfits(columns, wrong)] == list("ndsuebtj")
    right = {
        "n": 1.5,
        "d": "2026-03-01T09:00:00Z",
        "s": "a",
        "u": "https://x.example/1",
        "e": "a@b.example",
        "b": False,
    }
    assert misfits(columns, {**right, "t": "x", "j": 0}) == []
    assert [each["message"] for each in misfits(columns, {})] == [
        "n is required and empty.",
        "j is required and empty.",
    ]


def test_a_column_that_is_renamed_takes_its_values_along(table: Table) -> None:
    services.insert_rows(table=table, rows=[{"code": 1, "name": "a"}, {"name": "b"}])
    code, name = table.columns
    services.change_table(
        table=table, changes={"columns": [{**code, "name": "Account code"}, name]}, by="tests"
    )
    assert list(TableRow.objects.values_list("data", flat=True)) == [
        {"Account code": 1, "name": "a"},
        {"name": "b"},
    ]
    services.change_table(table=fresh(table), changes={"columns": [name]}, by="tests")
    assert TableRow.objects.first().data["Account code"] == 1  # type: ignore[union-attr]
    assert fresh(table).row_bytes == sum(TableRow.objects.values_list("size", flat=True))


def test_two_columns_of_one_name_are_refused(table: Table) -> None:
    with pytest.raises(BadRequest, match="Two columns are called “a”"):
        services.change_table(table=table, changes={"columns": [{"name": "a"}, {"name": "a"}]}, by="tests")


def pages(table: Table, sort: Sort, limit: int = 3, filter: Any = None) -> list[Any]:
    found, place = [], None
    while True:
        rows, place = page_of_rows(
            table=table, wanted=read_filter(filter), sort=sort, limit=limit, after=place
        )
        found += [row.data.get("v") for row in rows]
        assert len(rows) <= limit
        if place is None:
            return found


VALUES = [3, "b", None, 1, "A", True, 10, "", 2.5, "ß", [1], -4, "a", False, {"x": 1}, 3]


def test_pages_of_every_order_hold_each_row_once(table: Table) -> None:
    services.insert_rows(table=table, rows=[{"v": value} for value in VALUES] + [{}])
    assert pages(table, Sort()) == [*VALUES, None]
    assert pages(table, Sort(is_descending=True)) == [None, *reversed(VALUES)]
    ahead = [-4, 1, 2.5, 3, 3, 10, "A", "a", "b", "ß", False, True, [1], {"x": 1}]
    assert pages(table, Sort("v")) == [*ahead, None, "", None]
    backwards = [[1], {"x": 1}, True, False, "ß", "b", "A", "a", 10, 3, 3, 2.5, 1, -4]
    assert pages(table, Sort("v", is_descending=True)) == [*backwards, None, "", None]
    assert pages(table, Sort("v"), filter=[{"column": "v", "operator": "in", "value": [3, 10, "a"]}]) == [
        3,
        3,
        10,
        "a",
    ]


def test_rows_that_come_and_go_shift_no_page(table: Table) -> None:
    rows = services.insert_rows(table=table, rows=[{"v": n} for n in range(6)])
    for sort in (Sort(), Sort("v")):
        _, place = page_of_rows(table=table, wanted=Filter(), sort=sort, limit=3)
        services.delete_row(table=table, row_id=rows.pop(0).id)
        services.insert_rows(table=table, rows=[{"v": 100}])
        after, _ = page_of_rows(table=table, wanted=Filter(), sort=sort, limit=1, after=place)
        assert after[0].data["v"] == (3 if sort.column is None else 4)


def test_looking_through_goes_chunk_by_chunk(table: Table) -> None:
    services.insert_rows(table=table, rows=[{"v": n, "even": n % 2 == 0} for n in range(1203)])
    found = pages(table, Sort(), limit=100, filter={"even": True})
    assert found == list(range(0, 1203, 2))


# --- what steps do --------------------------------------------------------------------------------


def test_a_write_under_a_known_key_is_not_done_again(table: Table, caller: steps.Caller) -> None:
    given = {"table_id": f"tbl_{table.id}", "data": {"code": 1}}
    first, again = steps.insert(caller, **given), steps.insert(caller, **given)
    assert first == again
    assert TableRow.objects.count() == 1
    steps.insert(as_(caller, "key-2"), **given)
    assert TableRow.objects.count() == 2


def test_a_late_repeat_does_not_undo_what_came_after(table: Table, caller: steps.Caller) -> None:
    key = {"table_id": str(table.id), "column": "code", "value": 7}
    steps.upsert(caller, **key, data={"name": "first"})
    steps.upsert(as_(caller, "later"), **key, data={"name": "second"})
    answer = steps.upsert(caller, **key, data={"name": "first"})
    assert (answer["row"]["data"], answer["created"]) == ({"code": 7, "name": "second"}, True)
    assert TableRow.objects.get().data["name"] == "second"


def test_a_repeated_delete_counts_what_it_deleted(table: Table, caller: steps.Caller) -> None:
    services.insert_rows(table=table, rows=[{"code": 1}, {"code": "1"}, {"code": 2}])
    given = {"table_id": str(table.id), "column": "code", "value": 1}
    assert steps.delete(caller, **given) == {"rows": [], "count": 2}
    services.insert_rows(table=table, rows=[{"code": 1}])
    assert steps.delete(caller, **given) == {"rows": [], "count": 2}
    assert TableRow.objects.count() == 2


def test_a_repeat_after_the_row_is_gone_says_what_it_was(table: Table, caller: steps.Caller) -> None:
    given = {"table_id": str(table.id), "data": {"code": 1}}
    steps.insert(caller, **given)
    TableRow.objects.all().delete()
    assert steps.insert(caller, **given)["row"] == {
        "id": None, "data": {"code": 1}, "position": None, "createdAt": None, "updatedAt": None,
    }  # fmt: skip


def test_update_merges_into_every_match_by_text(table: Table, caller: steps.Caller) -> None:
    services.insert_rows(
        table=table, rows=[{"code": 4711}, {"code": "4711"}, {"code": 4711.0}, {"code": 47110}]
    )
    answer = steps.update(caller, table_id=str(table.id), column="code", value="4711", data={"name": "x"})
    assert answer["count"] == 3
    assert [row["data"]["name"] for row in answer["rows"]] == ["x"] * 3
    assert steps.update(
        as_(caller, "2"), table_id=str(table.id), column="code", value=1, data={"name": "y"}
    ) == {
        "rows": [],
        "count": 0,
    }


def test_upsert_takes_the_value_from_the_data(table: Table, caller: steps.Caller) -> None:
    given: dict[str, Any] = {"table_id": str(table.id), "column": "email"}
    first = steps.upsert(caller, **given, value=None, data={"email": "a@x.example", "n": 1})
    second = steps.upsert(as_(caller, "2"), **given, value="a@x.example", data={"n": 2})
    assert (first["created"], second["created"]) == (True, False)
    assert second["row"]["data"] == {"email": "a@x.example", "n": 2}
    third = steps.upsert(as_(caller, "3"), **given, value="b@x.example", data={"n": 3})
    assert third["row"]["data"] == {"email": "b@x.example", "n": 3}
    with pytest.raises(BadRequest, match="another value under “email”"):
        steps.upsert(as_(caller, "4"), **given, value="c@x.example", data={"email": "d@x.example"})
    with pytest.raises(BadRequest, match="is empty: no row is meant"):
        steps.upsert(as_(caller, "5"), **given, value=None, data={"n": 1})


@pytest.mark.parametrize("value", [None, "", {}, []])
def test_an_empty_value_means_no_row(table: Table, caller: steps.Caller, value: Any) -> None:
    services.insert_rows(table=table, rows=[{"code": None}, {"name": ""}, {}])
    with pytest.raises(BadRequest, match="no row is meant"):
        steps.delete(caller, table_id=str(table.id), column="code", value=value)
    assert TableRow.objects.count() == 3


def test_find_gives_the_newest_first(table: Table, caller: steps.Caller) -> None:
    services.insert_rows(table=table, rows=[{"code": n, "name": "x"} for n in range(20)])
    answer = steps.find(caller, table_id=str(table.id), filter={"name": "x"}, limit=3)
    assert (answer["count"], [row["data"]["code"] for row in answer["rows"]]) == (3, [19, 18, 17])
    assert steps.find(caller, table_id=str(table.id), filter={"name": "y"}, limit=3) == {
        "rows": [],
        "count": 0,
    }


def test_a_row_by_its_id(table: Table, caller: steps.Caller) -> None:
    [row] = services.insert_rows(table=table, rows=[{"code": 1}])
    assert steps.get_by_id(caller, table_id=str(table.id), row_id=f"row_{row.id}")["row"]["data"] == {
        "code": 1
    }
    for wrong in (str(uuid.uuid4()), "row_1", "", "x" * 300):
        with pytest.raises(NoSuchRow):
            steps.get_by_id(caller, table_id=str(table.id), row_id=wrong)


def test_another_company_s_table_is_no_table(table: Table, rival: Company) -> None:
    foreign = steps.Caller(rival.id, uuid.uuid4(), "k")
    [row] = services.insert_rows(table=table, rows=[{"code": 1}])
    id = str(table.id)
    for attempt in (
        lambda: steps.insert(foreign, table_id=id, data={}),
        lambda: steps.update(foreign, table_id=id, column="code", value=1, data={"code": 2}),
        lambda: steps.upsert(foreign, table_id=id, column="code", value=1, data={"code": 1}),
        lambda: steps.delete(foreign, table_id=id, column="code", value=1),
        lambda: steps.find(foreign, table_id=id, filter=None, limit=1),
        lambda: steps.get_by_id(foreign, table_id=id, row_id=str(row.id)),
    ):
        with pytest.raises(NoSuchTable, match="There is no table with this id"):
            attempt()
    assert TableRow.objects.get().data == {"code": 1}


def test_receipts_are_kept_until_their_run_has_ended(table: Table, caller: steps.Caller) -> None:
    from datetime import timedelta

    from django.utils import timezone

    steps.insert(caller, table_id=str(table.id), data={"code": 1})
    ended = steps.Caller(caller.company_id, uuid.uuid4(), "key-9")
    steps.insert(ended, table_id=str(table.id), data={"code": 2})
    later = timezone.now() + timedelta(hours=1)
    early = timezone.now() - timedelta(hours=1)
    assert steps.forget_writes(before=early, ended_of=lambda ids: ids) == 0
    assert steps.forget_writes(before=later, ended_of=lambda ids: ids - {caller.run_id}) == 1
    assert TableWrite.objects.get().key == "key-1"


def test_what_happens_to_tables_is_in_the_audit_log(table: Table) -> None:
    services.insert_rows(table=table, rows=[{"code": 1}])
    services.change_table(table=table, changes={"name": "Ledger"}, by="Ben")
    services.delete_table(table=fresh(table), by="Ada")
    seen = AuditEvent.objects.order_by("at").values_list("action", "actor")
    assert list(seen) == [("table.created", "tests"), ("table.changed", "Ben"), ("table.deleted", "Ada")]
    assert TableRow.objects.count() == 0
