"""Slack: reactions."""

from __future__ import annotations

from integrations.blocktype import Operation
from integrations.calls import Call
from integrations.fields import OperationForm, needed
from integrations.schemas import one


class AddReaction(OperationForm):
    channel: str = needed("Channel", "Its id, such as C024BE91L.", options_from="channels")
    timestamp: str = needed("Message", "Its ts.", also=("ts", "messageTs"))
    name: str = needed("Emoji", "Without colons, such as tada.", also=("emoji", "reaction"))


ADD_REACTION = Operation(
    id="addReaction",
    name="Add reaction",
    description="Puts an emoji on a message.",
    sentence="React with {name}",
    form=AddReaction,
    call=Call("POST /reactions.add"),
    effect="write",
    output_schema=one("ok:boolean"),
    scopes=("reactions:write",),
    order=70,
)


class RemoveReaction(OperationForm):
    channel: str = needed("Channel", "Its id, such as C024BE91L.", options_from="channels")
    timestamp: str = needed("Message", "Its ts.", also=("ts", "messageTs"))
    name: str = needed("Emoji", "Without colons.", also=("emoji", "reaction"))


REMOVE_REACTION = Operation(
    id="removeReaction",
    name="Remove reaction",
    description="Takes an emoji off a message.",
    sentence="Take back {name}",
    form=RemoveReaction,
    call=Call("POST /reactions.remove"),
    effect="write",
    output_schema=one("ok:boolean"),
    scopes=("reactions:write",),
    order=80,
)
