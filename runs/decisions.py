"""What people decide for steps that wait: approvals, and writes of which nobody knows whether they happened."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from accounts.api.envelope import iso
from accounts.api.errors import ApiError, conflict, forbidden, validation_error
from accounts.identity import Identity, can
from accounts.ids import public_id
from accounts.selectors import emails_of_key_makers
from accounts.services import record_audit
from runs import bell, signals
from runs.models import Approval, ApprovalStatus, Run, Step
from runs.payloads import dump
from runs.present import moment_at
from runs.sql import db_time, db_uuid, now_ms_sql, write_transaction
from workflows.schemas import Schema

LONGEST_COMMENT = 10_000


@dataclass(frozen=True, slots=True)
class Decider:
    """Who decides. `address` is empty for a key, which is nobody's pair of eyes; `by_link`: the holder of the mail."""

    label: str
    address: str = ""
    role: str | None = None
    by_link: bool = False
    may_decide: bool = True


def decider_of(identity: Identity) -> Decider:
    is_person = identity.user_id is not None
    return Decider(
        label=identity.label,
        address=identity.label.lower() if is_person else "",
        role=identity.role,
        may_decide=can(identity, "approvals:write"),
    )


def is_asked(approval: Approval, decider: Decider) -> bool:
    """Whether the question is for them, by name, by role, or because it is for everybody who may decide."""
    wanted: list[str] = approval.approvers
    if not wanted:
        return decider.may_decide and not decider.by_link
    return (decider.address != "" and decider.address in wanted) or (
        decider.role is not None and decider.role in wanted and not decider.by_link
    )


def refusal(approval: Approval, decider: Decider) -> str | None:
    """Why they may not decide; None when they may. Whether it still waits is another question."""
    if not is_asked(approval, decider):
        return (
            f"Only {_listed(approval.approvers)} may decide this." if approval.approvers else "You may not."
        )
    if approval.four_eyes:
        if not decider.address:
            return "This approval needs a person's eyes: a key cannot decide it."
        if decider.address in _involved(approval.run):
            return "Whoever started this run or edited the workflow cannot approve it. Somebody else has to."
    return None


def _involved(run: Run) -> set[str]:
    """The addresses of whoever started the run or changed what it runs; for keys, of whoever made them."""
    labels = {run.started_by, *run.version.editors}
    author = run.version.author
    people = {label.lower() for label in labels if label}
    if author is not None:
        people.add(author.email.lower())
    return people | emails_of_key_makers(run.company_id, labels)


def _listed(names: Iterable[str]) -> str:
    shown = list(names)
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} or {shown[-1]}"


def decide_approval(
    *,
    approval: Approval,
    decider: Decider,
    approved: bool,
    comment: str = "",
    form: Any = None,
    ip: str | None = None,
) -> Approval:
    """Decide once and for all; the run goes on. The decision, its audit and the signal to the run are one transaction.

    Raises ApiError: 403 who may not, 400 a form that does not fit its schema, 409 ALREADY_DECIDED, also when the time was
    over or the run had ended.
    """
    why_not = refusal(approval, decider)
    if why_not is not None:
        raise forbidden(why_not)
    answers = _checked(approval, form, approved=approved)
    with write_transaction() as sql:
        is_won = False
        if signals.lock_run(sql, db_uuid(approval.run_id)):
            now_ms = int(sql.all(f"SELECT {now_ms_sql()}")[0][0])
            is_won = bool(
                sql.all(
                    "UPDATE runs_approval SET status = ?, decided_by = ?, decided_at = ?, comment = ?, answers = ?"
                    " WHERE id = ? AND status = 'waiting' AND (expires_at_ms IS NULL OR expires_at_ms > ?) RETURNING id",
                    (
                        ApprovalStatus.APPROVED.value if approved else ApprovalStatus.REJECTED.value,
                        decider.label[:200],
                        db_time(now_ms),
                        comment,
                        None if answers is None else dump(answers).decode(),
                        db_uuid(approval.id),
                        now_ms,
                    ),
                )
            )
        if is_won:
            body = {
                "approved": approved,
                "approvedBy": decider.label,
                "approvedAt": iso(datetime.datetime.fromtimestamp(now_ms / 1000, datetime.UTC)),
                "comment": comment or None,
                "form": answers,
            }
            signals.send(sql, db_uuid(approval.run_id), db_uuid(approval.step_id), signals.DECISION, body)
            record_audit(
                identity_or_label=decider.label,
                company_id=approval.company_id,
                action="approval.approved" if approved else "approval.rejected",
                target=public_id("run", approval.run_id),
                data={
                    "title": approval.title[:200],
                    "block": approval.block,
                    "by": "link" if decider.by_link else "api",
                },
                ip=ip,
            )
    approval.refresh_from_db()
    if not is_won:
        raise conflict(what_became(approval), code="ALREADY_DECIDED")
    bell.call()
    return approval


def _checked(approval: Approval, form: Any, *, approved: bool) -> Any:
    """What was filled in, if it fits. Whoever rejects need not fill in anything."""
    if approval.form is None:
        if form not in (None, {}):
            raise validation_error(
                "This approval has no form.", [{"path": "form", "message": "Leave it out."}]
            )
        return None
    if form is None and not approved:
        return None
    complaints = Schema(approval.form).complaints({} if form is None else form)
    if complaints:
        details = [
            {"path": f"form.{path}" if path else "form", "message": message} for path, message in complaints
        ]
        raise validation_error("The form is not filled in as it has to be.", details)
    return {} if form is None else form


def what_became(approval: Approval, *, told: str = "") -> str:
    """What there is to say to somebody who comes too late, or (`told`: their address) comes back."""
    at = ""
    if approval.decided_at is not None:
        at = f" on {moment_at(round(approval.decided_at.timestamp() * 1000), approval.company.timezone)}"
    match approval.status:
        case ApprovalStatus.APPROVED | ApprovalStatus.REJECTED:
            if told and approval.decided_by.lower() == told:
                return f"You {approval.status} this{at}."
            return f"{approval.decided_by} has {approval.status} this already{at}."
        case ApprovalStatus.CLOSED:
            return f"The run ended, or went on without this{at}, before anybody decided. There is nothing left to do."
        case _:
            return "Nobody answered in time, so this counts as rejected."


# --- uncertain steps --------------------------------------------------------------------------


def answer_uncertain(
    *, run: Run, step: Step, answer: dict[str, Any], identity: Identity, ip: str | None = None
) -> None:
    """Say what is to become of a write whose outcome nobody knows: `{"happened": true, "output"}`, `{"again": true}` or
    `{"fail": true}`. Raises ApiError 409 when it does not wait for that, or was answered already.
    """
    with write_transaction() as sql:
        is_sent = waits = False
        if signals.lock_run(sql, db_uuid(run.id)):
            row = sql.all("SELECT status, reason FROM runs_step WHERE id = ?", (db_uuid(step.id),))
            waits = bool(row) and tuple(row[0]) == ("waiting", "uncertain")
            body = {**answer, "by": identity.label}
            is_sent = waits and signals.send(sql, db_uuid(run.id), db_uuid(step.id), signals.ANSWER, body)
        if is_sent:
            record_audit(
                identity_or_label=identity,
                company_id=run.company_id,
                action="step.answered",
                target=public_id("run", run.id),
                data={"block": step.block, "answer": next(iter(answer))},
                ip=ip,
            )
    if not is_sent:
        raise _nothing_to_answer(step, waits=waits)
    bell.call()


def _nothing_to_answer(step: Step, *, waits: bool) -> ApiError:
    was_asked = any((entry.get("error") or {}).get("code") == "UNCERTAIN" for entry in step.attempt_log or [])
    if waits or was_asked:
        return conflict("This was answered already.", code="ALREADY_DECIDED")
    return conflict("This step does not wait for anybody's decision.")
