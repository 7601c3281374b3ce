"""Puts our admin site in the place of Django's, and registers the checks of the composition root."""

from __future__ import annotations

from django.contrib.admin.apps import SimpleAdminConfig


class HeadraceAdminConfig(SimpleAdminConfig):
    """The apps' `admin.py` are found by `config/urls.py`: they lead to most of the code, and few processes have pages."""

    default_site = "config.admin_site.HeadraceAdminSite"

    def ready(self) -> None:
        super().ready()
        import config.checks  # noqa: F401 - importing registers them; `config` is no app of its own
