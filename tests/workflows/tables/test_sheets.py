"""CSV in and out."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rest_framework.test import APIClient

from accounts.models import AuditEvent, Company
from tests.conftest import API, KeyClient, data_of, error_of
from workflows.models import Table, TableRow
from workflows.tables import services
from workflows.tables.errors import BadRequest, TableFull
from workflows.tables.sheets import Refused, import_csv, write_csv

pytestmark = pytest.mark.django_db


@pytest.fixture
def table(acme: Company) -> Table:
    columns = [{"name": "code"}, {"name": "amount", "type": "number"}, {"name": "paid", "type": "boolean"}]
    return services.create_table(company_id=acme.id, name="Ledger", by="tests", columns=columns)


def rows(table: Table) -> list[Any]:
    return list(TableRow.objects.filter(table=table).values_list("data", flat=True))


def load(table: Table, text: str | bytes, **more: Any) -> Any:
    body = text if isinstance(text, bytes) else text.encode()
    return import_csv(table=table, body=body, by="tests", **more)


def test_cells_become_what_their_columns_say(table: Table) -> None:
    done = load(
        table, 'code,amount,paid\n00123,12.50,yes\n"a, ""b""",-3,FALSE\n"two\nlines",many,perhaps\n,,\n'
    )
    assert (done.imported, done.flagged, done.skipped) == (3, 1, 0)
    assert rows(table) == [
        {"code": "00123", "amount": 12.5, "paid": True},
        {"code": 'a, "b"', "amount": -3, "paid": False},
        {"code": "two\nlines", "amount": "many", "paid": "perhaps"},
    ]


def test_a_number_beyond_all_numbers_is_text(table: Table) -> None:
    assert load(table, "code,amount\n1,1e999\n").flagged == 1
    assert rows(table) == [{"code": "1", "amount": "1e999"}]


def test_new_columns_get_the_type_that_all_their_cells_have(table: Table) -> None:
    done = load(table, "code;n;b;zip;mixed;empty\n1;1.5;true;01234;1;\n2;-2;no;99999;x;\n")
    assert done.new_columns == ["n", "b", "zip", "mixed", "empty"]
    types = {column["name"]: column["type"] for column in Table.objects.get(id=table.id).columns}
    assert {name: types[name] for name in done.new_columns} == {
        "n": "number", "b": "boolean", "zip": "text", "mixed": "text", "empty": "text",
    }  # fmt: skip
    assert rows(table)[0] == {"code": "1", "n": 1.5, "b": True, "zip": "01234", "mixed": "1"}


@pytest.mark.parametrize(
    "body",
    [
        "\ufeffcode,x\n1,ü\n".encode(),
        "code,x\n1,ü\n".encode("utf-16"),
        b"code\tx\r\n1\t\xc3\xbc\r\n",
        b"code;x\r1;\xc3\xbc\r",
        b"code|x\n1|\xc3\xbc\n",
    ],
    ids=["bom", "utf-16", "tabs", "old mac", "bars"],
)
def test_what_spreadsheets_save(table: Table, body: bytes) -> None:
    load(table, body)
    assert rows(table) == [{"code": "1", "x": "ü"}]


def test_bad_lines_keep_all_others_out_and_are_named(table: Table) -> None:
    text = "code,amount\n1,1\n2,2,3\n" + "x" * 70_000 + ",1\n3,3\n"
    with pytest.raises(Refused, match="2 lines cannot be imported, so nothing was") as refused:
        load(table, text)
    assert [detail["path"] for detail in refused.value.details] == ["line 3", "line 4"]
    assert "3 values for 2 columns" in refused.value.details[0]["message"]
    assert "64 KB" in refused.value.details[1]["message"]
    assert rows(table) == []
    assert len(Table.objects.get(id=table.id).columns) == 3


def test_bad_lines_may_be_skipped_and_are_still_named(table: Table) -> None:
    done = load(table, "code,amount\n1,1\n2,2,3\n3,3\n", skip=True)
    assert (done.imported, done.skipped, done.errors) == (2, 1, [(3, "It has 3 values for 2 columns.")])
    assert [row["code"] for row in rows(table)] == ["1", "3"]


def test_the_list_of_bad_lines_ends_and_says_so(table: Table) -> None:
    with pytest.raises(
        Refused, match=r"500 lines cannot be imported, so nothing was. 100 of them are listed"
    ):
        load(table, "code\n" + "1,2\n" * 500)


def test_a_table_that_would_overflow_stays_as_it_was(table: Table) -> None:
    services.change_table(table=table, changes={"max_rows": 600}, by="tests")
    services.insert_rows(table=table, rows=[{"code": "kept"}])
    with pytest.raises(TableFull):
        load(table, "code,new\n" + "1,2\n" * 600, replace=True, skip=True)  # 600 fit, were it not for…
        load(table, "code,new\n1,2\n")
    with pytest.raises(TableFull):
        load(table, "code,other\n" + "1,2\n" * 601, replace=True)
    fresh = Table.objects.get(id=table.id)
    assert (fresh.row_count, len(rows(table))) == (600, 600)
    assert [column["name"] for column in fresh.columns] == ["code", "amount", "paid", "new"]


def test_replacing_is_one_change(table: Table) -> None:
    services.insert_rows(table=table, rows=[{"code": "old"}] * 3)
    load(table, "code\nnew\n", replace=True)
    fresh = Table.objects.get(id=table.id)
    assert (rows(table), fresh.row_count, fresh.row_bytes) == (
        [{"code": "new"}],
        1,
        TableRow.objects.get().size,
    )
    event = AuditEvent.objects.get(action="table.imported")
    assert event.data == {"name": "Ledger", "rows": 1, "removed": 3}


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "first line must name"),
        (b"\n\n", "first line must name"),
        (b",,\n1,2\n", "first line must name"),
        (b"a,a\n1,2\n", "name of its own"),
        (b"a,,b\n1,2,3\n", "name of its own"),
        (b'a,b\n0,0\n"1,2\n3,4', 'Line 3, which begins with “"1,2”, .* is never closed'),
        (b'"a,b\n1,2', 'Line 1, which begins with “"a,b”, .* is never closed'),
        (b'a,b\n1,2\n"x"y,2\n', "Line 3, .* more text follows"),
        (b"a\n1\n\xff\xff\n", "Line 3 is not UTF-8"),
        (b"a\n\x00\n", r"U\+0000"),
        (("x" * 201 + "\n1\n").encode(), "at most 200 characters"),
        ((",".join(map(str, range(201))) + "\n").encode(), "at most 200 columns"),
        (b"a\n" + b"x" * 1_000_001, "Line 2, .*longer than 1,000,000"),
    ],
)
def test_what_is_no_table_of_values(table: Table, body: bytes, words: str) -> None:
    with pytest.raises(BadRequest, match=words):
        load(table, body)
    assert rows(table) == []


FORMULAS = ["=1+1", "+49 170", "-x", "@SUM(A1)", "\tx", "'=1", "''=1", "'quoted", "it's"]


def test_text_that_a_spreadsheet_would_run_is_marked_and_comes_back(acme: Company, table: Table) -> None:
    services.insert_rows(table=table, rows=[{"code": text, "amount": -5} for text in FORMULAS])
    text = b"".join(write_csv(table)).decode()
    for line in text.split("\r\n")[1:]:
        assert not line.lstrip('"').startswith(("=", "+", "-", "@", "\t"))
    other = services.create_table(company_id=acme.id, name="Copy", by="tests", columns=table.columns)
    load(other, text)
    assert rows(other) == rows(table)


CELL = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1, max_size=20)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(
    st.lists(
        st.dictionaries(
            st.sampled_from(["code", "amount", "paid"]),
            CELL | st.integers(-(10**14), 10**14) | st.booleans(),
            min_size=1,
        ),
        max_size=5,
    )
)
def test_whatever_is_exported_is_imported_again(
    acme: Company, table: Table, data: list[dict[str, Any]]
) -> None:
    """To the letter where the value fits its column."""
    fitting = [
        {
            "code": str(row.get("code", "x")),
            **({"amount": row["amount"]} if type(row.get("amount")) is int else {}),
            **({"paid": row["paid"]} if isinstance(row.get("paid"), bool) else {}),
        }
        for row in data
    ]
    source = services.create_table(company_id=acme.id, name="A", by="tests", columns=table.columns)
    services.insert_rows(table=source, rows=fitting)
    target = services.create_table(company_id=acme.id, name="B", by="tests", columns=table.columns)
    load(target, b"".join(write_csv(source)))
    assert rows(target) == fitting


def test_other_values_are_exported_after_the_columns(table: Table) -> None:
    services.insert_rows(table=table, rows=[{"code": "1", "extra": {"a": [1]}}, {"more": None, "paid": True}])
    assert b"".join(write_csv(table)).decode().split("\r\n") == [
        "code,amount,paid,extra,more", '1,,,"{""a"":[1]}",', ",,true,,", "",
    ]  # fmt: skip


def test_a_large_table_goes_out_piece_by_piece(table: Table) -> None:
    services.insert_rows(table=table, rows=[{"code": str(n)} for n in range(1_200)])
    pieces = list(write_csv(table))
    assert len(pieces) == 1_201
    assert load(table, b"".join(pieces), replace=True).imported == 1_200


# --- over HTTP --------------------------------------------------------------------------------------


def test_over_http(key_client: KeyClient, table: Table) -> None:
    client = key_client()
    address = f"{API}/tables/tbl_{table.id}/csv"
    done = data_of(
        client.generic("POST", address, "code,amount\n1,x\n", content_type="text/csv; charset=utf-8")
    )
    assert done == {"imported": 1, "flagged": 1, "skipped": 0, "errors": [], "newColumns": []}
    answer = client.get(address)
    assert b"".join(answer.streaming_content) == b"code,amount,paid\r\n1,x,\r\n"
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="Ledger.csv"'
    error = error_of(
        client.generic("POST", address, "code\n1,2\n", content_type="text/csv"), 400, "VALIDATION_ERROR"
    )
    assert error["details"] == [{"path": "line 2", "message": "It has 2 values for 1 columns."}]
    skipped = data_of(
        client.generic(
            "POST", f"{address}?onError=skip&replace=true", "code\n1,2\n3\n", content_type="text/csv"
        )
    )
    assert (skipped["imported"], skipped["errors"][0]["line"]) == (1, 2)
    error_of(client.post(address, {}, format="json"), 415, "UNSUPPORTED_MEDIA_TYPE")
    for door in (address, f"{address}/preview"):
        error = error_of(client.generic("POST", door, "", content_type="text/csv"), 400)
        assert error["message"] == "The first line must name the columns. Nothing was imported."
    error_of(client.generic("POST", f"{address}?onError=x", "a\n1", content_type="text/csv"), 400)


def test_a_preview_says_what_an_import_would_do_and_changes_nothing(
    key_client: KeyClient, table: Table
) -> None:
    client = key_client()
    text = "code,amount,due,open\n001,12.5,2026-03-01,yes\n2,x,,no\n3,1,2026-03-02,no,extra\n"
    address = f"{API}/tables/tbl_{table.id}/csv"
    preview = data_of(client.generic("POST", f"{address}/preview", text, content_type="text/csv"))
    assert (preview["total"], preview["flagged"], preview["skipped"]) == (2, 1, 1)
    assert preview["errors"] == [{"line": 4, "message": "It has 5 values for 4 columns."}]
    assert [(each["name"], each["type"], each["isNew"]) for each in preview["columns"]] == [
        ("code", "text", False),
        ("amount", "number", False),
        ("due", "text", True),
        ("open", "boolean", True),
    ]
    assert preview["rows"][0] == {
        "line": 2,
        "data": {"code": "001", "amount": 12.5, "due": "2026-03-01", "open": True},
        "problems": [],
    }
    assert preview["rows"][1]["problems"] == [{"column": "amount", "message": "amount should be a number."}]
    table.refresh_from_db()
    assert (table.row_count, len(table.columns)) == (0, 3)
    done = data_of(client.generic("POST", f"{address}?onError=skip", text, content_type="text/csv"))
    assert (done["imported"], done["flagged"], done["newColumns"]) == (2, 1, ["due", "open"])


def test_who_may(as_: Any, ben: Any, vera: Any, mallory: Any, nobody: APIClient, table: Table) -> None:
    address = f"{API}/tables/tbl_{table.id}/csv"

    def send(client: APIClient) -> Any:
        return client.generic("POST", address, "code\n1\n", content_type="text/csv")

    assert send(as_(ben)).status_code == 200
    error_of(send(as_(vera)), 403, "FORBIDDEN")
    error_of(send(as_(mallory)), 404, "NOT_FOUND")
    error_of(send(nobody), 401, "UNAUTHENTICATED")
    assert as_(vera).get(address).status_code == 200
    error_of(as_(mallory).get(address), 404, "NOT_FOUND")
    assert len(rows(table)) == 1


def test_a_body_over_the_limit(key_client: KeyClient, table: Table, settings: Any) -> None:
    settings.BODY_LIMIT = 100
    answer = key_client().generic(
        "POST", f"{API}/tables/tbl_{table.id}/csv", "code\n" + "1\n" * 100, content_type="text/csv"
    )
    error_of(answer, 413, "PAYLOAD_TOO_LARGE")
