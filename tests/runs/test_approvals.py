"""Approvals: a run parks, somebody decides once, the run goes on; whatever is killed, nothing is lost or done twice."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import pytest
from django.db import connection

from accounts.api.errors import ApiError
from accounts.models import AuditEvent, Outbox
from runs import decisions, leases, queue, queue_facts, services, signals
from runs.decisions import Decider, decider_of
from runs.models import Approval, Run, Signal
from runs.sql import db_uuid
from tests.runs.conftest import (
    MakeWorkflow,
    Worker,
    drain_until,
    event_types,
    fail,
    fetch,
    reply,
    slow,
    start,
    steps_of,
    wait_until,
)

pytestmark = pytest.mark.django_db(transaction=True)

RunToEnd = Callable[..., Any]

EDGES = ("start -> ask", "ask.approved -> yes", "ask.rejected -> no")


def approval(**config: Any) -> dict[str, Any]:
    return {"type": "approval", "config": {"title": "Post invoice {{input.number}}?", **config}}


def asking(make: MakeWorkflow, **config: Any) -> Any:
    return make(*EDGES, ask=approval(**config), yes=reply("{{steps.ask.output}}"), no=reply("rejected"))


def until_asked(accepted: Any) -> Approval:
    """Drain until the run has parked with its question."""
    drain_until(
        lambda: Run.objects.filter(
            id=accepted.run_id, status="suspended", lease_until_ms__isnull=True
        ).exists()
    )
    return Approval.objects.select_related("run__version__author", "company").get(run_id=accepted.run_id)


def decide(asked: Approval, who: Any = "ada@acme.example", *, approved: bool = True, **more: Any) -> Approval:
    decider = who if isinstance(who, Decider) else Decider(who, who, role="owner")
    return decisions.decide_approval(approval=asked, decider=decider, approved=approved, **more)


def refused(asked: Approval, *arguments: Any, **more: Any) -> ApiError:
    with pytest.raises(ApiError) as caught:
        decide(asked, *arguments, **more)
    return caught.value


def test_a_run_parks_and_says_for_whom(make: MakeWorkflow, ada: Any) -> None:
    accepted = start(asking(make, approvers="Ada@Acme.example, operator"), {"number": 41})
    asked = until_asked(accepted)
    run = fetch(accepted.run_id)
    [waiting] = run.waiting
    assert (waiting["reason"], waiting["title"], waiting["approvers"]) == (
        "approval", "Post invoice 41?", ["ada@acme.example", "operator"],
    )  # fmt: skip
    week = 168 * 3_600_000
    assert abs(waiting["until"] - queue_facts.clock_ms() - week) < 60_000
    assert abs((asked.expires_at_ms or 0) - queue_facts.clock_ms() - week) < 60_000
    assert (run.wake_at_ms, run.ready, run.lease_owner) == (None, False, "")
    assert (asked.title, asked.status, asked.block) == ("Post invoice 41?", "waiting", "ask")
    assert event_types(run)[-2:] == ["step.waiting ask", "run.suspended"]


@pytest.mark.parametrize(("approved", "taken"), [(True, "yes"), (False, "no")])
def test_a_decision_goes_on_at_its_port(
    approved: bool, taken: str, make: MakeWorkflow, run_to_end: RunToEnd, ada: Any
) -> None:
    accepted = start(asking(make), {"number": 41})
    asked = until_asked(accepted)
    decide(asked, approved=approved, comment="Matches PO 8817")
    run = run_to_end(accepted)
    output = steps_of(run)["ask"].output
    assert run.status == "completed"
    assert {step.block for step in steps_of(run).values() if step.status == "completed"} >= {"ask", taken}
    assert (output["approved"], output["approvedBy"], output["comment"], output["form"]) == (
        approved, "ada@acme.example", "Matches PO 8817", None,
    )  # fmt: skip
    assert output["approvedAt"].endswith("Z")
    assert "step.decided ask" in event_types(run)
    assert not Signal.objects.exists()
    event = AuditEvent.objects.get(action__startswith="approval.")
    assert (event.action, event.target) == (
        "approval.approved" if approved else "approval.rejected",
        f"run_{run.id}",
    )


def test_of_fifty_at_once_exactly_one_decides(make: MakeWorkflow, run_to_end: RunToEnd, ada: Any) -> None:
    accepted = start(asking(make), {})
    asked = until_asked(accepted)

    def attempt(number: int) -> str:
        try:
            mine = Approval.objects.select_related("run__version__author", "company").get(id=asked.id)
            decide(mine, f"p{number}@acme.example", approved=number % 2 == 0)
        except ApiError as error:
            return error.code
        else:
            return str(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(16) as pool:
        results = list(pool.map(attempt, range(50)))
    [winner] = [result for result in results if result != "ALREADY_DECIDED"]
    run = run_to_end(accepted)
    output = steps_of(run)["ask"].output
    assert (output["approved"], output["approvedBy"]) == (int(winner) % 2 == 0, f"p{winner}@acme.example")
    assert event_types(run).count("step.decided ask") == 1
    assert AuditEvent.objects.filter(action__startswith="approval.").count() == 1


def test_a_second_decision_is_told_what_the_first_was(make: MakeWorkflow, ada: Any) -> None:
    asked = until_asked(start(asking(make)))
    decide(asked)
    error = refused(asked, "ben@acme.example", approved=False)
    assert (error.status, error.code) == (409, "ALREADY_DECIDED")
    assert "ada@acme.example has approved this already" in error.message


def test_only_the_named_may_decide(make: MakeWorkflow, ada: Any) -> None:
    asked = until_asked(start(asking(make, approvers=["ada@acme.example", "operator"])))
    error = refused(asked, Decider("ben@acme.example", "ben@acme.example", role="editor"))
    assert (error.status, error.message) == (403, "Only ada@acme.example or operator may decide this.")
    assert refused(asked, Decider("A key")).status == 403
    # Whoever holds a mailed link is the address it was sent to, and no role.
    linked = Decider("o@acme.example", "o@acme.example", role="operator", by_link=True)
    assert refused(asked, linked).status == 403
    decide(asked, Decider("o@acme.example", "o@acme.example", role="operator"))


def test_four_eyes(make: MakeWorkflow, ada: Any, ben: Any, acme: Any) -> None:
    from dataclasses import replace

    from accounts.identity import Identity
    from accounts.services import create_api_key
    from workflows.rows import read_definition
    from workflows.selectors import draft_of
    from workflows.services import publish, save_draft

    def person(user: Any) -> Identity:
        return Identity(acme.id, user.pk, None, user.email, frozenset({"approvals:write"}), "owner")

    workflow = asking(make, fourEyes=True)
    draft = draft_of(workflow)
    save_draft(
        workflow=workflow, definition=replace(read_definition(draft), description="Changed"), by=person(ben)
    )
    publish(workflow=workflow, by="tests")
    asked = until_asked(start(workflow, started_by="cara@acme.example"))
    assert "Somebody else has to" in refused(asked, decider_of(person(ben))).message
    assert refused(asked, "Cara@acme.example".lower()).status == 403
    assert "a key cannot decide" in refused(asked, Decider("A key")).message
    decide(asked, decider_of(person(ada)))

    # Who starts it by a key is the key's maker.
    create_api_key(company_id=acme.id, name="ERP", scopes=["approvals:write"], actor=person(ada))
    asked = until_asked(start(workflow, started_by="ERP"))
    assert refused(asked, decider_of(person(ada))).status == 403


def test_nobody_in_time_counts_as_rejected(make: MakeWorkflow, run_to_end: RunToEnd) -> None:
    accepted = start(asking(make, timeoutHours=1))
    asked = until_asked(accepted)
    assert signals.expire_due() == 0
    Approval.objects.update(expires_at_ms=queue_facts.clock_ms() - 1)  # the hour is over
    assert refused(asked).code == "ALREADY_DECIDED"
    run = run_to_end(accepted)
    asked.refresh_from_db()
    assert (asked.status, asked.decided_by) == ("expired", "")
    assert steps_of(run)["ask"].output == {
        "approved": False, "approvedBy": None, "approvedAt": None, "comment": None, "form": None,
    }  # fmt: skip
    assert run.output == "rejected"


def test_the_time_and_a_decision_at_once_agree(make: MakeWorkflow, run_to_end: RunToEnd, ada: Any) -> None:
    """Whichever comes first decides, for the row and for the run."""
    for round_ in range(5):
        accepted = start(asking(make))
        asked = until_asked(accepted)
        Approval.objects.filter(id=asked.id).update(expires_at_ms=queue_facts.clock_ms() + 15 * round_)

        def late(asked: Approval = asked) -> None:
            with suppress(ApiError):
                decide(asked)
            connection.close()

        with ThreadPoolExecutor(1) as pool:
            deciding = pool.submit(late)
            run = run_to_end(accepted)
            deciding.result()
        asked.refresh_from_db()
        assert (asked.status == "approved") == steps_of(run)["ask"].output["approved"]


def test_the_form_is_checked_and_handed_on(make: MakeWorkflow, run_to_end: RunToEnd, ada: Any) -> None:
    form = {
        "type": "object",
        "properties": {
            "period": {"type": "string", "enum": ["2026-10", "2026-11"]},
            "cost": {"type": "number"},
        },
        "required": ["period"],
        "additionalProperties": False,
    }
    accepted = start(asking(make, form=form))
    asked = until_asked(accepted)
    error = refused(asked, form={"period": "1999-01"})
    assert (error.status, error.details[0]["path"]) == (400, "form.period")
    assert refused(asked).status == 400
    decide(asked, form={"period": "2026-11", "cost": 12.5})
    run = run_to_end(accepted)
    assert steps_of(run)["ask"].output["form"] == {"period": "2026-11", "cost": 12.5}
    rejected = until_asked(start(asking(make, form=form)))
    decide(rejected, approved=False)  # whoever rejects need not fill it in


# --- ends


def test_cancelling_the_run_closes_its_approval(make: MakeWorkflow, run_to_end: RunToEnd, ada: Any) -> None:
    accepted = start(asking(make))
    asked = until_asked(accepted)
    who = decisions_identity(ada)
    services.cancel_run(run=fetch(accepted.run_id), identity=who)
    run = run_to_end(accepted)
    asked.refresh_from_db()
    assert (run.status, asked.status) == ("cancelled", "closed")
    error = refused(asked)
    assert error.code == "ALREADY_DECIDED"
    assert "The run ended" in error.message


def decisions_identity(user: Any) -> Any:
    from accounts.identity import Identity

    return Identity(
        user.memberships.get().company_id, user.pk, None, user.email, frozenset({"approvals:write"}), "owner"
    )


def test_a_failure_elsewhere_closes_it_too(make: MakeWorkflow, run_to_end: RunToEnd) -> None:
    accepted = start(
        make("start -> ask", "start -> long", "long -> bad", ask=approval(), long=slow(0.3), bad=fail())
    )
    run = run_to_end(accepted)
    assert (run.status, Approval.objects.get().status) == ("failed", "closed")
    assert steps_of(run)["ask"].status == "cancelled"
    assert steps_of(run)["ask"].output is None


def test_a_lane_that_lost_closes_its_approval_while_the_run_goes_on(
    make: MakeWorkflow, run_to_end: RunToEnd
) -> None:
    race = {"type": "parallel", "config": {"waitForAll": False}}
    inside = {"parentId": "race"}
    child = make("start -> ask", ask=approval())
    accepted = start(
        make(
            "start -> race",
            "race.done -> after",
            race=race,
            ask={**approval(), **inside},
            sub={
                "type": "sub-workflow",
                "config": {"workflowId": f"wf_{child.id}", "input": {}},
                **inside,
            },
            quick=slow(0.5, "won", **inside),
            after=slow(1),
        )
    )
    drain_until(lambda: not Run.objects.filter(finished_at=None).exists())
    assert fetch(accepted.run_id).status == "completed"
    assert set(Approval.objects.values_list("status", flat=True)) == {"closed"}
    assert Run.objects.get(parent_id=accepted.run_id).status == "cancelled"
    events = event_types(fetch(accepted.run_id))
    assert events.index("step.cancelled ask") < events.index("step.completed after")


@pytest.mark.parametrize("approved", [True, False])
def test_approvals_inside_a_loop_are_decided_one_by_one(
    approved: bool, make: MakeWorkflow, run_to_end: RunToEnd, ada: Any
) -> None:
    each = {"type": "fan-out", "config": {"collection": "{{input.names}}", "concurrency": 2}}
    accepted = start(
        make(
            "start -> each",
            each=each,
            ask={
                "type": "approval",
                "config": {"title": "Pay {{item}}?"},
                "parentId": "each",
            },
        ),
        {"names": ["Ann", "Bob", "Cy"]},
    )
    for round_ in range(1, 4):
        drain_until(
            lambda wanted=round_: (
                Approval.objects.count() >= min(3, wanted + 1) and not Run.objects.filter(ready=True).exists()
            )
        )
        [first, *_] = (
            Approval.objects.select_related("run__version__author").filter(status="waiting").order_by("title")
        )
        decide(first, approved=approved)
    run = run_to_end(accepted)
    assert [result["approved"] for result in run.output["results"]] == [approved] * 3
    assert sorted(Approval.objects.values_list("title", flat=True)) == ["Pay Ann?", "Pay Bob?", "Pay Cy?"]


# --- on board, parked, lost


def test_a_decision_reaches_a_run_that_is_on_board(make: MakeWorkflow, worker: Worker, ada: Any) -> None:
    accepted = start(
        make(
            "start -> ask",
            "start -> long",
            "ask.approved -> yes",
            ask=approval(),
            long=slow(30),
            yes=reply(1),
        )
    )
    wait_until(Approval.objects.exists)
    asked = Approval.objects.select_related("run__version__author").get()
    assert fetch(accepted.run_id).lease_owner == worker.drain.owner
    decide(asked)
    wait_until(lambda: "step.completed yes" in event_types(fetch(accepted.run_id)))
    assert not Signal.objects.exists()
    assert worker.drain.board


def test_a_decision_while_the_run_parks_puts_it_back_into_the_queue(make: MakeWorkflow, ada: Any) -> None:
    """The worker had read all signals; one came before its last commit."""
    from tests.runs.test_queue import progress

    accepted = start(asking(make))
    asked = until_asked(accepted)
    Run.objects.update(ready=True)
    [row] = queue.claim("here:1::1", 5)
    decide(asked)
    assert not fetch(accepted.run_id).ready
    assert queue.write_progress([progress(row, "suspended", queue_facts.clock_ms() + 60_000)]) == [True]
    assert fetch(accepted.run_id).ready


def test_a_decision_survives_the_death_of_whoever_was_to_apply_it(
    make: MakeWorkflow, run_to_end: RunToEnd, ada: Any
) -> None:
    accepted = start(asking(make))
    asked = until_asked(accepted)
    Run.objects.update(ready=True)
    assert queue.claim("dead:1::1", 5)
    decide(asked)
    [signal] = signals.load([db_uuid(accepted.run_id)])[db_uuid(accepted.run_id)]
    assert signal.body["approved"]
    Run.objects.update(lease_until_ms=1)
    assert leases.rescue()
    run = run_to_end(accepted)
    assert (run.status, run.rescues) == ("completed", 1)
    assert event_types(run).count("step.completed ask") == 1
    assert not Signal.objects.exists()


def test_a_stale_worker_uses_no_signal_up(make: MakeWorkflow, ada: Any) -> None:
    from tests.runs.test_queue import progress

    asked = until_asked(start(asking(make)))
    Run.objects.update(ready=True)
    [row] = queue.claim("slow:1::1", 5)
    decide(asked)
    one = progress(row, "suspended", queue_facts.clock_ms() + 60_000)
    one.consumed = [signal.id for signal in signals.load([row["id"]])[row["id"]]]
    Run.objects.update(epoch=9)
    assert queue.write_progress([one]) == [False]
    assert Signal.objects.count() == 1


def test_a_decision_that_is_rolled_back_leaves_nothing(make: MakeWorkflow, ada: Any) -> None:
    from django.db import transaction

    asked = until_asked(start(asking(make)))

    def die() -> None:
        with transaction.atomic():
            decide(asked)
            raise RuntimeError("killed before the commit")

    with pytest.raises(RuntimeError):
        die()
    asked.refresh_from_db()
    assert (asked.status, Signal.objects.count(), fetch(asked.run_id).ready) == ("waiting", 0, False)
    assert not AuditEvent.objects.filter(action__startswith="approval.").exists()


# --- mails


def test_approvers_with_addresses_get_one_mail_each(make: MakeWorkflow, mailoutbox: Any) -> None:
    from runs import post

    until_asked(
        start(asking(make, approvers=["ada@acme.example", "x@elsewhere.example", "admin"]), {"number": 7})
    )
    post.send_due()
    assert sorted(mail.to[0] for mail in mailoutbox) == ["ada@acme.example", "x@elsewhere.example"]
    assert not Outbox.objects.exists()
    [mail, _] = mailoutbox
    assert mail.subject == "Post invoice 7?: your decision"
    assert "/approve/" in mail.body
    assert "counts as rejected" in mail.body
    assert mail.extra_headers["Message-ID"].startswith("<approval.")


def test_no_mails_where_the_workflow_says_so(make: MakeWorkflow, mailoutbox: Any) -> None:
    until_asked(start(asking(make, approvers=["ada@acme.example"], notifyChannels={"email": False})))
    assert not Outbox.objects.exists()
    assert mailoutbox == []


def test_a_mail_that_does_not_go_out_is_tried_again(
    make: MakeWorkflow, mailoutbox: Any, settings: Any
) -> None:
    from runs import post

    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_PORT = 1  # nobody listens there
    until_asked(start(asking(make, approvers=["ada@acme.example"])))
    wait_until(lambda: post.send_due() == 0 and Outbox.objects.get().attempts > 0)
    row = Outbox.objects.get()
    assert 20_000 < row.due_at_ms - queue_facts.clock_ms() <= 120_000
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    Outbox.objects.update(due_at_ms=0)
    assert post.send_due() == 1
    assert len(mailoutbox) == 1


def test_a_decided_approval_mails_nobody(make: MakeWorkflow, mailoutbox: Any, ada: Any) -> None:
    from runs import letters, post

    asked = until_asked(start(asking(make, approvers=["ada@acme.example"])))
    post.send_due()
    mailoutbox.clear()
    Outbox.objects.create(
        company_id=asked.company_id,
        topic=letters.ASKED,
        data={"approval": asked.id.hex, "channel": "email", "to": "ada@acme.example"},
    )
    decide(asked)
    assert post.send_due() == 0
    assert (mailoutbox, Outbox.objects.count()) == ([], 0)
