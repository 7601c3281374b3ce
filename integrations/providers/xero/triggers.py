"""Xero's events: who and what changed, not the record. https://developer.xero.com/documentation/guides/webhooks/overview"""

from __future__ import annotations

from typing import Any

from integrations.polling import Poll
from integrations.providers.xero import changes
from integrations.triggers import EventSource, event_types
from integrations.webhooks.events import InboundEvent, event_key, moment, text_of
from integrations.webhooks.request import InboundRequest, objects
from integrations.webhooks.signatures import HmacSignature
from integrations.webhooks.verdicts import EMPTY, Reply
from integrations.webhooks.webhook import SigningSecret, Webhook

SIGNATURE = HmacSignature(headers=("x-xero-signature",), encoding="base64")


def events(request: InboundRequest) -> list[InboundEvent]:
    """None in an intent to receive, whose point is the answer: empty 200 for a good signature, empty 401 for a bad one."""
    found = []
    for item in objects(request.object().get("events")):
        category = text_of(item.get("eventCategory")).upper().replace("_", "").replace(" ", "")
        kind = text_of(item.get("eventType")).upper()
        found.append(
            InboundEvent(
                id=event_key(
                    item.get("tenantId"), item.get("resourceId"), category, kind, item.get("eventDateUtc")
                ),
                type=f"{category}.{kind}",
                account=text_of(item.get("tenantId")),
                occurred_at=moment(item.get("eventDateUtc")),
                body=item,
            )
        )
    return found


def sample(type: str) -> dict[str, Any]:
    category, _, kind = type.partition(".")
    path = {
        "INVOICE": "Invoices",
        "CONTACT": "Contacts",
        "CREDITNOTE": "CreditNotes",
        "PAYMENT": "Payments",
        "BANKTRANSACTION": "BankTransactions",
    }.get(category, category)
    resource = "717f2bfc-c6d4-41fd-b238-3f2f0c0cf777"
    return {
        "resourceUrl": f"https://api.xero.com/api.xro/2.0/{path}/{resource}",
        "resourceId": resource,
        "eventDateUtc": "2026-01-31T00:00:00.000",
        "eventType": kind,
        "eventCategory": category,
        "tenantId": "c2cc9b6e-9458-4c7d-93cc-f02b81b0594f",
        "tenantType": "ORGANISATION",
    }


SOURCE = EventSource(
    events=event_types(
        "CONTACT.CREATE", "CONTACT.UPDATE", "INVOICE.CREATE", "INVOICE.UPDATE", "CREDITNOTE.CREATE",
        "CREDITNOTE.UPDATE", "SUBSCRIPTION.CREATE", "SUBSCRIPTION.UPDATE", "PAYMENT.UPDATE", "BANKTRANSACTION.UPDATE",
        names={"CREDITNOTE.CREATE": "Credit note create", "CREDITNOTE.UPDATE": "Credit note update",
               "PAYMENT.UPDATE": "Payment made or changed", "BANKTRANSACTION.UPDATE": "Bank transaction made or changed"},
    ),
    sample=sample,
    poll=Poll(
        events=changes.EVENTS,
        start=changes.FOLLOW.start,
        read=changes.FOLLOW.read,
        every_ms=changes.EVERY_MS,
        note="Xero does not say when a record was made, so looking finds new and changed records alike: both come as UPDATE. "
        "To tell them apart, choose CREATE events and let Xero tell by webhook.",
    ),
    poll_only=frozenset({"PAYMENT.UPDATE", "BANKTRANSACTION.UPDATE"}),
    webhook=Webhook(
        scheme=SIGNATURE,
        is_shared=True,
        account_value="tenant_id",
        events=events,
        reply=EMPTY,
        refusal=Reply(status=401),
        secret=SigningSecret(
            label="Webhooks key", help="developer.xero.com > the app > Webhooks > Webhooks key."
        ),
        set_up="First save the webhooks key here. Then, at developer.xero.com, open the app, Webhooks: choose the "
        "categories, enter the delivery address {url}, and press “Intent to receive”: Xero tries it out at once.",
    ),
)  # fmt: skip
