"""Stripe: payment intents."""

from __future__ import annotations

from typing import Literal

from integrations.blocktype import Operation
from integrations.calls import Call
from integrations.fields import Data, OperationForm, extra, field, needed
from integrations.schemas import one


class CreatePaymentIntent(OperationForm):
    amount: int = needed("Amount", "In the smallest unit of the currency: 1999 is 19.99 USD.")
    currency: str = needed("Currency", "Three letters, such as usd.", placeholder="usd")
    customer: str | None = field("Customer", "Its id, cus_…", also=("customerId",), options_from="customers")
    payment_method: str | None = field("Payment method", "Its id, pm_…")
    confirm: bool | None = field("Confirm at once", "Takes the payment in the same step.")
    off_session: bool | None = field("Customer is absent", "The customer does not take part in this payment.")
    automatic_methods: bool | None = extra(
        "Automatic payment methods",
        "Offers what is switched on in the Stripe dashboard.",
        wire="automatic_payment_methods[enabled]",
    )
    allow_redirects: Literal["always", "never"] | None = extra(
        "Methods that redirect",
        "“Never” is needed to confirm at once without a return address.",
        wire="automatic_payment_methods[allow_redirects]",
    )
    capture_method: Literal["automatic", "automatic_async", "manual"] | None = extra(
        "Capture",
        labels={
            "automatic": "At once",
            "automatic_async": "At once, in the background",
            "manual": "Later, by hand",
        },
    )
    description: str | None = field("Description", widget="textarea")
    receipt_email: str | None = field("Send receipt to")
    return_url: str | None = extra("Return address", "Where the customer comes back to.")
    metadata: Data | None = extra(
        "Metadata", "Names and values of your own; an empty value removes the name.", widget="keyvalue"
    )


CREATE_PAYMENT_INTENT = Operation(
    id="createPaymentIntent",
    name="Create payment intent",
    description="Starts a payment, and takes it at once when it is confirmed with a payment method.",
    sentence="Create a payment of {amount} {currency}",
    form=CreatePaymentIntent,
    call=Call("POST /payment_intents"),
    effect="write",
    output_schema=one(
        "id, status, amount:integer, currency, client_secret, latest_charge, next_action:object, last_payment_error:object"
    ),
    order=220,
)


class GetPaymentIntent(OperationForm):
    payment_intent_id: str = needed("Payment intent", "Its id, pi_…", also=("paymentIntent",))


GET_PAYMENT_INTENT = Operation(
    id="getPaymentIntent",
    name="Get payment intent",
    description="Reads one payment intent.",
    sentence="Get payment {paymentIntentId}",
    form=GetPaymentIntent,
    call=Call("GET /payment_intents/{payment_intent_id}"),
    effect="read",
    output_schema=one("id, status, amount:integer, amount_received:integer"),
    order=230,
)


class ConfirmPaymentIntent(OperationForm):
    payment_intent_id: str = needed("Payment intent", "Its id, pi_…", also=("paymentIntent",))
    payment_method: str | None = field("Payment method", "Its id, pm_…")
    return_url: str | None = extra("Return address", "Where the customer comes back to.")
    off_session: bool | None = field("Customer is absent", "The customer does not take part in this payment.")


CONFIRM_PAYMENT_INTENT = Operation(
    id="confirmPaymentIntent",
    name="Confirm payment intent",
    description="Confirms that the customer pays with this payment method.",
    sentence="Confirm payment {paymentIntentId}",
    form=ConfirmPaymentIntent,
    call=Call("POST /payment_intents/{payment_intent_id}/confirm"),
    effect="write",
    output_schema=one("id, status, next_action:object"),
    order=240,
)


class CapturePaymentIntent(OperationForm):
    payment_intent_id: str = needed("Payment intent", "Its id, pi_…", also=("paymentIntent",))
    amount_to_capture: int | None = field(
        "Amount", "In the smallest unit of the currency: 1999 is 19.99 USD. Empty: all that was authorized."
    )


CAPTURE_PAYMENT_INTENT = Operation(
    id="capturePaymentIntent",
    name="Capture payment intent",
    description="Takes money that was authorized before.",
    sentence="Capture payment {paymentIntentId}",
    form=CapturePaymentIntent,
    call=Call("POST /payment_intents/{payment_intent_id}/capture"),
    effect="write",
    output_schema=one("id, status, amount_received:integer"),
    order=250,
)


class CancelPaymentIntent(OperationForm):
    payment_intent_id: str = needed("Payment intent", "Its id, pi_…", also=("paymentIntent",))
    cancellation_reason: Literal["duplicate", "fraudulent", "requested_by_customer", "abandoned"] | None = (
        field("Reason")
    )


CANCEL_PAYMENT_INTENT = Operation(
    id="cancelPaymentIntent",
    name="Cancel payment intent",
    description="Cancels a payment that is not finished; what was authorized is released.",
    sentence="Cancel payment {paymentIntentId}",
    form=CancelPaymentIntent,
    call=Call("POST /payment_intents/{payment_intent_id}/cancel"),
    effect="write",
    output_schema=one("id, status"),
    order=260,
)
