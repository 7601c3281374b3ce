"""Stripe: subscriptions."""

from __future__ import annotations

from typing import Literal

from integrations.blocktype import Operation
from integrations.calls import Call
from integrations.fields import Data, OperationForm, Rows, extra, field, needed
from integrations.schemas import one


class CreateSubscription(OperationForm):
    customer: str = needed("Customer", "Its id, cus_…", also=("customerId",), options_from="customers")
    items: Rows = needed(
        "Items", 'Each with a price and a quantity: [{"price": "price_…", "quantity": 1}].', wire="items[]"
    )
    collection_method: Literal["charge_automatically", "send_invoice"] | None = field(
        "Collect by",
        labels={"charge_automatically": "Charging automatically", "send_invoice": "Sending the invoice"},
    )
    days_until_due: int | None = field(
        "Days until due", "Needed when the invoice is sent and has no due date.", ge=0
    )
    default_payment_method: str | None = extra(
        "Payment method", "Its id, pm_…; empty: the customer’s usual one."
    )
    payment_behavior: (
        Literal["default_incomplete", "allow_incomplete", "error_if_incomplete", "pending_if_incomplete"]
        | None
    ) = extra(
        "If the first payment fails",
        labels={
            "default_incomplete": "Start incomplete",
            "allow_incomplete": "Start incomplete after trying",
            "error_if_incomplete": "Fail",
            "pending_if_incomplete": "Keep the change pending",
        },
    )
    trial_period_days: int | None = field("Trial days", ge=0)
    trial_end: int | Literal["now"] | None = extra("Trial ends", "Unix seconds, or “now”.", widget="number")
    billing_cycle_anchor: int | None = extra("Bill from", "Unix seconds; the day the cycle begins on.")
    cancel_at_period_end: bool | None = field("Cancel at period end")
    proration_behavior: Literal["create_prorations", "none", "always_invoice"] | None = extra(
        "Proration",
        "How a change in the middle of a period is billed.",
        labels={
            "create_prorations": "On the next invoice",
            "none": "Not at all",
            "always_invoice": "At once",
        },
    )
    metadata: Data | None = extra(
        "Metadata", "Names and values of your own; an empty value removes the name.", widget="keyvalue"
    )


CREATE_SUBSCRIPTION = Operation(
    id="createSubscription",
    name="Create subscription",
    description="Starts a subscription to one or more prices.",
    sentence="Subscribe {customer}",
    form=CreateSubscription,
    call=Call("POST /subscriptions"),
    effect="write",
    output_schema=one(
        "id, status, customer, items.data[].current_period_end:integer, latest_invoice, cancel_at_period_end:boolean"
    ),
    order=170,
)


class GetSubscription(OperationForm):
    subscription_id: str = needed("Subscription", "Its id, sub_…", also=("subscription",))


GET_SUBSCRIPTION = Operation(
    id="getSubscription",
    name="Get subscription",
    description="Reads one subscription.",
    sentence="Get subscription {subscriptionId}",
    form=GetSubscription,
    call=Call("GET /subscriptions/{subscription_id}"),
    effect="read",
    output_schema=one("id, status, items.data, latest_invoice"),
    order=180,
)


class UpdateSubscription(OperationForm):
    subscription_id: str = needed("Subscription", "Its id, sub_…", also=("subscription",))
    items: Rows | None = field(
        "Items",
        '[{"id": "si_…", "price": "price_…", "quantity": 1}]; one without an id is added.',
        wire="items[]",
    )
    cancel_at_period_end: bool | None = field("Cancel at period end")
    proration_behavior: Literal["create_prorations", "none", "always_invoice"] | None = extra(
        "Proration",
        "How a change in the middle of a period is billed.",
        labels={
            "create_prorations": "On the next invoice",
            "none": "Not at all",
            "always_invoice": "At once",
        },
    )
    default_payment_method: str | None = extra(
        "Payment method", "Its id, pm_…; empty: the customer’s usual one."
    )
    pause_collection: Data | None = extra(
        "Pause collection", '{"behavior": "keep_as_draft"}, "mark_uncollectible" or "void".'
    )
    metadata: Data | None = extra(
        "Metadata", "Names and values of your own; an empty value removes the name.", widget="keyvalue"
    )


UPDATE_SUBSCRIPTION = Operation(
    id="updateSubscription",
    name="Update subscription",
    description="Changes items, billing or pausing of a subscription.",
    sentence="Update subscription {subscriptionId}",
    form=UpdateSubscription,
    call=Call("POST /subscriptions/{subscription_id}"),
    effect="write",
    output_schema=one("id, status"),
    order=190,
)


class CancelSubscription(OperationForm):
    subscription_id: str = needed("Subscription", "Its id, sub_…", also=("subscription",))
    invoice_now: bool | None = field(
        "Invoice what is open", "Bills usage and prorations that are not billed yet."
    )
    prorate: bool | None = field("Credit unused time")
    comment: str | None = field(
        "Comment", "Why it was cancelled.", wire="cancellation_details[comment]", widget="textarea"
    )


CANCEL_SUBSCRIPTION = Operation(
    id="cancelSubscription",
    name="Cancel subscription now",
    description="Ends a subscription at once. To end it with the period, update it instead.",
    sentence="Cancel subscription {subscriptionId}",
    form=CancelSubscription,
    call=Call("DELETE /subscriptions/{subscription_id}", encoding="form"),
    effect="write",
    output_schema=one("id, status, canceled_at:integer"),
    order=200,
)
