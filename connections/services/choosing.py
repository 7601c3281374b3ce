"""Which connection a step runs with, decided when it starts: the run's > the block's > the default > the only active one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from connections.models import Connection, ConnectionStatus
from integrations.outcomes import AuthExpired

AMBIGUOUS, MISSING = "CONNECTION_AMBIGUOUS", "CONNECTION_MISSING"


@dataclass(frozen=True, slots=True)
class Chosen:
    """`account` is what is recorded on the step for people: the account's label, else the connection's name (`name`)."""

    connection_id: UUID
    account: str
    name: str


def choose_connection(
    *, company_id: UUID, provider: str, provider_name: str, run_wants: UUID | None, block_wants: UUID | None
) -> Chosen:
    """Raises AuthExpired (`CONNECTION_AMBIGUOUS`, `CONNECTION_MISSING`): a person has to choose or connect, and the step
    waits for that. Another company's id counts as unknown.

    `provider` "" means any: the block names its connection itself.
    """
    rows = _candidates(company_id, provider, [id for id in (run_wants, block_wants) if id is not None])
    by_id = {row.id: row for row in rows}
    if run_wants is not None and provider and run_wants in by_id:
        return _chosen(by_id[run_wants])
    if block_wants is not None:
        if block_wants in by_id:
            return _chosen(by_id[block_wants])
        raise AuthExpired(
            f"The connection that this block names does not exist here any more{_to(provider_name)}. Choose another.",
            code=MISSING,
        )
    if not provider:
        raise AuthExpired("This block names no connection. Choose one.", code=MISSING)
    default = next((row for row in rows if row.is_default), None)
    if default is not None:
        return _chosen(default)
    active = [row for row in rows if row.status == ConnectionStatus.ACTIVE]
    if len(active) == 1:
        return _chosen(active[0])
    if active:
        names = ", ".join(sorted(row.name for row in active)[:5])
        raise AuthExpired(
            f"There are {len(active)} connections to {provider_name} ({names}) and none is the default. Choose one in the "
            "block, or make one the default.",
            code=AMBIGUOUS,
        )
    broken = [
        row for row in rows if row.status not in (ConnectionStatus.DISCONNECTED, ConnectionStatus.PENDING)
    ]
    if len(broken) == 1:
        return _chosen(broken[0])  # the step says what is wrong with it
    raise AuthExpired(
        f"There is no working connection to {provider_name}. Connect one; this goes on by itself.",
        code=MISSING,
    )


def _candidates(company_id: UUID, provider: str, named: Sequence[UUID]) -> list[Connection]:
    rows = Connection.objects.filter(company_id=company_id).only(
        "id", "name", "provider", "status", "is_default", "account_label"
    )
    rows = rows.filter(provider=provider) if provider else rows.filter(id__in=named)
    return list(rows.order_by("created_at", "id"))


def _chosen(row: Connection) -> Chosen:
    return Chosen(row.id, (row.account_label or row.name)[:200], row.name)


def _to(provider_name: str) -> str:
    return f", or is none to {provider_name}" if provider_name else ""
