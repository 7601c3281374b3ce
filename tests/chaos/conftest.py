"""One installation for all tests of this folder that leave it well; each hurts it in its own way."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import pytest

from tests.chaos.checker import unfinished
from tests.chaos.installation import FREEZE_SECONDS, Installation, installed, poll
from tests.chaos.ledger import Ledger, ledger


@pytest.fixture(scope="package")
def shared_world() -> Iterator[Ledger]:
    with ledger() as one:
        yield one


@pytest.fixture
def world(shared_world: Ledger) -> Ledger:
    """The outside world, empty and well-behaved."""
    shared_world.begin_again()
    return shared_world


@pytest.fixture(scope="package")
def shared_installation(
    tmp_path_factory: pytest.TempPathFactory, shared_world: Ledger
) -> Iterator[Installation]:
    with installed(tmp_path_factory.mktemp("chaos"), shared_world) as one:
        yield one


@pytest.fixture
def installation(shared_installation: Installation, world: Ledger) -> Installation:
    """Running, with both of its workers, and without what a test that failed has left behind."""
    shared_installation.wait_until_ready()
    shared_installation.wait_for_workers()
    if left := unfinished(shared_installation):
        world.release()
        for run, _ in left:
            shared_installation.api("POST", f"/runs/run_{UUID(str(run))}/cancel", {})
        poll("nothing runs", FREEZE_SECONDS, lambda: not unfinished(shared_installation))
        world.begin_again()
    return shared_installation
