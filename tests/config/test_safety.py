"""Production refuses unsafe settings, in words."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from config.safety import unsafe_settings

ROOT = Path(__file__).resolve().parents[2]
SAFE: dict[str, Any] = {
    "environment": "production",
    "debug": False,
    "secret_key": "".join(chr(33 + n) for n in range(60)),
    "allowed_hosts": ["headrace.example.com"],
    "public_url": "https://headrace.example.com",
}


def test_safe_settings_start() -> None:
    assert unsafe_settings(**SAFE) == []


@pytest.mark.parametrize(
    ("change", "names"),
    [
        ({"debug": True}, "DEBUG"),
        ({"secret_key": "short"}, "SECRET_KEY"),
        ({"secret_key": "a" * 80}, "SECRET_KEY"),
        ({"secret_key": "django-insecure-" + SAFE["secret_key"]}, "SECRET_KEY"),
        ({"allowed_hosts": ["*"]}, "ALLOWED_HOSTS"),
        ({"allowed_hosts": []}, "ALLOWED_HOSTS"),
        ({"public_url": "http://headrace.example.com"}, "PUBLIC_URL"),
    ],
)
def test_each_unsafe_setting_is_named(change: dict[str, Any], names: str) -> None:
    (problem,) = unsafe_settings(**{**SAFE, **change})
    assert problem.startswith(names)


def test_at_home_nothing_is_refused() -> None:
    assert (
        unsafe_settings(**{**SAFE, "environment": "local", "debug": True, "public_url": "http://localhost"})
        == []
    )


def test_a_mistyped_mode_does_not_mean_unprotected() -> None:
    assert unsafe_settings(**{**SAFE, "environment": "prodution"}) != []


def test_no_command_starts_and_no_trace_is_shown(tmp_path: Path) -> None:
    environment = {**os.environ, "ENVIRONMENT": "production", "DEBUG": "true", "DATA_DIR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "DEBUG is on" in done.stderr
    assert "PUBLIC_URL" in done.stderr, "all problems are named at once"
    assert "Traceback" not in done.stderr
