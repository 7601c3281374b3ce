"""Addresses under /api/v1 that read run tables."""

from __future__ import annotations

from django.urls import path

from runs.api import (
    alerts,
    decisions,
    events,
    expressions,
    figures,
    files,
    listening,
    schedules,
    views,
    webhooks,
)
from runs.api.activity import RunActivity
from runs.api.first_steps import FirstStepsView
from runs.api.model_usage import ModelUsageView
from runs.api.run_tests import OneRunTest, RunTests, RunTestsPlay
from runs.api.subscriptions import WorkflowSubscriptions
from runs.api.tests import BlockTest, WorkflowTest
from runs.api.values import RunValues, RunValueSearch
from runs.api.why import StepWhy
from workflows.api.urls import workflow_urls

urlpatterns = [
    path("workflows/<str:workflow_id>/run", views.WorkflowRun.as_view()),
    path("workflows/<str:workflow_id>/schedules", schedules.WorkflowSchedules.as_view()),
    path("workflows/<str:workflow_id>/ticks", schedules.WorkflowTicks.as_view()),
    path("workflows/<str:workflow_id>/subscriptions", WorkflowSubscriptions.as_view()),
    path("workflows/<str:workflow_id>/samples", views.WorkflowSamples.as_view()),
    path("workflows/<str:workflow_id>/held-events", events.HeldEvents.as_view()),
    path("workflows/<str:workflow_id>/blocks/<str:block_id>/listen", listening.ListenForEvent.as_view()),
    *workflow_urls(RunActivity),
    path("app-events", events.AppEvents.as_view()),
    path("events", events.Events.as_view()),
    path("events/<str:event_id>", events.OneEvent.as_view()),
    path("events/<str:event_id>/redeliver", events.EventRedeliver.as_view()),
    path("first-steps", FirstStepsView.as_view()),
    path("model-usage", ModelUsageView.as_view()),
    path("runs", views.RunCollection.as_view()),
    path("runs/bulk", views.RunBulk.as_view()),
    path("runs/stats", figures.RunStatistics.as_view()),
    path("runs/figures", figures.RunFigures.as_view()),
    path("runs/<str:run_id>", views.RunDetail.as_view()),
    path("runs/<str:run_id>/bundle", views.RunBundle.as_view()),
    path("runs/<str:run_id>/values", RunValues.as_view()),
    path("runs/<str:run_id>/values/search", RunValueSearch.as_view()),
    path("runs/<str:run_id>/steps", views.RunSteps.as_view()),
    path("runs/<str:run_id>/events", views.RunEvents.as_view()),
    path("runs/<str:run_id>/cancel", views.RunCancel.as_view()),
    path("runs/<str:run_id>/retry", views.RunRetry.as_view()),
    path("runs/<str:run_id>/steps/<str:step_id>/decision", decisions.StepDecision.as_view()),
    path("runs/<str:run_id>/steps/<str:step_id>/why", StepWhy.as_view()),
    path("approvals", decisions.ApprovalCollection.as_view()),
    path("files", files.Files.as_view()),
    path("files/<str:file_id>", files.OneFile.as_view()),
    path("workflows/<str:workflow_id>/heat", figures.WorkflowHeat.as_view()),
    path("runs/<str:run_id>/resume", views.RunResume.as_view()),
    path("alerts", alerts.Alerts.as_view()),
    path("alerts/test", alerts.AlertsTest.as_view()),
    path("workflows/<str:workflow_id>/alerts", alerts.WorkflowAlerts.as_view()),
    path("workflows/<str:workflow_id>/alerts/test", alerts.WorkflowAlertsTest.as_view()),
    path("webhook-endpoints", webhooks.Endpoints.as_view()),
    path("webhook-endpoints/event-types", webhooks.EventTypes.as_view()),
    path("webhook-endpoints/<str:endpoint_id>", webhooks.OneEndpoint.as_view()),
    path("webhook-endpoints/<str:endpoint_id>/rotate-secret", webhooks.EndpointSecret.as_view()),
    path("webhook-endpoints/<str:endpoint_id>/test", webhooks.EndpointTest.as_view()),
    path("webhook-endpoints/<str:endpoint_id>/resend", webhooks.EndpointResend.as_view()),
    path("webhook-endpoints/<str:endpoint_id>/deliveries", webhooks.Deliveries.as_view()),
    path("webhook-endpoints/<str:endpoint_id>/deliveries/<str:delivery_id>", webhooks.OneDelivery.as_view()),
    path(
        "webhook-endpoints/<str:endpoint_id>/deliveries/<str:delivery_id>/resend",
        webhooks.DeliveryResend.as_view(),
    ),
    path("expressions/preview", expressions.ExpressionPreview.as_view()),
    path("expressions/functions", expressions.ExpressionFunctions.as_view()),
    path("workflows/<str:workflow_id>/test", WorkflowTest.as_view()),
    path("workflows/<str:workflow_id>/blocks/<str:block_id>/test", BlockTest.as_view()),
    path("workflows/<str:workflow_id>/tests", RunTests.as_view()),
    path("workflows/<str:workflow_id>/tests/run", RunTestsPlay.as_view()),
    path("workflows/<str:workflow_id>/tests/<str:test_id>", OneRunTest.as_view()),
]
