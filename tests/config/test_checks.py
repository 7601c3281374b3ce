"""Settings that contradict each other are found at the start."""

from __future__ import annotations

from typing import Any

import pytest

from config.checks import settings_make_sense


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({}, []),
        ({"PUBLIC_URL": "headrace.example.com"}, ["headrace.E001"]),
        ({"PUBLIC_URL": "http://headrace.example.com"}, ["headrace.E002"]),
        ({"WORKERS": 0}, ["headrace.E003"]),
        ({"PUBLIC_URL": "https://localhost"}, ["headrace.W001"]),
        ({"PUBLIC_URL": "https://localhost", "TRUSTED_PROXIES": ["10.0.0.1"]}, []),
    ],
)
def test_contradictions(settings: Any, change: dict[str, Any], found: list[str]) -> None:
    for name, value in change.items():
        setattr(settings, name, value)
    assert [message.id for message in settings_make_sense()] == found
