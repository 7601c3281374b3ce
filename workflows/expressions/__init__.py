"""The expression language of workflows: `{{input.amount / 100}}` and what it means.

A pure package: no Django, no clock (`now` comes with the scope), no I/O but the time zone table.
Source text goes through `lexer` and `parser` to a `tree`, which `compiler` turns into closures;
`templates` is what callers meet. What values mean is in `values`, `numeric`, `ordering`,
`instants` and `paths`; the functions are in `functions`, one module per kind.

Why it is written by hand: a configuration of 13 fields is resolved in some 5 us, against 110 us
with Jinja2 and 370-700 us per condition with a CEL library, and neither has these numbers
(64-bit integers, decimal fractions), these comparisons (a missing amount fails instead of being
less than the limit) or warnings for missing paths. It also has nothing to escape from: values are
looked up in JSON data, no attribute of a Python object is ever read, and results are never
resolved again. `benchmarks/expressions.py` measures it.
"""

from workflows.expressions.errors import ExpressionError, ExpressionSyntaxError, MissingPath
from workflows.expressions.evaluation import Json, Scope
from workflows.expressions.functions import functions
from workflows.expressions.functions.declare import FunctionDoc
from workflows.expressions.ordering import compare
from workflows.expressions.paths import ROOTS
from workflows.expressions.reference_page import render_reference
from workflows.expressions.references import Reference, rename_block
from workflows.expressions.templates import (
    CompiledTemplate,
    CompiledValue,
    compile_expression,
    compile_template,
    compile_value,
)
from workflows.expressions.values import truthy

__all__ = [
    "ROOTS",
    "CompiledTemplate",
    "CompiledValue",
    "ExpressionError",
    "ExpressionSyntaxError",
    "FunctionDoc",
    "Json",
    "MissingPath",
    "Reference",
    "Scope",
    "compare",
    "compile_expression",
    "compile_template",
    "compile_value",
    "functions",
    "rename_block",
    "render_reference",
    "truthy",
]
