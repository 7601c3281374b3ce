"""What goes in and out about subscriptions at providers."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import Field

from accounts.api.forms import Form, Shape
from accounts.ids import public_id
from connections.models import Subscription

Status = Literal["pending", "active", "failing", "by_hand", "removed"]


class SubscriptionQuery(Form):
    provider: str = Field("", max_length=64)
    connection_id: str = Field("", max_length=64)
    status: Status | Literal[""] = ""


class SubscriptionShape(Shape):
    """The order at a provider to send the events of one connection here, for all workflows that wait for them."""

    id: str
    provider: str
    connection_id: str
    connection: str = Field(description="Its name.")
    status: Status = Field(
        description=(
            "`by_hand`: it cannot be registered from here, `error` says why; `removed`: no live workflow waits any more."
        )
    )
    address: str = Field(description="Where the provider sends to.")
    events: list[str] = Field(description="What is registered, in the provider’s names; `*` for all.")
    provider_id: str = Field(description="The provider’s id for it; empty where there is none.")
    error_code: str
    error: str = Field(description="What is wrong, in words.")
    note: str = Field(description="What to know although it works.")
    failures: int = Field(description="Since the last success.")
    registered_at: datetime | None
    renewed_at: datetime | None
    expires_at: datetime | None
    checked_at: datetime | None = Field(description="When it was last seen at the provider.")
    next_at: datetime | None = Field(description="When it is looked after next.")

    @classmethod
    def of(cls, row: Subscription) -> SubscriptionShape:
        return cls(
            id=public_id("sub", row.id),
            provider=row.provider,
            connection_id=public_id("conn", row.connection_id),
            connection=row.connection.name,
            status=row.status,
            address=row.address,
            events=row.events,
            provider_id=row.provider_id,
            error_code=row.error_code,
            error=row.error,
            note=row.note,
            failures=row.failures,
            registered_at=row.registered_at,
            renewed_at=row.renewed_at,
            expires_at=row.expires_at,
            checked_at=row.checked_at,
            next_at=row.due_at,
        )
