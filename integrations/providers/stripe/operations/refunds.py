"""Stripe: refunds."""

from __future__ import annotations

from typing import Literal

from integrations.blocktype import Operation
from integrations.calls import Call
from integrations.fields import Data, OperationForm, extra, field
from integrations.schemas import one


class CreateRefund(OperationForm):
    payment_intent: str | None = field(
        "Payment intent", "Its id, pi_…; it or a charge is needed.", also=("paymentIntentId",)
    )
    charge: str | None = field("Charge", "Its id, ch_…", also=("chargeId",))
    amount: int | None = field(
        "Amount", "In the smallest unit of the currency: 1999 is 19.99 USD. Empty: all that is left."
    )
    reason: Literal["duplicate", "fraudulent", "requested_by_customer"] | None = field("Reason")
    metadata: Data | None = extra(
        "Metadata", "Names and values of your own; an empty value removes the name.", widget="keyvalue"
    )


CREATE_REFUND = Operation(
    id="createRefund",
    name="Create refund",
    description="Gives money back, all of it or a part.",
    sentence="Refund[ {amount}][ of {paymentIntent}]",
    form=CreateRefund,
    call=Call("POST /refunds"),
    effect="write",
    output_schema=one("id, status, amount:integer, charge, payment_intent"),
    order=280,
)
