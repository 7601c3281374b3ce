"""The line `config -> runs -> workflows -> connections -> accounts -> integrations`, for code and for tables."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import Model

ROOT = Path(__file__).resolve().parents[2]
LINE = ("config", "runs", "workflows", "connections", "accounts", "integrations")
OURS = [model for model in apps.get_models() if model._meta.app_label in LINE]


def test_imports_go_only_to_the_right() -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "from importlinter.cli import lint_imports_command; lint_imports_command()",
            "--no-cache",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_foreign_keys_point_the_same_way(model: type[Model]) -> None:
    for field in model._meta.get_fields():
        target = field.related_model if field.is_relation and not field.auto_created else None
        if target is None or isinstance(target, str) or target._meta.app_label not in LINE:
            continue
        assert LINE.index(model._meta.app_label) <= LINE.index(target._meta.app_label), (
            f"{model._meta.label}.{field.name} points to the left, at {target._meta.label}"
        )


def test_there_are_tables_to_look_at() -> None:
    assert {model._meta.app_label for model in OURS} >= {"runs", "workflows", "accounts"}
