from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import AppConfig

if TYPE_CHECKING:
    from runs.sandbox.calls import Fault


class RunsConfig(AppConfig):
    name = "runs"

    def ready(self) -> None:
        from workflows.checks.code import read_code_with

        read_code_with(_check_source)


def _check_source(language: str, source: str) -> Fault | None:
    from runs.sandbox.calls import check_source  # by the first that checks; the others never load it

    return check_source(language, source)
