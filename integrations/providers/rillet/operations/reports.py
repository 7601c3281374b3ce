"""Rillet: reports."""

from __future__ import annotations

from typing import Literal

from integrations.blocktype import Operation
from integrations.calls import Call, Cursor
from integrations.fields import OperationForm, PagedForm, extra, field, needed
from integrations.schemas import many, one


class ArrWaterfall(PagedForm):
    month: str = needed("Month", "YYYY-MM.")
    status: Literal["ACTIVE", "COMMITTED"] = needed("Contracts")
    breakdown: Literal["ARR", "MRR"] = needed("Revenue", labels={"ARR": "Per year", "MRR": "Per month"})
    subsidiary_id: str | None = extra("Subsidiary", "Its id.")
    limit: int | None = extra("Page size", "At most 100; 25 unless given.", ge=1, le=100)
    cursor: str | None = extra("Cursor", "Where to go on: the next cursor of the answer before.")


ARR_WATERFALL = Operation(
    id="arrWaterfall",
    name="Recurring revenue report",
    description="Reads recurring revenue per customer in a month.",
    sentence="Recurring revenue of {month}",
    form=ArrWaterfall,
    call=Call(
        "GET /reports/arr-waterfall",
        unwrap="customers",
        pages=Cursor("cursor", next="pagination.next_cursor"),
    ),
    effect="read",
    output_schema=many(""),
    aliases=("getRevenueReport", "deferredRevenue"),
    order=210,
)


class FinancialReport(OperationForm):
    report: Literal[
        "balance-sheet", "income-statement", "cash-flow-statement", "trial-balance", "executive-pl"
    ] = needed("Report")
    from_date: str | None = field("From", "YYYY-MM-DD; for all but the balance sheet.")
    to_date: str | None = field("To", "YYYY-MM-DD; for all but the balance sheet.")
    as_of_date: str | None = field("As of", "YYYY-MM-DD; for the balance sheet.")
    subsidiary_id: str | None = extra("Subsidiary", "Its id.")
    breakdown_by: str | None = extra("Broken down by", "Not for the trial balance.")


FINANCIAL_REPORT = Operation(
    id="financialReport",
    name="Financial statement",
    description="Reads a financial statement.",
    sentence="Read the {report}",
    form=FinancialReport,
    call=Call("GET /reports/{report}"),
    effect="read",
    output_schema=one(""),
    aliases=("getReport",),
    order=220,
)
