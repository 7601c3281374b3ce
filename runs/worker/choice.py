"""Whose account a step runs with: chosen when it starts, recorded before anything is sent."""

from __future__ import annotations

import time
from uuid import UUID

from connections.services.choosing import MISSING, Chosen, choose_connection
from integrations.finding import provider_of
from integrations.outcomes import AuthExpired
from runs.compiled import CompiledBlock
from runs.engine.commands import Failure
from runs.sql import DATABASE_ERRORS, read_uuid
from runs.worker.execute import parked
from runs.worker.live_run import LiveRun
from runs.worker.step_record import StepRecord

#: So long a choice is taken for the same question without a look at the database.
_FRESH_SECONDS = 2.0
_choices: dict[tuple[UUID, str, UUID | None, UUID | None], tuple[float, Chosen]] = {}


def settle_connection(run: LiveRun, block: CompiledBlock, record: StepRecord) -> Failure | None:
    """Puts the step's connection onto its record, where the block needs one and none is recorded. None, or why not."""
    if block.connects_to is None:
        return None
    is_gone = (record.error or {}).get("code") in (MISSING, "CONNECTION_DISCONNECTED")
    if record.connection_id is not None and not is_gone:
        return None
    try:
        chosen = _choose(run, block)
    except AuthExpired as failure:
        return parked(failure)
    except DATABASE_ERRORS:
        return Failure(
            "CONNECTION_BUSY",
            "The database did not say which connection to use.",
            retryable=True,
            retry_after_ms=1_000,
            costs_attempt=False,
        )
    record.connection_id, record.account = chosen.connection_id, chosen.account
    return None


def _choose(run: LiveRun, block: CompiledBlock) -> Chosen:
    company_id = read_uuid(run.row["company_id"])
    wants = run.row["connection_id"]
    run_wants = None if wants is None else read_uuid(wants)
    assert block.connects_to is not None
    key = (company_id, block.connects_to, run_wants, block.connection_id)
    found = _choices.get(key)
    if found is not None and found[0] > time.monotonic():
        return found[1]
    chosen = choose_connection(
        company_id=company_id,
        provider=block.connects_to,
        provider_name=_name_of(block),
        run_wants=run_wants,
        block_wants=block.connection_id,
    )
    if len(_choices) > 5_000:
        _choices.clear()
    _choices[key] = (time.monotonic() + _FRESH_SECONDS, chosen)
    return chosen


def _name_of(block: CompiledBlock) -> str:
    """The provider's name for people; a block's type may have another, as an agent's has."""
    provider = provider_of(block.connects_to or "")
    return provider.name if provider else block.type.name if block.type else ""


def forget_choices() -> None:
    """As in a new process."""
    _choices.clear()
