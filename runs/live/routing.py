"""Addresses of the sockets."""

from __future__ import annotations

from django.urls import path, re_path

from runs.live.consumers import NoConsumer, RunConsumer, WorkflowConsumer

websocket_urlpatterns = [
    path("ws/runs/<str:run_id>", RunConsumer.as_asgi()),
    path("ws/workflows/<str:workflow_id>", WorkflowConsumer.as_asgi()),
    re_path("", NoConsumer.as_asgi()),
]
