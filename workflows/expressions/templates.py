"""Templates, expressions and whole configurations, compiled and ready to resolve."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, TypeAlias

from workflows.expressions.compile_paths import plain_path
from workflows.expressions.compiler import Compiler, constant
from workflows.expressions.errors import (
    ExpressionError,
    ExpressionSyntaxError,
    MissingPath,
    failed,
    over_limit,
)
from workflows.expressions.evaluation import Evaluate, Evaluation, Json, Scope
from workflows.expressions.limits import MAX_DATA_DEPTH
from workflows.expressions.parser import parse_expression, parse_template
from workflows.expressions.references import Reference
from workflows.expressions.tree import Node

# Long sources are rare and their closures large, so they get a small cache of their own.
_LONG_SOURCE = 1_000
# Work that may be done at compile time for something that is always the same.
_FOLDING_BUDGET = 1_000


class _Compiled:
    """Something that resolves to a JSON value. Immutable, and safe to share between threads."""

    __slots__ = ("_has_secrets", "_value", "is_constant", "path", "references", "run", "source")

    def __init__(
        self,
        source: str,
        run: Evaluate,
        references: tuple[Reference, ...],
        *,
        is_constant: bool,
        path: tuple[str, ...] | None = None,
    ) -> None:
        self.source = source
        # The value, inside an evaluation that is under way.
        self.run = run
        self.references = references
        # Where it is one look-up and nothing else: the root and the names that likely lead there.
        self.path = path
        # It reads nothing, cannot fail, and is always the same object.
        self.is_constant = is_constant
        self._value: Json = run(Evaluation({}, None, strict=False)) if is_constant else None
        self._has_secrets = any(reference.root == "secrets" for reference in references)

    def resolve(
        self,
        scope: Scope,
        *,
        warnings: list[MissingPath] | None = None,
        strict: bool = False,
        allow_secrets: bool = False,
    ) -> Json:
        """The value with the data of `scope`, which it may share parts with: do not change it.

        Missing paths are null and are appended to `warnings`; with `strict` they raise. Raises
        ExpressionError and nothing else.
        """
        if self.is_constant:
            return self._value
        if self._has_secrets and not allow_secrets:
            raise failed(
                "Secrets are only allowed in fields marked for them: the headers, query and body "
                "of http blocks and provider operations."
            )
        try:
            return self.run(Evaluation(scope, warnings, strict=strict))
        except ExpressionError as error:
            error.locate(self.source)
            raise
        except RecursionError:
            raise over_limit("The expression is nested too deeply.") from None


class CompiledTemplate(_Compiled):
    """One template or expression; `source` is its text."""

    __slots__ = ()


class CompiledValue(_Compiled):
    """A JSON structure with templates in its texts."""

    __slots__ = ()


def compile_template(source: str) -> CompiledTemplate:
    """A text with `{{…}}` in it; where it is exactly one template, that one's value.

    Raises ExpressionSyntaxError. The same source gives the same object.
    """
    return (_short_template if len(source) <= _LONG_SOURCE else _long_template)(source)


def compile_expression(source: str) -> CompiledTemplate:
    """A bare expression, in which `{{…}}` may stand where parentheses may.

    Raises ExpressionSyntaxError. The same source gives the same object.
    """
    return (_short_expression if len(source) <= _LONG_SOURCE else _long_expression)(source)


def compile_value(value: Json) -> CompiledValue:
    """A JSON value in which every text is a template. Names in objects are taken literally.

    Raises ExpressionSyntaxError, whose message names the place in the value.
    """
    references: list[Reference] = []
    hole = _compile_part(value, "", references, 0)
    if hole is None:
        return CompiledValue("", constant(value), (), is_constant=True)
    return CompiledValue(hole[1], hole[0], tuple(references), is_constant=False)


def _compile_template(source: str) -> CompiledTemplate:
    parts = _without_recursion_error(parse_template, source)
    if len(parts) == 1:
        return _compiled(source, parts[0])
    return _compiled(source, tuple(parts))


def _compile_expression(source: str) -> CompiledTemplate:
    return _compiled(source, _without_recursion_error(parse_expression, source))


def _compiled(source: str, tree: str | Node | tuple[str | Node, ...]) -> CompiledTemplate:
    if isinstance(tree, str) or tree == ():
        return CompiledTemplate(source, constant(tree or ""), (), is_constant=True)
    compiler = Compiler(source)
    compile_tree = compiler.interpolation if isinstance(tree, tuple) else compiler.compile
    run = _without_recursion_error(compile_tree, tree)
    references = tuple(sorted(compiler.references, key=lambda reference: reference.position))
    known = None if references else _folded(run)
    path = plain_path(tree)
    return CompiledTemplate(source, known or run, references, is_constant=known is not None, path=path)


def _folded(run: Evaluate) -> Evaluate | None:
    """The value of something that reads nothing, if it has one at little cost."""
    warnings: list[MissingPath] = []
    evaluation = Evaluation({}, warnings, strict=False)
    evaluation.budget = _FOLDING_BUDGET
    try:
        value = run(evaluation)
    except (ExpressionError, RecursionError):
        return None
    return None if warnings else constant(value)


def _without_recursion_error(action: Callable[[Any], Any], subject: object) -> Any:
    """Depth is limited long before; this is for callers that are deep themselves."""
    try:
        return action(subject)
    except RecursionError:
        raise ExpressionSyntaxError("The expression is nested too deeply", 0) from None


_short_template = lru_cache(maxsize=4096)(_compile_template)
_long_template = lru_cache(maxsize=64)(_compile_template)
_short_expression = lru_cache(maxsize=2048)(_compile_expression)
_long_expression = lru_cache(maxsize=64)(_compile_expression)


# What fills a place in a value, and its source where it is a single template.
_Hole: TypeAlias = tuple[Evaluate, str]


def _compile_part(value: Json, place: str, references: list[Reference], depth: int) -> _Hole | None:
    """What computes a part of a value; None where it is constant, so that it can be shared."""
    if isinstance(value, str):
        return _compile_leaf(value, place, references)
    if not isinstance(value, dict | list):
        return None
    if depth >= MAX_DATA_DEPTH:
        raise ExpressionSyntaxError(f"The value is nested more than {MAX_DATA_DEPTH} levels deep", 0)
    parts: list[tuple[Any, Any]] = list(value.items()) if isinstance(value, dict) else list(enumerate(value))
    holes: dict[Any, _Hole] = {}
    for name, part in parts:
        where = f"{place}.{name}" if place else str(name)
        hole = _compile_part(part, where, references, depth + 1)
        if hole is not None:
            holes[name] = hole
    return (_filled(value, holes), "") if holes else None


def _filled(frame: dict[Any, Any] | list[Any], filling: dict[Any, _Hole]) -> Evaluate:
    """A shallow copy of the frame, which keeps the order of its names, with the holes filled."""
    holes = [(name, run) for name, (run, _) in filling.items()]

    def filled(evaluation: Evaluation) -> Any:
        value: Any = frame.copy()
        name: Any = None
        try:
            for name, run in holes:
                value[name] = run(evaluation)
        except ExpressionError as error:
            error.locate(filling[name][1])
            raise
        return value

    return filled


def _compile_leaf(text: str, place: str, references: list[Reference]) -> _Hole | None:
    if "{{" not in text:
        return None
    try:
        template = compile_template(text)
    except ExpressionSyntaxError as error:
        error.inside(place or "value")
        raise
    references.extend(template.references)
    return template.run, text
