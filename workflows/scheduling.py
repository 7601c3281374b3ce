"""Keeps the rows of `Schedule` to their triggers: when one is published, changed, paused, switched off or archived."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from connections.services.clock import now_ms
from workflows.models import Schedule, Trigger, Workflow
from workflows.schedules.firing import SECOND, next_fire
from workflows.schedules.schedule import Schedule as Plan
from workflows.schedules.schedule import read_schedule

TYPE = "trigger.schedule"


def database_now() -> datetime:
    """The second it is: ticks of intervals count from it, and are read by people."""
    return datetime.fromtimestamp(now_ms() // 1000, UTC)


def plan_of(rule: Mapping[str, Any], zone: str) -> Plan:
    """Raises ScheduleError, as for a zone that this machine does not know any more."""
    return read_schedule(rule, default_zone=zone)


def sync_schedules(workflow: Workflow) -> None:
    """Make the rows say what the workflow's triggers say. Within the transaction that changed them, the workflow locked."""
    triggers = list(Trigger.objects.filter(workflow=workflow, type=TYPE).select_related("company"))
    if not triggers:
        return
    known = Schedule.objects.select_for_update().in_bulk([trigger.pk for trigger in triggers])
    now = database_now()
    for trigger in triggers:
        row = known.get(trigger.pk)
        if trigger.live or trigger.paused:
            _keep(trigger, row, now)
        elif row is not None:
            row.next_at = row.change = None
            row.save(update_fields=["next_at", "change"])


def follow_company_zone(*, company_id: UUID, zone: str) -> None:
    """The company's time zone is another one: schedules without one of their own go by it from now on."""
    now = database_now()
    rows = Schedule.objects.select_for_update().filter(trigger__company_id=company_id, is_company_zone=True)
    for row in rows.exclude(zone=zone).order_by("pk"):
        _change(row, row.rule, zone, now)
        row.save()


def _keep(trigger: Trigger, row: Schedule | None, now: datetime) -> None:
    config = trigger.config
    rule = {"interval": config["interval"]} if config.get("interval") else {"cron": config.get("cron")}
    own_zone = config.get("timezone") or ""
    zone = own_zone or trigger.company.timezone
    if row is None:
        row = Schedule(trigger=trigger, rule=rule, zone=zone, anchor_at=now)
        _begin(row, now)
    elif row.next_at is None:  # it was switched off
        if row.rule != rule:
            row.anchor_at = now
        row.rule, row.zone = rule, zone
        _begin(row, now)
    elif (row.rule, row.zone) != (rule, zone) or row.change is not None:
        _change(row, rule, zone, now)
    row.is_company_zone = not own_zone
    row.missed, row.overlap = config.get("missed") or "latest", config.get("overlap") or "allow"
    row.error, row.retry_at = "", None
    row.save()


def _change(row: Schedule, rule: Mapping[str, Any], zone: str, now: datetime) -> None:
    """From now on by another rule. What was due before stays due by the old one."""
    since = now
    if row.next_at is not None and row.next_at <= now:
        if not row.error:
            row.change = {"rule": dict(rule), "zone": zone, "at": now.isoformat()}
            return
        since = row.next_at - SECOND  # it could not fire: the new rule makes good what is due
    if row.rule != rule:
        row.anchor_at = now
    row.rule, row.zone, row.change = dict(rule), zone, None
    if row.next_at is not None:
        _begin(row, since)


def take_over(row: Schedule) -> None:
    """The ticks before the change are settled: go on by the new rule. The row is the caller's to save."""
    assert row.change is not None
    at = datetime.fromisoformat(row.change["at"])
    if row.rule != row.change["rule"]:
        row.anchor_at = at
    row.rule, row.zone, row.change = row.change["rule"], row.change["zone"], None
    _begin(row, at)


def _begin(row: Schedule, after: datetime) -> None:
    fire = next_fire(plan_of(row.rule, row.zone), after, anchor=row.anchor_at)
    row.next_at = None if fire is None else fire.at
