"""From text to tokens, and from a template to its texts and token runs.

The end of a `{{…}}` is found by reading tokens, not by searching for `}}`: a string or an object
literal inside may contain braces.
"""

import re
from dataclasses import dataclass
from typing import NamedTuple

from workflows.expressions.errors import ExpressionSyntaxError

NUMBER, NAME, KEY, STRING, OPERATOR, END = "number", "name", "key", "string", "operator", "end"

_SPACE = re.compile(r"\s*")
_TOKEN = re.compile(
    r"""(?P<number>(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
      | (?P<name>(?:[^\W\d]|\$)[\w$]*)
      | (?P<string>"[^"\\]*(?:\\.[^"\\]*)*"|'[^'\\]*(?:\\.[^'\\]*)*')
      | (?P<operator>===|!==|==|!=|<=|>=|=>|&&|\|\||\?\?|\?\.(?![0-9])|\*\*|[-+*/%<>!?:()\[\]{},.])
    """,
    re.VERBOSE | re.DOTALL,
)
# After a dot a name may begin with a digit (`items.0`) and runs over a `-` that is followed by a
# letter or digit (`steps.fetch-customer`): a minus next to a path needs a blank.
_KEY = re.compile(r"[\w$](?:[\w$]|-(?=[^\W_]))*")
_WORD_AFTER_NUMBER = re.compile(r"[\w$]")
# What a dot behind it makes a member access and not the start of a fraction.
_VALUE_ENDS = frozenset({")", "]", "}"})
_WORDS_FOR_OPERATORS = {"and": "&&", "or": "||", "not": "!"}


class Token(NamedTuple):
    kind: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Text:
    """Literal text of a template."""

    text: str


@dataclass(frozen=True, slots=True)
class Placeholder:
    """The tokens between one pair of double braces; `start` and `end` include the braces."""

    tokens: list[Token]
    start: int
    end: int


def tokenize(source: str, position: int = 0, end: int | None = None) -> list[Token]:
    """All tokens of a bare expression, closed by an END token."""
    tokens, _ = _read(source, position, len(source) if end is None else end, in_braces=False)
    return tokens


def split_template(source: str, position: int = 0, end: int | None = None) -> list[Text | Placeholder]:
    """A template as its literal texts and its placeholders, in order."""
    stop = len(source) if end is None else end
    parts: list[Text | Placeholder] = []
    while True:
        opening = source.find("{{", position, stop)
        if opening < 0:
            if position < stop:
                parts.append(Text(source[position:stop]))
            return parts
        if opening > position:
            parts.append(Text(source[position:opening]))
        tokens, position = _read(source, opening + 2, stop, in_braces=True)
        parts.append(Placeholder(tokens, opening, position))


def _read(source: str, position: int, stop: int, *, in_braces: bool) -> tuple[list[Token], int]:
    """Tokens up to `stop`, or up to the `}}` that closes a placeholder; and where they ended."""
    tokens: list[Token] = []
    opened_at = position - 2
    depth = 0
    while True:
        position = _skip_space(source, position, stop)
        if position >= stop:
            if in_braces:
                raise ExpressionSyntaxError(
                    'This "{{" is never closed by "}}". To write it as text use {{ "{{" }}',
                    opened_at,
                )
            tokens.append(Token(END, "", stop, stop))
            return tokens, stop
        if in_braces and depth == 0 and source.startswith("}}", position, stop):
            tokens.append(Token(END, "", position, position))
            return tokens, position + 2
        token = _next_token(source, position, stop, tokens)
        if token.kind == OPERATOR:
            if token.text == "{":
                depth += 1
            elif token.text == "}":
                depth -= 1
        tokens.append(token)
        position = token.end


def _skip_space(source: str, position: int, stop: int) -> int:
    match = _SPACE.match(source, position, stop)
    return match.end() if match else position


def _next_token(source: str, position: int, stop: int, before: list[Token]) -> Token:
    previous = before[-1] if before else None
    if previous is not None and previous.kind == OPERATOR and previous.text in (".", "?."):
        match = _KEY.match(source, position, stop)
        if match:
            return Token(KEY, match.group(), position, match.end())
    elif source[position] == "." and previous is not None and _ends_value(previous):
        return Token(OPERATOR, ".", position, position + 1)
    match = _TOKEN.match(source, position, stop)
    if match is None or match.lastgroup is None:
        raise _unreadable(source, position)
    kind, text = match.lastgroup, match.group()
    if kind == NUMBER and _WORD_AFTER_NUMBER.match(source, match.end(), stop):
        raise ExpressionSyntaxError(
            f'"{source[position : match.end() + 1]}…" is neither a number nor a name; '
            "a name cannot begin with a digit",
            position,
        )
    if kind == NAME and text in _WORDS_FOR_OPERATORS:
        raise ExpressionSyntaxError(f'Write "{_WORDS_FOR_OPERATORS[text]}" instead of "{text}"', position)
    return Token(kind, text, position, match.end())


def _ends_value(token: Token) -> bool:
    return token.kind != OPERATOR or token.text in _VALUE_ENDS


def _unreadable(source: str, position: int) -> ExpressionSyntaxError:
    character = source[position]
    if character in "\"'":
        return ExpressionSyntaxError("This text is never closed by its quote", position)
    if character == "=":
        return ExpressionSyntaxError('"=" is not an operator; write "==" to compare', position)
    if character in "&|":
        return ExpressionSyntaxError(f'"{character}" is not an operator; write "{character * 2}"', position)
    if character == "`":
        return ExpressionSyntaxError("Write text in single or double quotes", position)
    if character in "“”„‘’«»":
        return ExpressionSyntaxError("This is a typographic quote; write text in plain quotes", position)
    return ExpressionSyntaxError(
        f'"{character}" does not belong in an expression. '
        'To write a literal "{{" in a text use {{ "{{" }}',
        position,
    )
