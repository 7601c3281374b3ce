"""How each provider proves a webhook: from what is sent, a secret and the time to the request as it leaves."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote, urlencode

from provider_sandbox.hooks import push

_DECODED_BY_HUBSPOT = ("%3A", "%2F", "%3F", "%40", "%21", "%24", "%27", "%28", "%29", "%2A", "%2C", "%3B")

#: The one secret key under Connect > Connect keys of every pretended DocuSign account.
CONNECT_KEY = "demo-connect-key-of-docusign"


@dataclass(frozen=True)
class Packed:
    """The request before it is signed. `parts` is what a signature covers beside the body."""

    body: bytes
    content_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)
    parts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Signed:
    url: str
    headers: Mapping[str, str]
    body: bytes


Sign = Callable[[Packed, str, str, float], Signed]


def _mac(secret: str | bytes, text: bytes) -> bytes:
    key = secret.encode() if isinstance(secret, str) else secret
    return hmac.new(key, text, hashlib.sha256).digest()


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _with(packed: Packed, url: str, **headers: str) -> Signed:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Signed(url, {"Content-Type": packed.content_type, **packed.headers, **named}, packed.body)


def stripe(packed: Packed, url: str, secret: str, at: float) -> Signed:
    stamp = str(int(at))
    mac = _mac(secret, f"{stamp}.".encode() + packed.body).hex()
    return _with(packed, url, Stripe_Signature=f"t={stamp},v1={mac}")


def slack(packed: Packed, url: str, secret: str, at: float) -> Signed:
    stamp = str(int(at))
    mac = _mac(secret, f"v0:{stamp}:".encode() + packed.body).hex()
    return _with(packed, url, X_Slack_Signature=f"v0={mac}", X_Slack_Request_Timestamp=stamp)


def hubspot(packed: Packed, url: str, secret: str, at: float) -> Signed:
    stamp, shown = str(int(at * 1000)), url
    for escape in _DECODED_BY_HUBSPOT:
        shown = shown.replace(escape, unquote(escape)).replace(escape.lower(), unquote(escape))
    text = f"POST{shown}".encode() + packed.body + stamp.encode()
    headers = {
        "X_HubSpot_Signature_v3": _base64(_mac(secret, text)),
        "X_HubSpot_Request_Timestamp": stamp,
    }
    return _with(packed, url, **headers)


def quickbooks(packed: Packed, url: str, secret: str, at: float) -> Signed:
    return _with(packed, url, intuit_signature=_base64(_mac(secret, packed.body)))


def xero(packed: Packed, url: str, secret: str, at: float) -> Signed:
    return _with(packed, url, x_xero_signature=_base64(_mac(secret, packed.body)))


def docusign(packed: Packed, url: str, secret: str, at: float) -> Signed:
    """One signature for each key of the account; none without a key."""
    if not secret:
        return _with(packed, url)
    signature = _base64(_mac(secret, packed.body))
    return _with(packed, url, X_DocuSign_Signature_1=signature, x_authorization_digest="HMACSHA256")


def pandadoc(packed: Packed, url: str, secret: str, at: float) -> Signed:
    mark = "&" if "?" in url else "?"
    return _with(packed, f"{url}{mark}signature={_mac(secret, packed.body).hex()}")


def dropbox_sign(packed: Packed, url: str, secret: str, at: float) -> Signed:
    """The hash stands in the body, a form with one field; it covers the time and type of the event only."""
    body = json.loads(packed.body)
    event = body["event"]
    text = f"{event['event_time']}{event['event_type']}".encode()
    event["event_hash"] = _mac(secret, text).hex()
    mark = f"----demo{uuid.uuid4().hex}"
    form = (
        f'--{mark}\r\nContent-Disposition: form-data; name="json"\r\n\r\n{json.dumps(body)}\r\n--{mark}--\r\n'
    )
    return Signed(url, {"Content-Type": f"multipart/form-data; boundary={mark}"}, form.encode())


def justpaid(packed: Packed, url: str, secret: str, at: float) -> Signed:
    stamp = str(int(at))
    mac = _mac(secret, f"{stamp}.".encode() + packed.body).hex()
    return _with(packed, url, X_JustPaid_Timestamp=stamp, X_JustPaid_Signature=f"v1={mac}")


def attio(packed: Packed, url: str, secret: str, at: float) -> Signed:
    mac = _mac(secret, packed.body).hex()
    return _with(packed, url, Attio_Signature=mac, X_Attio_Signature=mac)


def rillet(packed: Packed, url: str, secret: str, at: float) -> Signed:
    named = ".".join(packed.parts[name] for name in ("timestamp", "id", "entity", "event"))
    signature = _base64(_mac(secret, f"{named}.".encode() + packed.body))
    return _with(packed, url, X_Rillet_Signature=signature)


def svix(packed: Packed, url: str, secret: str, at: float) -> Signed:
    stamp, id = str(int(at)), packed.headers["svix-id"]
    key = base64.b64decode(secret.removeprefix("whsec_"))
    mac = _base64(_mac(key, f"{id}.{stamp}.".encode() + packed.body))
    return _with(packed, url, svix_timestamp=stamp, svix_signature=f"v1,{mac}")


def netsuite(packed: Packed, url: str, secret: str, at: float) -> Signed:
    return _with(packed, url, X_NetSuite_Signature=_mac(secret, packed.body).hex())


def salesforce(packed: Packed, url: str, secret: str, at: float) -> Signed:
    """Outbound messages are not signed: a secret at the end of the address has to do."""
    mark = "&" if "?" in url else "?"
    return _with(packed, f"{url}{mark}{urlencode({'token': secret})}" if secret else url, SOAPAction='""')


def outlook(packed: Packed, url: str, secret: str, at: float) -> Signed:
    """Not signed either: the subscriber's `clientState` comes back in each notification."""
    body = json.loads(packed.body)
    for notification in body["value"]:
        notification["clientState"] = secret
    return Signed(url, {"Content-Type": packed.content_type}, json.dumps(body).encode())


def gmail(packed: Packed, url: str, secret: str, at: float) -> Signed:
    """Pub/Sub's push: the address is the token's audience, `secret` the service account that pushes."""
    token = push.token(url, secret or push.SERVICE_ACCOUNT, at)
    return _with(packed, url, Authorization=f"Bearer {token}")


SIGN: Mapping[str, Sign] = {
    "stripe": stripe,
    "slack": slack,
    "hubspot": hubspot,
    "quickbooks": quickbooks,
    "xero": xero,
    "docusign": docusign,
    "pandadoc": pandadoc,
    "dropbox-sign": dropbox_sign,
    "justpaid": justpaid,
    "attio": attio,
    "rillet": rillet,
    "email": svix,
    "netsuite": netsuite,
    "salesforce": salesforce,
    "outlook": outlook,
    "gmail": gmail,
}
