"""Approvals, and the one address where people decide what a step waits for."""

from __future__ import annotations

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.envelope import iso, ok, page
from accounts.api.errors import conflict, not_found, validation_error
from accounts.api.pagination import bad_cursor, encode_cursor, parse_page
from accounts.api.schema import describe
from accounts.api.views import ApiView
from accounts.ids import parse_public_id, public_id
from runs import approvals, decisions, selectors
from runs.api import decision_shapes, shapes
from runs.api.answers import whole_run
from runs.api.views import NO_STEP, RunView
from runs.decisions import Decider, decider_of
from runs.models import Approval
from runs.present import ms_time


class ApprovalCollection(ApiView):
    scopes = {"GET": "runs:read"}

    @describe(
        summary="List approvals that wait for me",
        query=decision_shapes.ApprovalQuery,
        page_of=decision_shapes.ApprovalItem,
        meta=decision_shapes.ApprovalsMeta,
    )
    def get(self, request: Request) -> Response:
        query = self.read_query(decision_shapes.ApprovalQuery)
        asked = parse_page(request)
        decider = decider_of(self.identity)
        after = None
        if asked.cursor is not None:
            after = asked.cursor.at, parse_public_id("apr", asked.cursor.id)
            if after[1] is None:
                raise bad_cursor()
        company_id = self.identity.company_id
        found = approvals.list_approvals(
            company_id=company_id,
            status=None if query.status == "all" else query.status,
            asked=(decider.address, decider.role, decider.may_decide) if query.mine else None,
            limit=asked.limit + 1,
            after=after,
        )
        shown = found[: asked.limit]
        cursor = encode_cursor(shown[-1].created_at, shown[-1].id) if len(found) > asked.limit else None
        items = [approval_item(approval, decider) for approval in shown]
        if query.mine and query.status == "waiting":
            # Four eyes: what one may not decide does not wait for one.
            items = [item for item in items if item["canDecide"]]
        waiting = approvals.list_approvals(
            company_id=company_id,
            status="waiting",
            asked=(decider.address, decider.role, decider.may_decide),
            limit=1_000,
        )
        count = sum(decisions.refusal(approval, decider) is None for approval in waiting)
        return page(items, cursor, {"waiting": count})


class StepDecision(RunView):
    scopes = {"POST": "approvals:write"}
    throttle_kind = "write"

    @describe(
        summary="Decide what a step waits for",
        description="An approval takes `{approved, comment?, form?}`, an uncertain step `{happened: true, output?}`,"
        " `{again: true}` or `{fail: true}`. The first decision counts; every later one is 409 ALREADY_DECIDED.",
        request=decision_shapes.DecisionRequest,
        response=shapes.RunDetail,
        errors=[409],
    )
    def post(self, request: Request, run_id: str, step_id: str) -> Response:
        run = self.get_run(run_id)
        step = selectors.get_step(run, parse_public_id("step", step_id))
        if step is None:
            raise not_found(NO_STEP)
        body = self.read(decision_shapes.DecisionRequest)
        approval = approvals.approval_of_step(run=run, step_id=step.id)
        if approval is not None:
            if body.approved is None:
                raise validation_error(
                    "This step is an approval.",
                    [{"path": "approved", "message": "Send true to approve, false to reject."}],
                )
            decisions.decide_approval(
                approval=approval,
                decider=decider_of(self.identity),
                approved=body.approved,
                comment=body.comment.strip(),
                form=body.form,
                ip=self.ip,
            )
        elif body.approved is not None:
            raise conflict("This step does not wait for an approval.")
        else:
            decisions.answer_uncertain(
                run=run, step=step, answer=body.answer, identity=self.identity, ip=self.ip
            )
        return ok(whole_run(self.get_run(run_id)))


def approval_item(approval: Approval, decider: Decider) -> dict[str, Any]:
    run = approval.run
    why_not = decisions.refusal(approval, decider)
    if why_not is None and not decider.may_decide:
        why_not = "Your role does not include approvals:write."
    waits = approval.status == "waiting"
    return {
        "id": public_id("apr", approval.id),
        "runId": public_id("run", approval.run_id),
        "runNumber": run.number,
        "workflowId": public_id("wf", run.workflow_id),
        "workflowName": run.workflow.name,
        "stepId": public_id("step", approval.step_id),
        "blockId": approval.block,
        "title": approval.title,
        "description": approval.description,
        "approvers": approval.approvers,
        "form": approval.form,
        "fourEyes": approval.four_eyes,
        "status": approval.status,
        "expiresAt": ms_time(approval.expires_at_ms),
        "canDecide": waits and why_not is None,
        "refusal": why_not if why_not is not None else None if waits else decisions.what_became(approval),
        "decidedBy": approval.decided_by or None,
        "decidedAt": None if approval.decided_at is None else iso(approval.decided_at),
        "comment": approval.comment,
        "answers": approval.answers,
        "createdAt": iso(approval.created_at),
    }
