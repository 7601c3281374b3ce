"""The peers' programs, installed from npm into a folder that git does not see, once."""

from __future__ import annotations

import json
import platform
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent / ".peers"
NODE, N8N, NODE_RED = "24", "2.41.1", "5.0.7"
# Pins with which this n8n installs.
OVERRIDES = {"linkedom": "0.18.12", "@langchain/langgraph": "1.0.2", "@langchain/core": "1.2.8"}
QUIET = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]


@dataclass(frozen=True)
class Installed:
    """Where their programs are."""

    node: Path
    n8n: Path
    node_red: Path


def install() -> Installed:
    """Install what is missing (n8n takes minutes and 2 GB). Raises RuntimeError with what to do when it cannot."""
    machine = {"x86_64": "x64", "aarch64": "arm64"}.get(platform.machine(), platform.machine())
    node_package = f"node-{platform.system().lower()}-{machine}"
    _npm("node", {"dependencies": {node_package: NODE}})
    _npm("node-red", {"dependencies": {"node-red": NODE_RED}})
    _npm("n8n", {"dependencies": {"n8n": N8N}, "overrides": OVERRIDES}, "--legacy-peer-deps")
    installed = Installed(
        node=FOLDER / "node" / "node_modules" / node_package / "bin" / "node",
        n8n=FOLDER / "n8n" / "node_modules" / "n8n" / "bin" / "n8n",
        node_red=FOLDER / "node-red" / "node_modules" / "node-red" / "red.js",
    )
    _build_sqlite(installed.node)
    return installed


def _npm(name: str, package: dict[str, Any], *flags: str) -> None:
    folder = FOLDER / name
    if (folder / ".done").exists():
        return
    print(f"Installing {name} from npm …", flush=True)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "package.json").write_text(json.dumps({"private": True, **package}))
    subprocess.run(["npm", "install", *QUIET, *flags], cwd=folder, check=True)
    (folder / ".done").touch()


def _build_sqlite(node: Path) -> None:
    """n8n's SQLite driver is native code; its prebuilt form is no npm package, so it is compiled here."""
    folder = FOLDER / "n8n" / "node_modules" / "sqlite3"
    if (folder / "build" / "Release" / "node_sqlite3.node").exists():
        return
    headers = next(
        (root for root in (Path("/usr"), Path("/usr/local")) if (root / "include/node").is_dir()), None
    )
    if headers is None:
        raise RuntimeError(
            "Building n8n's SQLite driver needs Node's headers: install libnode-dev, or Node with them."
        )
    print("Building n8n's SQLite driver …", flush=True)
    builder = FOLDER / "n8n" / "node_modules" / "node-gyp" / "bin" / "node-gyp.js"
    subprocess.run(
        [str(node), str(builder), "rebuild", f"--nodedir={headers}"],
        cwd=folder, check=True, stdout=subprocess.DEVNULL, stderr=sys.stderr,
    )  # fmt: skip
