"""What the tests of accounts share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from accounts import mail
from accounts.throttling import forget_counts


@pytest.fixture(autouse=True)
def fresh_counts() -> Iterator[None]:
    """Ids repeat from test to test, because each is rolled back; what was counted under them must not."""
    forget_counts()
    yield
    mail.finish_sending()
