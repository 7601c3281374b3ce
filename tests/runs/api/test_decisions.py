"""Approvals and decisions over HTTP: for everybody of the cast, and nobody."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from runs.models import Approval, Run
from tests.conftest import API, KeyClient, data_of, error_of
from tests.runs.conftest import MakeWorkflow, reply, start, steps_of
from tests.runs.test_approvals import approval, until_asked
from tests.runs.test_uncertain import post, until_uncertain

pytestmark = pytest.mark.django_db(transaction=True)

As = Callable[..., APIClient]


@pytest.fixture
def waiting(make: MakeWorkflow) -> Approval:
    ask = approval(description="Over 5,000")
    return until_asked(
        start(make("start -> ask", "ask.approved -> yes", ask=ask, yes=reply(1)), {"number": 41})
    )


def path_of(one: Approval) -> str:
    return f"{API}/runs/run_{one.run_id}/steps/step_{one.step_id}/decision"


def decide(client: APIClient, one: Approval, **body: Any) -> Any:
    return client.post(path_of(one), body or {"approved": True}, format="json")


def test_the_owner_decides(waiting: Approval, ada: Any, as_: As) -> None:
    run = data_of(decide(as_(ada), waiting, approved=False, comment=" Not this month. "))
    assert run["id"] == f"run_{waiting.run_id}"
    waiting.refresh_from_db()
    assert (waiting.status, waiting.decided_by, waiting.comment) == (
        "rejected", "ada@acme.example", "Not this month.",
    )  # fmt: skip
    error = error_of(decide(as_(ada), waiting), 409, "ALREADY_DECIDED")
    assert "has rejected this already" in error["message"]


@pytest.mark.parametrize("who", ["ben", "vera"])
def test_who_may_not_decide_approvals(who: str, waiting: Approval, ben: Any, vera: Any, as_: As) -> None:
    error = error_of(decide(as_({"ben": ben, "vera": vera}[who]), waiting), 403, "FORBIDDEN")
    assert "approvals:write" in error["message"]


def test_nobody_and_another_company(waiting: Approval, nobody: APIClient, mallory: Any, as_: As) -> None:
    error_of(decide(nobody, waiting), 401, "UNAUTHENTICATED")
    error_of(decide(as_(mallory), waiting), 404, "NOT_FOUND")
    waiting.refresh_from_db()
    assert waiting.status == "waiting"


def test_keys(waiting: Approval, key_client: KeyClient, rival: Any) -> None:
    error = error_of(decide(key_client(scopes=["runs:write"]), waiting), 403, "FORBIDDEN")
    assert "approvals:write" in error["message"]
    error_of(decide(key_client(company=rival), waiting), 404, "NOT_FOUND")
    data_of(decide(key_client(scopes=["approvals:write"]), waiting))
    waiting.refresh_from_db()
    assert waiting.decided_by == "Test key"


def test_a_list_of_approvers_is_kept(make: MakeWorkflow, ada: Any, as_: As, key_client: KeyClient) -> None:
    one = until_asked(start(make("start -> ask", ask=approval(approvers=["cara@acme.example"]))))
    for client in (as_(ada), key_client()):
        error = error_of(decide(client, one), 403, "FORBIDDEN")
        assert error["message"] == "Only cara@acme.example may decide this."


@pytest.mark.parametrize(
    "body",
    [
        {"comment": "?"},
        {"approved": True, "again": True},
        {"happened": False},
        {"approved": None},
        {"x": 1},
        {"approved": "yes"},
        {"approved": 1},
    ],
)
def test_a_decision_says_one_thing(body: dict[str, Any], waiting: Approval, ada: Any, as_: As) -> None:
    error_of(decide(as_(ada), waiting, **body), 400, "VALIDATION_ERROR")


def test_an_approval_is_not_uncertain(waiting: Approval, ada: Any, as_: As) -> None:
    error = error_of(decide(as_(ada), waiting, again=True), 400, "VALIDATION_ERROR")
    assert error["message"] == "This step is an approval."


def test_steps_that_are_none(waiting: Approval, make: MakeWorkflow, ada: Any, as_: As) -> None:
    client = as_(ada)
    path = path_of(waiting)
    for wrong in ("step_x", f"step_{waiting.run_id}"):
        error_of(
            client.post(path.replace(f"step_{waiting.step_id}", wrong), {"approved": True}, format="json"),
            404,
        )
    other = until_asked(start(make("start -> ask", ask=approval())))
    crossed = path.replace(f"run_{waiting.run_id}", f"run_{other.run_id}")
    error_of(client.post(crossed, {"approved": True}, format="json"), 404, "NOT_FOUND")
    bare = f"{API}/runs/{waiting.run_id}/steps/{waiting.step_id}/decision"
    data_of(client.post(bare, {"approved": True}, format="json"))


def test_an_uncertain_step(make: MakeWorkflow, stub: Any, ada: Any, as_: As, ben: Any) -> None:
    accepted = start(make("start -> call", call=post(stub)))
    run = until_uncertain(accepted)
    step = steps_of(run)["call"]
    path = f"{API}/runs/run_{run.id}/steps/step_{step.id}/decision"
    shown = data_of(as_(ada).get(f"{API}/runs/run_{run.id}"))
    assert shown["waiting"] == [
        {
            "stepId": f"step_{step.id}", "blockId": "call", "iteration": [], "reason": "uncertain", "until": None,
            "title": None, "approvers": None, "childRunId": None,
        }
    ]  # fmt: skip
    error_of(as_(ben).post(path, {"fail": True}, format="json"), 403, "FORBIDDEN")
    error_of(as_(ada).post(path, {"approved": True}, format="json"), 409, "CONFLICT")
    data_of(as_(ada).post(path, {"happened": True, "output": {"id": 1}}, format="json"))
    error_of(as_(ada).post(path, {"again": True}, format="json"), 409, "ALREADY_DECIDED")


def test_a_step_that_waits_for_nobody(make: MakeWorkflow, run_to_end: Any, ada: Any, as_: As) -> None:
    run = run_to_end(start(make("start -> a", a=reply(1))))
    path = f"{API}/runs/run_{run.id}/steps/step_{steps_of(run)['a'].id}/decision"
    error_of(as_(ada).post(path, {"again": True}, format="json"), 409, "CONFLICT")
    error_of(as_(ada).post(path, {"approved": True}, format="json"), 409, "CONFLICT")


# --- the list


def listed(client: APIClient, query: str = "") -> list[dict[str, Any]]:
    return data_of(client.get(f"{API}/approvals{query}"))  # type: ignore[no-any-return]


def test_what_waits_for_me(waiting: Approval, make: MakeWorkflow, ada: Any, vera: Any, as_: As) -> None:
    until_asked(start(make("start -> ask", ask=approval(title="For the owner", approvers=["owner"]))))
    until_asked(start(make("start -> ask", ask=approval(title="For Vera", approvers=["vera@acme.example"]))))
    mine = as_(ada).get(f"{API}/approvals").json()
    assert [one["title"] for one in mine["data"]] == ["For the owner", "Post invoice 41?"]
    assert mine["meta"]["waiting"] == 2
    one = mine["data"][1]
    assert (one["canDecide"], one["refusal"], one["status"], one["description"]) == (
        True,
        None,
        "waiting",
        "Over 5,000",
    )
    assert (one["runId"], one["stepId"], one["blockId"]) == (
        f"run_{waiting.run_id}", f"step_{waiting.step_id}", "ask",
    )  # fmt: skip
    # Vera is asked by name, which is no right to decide here: the mail's link is.
    assert listed(as_(vera)) == []
    [hers] = [one for one in listed(as_(vera), "?mine=false") if one["title"] == "For Vera"]
    assert (hers["canDecide"], hers["refusal"]) == (False, "Your role does not include approvals:write.")


def test_by_status_and_page(waiting: Approval, make: MakeWorkflow, ada: Any, as_: As) -> None:
    client = as_(ada)
    others = [until_asked(start(make("start -> ask", ask=approval(title=f"No. {n}")))) for n in range(3)]
    data_of(decide(client, others[0], approved=False))
    assert [one["title"] for one in listed(client, "?status=rejected")] == ["No. 0"]
    assert len(listed(client, "?status=all")) == 4
    seen: list[str] = []
    cursor = ""
    while True:
        answer = client.get(f"{API}/approvals?status=all&limit=3{cursor}").json()
        seen += [one["title"] for one in answer["data"]]
        if not answer["meta"]["hasMore"]:
            break
        cursor = f"&cursor={answer['meta']['cursor']}"
    assert seen == ["No. 2", "No. 1", "No. 0", "Post invoice 41?"]
    error_of(client.get(f"{API}/approvals?cursor=eyJ0cyI6MSwiaWQiOiJ4In0="), 400)
    error_of(client.get(f"{API}/approvals?status=gone"), 400)


def test_another_company_sees_none(
    waiting: Approval, mallory: Any, as_: As, rival: Any, key_client: KeyClient
) -> None:
    assert listed(as_(mallory), "?mine=false&status=all") == []
    assert listed(key_client(company=rival), "?mine=false&status=all") == []


def test_the_run_says_for_whom_it_waits(make: MakeWorkflow, ada: Any, as_: As) -> None:
    one = until_asked(start(make("start -> ask", ask=approval(approvers=["ada@acme.example"]))))
    [entry] = data_of(as_(ada).get(f"{API}/runs/run_{one.run_id}"))["waiting"]
    assert (entry["reason"], entry["approvers"], entry["title"]) == (
        "approval", ["ada@acme.example"], "Post invoice ?",
    )  # fmt: skip
    assert entry["until"].endswith("Z")
    [event] = [
        item
        for item in data_of(as_(ada).get(f"{API}/runs/run_{one.run_id}/events"))
        if item["type"] == "step.waiting"
    ]
    assert event["data"]["approvers"] == ["ada@acme.example"]


def test_a_child_names_its_parent(make: MakeWorkflow, run_to_end: Any, ada: Any, as_: As) -> None:
    child = make("start -> a", a=reply(1))
    sub = {"type": "sub-workflow", "config": {"workflowId": f"wf_{child.id}"}}
    run = run_to_end(start(make("start -> sub", sub=sub)))
    started = Run.objects.get(parent_id=run.id)
    shown = data_of(as_(ada).get(f"{API}/runs/run_{started.id}"))
    assert (shown["parentRunId"], shown["triggerType"]) == (f"run_{run.id}", "subworkflow")
    assert data_of(as_(ada).get(f"{API}/runs/run_{run.id}"))["parentRunId"] is None
