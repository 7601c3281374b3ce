"""Outlook: changes."""

from __future__ import annotations

from integrations.blocktype import Operation
from integrations.calls import Call
from integrations.fields import OperationForm, extra, field, needed
from integrations.schemas import one


class CreateSubscription(OperationForm):
    change_type: str = needed("Changes", "With commas: created, updated, deleted.", wire="changeType")
    notification_url: str = needed("Address", "Starts with https.", wire="notificationUrl")
    resource: str = needed("Resource", "me/mailFolders('inbox')/messages")
    expiration_date_time: str = needed(
        "Until",
        "ISO 8601, such as 2026-01-31T00:00:00Z; less than three days ahead.",
        wire="expirationDateTime",
    )
    lifecycle_notification_url: str | None = extra(
        "Address for lifecycle events", wire="lifecycleNotificationUrl"
    )
    client_state: str | None = field(
        "Secret", "Comes with each notification; at most 128 characters.", wire="clientState", max_length=128
    )


CREATE_SUBSCRIPTION = Operation(
    id="createSubscription",
    name="Create webhook subscription",
    description="Asks Microsoft to announce changes to an address.",
    sentence="Watch {resource}",
    form=CreateSubscription,
    call=Call("POST /subscriptions", success=(201,)),
    effect="write",
    output_schema=one("id, expirationDateTime"),
    order=130,
)
