"""Workflows for operators. Publications and snapshots are only shown; of a draft, names and configs can be mended."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.addresses import request_address
from workflows import services
from workflows.errors import RefusedError
from workflows.models import Block, Edge, Workflow, WorkflowVersion
from workflows.reading import DefinitionInvalid


class Fixed:
    """Rows come and go through the services alone."""

    def has_add_permission(self, *_args: Any) -> bool:
        return False

    def has_delete_permission(self, *_args: Any) -> bool:
        return False


class ReadOnly(Fixed):
    def has_change_permission(self, *_args: Any) -> bool:
        return False


class VersionInline(ReadOnly, admin.TabularInline[WorkflowVersion, Workflow]):
    model = WorkflowVersion
    fk_name = "workflow"
    extra = 0
    fields = ("kind", "number", "revision", "note", "author", "created_at")
    readonly_fields = fields
    ordering = ("-created_at",)
    show_change_link = True
    verbose_name_plural = "versions: the draft, publications and snapshots"


@admin.register(Workflow)
class WorkflowAdmin(ReadOnly, admin.ModelAdmin[Workflow]):
    list_display = ("name", "company", "status", "live", "run_count", "updated_at", "id")
    list_filter = ("status", "company")
    list_select_related = ("company", "published")
    search_fields = ("name", "description", "id", "company__name")
    date_hierarchy = "created_at"
    fields = (
        "id",
        "company",
        "name",
        "description",
        "status",
        "live",
        "run_count",
        "created_by",
        "created_at",
        "updated_at",
    )
    readonly_fields = fields
    inlines = (VersionInline,)
    actions: tuple[str, ...] = ("pause", "resume")

    @admin.display(description="Live version", ordering="published__number")
    def live(self, workflow: Workflow) -> str:
        return f"v{workflow.published.number}" if workflow.published else "–"

    @admin.action(description="Pause: nothing starts them any more", permissions=["view"])
    def pause(self, request: HttpRequest, chosen: QuerySet[Workflow]) -> None:
        self.move(request, chosen, services.pause, "paused")

    @admin.action(description="Resume paused ones", permissions=["view"])
    def resume(self, request: HttpRequest, chosen: QuerySet[Workflow]) -> None:
        self.move(request, chosen, services.resume, "resumed")

    def move(self, request: HttpRequest, chosen: QuerySet[Workflow], move: Any, done: str) -> None:
        count = 0
        for workflow in chosen:
            try:
                move(workflow=workflow, by=operator(request), ip=request_address(request))
                count += 1
            except RefusedError as refused:
                messages.warning(request, refused.message)
        messages.success(request, f"{count} {done}.")


class BlockInline(Fixed, admin.TabularInline[Block, WorkflowVersion]):
    model = Block
    extra = 0
    fields = (
        "key",
        "type",
        "name",
        "config",
        "timeout_ms",
        "options",
        "connection_id",
        "parent_key",
        "x",
        "y",
    )
    readonly_fields = ("key", "type", "options", "connection_id", "parent_key", "x", "y")

    def has_change_permission(self, _request: HttpRequest, obj: Any = None) -> bool:
        return not (isinstance(obj, WorkflowVersion) and obj.is_frozen)


class EdgeInline(ReadOnly, admin.TabularInline[Edge, WorkflowVersion]):
    model = Edge
    extra = 0
    fields = ("index", "source", "source_port", "target")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Edge]:
        return super().get_queryset(request).select_related("source", "target")


@admin.register(WorkflowVersion)
class WorkflowVersionAdmin(Fixed, admin.ModelAdmin[WorkflowVersion]):
    list_display = ("__str__", "workflow", "company", "kind", "number", "revision", "author", "created_at")
    list_filter = ("kind",)
    list_select_related = ("workflow__company", "author")
    search_fields = ("name", "workflow__name", "workflow__id", "id")
    readonly_fields = (
        "id",
        "workflow",
        "kind",
        "number",
        "revision",
        "name",
        "description",
        "input_schema",
        "output_schema",
        "variables",
        "settings",
        "notes",
        "note",
        "author",
        "created_at",
        "updated_at",
        "checksum",
    )
    fields = readonly_fields
    inlines = (BlockInline, EdgeInline)

    def has_change_permission(self, _request: HttpRequest, obj: WorkflowVersion | None = None) -> bool:
        return obj is None or not obj.is_frozen

    @admin.display(description="Company")
    def company(self, version: WorkflowVersion) -> SafeString:
        return format_html("{}", version.workflow.company)

    def save_model(self, _request: HttpRequest, _obj: WorkflowVersion, _form: Form, _change: Any) -> None:
        """The version's own columns follow from its blocks; see `save_related`."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: Any) -> None:
        super().save_related(request, form, formsets, change)
        services.accept_edited_rows(draft=form.instance, by=operator(request), ip=request_address(request))

    def change_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            with transaction.atomic():
                return super().change_view(request, *args, **kwargs)
        except DefinitionInvalid as invalid:
            messages.error(
                request, f"Nothing was saved. {invalid.details[0]['path']}: {invalid.details[0]['message']}"
            )
            request.method = "GET"
            return super().change_view(request, *args, **kwargs)


def operator(request: HttpRequest) -> str:
    """Who acts, for the audit log."""
    return f"{getattr(request.user, 'email', request.user)} (operator)"
