"""The syntax of regular expressions, JavaScript's without back references and look-around."""

from dataclasses import dataclass
from typing import TypeAlias

from workflows.expressions.errors import ExpressionError, failed
from workflows.expressions.limits import MAX_PATTERN, MAX_PATTERN_DEPTH

Ranges: TypeAlias = tuple[tuple[str, str], ...]
_LAST = chr(0x10FFFF)
_MAX_REPEAT = 1_000


@dataclass(frozen=True, slots=True)
class Characters:
    """One character out of some ranges, or out of all the others."""

    ranges: Ranges
    is_negated: bool = False

    def accepts(self, forms: set[str]) -> bool:
        """Whether a character, given with its other cases where those count, is one of them."""
        for low, high in self.ranges:
            for form in forms:
                if low <= form <= high:
                    return not self.is_negated
        return self.is_negated


@dataclass(frozen=True, slots=True)
class Anchor:
    kind: str


@dataclass(frozen=True, slots=True)
class Sequence:
    parts: tuple["Part", ...]


@dataclass(frozen=True, slots=True)
class Alternatives:
    options: tuple["Part", ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    part: "Part"
    least: int
    most: int | None


Part: TypeAlias = Characters | Anchor | Sequence | Alternatives | Repeat

_DIGITS: Ranges = (("0", "9"),)
_WORDS: Ranges = (("0", "9"), ("A", "Z"), ("_", "_"), ("a", "z"))
_SPACES: Ranges = (
    ("\t", "\r"), (" ", " "), ("\xa0", "\xa0"), ("\u1680", "\u1680"), ("\u2000", "\u200a"),
    ("\u2028", "\u2029"), ("\u202f", "\u202f"), ("\u205f", "\u205f"), ("\u3000", "\u3000"),
    ("\ufeff", "\ufeff"),
)  # fmt: skip
_LINE_ENDS: Ranges = (("\n", "\n"), ("\r", "\r"), ("\u2028", "\u2029"))
_CLASSES = {"d": _DIGITS, "w": _WORDS, "s": _SPACES}
_CONTROLS = {"n": "\n", "t": "\t", "r": "\r", "f": "\f", "v": "\v", "0": "\0"}


def parse_pattern(source: str) -> Part:
    """Raises ExpressionError STEP_ERROR, saying what is wrong and where."""
    if len(source) > MAX_PATTERN:
        raise failed(f"matches: the pattern is longer than {MAX_PATTERN:,} characters.")
    parser = _PatternParser(source)
    part = parser.alternatives()
    if parser.position < len(source):
        raise parser.wrong('a ")" that was never opened')
    return part


def _complement(ranges: Ranges) -> Ranges:
    """The gaps between sorted, disjoint ranges."""
    gaps: list[tuple[str, str]] = []
    following = 0
    for low, high in ranges:
        if ord(low) > following:
            gaps.append((chr(following), chr(ord(low) - 1)))
        following = ord(high) + 1
    if following <= ord(_LAST):
        gaps.append((chr(following), _LAST))
    return tuple(gaps)


class _PatternParser:
    def __init__(self, source: str) -> None:
        self.source = source
        self.position = 0
        self.depth = 0

    def wrong(self, what: str) -> ExpressionError:
        return failed(f"matches: the pattern has {what} at character {self.position + 1}.")

    def peek(self) -> str:
        return self.source[self.position : self.position + 1]

    def accept(self, text: str) -> bool:
        if self.source.startswith(text, self.position):
            self.position += len(text)
            return True
        return False

    def alternatives(self) -> Part:
        options = [self.sequence()]
        while self.accept("|"):
            options.append(self.sequence())
        return options[0] if len(options) == 1 else Alternatives(tuple(options))

    def sequence(self) -> Part:
        parts: list[Part] = []
        while self.peek() not in ("", "|", ")"):
            parts.append(self.repeated(self.atom()))
        return parts[0] if len(parts) == 1 else Sequence(tuple(parts))

    def repeated(self, part: Part) -> Part:
        bounds = self.bounds()
        if bounds is None:
            return part
        if isinstance(part, Anchor):
            raise self.wrong("a repeated ^, $ or \\b")
        # Lazy or greedy makes no difference to whether there is a match.
        self.accept("?")
        if self.peek() in ("*", "+", "?") and self.peek():
            raise self.wrong("two repetitions in a row")
        return Repeat(part, *bounds)

    def bounds(self) -> tuple[int, int | None] | None:
        for sign, bounds in (("*", (0, None)), ("+", (1, None)), ("?", (0, 1))):
            if self.accept(sign):
                return bounds
        end = self.source.find("}", self.position)
        if self.peek() != "{" or end < 0:
            return None
        least, comma, most = self.source[self.position + 1 : end].partition(",")
        if not (_is_count(least) and (most == "" or _is_count(most))):
            return None
        self.position = end + 1
        low = int(least)
        high = (int(most) if most else None) if comma else low
        if low > _MAX_REPEAT or (high is not None and not low <= high <= _MAX_REPEAT):
            raise self.wrong(f"a repetition that is not in order or above {_MAX_REPEAT:,}")
        return low, high

    def atom(self) -> Part:
        character = self.peek()
        if character == "(":
            return self.group()
        if character == "[":
            return self.character_class()
        if character == "\\":
            return self.escape()
        if character in "*+?":
            raise self.wrong("nothing to repeat")
        self.position += 1
        if character == ".":
            return Characters(_LINE_ENDS, is_negated=True)
        if character in "^$":
            return Anchor(character)
        return Characters(((character, character),))

    def group(self) -> Part:
        self.position += 1
        self.depth += 1
        if self.depth > MAX_PATTERN_DEPTH:
            raise self.wrong("too many nested groups")
        if self.accept("?"):
            if self.accept("<") and self.peek() not in ("=", "!", ""):
                end = self.source.find(">", self.position)
                if end < 0:
                    raise self.wrong("a group name without its end")
                self.position = end + 1
            elif not self.accept(":"):
                raise self.wrong("a look-around or group of a kind that is not supported")
        part = self.alternatives()
        if not self.accept(")"):
            raise self.wrong('a "(" that is never closed')
        self.depth -= 1
        # A group may be repeated even when all it holds is an anchor.
        return Sequence((part,)) if isinstance(part, Anchor) else part

    def escape(self) -> Part:
        self.position += 1
        character = self.peek()
        if character in ("b", "B") and character:
            self.position += 1
            return Anchor(character)
        return Characters(self.escaped_ranges())

    def escaped_ranges(self) -> Ranges:
        """What stands behind a backslash, as ranges; a single one where it is one character."""
        character = self.peek()
        if character == "":
            raise self.wrong("a backslash without anything behind it")
        if character in "123456789kpP":
            raise self.wrong("a back reference or property, which are not supported,")
        self.position += 1
        if character.lower() in _CLASSES:
            ranges = _CLASSES[character.lower()]
            return ranges if character.islower() else _complement(ranges)
        if character in ("x", "u"):
            length = 2 if character == "x" else 4
            digits = self.source[self.position : self.position + length]
            try:
                code = int(digits, 16) if len(digits) == length and digits.isalnum() else -1
            except ValueError:
                code = -1
            if code < 0:
                raise self.wrong(f"a \\{character} without its digits")
            self.position += length
            return ((chr(code), chr(code)),)
        if character.isascii() and character.isalpha() and character not in _CONTROLS:
            raise self.wrong(f"a \\{character}, which means nothing,")
        plain = _CONTROLS.get(character, character)
        return ((plain, plain),)

    def character_class(self) -> Part:
        self.position += 1
        is_negated = self.accept("^")
        ranges: list[tuple[str, str]] = []
        while not self.accept("]"):
            low = self.class_member()
            if len(low) == 1 and low[0][0] == low[0][1] and self.is_range():
                self.position += 1
                high = self.class_member()
                if len(high) != 1 or high[0][0] != high[0][1] or high[0][0] < low[0][0]:
                    raise self.wrong("a range that is not in order")
                low = ((low[0][0], high[0][0]),)
            ranges.extend(low)
        return Characters(tuple(ranges), is_negated)

    def is_range(self) -> bool:
        rest = self.source[self.position : self.position + 2]
        return len(rest) == 2 and rest[0] == "-" and rest[1] != "]"

    def class_member(self) -> Ranges:
        character = self.peek()
        if character == "":
            raise self.wrong('a "[" that is never closed')
        if character == "\\":
            self.position += 1
            if self.accept("b"):
                return (("\b", "\b"),)
            return self.escaped_ranges()
        self.position += 1
        return ((character, character),)


def _is_count(text: str) -> bool:
    return 0 < len(text) < 6 and text.isascii() and text.isdigit()
