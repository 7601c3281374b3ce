"""Looking up: what is reachable, what is missing, and what is said about it."""

import pytest

from workflows.expressions import (
    ROOTS,
    ExpressionError,
    MissingPath,
    Reference,
    compile_expression,
    compile_template,
    compile_value,
)

SCOPE = {
    "input": {
        "customer": {"name": "Ada", "email": None, "first-name": "A"},
        "items": [{"sku": "a", "0": "zero"}, {"sku": "b"}],
        "0": "by name",
        "matrix": [[1, 2], [3, 4]],
        "first name": "Ada",
        "text": "abc",
        "number": 5,
        "customer_id": "cus_9",
        "amount": 7,
        "a-b": {"c-d1": 3},
    },
    "steps": {
        "fetch-customer": {"output": {"email": "ada@acme.com", "output": 1, "status": "vip", "items": [1]}, "status": "completed", "error": None},
        "failed": {"output": None, "error": {"message": "boom", "code": "HTTP_500"}},
        "plain": {"email": "x@y"},
        "2nd": {"output": 5},
    },
    "item": {"sku": "z"},
    "index": 1,
    "now": "2026-01-31T09:30:00.000Z",
}  # fmt: skip


def look_up(source, *, scope=SCOPE):
    warnings: list[MissingPath] = []
    value = compile_expression(source).resolve(scope, warnings=warnings)
    return value, [warning.message for warning in warnings]


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("input.customer.name", "Ada"),
        ("input.customer.email", None),
        ("input.customer.first-name", "A"),
        ("input.a-b.c-d1", 3),
        ("input.amount - 1", 6),
        ("input.items.0.sku", "a"),
        ("input.items[1].sku", "b"),
        ("input.items[1.0].sku", "b"),
        ("input.items['1'].sku", "b"),
        ("input.items[index].sku", "b"),
        ("input.items[index - 1]['sku']", "a"),
        ("input.items.0.0", "zero"),
        ("input.items[0]['0']", "zero"),
        ("input.0", "by name"),
        ("input[0]", "by name"),
        ("input.matrix.1.0", 3),
        ("input.matrix[1][0]", 3),
        ("input['first name']", "Ada"),
        ("input[input.key ?? 'text']", "abc"),
        ("item.sku", "z"),
        ("index", 1),
        ("now", "2026-01-31T09:30:00.000Z"),
        ("first(input.items).sku", "a"),
        ("[10, 20][1]", 20),
        ("{a: {b: 5}}.a.b", 5),
        ("steps.fetch-customer.output.email", "ada@acme.com"),
        ("steps['fetch-customer'].output.email", "ada@acme.com"),
        ("steps.2nd.output", 5),
    ],
)
def test_what_is_there_is_found_without_a_warning(source, value):
    assert look_up(source) == (value, [])


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("steps.fetch-customer.email", "ada@acme.com"),
        ("steps['fetch-customer']['email']", "ada@acme.com"),
        ("steps[input.step ?? 'fetch-customer'].email", "ada@acme.com"),
        ("steps.fetch-customer.items.0", 1),
        ("steps.fetch-customer.output", SCOPE["steps"]["fetch-customer"]["output"]),
        ("steps.fetch-customer.output.output", 1),
        ("steps.fetch-customer.error", None),
        # The output's own field wins over the record's; the record's is found where there is none.
        ("steps.fetch-customer.status", "vip"),
        ("steps.failed.error.message", "boom"),
        ("steps.plain.email", "x@y"),
    ],
)
def test_output_may_be_left_out(source, value):
    assert look_up(source) == (value, [])


def test_a_steps_own_field_is_the_second_choice():
    scope = {"steps": {"a": {"output": {}, "status": "completed"}}}
    assert look_up("steps.a.status", scope=scope) == ("completed", [])


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("input.customer.mail", "`input.customer.mail` is empty: `customer` has no `mail`."),
        ("input.customer.mail.host", "`input.customer.mail.host` is empty: `customer` has no `mail`."),
        ("input.customer.email.host", "`input.customer.email.host` is empty: `email` is null."),
        ("input.text.x", "`input.text.x` is empty: `text` is a text and has no `x`."),
        ("input.number.x", "`input.number.x` is empty: `number` is a number and has no `x`."),
        ("input.text.0", "`input.text.0` is empty: `text` is a text and has no `0`."),
        ("input.text.length", "`input.text.length` is empty: `text` is a text and has no `length`; use len(…)."),
        ("input.items.length", "`input.items.length` is empty: `items` is a list, whose items are numbered; use len(…)."),
        ("input.items.sku", "`input.items.sku` is empty: `items` is a list, whose items are numbered, as in `items.0.sku`."),
        ("input.items.2.sku", "`input.items.2.sku` is empty: `items` has 2 items and no number 2, the first one is 0."),
        ("input.items[-1]", "`input.items[-1]` is empty: `items` has 2 items and no number -1, and last(…) gives the last one."),
        ("input.items[input.customer.email]", "`input.items[input.customer.email]` is empty: null is no name or position."),
        ("input.customerId", "`input.customerId` is empty: `input` has no `customerId`; did you mean `customer_id`?"),
        ("input.amount-1", "`input.amount-1` is empty: `input` has no `amount-1`; for a subtraction put blanks around the minus: `amount - 1`."),
        ("steps.nope.output", "`steps.nope.output` is empty: `steps` has no `nope`."),
        ("steps.fetch-customer.phone", "`steps.fetch-customer.phone` is empty: `output` has no `phone`."),
        ("steps.failed.email", "`steps.failed.email` is empty: `output` is null."),
        ("trigger.type", "`trigger.type` is empty: there is no `trigger` here."),
        ("inptu.name", "`inptu.name` is empty: `inptu` is not a name known here; did you mean `input`?"),
        ("usd", '`usd` is empty: `usd` is not a name known here; a text is written in quotes: "usd".'),
        ("first(input.items).nope", "`first(input.items).nope` is empty: `first(input.items)` has no `nope`."),
    ],
)  # fmt: skip
def test_missing_paths_say_where_they_broke(source, message):
    assert look_up(source) == (None, [message])
    with pytest.raises(ExpressionError) as caught:
        compile_expression(source).resolve(SCOPE, strict=True)
    assert (caught.value.code, caught.value.message) == ("REFERENCE_MISSING", message)


@pytest.mark.parametrize(
    "name",
    ["__class__", "__dict__", "keys", "get", "__init__.__globals__", "items.__len__", "text.format"],
)
def test_no_attribute_of_a_python_object_is_reachable(name):
    value, warnings = look_up(f"input.{name}")
    assert value is (None if name != "items" else value)
    assert len(warnings) == 1
    assert compile_expression(f"input['{name}']").resolve(SCOPE) is None


def test_objects_that_are_no_json_have_no_parts():
    class Trap:
        secret = 1

        def __str__(self):
            raise AssertionError("touched")

    scope = {"input": {"trap": Trap()}}
    assert compile_expression("input.trap.secret").resolve(scope) is None
    for source in ("input.trap + ''", "json(input)", "input.trap + 1", "input.trap > 1", "len(input.trap)"):
        with pytest.raises(ExpressionError):
            compile_expression(source).resolve(scope)


@pytest.mark.parametrize(
    "source",
    [
        "input.nope ?? 'x'",
        "input.nope.deeper ?? 'x'",
        "input.nope || 'x'",
        "(input.nope) ?? 'x'",
        "(input.a || input.b) ?? 'x'",
        "(input.yes ?? input.nope) ?? 'x'",
        "default(input.nope, 'x')",
        "default(input.customer.email, 'x')",
        "coalesce(input.nope, input.other, 'x')",
        "isEmpty(input.nope) ? 'x' : 1",
        "input.nope == null ? 'x' : 1",
        "null !== input.nope ? 1 : 'x'",
        "input.nope?.name ?? 'x'",
        "input.items[input.nope] ?? 'x'",
        "nope ?? 'x'",
        "nope.a.b || 'x'",
        "first([]).a ?? 'x'",
    ],
)
def test_provided_for_means_no_warning(source):
    assert look_up(source) == ("x", [])
    assert compile_expression(source).resolve(SCOPE, strict=True) == "x"


@pytest.mark.parametrize(
    "source", ["1 ?? input.a || 1", "input.nope ?? input.other", "default(input.nope, input.other)"]
)
def test_the_last_choice_is_not_provided_for(source):
    if "||" in source:
        source = "null ?? (null || input.other)"
    assert [m.split(" ")[0] for m in look_up(source)[1]] == ["`input.other`"]


def test_guarded_access_gives_null_in_silence():
    assert look_up("input.nope?.name") == (None, [])
    assert look_up("input.nope?.[0]") == (None, [])
    assert look_up("input.customer?.name") == ("Ada", [])
    assert look_up("input.yes ?.5 : 1") == (1, ["`input.yes` is empty: `input` has no `yes`."])


def test_branches_not_taken_warn_about_nothing():
    assert look_up("true ? 1 : input.nope") == (1, [])
    assert look_up("false && input.nope") == (False, [])


def test_equal_warnings_are_recorded_once_and_not_without_end():
    warnings: list[MissingPath] = []
    compile_template("{{input.x}} {{input.x}}").resolve(SCOPE, warnings=warnings)
    assert [warning.path for warning in warnings] == ["input.x"]
    many = "".join(f"{{{{input.x{n}}}}}" for n in range(500))
    compile_template(many).resolve(SCOPE, warnings=warnings)
    assert len(warnings) == 50


def test_values_pass_by_reference():
    assert compile_template("{{input.items}}").resolve(SCOPE) is SCOPE["input"]["items"]
    resolved = compile_value({"a": "{{input.customer}}"}).resolve(SCOPE)
    assert resolved["a"] is SCOPE["input"]["customer"]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("input.customer.email", ("input", ("customer", "email"), False)),
        ("input.items.0.sku", ("input", ("items", 0, "sku"), False)),
        ("input.items['0'].sku", ("input", ("items", "0", "sku"), False)),
        ("input.items[index].sku", ("input", ("items",), False)),
        ("steps.a.output.b", ("steps", ("a", "output", "b"), False)),
        ("steps.a.b", ("steps", ("a", "output", "b"), False)),
        ("steps.a.error.message", ("steps", ("a", "error", "message"), False)),
        ("steps.a", ("steps", ("a",), False)),
        ("input.a ?? 1", ("input", ("a",), True)),
        ("input.a?.b", ("input", ("a", "b"), True)),
        ("now", ("now", (), False)),
    ],
)
def test_references(source, expected):
    reference = compile_expression(source).references[0]
    assert (reference.root, reference.path, reference.optional) == expected


def test_references_come_in_the_order_of_the_text():
    template = compile_template("A {{input.a || steps.b.c}} {{max(item.x, index)}} {{input.l[index].z}}")
    assert [(r.source, r.position, r.optional) for r in template.references] == [
        ("input.a", 4, True),
        ("steps.b.c", 15, False),
        ("item.x", 33, False),
        ("index", 41, False),
        ("input.l[index].z", 52, False),
        ("index", 60, False),
    ]
    assert template.references[0] == Reference("input", ("a",), "input.a", 4, optional=True)
    value = compile_value({"x": "{{input.a}}", "y": [{"z": "{{now}}"}]})
    assert [r.source for r in value.references] == ["input.a", "now"]


def test_secrets_only_where_they_are_allowed():
    template = compile_template("Bearer {{secrets.API_TOKEN}}")
    scope = {"secrets": {"API_TOKEN": "\ue000secret:API_TOKEN\ue001"}}
    with pytest.raises(ExpressionError) as caught:
        template.resolve(scope)
    assert caught.value.code == "STEP_ERROR"
    assert "headers, query and body" in caught.value.message
    assert template.resolve(scope, allow_secrets=True) == "Bearer \ue000secret:API_TOKEN\ue001"
    hidden = compile_value({"a": ["{{false && secrets.API_TOKEN}}"]})
    with pytest.raises(ExpressionError):
        hidden.resolve(scope)


def test_roots():
    assert {"input", "steps", "now", "secrets"} <= ROOTS
    assert "item" not in ROOTS
