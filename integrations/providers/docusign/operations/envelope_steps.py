"""DocuSign: envelope steps."""

from __future__ import annotations

from integrations.blocktype import Operation
from integrations.calls import Call
from integrations.fields import OperationForm, extra, needed
from integrations.schemas import one


class SendDraftEnvelope(OperationForm):
    envelope_id: str = needed("Envelope", "Its id.")


SEND_DRAFT_ENVELOPE = Operation(
    id="sendDraftEnvelope",
    name="Send draft envelope",
    description="Sends an envelope that was created as a draft.",
    sentence="Send envelope {envelopeId}",
    form=SendDraftEnvelope,
    call=Call("PUT /envelopes/{envelope_id}", constants={"status": "sent"}),
    effect="write",
    output_schema=one("envelopeId"),
    order=60,
)


class VoidEnvelope(OperationForm):
    envelope_id: str = needed("Envelope", "Its id.")
    voided_reason: str = needed("Reason", "Recipients read it.", wire="voidedReason")


VOID_ENVELOPE = Operation(
    id="voidEnvelope",
    name="Void envelope",
    description="Stops an envelope that is not completed; recipients are told why.",
    sentence="Void envelope {envelopeId}",
    form=VoidEnvelope,
    call=Call("PUT /envelopes/{envelope_id}", constants={"status": "voided"}),
    effect="write",
    output_schema=one("envelopeId"),
    order=70,
)


class ResendEnvelope(OperationForm):
    envelope_id: str = needed("Envelope", "Its id.")


RESEND_ENVELOPE = Operation(
    id="resendEnvelope",
    name="Resend notifications",
    description="Emails the recipients who have not signed yet once more.",
    sentence="Remind the signers of {envelopeId}",
    form=ResendEnvelope,
    call=Call("PUT /envelopes/{envelope_id}", query={"resend_envelope": True}),
    effect="write",
    output_schema=one("envelopeId"),
    order=80,
)


class CreateRecipientView(OperationForm):
    envelope_id: str = needed("Envelope", "Its id.")
    return_url: str = needed("Return address", "Where the recipient comes back to.", wire="returnUrl")
    email: str = needed("Email", "As in the envelope.")
    user_name: str = needed("Name", "As in the envelope.", wire="userName")
    client_user_id: str = needed("Client user id", "As in the envelope.", wire="clientUserId")
    authentication_method: str = extra(
        "How they were identified", wire="authenticationMethod", default="none"
    )


CREATE_RECIPIENT_VIEW = Operation(
    id="createRecipientView",
    name="Create signing link",
    description="Makes a link where a recipient signs inside your product. It works once, for five minutes.",
    sentence="Make a signing link for {email}",
    form=CreateRecipientView,
    call=Call("POST /envelopes/{envelope_id}/views/recipient", success=(201,)),
    effect="read",
    output_schema=one("url"),
    aliases=("getSigningUrl",),
    order=120,
)
