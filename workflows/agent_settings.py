"""What an agent block takes from the agent it names: filled into what runs, and taken out again of what is drawn. Pure.

A draft holds the agent's id and what the block says itself. A frozen version holds the whole, and in `agentFields` which
of its fields came from the agent: so it runs on with the settings of its day, whatever becomes of the agent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from workflows.definition import BlockDef, Definition
from workflows.reading import Json

AGENT_ID, AGENT_FIELDS = "agentId", "agentFields"
#: What only means something together with the provider that it was written for.
_OF_PROVIDER = ("model", "temperature")


def agent_ids(definition: Definition) -> Iterator[str]:
    """The agents whose settings are still to be filled in."""
    for block in definition.blocks:
        named = _named(block)
        if named and AGENT_FIELDS not in block.config:
            yield named


def with_agents(definition: Definition, settings: Mapping[str, Mapping[str, Json]]) -> Definition:
    """Each block with the settings of its agent, by the agent's id, where it says nothing itself. An agent that is not
    among them leaves its block as it is.
    """

    def filled(block: BlockDef) -> BlockDef:
        given = settings.get(_named(block))
        if given is None or AGENT_FIELDS in block.config:
            return block
        own = {name: value for name, value in block.config.items() if not _is_empty(value)}
        is_elsewhere = own.get("provider", given.get("provider")) != given.get("provider")
        taken = {
            name: value
            for name, value in given.items()
            if name not in own and not (is_elsewhere and name in _OF_PROVIDER)
        }
        return replace(block, config={**block.config, **taken, AGENT_FIELDS: sorted(taken)})

    return _changed(definition, filled)


def without_agents(definition: Definition) -> Definition:
    """The same drawing with what its blocks say themselves, and nothing of their agents."""

    def emptied(block: BlockDef) -> BlockDef:
        taken = block.config.get(AGENT_FIELDS)
        if block.type != "agent" or not isinstance(taken, list):
            return block
        gone = {AGENT_FIELDS, *map(str, taken)}
        return replace(
            block, config={name: value for name, value in block.config.items() if name not in gone}
        )

    return _changed(definition, emptied)


def is_filled(definition: Definition) -> bool:
    """Whether the settings of agents stand in it."""
    return any(AGENT_FIELDS in block.config for block in definition.blocks)


def _named(block: BlockDef) -> str:
    named = block.config.get(AGENT_ID)
    return named.strip() if block.type == "agent" and isinstance(named, str) else ""


def _is_empty(value: Json) -> bool:
    return value is None or value == ""


def _changed(definition: Definition, change: Callable[[BlockDef], BlockDef]) -> Definition:
    blocks = tuple(change(block) for block in definition.blocks)
    if all(new is old for new, old in zip(blocks, definition.blocks, strict=True)):
        return definition
    return replace(definition, blocks=blocks)
