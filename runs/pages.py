"""The page behind the link of an approval's mail: GET shows, POST decides. It works without JavaScript and signing in."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.addresses import request_address
from accounts.api.errors import ApiError
from accounts.selectors import is_deactivated
from runs import approvals, decisions, queue_facts
from runs.decisions import LONGEST_COMMENT, Decider
from runs.form_fields import fields_of, read_fields
from runs.links import read_approval_token
from runs.models import Approval, ApprovalStatus
from runs.present import moment_at


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def approval(request: HttpRequest, token: str) -> HttpResponse:
    """`/approve/<token>`: decides once; afterwards, and when it is too late, it says what became of it."""
    told = read_approval_token(token)
    found = approvals.find_approval(told[0]) if told else None
    if told is None or found is None or is_deactivated(told[1]):
        return render(request, "runs/approval_unknown.html", status=404)
    decider = Decider(label=told[1], address=told[1], by_link=True)
    why_not = decisions.refusal(found, decider)
    if why_not is not None:
        return _show(request, found, decider, status=403, refusal=why_not)
    if request.method != "POST":
        return _show(request, found, decider)
    sent = {name: str(value) for name, value in request.POST.items()}
    choice = sent.get("decision", "")
    if choice not in ("approve", "reject"):
        return _show(request, found, decider, status=400, fault="Choose Approve or Reject.", sent=sent)
    comment = sent.get("comment", "").strip()[:LONGEST_COMMENT]
    form = None
    if found.form is not None and choice == "approve":
        form = read_fields(found.form, sent)
    try:
        decisions.decide_approval(
            approval=found,
            decider=decider,
            approved=choice == "approve",
            comment=comment,
            form=form,
            ip=request_address(request),
        )
    except ApiError as refused:
        if refused.status == 409:
            return _show(request, found, decider, status=409)
        errors = {detail["path"].removeprefix("form."): detail["message"] for detail in refused.details or []}
        return _show(
            request, found, decider, status=refused.status, fault=refused.message, sent=sent, errors=errors
        )
    return redirect(request.path)


def _show(
    request: HttpRequest,
    found: Approval,
    decider: Decider,
    *,
    status: int = 200,
    sent: dict[str, str] | None = None,
    errors: dict[str, str] | None = None,
    **context: Any,
) -> HttpResponse:
    is_over = found.expires_at_ms is not None and found.expires_at_ms <= queue_facts.clock_ms()
    waits = found.status == ApprovalStatus.WAITING and not is_over
    zone = found.company.timezone
    fields = fields_of(found.form, sent, errors) if waits and found.form is not None else []
    named = {field.name.removeprefix("form.") for field in fields}
    return render(
        request,
        "runs/approval.html",
        {
            "approval": found,
            "title": found.title or found.run.workflow.name,
            "waits": waits,
            "outcome": decisions.what_became(found, told=decider.address) if not waits else "",
            "until": None if found.expires_at_ms is None else moment_at(found.expires_at_ms, zone),
            "address": decider.address,
            "fields": fields,
            "comment": (sent or {}).get("comment", ""),
            "other_errors": [text for name, text in (errors or {}).items() if name not in named],
            **context,
        },
        status=status,
    )
