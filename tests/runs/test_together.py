"""Questions of one event loop, answered by one thread."""

from __future__ import annotations

import asyncio
import threading

import pytest

from runs.together import Together


async def test_who_asks_meanwhile_is_answered_at_once() -> None:
    taken: list[list[int]] = []
    is_taken, is_open = threading.Event(), threading.Event()

    def double(questions: list[int]) -> list[int]:
        taken.append(questions)
        is_taken.set()
        is_open.wait(10)
        return [2 * one for one in questions]

    together = Together("test", double, most=3)
    first = asyncio.create_task(together.ask(0))
    assert await asyncio.to_thread(is_taken.wait, 10)
    others = [asyncio.create_task(together.ask(number)) for number in range(1, 6)]
    await asyncio.sleep(0)  # each has had its turn
    assert together.pending == 5
    others[0].cancel()
    await asyncio.gather(others[0], return_exceptions=True)
    is_open.set()
    assert await asyncio.gather(first, *others[1:]) == [0, 4, 6, 8, 10]
    assert taken == [[0], [2, 3], [4, 5]]  # of the first three one had gone


async def test_what_fails_is_told_to_each_and_the_thread_goes_on() -> None:
    def fragile(questions: list[int]) -> list[int]:
        return [10 // one for one in questions]

    together = Together("test", fragile, most=1)
    with pytest.raises(ZeroDivisionError):
        await together.ask(0)
    assert await together.ask(5) == 2
