"""Database work from the event loop."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import ParamSpec, TypeVar, cast

from channels.db import database_sync_to_async

P = ParamSpec("P")
T = TypeVar("T")


def in_thread(function: Callable[P, T]) -> Callable[P, Awaitable[T]]:
    """`function` in any of the loop's threads; each keeps its own database connection."""
    return cast("Callable[P, Awaitable[T]]", database_sync_to_async(function, thread_sensitive=False))
