"""How OpenAI's models, and servers that speak like them, are spoken with: chat completions."""

from __future__ import annotations

from typing import Any

from pydantic_core import from_json

from integrations.blocktype import Operation
from integrations.calls import Call
from integrations.chat import Document, End, Question, Reply, Spoken, ToolResult, ToolUse, closed
from integrations.fields import Data, OperationForm, needed
from integrations.prices import Tokens, count
from integrations.providers.openai.prices import PRICES
from integrations.providers.openai.provider import OFFICIAL, PROVIDER

Json = Any
_ENDS: dict[str, End] = {"tool_calls": "tools", "length": "cut", "content_filter": "refused"}


class Turn(OperationForm):
    body: Data = needed("Body", wire="*")


CHAT = Operation(
    id="chatCompletions",
    name="Chat completion",
    form=Turn,
    call=Call("POST /chat/completions"),
    effect="write",
)


class Completions:
    """Compatible servers know `system` and `max_tokens`; OpenAI itself has newer names for the limit."""

    def first(self, question: Question) -> list[Json]:
        system = [{"role": "system", "content": question.system}] if question.system else []
        parts = [_document(each) for each in question.documents]
        content: Json = [*parts, {"type": "text", "text": question.prompt}] if parts else question.prompt
        return [*system, {"role": "user", "content": content}]

    def body(self, question: Question, messages: list[Json]) -> dict[str, Json]:
        limit = "max_completion_tokens" if question.is_official else "max_tokens"
        body: dict[str, Json] = {"model": question.model, limit: question.max_tokens, "messages": messages}
        if question.temperature is not None:
            body["temperature"] = question.temperature
        if question.tools:
            body["tools"] = [
                {
                    "type": "function",
                    "function": {
                        "name": tool.name,
                        "description": tool.description,
                        "parameters": dict(tool.parameters),
                    },
                }
                for tool in question.tools
            ]
        if question.schema is not None and not question.writes_schema:
            schema = closed(question.schema, needs_all=True)
            body["response_format"] = {
                "type": "json_schema",
                "json_schema": {"name": "result", "schema": schema, "strict": True},
            }
        return body

    def read(self, payload: Json) -> Reply:
        choice = payload["choices"][0]
        message = choice["message"]
        end = _ENDS.get(choice.get("finish_reason") or "", "said")
        uses = tuple(
            ToolUse(each["id"], each["function"]["name"], _arguments(each["function"].get("arguments")))
            for each in message.get("tool_calls") or ()
        )
        return Reply(
            text=message.get("refusal") or message.get("content") or "",
            uses=uses,
            message=message,
            end="refused" if message.get("refusal") else "tools" if uses else end,
            model=str(payload.get("model") or ""),
            tokens=_tokens(payload.get("usage")),
        )

    def used(self, results: list[ToolResult]) -> list[Json]:
        return [{"role": "tool", "tool_call_id": each.use.id, "content": each.text} for each in results]

    def said(self, text: str) -> Json:
        return {"role": "user", "content": text}


def _tokens(usage: Json) -> Tokens:
    """`prompt_tokens` has what came from the cache or went into it in it."""
    usage = usage if isinstance(usage, dict) else {}
    details = usage.get("prompt_tokens_details")
    details = details if isinstance(details, dict) else {}
    return Tokens(
        input=count(usage.get("prompt_tokens")),
        output=count(usage.get("completion_tokens")),
        cached=count(details.get("cached_tokens")),
        cache_written=count(details.get("cache_write_tokens")),
    )


def _arguments(text: Any) -> dict[str, Json] | None:
    try:
        found = from_json(text or "{}") if isinstance(text, str) else text
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _document(document: Document) -> Json:
    data = f"data:{document.mime_type};base64,{document.content}"
    if document.mime_type.startswith("image/"):
        return {"type": "image_url", "image_url": {"url": data}}
    return {"type": "file", "file": {"filename": document.name, "file_data": data}}


SPOKEN = Spoken(PROVIDER, CHAT, Completions(), OFFICIAL, PRICES)
