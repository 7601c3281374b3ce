"""Whatever a client sends is read or refused in words; whatever was read can be checked, compared and exported."""

from __future__ import annotations

import copy
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.workflows import legacy_examples as examples
from tests.workflows.drawings import document
from workflows.definition import Definition
from workflows.diff import diff
from workflows.documents import read_document, write_document
from workflows.reading import DefinitionInvalid
from workflows.validation import find_problems

SEEDS: list[dict[str, Any]] = [
    *examples.RUNNABLE.values(),
    *examples.SIGNED.values(),
    examples.workflow(
        {"id": "l", "type": "loop", "config": {"steps": [{"id": "x", "type": "switch", "config": {"cases": [{"id": "a"}]}}]}}
    ),
    document(
        "start -> check", "check.true -> s", "check.false -> s", "s.pro -> v", "v -> w", "w -> h",
        s={"type": "switch"}, v={"type": "set-variable"}, w={"type": "wait", "parentId": "v"},
        h={"type": "http", "timeoutMs": None, "retryConfig": {"maxAttempts": 2}, "fallbackOutput": 1},
    ),
]  # fmt: skip

leaves = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**70), 2**70), st.floats(), st.text(max_size=8),
    st.sampled_from(["{{", "{{input.", "{{steps.x.output}}", "{{a[", "1 ==", "start", "loop", "out", "\x00", "\ud800", "action", "x.y"]),
)  # fmt: skip
junk = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(["id", "type", "config", "steps", "and", "not", "left", "x"]), inner, max_size=3
        ),
    ),
    max_leaves=6,
)


@st.composite
def damaged(draw: Any) -> Any:
    """A good document with some of its values replaced, removed or doubled."""
    data = copy.deepcopy(draw(st.sampled_from(SEEDS)))
    for _ in range(draw(st.integers(1, 4))):
        at: Any = data
        while isinstance(at, dict | list) and at:
            key = draw(st.sampled_from(sorted(at) if isinstance(at, dict) else range(len(at))))
            if not isinstance(at[key], dict | list) or not at[key] or draw(st.integers(0, 3)) == 0:
                match draw(st.integers(0, 3)):
                    case 0:
                        del at[key]
                    case 1 if isinstance(at, list):
                        at.append(copy.deepcopy(at[key]))
                    case _:
                        at[key] = draw(junk)
                break
            at = at[key]
    return data


def attempt(data: Any) -> tuple[Definition | None, list[dict[str, str]]]:
    try:
        return read_document(data), []
    except DefinitionInvalid as invalid:
        return None, invalid.details


@pytest.mark.django_db
@settings(max_examples=400, deadline=None)
@given(st.one_of(damaged(), junk))
def test_documents_are_read_or_refused(data: Any) -> None:
    definition, details = attempt(data)
    if definition is None:
        assert details
        assert all(set(detail) == {"path", "message"} for detail in details)
        return
    problems = find_problems(definition, company_id=uuid4())
    assert all(problem.message for problem in problems)
    assert read_document(write_document(definition)).name == definition.name
    assert diff(definition, definition) == {
        "blocks": [],
        "edges": {"added": [], "removed": []},
        "settings": [],
    }
