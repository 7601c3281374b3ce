"""The providers' own helpers sign and verify: what they accept we accept, and the other way round."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime, timedelta

import pytest
import stripe
from slack_sdk.signature import SignatureVerifier
from standardwebhooks import Webhook as StandardWebhook
from svix import Webhook as SvixWebhook

from integrations.providers.email.triggers import SOURCE as EMAIL
from integrations.providers.slack.triggers import SIGNATURE as SLACK
from integrations.providers.stripe.triggers import SIGNATURE as STRIPE
from integrations.webhooks.request import InboundRequest
from integrations.webhooks.signatures import HmacSignature
from integrations.webhooks.standard import STANDARD
from integrations.webhooks.verdicts import Keys, Refused, Verified

BODY = json.dumps({"id": "evt_1", "type": "invoice.paid", "data": {"name": "Zoë – 12 €"}}).encode()
WHSEC = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


def verdict(
    scheme: HmacSignature, headers: dict[str, str], secret: str, body: bytes = BODY
) -> Verified | Refused:
    request = InboundRequest(headers={name.lower(): value for name, value in headers.items()}, body=body)
    return scheme.verify(request, Keys((secret,)), datetime.now(UTC))


def test_stripe_accepts_what_we_accept() -> None:
    at, secret = int(time.time()), "whsec_stripe_secret"
    signature = stripe.WebhookSignature._compute_signature(f"{at}.{BODY.decode()}", secret)
    for value in (
        f"t={at},v1={signature}",
        f"t={at},v1={'0' * 64},v1={signature},v0={'1' * 64}",
    ):
        assert stripe.WebhookSignature.verify_header(BODY.decode(), value, secret, 300)
        assert isinstance(verdict(STRIPE, {"Stripe-Signature": value}, secret), Verified)
    for value in (
        f"t={at},v0={signature}",
        f"t={at + 1},v1={signature}",
        f"t={at},v1={signature[:-1]}",
        f"v1={signature}",
    ):
        with pytest.raises(stripe.SignatureVerificationError):
            stripe.WebhookSignature.verify_header(BODY.decode(), value, secret, 300)
        assert isinstance(verdict(STRIPE, {"Stripe-Signature": value}, secret), Refused)


def test_slack_accepts_what_we_accept() -> None:
    secret = "8f742231b10e8888abcd99yyyzzz85a5"
    verifier = SignatureVerifier(secret)
    at = str(int(time.time()))
    signature = verifier.generate_signature(timestamp=at, body=BODY)
    assert signature is not None
    for stamp, value, is_good in (
        (at, signature, True),
        (str(int(at) - 400), signature, False),
        (at, signature.replace("v0=", "v1="), False),
        (at, signature[:-2], False),
    ):
        assert verifier.is_valid(BODY, stamp, value) is is_good
        found = verdict(SLACK, {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": value}, secret)
        assert isinstance(found, Verified if is_good else Refused)


def test_standard_webhooks_and_svix_sign_what_we_accept() -> None:
    at = datetime.now(UTC)
    standard = StandardWebhook(WHSEC).sign("msg_1", at, BODY.decode())
    headers = {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": standard,
    }
    StandardWebhook(WHSEC).verify(BODY, headers)
    assert isinstance(verdict(STANDARD, headers, WHSEC), Verified)
    several = {**headers, "webhook-signature": f"v1,bm90IHRoaXMgb25l v1a,abc {standard}"}
    StandardWebhook(WHSEC).verify(BODY, several)
    assert isinstance(verdict(STANDARD, several, WHSEC), Verified)
    assert isinstance(verdict(STANDARD, headers, WHSEC, BODY + b" "), Refused)

    assert EMAIL.webhook is not None
    svix = SvixWebhook(WHSEC).sign("msg_1", at, BODY.decode())
    headers = {"svix-id": "msg_1", "svix-timestamp": str(int(at.timestamp())), "svix-signature": svix}
    SvixWebhook(WHSEC).verify(BODY, headers)
    scheme = EMAIL.webhook.scheme
    assert isinstance(scheme, HmacSignature)
    assert isinstance(verdict(scheme, headers, WHSEC), Verified)
    old = at - timedelta(minutes=10)
    late = {
        "svix-id": "msg_1",
        "svix-timestamp": str(int(old.timestamp())),
        "svix-signature": SvixWebhook(WHSEC).sign("msg_1", old, BODY.decode()),
    }
    found = verdict(scheme, late, WHSEC)
    assert isinstance(found, Refused)
    assert found.code == "stale"
