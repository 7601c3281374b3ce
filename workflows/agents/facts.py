"""What an agent is, whether it is built in or a company's own. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, get_args

Json = Any
AgentType = Literal["extraction", "content", "transform", "decision", "code", "classification", "custom"]
ModelProvider = Literal["anthropic", "openai"]
Status = Literal["active", "deprecated"]
TYPES: tuple[AgentType, ...] = get_args(AgentType)
STATUSES: tuple[Status, ...] = get_args(Status)


@dataclass(frozen=True, slots=True, kw_only=True)
class Agent:
    """`id` is as people and blocks write it: "agent_extraction", "agent_<uuid>". Times are None for what is built in."""

    id: str
    name: str
    description: str
    type: str
    provider: str
    model: str
    system_prompt: str
    output_schema: dict[str, Json] | None = None
    temperature: float | None = None
    max_tokens: int = 4096
    status: str = "active"
    is_built_in: bool = False
    created_at: datetime | None = None
    updated_at: datetime | None = None

    @property
    def settings(self) -> dict[str, Json]:
        """The fields of an agent block that it fills in, by the names they are stored by."""
        given = {
            "provider": self.provider,
            "model": self.model,
            "systemPrompt": self.system_prompt,
            "outputSchema": self.output_schema,
            "temperature": self.temperature,
            "maxTokens": self.max_tokens,
        }
        return {name: value for name, value in given.items() if value not in (None, "")}
