"""Slack messages: posting, now or later."""

from __future__ import annotations

from integrations.blocktype import Operation
from integrations.calls import Call
from integrations.fields import Data, OperationForm, Rows, extra, field, needed
from integrations.providers.slack.values import Moment
from integrations.schemas import one


class SendMessage(OperationForm):
    channel: str = needed(
        "Channel", "Its id or #name; a person’s id for a direct message.", options_from="channels"
    )
    text: str | None = field("Text", "Also shown in notifications; needed without blocks.", widget="textarea")
    blocks: Rows | None = field("Blocks", "Slack’s Block Kit; at most 50.")
    attachments: Rows | None = extra("Attachments", "Slack’s older form of blocks.")
    thread_ts: str | None = field("In thread", "The ts of the message to answer.", also=("slackThreadTs",))
    reply_broadcast: bool | None = extra("Also to the channel", "For answers in a thread.")
    unfurl_links: bool | None = extra("Preview links")
    unfurl_media: bool | None = extra("Preview media")
    mrkdwn: bool | None = extra("Format the text")
    username: str | None = extra("Name of the sender", "Needs the scope chat:write.customize.")
    icon_emoji: str | None = extra("Icon", "An emoji, such as :moneybag:.")
    metadata: Data | None = extra("Metadata", '{"event_type": "…", "event_payload": {}}', widget="json")


SEND_MESSAGE = Operation(
    id="sendMessage",
    name="Send message",
    description="Posts a message to a channel or a person.",
    sentence="Send[ {text}] to {channel}",
    form=SendMessage,
    call=Call("POST /chat.postMessage"),
    effect="write",
    output_schema=one("ok:boolean, channel, ts, message:object"),
    scopes=("chat:write",),
    order=10,
)


class SendEphemeral(OperationForm):
    channel: str = needed("Channel", "Its id, such as C024BE91L.", options_from="channels")
    user: str = needed("Person", "Their id.", also=("userId",), options_from="users")
    text: str | None = field("Text", "Also shown in notifications; needed without blocks.", widget="textarea")
    blocks: Rows | None = field("Blocks", "Slack’s Block Kit; at most 50.")
    thread_ts: str | None = field("In thread", "The ts of the message to answer.", also=("slackThreadTs",))


SEND_EPHEMERAL = Operation(
    id="sendEphemeral",
    name="Send message to one person",
    description="Posts a message in a channel that only one person sees.",
    sentence="Whisper[ {text}] to {user} in {channel}",
    form=SendEphemeral,
    call=Call("POST /chat.postEphemeral"),
    effect="write",
    output_schema=one("message_ts"),
    scopes=("chat:write",),
    order=20,
)


class ScheduleMessage(OperationForm):
    channel: str = needed("Channel", "Its id, such as C024BE91L.", options_from="channels")
    post_at: Moment = needed(
        "Post at", "Unix seconds, or a time such as 2026-01-31T09:00:00Z.", widget="template"
    )
    text: str | None = field("Text", "Also shown in notifications; needed without blocks.", widget="textarea")
    blocks: Rows | None = field("Blocks", "Slack’s Block Kit; at most 50.")
    thread_ts: str | None = field("In thread", "The ts of the message to answer.", also=("slackThreadTs",))


SCHEDULE_MESSAGE = Operation(
    id="scheduleMessage",
    name="Schedule message",
    description="Posts a message later, at most 120 days ahead.",
    sentence="Send[ {text}] to {channel} later",
    form=ScheduleMessage,
    call=Call("POST /chat.scheduleMessage"),
    effect="write",
    output_schema=one("scheduled_message_id, post_at:integer, channel"),
    scopes=("chat:write",),
    order=30,
)
