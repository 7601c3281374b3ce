"""One thread of a web process that commits whatever starts and events are pending, in one transaction."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Sequence
from functools import lru_cache
from typing import TypeVar

from django.db import connection

from accounts import counts
from accounts.api.errors import ApiError, as_api_error, no_database, unavailable
from runs.inbox.intake import Answer, Wish, take_in
from runs.inbox.new_event import NewEvent, Received
from runs.sql import DATABASE_ERRORS
from runs.start_request import Accepted, StartRequest
from runs.together import Together

logger = logging.getLogger("headrace.door")

# Read but not yet committed; beyond it callers are asked to come back.
PENDING_LIMIT = 5_000
PENDING_BYTES = 64 * 1024 * 1024
ANSWER_SECONDS = 4.5  # a database that says nothing for so long is away, as far as the caller is concerned
BYTES_PER_SECOND = (
    2_000_000  # in which a large body is certainly compressed and stored, on a busy machine too
)

T = TypeVar("T")
BATCH = 200


class Inserter:
    def __init__(self) -> None:
        self._together: Together[Sequence[Wish], list[Answer]] = Together("accept", _answer_all, BATCH)
        self._bytes = 0  # of the bodies that are pending; changed by the loop alone

    async def start(self, request: StartRequest, size: int = 0, seconds: float = ANSWER_SECONDS) -> Accepted:
        """The run, once it is durable. Raises ApiError; 503 when that takes longer than `seconds`: it may have been accepted
        then, so whoever needs to know sends an idempotency key. `size` is that of the body.
        """
        [result] = await self._submit([request], size, seconds)
        if isinstance(result, ApiError):
            raise result
        assert isinstance(result, Accepted)
        return result

    async def receive(
        self, events: Sequence[NewEvent], size: int = 0, seconds: float = ANSWER_SECONDS
    ) -> list[Received]:
        """What became of these events, once they are durable. Raises ApiError, as above; one that is refused, with room for
        the others, refuses all: who sends them again finds those that were stored.
        """
        results = await self._submit(events, size, seconds)
        for result in results:
            if isinstance(result, ApiError):
                raise result
        return [result for result in results if isinstance(result, Received)]

    async def _submit(self, wishes: Sequence[Wish], size: int, seconds: float) -> list[Answer]:
        if self._together.pending >= PENDING_LIMIT or (self._bytes and self._bytes + size > PENDING_BYTES):
            raise unavailable("Too many runs are being started at once. Try again in a moment.")
        self._bytes += size
        try:
            return await in_time(self._together.ask(wishes), seconds + size / BYTES_PER_SECOND)
        finally:
            self._bytes -= size


@lru_cache(maxsize=1)
def inserter() -> Inserter:
    """The one of this process."""
    return Inserter()


async def in_time(work: Awaitable[T], seconds: float) -> T:
    """Raises ApiError 503 when it takes longer: nothing but the database keeps anybody here."""
    try:
        async with asyncio.timeout(seconds):
            return await work
    except TimeoutError:
        counts.count("database_unavailable", by="door")
        raise no_database() from None


def _answer_all(asked: list[Sequence[Wish]]) -> list[list[Answer]]:
    answers = iter(_take_all([wish for wishes in asked for wish in wishes]))
    return [[next(answers) for _ in wishes] for wishes in asked]


def _take_all(wishes: list[Wish]) -> list[Answer]:
    """`take_in`, but never an exception; a wish that makes the whole batch fail fails alone."""
    try:
        return take_in(wishes)
    except DATABASE_ERRORS as error:
        connection.close()
        logger.warning("%d starts were not accepted: %s", len(wishes), error)
        counts.count("database_unavailable", by="door")
        return [no_database(error) for _ in wishes]
    except Exception as error:
        if len(wishes) == 1:
            return [as_api_error(error, "start of a run")]
        return [answer for wish in wishes for answer in _take_all([wish])]
