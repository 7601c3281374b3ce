"""Forms of operations: names in any spelling, required fields, hints for the canvas."""

from __future__ import annotations

from typing import Any, Literal

import pytest
from pydantic import ValidationError

from integrations.fields import (
    Data,
    IdRef,
    OperationForm,
    PagedForm,
    Rows,
    Texts,
    ValueRef,
    extra,
    field,
    needed,
)


class Sample(PagedForm):
    display_name: str = needed("Name", wire="DisplayName", also=("title",))
    created_from: int | None = extra("Created from", "Unix seconds.", wire="created[gte]")
    kind: Literal["a", "b"] | None = field("Kind", labels={"a": "One"})
    customer: ValueRef | None = field("Customer", wire="CustomerRef", options_from="customers")
    entity: IdRef | None = field("Entity")
    tags: Texts | None = field("Tags")
    rows: Rows | None = field("Rows")
    data: Data | None = field("Data")
    is_on: bool | None = field("On")
    sender: str | None = field("From", alias="from")


@pytest.mark.parametrize("name", ["displayName", "display_name", "DisplayName", "DISPLAYNAME", "title"])
def test_a_field_is_known_by_every_spelling(name: str) -> None:
    assert Sample.canonical({name: "Acme"}) == {"displayName": "Acme"}
    assert Sample.model_validate({name: "Acme"}).display_name == "Acme"


def test_its_own_name_goes_first() -> None:
    assert Sample.canonical({"title": "other", "displayName": "own"}) == {"displayName": "own"}
    assert Sample.canonical({"displayName": "own", "title": "other"}) == {"displayName": "own"}


def test_unknown_fields_stay_and_are_refused() -> None:
    assert Sample.canonical({"nope": 1}) == {"nope": 1}
    with pytest.raises(ValidationError):
        Sample.model_validate({"displayName": "Acme", "nope": 1})


@pytest.mark.parametrize("config", [{}, {"displayName": ""}, {"displayName": None}])
def test_a_required_field_is_not_empty(config: dict[str, Any]) -> None:
    with pytest.raises(ValidationError) as refused:
        Sample.model_validate(config)
    assert refused.value.errors()[0]["type"] == "missing"


def test_plain_values_stand_for_references_and_lists() -> None:
    form = Sample.model_validate(
        {
            "displayName": "x",
            "customer": 12,
            "entity": "5",
            "tags": "a, b,",
            "created[gte]": "7",
            "from": "me",
        }
    )
    assert (form.customer, form.entity, form.tags) == ({"value": "12"}, {"id": "5"}, ["a", "b"])
    assert (form.created_from, form.sender) == (7, "me")
    assert Sample.model_validate({"displayName": "x", "customer": {"name": "y"}}).customer == {"name": "y"}


def test_the_form_shows_required_fields_first_and_widgets_by_type() -> None:
    properties = Sample.model_json_schema(by_alias=True)["properties"]
    hints = {name: shown["x-ui"] for name, shown in properties.items()}
    assert next(iter(properties)) == "displayName"
    assert list(properties)[-2:] == ["readAll", "maxItems"]
    widgets = {name: hint["widget"] for name, hint in hints.items()}
    assert widgets == {
        "displayName": "template",
        "createdFrom": "number",
        "kind": "select",
        "customer": "options",
        "entity": "template",
        "tags": "list",
        "rows": "json",
        "data": "json",
        "isOn": "switch",
        "from": "template",
        "readAll": "switch",
        "maxItems": "number",
    }
    assert hints["customer"]["optionsFrom"] == "customers"
    assert hints["createdFrom"]["advanced"] is True
    assert "default" not in properties["kind"]


class Nulls(OperationForm):
    deadline: str | None = field("Deadline", null=True)


def test_a_field_may_send_null() -> None:
    assert Nulls.model_validate({"deadline": None}).deadline is None
