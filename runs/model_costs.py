"""What language models took over some days, from their ledger (`runs/model_usage.py`), which knows runs that are deleted, too."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from django.db.models import F, QuerySet, Sum

from accounts.ids import public_id
from integrations.finding import provider_of
from integrations.prices import dollars
from runs.models import ModelUsage
from workflows.models import Workflow

GROUPS_SHOWN = 500
GROUPINGS = {"day": ("day",), "workflow": ("workflow_id",), "model": ("provider", "model")}
_SUMS = ("requests", "unpriced", "input_tokens", "cached_tokens", "output_tokens", "cost_nano")


def model_costs(
    *, company_id: uuid.UUID, since: datetime.date, until: datetime.date, group_by: str
) -> dict[str, Any]:
    """The days from `since` through `until` (UTC), grouped as `GROUPINGS` says: days in order, all else by what it cost."""
    rows = ModelUsage.objects.filter(company_id=company_id, day__gte=since, day__lte=until).order_by()
    keys = GROUPINGS[group_by]
    order = ("day",) if group_by == "day" else ("-cost", "-tokens", *keys)
    groups = list(
        _summed(rows.values(*keys))
        .annotate(cost=Sum("cost_nano"), tokens=Sum(F("input_tokens") + F("output_tokens")))
        .order_by(*order)[: GROUPS_SHOWN + 1]
    )
    more = len(groups) > GROUPS_SHOWN
    groups = groups[:GROUPS_SHOWN]
    names = (
        dict(
            Workflow.objects.filter(id__in=[each["workflow_id"] for each in groups]).values_list("id", "name")
        )
        if group_by == "workflow"
        else {}
    )
    total = rows.aggregate(**{f"sum_{name}": Sum(name) for name in _SUMS})
    return {
        "from": since.isoformat(),
        "to": until.isoformat(),
        "groupBy": group_by,
        "total": _amounts(total),
        "groups": [{**_named(each, names), **_amounts(each)} for each in groups],
        "isWhole": not more,
    }


def _summed(rows: QuerySet[ModelUsage, dict[str, Any]]) -> QuerySet[ModelUsage, dict[str, Any]]:
    return rows.annotate(**{f"sum_{name}": Sum(name) for name in _SUMS})


def _named(group: dict[str, Any], workflows: dict[uuid.UUID, str]) -> dict[str, Any]:
    if "workflow_id" in group:
        id = group["workflow_id"]
        return {"workflowId": public_id("wf", id), "workflowName": workflows.get(id, "")}
    if "model" in group:
        provider = provider_of(group["provider"])
        return {
            "provider": group["provider"],
            "providerName": provider.name if provider else group["provider"],
            "model": group["model"],
        }
    return {"day": group["day"].isoformat()}


def _amounts(sums: dict[str, Any]) -> dict[str, Any]:
    found = {name: int(sums[f"sum_{name}"] or 0) for name in _SUMS}
    is_priced = found["requests"] > found["unpriced"] or not found["requests"]
    return {
        "requests": found["requests"],
        "unpricedRequests": found["unpriced"],
        "inputTokens": found["input_tokens"],
        "cachedTokens": found["cached_tokens"],
        "outputTokens": found["output_tokens"],
        "costUsd": dollars(found["cost_nano"]) if is_priced else None,
    }
