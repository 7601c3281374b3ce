"""Each test counts its requests from nothing: users of different tests have the same ids, and so the same rate limits."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from accounts.throttling import forget_counts


@pytest.fixture(autouse=True)
def _no_requests_yet() -> Iterator[None]:
    forget_counts()
    yield
    forget_counts()
