"""What the studio's code editor completes is there in the sandbox: a name it offers must not fail."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.runs.sandbox.conftest import needs_libraries, run

NAMES: dict[str, Any] = json.loads(
    (
        Path(__file__).resolve().parents[3] / "frontend" / "src" / "forms" / "code" / "sandboxNames.json"
    ).read_text()
)


@needs_libraries
def test_javascript_has_every_name_that_is_offered() -> None:
    offered = NAMES["javascript"]
    names = [*offered["values"], *offered["language"]]
    # Each stands in the source itself: libraries are loaded for the words of it.
    asked = ", ".join(f"[{json.dumps(name)}, typeof {name}]" for name in names)
    ran = run(f"return [{asked}].filter(([, kind]) => kind === 'undefined').map(([name]) => name)")
    assert ran.result == []
    for root, members in offered["members"].items():
        ran = run(f"return {json.dumps(members)}.filter((name) => {root}[name] === undefined)")
        assert (root, ran.result) == (root, [])


def test_python_has_every_name_that_is_offered() -> None:
    offered = NAMES["python"]
    for name in [*offered["language"], *offered["values"]]:
        ran = run(f"value = {name}\nTrue", language="python")
        assert ran.result is True, (name, ran.failure)


@pytest.mark.parametrize("module", NAMES["python"]["modules"])
def test_python_has_every_module_that_is_offered(module: str) -> None:
    members = json.dumps(NAMES["python"]["modules"][module])
    source = f"import {module}\n[name for name in {members} if not hasattr({module}, name)]"
    assert run(source, language="python").result == []


@pytest.mark.parametrize(("value", "kind"), [('""', "text"), ("[]", "list"), ("{}", "object")])
def test_python_values_have_every_method_that_is_offered(value: str, kind: str) -> None:
    for name in NAMES["python"]["methods"][kind]:
        ran = run(f"{value}.{name}()", language="python")
        assert ran.failure is None or "has no attribute" not in ran.message, (name, ran.message)
