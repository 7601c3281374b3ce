"""What expressions mean: a table per rule of the language."""

import pytest

from workflows.expressions import ExpressionError, compare, compile_expression, truthy

SCOPE = {
    "input": {
        "amount": 6000,
        "text": "5000",
        "price": 19.99,
        "currency": "usd",
        "nothing": None,
        "empty": "",
        "yes": True,
        "items": [{"sku": "a"}, {"sku": "b"}],
        "tags": ["x", 5, True],
        "whole": 5.0,
        "big": 2**63 - 1,
        "day": "2026-01-31",
        "moment": "2026-01-31T01:00:00+02:00",
    }
}


def value_of(source, scope=SCOPE):
    return compile_expression(source).resolve(scope)


def code_of(source, scope=SCOPE):
    with pytest.raises(ExpressionError) as caught:
        value_of(source, scope)
    return caught.value.code


def exactly(value):
    return type(value), value


@pytest.mark.parametrize(
    ("source", "result"),
    [
        ("1 + 2 * 3", 7),
        ("(1 + 2) * 3", 9),
        ("10 - 4 - 3", 3),
        ("2 * 3 % 4", 2),
        ("-2 * -3", 6),
        ("- 2 - - 3", 1),
        ("1 + 1 == 2", True),
        ("1 < 2 == true", True),
        ("true || false && false", True),
        ("(true || false) && false", False),
        ("!true || true", True),
        ("!(true || true)", False),
        ("1 == 1 && 2 == 2 || false", True),
        ("false ? 1 : true ? 2 : 3", 2),
        ("true ? false ? 1 : 2 : 3", 2),
        ("null ?? 1 + 1", 2),
        ("(null ?? false) || 5", 5),
        ("null ?? (false || 5)", 5),
        ("1 in [1] == true", True),
        ("'a' + 1 + 2", "a12"),
        ("1 + 2 + 'a'", "3a"),
        ("!0 + ''", "true"),
    ],
)
def test_precedence_is_javascripts(source, result):
    assert exactly(value_of(source)) == exactly(result)


@pytest.mark.parametrize(
    ("source", "result"),
    [
        ("0.1 + 0.2", 0.3),
        ("0.1 * 3", 0.3),
        ("0.3 - 0.1", 0.2),
        ("1.1 * 1.1", 1.21),
        ("0.7 + 0.1 + 0.2", 1),
        ("4.35 * 100", 435),
        ("1.005 * 1000", 1005),
        ("19.99 * 3", 59.97),
        ("6 / 2", 3),
        ("7 / 2", 3.5),
        ("1 / 3", 1 / 3),
        ("0.3 / 0.1", 3),
        ("-7 % 3", -1),
        ("7 % -3", 1),
        ("5.5 % 2", 1.5),
        ("0.3 % 0.1", 0),
        ("1e3", 1000),
        ("1.50", 1.5),
        ("5.0", 5),
        (".5 + .5", 1),
        ("input.whole + 0", 5),
        ("input.whole / 2", 2.5),
        ("-input.price", -19.99),
        ("+'12.50'", 12.5),
        ("'12.50' * 100", 1250),
        ("input.text - 1", 4999),
        ("9007199254740993 + 0", 9007199254740993),
        ("9007199254740993 * 1.0", 9007199254740993),
        ("9223372036854775806 + 1", 9223372036854775807),
        ("-9223372036854775807 - 1", -9223372036854775808),
        ("1e300 * 1e5", 1e305),
        ("1e-200 * 1e-200", 0),
    ],
)
def test_numbers_come_out_as_money_does(source, result):
    assert exactly(value_of(source)) == exactly(result)


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("1 / 0", "STEP_ERROR"),
        ("1 % 0", "STEP_ERROR"),
        ("1 / 0.0", "STEP_ERROR"),
        ("1e300 * 1e300", "STEP_ERROR"),
        ("9223372036854775807 + 1", "STEP_ERROR"),
        ("input.big * 2", "STEP_ERROR"),
        ("-(-9223372036854775807 - 1)", "STEP_ERROR"),
        ("input.nothing + 1", "TYPE_MISMATCH"),
        ("input.nothing * 2", "TYPE_MISMATCH"),
        ("true + 1", "TYPE_MISMATCH"),
        ("true * 2", "TYPE_MISMATCH"),
        ("'abc' * 2", "TYPE_MISMATCH"),
        ("'' * 2", "TYPE_MISMATCH"),
        ("[1] + [2]", "TYPE_MISMATCH"),
        ("-'x'", "TYPE_MISMATCH"),
        ("-null", "TYPE_MISMATCH"),
        ("'92233720368547758070' * 1", "STEP_ERROR"),
    ],
)
def test_what_is_no_number_fails(source, code):
    assert code_of(source) == code


@pytest.mark.parametrize(
    ("source", "result"),
    [
        ("'a' + null", "a"),
        ("'a' + true", "atrue"),
        ("'a' + 1.50", "a1.5"),
        ("'a' + input.whole", "a5"),
        ("'a' + [1, 'x']", 'a[1,"x"]'),
        ("'' + {a: null}", '{"a":null}'),
        ("'5' + 5", "55"),
        ("'' + 1e21", "1e+21"),
        ("'' + 1e20", "100000000000000000000"),
        ("'' + 0.000001", "0.000001"),
        ("'' + 0.0000001", "1e-7"),
        ("'' + 1.5e-10", "1.5e-10"),
        ("'' + 123456789.125", "123456789.125"),
    ],
)
def test_plus_joins_texts(source, result):
    assert exactly(value_of(source)) == exactly(result)


@pytest.mark.parametrize(
    ("left", "operator", "right", "result"),
    [
        (1, "<", 2, True),
        (2, "<=", 2.0, True),
        (9007199254740993, ">", 9007199254740992.0, True),
        ("10", "<", "9", False),
        ("10", ">", 9, True),
        (6000, ">", "5000", True),
        (" 12.50 ", ">=", 12.5, True),
        ("1e3", "==", 1000, False),
        ("1e3", ">=", 1000, True),
        ("-5", "<", "-4.5", True),
        ("2026-01-31", "<", "2026-02-01", True),
        ("2026-01-31T01:00:00+02:00", "<", "2026-01-30T23:30:00Z", True),
        ("2026-01-31", "<=", "2026-01-31T00:00:00Z", True),
        ("2026-01-31T00:00:00.5Z", ">", "2026-01-31T00:00:00Z", True),
        ("abc", "<", "abd", True),
        ("B", "<", "a", True),
        ("", "<", "a", True),
        (5, "==", 5.0, True),
        (5, "===", "5", False),
        (1, "==", True, False),
        (0, "==", False, False),
        ("", "==", None, False),
        (None, "==", None, True),
        (None, "!=", 0, True),
        ([1, {"a": 2}], "==", [1.0, {"a": 2}], True),
        ([1], "==", [True], False),
        ({"a": 1, "b": 2}, "==", {"b": 2, "a": 1}, True),
        ({"a": 1}, "!==", {"a": 2}, True),
        ([], "==", {}, False),
        ("2026-01-31", "==", "2026-01-31T00:00:00Z", False),
    ],
)
def test_comparison(left, operator, right, result):
    assert compare(left, operator, right) is result
    found = value_of(f"input.left {operator} input.right", {"input": {"left": left, "right": right}})
    assert found is result


@pytest.mark.parametrize("operator", ["<", "<=", ">", ">="])
@pytest.mark.parametrize(
    ("left", "right"),
    [
        (None, 5),
        (5, None),
        (None, None),
        (True, 1),
        (True, False),
        ("abc", 5),
        ("", 5),
        ("12,000", 5000),
        ("12,000", "5000"),
        ("n/a", "2026-01-31"),
        ("2026-01-31", 5),
        ("2026-13-31", "2026-01-31"),
        ([1], 5),
        ({}, {}),
        ([], ""),
    ],
)
def test_an_approval_is_never_skipped_in_silence(left, operator, right):
    with pytest.raises(ExpressionError) as caught:
        compare(left, operator, right)
    assert caught.value.code == "TYPE_MISMATCH"
    assert code_of(f"input.l {operator} input.r", {"input": {"l": left, "r": right}}) == "TYPE_MISMATCH"


def test_compare_knows_its_operators():
    with pytest.raises(ValueError, match="unknown operator"):
        compare(1, "<>", 2)


def test_messages_name_types_and_the_place_but_no_values():
    with pytest.raises(ExpressionError) as caught:
        value_of("input.currency > 5000")
    message = caught.value.message
    assert message == '">" cannot compare a text that is no number with a number. In: input.currency > 5000'
    assert "usd" not in message


@pytest.mark.parametrize(
    ("value", "result"),
    [
        (None, False), (False, False), (0, False), (0.0, False), (-0.0, False), ("", False),
        (float("nan"), False), (True, True), (1, True), (-1, True), (0.1, True), ("0", True),
        ("false", True), (" ", True), ([], True), ({}, True),
    ],
)  # fmt: skip
def test_truthiness_is_javascripts(value, result):
    assert truthy(value) is result
    assert value_of("!!x", {"x": value}) is result


@pytest.mark.parametrize(
    ("source", "result"),
    [
        ("0 || 'a'", "a"),
        ("'' || null", None),
        ("1 && 'a'", "a"),
        ("0 && 'a'", 0),
        ("[] && 1", 1),
        ("0 ?? 5", 0),
        ("'' ?? 5", ""),
        ("null ?? null ?? 5", 5),
        ("undefined ?? 5", 5),
        ("input.nothing ? 1 : 2", 2),
        ("input.items ? 1 : 2", 1),
        ("null && input.a.b.c > 5", None),
        ("true || 1 / 0", True),
        ("true ? 1 : 1 / 0", 1),
        ("1 ?? 1 / 0", 1),
    ],
)
def test_logic_gives_a_side_and_stops_early(source, result):
    assert exactly(value_of(source)) == exactly(result)


@pytest.mark.parametrize(
    ("source", "result"),
    [
        ("'x' in input.tags", True),
        ("5 in input.tags", True),
        ("'5' in input.tags", False),
        ("1 in input.tags", False),
        ("true in input.tags", True),
        ("{sku: 'a'} in input.items", True),
        ("'sku' in input.items[0]", True),
        ("'nope' in input.items[0]", False),
        ("'us' in input.currency", True),
        ("input.currency in ['usd', 'eur']", True),
        ("!(input.currency in ['gbp'])", True),
    ],
)
def test_in(source, result):
    assert value_of(source) is result


@pytest.mark.parametrize("source", ["1 in null", "'a' in 5", "null in 'abc'", "5 in 'a5'", "null in {}"])
def test_in_something_else_fails(source):
    assert code_of(source) == "TYPE_MISMATCH"


@pytest.mark.parametrize(
    ("source", "result"),
    [
        (r"'it\'s'", "it's"),
        (r'"a\n\t\\b\"c\/"', 'a\n\t\\b"c/'),
        (r"'\u00e9\x41\u{1F600}'", "éA😀"),
        (r"'\ud83d\ude00'", "😀"),
        ("'a\nb'", "a\nb"),
        ("[1, 'a', null, true, [2]]", [1, "a", None, True, [2]]),
        ("{a: 1, 'b c': [2], nested: {x: null}}", {"a": 1, "b c": [2], "nested": {"x": None}}),
        ("{a: input.amount}", {"a": 6000}),
        ("[input.amount, 1]", [6000, 1]),
        ("[]", []),
        ("{}", {}),
    ],
)
def test_literals(source, result):
    assert value_of(source) == result


@pytest.mark.parametrize(
    "source",
    [
        '{{input.amount}} > 5000 && {{input.currency}} === "usd"',
        '{{ input.amount > 5000 }} && {{ input.currency === "usd" }}',
        '{{input.amount > 5000 && input.currency === "usd"}}',
        'input.amount > 5000 && input.currency === "usd"',
        '{{input.amount}} > 5000 && "{{input.currency}}" === "usd"',
        "{{input.items}}[0].sku == 'a' && {{input}}.currency == 'usd'",
    ],
)
def test_braces_in_an_expression_are_parentheses(source):
    assert value_of(source) is True


def test_braces_group():
    assert value_of("{{ 1 + 2 }} * 3") == 9
    assert value_of("2 * {{ input.amount - 1 }}") == 11998


def test_quoted_templates_are_texts():
    assert value_of('"{{input.amount}}"') == "6000"
    assert value_of("'No {{input.amount + 1}}: {{input.currency}}\\n'") == "No 6001: usd\n"
    assert value_of('{{ "{{" }} + "x"') == "{{x"
    assert value_of("{{ 'a {{input.amount}}' }}") == "a {{input.amount}}"
