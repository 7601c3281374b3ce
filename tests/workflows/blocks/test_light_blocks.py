"""The blocks that decide, reshape and end: all pure, all run on the planner's thread."""

from __future__ import annotations

from typing import Any

import pytest

from integrations.outcomes import Branch, Done, Permanent, Respond, SetVariables, Stop, Wait
from tests.workflows.blocks.context import RealContext, known, problems, run_block


def test_trigger_gives_the_input_as_it_is() -> None:
    data = {"a": [1, None]}
    assert run_block("trigger.api", {}, input=data) == Done(data)
    assert known("trigger.api").is_trigger


class TestSwitch:
    CONFIG: dict[str, Any] = {
        "value": "{{input.plan}}",
        "cases": [
            {"id": "free", "label": "Free", "equals": "free"},
            {"id": "big", "label": "Big", "when": "input.seats > 100"},
            {"id": "five", "equals": 5},
            {"id": "none", "equals": None},
        ],
    }

    @pytest.mark.parametrize(
        ("data", "case"),
        [
            ({"plan": "free", "seats": 500}, "free"),
            ({"plan": "pro", "seats": 500}, "big"),
            ({"plan": "5", "seats": 1}, "five"),
            ({"plan": None, "seats": 1}, "none"),
            ({"plan": "pro", "seats": 1}, "default"),
        ],
    )
    def test_the_first_that_fits(self, data: Any, case: str) -> None:
        assert run_block("switch", self.CONFIG, input=data) == Branch(case, {"case": case})

    def test_ports_come_from_the_cases(self) -> None:
        assert [(port.id, port.label) for port in known("switch").ports_for(self.CONFIG)] == [
            *(("free", "Free"), ("big", "Big"), ("five", "five"), ("none", "none")),
            *(("default", "Otherwise"), ("error", "Error")),
        ]

    @pytest.mark.parametrize("cases", [None, "x", [1, None, {}, {"id": 5}, {"id": ""}], [{"id": "default"}]])
    def test_ports_of_a_half_written_draft(self, cases: Any) -> None:
        assert [port.id for port in known("switch").ports_for({"cases": cases})] == ["default", "error"]

    def test_faults(self) -> None:
        assert problems("switch", {}) == [("cases", "Cases is missing.")]
        twice = [{"id": "a", "equals": 1}, {"id": "a", "equals": 2}]
        assert problems("switch", {"cases": twice}) == [("", "Two cases have the id “a”.")]
        for bad, words in (
            ({"id": "default", "equals": 1}, "that port exists already"),
            ({"id": "a"}, "Case “a” needs a value or a condition."),
            ({"id": "a", "label": "A", "equals": 1, "when": "true"}, "not both"),
            ({"id": "{{input.x}}", "equals": 1}, "characters that are not allowed"),
            ({"id": "a", "when": ""}, "empty"),
        ):
            assert any(words in message for _, message in problems("switch", {"cases": [bad]})), bad


class TestTransform:
    def test_mapping_keeps_types_and_nests(self) -> None:
        mapping = {
            "n": "{{input.n}}",
            "t": "{{input.n}}!",
            "deep": {"a": ["{{input.l}}", 1]},
            "sum": "{{input.n + 1}}",
        }
        assert run_block("transform", {"mapping": mapping}, input={"n": 5, "l": [1]}) == Done(
            {"result": {"n": 5, "t": "5!", "deep": {"a": [[1], 1]}, "sum": 6}}
        )

    def test_the_mapping_may_be_one_template(self) -> None:
        assert run_block("transform", {"mapping": "{{input}}"}, input={"a": 1}) == Done({"result": {"a": 1}})
        with pytest.raises(Permanent) as raised:
            run_block("transform", {"mapping": "{{input}}"}, input=5)
        assert raised.value.message == "Fields must be an object of names and values."

    def test_rules(self) -> None:
        config = {
            "sourceData": "{{input}}",
            "mappingRules": [
                {"source": "$.customer.name", "target": "name", "transform": "capitalize"},
                {"id": "2", "source": "customer['e-mail']", "target": "contact.email"},
                {"source": "lines[*].cents", "target": "total", "transform": "sum"},
                {"source": "lines.-1.sku", "target": "last"},
                {"source": "nope.deep[3]", "target": "contact.phone", "default": "none"},
            ],
            "normalizations": [
                {"field": "contact.email", "transform": "lowercase"},
                {"field": "x", "transform": "trim"},
            ],
            "validationRules": [
                {"field": "contact.email", "rule": "email"},
                {"field": "total", "rule": "max", "value": 10, "message": "Too dear."},
                {"field": "vat", "rule": "required"},
                {"field": "last", "rule": "pattern", "value": "^[A-Z]$"},
                {"field": "contact.phone", "rule": "oneOf", "value": ["none", "some"]},
            ],
        }
        data = {
            "customer": {"name": "ada", "e-mail": "ADA@Example.com"},
            "lines": [{"cents": 10, "sku": "a"}, {"cents": "5.5", "sku": "b"}],
        }
        assert run_block("transform", config, input=data) == Done(
            {
                "result": {
                    "name": "Ada",
                    "contact": {"email": "ada@example.com", "phone": "none"},
                    "total": 15.5,
                    "last": "b",
                },
                "errors": [
                    {"field": "total", "message": "Too dear."},
                    {"field": "vat", "message": "vat is missing."},
                    {"field": "last", "message": "last does not have the expected form."},
                ],
            }
        )
        with pytest.raises(Permanent) as raised:
            run_block("transform", {**config, "strict": True}, input=data)
        assert (raised.value.message, raised.value.details) == ("Too dear.", {"field": "total"})

    def test_a_transform_that_fails_leaves_the_default(self) -> None:
        config = {"mappingRules": [{"source": "a", "target": "n", "transform": "number", "default": 0}]}
        assert run_block("transform", config, input={"a": "many"}) == Done(
            {"result": {"n": 0}, "errors": [{"field": "n", "message": "n is not a number."}]}
        )
        with pytest.raises(Permanent):
            run_block("transform", {**config, "strict": True}, input={"a": "many"})

    def test_the_source_is_left_alone(self) -> None:
        data = {"a": {"b": " x "}}
        config = {"normalizations": [{"field": "a.b", "transform": "trim"}]}
        assert run_block("transform", config, input=data) == Done({"result": {"a": {"b": "x"}}, "errors": []})
        assert data == {"a": {"b": " x "}}

    def test_a_mapped_object_is_left_alone_too(self) -> None:
        data, made = {"who": {"name": "Ada"}, "n": 1}, {"kind": "none"}
        config = {
            "mappingRules": [
                {"source": "who", "target": "customer"},
                {"source": "n", "target": "customer.number"},
                {"source": "nope", "target": "other", "default": made},
                {"source": "n", "target": "other.number"},
            ]
        }
        result = {"customer": {"name": "Ada", "number": 1}, "other": {"kind": "none", "number": 1}}
        assert run_block("transform", config, input=data) == Done({"result": result, "errors": []})
        assert (data, made) == ({"who": {"name": "Ada"}, "n": 1}, {"kind": "none"})

    def test_faults(self) -> None:
        assert problems("transform", {}) == [("", "Choose at least one field of the result.")]
        rule = {"source": "a", "target": "b", "transform": "magic"}
        ((path, message),) = problems("transform", {"mappingRules": [rule]})
        assert path == "mappingRules.0.transform"
        assert message.startswith("There is no transform “magic”")


class TestWait:
    @pytest.mark.parametrize(
        ("unit", "seconds"), [("seconds", 3), ("minutes", 180), ("hours", 10800), ("days", 259200)]
    )
    def test_duration(self, unit: str, seconds: int) -> None:
        outcome = run_block("wait", {"duration": "{{input.n}}", "unit": unit}, input={"n": "3"})
        assert outcome == Wait({"waited": seconds * 1000}, seconds=seconds)

    def test_until(self) -> None:
        context = RealContext(now_ms=1_767_225_600_000)  # 2026-01-01T00:00:00Z
        for text, until in (
            ("2026-01-01T00:00:05Z", 1_767_225_605_000),
            ("2026-01-01T01:00:05+01:00", 1_767_225_605_000),
            ("2026-01-01 00:00:05", 1_767_225_605_000),
            ("2025-12-31", 1_767_139_200_000),
        ):
            waited = max(0, until - context.now_ms)
            outcome = run_block("wait", {"until": "{{input}}"}, context, input=text)
            assert outcome == Wait({"waited": waited}, until_ms=until)

    def test_faults(self) -> None:
        assert problems("wait", {}) == [("", "Choose how long to wait.")]
        assert problems("wait", {"duration": 1, "until": "x"}) == [
            ("", "Choose a duration or a time, not both.")
        ]
        assert problems("wait", {"duration": -1}) == [("duration", "Wait for must be at least 0.")]
        assert problems("wait", {"duration": 367, "unit": "days"}) == [
            ("", "A wait may last 366 days at most.")
        ]
        for value in ("soon", "2099-01-01"):
            with pytest.raises(Permanent):
                run_block("wait", {"until": value})


def test_set_variable() -> None:
    assert run_block(
        "set-variable", {"values": {"rate": "{{input.r}}", "n": 1}}, input={"r": 0.2}
    ) == SetVariables({"rate": 0.2, "n": 1})
    assert problems("set-variable", {}) == [("values", "Variables is missing.")]
    assert problems("set-variable", {"values": {"a b": 1}})[0][0] == "values.a b"


def test_response() -> None:
    assert run_block("response", {}) == Respond(200, {}, None, {"sent": True})
    config = {
        "statusCode": "{{input.code}}",
        "headers": {"X-N": "{{input.code}}"},
        "body": {"a": "{{input}}"},
    }
    assert run_block("response", config, input={"code": 201}) == Respond(
        201, {"X-N": "201"}, {"a": {"code": 201}}, {"sent": True}
    )
    with pytest.raises(Permanent) as raised:
        run_block("response", config, input={"code": 99})
    assert raised.value.message == "Status must be at least 200."


def test_stop() -> None:
    assert run_block("stop", {}) == Stop("completed", "")
    assert run_block(
        "stop", {"outcome": "failed", "message": "No {{input.what}}"}, input={"what": "money"}
    ) == Stop("failed", "No money")
    assert known("stop").ports_for({}) == ()
