"""All screens at once, on a product of their own: what they are furnished with is in no other test's way."""

from __future__ import annotations

from tests.e2e.conftest import (  # noqa: F401 - fixtures and hooks, each of them once more for this package
    ada_page,
    chrome,
    page,
    pretended,
    product,
    pytest_itemcollected,
    pytest_runtest_makereport,
    receiver,
)
