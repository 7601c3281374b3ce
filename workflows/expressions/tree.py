"""The syntax tree. Nodes know where they stand in the source, for messages and for renaming."""

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Literal:
    value: str | int | float | bool | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Segment:
    """One step of a path: a key known from the text, or an expression that gives it.

    `start` is where its dot or bracket stands; `is_guarded` marks `?.`.
    """

    key: str | int | None
    expression: "Node | None"
    is_guarded: bool
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Path:
    """A root of the scope and what is looked up in it."""

    root: str
    segments: tuple[Segment, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Access:
    """A look-up in something that is not a path, such as a function's result."""

    base: "Node"
    segments: tuple[Segment, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """`first op operand op operand …`, all of one precedence, worked off from the left."""

    first: "Node"
    rest: tuple[tuple[str, "Node"], ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Logic:
    """A chain of one of `&&`, `||`, `??`."""

    operator: str
    operands: tuple["Node", ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """`< <= > >= == != in`; `===` and `!==` are stored as `==` and `!=`."""

    operator: str
    left: "Node"
    right: "Node"
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Unary:
    operator: str
    operand: "Node"
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Choice:
    test: "Node"
    then: "Node"
    otherwise: "Node"
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ListLiteral:
    items: tuple["Node", ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ObjectLiteral:
    entries: tuple[tuple[str, "Node"], ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Call:
    name: str
    arguments: tuple["Node", ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Interpolation:
    """Text with expressions in it."""

    parts: tuple["str | Node", ...]
    start: int
    end: int


Node: TypeAlias = (
    Literal
    | Path
    | Access
    | Arithmetic
    | Logic
    | Comparison
    | Unary
    | Choice
    | ListLiteral
    | ObjectLiteral
    | Call
    | Interpolation
)
