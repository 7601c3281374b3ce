"""How Claude is spoken with: the Messages API."""

from __future__ import annotations

from typing import Any

from integrations.blocktype import Operation
from integrations.calls import Call
from integrations.chat import Document, End, Question, Reply, Spoken, ToolResult, ToolUse, closed
from integrations.fields import Data, OperationForm, needed
from integrations.prices import Tokens, count
from integrations.providers.anthropic.prices import PRICES
from integrations.providers.anthropic.provider import OFFICIAL, PROVIDER

Json = Any
_ENDS: dict[str, End] = {"tool_use": "tools", "max_tokens": "cut", "refusal": "refused"}


class Turn(OperationForm):
    body: Data = needed("Body", wire="*")


CREATE_MESSAGE = Operation(
    id="createMessage",
    name="Create message",
    form=Turn,
    call=Call("POST /v1/messages"),
    effect="write",
)


class Messages:
    """Documents are blocks of the first message; tool results go back in one message, in the order they were asked for."""

    def first(self, question: Question) -> list[Json]:
        blocks = [_document(each) for each in question.documents]
        return [{"role": "user", "content": [*blocks, {"type": "text", "text": question.prompt}]}]

    def body(self, question: Question, messages: list[Json]) -> dict[str, Json]:
        body: dict[str, Json] = {
            "model": question.model,
            "max_tokens": question.max_tokens,
            "messages": messages,
        }
        if question.system:
            body["system"] = question.system
        if question.temperature is not None:
            body["temperature"] = question.temperature
        if question.tools:
            body["tools"] = [
                {"name": tool.name, "description": tool.description, "input_schema": dict(tool.parameters)}
                for tool in question.tools
            ]
        if question.schema is not None and not question.writes_schema:
            body["output_config"] = {"format": {"type": "json_schema", "schema": closed(question.schema)}}
        return body

    def read(self, payload: Json) -> Reply:
        content = payload["content"]
        uses = tuple(
            ToolUse(part["id"], part["name"], part["input"] if isinstance(part.get("input"), dict) else None)
            for part in content
            if part.get("type") == "tool_use"
        )
        return Reply(
            text="".join(part.get("text", "") for part in content if part.get("type") == "text"),
            uses=uses,
            message={"role": "assistant", "content": content},
            end=_ENDS.get(payload.get("stop_reason") or "", "said"),
            model=str(payload.get("model") or ""),
            tokens=_tokens(payload.get("usage")),
        )

    def used(self, results: list[ToolResult]) -> list[Json]:
        blocks = [
            {
                "type": "tool_result",
                "tool_use_id": each.use.id,
                "content": each.text,
                **({"is_error": True} if each.is_error else {}),
            }
            for each in results
        ]
        return [{"role": "user", "content": blocks}]

    def said(self, text: str) -> Json:
        return {"role": "user", "content": [{"type": "text", "text": text}]}


def _tokens(usage: Json) -> Tokens:
    """Anthropic counts what came from its cache or went into it apart from `input_tokens`."""
    usage = usage if isinstance(usage, dict) else {}
    cached, written = (
        count(usage.get("cache_read_input_tokens")),
        count(usage.get("cache_creation_input_tokens")),
    )
    return Tokens(
        input=count(usage.get("input_tokens")) + cached + written,
        output=count(usage.get("output_tokens")),
        cached=cached,
        cache_written=written,
    )


def _document(document: Document) -> Json:
    source = {"type": "base64", "media_type": document.mime_type, "data": document.content}
    if document.mime_type.startswith("image/"):
        return {"type": "image", "source": source}
    return {"type": "document", "title": document.name, "source": source}


SPOKEN = Spoken(PROVIDER, CREATE_MESSAGE, Messages(), OFFICIAL, PRICES)
