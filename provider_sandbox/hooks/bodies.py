"""What each provider writes into a webhook: from what happened to the bytes before they are signed."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping
from typing import Any
from xml.sax.saxutils import escape

from provider_sandbox.hooks.signing import Packed
from provider_sandbox.world import Happened, Record, instant, uuid_of

Body = Callable[[Happened], Packed]
_OUTBOUND = "http://soap.sforce.com/2005/09/outbound"


def _json(value: Any, **more: Any) -> Packed:
    return Packed(json.dumps(value, separators=(",", ":")).encode(), **more)


def stripe_event(event: Happened) -> Record:
    data: Record = {"object": event.record}
    if "previous" in event.detail:
        data["previous_attributes"] = event.detail["previous"]
    return {
        "id": f"evt_demo{event.number:06d}",
        "object": "event",
        "api_version": "2026-08-26.dahlia",
        "created": int(event.at),
        "livemode": False,
        "pending_webhooks": 1,
        "request": {"id": None, "idempotency_key": None},
        "type": event.type,
        "data": data,
    }


def stripe(event: Happened) -> Packed:
    return _json(stripe_event(event))


def slack(event: Happened) -> Packed:
    """Of an interaction or a command the record is the whole body."""
    if event.type == "slash_command" or "trigger_id" in event.record:
        return _json(event.record)
    return _json(
        {
            "type": "event_callback",
            "team_id": f"T0{event.account}",
            "api_app_id": "A01",
            "event_id": f"EvDemo{event.number:06d}",
            "event_time": int(event.at),
            "event": {"type": event.type.partition(".")[0], **event.record},
        }
    )


def hubspot(event: Happened) -> Packed:
    item = {
        "eventId": event.number,
        "subscriptionId": 25,
        "portalId": int(f"4000{event.account}"),
        "appId": 1_160_452,
        "occurredAt": int(event.at * 1000),
        "subscriptionType": event.type,
        "attemptNumber": 0,
        "objectId": int(event.record["id"]),
        "changeSource": "CRM_UI",
        **event.detail,
    }
    if event.type.endswith((".creation", ".deletion")):
        item["changeFlag"] = "CREATED" if event.type.endswith(".creation") else "DELETED"
    return _json([item])


def quickbooks(event: Happened) -> Packed:
    return _json(
        [
            {
                "specversion": "1.0",
                "id": uuid_of("quickbooks", event.number, event.at),
                "source": "intuit.demo",
                "type": event.type,
                "datacontenttype": "application/json",
                "time": instant(event.at),
                "intuitentityid": event.record["Id"],
                "intuitaccountid": f"91300000{event.account}",
                "data": {},
            }
        ]
    )


def xero(event: Happened) -> Packed:
    category, _, kind = event.type.partition(".")
    plural, id = {
        "INVOICE": ("Invoices", "InvoiceID"),
        "CONTACT": ("Contacts", "ContactID"),
        "CREDITNOTE": ("CreditNotes", "CreditNoteID"),
    }[category]
    item = {
        "resourceUrl": f"https://api.xero.com/api.xro/2.0/{plural}/{event.record[id]}",
        "resourceId": event.record[id],
        "eventDateUtc": f"{instant(event.at, offset='')}.{event.number % 1000:03d}",
        "eventType": kind,
        "eventCategory": category,
        "tenantId": f"22222222-0000-4000-8000-00000000000{event.account}",
        "tenantType": "ORGANISATION",
    }
    sequence = {"firstEventSequence": event.number, "lastEventSequence": event.number}
    return _json({"events": [item], **sequence, "entropy": f"demo{event.number}"})


def salesforce(event: Happened) -> Packed:
    """An outbound message, as a flow sends it: SOAP with the record's fields."""
    kind = event.record["attributes"]["type"]
    fields = "".join(
        f"<sf:{name}>{escape(_soap(value))}</sf:{name}>"
        for name, value in event.record.items()
        if name != "attributes" and value is not None
    )
    text = f"""<?xml version="1.0" encoding="UTF-8"?>
<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" \
xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Body>\
<notifications xmlns="{_OUTBOUND}"><OrganizationId>00D00000000000{event.account}</OrganizationId>\
<ActionId>04k{event.number:015d}</ActionId><SessionId xsi:nil="true"/>\
<EnterpriseUrl>https://demo{event.account}.my.salesforce.com/services/Soap/c/65.0</EnterpriseUrl>\
<PartnerUrl>https://demo{event.account}.my.salesforce.com/services/Soap/u/65.0</PartnerUrl>\
<Notification><Id>04l{event.number:015d}</Id>\
<sObject xsi:type="sf:{kind}" xmlns:sf="urn:sobject.enterprise.soap.sforce.com">{fields}</sObject>\
</Notification></notifications></soapenv:Body></soapenv:Envelope>"""
    return Packed(text.encode(), content_type="text/xml; charset=UTF-8")


def _soap(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def docusign(event: Happened) -> Packed:
    return _json(
        {
            "event": event.type,
            "apiVersion": "v2.1",
            "uri": f"/restapi/v2.1/accounts/account-{event.account}/envelopes/{event.record['envelopeId']}",
            "retryCount": 0,
            "configurationId": 10_000 + event.account,
            "generatedDateTime": f"{instant(event.at, offset='')}.{event.number % 10**7:07d}Z",
            "data": {
                "accountId": f"account-{event.account}",
                "userId": f"user-{event.account}",
                "envelopeId": event.record["envelopeId"],
                "envelopeSummary": event.record,
            },
        }
    )


def pandadoc(event: Happened) -> Packed:
    """`document.completed` and its kind are states: they come as a change of state."""
    type = "document_state_changed" if event.type.startswith("document.") else event.type
    return _json([{"event": type, "data": event.record}], headers={
        "X-PandaDoc-Webhook-Event-Id": uuid_of("pandadoc", event.number, event.at)
    })  # fmt: skip


def dropbox_sign(event: Happened) -> Packed:
    # With it two events of one second are two.
    details = {
        "related_signature_id": f"demo{event.number}",
        "reported_for_account_id": f"demo{event.account}",
    }
    told = {"event_time": str(int(event.at)), "event_type": event.type, "event_metadata": details}
    kind = "template" if event.type.startswith("template") else "signature_request"
    return _json({"event": told, kind: event.record})


def justpaid(event: Happened) -> Packed:
    return _json({"webhook_type": event.type, "data": event.record})


def attio(event: Happened) -> Packed:
    workspace = uuid_of("attio", "workspace", event.account)
    told = {
        "event_type": event.type,
        "id": {"workspace_id": workspace, **event.record["id"]},
        "actor": {"type": "workspace-member", "id": uuid_of("attio", "member", event.account)},
        **event.detail,
    }
    return _json(
        {"webhook_id": uuid_of("attio", "webhook", event.account), "events": [told]},
        headers={"Idempotency-Key": uuid_of("attio", event.number, event.at)},
    )


def rillet(event: Happened) -> Packed:
    entity, _, verb = event.type.partition(".")
    parts = {
        "timestamp": instant(event.at),
        "id": uuid_of("rillet", event.number, event.at),
        "entity": entity,
        "event": verb,
    }
    return _json(
        event.record,
        headers={f"X-Rillet-{name.title()}": value for name, value in parts.items()},
        parts=parts,
    )


def email(event: Happened) -> Packed:
    return _json(
        {"type": event.type, "created_at": instant(event.at), "data": event.record},
        headers={"svix-id": f"msg_demo{event.number:06d}"},
    )


def netsuite(event: Happened) -> Packed:
    """What the script of the product's guide sends; NetSuite itself sends nothing."""
    record_type = event.type.partition(".")[0]
    return _json(
        {
            "event_id": f"{record_type}-{event.record['id']}-{event.number}",
            "event_type": event.type,
            "record_type": record_type,
            "record_id": event.record["id"],
            "account_id": str(event.detail.get("company", "TSTDRV1")),
            "timestamp": instant(event.at),
        }
    )


def outlook(event: Happened) -> Packed:
    noun, _, change = event.type.partition(".")
    resource = f"Users/demo{event.account}/{noun.title()}s/{event.record['id']}"
    notification = {
        "id": uuid_of("outlook", event.number, event.at),
        "subscriptionId": uuid_of("outlook", "subscription", event.account),
        "subscriptionExpirationDateTime": instant(event.at + 86_400),
        "changeType": change,
        "resource": resource,
        "resourceData": {
            "@odata.type": f"#Microsoft.Graph.{noun.title()}",
            "@odata.id": resource,
            "@odata.etag": f'W/"demo{event.number}"',
            "id": event.record["id"],
        },
        "tenantId": uuid_of("outlook", "tenant", event.account),
    }
    return _json({"value": [notification]})


def gmail(event: Happened) -> Packed:
    """A message of Pub/Sub; what Gmail says stands in it."""
    message = {
        "data": base64.b64encode(json.dumps(event.record).encode()).decode(),
        "messageId": str(event.number),
        "publishTime": instant(event.at),
    }
    return _json({"message": message, "subscription": "projects/headrace-sandbox/subscriptions/gmail"})


BODIES: Mapping[str, Body] = {
    "stripe": stripe,
    "slack": slack,
    "hubspot": hubspot,
    "quickbooks": quickbooks,
    "xero": xero,
    "salesforce": salesforce,
    "docusign": docusign,
    "pandadoc": pandadoc,
    "dropbox-sign": dropbox_sign,
    "justpaid": justpaid,
    "attio": attio,
    "rillet": rillet,
    "email": email,
    "netsuite": netsuite,
    "outlook": outlook,
    "gmail": gmail,
}
