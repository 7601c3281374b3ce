"""Block types by name, found by folder: one file per type in `workflows/blocks/`, one folder per provider.

A file holds its type as `BLOCK`. The file of `trigger.api` is `trigger_api.py`, that of `set-variable` `set_variable.py`.
A provider is loaded when it is first asked for.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache, partial
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType
from typing import Any, Literal

from pydantic import ConfigDict, create_model

import workflows.blocks
from integrations.blocktype import CATEGORIES, BlockType, Operation
from integrations.context import StepContext
from integrations.finding import part_of, provider_of, provider_slugs
from integrations.forms import Form, ui
from integrations.outcomes import Json, Outcome, Permanent
from integrations.performing import is_repeatable, perform
from integrations.provider import Provider


def block_type(type_name: str) -> BlockType | None:
    """The type of that name, or None when this build does not have it."""
    return _own_types().get(type_name) or _provider_type(type_name)


def block_types() -> tuple[BlockType, ...]:
    """All of them, in the palette's order."""
    providers = (_provider_type(slug) for slug in provider_slugs())
    found = [*_own_types().values(), *(item for item in providers if item)]
    return tuple(sorted(found, key=lambda item: (CATEGORIES.index(item.category), item.order, item.name)))


def catalogue() -> list[dict[str, Json]]:
    """All types as the browser gets them, made anew: many megabytes that nobody should keep."""
    return [_described(item) for item in block_types()]


@lru_cache(maxsize=1)
def _own_types() -> dict[str, BlockType]:
    found: dict[str, BlockType] = {}
    for info in iter_modules(workflows.blocks.__path__):
        block = import_module(f"workflows.blocks.{info.name}").BLOCK
        if re.sub(r"[.-]", "_", block.type) != info.name:
            raise RuntimeError(f"workflows/blocks/{info.name}.py declares the type {block.type!r}")
        found[block.type] = block
    return found


def reading_operation(name: str) -> tuple[Provider, Operation]:
    """The operation behind "stripe.getCustomer". Raises ValueError for what is none, or does more than read."""
    slug, _, wanted = name.partition(".")
    known, provider = block_type(slug), provider_of(slug)
    operation = known.operation_for({"operation": wanted}) if known and wanted else None
    if provider is None or operation is None:
        raise ValueError(f"“{name}” is no operation. Write one as stripe.getCustomer.")
    if operation.effect != "read" or operation.call is None or operation.call.binary:
        raise ValueError(f"“{name}” cannot be a tool: tools only read data.")
    return provider, operation


@lru_cache(maxsize=256)
def _provider_type(slug: str) -> BlockType | None:
    """None also for a provider that only tells and can do nothing."""
    provider = provider_of(slug)
    package = part_of(slug, "operations")
    if provider is None or package is None:
        return None
    operations = tuple(_ready(provider, operation) for operation in _operations(package))
    return BlockType(
        type=provider.slug,
        name=provider.name,
        category=provider.category,
        description=provider.description,
        icon=provider.icon,
        color=provider.color,
        form=_choice_form(provider, operations),
        run=_no_operation,
        sentence=provider.sentence,
        empty_sentence=provider.empty_sentence,
        effect="write",
        can_fail=True,
        provider=provider.slug,
        operations=operations,
        order=provider.order,
    )


def _ready(provider: Provider, operation: Operation) -> Operation:
    """An operation that can be run: one that is only declared gets the general `run`."""
    idempotent = operation.idempotent
    if idempotent is None:
        idempotent = (
            bool(operation.call) and operation.effect == "write" and is_repeatable(provider, operation)
        )
    return replace(
        operation, run=operation.run or partial(perform, provider, operation), idempotent=idempotent
    )


def _operations(package: ModuleType) -> tuple[Operation, ...]:
    found: dict[str, Operation] = {}
    for info in iter_modules([str(Path(path)) for path in package.__path__]):
        module = import_module(f"{package.__name__}.{info.name}")
        for name, value in vars(module).items():
            if isinstance(value, Operation) and not name.startswith("_"):
                found[value.id] = value
    return tuple(sorted(found.values(), key=lambda operation: (operation.order, operation.name)))


def _choice_form(provider: Provider, operations: tuple[Operation, ...]) -> type[Form]:
    """The form of a provider's block while no operation is chosen."""
    choices: Any = Literal[tuple(operation.id for operation in operations)]
    labels = {operation.id: operation.name for operation in operations}
    hint = ui("select", order=1, labels=labels)
    hint.title = "Operation"
    model = create_model(f"{provider.name.replace(' ', '')}Config", __base__=Form, operation=(choices, hint))
    model.model_config = ConfigDict(**{**model.model_config, "extra": "allow"})
    model.model_rebuild(force=True)
    return model


def _no_operation(_context: StepContext, _config: Form) -> Outcome:
    raise Permanent("Choose what this block should do: its operation is not one of this build's.")


def _described(item: BlockType) -> dict[str, Json]:
    effect = item.effect if isinstance(item.effect, str) else "write"
    described: dict[str, Json] = {
        "type": item.type,
        "name": item.name,
        "category": item.category,
        "description": item.description,
        "icon": item.icon,
        "color": item.color,
        "outputs": [{"id": port.id, "label": port.label} for port in item.ports],
        "outputsFrom": None,
        "canFail": item.can_fail,
        "isTrigger": item.is_trigger,
        "isContainer": item.is_container,
        "effect": effect,
        "sentence": item.sentence,
        "emptySentence": item.empty_sentence,
        "configSchema": _schema(item.form),
        "outputSchema": item.output_schema,
        "provider": item.provider,
    }
    if item.outputs_from:
        source = item.outputs_from
        described["outputsFrom"] = {"field": source.field, "id": source.id, "label": source.label}
    if item.operations:
        provider = provider_of(item.provider) if item.provider else None
        described["operations"] = [described_operation(each, provider) for each in item.operations]
    return described


def _schema(form: type[Form]) -> dict[str, Json]:
    """The form's JSON Schema without the class's name and docstring, which speak to developers."""
    schema = form.model_json_schema(by_alias=True)
    return {name: value for name, value in schema.items() if name not in ("title", "description")}


def described_operation(operation: Operation, provider: Provider | None = None) -> dict[str, Json]:
    """An operation as the browser gets it."""
    return {
        "id": operation.id,
        "aliases": list(operation.aliases),
        "name": operation.name,
        "description": operation.description,
        "effect": operation.effect,
        "idempotent": bool(operation.idempotent),
        "scopes": list(operation.scopes),
        "configSchema": _with_lists(_schema(operation.form), provider),
        "outputSchema": operation.output_schema,
        "sentence": operation.sentence,
    }


def _with_lists(schema: dict[str, Json], provider: Provider | None) -> dict[str, Json]:
    """Names of the provider's pick lists become their places under `GET /options/`, with what they depend on."""
    for shown in schema.get("properties", {}).values() if provider else ():
        hints = shown.get("x-ui", {})
        pick = provider.picks.get(hints.get("optionsFrom", "")) if provider else None
        if provider and pick:
            hints["optionsFrom"] = f"{provider.slug}/{hints['optionsFrom']}"
            if pick.needs:
                hints["dependsOn"] = list(pick.needs)
    return schema
