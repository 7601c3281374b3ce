"""Sage Intacct. One address takes XML with one function a request; errors come with status 200."""

from __future__ import annotations

from integrations.auth import Access, ConnectionTest, CredentialField, RateBudget, Sign, XmlSession
from integrations.calls import Errors
from integrations.provider import Pick, Provider

#: The credentials are filled in where the request leaves.
ENVELOPE = (
    '<?xml version="1.0" encoding="UTF-8"?><request><control><senderid>{sender_id}</senderid>'
    "<password>{sender_password}</password><controlid>headrace</controlid><uniqueid>false</uniqueid>"
    "<dtdversion>3.0</dtdversion><includewhitespace>false</includewhitespace></control><operation>"
    "<authentication><sessionid>{session_id}</sessionid></authentication><content>{function}</content>"
    "</operation></request>"
)

SESSION = XmlSession(
    id="xml_session",
    label="Web services user",
    help="Company > Security must list the sender id under Web Services authorizations.",
    fields=(
        CredentialField(name="sender_id", label="Sender id"),
        CredentialField(name="sender_password", label="Sender password", secret=True),
        CredentialField(name="company_id", label="Company id"),
        CredentialField(name="user_id", label="User id", help="A web services user."),
        CredentialField(name="user_password", label="User password", secret=True),
        CredentialField(
            name="entity_id",
            label="Entity",
            required=False,
            help="Its location id; empty: the whole company.",
        ),
    ),
)
_AT = "response.operation"
_EXPIRED = frozenset({"XL03000006"})

PROVIDER = Provider(
    slug="sage-intacct",
    name="Sage Intacct",
    description="Customers, vendors, invoices, bills, payments and journals.",
    color="#007A3D",
    icon="landmark",
    empty_sentence="Choose what to do in Sage Intacct",
    order=80,
    group="Accounting",
    docs="https://developer.intacct.com/api",
    access=Access(
        methods=(SESSION,),
        base_url="{endpoint}",
        origins=("https://api.intacct.com",),
        test=ConnectionTest(url="", label=("{company_id}",), account_id=("{company_id}",)),
        unauthorized=(
            Sign(path=f"{_AT}.authentication.status", values=frozenset({"failure"})),
            Sign(path=f"{_AT}.errormessage.error.errorno", values=_EXPIRED),
            Sign(path="response.errormessage.error.errorno", values=_EXPIRED),
        ),
        budgets=(RateBudget(requests=4, seconds=1),),
    ),
    encoding="xml",
    answers="xml",
    envelope=ENVELOPE,
    errors=Errors(
        message=tuple(
            f"{{{at}.errormessage.error.{name}}}"
            for at in (f"{_AT}.result", _AT, "response")
            for name in ("description2", "description")
        ),
        code=tuple(f"{{{at}.errormessage.error.errorno}}" for at in (f"{_AT}.result", _AT, "response")),
        success={
            "response.control.status": "success",
            f"{_AT}.authentication.status": "success",
            f"{_AT}.result.status": "success",
        },
        limited=(Sign(path="response.errormessage.error.errorno", values=frozenset({"GW-0011", "GW-0012"})),),
        wait_seconds=30,
    ),
    limits="Few requests at once (two to four) and a monthly number of transactions.",
    picks={
        "customers": Pick(
            operation="query",
            value="CUSTOMERID",
            label="NAME",
            fields={"object": "CUSTOMER", "select": ["CUSTOMERID", "NAME"], "pageSize": 1000},
        ),
    },
)
