"""Trees to closures. A closure takes the evaluation and returns the value."""

from collections.abc import Callable
from typing import Any

from workflows.expressions.compile_paths import compile_access, compile_root_path
from workflows.expressions.errors import ExpressionError, ExpressionSyntaxError, type_mismatch
from workflows.expressions.evaluation import Evaluate, Evaluation
from workflows.expressions.functions import FUNCTIONS
from workflows.expressions.functions.declare import Function
from workflows.expressions.functions.suggest import for_function
from workflows.expressions.functions.text import holds
from workflows.expressions.limits import MAX_TEXT
from workflows.expressions.numeric import (
    describe,
    divide,
    is_number,
    multiply,
    negate,
    plus,
    remainder,
    subtract,
    to_number,
)
from workflows.expressions.ordering import ORDERINGS, comparable
from workflows.expressions.paths import ROOTS, Site
from workflows.expressions.references import Reference, reference_of
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
from workflows.expressions.values import checked_text, same, text_too_long, to_text, truthy

_ARITHMETIC: dict[str, Callable[[Any, Any], Any]] = {
    "-": subtract,
    "*": multiply,
    "/": divide,
    "%": remainder,
}
_NULL = Literal(None, 0, 0)


class Compiler:
    """Compiles the trees of one source and collects what they refer to.

    `guarded` is passed down to a path whose absence is provided for, as on the left of `??`.
    """

    def __init__(self, source: str) -> None:
        self.source = source
        self.references: list[Reference] = []

    def compile(self, node: Node, *, guarded: bool = False) -> Evaluate:
        match node:
            case Literal():
                return constant(node.value)
            case Path():
                return self.path(node, guarded=guarded)
            case Access():
                return self.access(node, guarded=guarded)
            case Arithmetic():
                return self.arithmetic(node)
            case Logic():
                return self.logic(node, guarded=guarded)
            case Comparison():
                return self.comparison(node)
            case Unary():
                return self.unary(node)
            case Choice():
                return self.choice(node, guarded=guarded)
            case ListLiteral():
                return self.list_literal(node)
            case ObjectLiteral():
                return self.object_literal(node)
            case Call():
                return self.call(node)
            case Interpolation():
                return self.interpolation(node.parts)

    # -- look-ups ----------------------------------------------------------------------------

    def path(self, node: Path, *, guarded: bool) -> Evaluate:
        optional = guarded or any(segment.is_guarded for segment in node.segments)
        if node.root == "secrets" and (len(node.segments) != 1 or node.segments[0].key is None):
            raise ExpressionSyntaxError(
                "A secret is named as in secrets.API_TOKEN; secrets have no parts and cannot be "
                "listed or computed",
                node.start,
            )
        self.references.append(reference_of(node, self.source, optional=optional))
        return compile_root_path(node, Site(self.written(node), optional), self.keys(guarded=optional))

    def access(self, node: Access, *, guarded: bool) -> Evaluate:
        optional = guarded or any(segment.is_guarded for segment in node.segments)
        base = self.compile(node.base, guarded=optional)
        name = self.source[node.start : node.segments[0].start].strip()
        return compile_access(
            (base, name[:80]), node.segments, Site(self.written(node), optional), self.keys(guarded=optional)
        )

    def keys(self, *, guarded: bool) -> Callable[[Segment], Evaluate]:
        return lambda segment: self.compile(segment.expression or _NULL, guarded=guarded)

    def written(self, node: Path | Access) -> str:
        return self.source[node.start : node.end]

    # -- operators ---------------------------------------------------------------------------

    def arithmetic(self, node: Arithmetic) -> Evaluate:
        first = self.compile(node.first)
        if len(node.rest) == 1:
            operator, operand = node.rest[0]
            return _operation(operator, first, self.compile(operand))
        steps = [(operator, self.compile(operand)) for operator, operand in node.rest]

        def chain(evaluation: Evaluation) -> Any:
            value = first(evaluation)
            for operator, operand in steps:
                if operator == "+":
                    value = add(value, operand(evaluation), evaluation)
                else:
                    value = _ARITHMETIC[operator](value, operand(evaluation))
            return value

        return chain

    def logic(self, node: Logic, *, guarded: bool) -> Evaluate:
        is_provided_for = node.operator != "&&"
        last = len(node.operands) - 1
        operands = [
            self.compile(operand, guarded=guarded or (is_provided_for and index < last))
            for index, operand in enumerate(node.operands)
        ]
        before, final = operands[:-1], operands[-1]
        stops = {"&&": _is_false, "||": truthy, "??": _is_there}[node.operator]

        def logic(evaluation: Evaluation) -> Any:
            for operand in before:
                value = operand(evaluation)
                if stops(value):
                    return value
            return final(evaluation)

        return logic

    def comparison(self, node: Comparison) -> Evaluate:
        # `x == null` asks whether x is there, so there is nothing to warn about.
        asks = node.operator in ("==", "!=") and (_is_null(node.left) or _is_null(node.right))
        left, right = self.compile(node.left, guarded=asks), self.compile(node.right, guarded=asks)
        if node.operator == "==":
            return lambda evaluation: same(left(evaluation), right(evaluation), evaluation)
        if node.operator == "!=":
            return lambda evaluation: not same(left(evaluation), right(evaluation), evaluation)
        if node.operator == "in":
            return lambda evaluation: holds(evaluation, left(evaluation), right(evaluation))
        return _ordering(node.operator, left, right)

    def unary(self, node: Unary) -> Evaluate:
        operand = self.compile(node.operand)
        if node.operator == "!":
            return lambda evaluation: not truthy(operand(evaluation))
        if node.operator == "-":
            return lambda evaluation: negate(operand(evaluation))
        return lambda evaluation: to_number(operand(evaluation), '"+"')

    def choice(self, node: Choice, *, guarded: bool) -> Evaluate:
        test = self.compile(node.test)
        then, otherwise = (
            self.compile(node.then, guarded=guarded),
            self.compile(node.otherwise, guarded=guarded),
        )
        return lambda evaluation: (then if truthy(test(evaluation)) else otherwise)(evaluation)

    # -- composites --------------------------------------------------------------------------

    def list_literal(self, node: ListLiteral) -> Evaluate:
        known = literal_value(node)
        if known is not None:
            return constant(known)
        items = [self.compile(item) for item in node.items]
        return lambda evaluation: [item(evaluation) for item in items]

    def object_literal(self, node: ObjectLiteral) -> Evaluate:
        known = literal_value(node)
        if known is not None:
            return constant(known)
        entries = [(name, self.compile(value)) for name, value in node.entries]
        return lambda evaluation: {name: value(evaluation) for name, value in entries}

    def interpolation(self, parts: tuple[str | Node, ...]) -> Evaluate:
        """Text with values in it; a failure names the placeholder it happened in."""
        frame: list[str] = []
        holes: list[tuple[int, Evaluate]] = []
        written: dict[int, str] = {}
        for index, part in enumerate(parts):
            if isinstance(part, str):
                frame.append(part)
            else:
                frame.append("")
                holes.append((index, self.compile(part)))
                written[index] = self.source[part.start : part.end]

        def text(evaluation: Evaluation) -> str:
            pieces = frame.copy()
            index = 0
            try:
                for index, hole in holes:
                    value = hole(evaluation)
                    pieces[index] = value if type(value) is str else to_text(value, evaluation)
            except ExpressionError as error:
                error.locate(written[index])
                raise
            if sum(map(len, pieces)) > MAX_TEXT:
                raise text_too_long()
            return checked_text("".join(pieces), evaluation)

        return text

    # -- calls -------------------------------------------------------------------------------

    def call(self, node: Call) -> Evaluate:
        function = FUNCTIONS.get(node.name)
        if function is None:
            raise self.unknown_function(node)
        self.check_arguments(node, function)
        last = len(node.arguments) - 1
        arguments = [
            self.compile(
                argument,
                guarded=(function.is_lazy and index < last) or (function.guards_first and index == 0),
            )
            for index, argument in enumerate(node.arguments)
        ]
        return _call(function, arguments)

    def unknown_function(self, node: Call) -> ExpressionSyntaxError:
        if node.name in ROOTS:
            return ExpressionSyntaxError(
                f'"{node.name}" is a value and not a function; write it without parentheses',
                node.start,
            )
        hint = for_function(node.name)
        return ExpressionSyntaxError(f'There is no function "{node.name}"{hint}', node.start)

    def check_arguments(self, node: Call, function: Function) -> None:
        fewest, most = function.arity
        count = len(node.arguments)
        if count < fewest or (most is not None and count > most):
            raise ExpressionSyntaxError(
                f"{function.signature} does not take {count} value{'' if count == 1 else 's'}",
                node.start,
            )
        for position, check in function.checks:
            if position < count:
                argument = node.arguments[position]
                if isinstance(argument, Literal):
                    try:
                        check(argument.value)
                    except ExpressionError as error:
                        raise ExpressionSyntaxError(error.message.rstrip("."), argument.start) from None


def constant(value: object) -> Evaluate:
    return lambda _: value


def literal_value(node: Node) -> Any:
    """The list or object a literal stands for when nothing in it is computed, else None."""
    if isinstance(node, ListLiteral):
        items = [_known(item) for item in node.items]
        return None if any(item is _UNKNOWN for item in items) else items
    if isinstance(node, ObjectLiteral):
        entries = {name: _known(value) for name, value in node.entries}
        return None if any(value is _UNKNOWN for value in entries.values()) else entries
    return None


_UNKNOWN: Any = object()


def _known(node: Node) -> Any:
    if isinstance(node, Literal):
        return node.value
    value = literal_value(node)
    return _UNKNOWN if value is None else value


def add(left: Any, right: Any, evaluation: Evaluation) -> Any:
    """`+`: joins as soon as one side is a text, else adds numbers; null joins as empty."""
    if is_number(left) and is_number(right):
        return plus(left, right)
    if isinstance(left, str) or isinstance(right, str):
        one, other = to_text(left, evaluation), to_text(right, evaluation)
        if len(one) + len(other) > MAX_TEXT:
            raise text_too_long()
        return checked_text(one + other, evaluation)
    hint = "; flatten([a, b]) joins lists" if isinstance(left, list | dict) else ""
    raise type_mismatch(f'"+" cannot add {describe(left)} and {describe(right)}{hint}.')


def _operation(operator: str, left: Evaluate, right: Evaluate) -> Evaluate:
    if operator == "+":
        return lambda evaluation: add(left(evaluation), right(evaluation), evaluation)
    compute = _ARITHMETIC[operator]
    return lambda evaluation: compute(left(evaluation), right(evaluation))


def _ordering(operator: str, left: Evaluate, right: Evaluate) -> Evaluate:
    decide = ORDERINGS[operator]

    def ordering(evaluation: Evaluation) -> bool:
        one, other = left(evaluation), right(evaluation)
        if type(one) is int and type(other) is int:
            return decide(one, other)
        return decide(*comparable(one, other, operator))

    return ordering


def _call(function: Function, arguments: list[Evaluate]) -> Evaluate:
    run = function.run
    if function.is_lazy:
        return lambda evaluation: run(evaluation, *arguments)
    if len(arguments) == 1:
        only = arguments[0]
        return lambda evaluation: run(evaluation, only(evaluation))
    if len(arguments) == 2:
        first, second = arguments
        return lambda evaluation: run(evaluation, first(evaluation), second(evaluation))
    return lambda evaluation: run(evaluation, *[argument(evaluation) for argument in arguments])


def _is_null(node: Node) -> bool:
    return isinstance(node, Literal) and node.value is None


def _is_false(value: object) -> bool:
    return not truthy(value)


def _is_there(value: object) -> bool:
    return value is not None
