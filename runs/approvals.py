"""What people are asked to approve, read for those who look or decide."""

from __future__ import annotations

import datetime
import uuid

from django.db.models import Q, QuerySet

from runs.models import Approval, Run


def _approvals() -> QuerySet[Approval]:
    return Approval.objects.select_related("run__workflow", "run__version__author", "company")


def approval_of_step(*, run: Run, step_id: uuid.UUID) -> Approval | None:
    """What this step of the company's run asks; None when it is no approval."""
    return _approvals().filter(run_id=run.id, step_id=step_id).first()


def find_approval(approval_id: uuid.UUID) -> Approval | None:
    """For the holder of a signed link only, who proves by it that the company asked them."""
    return _approvals().filter(id=approval_id).first()


def list_approvals(
    *,
    company_id: uuid.UUID,
    status: str | None = None,
    asked: tuple[str, str | None, bool] | None = None,
    limit: int,
    after: tuple[datetime.datetime, uuid.UUID | None] | None = None,
) -> list[Approval]:
    """The newest first. `asked` is an (address, role, whether they may decide at all) who is to be among the asked."""
    approvals = _approvals().filter(company_id=company_id)
    if status is not None:
        approvals = approvals.filter(status=status)
    if asked is not None:
        address, role, may_decide = asked
        names = [Q(approvers__contains=f'"{name}"') for name in (address, role) if name]
        everybody = [Q(approvers=[])] if may_decide else []
        wanted = Q(pk__in=[])
        for one in (*names, *everybody):
            wanted |= one
        approvals = approvals.filter(wanted)
    if after is not None:
        approvals = approvals.filter(Q(created_at__lt=after[0]) | Q(created_at=after[0], id__lt=after[1]))
    return list(approvals.order_by("-created_at", "-id")[:limit])
