"""Why a change of a workflow was refused, in words for a person."""

from __future__ import annotations

from collections.abc import Sequence

from workflows.problems import Problem


class RefusedError(Exception):
    """The workflow's state does not allow this."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class StaleRevisionError(Exception):
    """The draft was changed since the revision that the writer had read."""

    def __init__(self, *, given: int, current: int) -> None:
        self.message = (
            f"Somebody else saved this workflow meanwhile: it is at revision {current}, yours was {given}."
        )
        super().__init__(self.message)


class UnpublishableError(Exception):
    """The draft has problems of severity `error`."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problem for problem in problems if problem.severity == "error")
        count = len(self.problems)
        self.message = (
            f"{count} problems keep this workflow from being published."
            if count != 1
            else f"One problem keeps this workflow from being published: {self.problems[0].message}"
        )
        super().__init__(self.message)


class UnknownVersionError(Exception):
    """The workflow has no such version."""
