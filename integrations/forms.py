"""The base of every config form: one pydantic class per block type or operation.

From such a class come the check on save, the JSON Schema in the catalogue, the canvas form (`x-ui`) and the check of the
resolved value before the block runs. Names are snake_case in Python and camelCase in JSON.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel
from pydantic.fields import FieldInfo

__all__ = ["Expression", "Form", "Template", "Text", "WorkflowId", "takes_templates", "ui", "words"]


class Form(BaseModel):
    """Unknown fields are refused. A number is accepted where text is asked for, and text that reads as a number where
    a number is: templates deliver both.
    """

    model_config = ConfigDict(
        alias_generator=to_camel,
        populate_by_name=True,
        extra="forbid",
        frozen=True,
        coerce_numbers_to_str=True,
        serialize_by_alias=True,
        protected_namespaces=(),
        hide_input_in_errors=True,
    )

    @classmethod
    def canonical(cls, config: Mapping[str, Any]) -> dict[str, Any]:
        """The config with its fields by the names that are stored and shown; unknown ones as they are."""
        return dict(config)


@dataclass(frozen=True, slots=True)
class IsExpression:
    """Marks a field whose stored text is one expression (no braces needed) and whose resolved value is any JSON."""


@dataclass(frozen=True, slots=True)
class IsWorkflow:
    """Marks a field that holds the id of a workflow; publishing looks whether it can be started."""


def ui(
    widget: str | None = None,
    *,
    order: int | None = None,
    help: str | None = None,
    placeholder: str | None = None,
    visible_when: Mapping[str, Any] | None = None,
    advanced: bool = False,
    **hints: Any,
) -> FieldInfo:
    """Hints for the canvas form, to stand in `Annotated[...]`. They become `"x-ui"` in the JSON Schema.

    `visible_when` maps field names (as in JSON) to the value, or list of values, that shows this field. Further `hints`
    go through as they are, in camelCase by the caller: `labels={value: label}`; `template=False` for a field that must be
    known before the run, such as the id of a port; `optionsFrom="tables"`, with the widget `options`, for a list that
    `GET /options/tables` gives, and `"tables/{tableId}/columns"` for one that depends on another field.
    """
    hint: dict[str, Any] = {
        "widget": widget,
        "order": order,
        "help": help,
        "placeholder": placeholder,
        "visibleWhen": dict(visible_when) if visible_when else None,
        "advanced": True if advanced else None,
        **hints,
    }
    info: FieldInfo = Field(
        json_schema_extra={"x-ui": {key: value for key, value in hint.items() if value is not None}}
    )
    return info


#: Any JSON; a field that is exactly one template keeps the value's type.
Template = Annotated[Any, ui("template")]
#: Text with templates in it; a number becomes text.
Text = Annotated[str, ui("template")]
#: One expression, such as `input.amount > 100`. The stored value is text, the resolved one any JSON.
Expression = Annotated[Any, IsExpression(), ui("expression")]
#: The id of a workflow of the company: `wf_<uuid>`.
WorkflowId = Annotated[str, IsWorkflow(), ui("options", optionsFrom="workflows")]


# --- errors in words --------------------------------------------------------------------------

_WORDS: dict[str, str] = {
    "missing": "{label} is missing.",
    "extra_forbidden": "There is no field “{name}” here.",
    "string_type": "{label} must be text.",
    "string_too_short": "{label} is empty.",
    "string_too_long": "{label} must be at most {max_length} characters long.",
    "string_pattern_mismatch": "{label} has characters that are not allowed here.",
    "int_type": "{label} must be a whole number.",
    "int_parsing": "{label} must be a whole number.",
    "int_from_float": "{label} must be a whole number.",
    "float_type": "{label} must be a number.",
    "float_parsing": "{label} must be a number.",
    "finite_number": "{label} must be a finite number.",
    "bool_type": "{label} must be yes or no.",
    "bool_parsing": "{label} must be yes or no.",
    "literal_error": "{label} must be {expected}.",
    "enum": "{label} must be {expected}.",
    "list_type": "{label} must be a list.",
    "tuple_type": "{label} must be a list.",
    "dict_type": "{label} must be an object of names and values.",
    "model_type": "{label} must be an object.",
    "model_attributes_type": "{label} must be an object.",
    "greater_than": "{label} must be more than {gt}.",
    "greater_than_equal": "{label} must be at least {ge}.",
    "less_than": "{label} must be less than {lt}.",
    "less_than_equal": "{label} must be at most {le}.",
    "too_short": "{label} needs at least {min_length}.",
    "too_long": "{label} may have at most {max_length}.",
}


def words(form: type[BaseModel], error: Mapping[str, Any]) -> str:
    """One of pydantic's errors as a sentence that names the field by its label."""
    location: tuple[int | str, ...] = error["loc"]
    context: Mapping[str, Any] = error.get("ctx") or {}
    kind: str = error["type"]
    if kind in ("value_error", "assertion_error"):
        return str(context.get("error") or error["msg"])
    label = _label(form, location)
    if error.get("input") is None and kind not in ("missing", "extra_forbidden"):
        return f"{label} is empty."
    pattern = _WORDS.get(kind)
    if pattern is None:
        return f"{label}: {error['msg']}."
    name = str(location[-1]) if location else ""
    shown = {key: _shown(value) for key, value in context.items()}
    return pattern.format_map({**shown, "label": label, "name": name})


def _shown(value: Any) -> Any:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value.replace("'", "") if isinstance(value, str) else value


def _label(form: type[BaseModel], location: Iterable[int | str]) -> str:
    """Where the error is, by labels: "Cases 2, Label"; a key of an object stands in quotes: "Headers “x-id”"."""
    label = ""
    model: type[BaseModel] | None = form
    for part in location:
        field = _field(model, str(part)) if model is not None and isinstance(part, str) else None
        if field is not None:
            label += (", " if label else "") + (field.title or _sentence(str(part)))
            model = _nested_model(field.annotation)
        elif isinstance(part, int):
            label += f" {part + 1}"
        elif part != "[key]":
            label += f" “{part}”"
    return label.strip() or "The config"


def takes_templates(form: type[BaseModel], location: Iterable[int | str]) -> bool:
    """Whether a template may stand at that place: everywhere but in fields that say `template=False`."""
    model: type[BaseModel] | None = form
    for part in location:
        field = _field(model, str(part)) if model is not None and isinstance(part, str) else None
        if field is None:
            continue
        extra = field.json_schema_extra
        hints = extra.get("x-ui") if isinstance(extra, dict) else None
        if isinstance(hints, dict) and hints.get("template") is False:
            return False
        model = _nested_model(field.annotation)
    return True


def _field(model: type[BaseModel], name: str) -> FieldInfo | None:
    for key, field in model.model_fields.items():
        if name in (key, field.alias):
            return field
    return None


def _nested_model(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for argument in getattr(annotation, "__args__", ()):
        found = _nested_model(argument)
        if found is not None:
            return found
    return None


def _sentence(name: str) -> str:
    spaced = "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in name).replace(
        "_", " "
    )
    return spaced[:1].upper() + spaced[1:]
