"""Answers with whole runs, for those who waited for their end: one thread reads them for all that wait, at once."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import connection

from accounts.api.envelope import Envelope, render
from runs.api.answers import raw_body, raw_headers, read_small_runs, whole_run
from runs.live.threads import in_thread
from runs.models import TERMINAL, Run
from runs.selectors import get_run
from runs.together import Together

logger = logging.getLogger("headrace.door")

Answer = tuple[int, bytes, list[tuple[str, str]]]  # status, body, headers
_Question = tuple[UUID, UUID, bool]  # company, run, whether the response block's own answer is wanted

BATCH = 25


async def answer_of(company_id: UUID, run_id: UUID, *, is_raw: bool) -> Answer:
    """The company's run as it is now, which must exist; with `is_raw` what its response block says, if it has."""
    answer = await _readers().ask((company_id, run_id, is_raw))
    if answer is None:  # it has much to say, which would keep the others
        answer = await in_thread(_alone)(company_id, run_id, is_raw=is_raw)
    assert answer is not None
    return answer


@lru_cache(maxsize=1)
def _readers() -> Together[_Question, Answer | None]:
    """The one of this process."""
    return Together("answers", _read, BATCH)


def _read(questions: Sequence[_Question]) -> list[Answer | None]:
    """None for what is to be read alone."""
    try:
        found = read_small_runs([run_id for _, run_id, _ in questions])
        answers: list[Answer | None] = []
        for company_id, run_id, is_raw in questions:
            run, whole = found[run_id]
            answers.append(_answer(run, whole, is_raw) if run.company_id == company_id else None)
        return answers
    except Exception:
        logger.warning("runs could not be read together; each is read alone", exc_info=True)
        connection.close()  # it may be broken; who is read alone hears of it
        return [None] * len(questions)


def _alone(company_id: UUID, run_id: UUID, *, is_raw: bool) -> Answer | None:
    run = get_run(company_id=company_id, run_id=run_id)
    assert run is not None
    return _answer(run, None if _speaks(run, is_raw) else whole_run(run), is_raw)


def _speaks(run: Run, is_raw: bool) -> bool:
    return is_raw and run.response is not None


def _answer(run: Run, whole: dict[str, Any] | None, is_raw: bool) -> Answer | None:
    if _speaks(run, is_raw):
        return int(run.response["statusCode"]), raw_body(run.response), raw_headers(run.response)
    if whole is None:
        return None
    return 200 if run.status in TERMINAL else 202, render(Envelope(success=True, data=whole)), []
