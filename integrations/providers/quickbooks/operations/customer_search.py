"""QuickBooks: finding customers."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator

from integrations.blocktype import Operation
from integrations.calls import Call
from integrations.fields import OperationForm, needed
from integrations.schemas import one


def _query(value: Any) -> Any:
    """The whole query for an address; a query stays what it is."""
    if not isinstance(value, str) or "{{" in value or value.lower().startswith("select "):
        return value
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return " ".join(("select * from Customer where PrimaryEmailAddr =", f"'{escaped}'"))


class FindCustomerByEmail(OperationForm):
    email: Annotated[str, BeforeValidator(_query, json_schema_input_type=str)] = needed(
        "Email", "The whole address.", wire="query"
    )


FIND_CUSTOMER_BY_EMAIL = Operation(
    id="findCustomerByEmail",
    name="Find customer by email",
    description="Finds the customer with this email address; the output is empty where there is none.",
    sentence="Find the customer {email}",
    form=FindCustomerByEmail,
    call=Call("GET /query", unwrap="QueryResponse.Customer[0]"),
    effect="read",
    output_schema=one("Id, DisplayName, PrimaryEmailAddr.Address, SyncToken"),
    order=40,
)
