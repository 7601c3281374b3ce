"""`data-table`: reads and writes rows of the company's own tables."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field

from integrations.blocktype import BlockType, Operation
from integrations.context import StepContext
from integrations.forms import Form, Template, Text, ui
from integrations.outcomes import Done, Json, Outcome, Permanent

MOST_FOUND = 1_000
_COLUMNS = "tables/{tableId}/columns"
Column = Annotated[
    Text, ui("options", order=2, optionsFrom=_COLUMNS, help="The column that tells which rows.")
]
Match = Annotated[Template, ui("template", order=3, help="Rows with this value are meant, compared as text.")]
Data = Annotated[Any, ui("mapping", order=4, optionsFrom=_COLUMNS, help="Values by column.")]


class OnTable(Form):
    table_id: Annotated[Text, ui("options", order=1, optionsFrom="tables")] = Field(
        title="Table", min_length=1, max_length=200
    )


class Insert(OnTable):
    data: Data = Field(title="Data")


class Delete(OnTable):
    match_key: Column = Field(title="Match by", min_length=1, max_length=200)
    match_value: Match = Field(title="Value to match")


class Update(Delete):
    data: Data = Field(title="Data")


class Upsert(Update):
    match_value: Annotated[
        Template, ui("template", order=3, help="Left empty, it is the data’s own value under that column.")
    ] = Field(None, title="Value to match")


class Find(OnTable):
    filter: Annotated[
        Template,
        ui(
            "json",
            order=2,
            help='{"status": "open"}, or rules: [{"column": "amount", "operator": "gt", "value": 100}]. Empty: all rows.',
        ),
    ] = Field(None, title="Filter")
    limit: Annotated[int, ui("number", order=3, help="The newest come first.")] = Field(
        100, title="At most", ge=1, le=MOST_FOUND
    )


class GetById(OnTable):
    row_id: Annotated[Text, ui("template", order=2)] = Field(title="Row id", min_length=1, max_length=200)


class DataTableConfig(Form):
    """While no operation is chosen."""

    model_config = ConfigDict(extra="allow")
    operation: Annotated[
        Literal["insert", "update", "upsert", "delete", "find", "getById"], ui("select", order=1)
    ]


def insert(context: StepContext, config: Insert) -> Outcome:
    return Done(context.tables.insert(table_id=config.table_id, data=config.data))


def update(context: StepContext, config: Update) -> Outcome:
    return Done(context.tables.update(**_match(config), data=config.data))


def upsert(context: StepContext, config: Upsert) -> Outcome:
    match = {**_match(config), "value": None if config.match_value == "" else config.match_value}
    return Done(context.tables.upsert(**match, data=config.data))


def delete(context: StepContext, config: Delete) -> Outcome:
    return Done(context.tables.delete(**_match(config)))


def find(context: StepContext, config: Find) -> Outcome:
    return Done(context.tables.find(table_id=config.table_id, filter=config.filter, limit=config.limit))


def get_by_id(context: StepContext, config: GetById) -> Outcome:
    return Done(context.tables.get_by_id(table_id=config.table_id, row_id=config.row_id.strip()))


def _match(config: Delete) -> dict[str, Any]:
    return {"table_id": config.table_id, "column": config.match_key, "value": config.match_value}


def _none_chosen(_context: StepContext, _config: DataTableConfig) -> Outcome:
    raise Permanent("Choose what this block should do.")


_ROW: Json = {
    "type": "object",
    "properties": {
        "id": {"type": "string", "title": "Row id"},
        "data": {"type": "object", "title": "Values", "additionalProperties": True},
        "createdAt": {"type": "string", "title": "Created"},
        "updatedAt": {"type": "string", "title": "Changed"},
    },
}
_COUNT: Json = {"type": "integer", "title": "Count"}
_ONE: Json = {"row": {**_ROW, "title": "Row"}}
_MANY: Json = {"rows": {"type": "array", "title": "Rows", "items": _ROW}, "count": _COUNT}
_PUT: Json = {**_ONE, "created": {"type": "boolean", "title": "Was added"}}


def _object(properties: Json) -> Json:
    return {"type": "object", "properties": properties, "required": list(properties)}


# A write that is repeated under its key finds what it did: it is safe to repeat.
OPERATIONS = (
    Operation(id="find", name="Find rows", form=Find, run=find, effect="read", output_schema=_object(_MANY),
              sentence="Find rows[ with {filter}]", order=1),
    Operation(id="getById", name="Get one row", form=GetById, run=get_by_id, effect="read", output_schema=_object(_ONE),
              description="Fails when there is none.", sentence="Get row {rowId}", order=2),
    Operation(id="insert", name="Add a row", form=Insert, run=insert, effect="write", idempotent=True,
              output_schema=_object(_ONE), sentence="Add a row with {data}", order=3),
    Operation(id="update", name="Change rows", form=Update, run=update, effect="write", idempotent=True,
              description="What the data does not name stays as it is. The answer shows the first 100 rows.",
              output_schema=_object(_MANY), sentence="Change rows with {matchKey} {matchValue}", order=4),
    Operation(id="upsert", name="Change or add a row", form=Upsert, run=upsert, effect="write", idempotent=True,
              description="Of many at once that match the same value, one adds the row and the others change it.",
              output_schema=_object(_PUT), sentence="Change or add a row by {matchKey}", order=5),
    Operation(id="delete", name="Delete rows", form=Delete, run=delete, effect="write", idempotent=True,
              output_schema=_object(_MANY), sentence="Delete rows with {matchKey} {matchValue}", order=6),
)  # fmt: skip

BLOCK = BlockType(
    type="data-table",
    name="Data table",
    category="Data",
    description="Reads and writes rows of a table of your own.",
    icon="table",
    form=DataTableConfig,
    run=_none_chosen,
    sentence="{operation}",
    empty_sentence="Choose what to do with which table",
    effect="write",
    operations=OPERATIONS,
    can_fail=True,
    default_on_uncertain="retry",
    order=30,
)
