"""The functions of the expression language, each declared once, in the module of its kind."""

from workflows.expressions.functions import data, dates, lists, numbers, text
from workflows.expressions.functions.declare import Function, FunctionDoc

_GROUPS: tuple[tuple[str, tuple[Function, ...]], ...] = (
    ("Text", text.FUNCTIONS),
    ("Numbers", numbers.FUNCTIONS),
    ("Lists and objects", lists.FUNCTIONS),
    ("Dates", dates.FUNCTIONS),
    ("Any value", data.FUNCTIONS),
)

FUNCTIONS: dict[str, Function] = {function.name: function for _, group in _GROUPS for function in group}


def functions() -> list[FunctionDoc]:
    """The documentation of every function, by group, in the order of the reference page."""
    return [
        FunctionDoc(
            name=function.name,
            signature=function.signature,
            description=function.description,
            example=function.example,
            result=function.result,
            group=group,
        )
        for group, members in _GROUPS
        for function in members
    ]
