"""Every operation of every provider against the fact sheet: what is sent, what is refused, what comes back.

Nothing here names a provider: `expected/*.json` is made from the sheet by `expected/generate.py`.
"""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from integrations.blocktype import Operation
from integrations.finding import provider_of
from integrations.outcomes import AuthExpired, Done, Permanent, RateLimited, Retry, StepFailure
from tests.providers.sheet import Described, as_sent, canonical_xml, operations, perform, refusals
from workflows.registry import block_types

OPERATIONS = operations()
CASES = [(one, case) for one in OPERATIONS for case in one.operation["cases"]]
ANSWERS = [(one, answer) for one in OPERATIONS for answer in one.operation["answers"]]
REFUSALS = list(refusals())


def named(value: Any) -> str:
    return str(value) if isinstance(value, Described) else str(value.get("name") or value.get("status", ""))


@pytest.mark.parametrize(("described", "case"), CASES, ids=named)
def test_the_request_is_the_expected_one(described: Described, case: dict[str, Any]) -> None:
    expected = case["request"]
    if expected["body"]["kind"] == "mime":
        listener, _outcome = perform(described, case["config"], {"status": 200})
        assert [len(listener.mails), listener.sent] == [1, []]
        return
    listener, _outcome = perform(described, case["config"], described.operation["answers"][0])
    sent = as_sent(described, listener.sent[0])
    if expected["body"]["kind"] == "xml":
        expected = {**expected, "body": {"kind": "xml", "text": canonical_xml(expected["body"]["text"])}}
    headers = {name: value for name, value in sent["headers"].items() if name != "content-type"}
    wanted = {name: value for name, value in expected["headers"].items() if name != "content-type"}
    assert sent["method"] == expected["method"]
    assert sent["url"] == expected["url"]
    assert sent["query"] == sorted(expected["query"])
    assert sent["body"] == expected["body"]
    assert headers == wanted


@pytest.mark.parametrize("described", OPERATIONS, ids=str)
def test_required_fields_are_refused_when_missing(described: Described) -> None:
    config = described.operation["cases"][1]["config"]
    answer = described.operation["answers"][0]
    for name in described.operation["required"]:
        for left in ({key: value for key, value in config.items() if key != name}, {**config, name: ""}):
            refusal, sent = refused_or_sent(described, left, answer)
            if refusal is not None:
                assert refusal.message.endswith(".")
            else:  # it has a value of its own, which is sent
                assert name in left or f'"{name}":' in json.dumps(sent)


def refused_or_sent(
    described: Described, config: dict[str, Any], answer: dict[str, Any]
) -> tuple[Permanent | None, Any]:
    try:
        listener, _outcome = perform(described, config, answer)
    except Permanent as refused:
        return refused, None
    return None, listener.sent[0].json


@pytest.mark.parametrize(("described", "answer"), ANSWERS, ids=named)
def test_the_answer_is_unwrapped(described: Described, answer: dict[str, Any]) -> None:
    config = described.operation["cases"][1]["config"]
    if described.slug == "sage-intacct" and "object" in config:
        config = {**config, "object": "CUSTOMER"}
    if answer.get("pending"):
        with pytest.raises(Retry):
            perform(described, config, answer)
        return
    listener, outcome = perform(described, config, answer)
    assert isinstance(outcome, Done)
    if "output" in answer:
        assert outcome.output == answer["output"]
    elif answer.get("binary"):
        ((content, name, kind),) = listener.files
        assert base64.b64encode(content).decode() == answer["binary"]
        assert (name, kind) == (f"{described.operation['id']}.pdf", "application/pdf")
        assert outcome.output["$file"]["name"] == name
    elif answer.get("location"):
        assert outcome.output["success"] is True


@pytest.mark.parametrize(
    ("described", "error"),
    REFUSALS,
    ids=lambda value: str(value) if isinstance(value, Described) else value["code"],
)
def test_errors_are_told_in_the_providers_words(described: Described, error: dict[str, Any]) -> None:
    secrets = described.document["secrets"].values()
    with pytest.raises(StepFailure) as refused:
        perform(described, described.operation["cases"][0]["config"], error)
    failure = refused.value
    kinds = {
        "permanent": Permanent,
        "retry": Retry,
        "limited": RateLimited,
        "auth": AuthExpired,
    }
    assert type(failure) is kinds[error["kind"]]
    assert error["message"] in failure.message
    assert failure.details["providerCode"] == error["code"]
    assert failure.retryable is (error["kind"] in ("retry", "limited"))
    assert not any(secret in failure.message for secret in secrets)


PAGED = [one for one in OPERATIONS if "pages" in one.operation]


@pytest.mark.parametrize("described", PAGED, ids=str)
def test_pages_are_followed_to_the_last(described: Described) -> None:
    pages = described.operation["pages"]
    config = {**described.operation["cases"][1]["config"], **pages["config"], "readAll": True}
    answers = [{"status": 200, "body": pages["first"]}, {"status": 200, "body": pages["last"]}]
    listener, outcome = perform(described, config, answers)
    assert len(listener.sent) == 2
    second = as_sent(described, listener.sent[1])
    expect = pages["expect"]
    for name, value in expect.get("query", {}).items():
        assert [name, value] in second["query"]
    for name, value in expect.get("body", {}).items():
        assert second["body"]["value"][name] == value
    for name, value in expect.get("query_contains", {}).items():
        assert value in dict(map(tuple, second["query"]))[name]
    if "url" in expect:
        assert listener.sent[1].url == expect["url"]
    items = outcome.output if isinstance(outcome.output, list) else outcome.output["Invoice"]
    assert len(items) == pages["items"]


@pytest.mark.parametrize("described", OPERATIONS, ids=str)
def test_no_credential_is_in_what_an_operation_builds(described: Described) -> None:
    listener, _outcome = perform(
        described, described.operation["cases"][0]["config"], described.operation["answers"][0]
    )
    for request in listener.sent:
        assert not any(secret in repr(request) for secret in described.document["secrets"].values())
        assert "authorization" not in {name.lower() for name in request.headers}
        assert request.auth_headers == {}


def test_every_operation_of_the_sheet_is_there() -> None:
    of_sheet = [one for one in OPERATIONS if "sheet" in one.operation]
    missing = [
        str(one) for one in of_sheet if one.type.operation_for({"operation": one.operation["id"]}) is None
    ]
    assert len(of_sheet) == 291
    assert missing == []


def test_nothing_is_declared_that_is_not_tried() -> None:
    tried = {(one.slug, one.operation["id"]) for one in OPERATIONS}
    declared = {
        (type_.type, operation.id)
        for type_ in block_types()
        if type_.provider
        for operation in type_.operations
        if operation.call
    }
    assert declared - tried == set()


@pytest.mark.parametrize("described", OPERATIONS, ids=str)
def test_each_is_declared_in_full(described: Described) -> None:
    declared = described.declared
    assert declared.id == described.operation["id"]
    assert declared.name
    assert declared.description.endswith(".")
    assert declared.sentence
    assert declared.effect in ("read", "write")
    if declared.effect == "read" and declared.call:
        assert not declared.idempotent


FIELDS_WITH_LISTS = [
    (type_, operation, name, shown["x-ui"]["optionsFrom"])
    for type_ in block_types()
    if type_.provider
    for operation in type_.operations
    for name, shown in operation.form.model_json_schema(by_alias=True).get("properties", {}).items()
    if "optionsFrom" in shown.get("x-ui", {})
]


def test_every_pick_list_comes_from_an_operation_that_reads() -> None:
    assert len(FIELDS_WITH_LISTS) > 50
    for type_, operation, name, pick_name in FIELDS_WITH_LISTS:
        provider = provider_of(type_.type)
        assert provider is not None
        pick = provider.picks.get(pick_name)
        assert pick is not None, f"{type_.type}.{operation.id}: {name} asks for {pick_name}"
        for named, given in (
            (pick.operation, pick.fields),
            (pick.search_operation or pick.operation, pick.searched),
            *([(pick.one[0], {pick.one[1]: "1"})] if pick.one else []),
        ):
            source = named if isinstance(named, Operation) else type_.operation_for({"operation": named})
            assert source is not None, named
            assert source.effect == "read"
            known = set(source.form.canonical(given))
            assert known <= {field.alias or key for key, field in source.form.model_fields.items()}, pick
        assert set(pick.needs) <= set(operation.form.model_json_schema(by_alias=True)["properties"])
