"""OpenAI's chat completions in front of the pretended model; `plain.example` is a compatible server that takes no schema."""

from __future__ import annotations

import json
import re
from typing import Any

from provider_sandbox.model import Prompt, counted, is_busy, is_shut_out, say
from provider_sandbox.world import Answer, Call, World

HOST = re.compile(r"api\.openai\.com|plain\.example")
_ENDS = {"said": "stop", "tools": "tool_calls", "cut": "length", "refused": "content_filter"}
_MODELS = ("gpt-demo", "gpt-demo-mini", "gpt-4o-mini")
_ANSWERS_AS = {"gpt-4o-mini": "gpt-4o-mini-2024-07-18"}


def answer(call: Call, world: World) -> Answer | None:
    is_official = call.host == "api.openai.com"
    if call.match("GET", "/v1/models"):
        return Answer(
            {
                "object": "list",
                "data": [{"id": each, "object": "model", "owned_by": "demo"} for each in _MODELS],
            }
        )
    if not call.match("POST", "/v1/chat/completions"):
        return None
    body = call.json
    if body.get("model") not in _MODELS:
        return _error(f"The model '{body.get('model')}' does not exist", "model_not_found", 404)
    wrong = "max_tokens" if is_official else "max_completion_tokens"
    if wrong in body:
        return _error(f"Unsupported parameter: '{wrong}'", "unsupported_parameter")
    schema = None
    if form := body.get("response_format"):
        if not is_official:
            return _error("response_format json_schema is not supported here", "")
        schema = form["json_schema"]["schema"]
        if missing := _not_strict(schema):
            return _error(f"Invalid schema for response_format 'result': {missing}", "invalid_json_schema")
    texts, results = [], []
    for message in body["messages"]:
        content = message.get("content") or ""
        if message["role"] == "tool":
            results.append(content)
        elif message["role"] != "assistant":
            parts = [{"type": "text", "text": content}] if isinstance(content, str) else content
            texts += [part.get("text") or f"document {part['type']}" for part in parts]
    asked = " ".join(texts)
    if schema is None and (told := re.search(r"this JSON Schema: (\{.*?\})(?= \S+:| [A-Z]|$)", asked)):
        schema = json.loads(told[1])
    prompt = Prompt(asked, bool(body.get("tools")), results, schema)
    if is_busy(prompt):
        return _error("The engine is overloaded", "overloaded", 503, {"retry-after": "0"})
    if is_shut_out(prompt):
        return _error("Incorrect API key provided", "invalid_api_key", 401)
    said = say(prompt)
    message = {"role": "assistant", "content": said.text or None}
    if said.tool:
        function = {"name": said.tool, "arguments": json.dumps(said.arguments)}
        message["tool_calls"] = [{"id": f"call_{world.number()}", "type": "function", "function": function}]
    tokens = counted(prompt, said)
    usage = {
        "prompt_tokens": tokens.given + tokens.cached + tokens.cache_written,
        "completion_tokens": tokens.answered,
        "prompt_tokens_details": {"cached_tokens": tokens.cached, "cache_write_tokens": tokens.cache_written},
    }
    choice = {"index": 0, "message": message, "finish_reason": _ENDS[said.end]}
    return Answer(
        {
            "id": f"chatcmpl-{world.number()}",
            "model": _ANSWERS_AS.get(body["model"], body["model"]),
            "choices": [choice],
            "usage": usage,
        }
    )


def _not_strict(schema: Any) -> str:
    if not schema or not isinstance(schema, dict):
        return ""
    properties = schema.get("properties", {})
    if schema.get("type") == "object":
        if schema.get("additionalProperties") is not False:
            return "'additionalProperties' is required to be supplied and to be false"
        if set(schema.get("required", ())) != set(properties):
            return (
                "'required' is required to be supplied and to be an array including every key in properties"
            )
    children = [*properties.values(), schema.get("items", {}), *schema.get("anyOf", [])]
    return next((found for each in children if (found := _not_strict(each))), "")


def _error(message: str, code: str, status: int = 400, headers: dict[str, str] | None = None) -> Answer:
    kind = "invalid_request_error"
    error = {"message": message, "type": kind, "code": code or None, "param": None}
    return Answer({"error": error}, status, headers or {})
