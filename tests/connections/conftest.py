from __future__ import annotations

from collections.abc import Iterator

import pytest

from connections.transport import close_connections
from tests.connections.servers import Stub, serving


@pytest.fixture
def stub() -> Iterator[Stub]:
    with serving() as stub:
        yield stub
    close_connections()


@pytest.fixture
def other() -> Iterator[Stub]:
    """A second origin."""
    with serving() as stub:
        yield stub
