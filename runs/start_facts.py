"""What is known of a version without compiling it: for starting runs, for showing them, and for what follows their end."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from runs.admission import Limit, read_limit
from workflows.models import WorkflowVersion
from workflows.schemas import Schema
from workflows.selectors import load_definition


@dataclass(frozen=True, slots=True)
class StartFacts:
    """What starting and showing runs needs to know of an immutable version."""

    number: int | None
    triggers: tuple[str, ...]
    api_triggers: tuple[str, ...]
    schema: Schema | None
    limit: Limit | None
    variables: dict[str, Any]
    settings: Mapping[str, Any]
    names: dict[str, tuple[str, str]]  # each block's (name, type)


@lru_cache(maxsize=1024)
def start_facts(version_id: uuid.UUID) -> StartFacts:
    definition = load_definition(version_id)
    triggers = [block for block in definition.blocks if block.type.startswith("trigger.")]
    schema = definition.input_schema
    return StartFacts(
        number=WorkflowVersion.objects.values_list("number", flat=True).get(id=version_id),
        triggers=tuple(block.id for block in triggers),
        api_triggers=tuple(block.id for block in triggers if block.type == "trigger.api"),
        schema=None if schema is None else Schema(schema),
        limit=read_limit(definition.settings),
        variables=dict(definition.variables),
        settings=definition.settings,
        names={block.id: (block.name, block.type) for block in definition.blocks},
    )
