"""Xero: reports."""

from __future__ import annotations

from typing import Literal

from integrations.blocktype import Operation
from integrations.calls import Call
from integrations.fields import OperationForm, extra, field, needed
from integrations.schemas import one


class RunReport(OperationForm):
    report: Literal[
        "ProfitAndLoss",
        "BalanceSheet",
        "TrialBalance",
        "BankSummary",
        "ExecutiveSummary",
        "AgedReceivablesByContact",
        "AgedPayablesByContact",
    ] = needed("Report")
    from_date: str | None = field(
        "From", "For profit and loss, bank summary and aged reports.", wire="fromDate"
    )
    to_date: str | None = field("To", "For profit and loss, bank summary and aged reports.", wire="toDate")
    date: str | None = field("As of", "For balance sheet, trial balance, executive summary and aged reports.")
    periods: int | None = extra("Periods", "1 to 11, to compare with.", ge=1, le=11)
    timeframe: Literal["MONTH", "QUARTER", "YEAR"] | None = extra("Length of a period")
    contact_id: str | None = field("Contact", "For aged reports.", wire="contactId", options_from="contacts")
    payments_only: bool | None = extra(
        "Cash basis", "For profit and loss, balance sheet and trial balance.", wire="paymentsOnly"
    )


RUN_REPORT = Operation(
    id="runReport",
    name="Run report",
    description="Runs one of the standard reports.",
    sentence="Run {report}",
    form=RunReport,
    call=Call("GET /Reports/{report}", unwrap="Reports[0]"),
    effect="read",
    output_schema=one("ReportName, ReportDate, Rows[].RowType, Rows[].Rows[].Cells[].Value"),
    aliases=("getReport", "profitAndLoss", "balanceSheet"),
    presets={"profitAndLoss": {"report": "ProfitAndLoss"}, "balanceSheet": {"report": "BalanceSheet"}},
    order=260,
)
