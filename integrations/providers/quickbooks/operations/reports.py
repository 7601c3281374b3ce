"""QuickBooks Online: reports."""

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
        "CashFlow",
        "TrialBalance",
        "GeneralLedger",
        "AgedReceivables",
        "AgedPayables",
        "AgedReceivableDetail",
        "CustomerBalance",
    ] = needed("Report")
    start_date: str | None = field("From", "YYYY-MM-DD.")
    end_date: str | None = field("To", "YYYY-MM-DD.")
    date_macro: str | None = field("Period", "Such as “This Fiscal Year-to-date”, in place of dates.")
    accounting_method: Literal["Cash", "Accrual"] | None = field("Method")
    summarize_column_by: str | None = extra("Columns by", "Month, Quarter, Customers …")


RUN_REPORT = Operation(
    id="runReport",
    name="Run report",
    description="Runs one of the standard reports.",
    sentence="Run {report}",
    form=RunReport,
    call=Call("GET /reports/{report}"),
    effect="read",
    output_schema=one("Header:object, Columns.Column[]:object, Rows.Row[]:object"),
    aliases=("profitAndLoss", "balanceSheet"),
    presets={"profitAndLoss": {"report": "ProfitAndLoss"}, "balanceSheet": {"report": "BalanceSheet"}},
    order=200,
)


class GetCompanyInfo(OperationForm):
    """Nothing is asked for."""


GET_COMPANY_INFO = Operation(
    id="getCompanyInfo",
    name="Get company info",
    description="Reads the company’s name, country and fiscal year.",
    sentence="Get company info",
    form=GetCompanyInfo,
    call=Call("GET /companyinfo/{realm_id}", unwrap="CompanyInfo"),
    effect="read",
    output_schema=one("CompanyName, Country, FiscalYearStartMonth"),
    order=210,
)
