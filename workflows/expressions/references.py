"""What an expression refers to: for publish checks, and for renaming a block."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from workflows.expressions.errors import ExpressionSyntaxError
from workflows.expressions.parser import parse_expression, parse_template
from workflows.expressions.paths import STEP_KEYS
from workflows.expressions.tree import (
    Access,
    Arithmetic,
    Call,
    Choice,
    Comparison,
    Interpolation,
    ListLiteral,
    Literal,
    Logic,
    Node,
    ObjectLiteral,
    Path,
    Segment,
    Unary,
)

# Names that may stand behind a dot as they are.
_PLAIN_NAME = re.compile(r"[A-Za-z0-9_$](?:[A-Za-z0-9_$]|-(?=[A-Za-z0-9]))*")


@dataclass(frozen=True, slots=True)
class Reference:
    """A path that an expression reads.

    `path` is in its full form (`steps.id.field` has `("id", "output", "field")`) and ends before
    the first computed `[…]`; `source` is as written, and `position` is where it stands in its
    template. `optional`: a missing value is provided for, by `??`, `||`, `default` and the like.
    """

    root: str
    path: tuple[str | int, ...]
    source: str
    position: int
    optional: bool


def reference_of(node: Path, source: str, *, optional: bool) -> Reference:
    path: list[str | int] = []
    for segment in node.segments:
        if segment.key is None:
            break
        path.append(segment.key)
    if node.root == "steps" and len(path) > 1 and path[1] not in STEP_KEYS:
        path.insert(1, "output")
    return Reference(node.root, tuple(path), source[node.start : node.end], node.start, optional=optional)


def rename_block(source: str, old: str, new: str, *, is_expression: bool = False) -> str:
    """The template with every reference to `steps.<old>` made to `steps.<new>`.

    With `is_expression` the source is a bare expression, such as a condition's. A source that
    does not compile comes back as it is.
    """
    try:
        parts = [parse_expression(source)] if is_expression else parse_template(source)
    except ExpressionSyntaxError:
        return source
    edits = [
        (segment.start, segment.end)
        for part in parts
        if not isinstance(part, str)
        for path in _paths(part)
        if path.root == "steps" and path.segments
        for segment in path.segments[:1]
        if segment.key == old or (isinstance(segment.key, int) and str(segment.key) == old)
    ]
    for start, end in sorted(edits, reverse=True):
        source = source[:start] + _renamed(source[start:end], new) + source[end:]
    return source


def _renamed(segment: str, new: str) -> str:
    """The segment (`.old`, `?.old`, `["old"]`) with another name, in its own form if possible."""
    is_guarded = segment.startswith("?.")
    if segment.lstrip("?.").lstrip().startswith("["):
        quote = "'" if "'" in segment else '"'
        return ("?." if is_guarded else "") + f"[{quote}{new}{quote}]"
    if _PLAIN_NAME.fullmatch(new):
        return ("?." if is_guarded else ".") + new
    return ("?." if is_guarded else "") + f'["{new}"]'


def _paths(node: Node) -> Iterator[Path]:
    pending: list[Node] = [node]
    while pending:
        current = pending.pop()
        if isinstance(current, Path):
            yield current
        pending.extend(_children(current))


def _children(node: Node) -> list[Node]:
    match node:
        case Literal():
            return []
        case Path(segments=segments):
            return _computed(segments)
        case Access(base=base, segments=segments):
            return [base, *_computed(segments)]
        case Arithmetic(first=first, rest=rest):
            return [first, *(operand for _, operand in rest)]
        case Logic(operands=operands):
            return list(operands)
        case Comparison(left=left, right=right):
            return [left, right]
        case Unary(operand=operand):
            return [operand]
        case Choice(test=test, then=then, otherwise=otherwise):
            return [test, then, otherwise]
        case ListLiteral(items=items):
            return list(items)
        case ObjectLiteral(entries=entries):
            return [value for _, value in entries]
        case Call(arguments=arguments):
            return list(arguments)
        case Interpolation(parts=parts):
            return [part for part in parts if not isinstance(part, str)]


def _computed(segments: tuple[Segment, ...]) -> list[Node]:
    return [segment.expression for segment in segments if segment.expression is not None]
