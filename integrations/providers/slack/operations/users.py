"""Slack: users."""

from __future__ import annotations

from integrations.blocktype import Operation
from integrations.calls import Call, Cursor
from integrations.fields import OperationForm, PagedForm, extra, needed
from integrations.schemas import many, one


class LookupUserByEmail(OperationForm):
    email: str = needed("Email")


LOOKUP_USER_BY_EMAIL = Operation(
    id="lookupUserByEmail",
    name="Find user by email",
    description="Finds the person with this email address.",
    sentence="Find {email}",
    form=LookupUserByEmail,
    call=Call("GET /users.lookupByEmail", unwrap="user"),
    effect="read",
    output_schema=one("id, name, real_name, profile.email"),
    aliases=("lookupUser", "getUserByEmail"),
    scopes=("users:read.email",),
    order=160,
)


class GetUser(OperationForm):
    user: str = needed("Person", "Their id.", also=("userId",), options_from="users")


GET_USER = Operation(
    id="getUser",
    name="Get user",
    description="Reads one person.",
    sentence="Get user {user}",
    form=GetUser,
    call=Call("GET /users.info", unwrap="user"),
    effect="read",
    output_schema=one("id, real_name, profile:object"),
    scopes=("users:read",),
    order=170,
)


class ListUsers(PagedForm):
    cursor: str | None = extra("Cursor", "Where to go on: the next cursor of the answer before.")
    limit: int | None = extra("Page size", "At most 1,000; 200 is a good size.", ge=1, le=1000)


LIST_USERS = Operation(
    id="listUsers",
    name="List users",
    description="Lists people of the workspace.",
    sentence="List users",
    form=ListUsers,
    call=Call(
        "GET /users.list", unwrap="members", pages=Cursor("cursor", next="response_metadata.next_cursor")
    ),
    effect="read",
    output_schema=many("id, name, deleted:boolean, is_bot:boolean"),
    scopes=("users:read",),
    order=180,
)
