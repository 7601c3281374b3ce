"""A block's config: checked as stored, compiled once, resolved per step, checked in full before the block runs.

A template may stand in any leaf. The stored value is checked leaving those leaves out; the resolved value is checked
whole, with text that reads as a number taken for one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from pydantic import BaseModel, ValidationError

from integrations.blocktype import BlockType
from integrations.forms import Form, IsExpression, takes_templates, words
from integrations.outcomes import Json, Permanent
from workflows.expressions import (
    CompiledTemplate,
    ExpressionError,
    ExpressionSyntaxError,
    Reference,
    compile_expression,
    compile_template,
)
from workflows.expressions.evaluation import Evaluate, Evaluation
from workflows.expressions.limits import MAX_DATA_DEPTH

OPERATION = "operation"
#: Fields of an http block that a secret may stand in.
SECRET_FIELDS = frozenset({"headers", "query", "body", "token", "username", "password", "headerValue"})
ANY = "*"  # in a path of fields: every entry of a list or object

Place = tuple[str | int, ...]
#: What computes a value, its template's text for errors (none for a list or an object, whose holes have their own), and the
#: path where it is one plain look-up.
_Filling = tuple[Evaluate, str, tuple[str, ...] | None]
#: The holes of a list, an object or a config: where, and with what they are filled.
_Holes = Sequence[tuple[Any, Evaluate, str]]
#: Holes that are filled from fields of one object: its path, and for each hole where it is and the field's name.
_Picks = Sequence[tuple[tuple[str, ...], Sequence[tuple[Any, str]]]]


@dataclass(frozen=True, slots=True)
class ConfigProblem:
    """`path` is inside the config: "url", "cases.0.when"; empty for the config as a whole."""

    path: str
    message: str


@dataclass(frozen=True, slots=True)
class FieldReference:
    """A reference and the path of the leaf it stands in."""

    path: str
    reference: Reference


class ConfigInvalid(Exception):
    """The config holds templates or expressions that cannot be read."""

    def __init__(self, problems: Sequence[ConfigProblem]) -> None:
        super().__init__(" ".join(problem.message for problem in problems))
        self.problems = list(problems)


@dataclass(frozen=True, slots=True)
class CompiledConfig:
    """The config of one block, ready to be resolved many times."""

    field_references: tuple[FieldReference, ...]
    frame: dict[str, Json]
    fill: Evaluate | None  # None: nothing in it is a template or an expression

    @property
    def references(self) -> tuple[Reference, ...]:
        return tuple(item.reference for item in self.field_references)

    def resolve(self, scope: Any, warnings: Any = None, strict: bool = False) -> dict[str, Json]:  # noqa: FBT002
        """The config with every template and expression replaced by its value. The parts without any are shared
        between calls: do not change them. Raises ExpressionError.
        """
        if self.fill is None:
            return self.frame.copy()
        try:
            # One evaluation for the whole config: its limits are for the step, not for each field.
            resolved: dict[str, Json] = self.fill(Evaluation(scope, warnings, strict=strict))
        except RecursionError:
            raise ExpressionError("LIMIT_EXPRESSION", "An expression is nested too deeply.") from None
        return resolved


# --- checked as stored ------------------------------------------------------------------------


def check_config(block_type: BlockType, config: Mapping[str, Json]) -> list[ConfigProblem]:
    """What is wrong with a stored config, templates left out; unreadable templates and expressions are named too."""
    operation = config.get(OPERATION)
    if block_type.operations and block_type.operation_for(config) is None:
        if operation in (None, ""):
            return [ConfigProblem(OPERATION, "Choose what this block should do.")]
        return [ConfigProblem(OPERATION, f"{block_type.name} has no operation “{operation}”.")]
    config = block_type.canonical(config)
    form = block_type.form_for(config)
    problems: list[ConfigProblem] = []
    places = expression_places(form)
    fields = _without_empty_expressions(_fields(block_type, config), places)
    try:
        form.model_validate(fields)
    except ValidationError as invalid:
        for error in invalid.errors(include_url=False):
            value = _value_at(fields, error["loc"])
            if isinstance(value, str) and "{{" in value and takes_templates(form, error["loc"]):
                continue
            problems.append(ConfigProblem(_path(error["loc"]), words(form, error)))
    try:
        compile_config(block_type, config)
    except ConfigInvalid as invalid:
        problems.extend(invalid.problems)
    return problems


# --- compiled and resolved ----------------------------------------------------------------------


def compile_config(block_type: BlockType, config: Mapping[str, Json]) -> CompiledConfig:
    """Raises ConfigInvalid, naming every leaf whose template or expression cannot be read."""
    config = block_type.canonical(config)
    form = block_type.form_for(config)
    places = expression_places(form)
    compiler = _Compiler(block_type, places)
    frame = _without_empty_expressions(dict(config), places)
    fillings: dict[str, _Filling] = {}
    for name, value in frame.items():
        is_plain = (name == OPERATION and block_type.operations) or not takes_templates(form, (name,))
        filling = None if is_plain else compiler.compile(value, (name,), (name,))
        if filling is not None:
            fillings[name] = filling
    if compiler.problems:
        raise ConfigInvalid(compiler.problems)
    return CompiledConfig(tuple(compiler.references), frame, _filler(frame, fillings) if fillings else None)


class _Compiler:
    """Walks one config. `place` is where we are (for people), `shape` the same with `*` for list positions and keys."""

    def __init__(self, block_type: BlockType, places: frozenset[Place]) -> None:
        self.block_type = block_type
        self.places = places
        self.on_the_way = frozenset(place[:length] for place in places for length in range(1, len(place) + 1))
        self.problems: list[ConfigProblem] = []
        self.references: list[FieldReference] = []

    def compile(self, value: Json, place: Place, shape: Place) -> _Filling | None:
        """None for a value without any template."""
        if isinstance(value, str):
            if shape in self.places:
                return self._leaf(compile_expression, value, place)
            return self._leaf(compile_template, value, place) if "{{" in value else None
        if not isinstance(value, dict | list):
            return None
        if len(place) > MAX_DATA_DEPTH:
            self.problems.append(
                ConfigProblem(str(place[0]), f"Nested more than {MAX_DATA_DEPTH} levels deep.")
            )
            return None
        parts: list[tuple[Any, Json]] = (
            list(value.items()) if isinstance(value, dict) else list(enumerate(value))
        )
        fillings: dict[Any, _Filling] = {}
        for key, part in parts:
            # A key is a field's name where a form declares it, else any key of a free object or place in a list.
            beyond = (*shape, key) if (*shape, key) in self.on_the_way else (*shape, ANY)
            filling = self.compile(part, (*place, key), beyond)
            if filling is not None:
                fillings[key] = filling
        return (_filler(value, fillings), "", None) if fillings else None

    def _leaf(
        self, compile_text: Callable[[str], CompiledTemplate], text: str, place: Place
    ) -> _Filling | None:
        try:
            compiled = compile_text(text)
        except ExpressionSyntaxError as error:
            self.problems.append(ConfigProblem(_path(place), error.message))
            return None
        path = _path(place)
        self.references.extend(FieldReference(path, reference) for reference in compiled.references)
        has_secrets = any(reference.root == "secrets" for reference in compiled.references)
        if has_secrets and not takes_secrets(self.block_type, path):
            return _refuse_secrets(compiled), compiled.source, None
        return compiled.run, compiled.source, compiled.path


def _filler(frame: Any, fillings: Mapping[Any, _Filling]) -> Evaluate:
    """What gives a shallow copy of the frame with its holes filled; an error names the template it happened in.

    Blocks often hand many fields of one object on: that is looked up once for all of them.
    """
    holes = [(key, evaluate, source) for key, (evaluate, source, _) in fillings.items()]
    picks = _picks({key: path for key, (_, _, path) in fillings.items() if path is not None})
    picked = {key for _, fields in picks for key, _ in fields}
    others = [hole for hole in holes if hole[0] not in picked]

    def fill(evaluation: Evaluation) -> Any:
        value = frame.copy()
        left: _Holes = others
        try:
            for path, fields in picks:
                found = evaluation.scope
                for name in path:
                    found = found[name]
                for key, name in fields:
                    value[key] = found[name]
        except (KeyError, TypeError):
            left = holes  # something is missing: each by itself, in their order, says what
        source = ""
        try:
            for key, evaluate, source in left:  # noqa: B007 - read where one fails
                value[key] = evaluate(evaluation)
        except ExpressionError as error:
            error.locate(source)
            raise
        return value

    return fill


def _picks(paths: Mapping[Any, tuple[str, ...]]) -> _Picks:
    fields: dict[tuple[str, ...], list[tuple[Any, str]]] = {}
    for key, path in paths.items():
        fields.setdefault(path[:-1], []).append((key, path[-1]))
    return [(path, found) for path, found in fields.items() if path and len(found) > 1]


def takes_secrets(known: BlockType, path: str) -> bool:
    """Whether a secret may stand in this field: where a request carries it, and nowhere it would be stored or shown."""
    return known.provider is not None or (
        known.type == "http" and path.split(".", maxsplit=1)[0] in SECRET_FIELDS
    )


def _refuse_secrets(compiled: CompiledTemplate) -> Evaluate:
    """For a field that takes none: `resolve` says so."""
    return lambda evaluation: compiled.resolve(evaluation.scope)


# --- checked in full ----------------------------------------------------------------------------


def parse_config(block_type: BlockType, resolved: dict[str, Json]) -> Form:
    """The resolved config as the block's form. Raises Permanent naming the field."""
    form = block_type.form_for(resolved) if block_type.operations else block_type.form
    if block_type.operations and OPERATION in resolved:
        if form is block_type.form:
            raise Permanent(f"{block_type.name} has no operation “{resolved[OPERATION]}”.")
        resolved = {name: value for name, value in resolved.items() if name != OPERATION}
    try:
        # What `model_validate` does with none of its options, which it would look through for each step.
        checked: Form = form.__pydantic_validator__.validate_python(resolved)
    except ValidationError as invalid:
        errors = invalid.errors(include_url=False)
        first = errors[0]
        problems = [{"path": _path(error["loc"]), "message": words(form, error)} for error in errors]
        raise Permanent(words(form, first), details=problems) from None
    return checked


# --- which fields are expressions -----------------------------------------------------------------


@lru_cache(maxsize=512)
def expression_places(form: type[BaseModel]) -> frozenset[Place]:
    """Paths of the fields that hold expressions, `*` for any list position or key."""
    places: set[Place] = set()
    for name, field in form.model_fields.items():
        key = field.alias or name
        if any(isinstance(mark, IsExpression) for mark in field.metadata):
            places.add((key,))
        places.update((key, *rest) for rest in _places_in(field.annotation))
    return frozenset(places)


# The validation's comparisons of types look at the same places.
_expression_places = expression_places


def _places_in(annotation: Any) -> set[Place]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return set(expression_places(annotation))
    places: set[Place] = set()
    if any(isinstance(mark, IsExpression) for mark in getattr(annotation, "__metadata__", ())):
        places.add(())
    container = getattr(annotation, "__origin__", None) in (list, tuple, dict)
    for argument in getattr(annotation, "__args__", ()):
        places.update((ANY, *rest) if container else rest for rest in _places_in(argument))
    return places


def _fields(block_type: BlockType, config: Mapping[str, Json]) -> dict[str, Json]:
    return {
        name: value for name, value in config.items() if not (block_type.operations and name == OPERATION)
    }


def _without_empty_expressions(fields: dict[str, Json], places: frozenset[Place]) -> dict[str, Json]:
    """An expression field left empty in the form counts as not given."""
    return {name: value for name, value in fields.items() if not (value == "" and (name,) in places)}


def _value_at(value: Json, location: Sequence[int | str]) -> Json:
    """The value an error is about; where the location leaves the data (a missing field), what holds it is not it."""
    for part in location:
        try:
            value = value[part]
        except (LookupError, TypeError):
            return value if isinstance(value, str) else None
    return value


def _path(location: Sequence[int | str]) -> str:
    return ".".join(str(part) for part in location if part != "[key]")
