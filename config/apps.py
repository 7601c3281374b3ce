"""Puts our admin site in the place of Django's, and registers the checks of the composition root."""

from __future__ import annotations

from django.contrib.admin.apps import AdminConfig


class HeadraceAdminConfig(AdminConfig):
    default_site = "config.admin_site.HeadraceAdminSite"

    def ready(self) -> None:
        super().ready()
        import config.checks  # noqa: F401 - importing registers them; `config` is no app of its own
