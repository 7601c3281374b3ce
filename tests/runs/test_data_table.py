"""The `data-table` block in real runs: its six operations, races of many runs and processes, and crashes."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from accounts.models import Company
from runs.models import Run
from tests.runs.conftest import MakeWorkflow, Worker, drain_until, fetch, reply, start, steps_of, wait_until
from workflows.models import Table, TableRow, TableWrite
from workflows.tables import services

pytestmark = pytest.mark.django_db(transaction=True)

RunToEnd = Callable[..., Any]
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def table(acme: Company) -> Table:
    return services.create_table(
        company_id=acme.id, name="Invoices", by="tests", columns=[{"name": "number"}]
    )


def block(table: Table | str, operation: str, **config: Any) -> dict[str, Any]:
    id = table if isinstance(table, str) else f"tbl_{table.id}"
    return {"type": "data-table", "config": {"operation": operation, "tableId": id, **config}}


def test_all_six_operations(make: MakeWorkflow, run_to_end: RunToEnd, table: Table) -> None:
    key = {"matchKey": "number", "matchValue": "{{input.number}}"}
    workflow = make(
        "start -> add",
        "add -> change",
        "change -> put",
        "put -> get",
        "get -> look",
        "look -> remove",
        add=block(table, "insert", data={"number": "{{input.number}}", "amount": "{{input.amount}}"}),
        change=block(table, "update", **key, data={"state": "sent"}),
        put=block(table, "upsert", **key, data={"state": "paid"}),
        get=block(table, "getById", rowId="{{steps.add.output.row.id}}"),
        look=block(
            table, "find", filter=[{"column": "amount", "operator": "gt", "value": "{{input.least}}"}]
        ),
        remove=block(table, "delete", **key),
    )
    run = run_to_end(start(workflow, {"number": "INV-1", "amount": 12.5, "least": 12}))
    assert run.status == "completed", run.error
    output = {name: step.output for name, step in steps_of(run).items()}
    assert output["add"]["row"]["data"] == {"number": "INV-1", "amount": 12.5}
    assert (output["change"]["count"], output["change"]["rows"][0]["data"]["state"]) == (1, "sent")
    assert (output["put"]["created"], output["put"]["row"]["data"]["state"]) == (False, "paid")
    assert output["get"]["row"]["data"] == {"number": "INV-1", "amount": 12.5, "state": "paid"}
    assert output["look"]["rows"] == [output["get"]["row"]]
    assert output["remove"] == {"rows": [], "count": 1}
    assert TableRow.objects.count() == 0


@pytest.mark.parametrize(
    ("config", "code", "words"),
    [
        (
            {"operation": "getById", "rowId": "row_0197a1b2-0000-7000-8000-000000000001"},
            "STEP_ERROR",
            "no row with this id",
        ),
        ({"operation": "insert", "data": "{{input.text}}"}, "STEP_ERROR", "A row is an object"),
        ({"operation": "insert", "data": {"x": "{{input.big}}"}}, "LIMIT_TABLE_ROW", "the limit is 64 KB"),
        (
            {"operation": "delete", "matchKey": "number", "matchValue": "{{input.gone}}"},
            "STEP_ERROR",
            "no row is meant",
        ),
        ({"operation": "find", "filter": "{{input.text}}"}, "STEP_ERROR", "A filter is an object"),
        ({"operation": "find", "limit": "{{input.many}}"}, "STEP_ERROR", "at most 1000"),
    ],
)
def test_what_cannot_be_done_says_why(
    make: MakeWorkflow, run_to_end: RunToEnd, table: Table, config: Any, code: str, words: str
) -> None:
    workflow = make("start -> a", a=block(table, **config))
    run = run_to_end(start(workflow, {"text": "text", "big": "x" * 70_000, "many": 100_000}))
    assert (run.status, run.error["code"]) == ("failed", code)
    assert words in run.error["message"]
    assert TableRow.objects.count() == 0


def test_a_full_table_fails_the_step_with_its_limit(
    make: MakeWorkflow, run_to_end: RunToEnd, table: Table
) -> None:
    services.change_table(table=table, changes={"max_rows": 1}, by="tests")
    workflow = make(
        "start -> a",
        "a -> b",
        a=block(table, "insert", data={"n": 1}),
        b=block(table, "insert", data={"n": 2}),
    )
    run = run_to_end(start(workflow))
    assert (run.status, run.error["code"]) == ("failed", "LIMIT_TABLE_ROWS")
    assert TableRow.objects.count() == 1


def test_another_company_s_table_is_no_such_table(
    make: MakeWorkflow, run_to_end: RunToEnd, rival: Company, table: Table
) -> None:
    theirs = make(
        "start -> a", company=rival, a=block("{{input.table}}", "insert", data={"n": 1}), publish=True
    )
    run = run_to_end(start(theirs, {"table": f"tbl_{table.id}"}))
    assert (run.status, run.error["message"]) == ("failed", "There is no table with this id.")
    assert TableRow.objects.count() == 0


# --- crashes --------------------------------------------------------------------------------------


@pytest.mark.parametrize("operation", ["insert", "upsert"])
def test_a_write_that_was_done_before_the_crash_is_not_done_again(
    make: MakeWorkflow, run_to_end: RunToEnd, table: Table, operation: str
) -> None:
    """The worker dies between the row's commit and the step's."""
    key = {} if operation == "insert" else {"matchKey": "number"}
    accepted = start(
        make("start -> a", a=block(table, operation, **key, data={"number": "1", "at": "{{now}}"}))
    )
    drain_until(lambda: Run.objects.filter(id=accepted.run_id, status="completed").exists())
    before = steps_of(fetch(accepted.run_id))["a"].output
    fetch(accepted.run_id).steps.filter(block="a").update(
        status="running", output=None, finished_at=None, port=None
    )
    Run.objects.filter(id=accepted.run_id).update(
        status="running", finished_at=None, ready=True, wake_at_ms=None, output=None, error=None
    )
    run = run_to_end(accepted)
    assert run.status == "completed", run.error
    assert steps_of(run)["a"].output == before
    assert TableRow.objects.count() == 1 == TableWrite.objects.count()


def test_a_retry_of_the_run_writes_again(make: MakeWorkflow, run_to_end: RunToEnd, table: Table) -> None:
    workflow = make("start -> a", a=block(table, "insert", data={"n": 1}))
    run_to_end(start(workflow), start(workflow))
    assert TableRow.objects.count() == 2


# --- many at once -----------------------------------------------------------------------------------


def test_200_runs_that_upsert_one_key_leave_one_row(make: MakeWorkflow, worker: Worker, table: Table) -> None:
    workflow = make(
        "start -> a",
        "a -> b",
        a=block(table, "upsert", matchKey="number", data="{{input.row}}"),
        b=reply("{{steps.a.output.created}}"),
    )
    other = Worker()
    try:
        ids = [start(workflow, {"row": {"number": "INV-1", f"seen_{n}": True}}).run_id for n in range(200)]
        wait_until(lambda: Run.objects.filter(id__in=ids, status="completed").count() == 200, seconds=60)
    finally:
        other.stop()
    [row] = TableRow.objects.all()
    assert row.data == {"number": "INV-1", **{f"seen_{n}": True for n in range(200)}}
    assert [run.output for run in Run.objects.filter(id__in=ids)].count(True) == 1
    assert Table.objects.get().row_count == 1


UPSERTS = """
import sys, uuid
from concurrent.futures import ThreadPoolExecutor
import django
from django.conf import settings
django.setup()
from django.db import connection, connections
settings.DATABASES["default"]["NAME"] = connections.databases["default"]["NAME"] = sys.argv[1]
from runs.sql import turn
from workflows.tables import steps
company, table, process = uuid.UUID(sys.argv[2]), sys.argv[3], sys.argv[4]
sys.stdin.readline()
def one(n):
    with turn():
        answer = steps.upsert(
            steps.Caller(company, uuid.uuid4(), f"{process}:{n}"), table_id=table, column="k", value="same",
            data={f"{process}_{n}": n},
        )
    connection.close()
    return answer["created"]
with ThreadPoolExecutor(4) as pool:
    print(sum(pool.map(one, range(50))))
"""


def test_200_upserts_from_four_processes_leave_one_row_and_lose_nothing(table: Table, acme: Company) -> None:
    database = str(connection.settings_dict["NAME"])
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", UPSERTS, database, str(acme.id), str(table.id), f"p{number}"],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        for number in range(4)
    ]  # fmt: skip
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    created = [int(process.communicate(timeout=60)[0]) for process in processes]
    assert [process.returncode for process in processes] == [0] * 4
    assert sum(created) == 1
    [row] = TableRow.objects.all()
    assert row.data == {"k": "same", **{f"p{number}_{n}": n for number in range(4) for n in range(50)}}
    counted = Table.objects.get()
    assert (counted.row_count, counted.row_bytes, counted.next_position) == (1, row.size, 2)


def test_receipts_go_once_their_run_has_ended(make: MakeWorkflow, run_to_end: RunToEnd, table: Table) -> None:
    from datetime import timedelta

    from django.utils import timezone

    from runs.worker.chores import table_writes

    workflow = make("start -> a", a=block(table, "insert", data={"n": 1}))
    run_to_end(start(workflow), start(workflow))
    table_writes.forget()
    assert TableWrite.objects.count() == 2  # younger than an hour
    TableWrite.objects.update(created_at=timezone.now() - timedelta(hours=2))
    first = Run.objects.first()
    assert first is not None
    Run.objects.filter(id=first.id).update(status="running", finished_at=None)
    table_writes.forget()
    assert TableWrite.objects.get().run_id == first.id
    Run.objects.filter(id=first.id).delete()
    table_writes.forget()
    assert TableWrite.objects.count() == 0
