"""Slack: channels."""

from __future__ import annotations

from integrations.blocktype import Operation
from integrations.calls import Call, Cursor
from integrations.fields import OperationForm, PagedForm, extra, field, needed
from integrations.schemas import many, one


class ListChannels(PagedForm):
    types: str | None = field("Kinds", "With commas: public_channel, private_channel, mpim, im.")
    exclude_archived: bool | None = field("Without archived ones")
    cursor: str | None = extra("Cursor", "Where to go on: the next cursor of the answer before.")
    limit: int | None = extra("Page size", "At most 1,000; 200 is a good size.", ge=1, le=1000)


LIST_CHANNELS = Operation(
    id="listChannels",
    name="List channels",
    description="Lists channels.",
    sentence="List channels",
    form=ListChannels,
    call=Call(
        "GET /conversations.list",
        unwrap="channels",
        pages=Cursor("cursor", next="response_metadata.next_cursor"),
    ),
    effect="read",
    output_schema=many("id, name, is_private:boolean, is_member:boolean, num_members:integer"),
    scopes=("channels:read",),
    order=90,
)


class CreateChannel(OperationForm):
    name: str = needed("Name", "Lower case, no spaces, at most 80 characters.", max_length=80)
    is_private: bool | None = field("Private")


CREATE_CHANNEL = Operation(
    id="createChannel",
    name="Create channel",
    description="Creates a channel.",
    sentence="Create channel {name}",
    form=CreateChannel,
    call=Call("POST /conversations.create", unwrap="channel"),
    effect="write",
    output_schema=one("id, name"),
    scopes=("channels:manage",),
    order=100,
)


class ArchiveChannel(OperationForm):
    channel: str = needed("Channel", "Its id, such as C024BE91L.", options_from="channels")


ARCHIVE_CHANNEL = Operation(
    id="archiveChannel",
    name="Archive channel",
    description="Archives a channel; its messages stay.",
    sentence="Archive {channel}",
    form=ArchiveChannel,
    call=Call("POST /conversations.archive"),
    effect="write",
    output_schema=one("ok:boolean"),
    scopes=("channels:manage",),
    order=110,
)


class InviteToChannel(OperationForm):
    channel: str = needed("Channel", "Its id, such as C024BE91L.", options_from="channels")
    users: str = needed("People", "Ids, with commas.")


INVITE_TO_CHANNEL = Operation(
    id="inviteToChannel",
    name="Invite to channel",
    description="Invites people to a channel.",
    sentence="Invite {users} to {channel}",
    form=InviteToChannel,
    call=Call("POST /conversations.invite", unwrap="channel"),
    effect="write",
    output_schema=one("id"),
    order=120,
)
