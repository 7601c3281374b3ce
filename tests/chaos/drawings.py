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


def each(world: Ledger, name: str, count: int, wish: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """A fan-out over so many items and the write in it, at `/<name>/<the run's n>-<the item's place>`. Ids `middle`, `item`."""
    outer = {"type": "fan-out", "config": {"collection": list(range(count)), "concurrency": 4}}
    inner = book(world, name, wish, parentId="middle")
    inner["config"]["url"] = world.url(f"/{name}/{{{{input.n}}}}-{{{{index}}}}?{wish}")
    return outer, inner


def around(
    world: Ledger, middle: dict[str, Any], name: str, *, item: dict[str, Any] | None = None, **settings: Any
) -> dict[str, Any]:
    """Book `before`, then the middle (a container where there is an `item`), then `after`; paths begin with `/<name>-`."""
    inner = {} if item is None else {"item": item}
    return {
        **document(
            "start -> before",
            "before -> middle",
            "middle.done -> after" if inner else "middle -> after",
            name=name,
            before=book(world, f"{name}-before"),
            middle=middle,
            after=book(world, f"{name}-after"),
            **inner,
        ),
        "settings": {"timeoutMs": 120_000, **settings},
    }
