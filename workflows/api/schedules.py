"""What a schedule comes to while a person writes it, and the time zones there are."""

from __future__ import annotations

from datetime import datetime
from itertools import islice
from typing import ClassVar

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.envelope import ok, whole
from accounts.api.permissions import SIGNED_IN
from accounts.api.schema import describe
from accounts.api.views import ApiView
from accounts.selectors import get_company
from workflows.api import present
from workflows.api import schedule_shapes as shapes
from workflows.api.table_shapes import OptionShape
from workflows.schedules.errors import ScheduleError
from workflows.schedules.firing import fires
from workflows.schedules.schedule import Schedule, read_schedule
from workflows.schedules.words import clock_note, in_words
from workflows.schedules.zones import find_zone, offset_words, zone_names


def upcoming(
    schedule: Schedule, after: datetime, *, count: int, anchor: datetime | None = None
) -> list[dict[str, str]]:
    """The next fires as the API shows them."""
    found = islice(fires(schedule, after, anchor=anchor), count)
    return [present.fire(fire.at, schedule.zone, clock_note(fire, schedule.zone)) for fire in found]


class SchedulePreview(ApiView):
    """Nothing is stored; counted with the reads, since a person types fast."""

    scopes: ClassVar = {"POST": "workflows:read"}
    throttle_kind = "read"

    @describe(
        summary="Say a schedule in words, and when it fires next",
        description="For drafts as well: takes the fields of the block's config. What is wrong with them is the `error`.",
        request=shapes.SchedulePreviewForm,
        response=shapes.SchedulePreviewShape,
    )
    def post(self, request: Request) -> Response:
        del request
        body = self.read(shapes.SchedulePreviewForm)
        config = {"cron": body.cron, "interval": body.interval, "timezone": body.timezone}
        zone = get_company(self.identity.company_id).timezone
        return ok(_preview(config, zone, body.count, timezone.now()))


def _preview(config: dict[str, object], zone: str, count: int, now: datetime) -> shapes.SchedulePreviewShape:
    try:
        schedule = read_schedule(config, default_zone=zone)
    except ScheduleError as error:
        refused = shapes.ScheduleErrorShape(field=error.part, message=error.message)
        return shapes.SchedulePreviewShape(words="", timezone=zone, fires=[], error=refused)
    found = [shapes.FireShape(**fire) for fire in upcoming(schedule, now, count=count)]
    return shapes.SchedulePreviewShape(
        words=in_words(schedule), timezone=schedule.zone.key, fires=found, error=None
    )


class TimeZoneOptions(ApiView):
    scopes: ClassVar = {"GET": SIGNED_IN}

    @describe(
        summary="Choose a time zone",
        description="UTC first, then by name; the hint is the difference from UTC right now.",
        query=shapes.TimeZonesQuery,
        list_of=OptionShape,
    )
    def get(self, request: Request) -> Response:
        del request
        wanted = self.read_query(shapes.TimeZonesQuery)
        search, now = wanted.search.strip().replace(" ", "_").casefold(), timezone.now()
        return whole(
            [
                OptionShape(value=name, label=name.replace("_", " "), hint=offset_words(find_zone(name), now))
                for name in zone_names()
                if search in name.casefold() and wanted.value in (None, name)
            ]
        )
