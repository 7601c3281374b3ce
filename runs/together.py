"""One thread that answers whatever many ask of the event loop at once: each waits for the next round, and no longer."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from queue import SimpleQueue
from typing import Any, Generic, TypeVar

Q = TypeVar("Q")
A = TypeVar("A")
_Settled = list[tuple[asyncio.Future[Any], Any]]


@dataclass(frozen=True, slots=True)
class _Asked(Generic[Q, A]):
    question: Q
    answer: asyncio.Future[A]
    loop: asyncio.AbstractEventLoop


class Together(Generic[Q, A]):
    """`answer` gets at most `most` questions at once, in the thread, and gives as many answers in their order. What it raises
    is raised to each who asked.
    """

    def __init__(self, name: str, answer: Callable[[list[Q]], Sequence[A]], most: int) -> None:
        self._answer = answer
        self._most = most
        self._pending: SimpleQueue[_Asked[Q, A]] = SimpleQueue()
        threading.Thread(target=self._run, name=name, daemon=True).start()

    @property
    def pending(self) -> int:
        """How many have asked and were not taken up yet."""
        return self._pending.qsize()

    async def ask(self, question: Q) -> A:
        """Who gives up before it is taken up is left out."""
        loop = asyncio.get_running_loop()
        asked: _Asked[Q, A] = _Asked(question, loop.create_future(), loop)
        self._pending.put(asked)
        return await asked.answer

    def _run(self) -> None:
        while True:
            batch = [self._pending.get()]
            while not self._pending.empty() and len(batch) < self._most:
                batch.append(self._pending.get())
            batch = [asked for asked in batch if not asked.answer.done()]
            if batch:
                self._take_up(batch)

    def _take_up(self, batch: list[_Asked[Q, A]]) -> None:
        answers: Sequence[Any]
        try:
            answers = self._answer([asked.question for asked in batch])
        except Exception as error:
            answers = [error] * len(batch)
        by_loop: dict[asyncio.AbstractEventLoop, _Settled] = {}
        for asked, answer in zip(batch, answers, strict=True):
            by_loop.setdefault(asked.loop, []).append((asked.answer, answer))
        for loop, settled in by_loop.items():
            with contextlib.suppress(RuntimeError):  # that loop has ended, and nobody waits there
                loop.call_soon_threadsafe(_settle, settled)


def _settle(settled: _Settled) -> None:
    for future, answer in settled:
        if future.done():  # its client may have gone
            continue
        if isinstance(answer, Exception):
            future.set_exception(answer)
        else:
            future.set_result(answer)
