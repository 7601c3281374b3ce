"""Renaming a block rewrites the references to it and nothing else."""

import pytest

from workflows.expressions import compile_expression, compile_template, rename_block


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("{{steps.old.output.x}}", "{{steps.new.output.x}}"),
        ("{{ steps.old.x }} and {{steps.old}}", "{{ steps.new.x }} and {{steps.new}}"),
        ("{{steps['old'].x}} {{steps[\"old\"].x}}", "{{steps['new'].x}} {{steps[\"new\"].x}}"),
        ("{{steps?.old.x}}", "{{steps?.new.x}}"),
        ("{{steps?.['old'].x}}", "{{steps?.['new'].x}}"),
        ("{{steps.older.x + steps.old-er.x}}", "{{steps.older.x + steps.old-er.x}}"),
        ("{{input.steps.old}} steps.old", "{{input.steps.old}} steps.old"),
        ("{{'steps.old'}}", "{{'steps.old'}}"),
        ("{{input[steps.old.key]}}", "{{input[steps.new.key]}}"),
        ("{{max(steps.old.a ?? 1, -steps.old.b)}}", "{{max(steps.new.a ?? 1, -steps.new.b)}}"),
        ("{{ {a: [steps.old.x]} }}", "{{ {a: [steps.new.x]} }}"),
        ("{{first(steps.old.l).x ? steps.old.a : !steps.old.b}}", "{{first(steps.new.l).x ? steps.new.a : !steps.new.b}}"),
        ("{{steps.x.old}}", "{{steps.x.old}}"),
        ("{{steps.old + }}", "{{steps.old + }}"),
        ("no templates: steps.old", "no templates: steps.old"),
    ],
)  # fmt: skip
def test_templates(source, expected):
    assert rename_block(source, "old", "new") == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("steps.old.x > 5 && {{steps.old.y}} in ['old']", "steps.new.x > 5 && {{steps.new.y}} in ['old']"),
        ('"{{steps.old.y}}\\n" == "steps.old"', '"{{steps.new.y}}\\n" == "steps.old"'),
    ],
)
def test_expressions(source, expected):
    assert rename_block(source, "old", "new", is_expression=True) == expected


def test_names_with_dashes():
    assert rename_block("{{steps.a-b.x}}", "a-b", "c-d") == "{{steps.c-d.x}}"
    assert rename_block("{{steps.a-b.x}}", "a-b", "c--d") == '{{steps["c--d"].x}}'
    assert rename_block("{{steps.a.x}}", "a", "a-") == '{{steps["a-"].x}}'
    for new in ("c-d", "c--d", "a-", "a_b", "B2"):
        renamed = rename_block("{{steps.a.x}}", "a", new)
        assert compile_template(renamed).references[0].path == (new, "output", "x")


def test_there_and_back():
    source = "A {{steps.old.x ?? steps['old'].y}} {{len(steps.old.items)}}"
    there = rename_block(source, "old", "much-newer-name")
    assert "old" not in there
    assert rename_block(there, "much-newer-name", "old") == source
    assert compile_expression("steps.a.b").references[0].path == ("a", "output", "b")
