"""Tokens to tree: a Pratt parser with JavaScript's precedence.

Chains of equal precedence become one flat node, so `a + b + …` may be long without being deep.
Depth is counted on the way down; no input reaches Python's own recursion limit.
"""

from workflows.expressions.cursor import Cursor
from workflows.expressions.errors import ExpressionSyntaxError
from workflows.expressions.functions.suggest import for_method
from workflows.expressions.lexer import (
    END,
    KEY,
    NAME,
    NUMBER,
    OPERATOR,
    STRING,
    Placeholder,
    Text,
    Token,
    split_template,
    tokenize,
)
from workflows.expressions.limits import MAX_DEPTH, MAX_SOURCE
from workflows.expressions.literals import number_literal, text_literal
from workflows.expressions.tree import (
    Access,
    Arithmetic,
    Call,
    Choice,
    Comparison,
    Interpolation,
    ListLiteral,
    Literal,
    Logic,
    Node,
    ObjectLiteral,
    Path,
    Segment,
    Unary,
)

_POWER = {
    "??": 1,
    "||": 2,
    "&&": 3,
    **dict.fromkeys(("==", "!=", "===", "!=="), 4),
    **dict.fromkeys(("<", "<=", ">", ">=", "in"), 5),
    **dict.fromkeys(("+", "-"), 6),
    **dict.fromkeys(("*", "/", "%"), 7),
}
_LOGIC_POWERS, _EQUALITY, _RELATION = (1, 2, 3), 4, 5
_CONSTANTS = {"true": True, "false": False, "null": None, "undefined": None}
_PYTHON_CONSTANTS = {"True": "true", "False": "false", "None": "null"}
_NO_NAMES = frozenset(
    [
        "this",
        "new",
        "typeof",
        "instanceof",
        "void",
        "delete",
        "function",
        "return",
        "var",
        "let",
        "const",
        "await",
        "async",
        "if",
        "else",
        "for",
        "while",
        "class",
        "import",
        "lambda",
        "is",
    ]
)
# A level of nesting may descend through several precedences; this bounds both together.
_MAX_DESCENT = 2 * MAX_DEPTH
_TOO_DEEP = f"The expression is nested more than {MAX_DEPTH} levels deep"


def parse_template(source: str) -> list[str | Node]:
    """A template as literal texts and the trees of its placeholders."""
    _check_length(source)
    return _template_parts(source, 0, len(source))


def parse_expression(source: str) -> Node:
    """The tree of a bare expression, in which `{{…}}` counts as parentheses."""
    _check_length(source)
    tokens = tokenize(source)
    if tokens[0].kind == END:
        raise ExpressionSyntaxError("The expression is empty", 0)
    return _Parser(source, tokens, has_templates=True).whole()


def _check_length(source: str) -> None:
    if len(source) > MAX_SOURCE:
        raise ExpressionSyntaxError(f"The text is longer than {MAX_SOURCE:,} characters", MAX_SOURCE)


def _template_parts(source: str, start: int, end: int) -> list[str | Node]:
    parts: list[str | Node] = []
    for part in split_template(source, start, end):
        if isinstance(part, Text):
            parts.append(part.text)
        else:
            parts.append(_placeholder(source, part))
    return parts


def _placeholder(source: str, part: Placeholder) -> Node:
    if part.tokens[0].kind == END:
        raise ExpressionSyntaxError("There is nothing between the braces", part.start)
    return _Parser(source, part.tokens, has_templates=False).whole()


class _Parser(Cursor):
    def __init__(self, source: str, tokens: list[Token], *, has_templates: bool) -> None:
        super().__init__(source, tokens)
        self.nesting = 0
        self.descent = 0
        # In a bare expression a quoted "{{input.x}}" means the text of input.x: people write
        # "{{input.currency}}" === "usd", and taking it literally would be false in silence.
        self.has_templates = has_templates
        self.in_parentheses: set[int] = set()

    # -- expressions -------------------------------------------------------------------------

    def whole(self) -> Node:
        node = self.expression()
        if self.token.kind != END:
            raise self.leftover()
        return node

    def leftover(self) -> ExpressionSyntaxError:
        token = self.token
        if token.kind == OPERATOR and token.text in ("=>", "**"):
            why = {"=>": "There are no functions to define here", "**": 'There is no "**"'}
            return ExpressionSyntaxError(why[token.text], token.start)
        if token.kind == OPERATOR and token.text in (")", "]", "}"):
            return ExpressionSyntaxError(f'This "{token.text}" was never opened', token.start)
        return ExpressionSyntaxError(
            f"An operator is missing before {self.source[token.start : token.end][:30]}",
            token.start,
        )

    def nested(self) -> Node:
        """An expression inside something; the only way to get deeper."""
        self.nesting += 1
        if self.nesting > MAX_DEPTH:
            raise ExpressionSyntaxError(_TOO_DEEP, self.token.start)
        node = self.expression()
        self.nesting -= 1
        return node

    def expression(self, minimum: int = 0) -> Node:
        self.descent += 1
        if self.descent > _MAX_DESCENT:
            raise ExpressionSyntaxError(_TOO_DEEP, self.token.start)
        start = self.token.start
        node = self.unary()
        while True:
            power = self.power()
            if power == 0 or power < minimum:
                break
            node = self.chain(node, power, start)
        if minimum == 0 and self.at("?"):
            self.advance()
            then = self.nested()
            self.expect(":", "between the two results of the ?")
            node = Choice(node, then, self.nested(), start, self.end)
        self.descent -= 1
        return node

    def power(self) -> int:
        token = self.token
        if token.kind == OPERATOR or (token.kind == NAME and token.text == "in"):
            return _POWER.get(token.text, 0)
        return 0

    def chain(self, first: Node, power: int, start: int) -> Node:
        """`first` and everything of the same precedence behind it."""
        if power in (_EQUALITY, _RELATION):
            return self.comparison(first, power, start)
        if power == 1:
            self.refuse_mixture(first, self.token)
        rest: list[tuple[str, Node]] = []
        while self.power() == power:
            operator = self.advance()
            operand = self.expression(power + 1)
            if power == 1:
                self.refuse_mixture(operand, operator)
            rest.append((operator.text, operand))
        if power in _LOGIC_POWERS:
            operands = (first, *(operand for _, operand in rest))
            return Logic(rest[0][0], operands, start, self.end)
        return Arithmetic(first, tuple(rest), start, self.end)

    def refuse_mixture(self, operand: Node, token: Token) -> None:
        """JavaScript refuses `a ?? b || c` too: nobody reads it the same way twice."""
        if isinstance(operand, Logic) and operand.operator != "??" and id(operand) not in self.in_parentheses:
            raise ExpressionSyntaxError(
                f'"??" and "{operand.operator}" cannot be mixed without parentheses', token.start
            )

    def comparison(self, left: Node, power: int, start: int) -> Node:
        operator = self.advance()
        right = self.expression(power + 1)
        if self.power() == power:
            one = operator.text
            raise ExpressionSyntaxError(
                f'Comparisons cannot be chained; write "a {one} b && b {one} c"', self.token.start
            )
        name = operator.text[:2] if power == _EQUALITY else operator.text
        return Comparison(name, left, right, start, self.end)

    def unary(self) -> Node:
        token = self.token
        if token.kind != OPERATOR or token.text not in ("!", "-", "+"):
            return self.postfix(self.primary(), token.start)
        self.advance()
        if token.text == "-" and self.token.kind == NUMBER:
            number = self.advance()
            value = number_literal(number.text, number.start, negative=True)
            return Literal(value, token.start, number.end)
        self.nesting += 1
        if self.nesting > MAX_DEPTH:
            raise ExpressionSyntaxError(_TOO_DEEP, token.start)
        node = Unary(token.text, self.unary(), token.start, self.end)
        self.nesting -= 1
        return node

    def primary(self) -> Node:
        token = self.token
        if token.kind == NUMBER:
            self.advance()
            return Literal(number_literal(token.text, token.start), token.start, token.end)
        if token.kind == STRING:
            return self.string()
        if token.kind == NAME:
            return self.name()
        if token.kind == OPERATOR:
            if token.text == "(":
                self.advance()
                node = self.nested()
                self.expect(")", "here")
                self.in_parentheses.add(id(node))
                return node
            if token.text == "[":
                return self.list_literal()
            if token.text == "{":
                following = self.tokens[self.index + 1]
                if following.text == "{" and following.start == token.end:
                    return self.braces()
                return self.object_literal()
        if token.kind == END:
            if self.index:
                before = self.tokens[self.index - 1].text
                raise ExpressionSyntaxError(f'Something is missing after "{before}"', token.start)
            raise ExpressionSyntaxError("The expression is empty", token.start)
        raise ExpressionSyntaxError(
            f'A value is expected here, not "{self.source[token.start : token.end]}"', token.start
        )

    def string(self) -> Node:
        token = self.advance()
        if self.has_templates and "{{" in token.text:
            parts = _template_parts(self.source, token.start + 1, token.end - 1)
            texts = (text_literal(p, token.start) if isinstance(p, str) else p for p in parts)
            return Interpolation(tuple(texts), token.start, token.end)
        return Literal(text_literal(token.text[1:-1], token.start), token.start, token.end)

    def braces(self) -> Node:
        """A `{{…}}` in a bare expression: parentheses, in which texts are only texts."""
        opening = self.advance()
        self.advance()
        if self.at("}"):
            raise ExpressionSyntaxError("There is nothing between the braces", opening.start)
        outside, self.has_templates = self.has_templates, False
        node = self.nested()
        self.has_templates = outside
        self.expect("}", "here")
        self.expect("}", "here")
        self.in_parentheses.add(id(node))
        return node

    def name(self) -> Node:
        token = self.advance()
        if token.text in _CONSTANTS:
            return Literal(_CONSTANTS[token.text], token.start, token.end)
        if token.text in _PYTHON_CONSTANTS:
            meant = _PYTHON_CONSTANTS[token.text]
            raise ExpressionSyntaxError(f'"{token.text}" is written "{meant}" here', token.start)
        if token.text in _NO_NAMES or token.text == "in":
            raise ExpressionSyntaxError(f'"{token.text}" cannot stand here', token.start)
        if self.at("("):
            return self.call(token)
        return Path(token.text, (), token.start, token.end)

    def call(self, name: Token) -> Node:
        self.advance()
        arguments: list[Node] = []
        while not self.at(")"):
            arguments.append(self.nested())
            if not self.accept(","):
                break
        self.expect(")", f"after the values given to {name.text}")
        return Call(name.text, tuple(arguments), name.start, self.end)

    def list_literal(self) -> Node:
        start = self.advance().start
        items: list[Node] = []
        while not self.at("]"):
            items.append(self.nested())
            if not self.accept(","):
                break
        self.expect("]", "at the end of the list")
        return ListLiteral(tuple(items), start, self.end)

    def object_literal(self) -> Node:
        start = self.advance().start
        entries: dict[str, Node] = {}
        while not self.at("}"):
            key = self.token
            if key.kind not in (NAME, STRING):
                raise ExpressionSyntaxError("A name is expected here, as in {name: value}", key.start)
            self.advance()
            text = key.text if key.kind == NAME else text_literal(key.text[1:-1], key.start)
            self.expect(":", f'after the name "{text[:30]}"')
            entries[text] = self.nested()
            if not self.accept(","):
                break
        self.expect("}", "at the end of the object")
        return ObjectLiteral(tuple(entries.items()), start, self.end)

    # -- look-ups ----------------------------------------------------------------------------

    def postfix(self, base: Node, start: int) -> Node:
        segments: list[Segment] = []
        while self.token.kind == OPERATOR and self.token.text in (".", "?.", "["):
            segments.append(self.segment())
        if segments:
            found = tuple(segments)
            if isinstance(base, Path):
                base = Path(base.root, base.segments + found, start, self.end)
            else:
                base = Access(base, found, start, self.end)
        if self.at("("):
            raise self.method_call(base)
        return base

    def segment(self) -> Segment:
        opening = self.advance()
        is_guarded = opening.text == "?."
        if opening.text == "[" or (is_guarded and self.accept("[")):
            node = self.nested()
            self.expect("]", "after the name or number")
            if (
                isinstance(node, Literal)
                and isinstance(node.value, str | int)
                and not isinstance(node.value, bool)
            ):
                return Segment(node.value, None, is_guarded, opening.start, self.end)
            return Segment(None, node, is_guarded, opening.start, self.end)
        if self.token.kind != KEY:
            raise ExpressionSyntaxError("A name is missing after the dot", self.token.start)
        key_token = self.advance()
        text = key_token.text
        is_index = text == "0" or (text.isascii() and text.isdigit() and text[0] != "0" and len(text) < 10)
        return Segment(int(text) if is_index else text, None, is_guarded, opening.start, key_token.end)

    def method_call(self, base: Node) -> ExpressionSyntaxError:
        if isinstance(base, Path | Access) and base.segments:
            last = base.segments[-1]
            before = self.source[base.start : last.start]
            return ExpressionSyntaxError(
                "Values have no methods here" + for_method(str(last.key), before), last.start
            )
        return ExpressionSyntaxError("Only a function can be called", self.token.start)
