"""Looking a path up in JSON data, and saying where it broke.

Only keys of objects and positions of lists are reachable. No attribute is ever read, so
`input.__class__` is a key that is not there.
"""

import difflib
from collections.abc import Mapping
from typing import Any, NamedTuple, TypeAlias

from workflows.expressions.evaluation import Evaluation
from workflows.expressions.numeric import describe

ROOTS = frozenset(
    {
        "input",
        "steps",
        "variables",
        "secrets",
        "now",
        "runId",
        "idempotencyKey",
        "workflow",
        "trigger",
        "user",
        "settings",
    }
)

# A segment ready for look-up: the key for objects, the position for lists (None: not a position),
# and how it is called in a message.
Key: TypeAlias = tuple[str, int | None]


class Site(NamedTuple):
    """Where a look-up stands: as it is written, and whether its absence is provided for."""

    written: str
    is_guarded: bool


NOT_THERE: Any = object()
_MAX_NAMES_SEARCHED = 200
STEP_KEYS = ("output", "error")


def key_of(value: str | int) -> Key:
    """The look-up key of a name or position."""
    if isinstance(value, int):
        return str(value), value
    is_position = value.isascii() and value.isdigit() and len(value) < 10
    return value, int(value) if is_position else None


def dynamic_key(value: object) -> Key | None:
    """The look-up key of a computed `[…]`; None where the value can be no key."""
    if type(value) is str:
        return key_of(value)
    if type(value) is int:
        return key_of(value) if -(10**9) < value < 10**9 else None
    if type(value) is float and value.is_integer() and abs(value) < 10**9:
        return key_of(int(value))
    return None


def step(value: Any, key: Key) -> Any:
    """One look-up; `NOT_THERE` where it leads nowhere."""
    if isinstance(value, Mapping):
        return value.get(key[0], NOT_THERE)
    if isinstance(value, list):
        position = key[1]
        if position is not None and 0 <= position < len(value):
            return value[position]
    return NOT_THERE


def through_step_output(steps: object, keys: list[Key]) -> list[Key]:
    """`steps.id.field` as what it stands for: `steps.id.output.field`.

    Applies where the step's record has an output or an error, and `field` is neither. What the
    output lacks but the record itself has (its status) is read from the record.
    """
    if len(keys) < 2 or keys[1][0] in STEP_KEYS:
        return keys
    record = step(steps, keys[0])
    if not isinstance(record, Mapping) or not ("output" in record or "error" in record):
        return keys
    if step(record.get("output"), keys[1]) is NOT_THERE and keys[1][0] in record:
        return keys
    return [keys[0], ("output", None), *keys[1:]]


def follow_root(evaluation: Evaluation, root: str, keys: list[Key], site: Site) -> Any:
    """The value of a path, the careful way; reports it where it is missing."""
    scope = evaluation.scope
    if root not in scope:
        if not site.is_guarded and evaluation.wants_to_know:
            evaluation.missing(site.written, f"`{site.written}` is empty: {_unknown_root(root, scope)}")
        return None
    value = scope[root]
    if root == "steps":
        keys = through_step_output(value, keys)
    return follow(evaluation, value, root, keys, site)


def follow(evaluation: Evaluation, value: Any, name: str, keys: list[Key], site: Site) -> Any:
    """`keys` looked up one after the other in `value`, which is called `name`."""
    for key in keys:
        found = step(value, key)
        if found is NOT_THERE:
            if not site.is_guarded and evaluation.wants_to_know:
                evaluation.missing(site.written, f"`{site.written}` is empty: {_broke_at(value, name, key)}")
            return None
        value, name = found, key[0]
    return value


def report_key(evaluation: Evaluation, site: Site, value: object) -> None:
    """A computed `[…]` whose value is no key."""
    if not site.is_guarded and evaluation.wants_to_know:
        evaluation.missing(
            site.written, f"`{site.written}` is empty: {describe(value)} is no name or position."
        )


def _broke_at(value: object, name: str, key: Key) -> str:
    wanted, position = key
    if value is None:
        return f"`{name}` is null."
    if isinstance(value, Mapping):
        return f"`{name}` has no `{wanted}`{_similar_key(value, wanted)}"
    if isinstance(value, list):
        if position is None:
            hint = "; use len(…)" if wanted == "length" else f", as in `{name}.0.{wanted}`"
            return f"`{name}` is a list, whose items are numbered{hint}."
        count = f"{len(value)} item{'' if len(value) == 1 else 's'}"
        hint = ", and last(…) gives the last one" if position < 0 else ", the first one is 0"
        return f"`{name}` has {count} and no number {position}{hint}."
    hint = "; use len(…)" if wanted == "length" and isinstance(value, str) else ""
    return f"`{name}` is {describe(value)} and has no `{wanted}`{hint}."


def _similar_key(value: Mapping[str, object], wanted: str) -> str:
    before, dash, after = wanted.partition("-")
    if dash and before in value and after:
        return f"; for a subtraction put blanks around the minus: `{before} - {after}`."
    if len(value) > _MAX_NAMES_SEARCHED:
        return "."
    plain = _plain(wanted)
    for name in value:
        if _plain(name) == plain:
            return f"; did you mean `{name}`?"
    return "."


def _plain(name: str) -> str:
    return name[:100].replace("_", "").replace("-", "").lower()


def _unknown_root(root: str, scope: Mapping[str, object]) -> str:
    if root in ROOTS:
        return f"there is no `{root}` here."
    return f"`{root}` is not a name known here{suggest_root(root, scope)}"


def suggest_root(root: str, known: Mapping[str, object] | frozenset[str] = ROOTS) -> str:
    """A hint for a name that is none of the roots: the one that was meant, or to use quotes."""
    names = sorted({*ROOTS, *known})
    lowered = {name.lower(): name for name in names}
    close = difflib.get_close_matches(root[:50].lower(), list(lowered), n=1, cutoff=0.7)
    if close:
        return f"; did you mean `{lowered[close[0]]}`?"
    return f'; a text is written in quotes: "{root[:50]}".'
