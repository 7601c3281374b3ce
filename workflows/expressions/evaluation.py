"""The state of one evaluation: the data, the warnings, and what is left of the budget."""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from workflows.expressions.errors import ExpressionError, MissingPath, over_limit
from workflows.expressions.limits import CHARACTERS_PER_UNIT, MAX_WARNINGS, WORK_BUDGET

# JSON data: None, bool, int, float, str, list or dict of these. An alias of Any on purpose:
# a recursive union cannot be passed a `dict[str, str]`, and every caller would have to cast.
Json: TypeAlias = Any
Scope: TypeAlias = Mapping[str, object]


class Evaluation:
    """Passed to every compiled closure; lives for one `resolve`."""

    __slots__ = ("budget", "scope", "strict", "warnings")

    def __init__(self, scope: Scope, warnings: list[MissingPath] | None, *, strict: bool) -> None:
        self.scope: Any = scope
        self.warnings = warnings
        self.strict = strict
        self.budget = WORK_BUDGET

    def charge(self, units: int) -> None:
        self.budget -= units
        if self.budget < 0:
            raise over_limit("This expression handles too much data; use a code block for it.")

    def charge_text(self, length: int) -> None:
        self.charge(length // CHARACTERS_PER_UNIT + 1)

    @property
    def wants_to_know(self) -> bool:
        """Whether anyone would read the explanation of a missing path."""
        return self.strict or self.warnings is not None

    def missing(self, path: str, message: str) -> None:
        """Record a path that led nowhere, or fail with it where references are strict."""
        if self.strict:
            raise ExpressionError("REFERENCE_MISSING", message)
        if self.warnings is None or len(self.warnings) >= MAX_WARNINGS:
            return
        warning = MissingPath(path, message)
        if warning not in self.warnings:
            self.warnings.append(warning)


Evaluate: TypeAlias = Callable[[Evaluation], Any]
