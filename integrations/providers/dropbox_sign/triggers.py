"""Dropbox Sign's callbacks. The hash covers time and type, not the rest: look the request up before acting on money.

https://developers.hellosign.com/docs/events/overview/
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from integrations.providers.dropbox_sign.subscription import SUBSCRIPTION
from integrations.triggers import EventSource, event_types
from integrations.webhooks.events import InboundEvent, event_key, moment, text_of
from integrations.webhooks.request import BodyError, InboundRequest, json_field, part
from integrations.webhooks.verdicts import Keys, Refused, Reply, Verified, mismatch, no_secret
from integrations.webhooks.webhook import SigningSecret, Webhook

RECEIVED = Reply(body=b"Hello API Event Received", content_type="text/plain; charset=utf-8")
#: Callbacks are repeated for up to three days.
LONGEST = timedelta(days=4)
TEST = "callback_test"


@dataclass(frozen=True, slots=True)
class EventHash:
    """HMAC-SHA256 of time and type, in the body itself."""

    def verify(self, request: InboundRequest, keys: Keys, now: datetime) -> Verified | Refused:
        if not keys.secrets:
            return no_secret()
        try:
            event = _event(_body(request))
        except BodyError as error:
            return Refused("malformed", str(error))
        time, type, given = (text_of(event.get(name)) for name in ("event_time", "event_type", "event_hash"))
        when = moment(time)
        if not given or when is None:
            return Refused("unsigned", "The callback has no event_hash or no event_time.")
        if abs(now - when) > LONGEST:
            return Refused("stale", f"The event is more than {LONGEST.days} days old.")
        for place, secret in enumerate(keys.secrets):
            expected = hmac.digest(secret.encode(), f"{time}{type}".encode(), "sha256").hex().encode()
            if hmac.compare_digest(expected, given.encode("utf-8", "replace")):
                return Verified(place)
        return mismatch(keys, "event_hash")


def _body(request: InboundRequest) -> dict[str, Any]:
    """A form with one field named `json`, or JSON itself."""
    if request.header("content-type").lower().startswith("application/json"):
        return request.object()
    return json_field(request.form().get("json", ""))


def _event(body: dict[str, Any]) -> dict[str, Any]:
    event = body.get("event")
    if not isinstance(event, dict):
        raise BodyError("The body holds no event.")
    return event


def events(request: InboundRequest) -> list[InboundEvent]:
    """None in the test that comes when the address is saved."""
    body = _body(request)
    event = _event(body)
    if event.get("event_type") == TEST:
        return []
    details = part(event, "event_metadata")
    subject = part(body, "signature_request") or part(body, "template")
    return [
        InboundEvent(
            id=event_key(
                event.get("event_hash"),
                subject.get("signature_request_id") or subject.get("template_id"),
                details.get("related_signature_id"),
            ),
            type=text_of(event.get("event_type")),
            account=text_of(details.get("reported_for_account_id")) or text_of(body.get("account_guid")),
            occurred_at=moment(event.get("event_time")),
            body=body,
        )
    ]


def sample(type: str) -> dict[str, Any]:
    return {
        "event": {
            "event_time": "1769817600",
            "event_type": type,
            "event_hash": "3a31324d1919d7cdc849ff407adf38fc01e01107d9400b028ff8c892469ca947",
            "event_metadata": {
                "related_signature_id": "a9b8c7",
                "reported_for_account_id": "63522885f9261e2b",
            },
        },
        "signature_request": {
            "signature_request_id": "fa5c8a0b0f492d768749333ad6fcc214c111e967",
            "title": "Order form",
            "is_complete": type.endswith("all_signed"),
            "signatures": [{"signer_email_address": "ada@example.com", "status_code": "signed"}],
            "metadata": {},
        },
    }


SOURCE = EventSource(
    events=event_types(
        "signature_request_sent", "signature_request_viewed", "signature_request_signed",
        "signature_request_all_signed", "signature_request_downloadable", "signature_request_declined",
        "signature_request_canceled", "signature_request_remind", "signature_request_reassigned",
        "signature_request_email_bounce", "signature_request_expired", "signature_request_invalid",
        "signature_request_prepared", "template_created", "template_error", "account_confirmed", "file_error",
        "unknown_error", "sign_url_invalid",
    ),
    sample=sample,
    subscription=SUBSCRIPTION,
    webhook=Webhook(
        scheme=EventHash(),
        events=events,
        reply=RECEIVED,
        secret=SigningSecret(
            label="API key",
            help="Dropbox Sign > Settings > API: the primary key of the account. The key of a connection is used already.",
            from_connection="api_key",
        ),
        set_up="In Dropbox Sign, under Settings > API, enter the account callback {url}. It is tried out at once.",
    ),
)  # fmt: skip
