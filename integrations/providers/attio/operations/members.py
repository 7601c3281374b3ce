"""Attio: members."""

from __future__ import annotations

from integrations.blocktype import Operation
from integrations.calls import Call
from integrations.fields import OperationForm
from integrations.schemas import many


class ListWorkspaceMembers(OperationForm):
    """Nothing is asked for."""


LIST_WORKSPACE_MEMBERS = Operation(
    id="listWorkspaceMembers",
    name="List members",
    description="Lists the people of the workspace.",
    sentence="List members",
    form=ListWorkspaceMembers,
    call=Call("GET /workspace_members", unwrap="data"),
    effect="read",
    output_schema=many("id.workspace_member_id, first_name, last_name, email_address"),
    aliases=("listMembers",),
    order=250,
)
