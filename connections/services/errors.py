"""Refusals of this app's services, in words for a person."""

from __future__ import annotations


class ConnectionRuleError(Exception):
    """A rule forbids the change: a conflict with what is there."""


class InvalidValueError(Exception):
    """Something given does not fit; `path` names the field."""

    def __init__(self, path: str, message: str) -> None:
        super().__init__(message)
        self.path = path
