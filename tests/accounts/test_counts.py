"""Counting is exact from any number of threads, cheap, and a forked child counts for itself."""

from __future__ import annotations

import os
import threading
import timeit
from collections.abc import Iterator

import pytest

from accounts import counts


@pytest.fixture(autouse=True)
def nothing_counted() -> Iterator[None]:
    counts.take()
    yield
    counts.take()


def test_labels_are_part_of_the_key() -> None:
    counts.count("steps", type="http", status="completed")
    counts.count("steps", 2, type="http", status="completed")
    counts.count("steps", type="wait", status="failed")
    assert counts.take() == {
        "steps|type=http|status=completed": 3,
        "steps|type=wait|status=failed": 1,
    }
    assert counts.take() == {}


def test_threads_lose_nothing() -> None:
    def work() -> None:
        for _ in range(2_000):
            counts.count("a")

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    taken = 0.0
    for thread in threads:
        taken += counts.take().get("a", 0)  # taken while they count
        thread.join()
    assert taken + counts.take().get("a", 0) == 16_000


def test_an_observation_falls_into_its_bucket() -> None:
    for value in (0.001, 0.0011, 11.0):
        counts.observe("s", value)
    assert counts.take() == {
        "s_bucket|le=0.001": 1,
        "s_bucket|le=0.0025": 1,
        "s_bucket|le=+Inf": 1,
        "s_sum": pytest.approx(11.0021),
    }


def test_a_child_does_not_count_for_its_parent() -> None:
    counts.count("a")
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(writing, str(sum(counts.take().values())).encode())
        os._exit(0)
    os.waitpid(child, 0)
    assert os.read(reading, 20) == b"0"
    os.close(reading)
    os.close(writing)
    assert counts.take() == {"a": 1}


def test_a_step_costs_about_a_microsecond() -> None:
    """Ten times the budget of a step's count is allowed here, because other tests share the machine."""

    def one() -> None:
        counts.count_each((counts.key("steps", ("type", "http"), ("status", "completed")),))

    assert min(timeit.repeat(one, number=1_000, repeat=5)) / 1_000 < 10e-6
