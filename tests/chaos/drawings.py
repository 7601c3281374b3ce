"""The workflows that are hurt: effects outside around something slow."""

from __future__ import annotations

from typing import Any

from tests.chaos.ledger import Ledger
from tests.workflows.drawings import document


def book(world: Ledger, name: str, wish: str = "", **more: Any) -> dict[str, Any]:
    """A write outside, at `/<name>/<the run's n>`."""
    url = world.url(f"/{name}/{{{{input.n}}}}") + (f"?{wish}" if wish else "")
    config = {"method": "POST", "url": url, "bodyType": "json", "body": {"n": "{{input.n}}"}}
    return {"type": "http", "config": config, **more}


def pause(seconds: float) -> dict[str, Any]:
    """A durable wait: the run is nobody's meanwhile."""
    return {"type": "wait", "config": {"duration": seconds, "unit": "seconds"}}


def slow(seconds: float) -> dict[str, Any]:
    """A step that takes its time on board of a worker."""
    return {"type": "echo", "config": {"operation": "slow", "seconds": seconds, "value": 1}}


def around(world: Ledger, middle: dict[str, Any], name: str, **settings: Any) -> dict[str, Any]:
    """Book `before`, then the middle, then `after`; paths begin with `/<name>-`."""
    return {
        **document(
            "start -> before",
            "before -> middle",
            "middle -> after",
            name=name,
            before=book(world, f"{name}-before"),
            middle=middle,
            after=book(world, f"{name}-after"),
        ),
        "settings": {"timeoutMs": 120_000, **settings},
    }
