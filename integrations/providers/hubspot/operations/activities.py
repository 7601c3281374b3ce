"""HubSpot: activities."""

from __future__ import annotations

from integrations.blocktype import Operation
from integrations.calls import Call
from integrations.fields import Data, OperationForm, Rows, extra, needed
from integrations.schemas import one


class CreateNote(OperationForm):
    properties: Data = needed(
        "Properties",
        "hs_note_body, hs_timestamp (needed; ISO or milliseconds), hubspot_owner_id.",
        widget="keyvalue",
    )
    associations: Rows = needed(
        "Links",
        'As [{"to": {"id": "1"}, "types": [{"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 202}]}]; 202 is a contact, 190 a company, 214 a deal, 228 a ticket.',
    )


CREATE_NOTE = Operation(
    id="createNote",
    name="Create note",
    description="Puts a note on one or more records.",
    sentence="Create a note",
    form=CreateNote,
    call=Call("POST /crm/objects/{v}/notes", success=(201,)),
    effect="write",
    output_schema=one("id, properties:object, createdAt, updatedAt, archived:boolean"),
    aliases=("createEngagement",),
    order=100,
)


class CreateTask(OperationForm):
    properties: Data = needed(
        "Properties",
        "hs_task_subject, hs_task_body, hs_timestamp (due; needed), hs_task_status, hs_task_priority, hubspot_owner_id.",
        widget="keyvalue",
    )
    associations: Rows | None = extra(
        "Links", "As of a note; 204 is a contact, 192 a company, 216 a deal, 230 a ticket."
    )


CREATE_TASK = Operation(
    id="createTask",
    name="Create task",
    description="Creates a task, linked with records where wanted.",
    sentence="Create a task",
    form=CreateTask,
    call=Call("POST /crm/objects/{v}/tasks", success=(201,)),
    effect="write",
    output_schema=one("id, properties:object, createdAt, updatedAt, archived:boolean"),
    order=110,
)
