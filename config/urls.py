"""Every address of the product except the ASGI door and the sockets (config/asgi.py)."""

from __future__ import annotations

from importlib.util import find_spec

from django.contrib import admin
from django.urls import include, path, re_path
from django.urls.resolvers import URLPattern, URLResolver
from django.views.generic import RedirectView

from config import api_docs
from config.studio import studio

handler400 = "config.errors.bad_request"
handler403 = "config.errors.permission_denied"
handler404 = "config.errors.not_found"
handler500 = "config.errors.server_error"

# The leftmost app comes first: it may replace a view of an app to its right with its own subclass.
API_URLCONFS = ["runs.api.urls", "workflows.api.urls", "accounts.api.urls"]

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/schema", api_docs.schema, name="api-schema"),
    path("api/v1/docs", api_docs.docs, name="api-docs"),
    *(path("api/v1/", include(module)) for module in API_URLCONFS if find_spec(module)),
    *(path("", include(module)) for module in ["accounts.urls", "runs.urls"] if find_spec(module)),
    path("admin", RedirectView.as_view(url="/admin/")),
    path("admin/", admin.site.urls),
    path("", RedirectView.as_view(url="/workflows"), name="home"),
    re_path(r"^(?:workflows|runs|settings)(?:/.*)?$", studio, name="studio"),
]
