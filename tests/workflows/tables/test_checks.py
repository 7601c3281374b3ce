"""What publishing says about the tables that blocks name."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.models import Company
from tests.workflows.drawings import drawing
from workflows.models import Table
from workflows.tables import services
from workflows.validation import find_problems

pytestmark = pytest.mark.django_db


@pytest.fixture
def table(acme: Company) -> Table:
    return services.create_table(
        company_id=acme.id, name="Invoices", by="tests", columns=[{"name": "number"}, {"name": "amount"}]
    )


def said(company: Company, config: dict[str, Any], **more: Any) -> list[tuple[str, str | None, str]]:
    definition = drawing("start -> a", a={"type": "data-table", "config": config, **more})
    problems = find_problems(definition, company_id=company.id)
    return [(each.severity, each.field, each.code) for each in problems if each.block_id == "a"]


def test_a_table_that_exists_is_fine(acme: Company, table: Table) -> None:
    for config in (
        {"operation": "find", "tableId": f"tbl_{table.id}"},
        {"operation": "find", "tableId": str(table.id), "filter": {"number": "{{input.n}}"}},
        {"operation": "upsert", "tableId": f"tbl_{table.id}", "matchKey": "number", "data": {"amount": 5}},
        {"operation": "insert", "tableId": "{{input.table}}", "data": {"anything": 1}},
        {"operation": "find", "tableId": f"tbl_{table.id}", "filter": "{{input.filter}}"},
        {"operation": "insert", "tableId": f"tbl_{table.id}", "data": "{{input.row}}"},
    ):
        assert said(acme, config) == []


def test_another_company_s_table_is_unknown_like_one_that_never_was(rival: Company, table: Table) -> None:
    unknown = [("error", "tableId", "UNKNOWN_TABLE")]
    assert said(rival, {"operation": "find", "tableId": f"tbl_{table.id}"}) == unknown
    assert (
        said(rival, {"operation": "find", "tableId": "tbl_0197a1b2-0000-7000-8000-000000000001"}) == unknown
    )
    assert said(rival, {"operation": "find", "tableId": "invoices"}) == unknown
    assert said(rival, {"operation": "find", "tableId": "invoices"}, disabled=True) == []


def test_a_column_the_table_does_not_have_is_a_warning(acme: Company, table: Table) -> None:
    id = f"tbl_{table.id}"
    for config, field in (
        ({"operation": "insert", "data": {"number": 1, "amuont": 2}}, "data.amuont"),
        ({"operation": "delete", "matchKey": "nr", "matchValue": 1}, "matchKey"),
        ({"operation": "find", "filter": {"state": "open"}}, "filter"),
        ({"operation": "find", "filter": [{"column": "state", "operator": "exists"}]}, "filter"),
    ):
        assert said(acme, {"tableId": id, **config}) == [("warning", field, "UNKNOWN_COLUMN")]


def test_a_table_without_columns_takes_any(acme: Company) -> None:
    bare = services.create_table(company_id=acme.id, name="Bare", by="tests")
    assert said(acme, {"operation": "insert", "tableId": str(bare.id), "data": {"anything": 1}}) == []


def test_a_filter_that_cannot_be_read_is_an_error(acme: Company, table: Table) -> None:
    config = {
        "operation": "find",
        "tableId": str(table.id),
        "filter": [{"column": "amount", "operator": "over", "value": 1}],
    }
    assert said(acme, config) == [("error", "filter", "CONFIG_INVALID")]


@pytest.mark.parametrize(
    ("config", "words"),
    [
        ({"operation": "insert"}, "Data is missing."),
        ({"operation": "update", "data": {"a": 1}}, "Match by is missing."),
        ({"operation": "update", "matchKey": "a", "data": {"a": 1}}, "Value to match is missing."),
        ({"operation": "getById"}, "Row id is missing."),
        ({"operation": "find", "limit": 0}, "at least 1"),
        ({"operation": "purge"}, "no operation “purge”"),
        ({}, "Choose what this block should do."),
    ],
)
def test_a_config_that_is_not_complete(
    acme: Company, table: Table, config: dict[str, Any], words: str
) -> None:
    definition = drawing(
        "start -> a", a={"type": "data-table", "config": {"tableId": str(table.id), **config}}
    )
    messages = [
        each.message for each in find_problems(definition, company_id=acme.id) if each.block_id == "a"
    ]
    assert any(words in message for message in messages), messages
