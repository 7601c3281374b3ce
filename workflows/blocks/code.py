"""`code`: what no other block does, in JavaScript or Python, in a sandbox of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from integrations.blocktype import BlockType, Effect
from integrations.context import StepContext
from integrations.forms import Form, ui
from integrations.outcomes import Done, Json, Outcome


class CodeConfig(Form):
    language: Annotated[
        Literal["javascript", "python"],
        ui("select", order=1, labels={"javascript": "JavaScript", "python": "Python"}, template=False),
    ] = Field("javascript", title="Language")
    source: Annotated[
        str,
        ui(
            "code",
            order=2,
            template=False,
            languageFrom="language",
            help="Has input, steps, variables, and item and index in a loop. What it returns is the result.",
            placeholder="return { total: input.amount * 1.2 };",
        ),
    ] = Field(title="Code", min_length=1, max_length=200_000)


def run(context: StepContext, config: CodeConfig) -> Outcome:
    return Done({"result": context.run_code(language=config.language, source=config.source)})


def _effect(config: Mapping[str, Json]) -> Effect:
    """Code alone changes nothing outside; one that fetches may."""
    return "write" if "fetch" in str(config.get("source") or "") else "read"


BLOCK = BlockType(
    type="code",
    name="Code",
    category="HTTP and code",
    description="Runs your own JavaScript or Python on the data of the run.",
    icon="code",
    form=CodeConfig,
    run=run,
    sentence="Run {language}[: {source}]",
    empty_sentence="Write what it should do",
    output_schema={
        "type": "object",
        "properties": {"result": {"title": "Result", "description": "What the code returns."}},
        "required": ["result"],
    },
    effect=_effect,
    can_fail=True,
    default_on_uncertain="retry",
    order=20,
)
