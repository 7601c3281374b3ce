"""`manage.py web`: one web process (daphne) on HOST and PORT."""

from __future__ import annotations

import gc
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from runs.management import START_CHECKS


class Command(BaseCommand):
    help = "Serve the studio, the API and the live sockets."
    requires_system_checks = START_CHECKS

    def handle(self, *args: Any, **options: Any) -> None:
        # First of all, because it installs Twisted's asyncio reactor.
        from runs.server import serve  # noqa: I001

        from channels.routing import get_default_application

        from runs.management.keys import require_keys

        require_keys()
        application = get_default_application()
        # What is loaded by now lives as long as the process: without it in the collector's way, p99 halves.
        gc.collect()
        gc.freeze()
        serve(application, host=settings.HOST, port=settings.PORT)
