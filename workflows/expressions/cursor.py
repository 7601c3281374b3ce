"""A place in a run of tokens, and moving on from it."""

from workflows.expressions.errors import ExpressionSyntaxError
from workflows.expressions.lexer import END, OPERATOR, Token


class Cursor:
    """`token` is the one that comes next; the last one is END and is never passed."""

    def __init__(self, source: str, tokens: list[Token]) -> None:
        self.source = source
        self.tokens = tokens
        self.index = 0
        self.token = tokens[0]

    def advance(self) -> Token:
        token = self.token
        self.index += 1
        self.token = self.tokens[self.index]
        return token

    def at(self, operator: str) -> bool:
        return self.token.kind == OPERATOR and self.token.text == operator

    def accept(self, operator: str) -> bool:
        if self.at(operator):
            self.advance()
            return True
        return False

    def expect(self, operator: str, why: str) -> None:
        if not self.accept(operator):
            raise ExpressionSyntaxError(f'A "{operator}" is missing {why}{self.instead()}', self.token.start)

    def instead(self) -> str:
        if self.token.kind == END:
            return ""
        shown = self.source[self.token.start : self.token.end]
        return f"; found {shown if len(shown) <= 30 else shown[:27] + '…'}"

    @property
    def end(self) -> int:
        return self.tokens[self.index - 1].end if self.index else 0
