"""Attio: notes."""

from __future__ import annotations

from typing import Literal

from integrations.blocktype import Operation
from integrations.calls import Call, Offset
from integrations.fields import OperationForm, PagedForm, extra, field, needed
from integrations.schemas import many, one


class CreateNote(OperationForm):
    parent_object: str = needed(
        "Object", "people, companies, deals, or a slug of your own.", options_from="objects"
    )
    parent_record_id: str = needed("Record", "Its id.")
    title: str = needed("Title")
    format: Literal["plaintext", "markdown"] = needed("Format")
    content: str = needed("Content", widget="textarea")
    created_at: str | None = extra("Written at", "ISO 8601, such as 2026-01-31T00:00:00Z; empty: now.")


CREATE_NOTE = Operation(
    id="createNote",
    name="Create note",
    description="Writes a note on a record.",
    sentence="Create note {title}",
    form=CreateNote,
    call=Call("POST /notes", wrap="data", unwrap="data"),
    effect="write",
    output_schema=one("id.note_id, title, content_plaintext"),
    order=110,
)


class ListNotes(PagedForm):
    parent_object: str | None = field("Object", "Its slug.")
    parent_record_id: str | None = field("Record", "Its id.")
    limit: int | None = extra("Page size", "At most 50; 10 unless given.", ge=1, le=50)
    offset: int | None = extra("Skip", "So many are left out at the beginning.")


LIST_NOTES = Operation(
    id="listNotes",
    name="List notes",
    description="Lists notes, of one record or all.",
    sentence="List notes",
    form=ListNotes,
    call=Call("GET /notes", unwrap="data", pages=Offset("offset", size="limit", default_size=10)),
    effect="read",
    output_schema=many("id.note_id, title, content_plaintext"),
    order=120,
)


class GetNote(OperationForm):
    note_id: str = needed("Note", "Its id.")


GET_NOTE = Operation(
    id="getNote",
    name="Get note",
    description="Reads one note.",
    sentence="Get note {noteId}",
    form=GetNote,
    call=Call("GET /notes/{note_id}", unwrap="data"),
    effect="read",
    output_schema=one("id.note_id, title, content_plaintext, content_markdown"),
    order=130,
)


class DeleteNote(OperationForm):
    note_id: str = needed("Note", "Its id.")


DELETE_NOTE = Operation(
    id="deleteNote",
    name="Delete note",
    description="Deletes a note.",
    sentence="Delete note {noteId}",
    form=DeleteNote,
    call=Call("DELETE /notes/{note_id}"),
    effect="write",
    order=140,
)
