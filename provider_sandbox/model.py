"""A pretended language model: predictable, and as clumsy as its prompt asks for.

`total: 12.5` in the prompt becomes the field `total` of a structured answer. `use NAME {"a": 1}` uses that tool first.
`[tokens 1200 300]` are counted in and out, `[cached 1000 200]` read from the cache and written to it. `[busy later]` has no time
after the first turn, `[shut out later]` does not take the key then. `[bad once]` and `[bad always]` give an answer that fits no schema, `[refuse]`, `[cut]` and `[endless]` what they say.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any

_USE = re.compile(r"use (\w+) (\{.*?\})")


_TOKENS = re.compile(r"\[tokens (\d+) (\d+)\]")
_CACHED = re.compile(r"\[cached (\d+) (\d+)\]")


@dataclass(frozen=True)
class Counted:
    """Tokens; those in the cache are not in `given`."""

    given: int
    answered: int
    cached: int
    cache_written: int


@dataclass(frozen=True)
class Prompt:
    text: str  # all that people said
    has_tools: bool
    results: list[str] = field(default_factory=list)
    schema: Any = None


@dataclass(frozen=True)
class Said:
    text: str = ""
    tool: str = ""
    arguments: Any = None
    end: str = "said"


def say(prompt: Prompt) -> Said:
    if "[refuse]" in prompt.text:
        return Said(text="I would rather not.", end="refused")
    if "[cut]" in prompt.text:
        return Said(text="This goes on and", end="cut")
    use = _USE.search(prompt.text)
    if prompt.has_tools and use and (not prompt.results or "[endless]" in prompt.text):
        return Said(tool=use[1], arguments=json.loads(use[2]), end="tools")
    is_corrected = "does not fit" in prompt.text
    if "[bad always]" in prompt.text or ("[bad once]" in prompt.text and not is_corrected):
        return Said(text='{"wrong": true}')
    if prompt.schema is not None:
        return Said(text=json.dumps(_sample(prompt.schema, "", " ".join([prompt.text, *prompt.results]))))
    return Said(text=" / ".join(["A pretended answer", *prompt.results]))


def is_busy(prompt: Prompt) -> bool:
    return "[busy later]" in prompt.text and bool(prompt.results)


def is_shut_out(prompt: Prompt) -> bool:
    return "[shut out later]" in prompt.text and bool(prompt.results)


def counted(prompt: Prompt, said: Said) -> Counted:
    told, cached = _TOKENS.search(prompt.text), _CACHED.search(prompt.text)
    given, answered = (
        (int(told[1]), int(told[2])) if told else (len(prompt.text) // 4 + 1, len(said.text) // 4 + 1)
    )
    return Counted(given, answered, *(map(int, cached.groups()) if cached else (0, 0)))


def _sample(schema: Any, name: str, text: str) -> Any:
    if "anyOf" in schema:
        options = [each for each in schema["anyOf"] if each.get("type") != "null"]
        is_told = re.search(rf"\b{name}\"?:", text) is not None
        return (
            _sample(options[0], name, text)
            if options and (is_told or len(options) == len(schema["anyOf"]))
            else None
        )
    if "enum" in schema:
        return next((each for each in schema["enum"] if str(each) in text), schema["enum"][0])
    match schema.get("type"):
        case "object":
            return {key: _sample(each, key, text) for key, each in schema.get("properties", {}).items()}
        case "array":
            return [_sample(schema.get("items", {}), name, text)]
        case "number" | "integer":
            found = re.search(rf"\b{name}\"?: *(-?\d+(?:\.\d+)?)", text)
            number = float(found[1]) if found else 1.0
            return int(number) if number.is_integer() else number
        case "boolean":
            return True
    found = re.search(rf"\b{name}\"?: *\"?([\w@. -]*\w)", text)
    return found[1] if found else "demo"
