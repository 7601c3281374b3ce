"""DocuSign: account."""

from __future__ import annotations

from integrations.blocktype import Operation
from integrations.calls import Call
from integrations.fields import OperationForm
from integrations.schemas import one


class GetUserInfo(OperationForm):
    """Nothing is asked for."""


GET_USER_INFO = Operation(
    id="getUserInfo",
    name="Get user info",
    description="Reads who is signed in and which accounts they have.",
    sentence="Get user info",
    form=GetUserInfo,
    call=Call("GET /oauth/userinfo", base_url="https://{auth_host}"),
    effect="read",
    output_schema=one(
        "sub, email, accounts[].account_id, accounts[].base_uri, accounts[].is_default:boolean"
    ),
    order=10,
)
