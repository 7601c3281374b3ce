"""A new provider is a folder that runs from the start, and a new operation one file in it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

import integrations.providers

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """A copy of the tree, so that the new provider stands where providers stand."""
    for name in ("accounts", "connections", "integrations", "workflows", "tests", "config", "runs"):
        shutil.copytree(
            ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__", "expected")
        )
    for name in ("manage.py", "pyproject.toml", ".env.example"):
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def test_what_is_made_passes_the_conformance_tests(elsewhere: Path) -> None:
    into = elsewhere / "integrations" / "providers"
    call_command("new_provider", "acme-billing", name="Acme", into=into)
    call_command(
        "new_operation", "acme-billing", "sendInvoice", "POST /invoices/{invoice_id}/send", into=into
    )
    call_command("new_operation", "acme-billing", "listThings", "GET /things", into=into)
    call_command("new_operation", "acme-billing", "deleteThing", "DELETE /things/{thing_id}", into=into)
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "tests/providers/test_conformance.py",
    ]
    run = subprocess.run(
        [*command, "-k", "acme"], cwd=elsewhere, capture_output=True, text=True, check=False, timeout=120
    )
    assert run.returncode == 0, run.stdout[-3000:]
    assert " passed" in run.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("new_provider", "Acme Billing"), "is no name for a provider"),
        (("new_provider", "../acme"), "is no name for a provider"),
        (("new_operation", "nobody", "createThing", "POST /things"), "There is no provider nobody"),
        (("new_operation", "acme", "Create thing", "POST /things"), "is no name for an operation"),
        (("new_operation", "acme", "createThing", "things"), "is no method and path"),
        (("new_operation", "acme", "getThing", "GET /things"), "has an operation getThing already"),
        (("new_provider", "acme"), "is there already"),
        (("new_provider", "class"), "is no name for a provider"),
        *(
            (("new_operation", "acme", "sendThing", f"POST /things/{part}"), words)
            for part, words in {
                "{class}": "No field can be called “class”",
                "{copy}": "No field can be called “copy”",
                "{operation}": "No field can be called “operation”",
                "{name}": "No field can be called “name”",
                "{ThingId}": "No field can be called “ThingId”",
                "{a.b}": "No field can be called “a.b”",
                "{_id}": "No field can be called “_id”",
                "{id}/{id}": "braces in pairs",
                "{id": "braces in pairs",
            }.items()
        ),
    ],
)
def test_what_nothing_can_be_made_of(tmp_path: Path, arguments: tuple[str, ...], words: str) -> None:
    call_command("new_provider", "acme", into=tmp_path)
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(CommandError, match=words):
        call_command(*arguments, into=tmp_path)
    assert sorted(tmp_path.rglob("*")) == before


def test_a_provider_of_the_sheet_has_its_expectations_there() -> None:
    with pytest.raises(CommandError, match=r"has no fixtures/operations\.json"):
        call_command("new_operation", "stripe", "createThing", "POST /things")
    assert not (
        Path(integrations.providers.__path__[0]) / "stripe" / "operations" / "create_thing.py"
    ).exists()
