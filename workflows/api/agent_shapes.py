"""What goes in and out of the agents API."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from accounts.api.forms import Form, Shape
from workflows.agents.facts import AgentType, ModelProvider, Status

Json = Any
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=255)]
Model = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Prompt = Annotated[str, StringConstraints(min_length=1, max_length=200_000)]
_SCHEMA = "JSON Schema that results are held to."
_TEMPERATURE = "0 to 2. Newer models take none: leave it out."


class NewAgent(Form):
    name: Name = Field(title="Name")
    description: str = Field("", title="Description", max_length=10_000)
    type: AgentType = Field(
        title="Type", description="What it is for; it changes nothing about how it works."
    )
    provider: ModelProvider = Field("openai", title="Provider")
    model: Model = Field("gpt-4o", title="Model")
    system_prompt: Prompt = Field(
        title="System prompt", description="`{{…}}` in it takes data of the run it is used in."
    )
    output_schema: dict[str, Json] | None = Field(None, title="Output schema", description=_SCHEMA)
    temperature: float | None = Field(None, title="Temperature", ge=0, le=2, description=_TEMPERATURE)
    max_tokens: int = Field(4096, title="Most tokens", ge=1, le=200_000)
    status: Status = Field("active", title="Status")


class AgentChange(Form):
    """Any of an agent's fields; `outputSchema` and `temperature` are taken away by null."""

    name: Name | None = Field(None, title="Name")
    description: str | None = Field(None, title="Description", max_length=10_000)
    type: AgentType | None = Field(None, title="Type")
    provider: ModelProvider | None = Field(None, title="Provider")
    model: Model | None = Field(None, title="Model")
    system_prompt: Prompt | None = Field(None, title="System prompt")
    output_schema: dict[str, Json] | None = Field(None, title="Output schema", description=_SCHEMA)
    temperature: float | None = Field(None, title="Temperature", ge=0, le=2, description=_TEMPERATURE)
    max_tokens: int | None = Field(None, title="Most tokens", ge=1, le=200_000)
    status: Status | None = Field(
        None, title="Status", description="A deprecated one is not offered any more; who uses it goes on."
    )


class AgentsQuery(Form):
    type: AgentType | None = Field(None, title="Type")
    status: Status | None = Field(None, title="Status")
    search: str = Field("", max_length=200, description="Part of the name or description.")
    include_built_in: bool = Field(
        True,
        title="includeBuiltIn",
        description="Whether those that come with the product are listed too; they come first.",
    )


class AgentUser(Shape):
    id: str
    name: str


class AgentShape(Shape):
    """`scope`: `global` for what comes with the product, `company` for one's own. `usedBy` are the workflows whose draft or
    live version names it.
    """

    id: str
    name: str
    description: str
    type: AgentType
    scope: Literal["global", "company"]
    provider: ModelProvider
    model: str
    system_prompt: str
    output_schema: dict[str, Json] | None
    temperature: float | None
    max_tokens: int
    status: Status
    used_by: list[AgentUser]
    created_at: datetime | None
    updated_at: datetime | None
