"""Slack: the Events API, slash commands and interactive messages, all signed alike. https://api.slack.com/apis/events-api"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from integrations.triggers import EventSource, EventType, event_types
from integrations.webhooks.events import InboundEvent, event_key, moment, text_of
from integrations.webhooks.request import BodyError, InboundRequest, json_field, part
from integrations.webhooks.signatures import HmacSignature
from integrations.webhooks.verdicts import EMPTY, Reply
from integrations.webhooks.webhook import SigningSecret, Webhook

SIGNATURE = HmacSignature(
    signed="v0:{timestamp}:{body}",
    headers=("X-Slack-Signature",),
    timestamp=("X-Slack-Request-Timestamp",),
    prefix="v0=",
)
#: A message's place, as the subscription of its event is called.
PLACES = {
    "channel": "message.channels",
    "group": "message.groups",
    "im": "message.im",
    "mpim": "message.mpim",
}
COMMAND = "slash_command"


def challenge(request: InboundRequest) -> Reply | None:
    """The question that Slack asks when the address is entered; it is signed like everything else."""
    if _is_form(request):
        return None
    body = request.object()
    if body.get("type") != "url_verification":
        return None
    text = body.get("challenge")
    if not isinstance(text, str) or len(text) > 500:
        raise BodyError("The challenge is missing.")
    return Reply(body=text.encode(), content_type="text/plain; charset=utf-8")


def events(request: InboundRequest) -> list[InboundEvent]:
    if not _is_form(request):
        return [_from_event(request.object())]
    form = request.form()
    return [_from_interaction(json_field(form["payload"]))] if "payload" in form else [_from_command(form)]


def _is_form(request: InboundRequest) -> bool:
    return request.header("content-type").lower().startswith("application/x-www-form-urlencoded")


def _from_event(body: dict[str, Any]) -> InboundEvent:
    inner = part(body, "event")
    type = text_of(inner.get("type")) or text_of(body.get("type"))
    team = text_of(body.get("team_id"))
    return InboundEvent(
        id=text_of(body.get("event_id")) or event_key(team, inner.get("event_ts")),
        type=type,
        also=other_names(type, body),
        account=team,
        occurred_at=moment(body.get("event_time")),
        body=_shown(body),
    )


def _from_interaction(payload: dict[str, Any]) -> InboundEvent:
    type = text_of(payload.get("type"))
    return InboundEvent(
        id=event_key(type, payload.get("trigger_id")) if payload.get("trigger_id") else None,
        type=type,
        also=other_names(type, payload),
        account=text_of(part(payload, "team").get("id")),
        body=_shown(payload),
    )


def _from_command(form: dict[str, str]) -> InboundEvent:
    return InboundEvent(
        id=event_key(COMMAND, form.get("trigger_id")) if form.get("trigger_id") else None,
        type=COMMAND,
        also=other_names(COMMAND, form),
        account=form.get("team_id", ""),
        body=_shown(form),
    )


def other_names(type: str, body: Any) -> tuple[str, ...]:
    """A message by its place, a command and an interaction as a whole."""
    if type == COMMAND:
        return ("command",)
    if "event" not in body:
        return ("interactive",)
    place = PLACES.get(text_of(part(body, "event").get("channel_type"))) if type == "message" else None
    return (place,) if place else ()


def _shown(body: Mapping[str, Any]) -> dict[str, Any]:
    """Without the verification token, with which Slack used to prove itself: it is a secret."""
    return {name: value for name, value in body.items() if name != "token"}


def sample(type: str) -> dict[str, Any]:
    if type == COMMAND:
        return {
            "team_id": "T0123456789",
            "channel_id": "C0123456789",
            "user_id": "U0123456789",
            "user_name": "ada",
            "command": "/invoice",
            "text": "ACME-0042",
            "trigger_id": "13345224609.738474920.8088930838d88f008e0",
        }
    if type in ("block_actions", "view_submission", "shortcut"):
        return {
            "type": type,
            "team": {"id": "T0123456789"},
            "user": {"id": "U0123456789", "name": "ada"},
            "trigger_id": "13345224609.738474920.8088930838d88f008e0",
            "actions": [
                {"action_id": "approve", "block_id": "decision", "type": "button", "value": "ACME-0042"}
            ],
        }
    return {
        "type": "event_callback",
        "team_id": "T0123456789",
        "api_app_id": "A0123456789",
        "event_id": "Ev0123456789",
        "event_time": 1769817600,
        "event": {
            "type": type.partition(".")[0],
            "user": "U0123456789",
            "channel": "C0123456789",
            "channel_type": "channel",
            "text": "Invoice ACME-0042 is paid",
            "ts": "1769817600.000100",
            "event_ts": "1769817600.000100",
        },
    }


SOURCE = EventSource(
    events=(
        *event_types(
            "message", "message.channels", "message.groups", "message.im", "message.mpim", "app_mention",
            "reaction_added", "reaction_removed", "channel_created", "member_joined_channel", "team_join",
            "file_shared", "app_home_opened", "app_uninstalled", "tokens_revoked",
            names={
                "message": "Message anywhere", "message.channels": "Message in a public channel",
                "message.groups": "Message in a private channel", "message.im": "Direct message",
                "message.mpim": "Message in a group conversation", "app_mention": "App mentioned",
            },
        ),
        EventType(id=COMMAND, name="Slash command", aliases=("command",)),
        EventType(id="block_actions", name="Button or menu used"),
        EventType(id="view_submission", name="Form sent"),
        EventType(id="shortcut", name="Shortcut used"),
        EventType(id="interactive", name="Any interaction"),
    ),
    sample=sample,
    other_names=other_names,
    webhook=Webhook(
        scheme=SIGNATURE,
        has_time=True,
        is_shared=True,
        events=events,
        answer=challenge,
        reply=EMPTY,
        secret=SigningSecret(
            label="Signing secret",
            help="api.slack.com/apps > the app > Basic information > App credentials > Signing secret.",
        ),
        set_up="At api.slack.com/apps, open the app. First save its signing secret here. Then turn on Event subscriptions with "
        "the request address {url} and subscribe to bot events; slash commands and interactivity take the same address.",
    ),
)  # fmt: skip
