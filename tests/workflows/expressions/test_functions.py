"""Every function by its own example, and the cases an example has no room for."""

from pathlib import Path

import pytest

from workflows.expressions import ExpressionError, compile_expression, functions, render_reference

PAGE = Path(__file__).resolve().parents[3] / "docs" / "reference" / "expressions.md"
REQUIRED = [
    "len",
    "upper",
    "lower",
    "trim",
    "round",
    "min",
    "max",
    "sum",
    "join",
    "split",
    "contains",
    "startsWith",
    "endsWith",
    "replace",
    "matches",
    "number",
    "string",
    "json",
    "parseJson",
    "date",
    "addDays",
    "formatDate",
    "first",
    "last",
    "map",
    "pluck",
    "default",
    "abs",
    "floor",
    "ceil",
    "slice",
    "keys",
    "values",
    "unique",
    "sort",
    "reverse",
    "filter",
    "find",
    "flatten",
    "addHours",
    "addMonths",
    "diffDays",
    "padStart",
    "capitalize",
    "isEmpty",
    "coalesce",
    "range",
    "formatNumber",
    "money",
]
LINES = [
    {"sku": "a", "price": 5, "product": {"name": "Seat"}, "due": "2026-03-01"},
    {"sku": "b", "price": "12.5", "product": {"name": "Support"}, "due": None},
    {"sku": "c", "price": 7, "due": "2026-01-31"},
]


def value_of(source, **values):
    return compile_expression(source).resolve({"lines": LINES, **values})


def code_of(source, **values):
    with pytest.raises(ExpressionError) as caught:
        value_of(source, **values)
    return caught.value.code


@pytest.mark.parametrize("function", functions(), ids=lambda function: function.name)
def test_example(function):
    result = value_of(function.example)
    assert result == function.result
    assert type(result) is type(function.result)
    assert function.example.startswith(function.name + "(")
    assert function.signature.startswith(function.name + "(")
    assert function.description.endswith(".")
    assert "\n" not in function.description


def test_the_set_is_complete_and_documented():
    names = [function.name for function in functions()]
    assert len(names) == len(set(names))
    assert set(REQUIRED) <= set(names)


def test_the_reference_page_is_fresh():
    assert PAGE.read_text(encoding="utf-8") == render_reference()


@pytest.mark.parametrize(
    ("source", "result"),
    [
        ("len('añ😀')", 3),
        ("len({a: 1})", 1),
        ("upper(5)", "5"),
        ("capitalize('')", ""),
        ("contains([1, 2], 2)", True),
        ("contains([1, 2], '2')", False),
        ("contains(12345, 34)", True),
        ("replace('aaa', 'a', '')", ""),
        ("replace('a.b', '.', '$1')", "a$1b"),
        ("split('abc', '')", ["a", "b", "c"]),
        ("split('', ',')", [""]),
        ("join([1, null, true, 'x'])", "1,,true,x"),
        ("join([], ',')", ""),
        ("slice('abcdef', 1, 3)", "bc"),
        ("slice('abcdef', 2)", "cdef"),
        ("slice([1, 2, 3], -2, -1)", [2]),
        ("padStart('abc', 2)", "abc"),
        ("padStart('7', 4, 'ab')", "aba7"),
        ("padStart('7', 4, '')", "7"),
        ("matches('INV-7', '[0-9]')", True),
        ("matches('invoice', 'INV', 'i')", True),
        ("matches('invoice', 'INV')", False),
        ("number('0012')", 12),
        ("number('-1.50')", -1.5),
        ("number('1e3')", 1000),
        ("number(5)", 5),
        ("round(2.5)", 3),
        ("round(-2.5)", -3),
        ("round(0.5)", 1),
        ("round(1.45, 1)", 1.5),
        ("round(1.255, 2)", 1.26),
        ("round(-1.005, 2)", -1.01),
        ("round(1250, -2)", 1300),
        ("round('2.345', 2)", 2.35),
        ("round(1e21)", 1e21),
        ("round(9007199254740993)", 9007199254740993),
        ("floor(1.9)", 1),
        ("ceil(-1.1)", -1),
        ("abs(-5)", 5),
        ("min([])", None),
        ("max('9', '10')", 10),
        ("max('b', 'a')", "b"),
        ("min('2026-02-01', '2026-01-31T23:00:00Z')", "2026-01-31T23:00:00Z"),
        ("sum([])", 0),
        ("sum(0.1, 0.2)", 0.3),
        ("sum(pluck(lines, 'price'))", 24.5),
        ("sum([0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1])", 1),
        ("formatNumber(1234.5)", "1,234.5"),
        ("formatNumber(-1234567)", "-1,234,567"),
        ("formatNumber(1234.5, 2, '.', ',')", "1.234,50"),
        ("formatNumber(0.005, 2)", "0.01"),
        ("formatNumber(1e21)", "1,000,000,000,000,000,000,000"),
        ("money(-5, 'EUR')", "-€5.00"),
        ("money(1234.5, 'jpy')", "¥1,235"),
        ("money('12.345', 'kwd')", "KWD 12.345"),
        ("money(0.125, 'chf')", "CHF 0.13"),
        ("first([])", None),
        ("last([])", None),
        ("pluck(lines, 'product.name')", ["Seat", "Support", None]),
        ("map(lines, 'sku')", ["a", "b", "c"]),
        ("map([], {a: 'b'})", []),
        ("map(lines, {n: 'product.name'})[2]", {"n": None}),
        ("len(filter(lines, 'sku', '!=', 'a'))", 2),
        ("pluck(filter(lines, 'price', '>', 6), 'sku')", ["b", "c"]),
        ("filter(lines, 'product.name', null)[0].sku", "c"),
        ("find(lines, 'sku', 'zzz')", None),
        ("find(lines, 'price', '>=', 7).sku", "b"),
        ("flatten([[1, [2]], [], 3])", [1, [2], 3]),
        ("unique([1, 1.0, '1', true, true, null, null])", [1, "1", True, None]),
        ("unique([{a: 1, b: 2}, {b: 2, a: 1}, [1], [1]])", [{"a": 1, "b": 2}, [1]]),
        ("pluck(unique(lines, 'product.name'), 'sku')", ["a", "b", "c"]),
        ("sort(['b', 'a', 'C'])", ["C", "a", "b"]),
        ("sort(['10', 9, null, '8.5'])", ["8.5", 9, "10", None]),
        ("sort(['10', 'x', '9'])", ["10", "9", "x"]),
        ("pluck(sort(lines, 'price', 'desc'), 'sku')", ["b", "c", "a"]),
        ("pluck(sort(lines, 'due', 'desc'), 'sku')", ["a", "c", "b"]),
        ("pluck(sort(lines, 'due'), 'sku')", ["c", "a", "b"]),
        ("sort([])", []),
        ("range(0)", []),
        ("range(3, 1)", []),
        ("range(-2, 1)", [-2, -1, 0]),
        ("len(range(10000))", 10000),
        ("isEmpty('')", True),
        ("isEmpty(null)", True),
        ("isEmpty({})", True),
        ("isEmpty(0)", False),
        ("isEmpty(false)", False),
        ("default('', 'x')", "x"),
        ("default(0, 'x')", 0),
        ("default(false, 'x')", False),
        ("default(1, 1 / 0)", 1),
        ("coalesce(null)", None),
        ("coalesce(1, 1 / 0)", 1),
        ("json('é\"')", '"é\\""'),
        ("parseJson('[1, 1.50, \"a\", null]')", [1, 1.5, "a", None]),
        ("parseJson('9223372036854775807')", 9223372036854775807),
        ("parseJson('\"\\\\ud83d\\\\ude00\"')", "😀"),
        ("parseJson(json({a: [1]}))", {"a": [1]}),
        ("string(null)", ""),
        ("string(true)", "true"),
        ("string([1])", "[1]"),
        ("urlEncode('a/ü+b')", "a%2F%C3%BC%2Bb"),
        ("keys({})", []),
    ],
)
def test_more_cases(source, result):
    found = value_of(source)
    assert found == result
    assert type(found) is type(result)


@pytest.mark.parametrize(
    ("source", "result"),
    [
        ("date('2026-01-31')", "2026-01-31T00:00:00.000Z"),
        ("date('2026-01-31T09:30')", "2026-01-31T09:30:00.000Z"),
        ("date('2026-01-31 09:30:15.123456+0530')", "2026-01-31T04:00:15.123Z"),
        ("date('2026-07-01T09:30', 'Europe/Berlin')", "2026-07-01T07:30:00.000Z"),
        ("date('2026-07-01T09:30Z', 'Europe/Berlin')", "2026-07-01T09:30:00.000Z"),
        ("date(1769817600)", "2026-01-31T00:00:00.000Z"),
        ("date('1769817600')", "2026-01-31T00:00:00.000Z"),
        ("date(1769817600123)", "2026-01-31T00:00:00.123Z"),
        ("date(0)", "1970-01-01T00:00:00.000Z"),
        ("date(-1)", "1969-12-31T23:59:59.000Z"),
        ("addDays('2024-02-28', 1)", "2024-02-29"),
        ("addDays('2026-01-01', -1)", "2025-12-31"),
        ("addDays('2026-01-31T23:00:00Z', 1)", "2026-02-01T23:00:00.000Z"),
        ("addHours('2026-01-31', 1.5)", "2026-01-31T01:30:00.000Z"),
        ("addMonths('2024-01-31', 1)", "2024-02-29"),
        ("addMonths('2026-03-31', -1)", "2026-02-28"),
        ("addMonths('2026-11-30', 3)", "2027-02-28"),
        ("addMonths('2026-12-15', 12)", "2027-12-15"),
        ("addMonths('2026-01-31T10:00:00Z', 1)", "2026-02-28T10:00:00.000Z"),
        ("addMonths('9999-11-30', 1)", "9999-12-30"),
        ("diffDays('2026-03-02', '2026-01-31')", -30),
        ("diffDays('2026-01-31T12:00:00Z', '2026-02-01T11:59:59Z')", 0),
        ("diffDays('2026-02-01T11:59:59Z', '2026-01-31T12:00:00Z')", 0),
        ("formatDate('2026-01-05T03:04:05.006Z', 'YYYY-MM-DD HH:mm:ss.SSS')", "2026-01-05 03:04:05.006"),
        ("formatDate('2026-01-05T15:04:05Z', 'yy/M/d h:m:s a A hh H')", "26/1/5 3:4:5 pm PM 03 15"),
        ("formatDate('2026-01-05T00:00:00Z', 'ddd dddd EEE EEEE MMM MMMM')", "Mon Monday Mon Monday Jan January"),
        ("formatDate('2026-01-05T00:30:00Z', 'h A [Due on] Q')", "12 AM Due on 1"),
        ("formatDate('2026-01-05', \"yyyy-MM-dd'T'HH:mmZ\")", "2026-01-05T00:00+00:00"),
        ("formatDate('2026-07-01T22:30:00Z', 'DD.MM.YYYY HH:mm Z', 'Europe/Berlin')", "02.07.2026 00:30 +02:00"),
        # A day is the same day everywhere.
        ("formatDate('2026-03-01', 'YYYY-MM-DD', 'America/New_York')", "2026-03-01"),
        ("timestamp('1970-01-01T00:00:01.9Z')", 1),
    ],
)  # fmt: skip
def test_dates(source, result):
    assert value_of(source) == result


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("upper(null)", "TYPE_MISMATCH"),
        ("upper(true)", "TYPE_MISMATCH"),
        ("upper([1])", "TYPE_MISMATCH"),
        ("len(null)", "TYPE_MISMATCH"),
        ("len(5)", "TYPE_MISMATCH"),
        ("contains(null, 'a')", "TYPE_MISMATCH"),
        ("contains('a', null)", "TYPE_MISMATCH"),
        ("startsWith(null, 'a')", "TYPE_MISMATCH"),
        ("replace('a', '', 'b')", "STEP_ERROR"),
        ("split('a', null)", "TYPE_MISMATCH"),
        ("slice('a', 'x')", "TYPE_MISMATCH"),
        ("slice('a', 1.5)", "TYPE_MISMATCH"),
        ("padStart('a', 10001)", "STEP_ERROR"),
        ("number('12,000')", "TYPE_MISMATCH"),
        ("number('')", "TYPE_MISMATCH"),
        ("number('NaN')", "TYPE_MISMATCH"),
        ("number('Infinity')", "TYPE_MISMATCH"),
        ("number('1_000')", "TYPE_MISMATCH"),
        ("number('٣')", "TYPE_MISMATCH"),
        ("number(null)", "TYPE_MISMATCH"),
        ("number(true)", "TYPE_MISMATCH"),
        ("number('9223372036854775808')", "STEP_ERROR"),
        ("round(null)", "TYPE_MISMATCH"),
        ("round(1, 99)", "STEP_ERROR"),
        ("min(1, null)", "TYPE_MISMATCH"),
        ("min(1, 'a')", "TYPE_MISMATCH"),
        ("max(1, '2026-01-31')", "TYPE_MISMATCH"),
        ("sum([1, null])", "TYPE_MISMATCH"),
        ("sum([1, 'x'])", "TYPE_MISMATCH"),
        ("sum(null)", "TYPE_MISMATCH"),
        ("sum([9223372036854775807, 1])", "STEP_ERROR"),
        ("money(1, 'dollars')", "STEP_ERROR"),
        ("money(null, 'usd')", "TYPE_MISMATCH"),
        ("formatNumber(1, 99)", "STEP_ERROR"),
        ("first('abc')", "TYPE_MISMATCH"),
        ("pluck({}, 'a')", "TYPE_MISMATCH"),
        ("pluck([], '')", "STEP_ERROR"),
        ("filter([{a: null}], 'a', '>', 5)", "TYPE_MISMATCH"),
        ("filter([{a: 1}], 'a', 'like', 5)", "STEP_ERROR"),
        ("sort([1, 'a'])", "TYPE_MISMATCH"),
        ("sort([true])", "TYPE_MISMATCH"),
        ("sort([1], null, 'down')", "STEP_ERROR"),
        ("keys([1])", "TYPE_MISMATCH"),
        ("range(10001)", "STEP_ERROR"),
        ("range(1e18, 1)", None),
        ("parseJson('{')", "STEP_ERROR"),
        ("parseJson('NaN')", "STEP_ERROR"),
        ("parseJson('1e999')", "STEP_ERROR"),
        ("parseJson('9223372036854775808')", "STEP_ERROR"),
        ("parseJson('\"\\\\ud800\"')", "STEP_ERROR"),
        ("parseJson(null)", "TYPE_MISMATCH"),
        ("date('tomorrow')", "STEP_ERROR"),
        ("date('2026-02-30')", "STEP_ERROR"),
        ("date(null)", "TYPE_MISMATCH"),
        ("date(true)", "TYPE_MISMATCH"),
        ("date(1e300)", "STEP_ERROR"),
        ("date('2026-01-31', 'Mars/Olympus')", "STEP_ERROR"),
        ("date('2026-01-31', '../../etc/passwd')", "STEP_ERROR"),
        ("date('2026-01-31', 'Europe')", "STEP_ERROR"),
        ("date('0001-01-01T00:00:00+05:00')", "STEP_ERROR"),
        ("addDays('2026-01-31', 1.5)", "TYPE_MISMATCH"),
        ("addDays('2026-01-31', 1e15)", "STEP_ERROR"),
        ("addDays('9999-12-31', 1)", "STEP_ERROR"),
        ("addMonths('9999-12-31', 1)", "STEP_ERROR"),
        ("addMonths('0001-01-31', -1)", "STEP_ERROR"),
        ("addHours('9999-12-31T23:30:00Z', 1)", "STEP_ERROR"),
        ("formatDate('9999-12-31T23:30:00Z', 'YYYY', 'Europe/Berlin')", "STEP_ERROR"),
        ("matches('a', lines.0.sku + '(')", "STEP_ERROR"),
        ("matches('a', 'a', 'g')", "STEP_ERROR"),
        ("urlEncode(null)", "TYPE_MISMATCH"),
    ],
)
def test_wrong_values_fail_with_a_code(source, code):
    if code is None:
        assert value_of(source) == []
    else:
        assert code_of(source) == code


def test_a_field_that_no_item_has_is_a_warning():
    warnings: list = []
    template = compile_expression("pluck(lines, 'prise')")
    assert template.resolve({"lines": LINES}, warnings=warnings) == [None, None, None]
    assert [w.message for w in warnings] == ["pluck: none of the 3 items has `prise`."]
    with pytest.raises(ExpressionError, match="none of the 3 items"):
        template.resolve({"lines": LINES}, strict=True)
    warnings.clear()
    compile_expression("pluck(lines, 'product')").resolve({"lines": LINES}, warnings=warnings)
    assert warnings == []


def test_advice_for_null():
    with pytest.raises(ExpressionError) as caught:
        value_of("upper(null)")
    assert caught.value.message.startswith(
        'upper needs a text, not null. default(value, "") stands in for a missing one.'
    )
