"""Attio: tasks."""

from __future__ import annotations

from typing import Literal

from integrations.blocktype import Operation
from integrations.calls import Call
from integrations.fields import OperationForm, Rows, extra, field, needed
from integrations.schemas import one


class CreateTask(OperationForm):
    content: str = needed("Content", widget="textarea")
    format: Literal["plaintext"] = extra("Format", default="plaintext")
    deadline_at: str | None = field(
        "Deadline", "ISO 8601, such as 2026-01-31T00:00:00Z; empty: none.", null=True
    )
    is_completed: bool = field("Completed", default=False)
    linked_records: Rows = field(
        "Records", '[{"target_object": "people", "target_record_id": "…"}]', default=[]
    )
    assignees: Rows = field("People", '[{"workspace_member_email_address": "ada@example.com"}]', default=[])


CREATE_TASK = Operation(
    id="createTask",
    name="Create task",
    description="Creates a task, linked with records and people.",
    sentence="Create task {content}",
    form=CreateTask,
    call=Call("POST /tasks", wrap="data", unwrap="data"),
    effect="write",
    output_schema=one("id.task_id, content_plaintext, deadline_at, is_completed:boolean"),
    order=150,
)


class ListTasks(OperationForm):
    linked_object: str | None = field("Object", "Its slug.")
    linked_record_id: str | None = field("Record", "Its id.")
    assignee: str | None = field("Person", "An email address or a member’s id.")
    is_completed: bool | None = field("Completed")
    limit: int | None = extra("Page size")
    offset: int | None = extra("Skip", "So many are left out at the beginning.")


LIST_TASKS = Operation(
    id="listTasks",
    name="List tasks",
    description="Lists tasks.",
    sentence="List tasks",
    form=ListTasks,
    call=Call("GET /tasks", unwrap="data"),
    effect="read",
    output_schema=one("id.task_id, content_plaintext"),
    order=160,
)


class UpdateTask(OperationForm):
    task_id: str = needed("Task", "Its id.")
    is_completed: bool | None = field("Completed")
    deadline_at: str | None = field("Deadline", "ISO 8601, such as 2026-01-31T00:00:00Z.")
    assignees: Rows | None = field("People", '[{"workspace_member_email_address": "ada@example.com"}]')
    linked_records: Rows | None = field("Records", '[{"target_object": "people", "target_record_id": "…"}]')


UPDATE_TASK = Operation(
    id="updateTask",
    name="Update task",
    description="Changes a task’s deadline, people, records or state.",
    sentence="Update task {taskId}",
    form=UpdateTask,
    call=Call("PATCH /tasks/{task_id}", wrap="data", unwrap="data"),
    effect="write",
    output_schema=one("id.task_id"),
    order=170,
)


class GetTask(OperationForm):
    task_id: str = needed("Task", "Its id.")


GET_TASK = Operation(
    id="getTask",
    name="Get task",
    description="Reads one task.",
    sentence="Get task {taskId}",
    form=GetTask,
    call=Call("GET /tasks/{task_id}", unwrap="data"),
    effect="read",
    output_schema=one("id.task_id, is_completed:boolean, deadline_at"),
    order=180,
)


class DeleteTask(OperationForm):
    task_id: str = needed("Task", "Its id.")


DELETE_TASK = Operation(
    id="deleteTask",
    name="Delete task",
    description="Deletes a task.",
    sentence="Delete task {taskId}",
    form=DeleteTask,
    call=Call("DELETE /tasks/{task_id}"),
    effect="write",
    order=190,
)
