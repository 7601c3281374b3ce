"""What PostgreSQL has planned once (`runs/prepared.py`): when, under which name, and for how long."""

from __future__ import annotations

import pytest

from runs import prepared
from runs.prepared import Often, Plans
from runs.sql import DRIVER, is_postgres, is_refusal, statements

ASK = Often("SELECT id FROM things WHERE kind = ? AND size > ?")


def _message(plans: Plans, *asked: str) -> list[str]:
    """The statements of one message that was taken."""
    ahead: list[str] = []
    plans.begin(ahead)
    texts = [plans.text(one, ahead) for one in asked]
    plans.taken()
    return ahead + texts


def test_a_statement_that_comes_again_is_prepared_once_and_then_executed() -> None:
    plans = Plans()
    assert _message(plans, ASK) == ["SELECT id FROM things WHERE kind = %s AND size > %s"]
    prepare, execute = _message(plans, ASK)
    name = execute.partition(" ")[2].partition("(")[0]
    assert prepare == f"PREPARE {name} AS SELECT id FROM things WHERE kind = $1 AND size > $2"
    assert execute == f"EXECUTE {name}(%s, %s)"
    assert _message(plans, ASK, ASK) == [execute, execute]


def test_other_statements_go_as_they_are() -> None:
    plans = Plans()
    for _ in range(3):
        assert _message(plans, "COMMIT", "SELECT ?") == ["COMMIT", "SELECT %s"]


def test_without_parameters_there_are_no_brackets() -> None:
    plans = Plans()
    _message(plans, Often("SELECT 1"))
    assert _message(plans, Often("SELECT 1"))[1].startswith("EXECUTE headrace_")
    assert "(" not in _message(plans, Often("SELECT 1"))[0]


def test_what_a_refused_message_prepared_is_not_relied_on() -> None:
    plans = Plans()
    _message(plans, ASK)
    refused: list[str] = []
    plans.begin(refused)
    plans.text(ASK, refused)  # and no `taken`
    again, _ = _message(plans, ASK)
    assert again.startswith("PREPARE")
    assert again.split()[1] != refused[0].split()[1]


def test_a_connection_keeps_no_more_than_so_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prepared, "MOST", 1)
    plans = Plans()
    for _ in range(3):
        last = _message(plans, ASK, Often("SELECT id FROM others WHERE id = ?"))[-1]
        assert last == "SELECT id FROM others WHERE id = %s"


def test_plans_are_made_anew_when_they_are_old(monkeypatch: pytest.MonkeyPatch) -> None:
    plans = Plans()
    _message(plans, ASK)
    _message(plans, ASK)
    monkeypatch.setattr(prepared, "AGE", -1)
    forget, prepare, _ = _message(plans, ASK)
    assert forget == "DEALLOCATE ALL"
    assert prepare.startswith("PREPARE")


@pytest.mark.django_db
@pytest.mark.skipif(not is_postgres(), reason="SQLite's driver keeps its statements by itself")
def test_postgresql_has_it_and_goes_on_after_a_refusal() -> None:
    sql, ask = statements(), Often("SELECT ? + 1 + 0 * 4711")
    for number in range(3):
        assert sql.all(ask, (number,))[0][0] == number + 1
    known = sql.all("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE ?", ("%4711%",))
    assert known[0][0] == 1
    sql.run("SAVEPOINT before")
    with pytest.raises(DRIVER.Error):
        sql.all_of([(ask, (1,)), (Often("SELECT 1 / ?"), (0,)), (Often("SELECT 1 / ?"), (0,))])
    sql.run("ROLLBACK TO before")
    assert [rows[0][0] for rows in sql.all_of([(ask, (1,)), (Often("SELECT 1 / ?"), (1,))])] == [2, 1]


@pytest.mark.django_db
@pytest.mark.skipif(not is_postgres(), reason="SQLite's driver keeps its statements by itself")
def test_a_column_that_is_given_another_type_is_no_refusal() -> None:
    sql, ask = statements(), Often("SELECT size FROM things_of_this_test WHERE name = ?")
    sql.run("CREATE TEMPORARY TABLE things_of_this_test (size int, name text) ON COMMIT DROP")
    for _ in range(3):
        assert sql.all(ask, ("a",)) == []
    sql.run("ALTER TABLE things_of_this_test ALTER size TYPE text")
    sql.run("SAVEPOINT before")
    with pytest.raises(DRIVER.OperationalError) as caught:
        sql.all(ask, ("a",))
    assert not is_refusal(caught.value)
    sql.run("ROLLBACK TO before")
    assert sql.all(ask, ("a",)) == []


@pytest.mark.django_db
@pytest.mark.skipif(not is_postgres(), reason="SQLite's driver keeps its statements by itself")
def test_what_the_server_never_supports_is_a_refusal() -> None:
    sql, ask = statements(), Often("SELECT ? + 2 + 0 * 4711")
    for _ in range(3):
        sql.all(ask, (1,))
    sql.run("SAVEPOINT before")
    with pytest.raises(DRIVER.NotSupportedError) as caught:
        sql.all_of([(ask, (1,)), ("SELECT DISTINCT id FROM runs_run FOR UPDATE", ())])
    assert is_refusal(caught.value)
    sql.run("ROLLBACK TO before")
    assert sql.all(ask, (1,))[0][0] == 3
