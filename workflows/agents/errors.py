"""Why something with an agent was refused, in words for a person."""

from __future__ import annotations


class AgentError(Exception):
    """`path` is the field it is about; empty for the agent as a whole."""

    def __init__(self, message: str, path: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.path = path


class NoSuchAgent(AgentError):
    """Unknown, or another company's."""

    def __init__(self) -> None:
        super().__init__("There is no agent with this id.")


class AgentIsBuiltIn(AgentError):
    """Somebody tried to change what comes with the product."""


class AgentInUse(AgentError):
    """Workflows name it."""


class TooManyAgents(AgentError):
    """The company has as many as it may."""
