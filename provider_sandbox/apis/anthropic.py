"""Anthropic's Messages API in front of the pretended model."""

from __future__ import annotations

import re
from typing import Any

from provider_sandbox.model import Prompt, counted, is_busy, is_shut_out, say
from provider_sandbox.world import Answer, Call, World

HOST = re.compile(r"api\.anthropic\.com")
_ENDS = {"said": "end_turn", "tools": "tool_use", "cut": "max_tokens", "refused": "refusal"}
_MODELS = ("claude-demo-large", "claude-demo-small", "claude-haiku-4-5-20251001")


def answer(call: Call, world: World) -> Answer | None:
    if call.headers.get("anthropic-version") is None:
        return _error("invalid_request_error", "anthropic-version: header is required")
    if call.match("GET", "/v1/models"):
        data = [
            {"type": "model", "id": each, "display_name": each.replace("-", " ").title()} for each in _MODELS
        ]
        return Answer({"data": data, "has_more": False, "last_id": _MODELS[-1]})
    if not call.match("POST", "/v1/messages"):
        return None
    body = call.json
    for name in ("model", "max_tokens", "messages"):
        if name not in body:
            return _error("invalid_request_error", f"{name}: Field required")
    if body["model"] not in _MODELS:
        return _error("not_found_error", f"model: {body['model']}", 404)
    schema = body.get("output_config", {}).get("format", {}).get("schema")
    if schema is not None and (wrong := _open_object(schema)):
        return _error("invalid_request_error", f"output_config.format.schema: {wrong}")
    blocks = [part for message in body["messages"] for part in message["content"]]
    texts = [part["text"] for part in blocks if part["type"] == "text"]
    documents = [
        f"document {part['source']['media_type']}" for part in blocks if part["type"] in ("document", "image")
    ]
    results = [part["content"] for part in blocks if part["type"] == "tool_result"]
    asked = " ".join([body.get("system", ""), *documents, *texts])
    prompt = Prompt(asked, bool(body.get("tools")), results, schema)
    if is_busy(prompt):
        return _error("overloaded_error", "Overloaded", 503, {"retry-after": "0"})
    if is_shut_out(prompt):
        return _error("authentication_error", "invalid x-api-key", 401)
    said = say(prompt)
    content: list[dict[str, Any]] = [{"type": "text", "text": said.text}] if said.text else []
    if said.tool:
        content.append(
            {"type": "tool_use", "id": f"toolu_{world.number()}", "name": said.tool, "input": said.arguments}
        )
    tokens = counted(prompt, said)
    usage = {
        "input_tokens": tokens.given,
        "cache_creation_input_tokens": tokens.cache_written,
        "cache_read_input_tokens": tokens.cached,
        "output_tokens": tokens.answered,
    }
    return Answer(
        {
            "id": f"msg_{world.number()}",
            "type": "message",
            "role": "assistant",
            "model": body["model"],
            "content": content,
            "stop_reason": _ENDS[said.end],
            "usage": usage,
        }
    )


def _open_object(schema: Any) -> str:
    if not schema or not isinstance(schema, dict):
        return ""
    if schema.get("type") == "object" and schema.get("additionalProperties") is not False:
        return "For 'object' type, 'additionalProperties' must be explicitly set to false"
    children = [*schema.get("properties", {}).values(), schema.get("items", {})]
    return next((found for each in children if (found := _open_object(each))), "")


def _error(kind: str, message: str, status: int = 400, headers: dict[str, str] | None = None) -> Answer:
    return Answer({"type": "error", "error": {"type": kind, "message": message}}, status, headers or {})
