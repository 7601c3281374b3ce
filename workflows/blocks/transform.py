"""`transform`: builds a new object, field by field from templates, or by rules on source data.

The rule form runs in this order: mapping rules take values from the source, normalizations change fields of the result,
validation rules look at it. With `strict` the first error fails the step; else it is listed in `errors` and the field
keeps its default, or what it had.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import AfterValidator, Field, model_validator

from integrations.blocktype import BlockType
from integrations.checking import broken_rule
from integrations.context import StepContext
from integrations.forms import Form, Template, ui
from integrations.outcomes import Done, Json, Outcome, Permanent
from integrations.reshaping import TRANSFORMS, ReshapeError, change, path_of, put_at, value_at
from workflows.expressions import ExpressionError, compile_expression


def _known(name: str) -> str:
    if name not in TRANSFORMS:
        raise ValueError(f"There is no transform “{name}”; there are {', '.join(TRANSFORMS)}.")
    return name


Transform = Annotated[str, AfterValidator(_known), Field(json_schema_extra={"enum": list(TRANSFORMS)})]
_NAMES = ", ".join(TRANSFORMS)


RuleName = Literal[
    "required", "string", "number", "integer", "boolean", "list", "object", "date", "email", "url",
    "min", "max", "minLength", "maxLength", "pattern", "oneOf",
]  # fmt: skip
_RULES = ", ".join(get_args(RuleName))


class MappingRule(Form):
    id: str | None = None
    source: str = Field(min_length=1, title="Source")
    target: str = Field(min_length=1, title="Target")
    transform: Transform = Field("direct", title="Transform")
    default: Json = Field(None, title="Default")


class Normalization(Form):
    field: str = Field(min_length=1, title="Field")
    transform: Transform = Field(title="Transform")


class ValidationRule(Form):
    field: str = Field(min_length=1, title="Field")
    rule: RuleName = Field(title="Rule")
    value: Json = Field(None, title="Limit")
    message: str | None = Field(None, title="Message")


class TransformConfig(Form):
    mapping: Annotated[
        dict[str, Any],
        ui(
            "mapping",
            order=1,
            help="Each field of the result and its value. A single template keeps its type.",
        ),
    ] = Field(default_factory=dict, title="Fields")
    source_data: Annotated[
        Template,
        ui("template", order=2, advanced=True, help="What the rules read; the run's input if empty."),
    ] = Field(None, title="Source data")
    mapping_rules: Annotated[
        list[MappingRule],
        ui(
            "json",
            order=3,
            advanced=True,
            help=f"Instead of fields. Each has source and target (paths), default, and transform: {_NAMES}.",
        ),
    ] = Field(default_factory=list, title="Mapping rules")
    normalizations: Annotated[
        list[Normalization],
        ui(
            "json",
            order=4,
            advanced=True,
            help="Changes to the result. Each has field (a path) and transform, as above.",
        ),
    ] = Field(default_factory=list, title="Normalizations")
    validation_rules: Annotated[
        list[ValidationRule],
        ui(
            "json",
            order=5,
            advanced=True,
            help=f"Each has field, rule, value (the limit), message. Rules: {_RULES}.",
        ),
    ] = Field(default_factory=list, title="Validation rules")
    strict: Annotated[
        bool, ui("switch", order=6, advanced=True, help="Fail the step at the first error of a rule.")
    ] = Field(False, title="Strict")

    @property
    def has_rules(self) -> bool:
        return bool(self.mapping_rules or self.normalizations or self.validation_rules)

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        if self.mapping and self.mapping_rules:
            raise ValueError("Use fields or mapping rules, not both.")
        if not self.mapping and not self.has_rules:
            raise ValueError("Choose at least one field of the result.")
        return self


_MATCHES = compile_expression("matches(input.text, input.pattern)")


def run(context: StepContext, config: TransformConfig) -> Outcome:
    if not config.has_rules:
        return Done({"result": config.mapping})
    source = context.input if config.source_data is None else config.source_data
    errors = _Errors(is_strict=config.strict)
    result = dict(config.mapping) if config.mapping or config.mapping_rules else _own(source)
    for rule in config.mapping_rules:
        with errors.of(rule.target):
            _map(result, rule, source, errors)
    for step in config.normalizations:
        with errors.of(step.field):
            _normalize(result, step)
    for check in config.validation_rules:
        with errors.of(check.field):
            value = value_at(result, path_of(check.field))
            broken = broken_rule(check.rule, value, check.value, matches=_matches)
            if broken:
                errors.add(check.field, check.message or f"{check.field} {broken}.")
    return Done({"result": result, "errors": errors.found})


class _Errors:
    """What went wrong, by field. Strict ones end the step."""

    def __init__(self, *, is_strict: bool) -> None:
        self.is_strict = is_strict
        self.found: list[dict[str, str]] = []

    def add(self, field: str, message: str) -> None:
        if self.is_strict:
            raise Permanent(message, details={"field": field})
        self.found.append({"field": field, "message": message})

    @contextmanager
    def of(self, field: str) -> Iterator[None]:
        """Takes a rule's error for this field."""
        try:
            yield
        except ReshapeError as error:
            message = str(error)
            self.add(field, message if message.endswith(".") else f"{field} {message}.")


def _map(result: dict[str, Any], rule: MappingRule, source: Any, errors: _Errors) -> None:
    value = None
    with errors.of(rule.target):
        value = change(rule.transform, value_at(source, path_of(rule.source)))
    put_at(result, path_of(rule.target), rule.default if value is None else value)


def _normalize(result: dict[str, Any], step: Normalization) -> None:
    path = path_of(step.field)
    value = value_at(result, path)
    if value is not None:
        put_at(result, path, change(step.transform, value))


def _own(source: Any) -> dict[str, Any]:
    if not isinstance(source, dict):
        raise Permanent(
            "The source data is not an object; name its values with mapping rules.", code="TYPE_MISMATCH"
        )
    return dict(source)


def _matches(text: str, pattern: str) -> bool:
    try:
        return bool(_MATCHES.resolve({"input": {"text": text, "pattern": pattern}}))
    except ExpressionError as error:
        raise Permanent(error.message, code=error.code) from None


BLOCK = BlockType(
    type="transform",
    name="Transform",
    category="Data",
    description="Builds a new object from data of earlier blocks.",
    icon="shuffle",
    form=TransformConfig,
    run=run,
    sentence="[Build {mapping}][Reshape by rules {mappingRules}]",
    empty_sentence="Choose the fields to build",
    output_schema={
        "type": "object",
        "properties": {
            "result": {"type": "object", "title": "Result", "additionalProperties": True},
            "errors": {
                "type": "array",
                "title": "Errors",
                "description": "With rules only: what they could not do.",
                "items": {
                    "type": "object",
                    "properties": {"field": {"type": "string"}, "message": {"type": "string"}},
                },
            },
        },
        "required": ["result"],
    },
    inline=True,
    can_fail=True,
    order=10,
)
