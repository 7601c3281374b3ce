"""Regular expressions for `matches`, in time linear to the text.

Python's `re` backtracks: `(a|a)*b` on thirty characters takes minutes and cannot be interrupted,
and rejecting "nested quantifiers" still lets `.*.*.*x` through. The only thing asked here is
whether a pattern occurs, so a set of states is followed through the text instead (Thompson), and
seen transitions are remembered. What that cannot do, back references and look-around, is refused.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, TypeAlias

from workflows.expressions.errors import failed, over_limit
from workflows.expressions.evaluation import Evaluation
from workflows.expressions.limits import MAX_PATTERN_STATES, MAX_SUBJECT
from workflows.expressions.pattern_syntax import (
    Alternatives,
    Anchor,
    Characters,
    Part,
    Repeat,
    Sequence,
    parse_pattern,
)

_CHARACTER, _FORK, _JUMP, _ANCHOR, _FOUND = range(5)
Instruction: TypeAlias = tuple[int, Any, Any]
States: TypeAlias = frozenset[int]
_MAX_REMEMBERED = 20_000


@lru_cache(maxsize=64)
def compile_pattern(source: str, flags: str) -> "Pattern":
    """The pattern, ready to search. Raises ExpressionError STEP_ERROR for one that is not valid."""
    if flags not in ("", "i"):
        raise failed('matches knows only the flag "i".')
    emitter = _Emitter()
    emitter.emit(parse_pattern(source))
    emitter.add(_FOUND)
    return Pattern(emitter.program, ignores_case=flags == "i")


class _Emitter:
    """Writes the program of a pattern; repetitions are written out, so their size is watched."""

    def __init__(self) -> None:
        self.program: list[Instruction] = []
        self.visits = 0

    def add(self, kind: int, first: Any = None, second: Any = None) -> int:
        self.program.append((kind, first, second))
        return len(self.program) - 1

    def emit(self, part: Part) -> None:
        # Visits and not instructions: `(((){999}){999}){999}` emits nothing, very often.
        self.visits += 1
        if self.visits > MAX_PATTERN_STATES:
            raise over_limit("matches: the pattern is too large.")
        if isinstance(part, Characters):
            self.add(_CHARACTER, part)
        elif isinstance(part, Anchor):
            self.add(_ANCHOR, part.kind)
        elif isinstance(part, Sequence):
            for item in part.parts:
                self.emit(item)
        elif isinstance(part, Alternatives):
            self.alternatives(part)
        else:
            self.repeat(part)

    def alternatives(self, part: Alternatives) -> None:
        exits: list[int] = []
        for option in part.options[:-1]:
            fork = self.add(_FORK)
            self.emit(option)
            exits.append(self.add(_JUMP))
            self.program[fork] = (_FORK, fork + 1, len(self.program))
        self.emit(part.options[-1])
        for position in exits:
            self.program[position] = (_JUMP, len(self.program), None)

    def repeat(self, part: Repeat) -> None:
        for _ in range(part.least):
            self.emit(part.part)
        forks: list[int] = []
        for _ in range(1 if part.most is None else part.most - part.least):
            forks.append(self.add(_FORK))
            self.emit(part.part)
        if part.most is None:
            self.add(_JUMP, forks[0])
        for fork in forks:
            self.program[fork] = (_FORK, fork + 1, len(self.program))


class Pattern:
    """A compiled pattern. It keeps nothing between searches, so threads may share it."""

    def __init__(self, program: list[Instruction], *, ignores_case: bool) -> None:
        self.program = program
        self.ignores_case = ignores_case
        self.has_anchors = any(kind == _ANCHOR for kind, _, _ in program)

    def search(self, text: str, evaluation: Evaluation) -> bool:
        """Whether the pattern occurs anywhere in the text."""
        if len(text) > MAX_SUBJECT:
            raise over_limit(f"matches searches at most {MAX_SUBJECT:,} characters.")
        evaluation.charge(len(text) // 4 + 1)
        # For each set of states and each surrounding: the states behind forks and anchors; for
        # each of those and each character: the next set. None: found.
        reached: dict[tuple[States, int], States | None] = {}
        moves: dict[tuple[States, str], States] = {}
        start: States = frozenset((0,))
        states = start
        for position in range(len(text) + 1):
            surrounding = _surrounding(text, position) if self.has_anchors else 0
            try:
                closure = reached[states, surrounding]
            except KeyError:
                closure = self._closure(states, surrounding, evaluation)
                _remember(reached, (states, surrounding), closure)
            if closure is None:
                return True
            if position == len(text):
                return False
            try:
                states = moves[closure, text[position]]
            except KeyError:
                states = self._move(closure, text[position], evaluation) | start
                _remember(moves, (closure, text[position]), states)
        return False

    def _closure(self, states: States, surrounding: int, evaluation: Evaluation) -> States | None:
        """The states that wait for a character, or None as soon as the end is among them."""
        pending = list(states)
        seen = set(states)
        waiting: list[int] = []
        while pending:
            state = pending.pop()
            kind, first, second = self.program[state]
            following: tuple[int, ...] = ()
            if kind == _FOUND:
                return None
            if kind == _CHARACTER:
                waiting.append(state)
            elif kind == _FORK:
                following = (first, second)
            elif kind == _JUMP:
                following = (first,)
            elif _HOLDS[first](surrounding):
                following = (state + 1,)
            for state in following:
                if state not in seen:
                    seen.add(state)
                    pending.append(state)
        evaluation.charge(len(seen))
        return frozenset(waiting)

    def _move(self, states: States, character: str, evaluation: Evaluation) -> States:
        evaluation.charge(len(states) + 1)
        forms = {character}
        if self.ignores_case:
            forms.update((character.lower(), character.upper()))
        program = self.program
        return frozenset(state + 1 for state in states if program[state][1].accepts(forms))


def _remember(memory: dict[Any, Any], key: Any, value: Any) -> None:
    if len(memory) >= _MAX_REMEMBERED:
        memory.clear()
    memory[key] = value


_AT_START, _AT_END, _AFTER_WORD, _BEFORE_WORD = 1, 2, 4, 8


def _surrounding(text: str, position: int) -> int:
    found = 0
    if position == 0:
        found |= _AT_START
    elif _is_word(text[position - 1]):
        found |= _AFTER_WORD
    if position == len(text):
        found |= _AT_END
    elif _is_word(text[position]):
        found |= _BEFORE_WORD
    return found


def _is_word(character: str) -> bool:
    return character == "_" or (character.isascii() and character.isalnum())


def _is_boundary(surrounding: int) -> bool:
    return bool(surrounding & _AFTER_WORD) != bool(surrounding & _BEFORE_WORD)


_HOLDS: dict[str, Callable[[int], bool]] = {
    "^": lambda surrounding: bool(surrounding & _AT_START),
    "$": lambda surrounding: bool(surrounding & _AT_END),
    "b": _is_boundary,
    "B": lambda surrounding: not _is_boundary(surrounding),
}
