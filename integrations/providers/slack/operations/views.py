"""Slack: views."""

from __future__ import annotations

from integrations.blocktype import Operation
from integrations.calls import Call
from integrations.fields import Data, OperationForm, needed
from integrations.schemas import one


class OpenModal(OperationForm):
    trigger_id: str = needed("Trigger id", "Of the click; valid for three seconds.")
    view: Data = needed("View", "Slack’s view object.")


OPEN_MODAL = Operation(
    id="openModal",
    name="Open modal",
    description="Opens a dialog for a person who has just clicked something.",
    sentence="Open a modal",
    form=OpenModal,
    call=Call("POST /views.open", unwrap="view"),
    effect="write",
    output_schema=one("id, hash"),
    order=190,
)


class PublishHome(OperationForm):
    user_id: str = needed("Person", "Their id.", options_from="users")
    view: Data = needed("View", "Slack’s view object.")


PUBLISH_HOME = Operation(
    id="publishHome",
    name="Publish App Home",
    description="Sets the app’s home page for one person.",
    sentence="Publish the home of {userId}",
    form=PublishHome,
    call=Call("POST /views.publish", unwrap="view"),
    effect="write",
    output_schema=one("id"),
    order=200,
)
