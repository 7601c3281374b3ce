"""Salesforce: automation."""

from __future__ import annotations

from integrations.blocktype import Operation
from integrations.calls import Call
from integrations.fields import Data, OperationForm, Rows, field, needed
from integrations.schemas import many, one


class PublishPlatformEvent(OperationForm):
    event_api_name: str = needed("Event", "Its API name, which ends with __e.")
    fields: Data | None = field("Fields", "The event’s fields, by API name.", wire="*", widget="keyvalue")


PUBLISH_PLATFORM_EVENT = Operation(
    id="publishPlatformEvent",
    name="Publish platform event",
    description="Publishes an event that flows and subscribers receive.",
    sentence="Publish {eventApiName}",
    form=PublishPlatformEvent,
    call=Call("POST /services/data/v{api_version}/sobjects/{event_api_name}", success=(201,)),
    effect="write",
    output_schema=one("id, success:boolean"),
    aliases=("publishEvent",),
    order=130,
)


class InvokeFlow(OperationForm):
    flow_api_name: str = needed("Flow", "Its API name.")
    inputs: Rows = needed("Inputs", 'One object of input variables for each interview: [{"amount": 5}].')


INVOKE_FLOW = Operation(
    id="invokeFlow",
    name="Run autolaunched flow",
    description="Runs a flow and waits for what it gives back.",
    sentence="Run flow {flowApiName}",
    form=InvokeFlow,
    call=Call("POST /services/data/v{api_version}/actions/custom/flow/{flow_api_name}"),
    effect="write",
    output_schema=many("isSuccess:boolean, outputValues:object, errors:array"),
    order=140,
)
