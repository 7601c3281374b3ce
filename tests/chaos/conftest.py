"""One installation for all tests of this folder that leave it well; each hurts it in its own way."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.chaos.installation import Installation, installed
from tests.chaos.ledger import Ledger, ledger


@pytest.fixture(scope="package")
def shared_world() -> Iterator[Ledger]:
    with ledger() as one:
        yield one


@pytest.fixture
def world(shared_world: Ledger) -> Ledger:
    """The outside world, empty and well-behaved."""
    with shared_world.lock:
        shared_world.calls.clear()
    shared_world.on_call = None
    shared_world.hold_again()
    return shared_world


@pytest.fixture(scope="package")
def shared_installation(
    tmp_path_factory: pytest.TempPathFactory, shared_world: Ledger
) -> Iterator[Installation]:
    with installed(tmp_path_factory.mktemp("chaos"), shared_world) as one:
        yield one


@pytest.fixture
def installation(shared_installation: Installation, world: Ledger) -> Installation:
    """Running, with both of its workers."""
    shared_installation.wait_until_ready()
    shared_installation.wait_for_workers()
    return shared_installation
