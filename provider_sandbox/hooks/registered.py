"""Who is told because they registered at the provider itself (`registrations.py`), read from the records kept there."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping

from provider_sandbox.hooks.sending import Target
from provider_sandbox.hooks.signing import CONNECT_KEY
from provider_sandbox.world import Happened, Record, World

Read = Callable[[Record], Target | None]


def _stripe(kept: Record) -> Target | None:
    if kept.get("status") == "disabled":
        return None
    return Target("stripe", kept["url"], kept["secret"], frozenset(kept["enabled_events"]))


def _attio(kept: Record) -> Target | None:
    events = frozenset(each["event_type"] for each in kept.get("subscriptions") or [])
    return Target("attio", kept["target_url"], kept["secret"], events)


def _pandadoc(kept: Record) -> Target | None:
    """A subscription to changes of state gets all states."""
    events = set(kept.get("triggers") or [])
    if "document_state_changed" in events:
        events |= {
            f"document.{state}"
            for state in ("draft", "sent", "viewed", "completed", "paid", "voided", "declined")
        }
    if kept.get("active") is False:
        return None
    return Target("pandadoc", kept["url"], kept["shared_key"], frozenset(events))


def _resend(kept: Record) -> Target | None:
    return Target("email", kept["endpoint"], kept["signing_secret"], frozenset(kept.get("events") or []))


def _graph(kept: Record) -> Target | None:
    noun = "event" if "events" in str(kept.get("resource")).lower() else "message"
    events = frozenset(f"{noun}.{change}" for change in str(kept["changeType"]).split(","))
    return Target("outlook", kept["notificationUrl"], str(kept.get("clientState") or ""), events)


def _docusign(kept: Record) -> Target | None:
    """Signed with the account's Connect key where the configuration asks for it; unsigned where it does not."""
    events = frozenset(kept.get("events") or [])
    is_signed = str(kept.get("includeHMAC")).lower() == "true"
    return Target("docusign", kept["urlToPublishTo"], CONNECT_KEY if is_signed else "", events)


def _dropbox_sign(kept: Record) -> Target | None:
    """Signed with the API key that the address was set with."""
    if not kept.get("callback_url"):
        return None
    key = base64.b64decode(str(kept.get("_basic") or "")).decode().partition(":")[0]
    return Target("dropbox-sign", kept["callback_url"], key)


_READ: Mapping[str, tuple[str, Read]] = {
    "stripe": ("api.stripe.com", _stripe),
    "attio": ("api.attio.com", _attio),
    "pandadoc": ("api.pandadoc.com", _pandadoc),
    "email": ("api.resend.com", _resend),
    "outlook": ("graph.microsoft.com", _graph),
    "docusign": ("docusign", _docusign),
    "dropbox-sign": ("api.hellosign.com", _dropbox_sign),
}


def registered(world: World, event: Happened) -> list[Target]:
    """The targets that want the event, of the account in which it happened."""
    if event.provider not in _READ:
        return []
    name, read = _READ[event.provider]
    kept = world.records("registrations", event.account, name).values()
    targets = [read(each) for each in kept]
    return [each for each in targets if each is not None and each.wants(event)]
