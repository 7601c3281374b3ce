"""The addresses of the workflows API, under /api/v1/."""

from __future__ import annotations

from typing import Any

from django.urls import path
from django.urls.resolvers import URLPattern

from workflows.api import (
    agents,
    catalogue,
    connections,
    options,
    pick_lists,
    schedules,
    sheets,
    tables,
    templates,
    versions,
    workflows,
)
from workflows.api.views import WorkflowView


def workflow_urls(mixin: type[Any] | None = None) -> list[URLPattern]:
    """All of them; an app to the left may mix in what it knows, such as `activity`."""
    views: list[tuple[str, type[WorkflowView], str]] = [
        ("workflows", workflows.Workflows, "api-workflows"),
        ("workflows/validate", workflows.Validate, "api-workflow-validate"),
        ("workflows/import", workflows.Import, "api-workflow-import"),
        ("templates", templates.Templates, "api-templates"),
        ("templates/<str:template_id>", templates.OneTemplate, "api-template"),
        ("templates/<str:template_id>/use", templates.UseTemplate, "api-template-use"),
        ("workflows/<str:workflow_id>", workflows.OneWorkflow, "api-workflow"),
        ("workflows/<str:workflow_id>/activate", workflows.Activate, "api-workflow-activate"),
        ("workflows/<str:workflow_id>/pause", workflows.Pause, "api-workflow-pause"),
        ("workflows/<str:workflow_id>/resume", workflows.Resume, "api-workflow-resume"),
        ("workflows/<str:workflow_id>/archive", workflows.Archive, "api-workflow-archive"),
        ("workflows/<str:workflow_id>/duplicate", workflows.Duplicate, "api-workflow-duplicate"),
        ("workflows/<str:workflow_id>/problems", workflows.Problems, "api-workflow-problems"),
        ("workflows/<str:workflow_id>/export", workflows.Export, "api-workflow-export"),
        ("workflows/<str:workflow_id>/versions", versions.Versions, "api-versions"),
        ("workflows/<str:workflow_id>/versions/<str:ref>", versions.OneVersion, "api-version"),
        (
            "workflows/<str:workflow_id>/versions/<str:ref>/restore",
            versions.RestoreVersion,
            "api-version-restore",
        ),
        (
            "workflows/<str:workflow_id>/versions/<str:ref>/activate",
            versions.RollBack,
            "api-version-activate",
        ),
        (
            "workflows/<str:workflow_id>/versions/<str:ref>/diff/<str:other>",
            versions.DiffVersions,
            "api-version-diff",
        ),
    ]
    return [path(route, _mixed(view, mixin).as_view(), name=name) for route, view, name in views]


def _mixed(view: type[WorkflowView], mixin: type[Any] | None) -> type[WorkflowView]:
    return view if mixin is None else type(view.__name__, (mixin, view), {})


catalogue_urls = [path("blocks", catalogue.Blocks.as_view(), name="api-blocks")]

connection_urls = [
    path("connection-usage", connections.ConnectionUseCounts.as_view(), name="api-connection-use-counts"),
    path(
        "connections/<str:connection_id>/usage",
        connections.ConnectionUsage.as_view(),
        name="api-connection-usage",
    ),
]

table_urls = [
    path("tables", tables.Tables.as_view(), name="api-tables"),
    path("tables/<str:table_id>", tables.OneTable.as_view(), name="api-table"),
    path("tables/<str:table_id>/rows", tables.Rows.as_view(), name="api-table-rows"),
    path("tables/<str:table_id>/rows/bulk", tables.BulkRows.as_view(), name="api-table-rows-bulk"),
    path("tables/<str:table_id>/rows/delete", tables.RowDeletion.as_view(), name="api-table-rows-delete"),
    path("tables/<str:table_id>/rows/<str:row_id>", tables.OneRow.as_view(), name="api-table-row"),
    path("tables/<str:table_id>/csv", sheets.Sheet.as_view(), name="api-table-csv"),
    path("tables/<str:table_id>/csv/preview", sheets.SheetPreview.as_view(), name="api-table-csv-preview"),
    path("options/workflows", options.WorkflowOptions.as_view(), name="api-options-workflows"),
    path(
        "options/connections/<str:provider>",
        options.ConnectionOptions.as_view(),
        name="api-options-connections",
    ),
    path(
        "options/event-sources/<str:provider>/events",
        options.EventOptions.as_view(),
        name="api-options-events",
    ),
    path("options/tables", options.TableOptions.as_view(), name="api-options-tables"),
    path("options/secrets", options.SecretOptions.as_view(), name="api-options-secrets"),
    path(
        "options/tables/<str:table_id>/columns", options.ColumnOptions.as_view(), name="api-options-columns"
    ),
    path("options/<str:provider>/<str:pick>", pick_lists.PickOptions.as_view(), name="api-options-pick"),
]

agent_urls = [
    path("agents", agents.Agents.as_view(), name="api-agents"),
    path("agents/<str:agent_id>", agents.OneAgent.as_view(), name="api-agent"),
    path("options/agents", agents.AgentOptions.as_view(), name="api-options-agents"),
]

schedule_urls = [
    path("schedules/preview", schedules.SchedulePreview.as_view(), name="api-schedule-preview"),
    path("options/timezones", schedules.TimeZoneOptions.as_view(), name="api-options-timezones"),
]

urlpatterns = [*workflow_urls(), *catalogue_urls, *agent_urls, *table_urls, *connection_urls, *schedule_urls]
