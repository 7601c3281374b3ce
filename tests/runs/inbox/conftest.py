"""Webhooks through the whole ASGI application, and what they leave in the database."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from asgiref.sync import sync_to_async

from runs.inbox.endpoints import forget_endpoints
from tests.runs.asgi import tidy

PATH = "orders-5f2c8e1a90b7"


@pytest_asyncio.fixture(autouse=True)
async def tidied() -> AsyncIterator[None]:
    async with tidy():
        yield


@pytest.fixture(autouse=True)
def nothing_known() -> None:
    forget_endpoints()


def hook(path: str = PATH, **config: Any) -> dict[str, Any]:
    return {"type": "trigger.webhook", "config": {"path": path, **config}}


def address(company: Any, path: str = PATH) -> str:
    return f"/webhooks/custom/{company.id}/{path}"


def signed(secret: str, body: bytes) -> str:
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def in_database(work: Any) -> Any:
    """The ORM from an async test."""
    return sync_to_async(work)
