"""All screens at once, on a product of their own: what they are furnished with is in no other test's way."""

from __future__ import annotations

import pytest

from tests.e2e.conftest import ada_page, chrome, page, pretended, product, pytest_runtest_makereport, receiver  # noqa: F401 - fixtures and hooks, each of them once more for this package


def pytest_itemcollected(item: pytest.Item) -> None:
    item.add_marker(pytest.mark.e2e)
    item.add_marker(pytest.mark.once)
