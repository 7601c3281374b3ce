"""Data tables over HTTP: what goes in and out, who may, and hostile input."""

from __future__ import annotations

import json
from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.models import Company
from tests.conftest import API, KeyClient, data_of, error_of
from workflows.models import Table, TableRow

pytestmark = pytest.mark.django_db

UNKNOWN = "0197a1b2-0000-7000-8000-000000000001"
COLUMNS = [{"name": "number"}, {"name": "amount", "type": "number", "required": True}]


@pytest.fixture
def client(key_client: KeyClient) -> APIClient:
    return key_client()


@pytest.fixture
def table(client: APIClient) -> Any:
    return data_of(client.post(f"{API}/tables", {"name": "Invoices", "columns": COLUMNS}, format="json"), 201)


@pytest.fixture
def rows(client: APIClient, table: Any) -> Any:
    given = [{"number": f"INV-{n}", "amount": n * 10} for n in range(5)]
    return data_of(client.post(f"{API}/tables/{table['id']}/rows/bulk", {"rows": given}, format="json"), 201)


def test_a_table_from_its_making_to_its_end(client: APIClient, table: Any) -> None:
    assert table["id"].startswith("tbl_")
    assert (table["rowCount"], table["maxRows"], table["description"], table["metadata"]) == (
        0,
        10_000,
        "",
        {},
    )
    assert [column["type"] for column in table["columns"]] == ["text", "number"]
    assert table["schema"] == {"columns": table["columns"]}
    address = f"{API}/tables/{table['id']}"
    changed = data_of(client.patch(address, {"name": "Ledger", "maxRows": 100_000}, format="json"))
    assert (changed["name"], changed["maxRows"], changed["columns"]) == ("Ledger", 100_000, table["columns"])
    assert data_of(client.get(address)) == changed
    bare = table["id"].removeprefix("tbl_")
    assert data_of(client.get(f"{API}/tables/{bare}"))["id"] == table["id"]
    assert data_of(client.delete(address)) is None
    error_of(client.get(address), 404, "NOT_FOUND")


def test_tables_are_listed_in_pages(client: APIClient) -> None:
    for n in range(5):
        client.post(f"{API}/tables", {"name": f"Table {n}"}, format="json")
    seen, cursor = [], ""
    while cursor is not None:
        answer = client.get(f"{API}/tables?limit=2&cursor={cursor}").json()
        seen += [each["name"] for each in answer["data"]]
        cursor = answer["meta"]["cursor"]
    assert sorted(seen) == [f"Table {n}" for n in range(5)]
    assert [each["name"] for each in data_of(client.get(f"{API}/tables?search=table+3"))] == ["Table 3"]


def test_rows_are_added_read_changed_and_deleted(client: APIClient, table: Any) -> None:
    address = f"{API}/tables/{table['id']}/rows"
    row = data_of(client.post(address, {"data": {"number": 7, "amount": "many"}}, format="json"), 201)
    assert row["data"] == {"number": 7, "amount": "many"}  # kept as it came
    assert [problem["column"] for problem in row["problems"]] == ["number", "amount"]
    changed = data_of(client.patch(f"{address}/{row['id']}", {"data": {"amount": 5}}, format="json"))
    assert changed["data"] == {"number": 7, "amount": 5}
    assert data_of(client.get(f"{address}/{row['id']}")) == changed
    assert data_of(client.delete(f"{address}/{row['id']}")) is None
    error_of(client.get(f"{address}/{row['id']}"), 404, "NOT_FOUND")
    assert data_of(client.get(f"{API}/tables/{table['id']}"))["rowCount"] == 0


def test_pages_of_rows(client: APIClient, table: Any, rows: Any) -> None:
    for query, expected in {
        "": [0, 10, 20, 30, 40],
        "&sort=-createdAt": [40, 30, 20, 10, 0],
        "&sort=amount": [0, 10, 20, 30, 40],
        "&sort=-amount": [40, 30, 20, 10, 0],
        "&search=inv-3": [30],
        f"&filter={json.dumps({'number': 'INV-1'})}": [10],
        f"&filter={json.dumps([{'column': 'amount', 'operator': 'gte', 'value': 20}])}": [20, 30, 40],
    }.items():
        seen, cursor = [], ""
        while cursor is not None:
            answer = client.get(f"{API}/tables/{table['id']}/rows?limit=2{query}&cursor={cursor}").json()
            assert len(answer["data"]) <= 2, answer
            seen += [each["data"]["amount"] for each in answer["data"]]
            cursor = answer["meta"]["cursor"]
        assert seen == expected, query


def test_bulk_is_all_or_nothing(client: APIClient, table: Any) -> None:
    address = f"{API}/tables/{table['id']}/rows/bulk"
    given = [{"number": n} for n in range(3)]
    error_of(
        client.post(address, {"rows": [*given, {"x": "y" * 70_000}]}, format="json"), 413, "PAYLOAD_TOO_LARGE"
    )
    client.patch(f"{API}/tables/{table['id']}", {"maxRows": 2}, format="json")
    error = error_of(client.post(address, {"rows": given}, format="json"), 409, "CONFLICT")
    assert "may hold 2" in error["message"]
    assert TableRow.objects.count() == 0


def test_which_workflows_use_a_table(client: APIClient, table: Any) -> None:
    drawing = {
        "name": "Uses it",
        "blocks": [
            {"id": "t", "type": "trigger.api", "config": {}, "position": {"x": 0, "y": 0}},
            {
                "id": "f",
                "type": "data-table",
                "config": {"tableId": table["id"]},
                "position": {"x": 0, "y": 1},
            },
        ],
        "edges": [{"source": "t", "target": "f"}],
    }
    workflow = data_of(client.post(f"{API}/workflows", drawing, format="json"), 201)
    client.post(f"{API}/workflows/{workflow['id']}/activate", {}, format="json")
    used = data_of(client.get(f"{API}/tables/{table['id']}"))["usedBy"]
    assert used == [{"id": workflow["id"], "name": "Uses it"}]
    client.post(f"{API}/workflows/{workflow['id']}/archive", {}, format="json")
    assert data_of(client.get(f"{API}/tables/{table['id']}"))["usedBy"] == []


def test_what_a_form_chooses_from(client: APIClient, table: Any, rows: Any) -> None:
    assert data_of(client.get(f"{API}/options/tables?search=inv")) == [
        {"value": table["id"], "label": "Invoices", "hint": "5 rows"}
    ]
    assert data_of(client.get(f"{API}/options/tables/{table['id']}/columns")) == [
        {"value": "number", "label": "number", "hint": "text"},
        {"value": "amount", "label": "amount", "hint": "number"},
    ]


def test_which_workflows_a_form_chooses_from(client: APIClient, as_: Any, mallory: Any) -> None:
    workflow = data_of(client.post(f"{API}/workflows", {"name": "Remind", "blocks": []}, format="json"), 201)
    assert data_of(client.get(f"{API}/options/workflows?search=rem")) == [
        {"value": workflow["id"], "label": "Remind", "hint": "draft"}
    ]
    assert data_of(as_(mallory).get(f"{API}/options/workflows")) == []
    client.post(f"{API}/workflows/{workflow['id']}/archive", {}, format="json")
    assert data_of(client.get(f"{API}/options/workflows")) == []


# --- who may ----------------------------------------------------------------------------------------


def attempts(table: Any, row: Any) -> list[tuple[str, str, Any]]:
    address = f"{API}/tables/{table['id']}"
    return [
        ("post", f"{API}/tables", {"name": "T"}),
        ("patch", address, {"name": "T"}),
        ("post", f"{address}/rows", {"data": {"a": 1}}),
        ("post", f"{address}/rows/bulk", {"rows": [{"a": 1}]}),
        ("patch", f"{address}/rows/{row['id']}", {"data": {"a": 1}}),
        ("delete", f"{address}/rows/{row['id']}", None),
        ("delete", address, None),
    ]


@pytest.mark.parametrize(("who", "may"), [("ada", True), ("ben", True), ("vera", False), ("nobody", None)])
def test_who_may_change(
    who: str, may: bool | None, request: pytest.FixtureRequest, as_: Any, table: Any, rows: Any
) -> None:
    person = request.getfixturevalue(who)
    one = person if isinstance(person, APIClient) else as_(person)
    for method, address, body in attempts(table, rows[0]):
        answer = getattr(one, method)(address, body, format="json")
        if may is None:
            error_of(answer, 401, "UNAUTHENTICATED")
        elif may:
            assert answer.status_code in (200, 201), answer.content
        else:
            assert "tables:write" in error_of(answer, 403, "FORBIDDEN")["message"]
    assert Table.objects.count() == 1
    assert TableRow.objects.count() == (0 if may else 5)


def test_another_company_finds_nothing(mallory: Any, as_: Any, table: Any, rows: Any) -> None:
    one = as_(mallory)
    for method, address, body in attempts(table, rows[0])[1:]:
        error_of(getattr(one, method)(address, body, format="json"), 404, "NOT_FOUND")
    for address in ("", "/rows", f"/rows/{rows[0]['id']}"):
        error_of(one.get(f"{API}/tables/{table['id']}{address}"), 404, "NOT_FOUND")
    error_of(one.get(f"{API}/options/tables/{table['id']}/columns"), 404, "NOT_FOUND")
    assert data_of(one.get(f"{API}/tables")) == data_of(one.get(f"{API}/options/tables")) == []
    assert TableRow.objects.count() == 5


def test_a_row_of_another_table_is_not_found(client: APIClient, table: Any, rows: Any) -> None:
    other = data_of(client.post(f"{API}/tables", {"name": "Other"}, format="json"), 201)
    address = f"{API}/tables/{other['id']}/rows/{rows[0]['id']}"
    error_of(client.get(address), 404, "NOT_FOUND")
    error_of(client.patch(address, {"data": {}}, format="json"), 404, "NOT_FOUND")
    error_of(client.delete(address), 404, "NOT_FOUND")


@pytest.mark.parametrize(
    ("scope", "method"), [("workflows:read", "get"), ("workflows:write", "post"), ("tables:write", "post")]
)
def test_scopes_of_keys(scope: str, method: str, key_client: KeyClient) -> None:
    one = key_client(scopes=[scope])
    answer = getattr(one, method)(f"{API}/tables", {"name": "T"} if method == "post" else None, format="json")
    assert answer.status_code in (200, 201)
    error_of(key_client(scopes=["runs:read"]).get(f"{API}/tables"), 403, "FORBIDDEN")
    if method == "get":
        error_of(one.post(f"{API}/tables", {"name": "T"}, format="json"), 403, "FORBIDDEN")


# --- hostile input ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"name": ""},
        {"name": " "},
        {"name": "x" * 256},
        {"name": 5, "columns": "x"},
        {"name": "T", "columns": [{"name": ""}]},
        {"name": "T", "columns": [{"name": "a", "type": "money"}]},
        {"name": "T", "columns": [{"name": "a"}, {"name": "a"}]},
        {"name": "T", "columns": [{"name": str(n)} for n in range(201)]},
        {"name": "T", "columns": [{"name": "a", "id": "' OR 1=1"}]},
        {"name": "T", "maxRows": 0},
        {"name": "T", "maxRows": 100_001},
        {"name": "T", "rowCount": 5},
        {"name": "T", "metadata": []},
        [],
    ],
)
def test_tables_that_cannot_be_made(client: APIClient, body: Any) -> None:
    error_of(client.post(f"{API}/tables", body, format="json"), 400, "VALIDATION_ERROR")
    assert Table.objects.count() == 0


@pytest.mark.parametrize(
    "query",
    [
        "filter=x",
        "filter=5",
        "filter=%5B%7B%22column%22%3A1%7D%5D",
        "filter=%7B%22a%22%3ANaN%7D",
        "sort=" + "x" * 300,
        "limit=0",
        "limit=101",
        "cursor=x",
        "cursor=eyJ0cyI6OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5LCJpZCI6Im51bGwifQ==",
        "cursor=eyJ0cyI6MSwiaWQiOiJ7fSJ9",
        "unknown=1",
        "search=%00",
    ],
)
def test_lists_that_cannot_be_read(client: APIClient, table: Any, query: str) -> None:
    error_of(client.get(f"{API}/tables/{table['id']}/rows?{query}"), 400, "VALIDATION_ERROR")


@pytest.mark.parametrize(
    "sort", ["'; DROP TABLE workflows_table; --", "a.b.c", "__class__", "data", "-", "é"]
)
def test_any_column_may_be_asked_for(client: APIClient, table: Any, rows: Any, sort: str) -> None:
    assert len(data_of(client.get(f"{API}/tables/{table['id']}/rows", {"sort": sort}))) == 5
    wanted = json.dumps([{"column": sort, "operator": "eq", "value": sort}])
    assert data_of(client.get(f"{API}/tables/{table['id']}/rows", {"filter": wanted})) == []


def test_values_of_every_kind_come_back_as_they_were(client: APIClient, table: Any) -> None:
    data = {
        "": 0, "a.b": 1, "%s": "%d", "'": '"', "long": "x" * 60_000, "number": 2**63, "less": -(2**63), "part": 0.1,
        "😀": "مرحبا", "list": [1, [2, {"a": None}]], "yes": True, "\\": "\\u0041", "html": "<script>",
    }  # fmt: skip
    address = f"{API}/tables/{table['id']}/rows"
    row = data_of(client.post(address, {"data": data}, format="json"), 201)
    assert data_of(client.get(f"{address}/{row['id']}"))["data"] == data
    for body in ({"data": 5}, {"data": None}, {"data": []}, {"data": {"a": "\x00"}}, {"rows": []}):
        error_of(client.post(address, body, format="json"), 400, "VALIDATION_ERROR")


@pytest.mark.parametrize(
    "id", ["x", "tbl_x", "tbl_", "null", "../tables", "%00", UNKNOWN, f"wf_{UNKNOWN}", "1" * 500]
)
def test_ids_that_are_none(client: APIClient, id: str) -> None:
    assert client.get(f"{API}/tables/{id}").status_code == 404


def test_two_companies_may_use_one_name(
    client: APIClient, key_client: KeyClient, rival: Company, table: Any
) -> None:
    data_of(key_client(company=rival).post(f"{API}/tables", {"name": "Invoices"}, format="json"), 201)
    assert len(data_of(client.get(f"{API}/tables"))) == 1


def test_many_rows_are_deleted_at_once(client: APIClient, table: Any, rows: Any) -> None:
    address = f"{API}/tables/{table['id']}/rows/delete"
    ids = [rows[0]["id"], rows[1]["id"], rows[1]["id"], f"row_{UNKNOWN}", "no id"]
    assert data_of(client.post(address, {"ids": ids}, format="json")) == {"deleted": 2}
    assert data_of(client.get(f"{API}/tables/{table['id']}"))["rowCount"] == 3
    error_of(client.post(address, {"ids": []}, format="json"), 400, "VALIDATION_ERROR")


def test_the_list_says_who_uses_each_table(client: APIClient, table: Any) -> None:
    other = data_of(client.post(f"{API}/tables", {"name": "Unused"}, format="json"), 201)
    assert other["usedBy"] == []
    config = {"operation": "find", "tableId": table["id"]}
    drawing = {
        "name": "Reads invoices",
        "blocks": [
            {"id": "start", "type": "trigger.api", "name": "Start", "config": {}},
            {"id": "look", "type": "data-table", "name": "Look", "config": config},
            {"id": "again", "type": "data-table", "name": "Again", "config": config},
        ],
        "edges": [],
    }
    workflow = data_of(client.post(f"{API}/workflows", drawing, format="json"), 201)
    listed = {each["id"]: each["usedBy"] for each in data_of(client.get(f"{API}/tables"))}
    assert listed == {table["id"]: [{"id": workflow["id"], "name": "Reads invoices"}], other["id"]: []}
