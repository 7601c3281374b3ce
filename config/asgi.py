"""The ASGI application: the door, then Django; sockets beside them."""

from __future__ import annotations

import os
from typing import Any, cast

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

from django.conf import settings
from django.core.asgi import get_asgi_application

if settings.DATABASE_URL:
    settings.DATABASES["default"].setdefault("OPTIONS", {})["pool"] = settings.WEB_POOL
    settings.DATABASES["default"]["CONN_HEALTH_CHECKS"] = (
        True  # a restart of the database leaves dead ones in the pool
    )
else:
    settings.DATABASES["default"]["OPTIONS"]["timeout"] = (
        4  # seconds; a caller is told to come back, a worker waits
    )

django_application = get_asgi_application()

from channels.auth import AuthMiddlewareStack  # noqa: E402 - needs Django to be set up
from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from channels.security.websocket import OriginValidator  # noqa: E402
from django.conf import settings  # noqa: E402

from config.request_log import RequestLog  # noqa: E402
from runs.body_limit import Application, BodyLimit  # noqa: E402
from runs.door import Door  # noqa: E402
from runs.live.routing import websocket_urlpatterns  # noqa: E402


class OurPagesOnly(OriginValidator):  # type: ignore[misc]
    """Refuses browsers on other sites' pages. Programs send no Origin; browsers always do."""

    def valid_origin(self, parsed_origin: Any) -> bool:
        return parsed_origin is None or bool(super().valid_origin(parsed_origin))


application = ProtocolTypeRouter(
    {
        # Django says dict where ASGI says mapping.
        "http": RequestLog(
            BodyLimit(Door(cast("Application", django_application))), is_logged=settings.LOG_REQUESTS
        ),
        "websocket": OurPagesOnly(
            AuthMiddlewareStack(URLRouter(websocket_urlpatterns)), settings.ALLOWED_HOSTS
        ),
    }
)
