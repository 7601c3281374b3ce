"""A StepContext for tests that is honest: its http goes out through the one client, its clock is the machine's."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any

from connections.http import send
from integrations.blocktype import BlockType
from integrations.http import HttpRequest, HttpResponse
from integrations.outcomes import Outcome
from workflows.configs import check_config, compile_config, parse_config
from workflows.registry import block_type


@dataclass
class RealContext:
    allow: list[str] = field(default_factory=list)
    effect: str | None = None
    attempt: int = 1
    input: Any = None
    run_id: str = "run_0197a1b2-0000-7000-8000-000000000001"
    block_id: str = "block"
    idempotency_key: str = "key-1"
    now_ms: int = field(default_factory=lambda: int(time.time() * 1000))
    deadline_ms: int | None = None
    is_test: bool = False
    lines: list[str] = field(default_factory=list)

    def http(self, request: HttpRequest) -> HttpResponse:
        return send(request, allow=self.allow, effect=self.effect)

    def log(self, message: str, *, level: str = "info") -> None:
        self.lines.append(f"{level}: {message}")

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)


def known(type_name: str) -> BlockType:
    found = block_type(type_name)
    assert found is not None
    return found


def run_block(
    type_name: str, config: dict[str, Any], context: RealContext | None = None, **scope: Any
) -> Outcome:
    """The journey of one step: checked as stored, compiled, resolved with `scope`, checked in full, run."""
    found = known(type_name)
    assert check_config(found, config) == []
    context = context or RealContext(input=scope.get("input"))
    context.effect = context.effect or found.effect_for(config)
    resolved = compile_config(found, config).resolve(scope)
    return found.run_for(resolved)(context, parse_config(found, resolved))


def problems(type_name: str, config: dict[str, Any]) -> list[tuple[str, str]]:
    return [(problem.path, problem.message) for problem in check_config(known(type_name), config)]
