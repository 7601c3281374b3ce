"""Rillet: contracts."""

from __future__ import annotations

from typing import Literal

from integrations.blocktype import Operation
from integrations.calls import Call, Cursor
from integrations.fields import Data, OperationForm, PagedForm, Rows, extra, field, needed
from integrations.schemas import many, one


class CreateContract(OperationForm):
    customer_id: str = needed("Customer", "Its id.", options_from="customers")
    name: str = needed("Name")
    close_date: str = needed("Signed on", "YYYY-MM-DD.")
    start_date: str = needed("Starts on", "YYYY-MM-DD.")
    scope: Literal["FULL", "REVENUE_RECOGNITION_ONLY"] = needed(
        "Scope",
        labels={
            "FULL": "Invoicing and revenue recognition",
            "REVENUE_RECOGNITION_ONLY": "Revenue recognition only",
        },
    )
    items: Rows = needed(
        "Items",
        '[{"product_id": "…", "price": {"amount": "100.00", "currency": "USD"}, "quantity": 1, "revenue_pattern": "DAILY"}]; also EVEN_PERIOD.',
    )
    end_date: str | None = field("Ends on", "YYYY-MM-DD.")
    invoicing: Data | None = field(
        "Invoicing", '{"payment_terms": 30, "interval": "MONTHLY", "day": 1}; needed when invoiced here.'
    )
    external_references: Rows | None = extra("External references", '[{"type": "…", "id": "…", "url": "…"}]')
    subsidiary_id: str | None = extra("Subsidiary", "Its id.")


CREATE_CONTRACT = Operation(
    id="createContract",
    name="Create contract",
    description="Creates a contract; it drives invoicing and revenue recognition.",
    sentence="Create contract {name}",
    form=CreateContract,
    call=Call("POST /contracts"),
    effect="write",
    output_schema=one("id, status, items"),
    aliases=("createRevenueSchedule",),
    order=110,
)


class GetContract(OperationForm):
    contract_id: str = needed("Contract", "Its id.")


GET_CONTRACT = Operation(
    id="getContract",
    name="Get contract",
    description="Reads one contract.",
    sentence="Get contract {contractId}",
    form=GetContract,
    call=Call("GET /contracts/{contract_id}"),
    effect="read",
    output_schema=one("id, status"),
    order=120,
)


class ListContracts(PagedForm):
    status: str | None = field("Status", "ACTIVE, IN_EFFECT, CANCELLED, ENDED or AMENDED.")
    customer_id: str | None = field("Customer", "Its id.", options_from="customers")
    starts_from: str | None = extra("Starts from", "YYYY-MM-DD.", wire="start_date.gte")
    ends_until: str | None = extra("Ends until", "YYYY-MM-DD.", wire="end_date.lte")
    limit: int | None = extra("Page size", "At most 100; 25 unless given.", ge=1, le=100)
    cursor: str | None = extra("Cursor", "Where to go on: the next cursor of the answer before.")


LIST_CONTRACTS = Operation(
    id="listContracts",
    name="List contracts",
    description="Lists contracts.",
    sentence="List[ {status}] contracts",
    form=ListContracts,
    call=Call("GET /contracts", unwrap="contracts", pages=Cursor("cursor", next="pagination.next_cursor")),
    effect="read",
    output_schema=many("id, name, customer_id, status, start_date, end_date"),
    order=130,
)


class UpsertUsage(OperationForm):
    contract_item_id: str = needed("Contract item", "Its id.")
    usage: Rows = needed("Usage", '[{"date": "2026-01-31", "quantity": 5}]')


UPSERT_USAGE = Operation(
    id="upsertUsage",
    name="Report usage",
    description="Sets the usage of a contract item by day.",
    sentence="Report usage of {contractItemId}",
    form=UpsertUsage,
    call=Call("PATCH /contract-items/{contract_item_id}/usage", unwrap="usage"),
    effect="write",
    output_schema=one("date, quantity:integer"),
    order=140,
)
