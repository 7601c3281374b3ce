"""Writes down what language models took, when it happens: a step that is done twice after a crash has cost twice.

What a step notes waits in memory for the database, as the counts of `runs/tally.py` do, and is added to one row for each day,
workflow and model. Threads that note at the same time share a transaction.
"""

from __future__ import annotations

import datetime
import logging
import os
import threading
from collections.abc import Iterable, Sequence
from functools import lru_cache
from uuid import UUID

from django.conf import settings

from integrations.prices import Price, Tokens, find_price, stated_prices
from runs.sql import DATABASE_ERRORS, db_uuid, is_refusal, write_transaction

logger = logging.getLogger("headrace.worker")

Key = tuple[UUID, str, UUID, str, str]  # company, day, workflow, provider, model
_KEY = ("company_id", "day", "workflow_id", "provider", "model")
_AMOUNTS = ("requests", "unpriced", "input_tokens", "cached_tokens", "output_tokens", "cost_nano")
_ADD = (
    f"INSERT INTO runs_modelusage ({', '.join(_KEY + _AMOUNTS)}) VALUES ({', '.join('?' * 11)})"
    f" ON CONFLICT ({', '.join(_KEY)}) DO UPDATE SET "
    + ", ".join(f"{name} = runs_modelusage.{name} + excluded.{name}" for name in _AMOUNTS)
)

_lock = threading.Lock()
_noted: dict[Key, list[int]] = {}


def cost_of(models: Sequence[str], tokens: Tokens, listed: Price | None) -> int | None:
    """Nano-dollars by the operator's price, else by the listed one. None: no price, or the provider counted nothing."""
    if not tokens.input and not tokens.output:
        return None
    price = find_price(_stated(settings.MODEL_PRICES), *models) or listed
    return None if price is None else price.of(tokens)


@lru_cache(maxsize=4)
def _stated(text: str) -> dict[str, Price]:
    return stated_prices(text)


def note(
    *,
    company_id: UUID,
    workflow_id: UUID,
    provider: str,
    model: str,
    tokens: Tokens,
    cost: int | None,
    day: datetime.date | None = None,
) -> None:
    """One request; stored by the next `flush`."""
    day = day or datetime.datetime.now(datetime.UTC).date()
    key = (company_id, day.isoformat(), workflow_id, provider, model[:200])
    _add(key, (1, int(cost is None), tokens.input, tokens.cached, tokens.output, cost or 0))


def _add(key: Key, amounts: Iterable[int]) -> None:
    with _lock:
        before = _noted.get(key)
        _noted[key] = (
            list(amounts) if before is None else [a + b for a, b in zip(before, amounts, strict=True)]
        )


def flush() -> None:
    """Store what was noted. Raises the database's error when it is away; nothing is lost then."""
    global _noted
    with _lock:
        taken, _noted = _noted, {}
    if not taken:
        return
    try:
        _store(taken)
    except DATABASE_ERRORS as error:
        if not is_refusal(error):
            for key, amounts in taken.items():
                _add(key, amounts)
            raise
        _store_what_is_taken(taken)


def _store(taken: dict[Key, list[int]]) -> None:
    # In one order everywhere, so that two processes never wait for one another.
    rows = [
        (db_uuid(key[0]), key[1], db_uuid(key[2]), key[3], key[4], *amounts)
        for key, amounts in sorted(taken.items())
    ]
    with write_transaction() as sql:
        sql.many(_ADD, rows)


def _store_what_is_taken(taken: dict[Key, list[int]]) -> None:
    """One that the database refuses (its workflow is gone meanwhile) does not keep the others out."""
    for key, amounts in taken.items():
        try:
            _store({key: amounts})
        except DATABASE_ERRORS as error:
            if is_refusal(error):
                logger.warning("what %s took was not written down: %s", key[-1], error)
            else:
                _add(key, amounts)


def _begin_anew() -> None:
    """What its parent noted is the parent's to store."""
    global _lock, _noted
    _lock, _noted = threading.Lock(), {}


os.register_at_fork(after_in_child=_begin_anew)
