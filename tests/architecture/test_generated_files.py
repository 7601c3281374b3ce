"""What is generated and committed is what the code says now."""

from __future__ import annotations

from config.reference import stale


def test_generated_files_are_fresh() -> None:
    assert [path.name for path, _text in stale()] == [], "run make generate"
