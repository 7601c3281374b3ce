"""`response`: answers the caller that waits for this run; the first one of a run wins."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from integrations.blocktype import BlockType
from integrations.context import StepContext
from integrations.forms import Form, Template, ui
from integrations.outcomes import Outcome, Respond


class ResponseConfig(Form):
    status_code: Annotated[int, ui("number", order=1)] = Field(200, title="Status", ge=200, le=599)
    headers: Annotated[dict[str, str], ui("keyvalue", order=2, advanced=True)] = Field(
        default_factory=dict, title="Headers"
    )
    body: Annotated[
        Template, ui("json", order=3, help="What the caller receives; also the run's output.")
    ] = Field(None, title="Body")


def run(_context: StepContext, config: ResponseConfig) -> Outcome:
    return Respond(config.status_code, config.headers, config.body, {"sent": True})


BLOCK = BlockType(
    type="response",
    name="Answer",
    category="Control",
    description="Answers the caller that waits for this run, then goes on.",
    icon="reply",
    form=ResponseConfig,
    run=run,
    sentence="Answer the caller with {statusCode}",
    empty_sentence="Answer the caller",
    output_schema={
        "type": "object",
        "properties": {"sent": {"type": "boolean", "title": "Sent"}},
        "required": ["sent"],
    },
    inline=True,
    can_fail=True,
    order=50,
)
