"""Attio: lists."""

from __future__ import annotations

from integrations.blocktype import Operation
from integrations.calls import Call, Offset
from integrations.fields import Data, OperationForm, PagedForm, Rows, extra, field, needed
from integrations.schemas import many, one


class ListLists(OperationForm):
    """Nothing is asked for."""


LIST_LISTS = Operation(
    id="listLists",
    name="List lists",
    description="Lists the lists of the workspace.",
    sentence="List lists",
    form=ListLists,
    call=Call("GET /lists", unwrap="data"),
    effect="read",
    output_schema=one("id.list_id, api_slug, name, parent_object"),
    order=200,
)


class AddListEntry(OperationForm):
    list_id: str = needed("List", "Its slug or id.", also=("list",), options_from="lists")
    parent_object: str = needed(
        "Object", "people, companies, deals, or a slug of your own.", options_from="objects"
    )
    parent_record_id: str = needed("Record", "Its id.")
    entry_values: Data = needed("Values", "Attribute slugs of the list and values; may be {}.")


ADD_LIST_ENTRY = Operation(
    id="addListEntry",
    name="Add record to list",
    description="Adds a record to a list.",
    sentence="Add {parentRecordId} to list {listId}",
    form=AddListEntry,
    call=Call("POST /lists/{list_id}/entries", wrap="data", unwrap="data"),
    effect="write",
    output_schema=one("id.entry_id, entry_values:object"),
    aliases=("addToList", "createListEntry"),
    order=210,
)


class QueryListEntries(PagedForm):
    list_id: str = needed("List", "Its slug or id.", also=("list",), options_from="lists")
    filter: Data | None = field("Filter", '{"name": "Acme"}, or with $and, $or, $eq, $contains, $gte, $in.')
    sorts: Rows | None = extra("Sort", '[{"attribute": "created_at", "field": "value", "direction": "desc"}]')
    limit: int | None = extra("Page size", "500 unless given, which is the most.", ge=1, le=500)
    offset: int | None = extra("Skip", "So many are left out at the beginning.")


QUERY_LIST_ENTRIES = Operation(
    id="queryListEntries",
    name="Query list entries",
    description="Finds entries of a list by filters.",
    sentence="Query entries of list {listId}",
    form=QueryListEntries,
    call=Call(
        "POST /lists/{list_id}/entries/query",
        unwrap="data",
        pages=Offset("offset", size="limit", default_size=500),
    ),
    effect="read",
    output_schema=many("id.entry_id, parent_record_id, entry_values:object"),
    aliases=("listEntries",),
    order=220,
)


class UpdateListEntry(OperationForm):
    list_id: str = needed("List", "Its slug or id.", also=("list",), options_from="lists")
    entry_id: str = needed("Entry", "Its id.")
    entry_values: Data = needed("Values", "Attribute slugs of the list and values; may be {}.")


UPDATE_LIST_ENTRY = Operation(
    id="updateListEntry",
    name="Update list entry",
    description="Changes attributes of a list entry.",
    sentence="Update entry {entryId}",
    form=UpdateListEntry,
    call=Call("PATCH /lists/{list_id}/entries/{entry_id}", wrap="data", unwrap="data"),
    effect="write",
    output_schema=one("id.entry_id"),
    order=230,
)


class DeleteListEntry(OperationForm):
    list_id: str = needed("List", "Its slug or id.", also=("list",), options_from="lists")
    entry_id: str = needed("Entry", "Its id.")


DELETE_LIST_ENTRY = Operation(
    id="deleteListEntry",
    name="Remove list entry",
    description="Takes an entry out of a list; the record stays.",
    sentence="Remove entry {entryId}",
    form=DeleteListEntry,
    call=Call("DELETE /lists/{list_id}/entries/{entry_id}"),
    effect="write",
    aliases=("removeFromList",),
    order=240,
)
