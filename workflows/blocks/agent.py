"""`agent`: a question to a language model, its answer held to a schema, with tools that only read.

What was paid for is never repeated in silence: a lost answer is uncertain, and once a turn was answered a busy model is
waited for within the step.
"""

from __future__ import annotations

import base64
import dataclasses
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

from pydantic import Field
from pydantic_core import from_json, to_json

from integrations.blocktype import BlockType
from integrations.chat import (
    Document,
    Question,
    Reply,
    Spoken,
    ToolResult,
    ToolSpec,
    ToolUse,
    Usage,
    without_nulls,
)
from integrations.context import StepContext, Tool
from integrations.files import file_id
from integrations.forms import Form, Template, Text, ui
from integrations.outcomes import AuthExpired, Done, Json, Outcome, Permanent, Retry, StepFailure, Uncertain
from integrations.performing import ask, request_for
from integrations.prices import dollars, in_words
from integrations.providers.anthropic.chat import SPOKEN as ANTHROPIC
from integrations.providers.openai.chat import SPOKEN as OPENAI
from workflows.schemas import Schema

MAX_TURNS = 12
MAX_WAITS = 3
USUAL_WAIT_SECONDS = 5.0
LONGEST_WAIT_SECONDS = 60.0
TURN_SECONDS = 600.0  # the step's own time ends it earlier
MAX_DOCUMENT_BYTES = 20 * 1024 * 1024
MAX_TOOL_TEXT = 50_000
SPOKEN: dict[str, Spoken] = {"anthropic": ANTHROPIC, "openai": OPENAI}


class AgentConfig(Form):
    agent_id: Annotated[
        str | None,
        ui(
            "options",
            order=1,
            optionsFrom="agents",
            template=False,
            placeholder="None: everything is said here",
            help="Its settings count where this block says nothing else.",
        ),
    ] = Field(None, title="Agent", max_length=64)
    agent_fields: Annotated[list[str] | None, ui(order=20, hidden=True, template=False)] = Field(
        None, description="In a frozen version: which of its fields were the agent's."
    )
    provider: Annotated[
        Literal["anthropic", "openai"],
        ui(
            "select",
            order=2,
            template=False,
            labels={"anthropic": "Anthropic", "openai": "OpenAI or compatible"},
        ),
    ] = Field("anthropic", title="Provider")
    model: Annotated[Text, ui("options", order=3, optionsFrom="{provider}/models", placeholder="Its id")] = (
        Field(title="Model", min_length=1, max_length=200)
    )
    system_prompt: Annotated[
        str, ui("textarea", order=4, help="Who it is and what it should keep to.", placeholder="You …")
    ] = Field("", title="System prompt", max_length=200_000)
    user_prompt: Annotated[
        str, ui("textarea", order=5, placeholder="Extract the total of {{input.text}}")
    ] = Field(title="Prompt", min_length=1, max_length=1_000_000)
    input_data: Annotated[
        Template,
        ui(
            "json",
            order=6,
            help="Files, or documentContent (base64) with documentMimetype, are given as documents; the rest as JSON.",
        ),
    ] = Field(None, title="Input data")
    output_schema: Annotated[
        dict[str, Any] | None,
        ui("json", order=7, template=False, help="JSON Schema. The result is held to it."),
    ] = Field(None, title="Output schema")
    tools: Annotated[
        list[str],
        ui(
            "list",
            order=8,
            template=False,
            placeholder="stripe.getCustomer",
            help="Operations that only read.",
        ),
    ] = Field(default_factory=list, title="Tools", max_length=20)
    tool_connections: Annotated[dict[str, str] | None, ui(order=21, hidden=True, template=False)] = Field(
        None,
        title="Accounts of its tools",
        description="By app, the id of a connection; the app's default one where it is not named.",
    )
    max_tokens: Annotated[int, ui("number", order=9, advanced=True, help="The answer's greatest length.")] = (
        Field(4096, title="Most tokens", ge=1, le=200_000)
    )
    temperature: Annotated[
        float | None,
        ui("number", order=10, advanced=True, help="0 to 2. Newer models take none: leave it empty."),
    ] = Field(None, title="Temperature", ge=0, le=2)


def run(context: StepContext, config: AgentConfig) -> Outcome:
    # Every account a tool needs is looked at before anything is paid for.
    tools = {each.name: each for each in _tools(context, config)}
    spoken = SPOKEN[config.provider]
    talk = _Talk(context, spoken, _question(context, config, spoken, tools), tools)
    reply = talk.until_said()
    result: Json = reply.text
    if config.output_schema is not None:
        result = talk.held_to(config.output_schema, reply)
    context.log(talk.said_usage())
    return Done(
        {
            "result": result,
            "text": talk.last_text,
            "toolCalls": talk.uses,
            "usage": {"model": reply.model or config.model, **talk.told_usage()},
        }
    )


def _tools(context: StepContext, config: AgentConfig) -> list[Tool]:
    chosen = config.tool_connections or {}
    return [
        context.tool(name, connection_id=chosen.get(name.partition(".")[0]))
        for name in dict.fromkeys(config.tools)
    ]


class _Talk:
    """One conversation: its messages so far, what it cost and which tools were used."""

    def __init__(
        self, context: StepContext, spoken: Spoken, question: Question, tools: Mapping[str, Tool]
    ) -> None:
        self.usage = Usage()
        self.uses: list[dict[str, Json]] = []
        self.last_text = ""
        self._context, self._spoken, self._question, self._tools = context, spoken, question, tools
        self._messages = spoken.dialect.first(question)

    def until_said(self) -> Reply:
        """The model's answer, after it has used the tools it wanted. Raises StepFailure."""
        while self.usage.turns < MAX_TURNS:
            reply = self._turn()
            if reply.end == "refused":
                raise self._failed(
                    f"The model refuses to answer: {reply.text[:500] or 'it gives no reason'}."
                )
            if reply.end == "cut":
                raise self._failed(
                    f"The answer was cut at {self._question.max_tokens:,} tokens. Allow more of them."
                )
            self._messages.append(reply.message)
            if not reply.uses:
                self.last_text = reply.text
                return reply
            self._messages += self._spoken.dialect.used([self._used(use) for use in reply.uses])
        raise self._failed(f"The model went on using tools for {MAX_TURNS} turns without an answer.")

    def held_to(self, wanted: dict[str, Json], reply: Reply) -> Json:
        """The answer as data that fits the schema; one that does not is corrected once. Raises Permanent."""
        result, complaint = _fitting(wanted, reply.text)
        if complaint:
            self._context.log(f"The answer does not fit the schema ({complaint}). It is asked for once more.")
            self._messages.append(
                self._spoken.dialect.said(
                    f"This does not fit the JSON Schema that was asked for: {complaint}. Answer again with nothing but JSON "
                    f"that fits it: {to_json(wanted).decode()}"
                )
            )
            result, complaint = _fitting(wanted, self.until_said().text)
        if complaint:
            raise self._failed(
                f"The answer does not fit the output schema, also after a second try: {complaint}.",
                code="OUTPUT_INVALID",
            )
        return result

    def told_usage(self) -> dict[str, Json]:
        tokens = self.usage.tokens
        return {
            "inputTokens": tokens.input,
            "cachedTokens": tokens.cached,
            "outputTokens": tokens.output,
            "totalTokens": tokens.input + tokens.output,
            "turns": self.usage.turns,
            "costUsd": dollars(self.usage.cost),
        }

    def said_usage(self) -> str:
        tokens, turns, cost = self.usage.tokens, self.usage.turns, self.usage.cost
        price = "no price is known for this model" if cost is None else f"about {in_words(cost)}"
        return (
            f"{tokens.input:,} tokens in, {tokens.output:,} out, {turns} turn{'s' * (turns != 1)}, {price}."
        )

    def _turn(self) -> Reply:
        payload = self._answer()
        try:
            reply = self._spoken.dialect.read(payload)
        except (ValueError, LookupError, TypeError, AttributeError):
            raise self._failed(
                f"{self._spoken.provider.name} gave something that is no answer of a model."
            ) from None
        asked, listed = self._question.model, None
        if self._question.is_official:
            listed = self._spoken.prices.find(reply.model, asked)
        cost = self._context.paid(
            provider=self._spoken.provider.slug,
            model=asked,
            answered_by=reply.model,
            tokens=reply.tokens,
            listed=listed,
        )
        self.usage = self.usage.plus(reply.tokens, cost)
        return reply

    def _answer(self) -> Json:
        """What the provider answers to the conversation so far, after waiting where it is busy. Raises StepFailure."""
        waits = 0
        while True:
            try:
                return self._send()
            except Retry as failure:
                if not self.usage.turns:
                    raise  # nothing was paid for: the step waits its turn
                if waits >= MAX_WAITS or failure.code == "STEP_TIMEOUT":
                    raise self._failed_by(failure) from None
                waits += 1
                try:
                    seconds = USUAL_WAIT_SECONDS if failure.after_seconds is None else failure.after_seconds
                    self._context.sleep(min(seconds, LONGEST_WAIT_SECONDS))
                except StepFailure as ended:
                    raise self._failed_by(ended) from None
            except (Permanent, AuthExpired) as failure:
                if self.usage.turns:
                    raise self._failed_by(failure) from None
                if not self._is_about_schema(failure):
                    raise
                self._write_schema()
            except Uncertain as failure:
                if self.usage.turns:
                    failure.details = self._paid(failure.details)
                raise

    def _send(self) -> Json:
        spoken, context = self._spoken, self._context
        body = spoken.dialect.body(self._question, self._messages)
        form = spoken.operation.form.model_validate({"body": body})
        request = request_for(spoken.provider, spoken.operation, context, form)
        request = dataclasses.replace(request, timeout_seconds=TURN_SECONDS)
        return ask(spoken.provider, spoken.operation, context, form, request)[0]

    def _is_about_schema(self, failure: StepFailure) -> bool:
        """Whether the server refused because it cannot be held to a schema."""
        details = failure.details if isinstance(failure.details, dict) else {}
        words = failure.message.lower()
        is_told = any(word in words for word in ("response_format", "output_config", "json_schema", "schema"))
        can = self._question.schema is not None and not self._question.writes_schema
        return can and details.get("status") in (400, 422) and is_told

    def _write_schema(self) -> None:
        question = self._question
        words = (
            f"Answer with nothing but JSON that fits this JSON Schema: {to_json(question.schema).decode()}"
        )
        system = f"{question.system}\n\n{words}" if question.system else words
        self._question = dataclasses.replace(question, system=system, writes_schema=True)
        self._messages = self._spoken.dialect.first(self._question)
        self._context.log("The server takes no schema; it is told in words, and the answer is checked.")

    def _used(self, use: ToolUse) -> ToolResult:
        tool = self._tools.get(use.name)
        told: dict[str, Json] = {"tool": tool.operation if tool else use.name, "input": use.arguments}
        if tool and tool.connection:
            told["connection"] = {"id": tool.connection.connection_id, "name": tool.connection_name}
        self.uses.append(told)
        try:
            if tool is None:
                raise ValueError(f"There is no tool {use.name}.")
            if use.arguments is None:
                raise ValueError("The arguments are no JSON object.")
            output = tool.use(use.arguments)
        except (StepFailure, ValueError) as failure:
            words = failure.message if isinstance(failure, StepFailure) else str(failure)
            if isinstance(failure, Permanent) and failure.code == "CANCELLED":
                raise
            told["error"] = words
            return ToolResult(use, words, is_error=True)
        told["output"] = output
        text = to_json(output).decode()
        return ToolResult(use, text if len(text) <= MAX_TOOL_TEXT else f"{text[:MAX_TOOL_TEXT]}… (cut)")

    def _failed(self, message: str, *, code: str = "INTEGRATION_ERROR", details: Json = None) -> Permanent:
        """A failure that says what was paid for."""
        self._context.log(self.said_usage())
        return Permanent(message, code=code, details=self._paid(details))

    def _failed_by(self, failure: StepFailure) -> Permanent:
        """The same for one from outside: it is final, because to begin anew would be to pay anew."""
        return self._failed(failure.message, code=failure.code, details=failure.details)

    def _paid(self, details: Json) -> dict[str, Json]:
        said = details if isinstance(details, dict) else {}
        usage = {"model": self._question.model, **self.told_usage()}
        return {**said, "usage": usage, "toolCalls": len(self.uses)}


def _question(
    context: StepContext, config: AgentConfig, spoken: Spoken, tools: Mapping[str, Tool]
) -> Question:
    documents, rest = _documents(context, config.input_data)
    prompt = config.user_prompt
    if rest not in (None, {}, []):
        prompt = f"{prompt}\n\nInput data:\n{to_json(rest).decode()}"
    account = context.connection
    return Question(
        model=config.model.strip(),
        system=config.system_prompt,
        prompt=prompt,
        documents=tuple(documents),
        tools=tuple(ToolSpec(tool.name, tool.description, tool.parameters) for tool in tools.values()),
        schema=config.output_schema,
        max_tokens=config.max_tokens,
        temperature=config.temperature,
        is_official=account is None or account.base_url == spoken.official,
    )


def _documents(context: StepContext, data: Json) -> tuple[list[Document], Json]:
    """What is a document in the input data, and the rest of it."""
    if file_id(data):
        return [_file(context, data)], None
    if not isinstance(data, dict):
        return [], data
    found = [_file(context, value) for value in data.values() if file_id(value)]
    rest = {name: value for name, value in data.items() if not file_id(value)}
    content, kind = rest.get("documentContent"), str(rest.get("documentMimetype") or "text/plain")
    if not isinstance(content, str):
        return found, rest
    if kind.startswith("text/"):
        return found, rest  # text is read where it stands
    del rest["documentContent"]
    rest.pop("documentMimetype", None)
    name = str(rest.pop("documentName", None) or f"document.{kind.rpartition('/')[2][:10]}")
    try:
        base64.b64decode(content, validate=True)
    except ValueError:
        raise Permanent("documentContent is not base64.", code="TYPE_MISMATCH") from None
    return [*found, Document(name, kind, content)], rest


def _file(context: StepContext, value: Json) -> Document:
    stored = context.open_file(value)
    if stored.size > MAX_DOCUMENT_BYTES:
        raise Permanent(
            f"{stored.name} has {stored.size // 1024**2} MB; a model is given {MAX_DOCUMENT_BYTES // 1024**2} MB at most.",
            code="LIMIT_DOCUMENT",
        )
    with stored.open() as content:
        return Document(stored.name, stored.mime_type, base64.b64encode(content.read()).decode())


def _fitting(wanted: dict[str, Json], text: str) -> tuple[Json, str]:
    """The text as data, and what is wrong with it; "" for nothing."""
    bare = text.strip().removeprefix("```json").removeprefix("```").removesuffix("```").strip()
    try:
        found = from_json(bare, allow_inf_nan=False)
    except ValueError:
        return None, "it is no JSON"
    found = without_nulls(wanted, found)
    complaints: Sequence[tuple[str, str]] = Schema(wanted).complaints(found)
    return found, "; ".join(f"{path}: {words}" if path else words for path, words in complaints[:5])


BLOCK = BlockType(
    type="agent",
    name="Agent",
    category="Data",
    description="Asks a language model, with an answer that fits a schema and tools that read.",
    icon="sparkles",
    form=AgentConfig,
    run=run,
    sentence="Ask: {userPrompt}",
    empty_sentence="Choose a model and write the prompt",
    output_schema={
        "type": "object",
        "properties": {
            "result": {"description": "The answer: data where there is an output schema, else its text."},
            "text": {"type": "string"},
            "toolCalls": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {
                        "tool": {"type": "string"},
                        "input": {},
                        "output": {},
                        "error": {"type": "string"},
                        "connection": {
                            "description": "Whose account the tool read with.",
                            "type": "object",
                            "properties": {"id": {"type": "string"}, "name": {"type": "string"}},
                        },
                    },
                },
            },
            "usage": {
                "type": "object",
                "properties": {
                    "model": {"type": "string"},
                    "inputTokens": {"type": "integer"},
                    "cachedTokens": {
                        "description": "Those of the tokens in that came from the provider's cache.",
                        "type": "integer",
                    },
                    "outputTokens": {"type": "integer"},
                    "totalTokens": {"type": "integer"},
                    "turns": {"type": "integer"},
                    "costUsd": {
                        "description": "By the provider's list prices, in US dollars; null where the model's is not known.",
                        "type": ["number", "null"],
                    },
                },
            },
        },
        "required": ["result", "text", "toolCalls", "usage"],
    },
    effect="write",
    can_fail=True,
    order=60,
)
