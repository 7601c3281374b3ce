"""What no committed file may hold: paths of somebody's machine, addresses of package registries, settled-for-later notes."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
GENERATED = re.compile(r"\.lock$|package-lock\.json$|^LICENSE$|\.png$|\.woff2?$")


def committed() -> list[str]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode != 0:
        pytest.skip("not a git checkout")
    return [name for name in listed.stdout.splitlines() if (ROOT / name).is_file()]


# Written in parts, so that this file does not find itself.
FORBIDDEN = {
    "a path of somebody's machine": re.compile("/(?:" + "wor" + "k|ro" + "ot|home/[a-z]+|Us" + "ers)/"),
    "a package registry": re.compile("regis" + r"try\.npmjs|pyp" + r"i\.org/simple|files\.python" + "hosted"),
}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_committed_file_holds(what: str) -> None:
    found = []
    for name in committed():
        if GENERATED.search(name):
            continue
        text = (ROOT / name).read_text(errors="ignore")
        found += [f"{name}: {match[0]}" for match in FORBIDDEN[what].finditer(text)]
    assert found == []


def test_lock_files_name_no_registry() -> None:
    for name in committed():
        if name.endswith((".lock", "package-lock.json")):
            assert not FORBIDDEN["a package registry"].search((ROOT / name).read_text()), name
