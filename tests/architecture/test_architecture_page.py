"""ARCHITECTURE.md names files that exist, and the line as it is enforced."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "ARCHITECTURE.md").read_text()


def test_it_opens_with_the_sentence() -> None:
    assert "**BlockType : Block : Step = class : object : call.**" in PAGE.splitlines()[2]


def test_every_file_it_names_exists() -> None:
    named = re.findall(r"`((?:[a-z_-]+/)+[\w.-]*)`", PAGE)
    assert len(named) > 30
    assert [
        name for name in named if name != "api/" and not (ROOT / name).exists()
    ] == []  # each app has an api/


def test_the_line_is_the_one_enforced() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    (line,) = (contract["layers"] for contract in contracts if contract["id"] == "line")
    assert " -> ".join(line) in PAGE
