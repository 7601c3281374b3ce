"""What can go wrong with an expression, and the warning that is not an error."""

from dataclasses import dataclass


class ExpressionSyntaxError(ValueError):
    """The text is not an expression. Raised when it is compiled, never when it is resolved.

    `position` counts characters from 0 in the source; `message` names it counted from 1.
    """

    def __init__(self, message: str, position: int) -> None:
        self.message = f"{message} (at character {position + 1})"
        self.position = position
        super().__init__(self.message)

    def inside(self, place: str) -> None:
        """Say in which field of a larger value the text stands."""
        self.message = f"{place}: {self.message}"
        self.args = (self.message,)


class ExpressionError(ValueError):
    """An expression could not be resolved with the data it was given.

    Codes: `TYPE_MISMATCH`, `REFERENCE_MISSING`, `LIMIT_EXPRESSION`, `STEP_ERROR`. Messages name
    types and places and never quote a value: a value may be a secret, and messages are logged.
    """

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        self.message = message
        self._is_located = False
        super().__init__(message)

    def locate(self, source: str) -> None:
        """Add the expression it happened in, once: the innermost one tells the most."""
        if self._is_located or not source or self.code == "REFERENCE_MISSING":
            return
        self._is_located = True
        shown = " ".join(source[:400].split())
        shown = shown if len(shown) <= 120 else shown[:117] + "..."
        self.message = f"{self.message} In: {shown}"
        self.args = (self.message,)


def type_mismatch(message: str) -> ExpressionError:
    return ExpressionError("TYPE_MISMATCH", message)


def over_limit(message: str) -> ExpressionError:
    return ExpressionError("LIMIT_EXPRESSION", message)


def failed(message: str) -> ExpressionError:
    return ExpressionError("STEP_ERROR", message)


@dataclass(frozen=True, slots=True)
class MissingPath:
    """A path that led nowhere and was resolved to null."""

    path: str
    message: str
