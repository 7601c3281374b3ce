"""Salesforce: outbound messages (SOAP) and JSON callouts of flows. Neither is signed: the address carries a secret.

Change data capture and platform events need gRPC and are not supported.
https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_om_outboundmessaging.htm
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from integrations.polling import Poll
from integrations.providers.salesforce import changes
from integrations.providers.salesforce.provider import VERSION
from integrations.triggers import EventSource, event_types
from integrations.webhooks.events import InboundEvent, event_key, moment, text_of
from integrations.webhooks.request import BodyError, InboundRequest, part
from integrations.webhooks.tokens import SharedToken
from integrations.webhooks.verdicts import Reply
from integrations.webhooks.webhook import SigningSecret, Webhook

OUTBOUND = "{http://soap.sforce.com/2005/09/outbound}"
_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
_ENVELOPE = "{http://schemas.xmlsoap.org/soap/envelope/}"
ACK = Reply(
    content_type="text/xml; charset=utf-8",
    body=b'<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/">'
    b'<soapenv:Body><notificationsResponse xmlns="http://soap.sforce.com/2005/09/outbound"><Ack>true</Ack>'
    b"</notificationsResponse></soapenv:Body></soapenv:Envelope>",
)
SCHEME = SharedToken(headers=("Authorization", "X-Webhook-Token"))


def events(request: InboundRequest) -> list[InboundEvent]:
    if "xml" in request.header("content-type").lower():
        return list(_from_message(request.body))
    body = request.object()
    record, stamp = (
        text_of(body.get("recordId")) or text_of(body.get("Id")),
        text_of(body.get("SystemModstamp")),
    )
    type = text_of(body.get("eventType"))
    return [
        InboundEvent(
            id=event_key(type, record, stamp) if record and stamp else None,
            type=type or "record.updated",
            account=text_of(body.get("organizationId")),
            occurred_at=moment(stamp),
            body=body,
        )
    ]


def _from_message(content: bytes) -> Iterator[InboundEvent]:
    """Up to a hundred records; the body of each is the record as the REST API writes it."""
    try:
        root = fromstring(content, forbid_dtd=True)
    except (ParseError, DefusedXmlException, LookupError, ValueError):
        raise BodyError("The body is no outbound message of Salesforce.") from None
    message = root.find(f"{_ENVELOPE}Body/{OUTBOUND}notifications")
    if message is None:
        raise BodyError("The body is no outbound message of Salesforce.")
    organization = (message.findtext(f"{OUTBOUND}OrganizationId") or "").strip()
    for notification in message.findall(f"{OUTBOUND}Notification"):
        record = notification.find(f"{OUTBOUND}sObject")
        if record is None:
            continue
        kind = (record.get(_TYPE) or "").rpartition(":")[2]
        fields = {child.tag.rpartition("}")[2]: _value(child) for child in record}
        yield InboundEvent(
            id=(notification.findtext(f"{OUTBOUND}Id") or "").strip() or None,
            type=f"{kind.lower()}.notification",
            also=names_of(kind, fields),
            account=organization,
            body={"attributes": {"type": kind}, **fields},
        )


def other_names(type: str, body: Any) -> tuple[str, ...]:
    """Of a record that arrived, or was looked for: what else it answers to."""
    kind = text_of(part(body, "attributes").get("type"))
    return tuple(name for name in names_of(kind, body) if name != type) if kind else ()


def _value(element: Element) -> Any:
    """Text, as SOAP gives it without a schema; true and false as what they are, null for what is empty."""
    text = (element.text or "").strip()
    return {"": None, "true": True, "false": False}.get(text, text)


def names_of(kind: str, fields: dict[str, Any]) -> tuple[str, ...]:
    """What a record that arrived answers to. Whether it is new shows only where both of its times were chosen as fields."""
    noun = kind.lower()
    created, changed = (
        fields.get("CreatedDate"),
        fields.get("SystemModstamp") or fields.get("LastModifiedDate"),
    )
    verb = (
        "deleted"
        if fields.get("IsDeleted") is True
        else "created"
        if created and created == changed
        else "updated"
    )
    names = [f"{noun}.{verb}", f"record.{verb}"]
    if noun == "opportunity" and (fields.get("StageName") == "Closed Won" or fields.get("IsWon") is True):
        names.append("opportunity.closed_won")
    if noun == "opportunity" and "StageName" in fields:
        names.append("opportunity.stage_changed")
    if noun == "case" and "Status" in fields:
        names.append("case.status_changed")
    return tuple(names)


def sample(type: str) -> dict[str, Any]:
    noun = type.partition(".")[0]
    if noun == "case":
        return {
            "attributes": {"type": "Case"},
            "Id": "5008d00000AbCdEAAV",
            "Status": "Escalated",
            "Subject": "Wrong amount on invoice",
        }
    if noun == "account":
        return {"attributes": {"type": "Account"}, "Id": "0018d00000AbCdEAAV", "Name": "Example Ltd"}
    return {
        "attributes": {"type": "Opportunity"},
        "Id": "0068d00000AbCdEAAV",
        "Name": "Example Ltd - 200 seats",
        "AccountId": "0018d00000AbCdEAAV",
        "StageName": "Closed Won",
        "Amount": "24000.0",
        "CloseDate": "2026-01-31",
    }


SOURCE = EventSource(
    events=event_types(
        "record.created", "record.updated", "record.deleted", "opportunity.closed_won", "opportunity.stage_changed",
        "opportunity.created", "opportunity.updated", "account.created", "account.updated", "contact.created",
        "contact.updated", "case.status_changed",
        names={"record.created": "Any record created", "record.updated": "Any record updated",
               "record.deleted": "Any record deleted"},
    ),
    sample=sample,
    other_names=other_names,
    poll=Poll(
        events=(),
        is_open=True,
        start=changes.start,
        read=partial(changes.read, version=VERSION, names_of=names_of),
        refusal=changes.refusal,
    ),
    webhook=Webhook(
        scheme=SCHEME,
        events=events,
        reply=ACK,
        account_must_fit=True,
        suffix="?token={secret}",
        secret=SigningSecret(
            label="Address secret",
            help="Make one up (32 letters and digits): it ends the address that you enter in Salesforce.",
            is_ours=True,
        ),
        set_up="In Salesforce Setup, make an outbound message (Workflow actions) with the fields you need to the address {url}, "
        "and let a record-triggered flow send it.",
    ),
)  # fmt: skip
