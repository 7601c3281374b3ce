"""Which Chromium the browser tests drive, and how a machine without one gets it.

`python -m tests.e2e.browser` installs one when it can: by apt-get as root, else by Playwright. Failing to is not an
error here: the tests say why they cannot run.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

# The shell is the same Chromium without its own windows, menus and their renderers, which nobody sees here: a page costs a
# third less.
NAMES = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
)
PACKAGES = ("chromium-headless-shell", "chromium")
# Nothing a page does may leave this machine, and no sandbox of the browser's own works for root in a container.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
MISSING = (
    "No Chromium was found. Install one (apt-get install chromium, or .venv/bin/playwright install chromium), "
    "name it with CHROMIUM=/path/to/chromium, or leave the browser tests out with BROWSER=skip."
)


def skipped() -> bool:
    """Somebody chose to go without: BROWSER=skip."""
    return os.environ.get("BROWSER", "") == "skip"


def find_browser() -> str | None:
    """The path of the Chromium to drive: CHROMIUM, one on PATH, or the one Playwright has downloaded."""
    if given := os.environ.get("CHROMIUM"):
        return given if Path(given).exists() else None
    for name in NAMES:
        if path := shutil.which(name):
            return path
    return _playwright_browser()


def _playwright_browser() -> str | None:
    from playwright.sync_api import Error, sync_playwright

    try:
        with sync_playwright() as playwright:
            path = playwright.chromium.executable_path
    except Error:
        return None
    return path if path and Path(path).exists() else None


def _run(*command: str) -> bool:
    sys.stderr.write(f"+ {' '.join(command)}\n")
    return (
        subprocess.run(command, check=False, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL).returncode
        == 0
    )


def install() -> None:
    """Bring a Chromium to a machine that has none, by the first way that works."""
    if skipped() or os.environ.get("CHROMIUM") or find_browser():
        return
    if shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        os.environ["DEBIAN_FRONTEND"] = "noninteractive"
        _run("apt-get", "update", "-qq")
        install = ("apt-get", "install", "-y", "-qq", "--no-install-recommends")
        if any(_run(*install, package) and find_browser() for package in PACKAGES):
            return
    _run(sys.executable, "-m", "playwright", "install", "chromium")
    if not find_browser():
        sys.stderr.write(f"{MISSING}\n")


if __name__ == "__main__":
    install()
