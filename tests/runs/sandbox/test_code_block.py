"""The code block in a run, carried out by a real drain and real sandbox processes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.connections.servers import Stub
from tests.runs.conftest import MakeWorkflow, fetch, reply, start, steps_of, wait_until
from tests.runs.test_drain_ends import cancel

pytestmark = pytest.mark.django_db(transaction=True)

RunToEnd = Callable[..., Any]


def code(source: str, language: str = "javascript", **more: Any) -> dict[str, Any]:
    return {"type": "code", "config": {"language": language, "source": source}, **more}


INVOICE = {"vendor": "  Acme GmbH ", "lines": [{"qty": 3, "price": 111.5}, {"qty": 1, "price": 500}]}
JAVASCRIPT = """const total = input.lines.reduce((sum, line) => sum + line.qty * line.price, 0);
console.log("total", total);
return { total, vendor: input.vendor.trim().toUpperCase(), before: steps.first.output.n, rate: variables.rate };
"""
PYTHON = """total = sum(line["qty"] * line["price"] for line in input["lines"])
print("total", total)
{"total": total, "vendor": input["vendor"].strip().upper(), "before": steps["first"]["output"]["n"],
 "rate": variables["rate"]}
"""


@pytest.mark.parametrize(("language", "source"), [("javascript", JAVASCRIPT), ("python", PYTHON)])
def test_code_reads_the_run_and_gives_a_result(
    language: str, source: str, make: MakeWorkflow, run_to_end: RunToEnd
) -> None:
    workflow = make(
        "start -> first", "first -> work", first=reply({"n": 7}), work=code(source, language),
        top={"variables": {"rate": 0.2}},
    )  # fmt: skip
    run = run_to_end(start(workflow, INVOICE))
    assert run.error is None
    assert run.output == {"result": {"total": 834.5, "vendor": "ACME GMBH", "before": 7, "rate": 0.2}}
    log = steps_of(run)["work"].log
    assert [(line["level"], line["message"]) for line in log] == [("info", "total 834.5")]


def test_a_mistake_fails_the_step_in_words(make: MakeWorkflow, run_to_end: RunToEnd) -> None:
    run = run_to_end(start(make("start -> work", work=code("const a = 1;\nreturn b;"))))
    assert run.status == "failed"
    assert run.error["code"] == "STEP_ERROR"
    assert run.error["message"] == "Line 2: ReferenceError: b is not defined"
    assert steps_of(run)["work"].error["details"] == {"line": 2}


def test_the_error_edge_and_continue(make: MakeWorkflow, run_to_end: RunToEnd) -> None:
    workflow = make(
        "start -> work", "work.error -> told", work=code("throw new Error('no')"), told=reply("{{steps.work.error.message}}")
    )  # fmt: skip
    assert run_to_end(start(workflow)).output == "Line 1: no"
    workflow = make(
        "start -> work", work=code("throw 'x'", errorHandling="continue", fallbackOutput={"result": 0})
    )
    run = run_to_end(start(workflow))
    assert (run.status, steps_of(run)["work"].output) == ("completed", {"result": 0})


@pytest.mark.parametrize(
    ("language", "source"), [("javascript", "for (;;);"), ("python", "while True:\n    pass")]
)
def test_a_step_without_end_ends_at_its_limit(
    language: str, source: str, make: MakeWorkflow, run_to_end: RunToEnd
) -> None:
    run = run_to_end(start(make("start -> work", work=code(source, language, timeoutMs=400))))
    assert (run.status, run.error["code"]) == ("failed", "STEP_TIMEOUT")
    assert run.error["message"] == "Not finished after 400 ms."


def test_a_cancelled_run_stops_its_code(make: MakeWorkflow, worker: Any) -> None:
    from runs.models import Run

    accepted = start(make("start -> work", work=code("for (;;);")))
    wait_until(lambda: steps_of(fetch(accepted.run_id)).get("work") is not None)
    cancel(accepted)
    wait_until(lambda: Run.objects.get(id=accepted.run_id).status == "cancelled")
    assert steps_of(fetch(accepted.run_id))["work"].status in ("cancelled", "failed")


def test_many_code_steps_share_the_children(make: MakeWorkflow, run_to_end: RunToEnd) -> None:
    workflow = make("start -> work", work=code("return input.n * 2"))
    runs = run_to_end(*(start(workflow, {"n": n}) for n in range(40)))
    assert [run.output for run in runs] == [{"result": n * 2} for n in range(40)]


def test_a_fetch_of_the_run(make: MakeWorkflow, run_to_end: RunToEnd, stub: Stub) -> None:
    source = "const r = await fetch(input.url, { headers: { 'Idempotency-Key': idempotencyKey } }); return r.json();"
    run = run_to_end(start(make("start -> work", work=code(source)), {"url": stub.url("/json")}))
    assert run.output == {"result": {"ok": True, "n": 1}}
    assert stub.requests[0].headers["idempotency-key"].startswith("run_")


def test_a_source_is_no_template(make: MakeWorkflow, run_to_end: RunToEnd) -> None:
    workflow = make("start -> work", work=code("f'{{{input[\"a\"]}}} {{input.a}}'", "python"))
    assert run_to_end(start(workflow, {"a": 1})).output == {"result": "{1} {input.a}"}


def test_retries_and_a_second_language_beside(make: MakeWorkflow, run_to_end: RunToEnd) -> None:
    retry = {"errorHandling": "retry", "retryConfig": {"maxAttempts": 3, "backoffMs": 1, "retryOn": "all"}}
    workflow = make("start -> a", "start -> b", a=code("throw 'x'", **retry), b=code("1", "python"))
    run = run_to_end(start(workflow))
    assert run.status == "failed"
    assert steps_of(run)["a"].attempt == 3
