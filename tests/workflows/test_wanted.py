"""Which events a trigger waits for: their names, Slack's documented filters, and the filter."""

from __future__ import annotations

from typing import Any

import pytest

from integrations.webhooks.events import InboundEvent
from workflows.wanted import unwanted


def message(**fields: Any) -> InboundEvent:
    inner = {
        "type": "message",
        "channel": "C1",
        "channel_type": "channel",
        "user": "U1",
        "text": "An Invoice, please",
    }
    return InboundEvent(
        id="Ev1", type="message", also=("message.channels",), body={"event": {**inner, **fields}}
    )


@pytest.mark.parametrize(
    ("config", "is_wanted"),
    [
        ({}, True),
        ({"events": ["*"]}, True),
        ({"events": ["message.channels"]}, True),
        ({"events": ["app_mention"]}, False),
        ({"channelTypes": ["channel"]}, True),
        ({"channelTypes": ["im", "mpim"]}, False),
        ({"keywords": ["nothing", "INVOICE"]}, True),
        ({"keywords": ["credit"]}, False),
        ({"regex": "^An [A-Z]"}, True),
        ({"regex": "^invoice"}, False),
        ({"userIds": ["U1", "U2"]}, True),
        ({"userIds": ["U2"]}, False),
        ({"filter": {"event.channel_type": {"$eq": "channel"}}}, True),
        ({"filter": {"event.channel_type": {"$eq": "im"}}}, False),
        ({"commands": ["/x"], "actionIds": ["a"]}, True),  # neither a command nor an interaction
    ],
)
def test_slack_messages(config: dict[str, Any], is_wanted: bool) -> None:
    reason = unwanted("slack", config, message())
    assert (reason is None) is is_wanted, reason


def test_messages_of_bots_only_where_they_are_wanted() -> None:
    for own in (message(bot_id="B1"), message(subtype="bot_message")):
        assert unwanted("slack", {}, own) == "It is a message of a bot."
        assert unwanted("slack", {"includeBots": True}, own) is None


def test_a_mention_tells_its_kind_of_channel_by_the_channels_letter() -> None:
    mention = InboundEvent(
        id="1", type="app_mention", body={"event": {"type": "app_mention", "channel": "C1", "text": "hi"}}
    )
    assert unwanted("slack", {"channelTypes": ["channel"]}, mention) is None
    assert unwanted("slack", {"channelTypes": ["im"]}, mention)


def test_commands_and_interactions() -> None:
    command = InboundEvent(
        id="1", type="slash_command", also=("command",), body={"command": "/Invoice", "user_id": "U1"}
    )
    for config, is_wanted in (
        ({"events": ["command"]}, True),
        ({"events": ["command"], "commands": ["invoice"]}, True),
        ({"events": ["slash_command"], "commands": ["/other"]}, False),
        ({"userIds": ["U2"]}, False),
    ):
        assert (unwanted("slack", config, command) is None) is is_wanted, config
    pressed = InboundEvent(
        id="2",
        type="block_actions",
        also=("interactive",),
        body={"user": {"id": "U1"}, "actions": [{"action_id": "approve"}]},
    )
    for config, is_wanted in (
        ({"events": ["interactive"]}, True),
        ({"actionIds": ["approve"]}, True),
        ({"actionIds": ["reject"]}, False),
    ):
        assert (unwanted("slack", config, pressed) is None) is is_wanted, config


def test_reasons_are_in_words() -> None:
    paid = InboundEvent(id="1", type="invoice.paid", body={"data": {"object": {"currency": "eur"}}})
    assert unwanted("stripe", {"events": ["invoice.voided"]}, paid) == (
        "It is invoice.paid; the trigger waits for invoice.voided."
    )
    reason = unwanted("stripe", {"filter": {"data.object.currency": {"$eq": "usd"}}}, paid)
    assert reason
    assert "data.object.currency $eq" in reason
    notice = InboundEvent(id="1", type="subscription.missed", body={}, is_notice=True)
    assert unwanted("outlook", {}, notice)
