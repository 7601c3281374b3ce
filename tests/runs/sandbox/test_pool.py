"""Children: how many, in which order, for how long."""

from __future__ import annotations

import dataclasses
import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from runs.sandbox import pool, protocol
from tests.runs.conftest import wait_until

ROOT = Path(__file__).resolve().parents[3]


def call(
    source: str,
    language: str = "javascript",
    *,
    begun: Any = lambda: None,
    halted: threading.Event | None = None,
) -> pool.Call:
    def begin() -> float:
        begun()
        return time.monotonic() + 20

    return pool.Call(
        language=language,
        source=source,
        scope=b"{}",
        begin=begin,
        is_halted=(halted or threading.Event()).is_set,
        heard=lambda *_: None,
    )


@pytest.fixture
def two() -> Any:
    one = pool.Pool(2, Path("/nowhere"))
    yield one
    one.close()


def test_more_calls_than_children_wait_their_turn_in_order(two: pool.Pool) -> None:
    order: list[int] = []
    threads = []
    gate = threading.Event()

    def go(number: int) -> None:
        two.run(
            call("return new Promise((done) => setTimeout(done, 30, 1))", begun=lambda: order.append(number))
        )

    def hold() -> None:
        # `begin` runs on a turn of its own: both turns are taken until the gate opens.
        two.run(call("return 1", begun=lambda: gate.wait(20)))

    holders = [threading.Thread(target=hold) for _ in range(2)]
    for thread in holders:
        thread.start()
    wait_until(lambda: two._free == 0)
    for number in range(12):
        thread = threading.Thread(target=go, args=(number,))
        thread.start()
        wait_until(lambda number=number: len(two._queues[None]) == number + 1)
        threads.append(thread)
    gate.set()
    for thread in (*holders, *threads):
        thread.join(30)
        assert not thread.is_alive()
    # Two run side by side; nobody is passed by more than the one beside it.
    assert all(abs(place - number) <= 1 for place, number in enumerate(order))
    assert two._free == 2
    assert len(two.pids()) <= 2


def test_a_flood_of_one_company_holds_up_no_other() -> None:
    one = pool.Pool(1, Path("/nowhere"))
    order: list[str] = []
    gate = threading.Event()

    def go(company: str, *, begun: Any = None) -> threading.Thread:
        asked = call("return 1", begun=begun or (lambda: order.append(company)))
        thread = threading.Thread(target=lambda: one.run(dataclasses.replace(asked, company=company)))
        thread.start()
        return thread

    threads = [go("flood", begun=lambda: gate.wait(20))]
    wait_until(lambda: one._free == 0)
    for number in range(20):
        threads.append(go("flood"))
        wait_until(lambda number=number: len(one._queues["flood"]) == number + 1)
    for company in ("small", "tiny"):
        threads.append(go(company))
        wait_until(lambda company=company: company in one._queues)
    gate.set()
    for thread in threads:
        thread.join(30)
        assert not thread.is_alive()
    one.close()
    assert order[:4] == ["flood", "small", "tiny", "flood"]
    assert (len(order), one._free, one._queues) == (22, 1, {})


def test_a_stopped_run_leaves_the_queue(two: pool.Pool) -> None:
    gate, halted = threading.Event(), threading.Event()
    holders = [
        threading.Thread(target=lambda: two.run(call("return 1", begun=lambda: gate.wait(20))))
        for _ in range(2)
    ]
    for thread in holders:
        thread.start()
    wait_until(lambda: two._free == 0)
    outcome: list[str] = []

    def wait() -> None:
        try:
            two.run(call("return 1", halted=halted))
        except pool.Halted:
            outcome.append("halted")

    waiting = threading.Thread(target=wait)
    waiting.start()
    wait_until(lambda: len(two._queues) == 1)
    halted.set()
    waiting.join(5)
    gate.set()
    for thread in holders:
        thread.join(20)
    assert outcome == ["halted"]
    assert (two._free, two._queues) == (2, {})


def test_a_child_is_used_again_and_makes_room_for_the_other_language() -> None:
    one = pool.Pool(1, Path("/nowhere"))
    try:
        one.run(call("return 1"))
        first = one.pids()
        one.run(call("return 2"))
        assert one.pids() == first
        one.run(call("1", "python"))
        assert len(one.pids()) == 1
        assert one.pids() != first
        assert not Path(f"/proc/{first[0]}").exists()
    finally:
        one.close()


def test_calls_that_follow_at_once_get_a_second_child(two: pool.Pool) -> None:
    """One makes its next isolate while the other works."""

    def call_on() -> bool:
        two.run(call("return 1"))
        return len(two.pids()) == 2

    wait_until(call_on)
    assert two._free == 2


def test_what_a_call_left_running_is_heard_by_nobody(two: pool.Pool) -> None:
    heard: list[bytes] = []
    noisy = call("setInterval(() => console.log('still here'), 0); console.log('once'); return 1")
    noisy = dataclasses.replace(noisy, heard=lambda kind, body, _: heard.append(body))
    for _ in range(5):
        two.run(noisy)
        assert two.run(call("return typeof still")) == (protocol.RESULT, b'"undefined"')
    assert sum(b"once" in body for body in heard) == 5


def test_a_turn_comes_back_whatever_happens(two: pool.Pool) -> None:
    def fail() -> None:
        raise RuntimeError("no clock")

    for _ in range(3):
        with pytest.raises(RuntimeError):
            two.run(call("return 1", begun=fail))
    with pytest.raises(pool.Crashed):
        two.run(call("return 1", "cobol"))
    assert two._free == 2
    assert two.run(call("return 1")) == (protocol.RESULT, b"1")


OWNER = """
import os, signal, sys, threading, time
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from runs.sandbox import pool
one = pool.Pool(2, Path("/nowhere"))
def call(language, source):
    one.run(pool.Call(language, source, b"{}", lambda: time.monotonic() + 60, lambda: False, lambda *_: None))
call("javascript", "return 1")
call("python", "1")
print(*one.pids(), flush=True)
threading.Thread(target=call, args=("javascript", "for (;;);"), daemon=True).start()
threading.Thread(target=call, args=("python", "while True: pass"), daemon=True).start()
while one.pids():
    time.sleep(0.01)
time.sleep(0.3)
print("busy", flush=True)
time.sleep(60)
"""


def alive(group: int) -> list[int]:
    """Processes of the group that still run; ended ones that nobody has asked about do not count."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
        except (OSError, IndexError):
            continue
        if fields[0] not in "ZX" and int(fields[2]) == group:
            found.append(int(entry.name))
    return found


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks at /proc")
def test_children_die_with_a_worker_that_is_killed_while_they_work() -> None:
    owner = subprocess.Popen([sys.executable, "-c", OWNER, str(ROOT)], stdout=subprocess.PIPE, text=True)
    try:
        assert owner.stdout is not None
        groups = [int(pid) for pid in owner.stdout.readline().split()]
        assert len(groups) == 2
        assert owner.stdout.readline() == "busy\n"
        assert sum(len(alive(group)) for group in groups) == 3  # V8; Python and its Monty
    finally:
        owner.kill()
        owner.wait()
        owner.stdout.close()
    wait_until(lambda: not any(alive(group) for group in groups))


@pytest.mark.parametrize("language", ["javascript", "python"])
def test_an_idle_child_leaves(language: str) -> None:
    source = f"import sys; sys.path.append({str(ROOT)!r}); from runs.sandbox import protocol; protocol.IDLE_SECONDS = 0.3; from runs.sandbox.{language} import main; main()"
    child = subprocess.Popen(
        [sys.executable, "-I", "-c", source, "x", "/nowhere"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={},
        start_new_session=True,
    )
    try:
        assert child.wait(20) == protocol.LEFT
        wait_until(lambda: not alive(child.pid))
    finally:
        assert child.stdin is not None
        assert child.stdout is not None
        child.stdin.close()
        child.stdout.close()


def test_frames_survive_any_cut_and_have_a_limit() -> None:
    sent = protocol.pack(b"R", b"one") + protocol.pack(b"L", b"") + protocol.pack(b"F", b"x" * 1000)
    frames = protocol.Frames()
    got = [frame for place in range(0, len(sent), 7) for frame in frames.feed(sent[place : place + 7])]
    assert got == [(b"R", b"one"), (b"L", b""), (b"F", b"x" * 1000)]
    with pytest.raises(protocol.FrameTooLong):
        list(protocol.Frames(100).feed(protocol.pack(b"R", b"x" * 1000)[:5]))


def test_the_pool_is_the_process_s_own() -> None:
    key = (2, Path("/nowhere"))
    mine = pool.shared_pool(*key)
    assert pool.shared_pool(*key) is mine
    assert (os.getpid(), *key) in pool._pools
