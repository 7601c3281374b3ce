"""Runs for operators: search, read, cancel, run again. Nothing is edited here, and no secret is ever in these rows."""

from __future__ import annotations

from typing import Any

import orjson
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.api.errors import ApiError
from accounts.identity import Identity
from accounts.jsontext import dump_json
from runs import again, selectors, services
from runs.models import Drainer, Run, Step
from workflows.admin import WorkflowAdmin
from workflows.models import Workflow

SHOWN_BYTES = 20_000


class ReadOnly:
    """The engine alone writes these rows."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def as_text(value: Any) -> SafeString | str:
    """JSON for reading, escaped, cut where it grows long."""
    if value is None:
        return "–"
    try:
        text = orjson.dumps(value, option=orjson.OPT_INDENT_2).decode()
    except TypeError:  # deeper than orjson goes
        text = dump_json(value).decode()
    cut = (
        text
        if len(text) <= SHOWN_BYTES
        else f"{text[:SHOWN_BYTES]}\n… {len(text) - SHOWN_BYTES:,} more characters"
    )
    return format_html("<pre>{}</pre>", cut)


class StepInline(ReadOnly, admin.StackedInline[Step, Run]):
    model = Step
    extra = 0
    fields = ("seq", "block", "status", "reason", "port", "attempt", "shown_input", "shown_output", "shown_error",
              "shown_log", "started_at", "finished_at")  # fmt: skip
    readonly_fields = fields

    @admin.display(description="input")
    def shown_input(self, step: Step) -> str:
        return as_text(step.input)

    @admin.display(description="output")
    def shown_output(self, step: Step) -> str:
        return as_text(step.output)

    @admin.display(description="error")
    def shown_error(self, step: Step) -> str:
        return as_text(step.error)

    @admin.display(description="log and warnings")
    def shown_log(self, step: Step) -> str:
        lines = [*(step.warnings or []), *(step.log or [])]
        return as_text(lines or None)


@admin.register(Run)
class RunAdmin(ReadOnly, admin.ModelAdmin[Run]):
    """Searching is by workflow name, run id or a value in input or error."""

    list_display = (
        "number",
        "workflow",
        "company",
        "status",
        "trigger_type",
        "created_at",
        "finished_at",
        "rescues",
    )
    list_filter = ("status", "trigger_type", "test", "company")
    search_fields = ("id", "workflow__name", "input", "error")
    list_select_related = ("workflow", "company")
    date_hierarchy = "created_at"
    show_full_result_count = False
    actions = ("cancel", "run_again")
    inlines = (StepInline,)
    fields = (
        "id", "company", "workflow", "version", "number", "status", "trigger_type", "trigger_block", "started_by",
        "shown_input", "shown_output", "shown_error", "shown_events", "ready", "queued_seq", "lease_owner", "epoch",
        "rescues", "cancel_requested_by", "retry_of", "created_at", "started_at", "finished_at",
    )  # fmt: skip
    readonly_fields = fields

    @admin.display(description="input")
    def shown_input(self, run: Run) -> str:
        return as_text(run.input)

    @admin.display(description="output")
    def shown_output(self, run: Run) -> str:
        return as_text(run.output)

    @admin.display(description="error")
    def shown_error(self, run: Run) -> str:
        return as_text(run.error)

    @admin.display(description="events")
    def shown_events(self, run: Run) -> str:
        events = selectors.events_after(run.id, 0)
        return as_text([f"{one['seq']} {one['type']} {one['blockId'] or ''}".strip() for one in events])

    @admin.action(description="Cancel the chosen runs")
    def cancel(self, request: HttpRequest, runs: QuerySet[Run]) -> None:
        self._each(
            request, runs, "asked to stop", lambda run, who: services.cancel_run(run=run, identity=who)
        )

    @admin.action(description="Run again from the start with the same input")
    def run_again(self, request: HttpRequest, runs: QuerySet[Run]) -> None:
        self._each(request, runs, "started again", lambda run, who: again.retry_run(run=run, identity=who))

    def _each(self, request: HttpRequest, runs: QuerySet[Run], done: str, act: Any) -> None:
        count = 0
        for run in runs.select_related("workflow", "version"):
            try:
                act(run, _operator(request, run))
                count += 1
            except ApiError as error:
                self.message_user(
                    request, f"{run.workflow.name}, run {run.number}: {error.message}", messages.WARNING
                )
        if count:
            self.message_user(request, f"{count} {'run' if count == 1 else 'runs'} {done}.")


def _operator(request: HttpRequest, run: Run) -> Identity:
    """The superuser, acting in the run's company."""
    return Identity(
        company_id=run.company_id,
        user_id=request.user.pk,
        key_id=None,
        label=f"{request.user} (operator)",
        permissions=frozenset(),
        role=None,
    )


@admin.register(Drainer)
class DrainerAdmin(ReadOnly, admin.ModelAdmin[Drainer]):
    """The worker processes that say they live."""

    list_display = ("owner", "host", "pid", "runs_on_board")


admin.site.unregister(Workflow)


@admin.register(Workflow)
class WorkflowWithRunsAdmin(WorkflowAdmin):
    """Workflows as their own app shows them; what becomes of their runs is known here."""

    actions = (*WorkflowAdmin.actions, "archive")

    @admin.action(description="Archive, for good: their runs in line are cancelled", permissions=["view"])
    def archive(self, request: HttpRequest, chosen: QuerySet[Workflow]) -> None:
        self.move(request, chosen, services.archive_workflow, "archived")
