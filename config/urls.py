"""Every address of the product except the ASGI door and the sockets (config/asgi.py)."""

from __future__ import annotations

from django.contrib import admin
from django.urls import include, path, re_path
from django.urls.resolvers import URLPattern, URLResolver
from django.views.generic import RedirectView

from config import api_docs
from config.studio import studio
from workflows.api.urls import agent_urls, catalogue_urls, connection_urls, schedule_urls, table_urls

handler400 = "config.errors.bad_request"
handler403 = "config.errors.permission_denied"
handler404 = "config.errors.not_found"
handler500 = "config.errors.server_error"

admin.autodiscover()

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/schema", api_docs.schema, name="api-schema"),
    path("api/v1/docs", api_docs.docs, name="api-docs"),
    # The workflows' own addresses are among those of runs, which adds to them what it knows of their runs.
    path("api/v1/", include("runs.api.urls")),
    path("api/v1/", include(catalogue_urls)),
    path("api/v1/", include(agent_urls)),
    path("api/v1/", include(table_urls)),
    path("api/v1/", include(connection_urls)),
    path("api/v1/", include(schedule_urls)),
    path("api/v1/", include("connections.api.urls")),
    path("api/v1/", include("accounts.api.urls")),
    path("", include("accounts.urls")),
    path("", include("runs.urls")),
    path("admin", RedirectView.as_view(url="/admin/")),
    path("admin/", admin.site.urls),
    path("", RedirectView.as_view(url="/workflows"), name="home"),
    re_path(
        r"^(?:workflows|runs|approvals|connections|tables|templates|events|health|settings)(?:/.*)?$",
        studio,
        name="studio",
    ),
]
