"""Addresses outside /api/v1."""

from __future__ import annotations

from django.urls import path

from runs import health, metrics, pages

urlpatterns = [
    path("approve/<str:token>", pages.approval, name="approval"),
    path("health/live", health.live, name="health-live"),
    path("health/ready", health.ready, name="health-ready"),
    path("metrics", metrics.metrics, name="metrics"),
]
