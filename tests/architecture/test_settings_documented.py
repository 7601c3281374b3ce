"""A setting nobody can find does not exist; one that is documented and gone misleads."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
READ = re.compile(r"""env(?:\.\w+)?\(\s*["']([A-Z][A-Z0-9_]*)["']""")
IN_CODE = {
    name
    for folder in ("config", "runs", "workflows", "connections", "accounts", "integrations")
    for path in (ROOT / folder).rglob("*.py")
    for name in READ.findall(path.read_text())
} - {"ENV_FILE"}  # for tests and checks: which .env is read
# Reading past config/env.py. HEADRACE_SUPERVISED is no setting: `start` tells its children with it.
BESIDE = re.compile(r"os\.(?:environ\.get|getenv)\((?!\"HEADRACE_SUPERVISED\")|os\.environ\[[^\]]+\](?!\s*=)")
ROW = re.compile(r"^\| `([A-Z][A-Z0-9_]*)` \|", re.MULTILINE)


def test_the_settings_are_found() -> None:
    assert {"DATA_DIR", "SECRET_KEY", "DATABASE_URL"} <= IN_CODE


@pytest.mark.parametrize("page", ["README.md", "docs/reference/settings.md"])
def test_every_setting_is_in_the_table_and_nothing_else(page: str) -> None:
    assert set(ROW.findall((ROOT / page).read_text())) == IN_CODE


def test_the_example_names_every_setting() -> None:
    lines = (ROOT / ".env.example").read_text().splitlines()
    assert {match[1] for line in lines if (match := re.match(r"#? ?([A-Z][A-Z0-9_]*)=", line))} == IN_CODE


@pytest.mark.parametrize("folder", ["config", "runs", "workflows", "connections", "accounts", "integrations"])
def test_the_environment_is_read_in_one_place(folder: str) -> None:
    readers = [
        str(path.relative_to(ROOT))
        for path in (ROOT / folder).rglob("*.py")
        if BESIDE.search(path.read_text())
    ]
    assert readers == []
