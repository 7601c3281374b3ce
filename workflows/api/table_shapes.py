"""What goes in and out of the tables API."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from accounts.api.forms import Form, Shape
from workflows.tables.columns import ColumnType
from workflows.tables.services import DEFAULT_ROWS, MOST_ROWS

Json = Any
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=255)]
MOST_AT_ONCE = 1_000


class ColumnForm(Form):
    """A column with the `id` of an existing one is that column, whatever it is called now."""

    id: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,64}$")] | None = Field(None, title="Id")
    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)] = Field(
        title="Name"
    )
    type: ColumnType = Field("text", title="Type")
    required: bool = Field(False, title="Required")
    options: list[Annotated[str, StringConstraints(min_length=1, max_length=200)]] = Field(
        default_factory=list,
        title="Options",
        max_length=500,
        description="What a column of type select may hold.",
    )


class NewTable(Form):
    name: Name = Field(title="Name")
    description: str = Field("", title="Description", max_length=10_000)
    columns: list[ColumnForm] = Field(default_factory=list, title="Columns")
    metadata: dict[str, Json] = Field(default_factory=dict, title="Metadata")
    max_rows: int = Field(DEFAULT_ROWS, title="The most rows", ge=1, le=MOST_ROWS)


class TableChange(Form):
    """Any of a table's fields; `columns` replaces all of them."""

    name: Name | None = Field(None, title="Name")
    description: str | None = Field(None, title="Description", max_length=10_000)
    columns: list[ColumnForm] | None = Field(None, title="Columns")
    metadata: dict[str, Json] | None = Field(None, title="Metadata")
    max_rows: int | None = Field(None, title="The most rows", ge=1, le=MOST_ROWS)


class NewRow(Form):
    data: dict[str, Json] = Field(title="Data", description="Values by column name.")


class NewRows(Form):
    rows: list[dict[str, Json]] = Field(title="Rows", min_length=1, max_length=MOST_AT_ONCE)


class RowIds(Form):
    ids: list[str] = Field(title="Ids", min_length=1, max_length=MOST_AT_ONCE)


class TablesQuery(Form):
    search: str = Field("", max_length=200, description="Part of the name or description.")


class OptionsQuery(Form):
    search: str = Field("", max_length=200, description="Part of the name or description.")
    value: str | None = Field(
        None,
        max_length=500,
        description="Gives only the item with this id, to show the name of what is stored.",
    )


class RowsQuery(Form):
    filter: str = Field(
        "",
        max_length=20_000,
        description='JSON: `{"status": "open"}`, or rules `[{"column": "amount", "operator": "gt", "value": 100}]` of '
        "which all must hold, or a list of such lists of which one must. The operators are those of conditions.",
    )
    search: str = Field("", max_length=200, description="Part of any value.")
    sort: str = Field(
        "",
        max_length=201,
        description="A column's name, `createdAt` (the default), or either with `-` before it.",
    )


class ImportQuery(Form):
    on_error: Literal["refuse", "skip"] = Field(
        "refuse",
        title="onError",
        description="`refuse`: a line that cannot be read keeps all others out. `skip`: it alone is left out and reported.",
    )
    replace: bool = Field(False, description="Remove the rows that are there, in the same transaction.")


class ColumnShape(Shape):
    id: str
    name: str
    type: ColumnType
    required: bool
    options: list[str]


class ColumnsShape(Shape):
    columns: list[ColumnShape]


class TableUser(Shape):
    id: str
    name: str


class TableShape(Shape):
    """`schema` holds the columns once more, for older clients; `usedBy` are the workflows whose draft or live version names
    this table.
    """

    id: str
    name: str
    description: str
    columns: list[ColumnShape]
    schema_: ColumnsShape = Field(alias="schema")
    metadata: dict[str, Json]
    max_rows: int
    row_count: int
    used_by: list[TableUser]
    created_at: datetime
    updated_at: datetime


class Misfit(Shape):
    column: str
    message: str


class RowShape(Shape):
    """`position` is its place in the order of insertion; `problems` are values that do not fit their column."""

    id: str
    data: dict[str, Json]
    position: int
    problems: list[Misfit]
    created_at: datetime
    updated_at: datetime


class LineError(Shape):
    line: int
    message: str


class ImportShape(Shape):
    """`flagged` rows are imported although some value does not fit its column."""

    imported: int
    flagged: int
    skipped: int
    errors: list[LineError]
    new_columns: list[str]


class DeletedShape(Shape):
    deleted: int


class PreviewColumn(Shape):
    name: str
    type: ColumnType
    is_new: bool


class PreviewRow(Shape):
    line: int
    data: dict[str, Json]
    problems: list[Misfit]


class PreviewShape(Shape):
    """What an import would do: `rows` are the first of `total`, `skipped` lines cannot be rows, `room` rows fit in the table."""

    total: int
    flagged: int
    skipped: int
    room: int
    errors: list[LineError]
    columns: list[PreviewColumn]
    rows: list[PreviewRow]


class OptionShape(Shape):
    """`value` goes into the field, `label` is shown, `hint` stands beside it."""

    value: str
    label: str
    hint: str
