"""Operations that only read, as tools of a step: each with the company's own connection to its app."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pydantic import ValidationError

from accounts.ids import parse_public_id
from connections.calls import account_of
from connections.services.choosing import choose_connection
from integrations.blocktype import Operation
from integrations.context import Account
from integrations.forms import words
from integrations.http import HttpRequest, HttpResponse
from integrations.outcomes import Permanent
from integrations.performing import read_page
from integrations.provider import Provider
from runs.worker.outgoing import Ask, Line, Outgoing
from workflows.registry import reading_operation

_LEFT_OUT = frozenset({"x-ui", "title"})
_PAGES = frozenset({"readAll", "maxItems"})  # a tool reads one page


@dataclass(frozen=True, slots=True)
class ReadingTool:
    """`operation` as it is written in configs: "stripe.getCustomer"; `name` as a model may call it."""

    operation: str
    provider: Provider
    declared: Operation
    connection: Account | None
    connection_name: str
    out: Outgoing
    lines: list[Line]
    ask: Ask
    clock: Callable[[], int]

    @property
    def name(self) -> str:
        return self.operation.replace(".", "_")[:64]

    @property
    def description(self) -> str:
        return f"{self.provider.name}: {self.declared.description or self.declared.name}"

    @property
    def parameters(self) -> Mapping[str, Any]:
        schema = _plain(self.declared.form.model_json_schema(by_alias=True))
        properties = {name: each for name, each in schema.get("properties", {}).items() if name not in _PAGES}
        return {**schema, "properties": properties}

    def use(self, arguments: Mapping[str, Any]) -> Any:
        form = self.declared.form
        try:
            config = form.model_validate(dict(arguments))
        except ValidationError as error:
            raise ValueError(" ".join(words(form, each) for each in error.errors()[:5])) from None
        return read_page(self.provider, self.declared, self, config)[0]

    @property
    def idempotency_key(self) -> str:
        return ""  # it only reads

    @property
    def now_ms(self) -> int:
        return self.clock()

    def http(self, request: HttpRequest) -> HttpResponse:
        return self.out.send(request, self.lines, self.ask)


def tool_for(
    name: str,
    *,
    wanted: str | None,
    company_id: UUID,
    lines: list[Line],
    ask: Ask,
    clock: Callable[[], int],
) -> ReadingTool:
    """`wanted` is a connection's id; None: the app's default one, or its only one. Raises Permanent for what is no reading operation, and AuthExpired where its app's connection does not work."""
    try:
        provider, operation = reading_operation(name)
    except ValueError as error:
        raise Permanent(str(error), code="CONFIG_INVALID") from None
    connection_id = account = None
    connection_name = ""
    named = None if wanted is None else parse_public_id("conn", wanted) or UUID(int=0)  # 0: no connection's
    if provider.access is not None:
        chosen = ask(
            lambda: choose_connection(
                company_id=company_id,
                provider=provider.slug,
                provider_name=provider.name,
                run_wants=None,
                block_wants=named,
            )
        )
        connection_id, connection_name = chosen.connection_id, chosen.name
        account = account_of(company_id, chosen.connection_id)
    out = Outgoing(company_id, connection_id, frozenset(), b"", "read")
    return ReadingTool(
        f"{provider.slug}.{operation.id}",
        provider,
        operation,
        account,
        connection_name,
        out,
        lines,
        ask,
        clock,
    )


def _plain(schema: Any) -> Any:
    """A form's schema as a model reads it."""
    if isinstance(schema, dict):
        return {
            key: {name: _plain(each) for name, each in value.items()}
            if key == "properties"
            else _plain(value)
            for key, value in schema.items()
            if key not in _LEFT_OUT
        }
    return [_plain(item) for item in schema] if isinstance(schema, list) else schema
