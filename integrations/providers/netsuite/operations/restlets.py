"""NetSuite: restlets."""

from __future__ import annotations

from integrations.blocktype import Operation
from integrations.calls import Call
from integrations.fields import Data, OperationForm, field, needed


class CallRestlet(OperationForm):
    script: str = needed("Script", "Its id.", at="query")
    deploy: str = needed("Deployment", "Its id.", at="query")
    fields: Data | None = field("Data", "What the script gets.", wire="*", widget="json")


CALL_RESTLET = Operation(
    id="callRestlet",
    name="Call RESTlet",
    description="Calls a script of this account, for example one that runs a saved search.",
    sentence="Call script {script}",
    form=CallRestlet,
    call=Call(
        "POST /app/site/hosting/restlet.nl", base_url="https://{account_id|host}.restlets.api.netsuite.com"
    ),
    effect="write",
    output_schema={},
    aliases=("savedSearch",),
    order=160,
)
