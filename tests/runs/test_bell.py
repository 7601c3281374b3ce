"""The bell reaches who listens, survives who does not, and rings django-q2 when nobody does."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest
from django_q.models import OrmQ

from runs import bell
from runs.broker import BellBroker
from runs.worker import stopping

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def bell_dir(settings: Any) -> Iterator[Path]:
    """A folder of our own, with a short name: socket paths are limited to some 100 characters."""
    path = Path(settings.BELL_DIR) / uuid.uuid4().hex[:8]
    path.mkdir()
    settings.BELL_DIR = str(path)
    yield path
    for left in path.iterdir():
        left.unlink()
    path.rmdir()


@pytest.fixture
def drain_ear(bell_dir: Path) -> Iterator[bell.Listener]:
    ear = bell.Listener("drain")
    yield ear
    ear.close()


def test_a_ring_reaches_one_listener(drain_ear: bell.Listener) -> None:
    other = bell.Listener("drain")
    bell.ring()
    heard = [ear.wait(0.05) for ear in (drain_ear, other)]
    assert sorted(heard, key=str) == sorted([bell.RING, None], key=str)
    assert not OrmQ.objects.exists()
    other.close()


def test_everyone_can_be_rung(drain_ear: bell.Listener) -> None:
    other = bell.Listener("drain")
    bell.ring(everyone=True)
    assert drain_ear.wait(1) == other.wait(1) == bell.RING
    other.close()


def test_many_listeners_of_one_process_do_not_take_each_other_s_place(bell_dir: Path) -> None:
    ears: list[bell.Listener] = []
    threads = [threading.Thread(target=lambda: ears.append(bell.Listener("hub"))) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    bell.announce([("a" * 32, "b" * 32, 1, "pending")])
    assert len(list(bell_dir.iterdir())) == 50
    assert all(ear.wait(1) for ear in ears)
    for ear in ears:
        ear.close()


def test_the_socket_of_a_dead_process_vanishes(bell_dir: Path, drain_ear: bell.Listener) -> None:
    dead = bell.Listener("drain")
    dead.socket.close()  # as the kernel does for a killed process: the file stays
    assert dead.path.exists()
    bell.ring(everyone=True)
    assert not dead.path.exists()
    assert drain_ear.wait(1) == bell.RING
    assert bell.listening("drain") == 1


def test_with_nobody_listening_one_task_is_queued() -> None:
    for _ in range(3):
        bell.ring()
    assert OrmQ.objects.count() == 1


def test_a_full_listener_has_been_rung(drain_ear: bell.Listener) -> None:
    for _ in range(5_000):
        bell.ring()
    assert not OrmQ.objects.exists()


def test_announcements_are_cut_to_datagrams(bell_dir: Path) -> None:
    ear = bell.Listener("hub")
    rows = [(uuid.uuid4().hex, uuid.uuid4().hex, number, "completed") for number in range(1_000)]
    bell.announce(iter(rows))
    heard: list[Any] = []
    while (message := ear.wait(0.05)) is not None:
        heard.extend(tuple(row) for row in orjson.loads(message))
    assert heard == rows
    ear.close()


# --- django-q2's broker


@pytest.fixture
def broker() -> Iterator[BellBroker]:
    one = BellBroker("headrace")
    yield one
    if one._listener is not None:
        one._listener.close()
        one._listener = None


def test_the_broker_takes_a_ring_once(broker: BellBroker) -> None:
    bell.ring()
    taken = broker.dequeue()
    assert taken is not None
    assert len(taken) == 1
    assert not OrmQ.objects.exists()
    assert BellBroker("headrace")._take() == []


def test_the_broker_is_woken_by_a_ring(broker: BellBroker) -> None:
    broker._listener = bell.Listener("broker")
    bell.ring()  # queues a task, and says so to the broker
    assert broker._listener.wait(0.5) == bell.RING
    assert broker.dequeue()


@pytest.mark.django_db(transaction=True)
def test_the_broker_keeps_every_worker_draining(broker: BellBroker, settings: Any) -> None:
    settings.WORKERS = 1
    assert broker.dequeue()  # nobody drains: it rings by itself
    ear = bell.Listener("drain")
    assert not broker.dequeue()
    ear.close()


def test_a_stopping_cluster_is_not_rung(broker: BellBroker) -> None:
    stopping.stop()
    try:
        assert not broker.dequeue()
    finally:
        stopping._stop.value = 0


def test_acknowledging_is_nothing(broker: BellBroker) -> None:
    bell.ring()
    broker.acknowledge(1)
    broker.fail(1)
    assert OrmQ.objects.count() == 1


def test_what_a_killed_process_left_is_not_counted(bell_dir: Path, drain_ear: bell.Listener) -> None:
    """Counted as a drain, it would keep its successor from being started."""
    killed = bell.Listener("drain")
    assert bell.listening("drain") == 2
    killed.socket.close()  # what the kernel does for it
    assert bell.listening("drain") == 1
    assert not killed.path.exists()
    assert drain_ear.wait(0.01) is None  # nobody was rung by being looked at
