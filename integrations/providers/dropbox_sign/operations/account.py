"""Dropbox Sign: account."""

from __future__ import annotations

from integrations.blocktype import Operation
from integrations.calls import Call
from integrations.fields import OperationForm, extra
from integrations.schemas import one


class GetAccount(OperationForm):
    account_id: str | None = extra("Account", "Its id; “all” for team admins.")


GET_ACCOUNT = Operation(
    id="getAccount",
    name="Get account",
    description="Reads the account and what is left of its quota.",
    sentence="Get account",
    form=GetAccount,
    call=Call("GET /account", unwrap="account"),
    effect="read",
    output_schema=one("account_id, email_address, quotas"),
    order=130,
)


class GetTeam(OperationForm):
    """Nothing is asked for."""


GET_TEAM = Operation(
    id="getTeam",
    name="Get team",
    description="Reads the team and its members.",
    sentence="Get team",
    form=GetTeam,
    call=Call("GET /team", unwrap="team"),
    effect="read",
    output_schema=one("name, accounts:array"),
    order=140,
)
