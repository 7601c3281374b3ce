"""Closures that look paths up: a quick one for data that is there, a careful one for the rest."""

from collections.abc import Callable
from typing import Any

from workflows.expressions.evaluation import Evaluate, Evaluation
from workflows.expressions.paths import (
    STEP_KEYS,
    Key,
    Site,
    dynamic_key,
    follow,
    follow_root,
    key_of,
    report_key,
)
from workflows.expressions.tree import Path, Segment

# A key that is known, or the closure that computes it.
Part = Key | Evaluate


def compile_root_path(node: Path, site: Site, compile_key: Callable[[Segment], Evaluate]) -> Evaluate:
    parts = _parts(node.segments, compile_key)
    keys = [part for part in parts if isinstance(part, tuple)]
    if len(keys) == len(parts):
        return _static_path(node.root, keys, site)
    return _computed_path(node.root, parts, site)


def plain_path(node: object) -> tuple[str, ...] | None:
    """The root and the names of a look-up that goes through objects only; None for everything else."""
    if not isinstance(node, Path):
        return None
    keys = [key_of(segment.key) for segment in node.segments if segment.key is not None]
    if len(keys) < len(node.segments) or any(position is not None for _, position in keys):
        return None
    return (node.root, *_likely_names(node.root, [name for name, _ in keys]))


def _likely_names(root: str, names: list[str]) -> list[str]:
    """`steps.a.field` stands for a field of the step's output."""
    if root == "steps" and len(names) > 1 and names[1] not in STEP_KEYS:
        return [names[0], "output", *names[1:]]
    return names


def compile_access(
    base: tuple[Evaluate, str],
    segments: tuple[Segment, ...],
    site: Site,
    compile_key: Callable[[Segment], Evaluate],
) -> Evaluate:
    """A look-up in the result of something else, given with its name for messages."""
    run, name = base
    parts = _parts(segments, compile_key)

    def access(evaluation: Evaluation) -> Any:
        keys = _evaluated(parts, evaluation, site)
        value = run(evaluation)
        return None if keys is None else follow(evaluation, value, name, keys, site)

    return access


def _parts(segments: tuple[Segment, ...], compile_key: Callable[[Segment], Evaluate]) -> list[Part]:
    return [compile_key(segment) if segment.key is None else key_of(segment.key) for segment in segments]


def _evaluated(parts: list[Part], evaluation: Evaluation, site: Site) -> list[Key] | None:
    keys: list[Key] = []
    for part in parts:
        if isinstance(part, tuple):
            keys.append(part)
            continue
        value = part(evaluation)
        key = dynamic_key(value)
        if key is None:
            report_key(evaluation, site, value)
            return None
        keys.append(key)
    return keys


def _computed_path(root: str, parts: list[Part], site: Site) -> Evaluate:
    def path(evaluation: Evaluation) -> Any:
        keys = _evaluated(parts, evaluation, site)
        if keys is None:
            return None
        return follow_root(evaluation, root, keys, site)

    return path


def _static_path(root: str, keys: list[Key], site: Site) -> Evaluate:
    """Tries plain subscripts first, which take a third of the time of the careful way.

    A subscript with a text key only ever succeeds on an object: lists and texts raise TypeError.
    """

    def careful(evaluation: Evaluation) -> Any:
        return follow_root(evaluation, root, keys, site)

    if any(position is not None for _, position in keys):
        likely = keys
        if root == "steps" and len(keys) > 1 and keys[1][0] not in STEP_KEYS:
            likely = [keys[0], ("output", None), *keys[1:]]
        return _path_with_positions(root, likely, careful)
    names = _likely_names(root, [name for name, _ in keys])
    if len(names) == 0:
        return _quick_root(root, careful)
    if len(names) == 1:
        return _quick_one(root, names[0], careful)
    if len(names) == 2:
        return _quick_two(root, names[0], names[1], careful)
    if len(names) == 3:
        return _quick_three(root, names[0], names[1], names[2], careful)

    rest = names[3:]

    def path(evaluation: Evaluation) -> Any:
        try:
            value = evaluation.scope[root][names[0]][names[1]][names[2]]
            for name in rest:
                value = value[name]
            return value
        except (KeyError, TypeError):
            return careful(evaluation)

    return path


def _quick_root(root: str, careful: Evaluate) -> Evaluate:
    def path(evaluation: Evaluation) -> Any:
        try:
            return evaluation.scope[root]
        except KeyError:
            return careful(evaluation)

    return path


def _quick_one(root: str, first: str, careful: Evaluate) -> Evaluate:
    def path(evaluation: Evaluation) -> Any:
        try:
            return evaluation.scope[root][first]
        except (KeyError, TypeError):
            return careful(evaluation)

    return path


def _quick_two(root: str, first: str, second: str, careful: Evaluate) -> Evaluate:
    def path(evaluation: Evaluation) -> Any:
        try:
            return evaluation.scope[root][first][second]
        except (KeyError, TypeError):
            return careful(evaluation)

    return path


def _quick_three(root: str, first: str, second: str, third: str, careful: Evaluate) -> Evaluate:
    def path(evaluation: Evaluation) -> Any:
        try:
            return evaluation.scope[root][first][second][third]
        except (KeyError, TypeError):
            return careful(evaluation)

    return path


def _path_with_positions(root: str, keys: list[Key], careful: Evaluate) -> Evaluate:
    """A number is a position in a list and a name in an object, and nothing in a text."""

    def path(evaluation: Evaluation) -> Any:
        try:
            value = evaluation.scope[root]
            for name, position in keys:
                kind = type(value)
                if kind is dict:
                    value = value[name]
                elif kind is list and position is not None and position >= 0:
                    value = value[position]
                else:
                    return careful(evaluation)
            return value
        except (KeyError, IndexError):
            return careful(evaluation)

    return path
