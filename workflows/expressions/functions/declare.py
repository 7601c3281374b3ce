"""How a function is declared: one entry that holds its code, its documentation and its test."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from workflows.expressions.errors import ExpressionError, type_mismatch
from workflows.expressions.numeric import describe, is_number, number_text


@dataclass(frozen=True, slots=True)
class FunctionDoc:
    """What the API and the reference page say about a function."""

    name: str
    signature: str
    description: str
    example: str
    result: Any
    group: str


@dataclass(frozen=True, slots=True)
class Function:
    """`run` gets the evaluation and the values.

    The signature says how many values are taken: `?` marks an optional one, `…` any number more.
    `example` evaluates to `result`; a test sees to it.
    """

    signature: str
    run: Callable[..., Any]
    description: str
    example: str
    result: Any
    # The function deals with a missing first value, so there is nothing to warn about.
    guards_first: bool = False
    # It gets closures instead of values and calls those it needs; all but the last are guarded.
    is_lazy: bool = False
    # Raises ExpressionError for a constant argument that could never work; by its position.
    checks: tuple[tuple[int, Callable[[Any], object]], ...] = ()

    @property
    def name(self) -> str:
        return self.signature.partition("(")[0]

    @property
    def arity(self) -> tuple[int, int | None]:
        """Fewest and most values it takes; None: any number."""
        inside = self.signature.partition("(")[2].rstrip(")")
        names = [name.strip() for name in inside.split(",")]
        required = sum(1 for name in names if not name.endswith("?") and name != "…")
        return required, None if "…" in names else len(names)


def text(value: object, what: str) -> str:
    """A text, or a number as text: providers send ids as either."""
    if isinstance(value, str):
        return value
    if is_number(value):
        return number_text(value)  # type: ignore[arg-type]
    raise needs("a text", value, what, ' default(value, "") stands in for a missing one.')


def items(value: object, what: str) -> list[Any]:
    if isinstance(value, list):
        return value
    raise needs("a list", value, what, " default(value, []) stands in for a missing one.")


def needs(wanted: str, value: object, what: str, if_null: str = "") -> ExpressionError:
    hint = if_null if value is None else ""
    return type_mismatch(f"{what} needs {wanted}, not {describe(value)}.{hint}")
