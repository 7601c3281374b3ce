"""The README's commands work as they stand there."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.conftest import ROOT, Product

pytestmark = pytest.mark.once

README = (ROOT / "README.md").read_text()
QUICKSTART = README[README.index("<!-- quickstart") : README.index("Everything else is at")]
BLOCKS = re.findall(r"```sh\n(.*?)```", QUICKSTART, re.DOTALL)


@pytest.fixture(scope="module")
def answers(product: Product, tmp_path_factory: pytest.TempPathFactory) -> list[Any]:
    """What the last command of each block answered, all blocks run in one shell with the product's URL and key."""
    folder = tmp_path_factory.mktemp("readme")
    settings, *commands = BLOCKS
    assert "URL=http://127.0.0.1:8000/api/v1" in settings
    script = ["set -eu", f"URL={product.url}/api/v1", f"KEY={product.api_key}"]
    for number, command in enumerate(commands):
        script.append(f"{{ {command}\n}} > {folder}/{number}")
    done = subprocess.run(
        ["bash", "-c", "\n".join(script)], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(Path(folder, str(number)).read_text()) for number in range(len(commands))]


def test_a_workflow_is_made_and_published(answers: list[Any]) -> None:
    assert answers[0]["success"] is True
    assert answers[0]["data"]["status"] == "active"


def test_a_started_run_can_be_looked_at(answers: list[Any]) -> None:
    run = answers[1]["data"]
    assert run["id"].startswith("run_")
    assert run["status"] in {"pending", "running", "completed"}


def test_waiting_brings_the_answer(answers: list[Any]) -> None:
    run = answers[2]["data"]
    assert run["status"] == "completed"
    assert run["output"] == {"result": {"text": "Acme paid 1469.06"}}
    assert [step["status"] for step in run["steps"]] == ["completed"] * 3
