"""Names of steps within a run.

A step's key is its block's id, inside containers followed by `#` and its iteration: the index path such as `3` or `3.0`.
`#` cannot stand in a block's id.
"""

from __future__ import annotations


def step_key(block: str, path: str) -> str:
    return f"{block}#{path}" if path else block


def index_path(path: str) -> list[int]:
    """The index path as numbers: `3.0` is [3, 0]."""
    return [int(index) for index in path.split(".")] if path else []


def split_key(key: str) -> tuple[str, str]:
    """(block, iteration path); the path is empty outside of containers."""
    block, _, path = key.partition("#")
    return block, path
