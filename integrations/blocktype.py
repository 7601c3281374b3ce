"""What can be placed on the canvas, as data: block types, and the operations of provider blocks.

A placed block is to its type as an object to its class; a step is a call of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from integrations.calls import Call
from integrations.context import StepContext
from integrations.forms import Form
from integrations.outcomes import Json, Outcome

Effect = Literal["none", "read", "write"]
OnUncertain = Literal["ask", "retry", "fail"]
FormClass = type[Form]
Run = Callable[[StepContext, Any], Outcome]

#: The palette's groups, in the order they are shown.
CATEGORIES = ("Triggers", "Control", "Data", "HTTP and code", "Apps")


@dataclass(frozen=True, slots=True)
class Port:
    """Where an edge leaves a block."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class PortsFrom:
    """The config field (a list of objects) whose entries are ports, and which keys hold their id and label."""

    field: str
    id: str
    label: str


OUT = Port("out", "Out")
ERROR = Port("error", "Error")


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One thing a provider's block can do: a declared `call`, or a `run` of its own. `aliases` are other names for it.

    `presets` are what an alias stands for besides the name: `{"createContact": {"objectType": "contacts"}}`. Under such
    a name the fields of the object may stand beside it; `rest` is the form's field that takes them, by `rest_name`.
    """

    id: str
    name: str
    form: FormClass
    effect: Effect
    call: Call | None = None
    run: Run | None = None  # None: what the call says
    description: str = ""
    sentence: str = ""
    output_schema: Json = None
    aliases: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ()
    presets: Mapping[str, Mapping[str, Json]] = field(default_factory=dict)
    rest: str = ""
    rest_name: Callable[[str], str] = str
    idempotent: bool | None = None  # the provider honours our idempotency key; None: as its declaration says
    inline: bool = False
    order: int = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockType:
    """A type of block. `run(context, config)` returns an Outcome or raises a StepFailure.

    `inline`: pure and quick, runs on the planner's thread; anything that waits must not be inline.
    `effect`: what a repeated attempt could do twice; a function where it depends on the config.
    `sentence`: the card's text with `{field}` places; a part in `[…]` is dropped when one of its fields is empty.
    """

    type: str
    name: str
    category: str
    description: str
    icon: str  # a lucide icon's name
    form: FormClass
    run: Run
    sentence: str
    empty_sentence: str
    output_schema: Json = None
    color: str | None = None
    ports: tuple[Port, ...] = (OUT,)
    outputs_from: PortsFrom | None = None
    effect: Effect | Callable[[Mapping[str, Json]], Effect] = "none"
    idempotent: bool = False  # a second execution under the same key does nothing more
    can_fail: bool = False
    is_trigger: bool = False
    is_container: bool = False  # blocks can be placed inside it
    inline: bool = False
    provider: str | None = None
    operations: tuple[Operation, ...] = ()
    default_on_uncertain: OnUncertain = "ask"
    leaves_by: Callable[[Json], str] | None = None  # the port that an output chose, where there are several
    order: int = 100

    def operation_for(self, config: Mapping[str, Json]) -> Operation | None:
        """The chosen operation of a provider block; None for other types and while none, or an unknown one, is chosen."""
        if not self.operations:
            return None
        chosen = config.get("operation")
        for operation in self.operations:
            if chosen == operation.id or chosen in operation.aliases:
                return operation
        return None

    def canonical(self, config: Mapping[str, Json], operation: Operation | None = None) -> dict[str, Json]:
        """The config by the names that are stored: operation and fields may be given in other spellings.

        An alias that stands for more than a name brings what it stands for ("createContact": a record of contacts).
        """
        operation = operation or self.operation_for(config)
        fields = {
            name: value for name, value in config.items() if not (self.operations and name == "operation")
        }
        if operation is None:
            return {**self.form.canonical(fields), **_chosen(config)}
        chosen = config.get("operation")
        preset = operation.presets.get(chosen, {}) if isinstance(chosen, str) else {}
        named = operation.form.canonical(fields)
        if preset and operation.rest:
            named = _gathered(operation, named)
        return {**({"operation": operation.id} if chosen else {}), **preset, **named}

    def form_for(self, config: Mapping[str, Json]) -> FormClass:
        """The operation's form for provider blocks (it has no `operation` field), else the type's."""
        operation = self.operation_for(config)
        return operation.form if operation else self.form

    def run_for(self, config: Mapping[str, Json]) -> Run:
        operation = self.operation_for(config)
        return operation.run if operation and operation.run else self.run

    def effect_for(self, config: Mapping[str, Json]) -> Effect:
        """What a second execution could do twice; "write" where the config cannot tell yet."""
        operation = self.operation_for(config)
        if operation:
            return operation.effect
        return self.effect(config) if callable(self.effect) else self.effect

    def repeats_safely(self, config: Mapping[str, Json]) -> bool:
        """Whether the same request under the same key happens once, however often it is sent."""
        operation = self.operation_for(config)
        return bool(operation.idempotent if operation else self.idempotent)

    def inline_for(self, config: Mapping[str, Json]) -> bool:
        operation = self.operation_for(config)
        return operation.inline if operation else self.inline

    def ports_for(self, config: Mapping[str, Json]) -> tuple[Port, ...]:
        """Ports named by the config, then those of the type, `error` last where the block can fail."""
        ports: dict[str, Port] = {}
        if self.outputs_from:
            named = config.get(self.outputs_from.field)
            for entry in named if isinstance(named, list) else []:
                key = entry.get(self.outputs_from.id) if isinstance(entry, dict) else None
                if isinstance(key, str) and key:
                    label = entry.get(self.outputs_from.label)
                    ports.setdefault(key, Port(key, label if isinstance(label, str) and label else key))
        for port in self.ports:
            ports.setdefault(port.id, port)
        if self.can_fail:
            ports.setdefault(ERROR.id, ERROR)
        return tuple(ports.values())

    def port_for(self, config: Mapping[str, Json], output: Json) -> str:
        """The port by which this output leaves the block, as far as the output tells."""
        ports = [port.id for port in self.ports_for(config) if port.id != ERROR.id]
        chosen = self.leaves_by(output) if self.leaves_by else None
        return chosen if chosen in ports else (ports or [OUT.id])[-1]


def _chosen(config: Mapping[str, Json]) -> dict[str, Json]:
    return {"operation": config["operation"]} if "operation" in config else {}


def _gathered(operation: Operation, config: Mapping[str, Json]) -> dict[str, Json]:
    """The config with the fields that the form does not have inside the one that takes them."""
    known = {field.alias or name for name, field in operation.form.model_fields.items()}
    rest = {operation.rest_name(name): value for name, value in config.items() if name not in known}
    if not rest:
        return dict(config)
    inside = config.get(operation.rest)
    kept = {name: value for name, value in config.items() if name in known}
    return {**kept, operation.rest: {**rest, **(inside if isinstance(inside, dict) else {})}}
