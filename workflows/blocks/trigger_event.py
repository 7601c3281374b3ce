"""`trigger.event`: starts a run for each event that a provider tells of; its output is the event as the provider sends it."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, field_validator, model_validator

from integrations.blocktype import BlockType
from integrations.context import StepContext
from integrations.finding import event_source, event_sources, provider_of
from integrations.forms import Form, ui
from integrations.outcomes import Done, Outcome
from integrations.polling import LEAST_MS, MOST_MS
from integrations.triggers import canonical, is_polled
from workflows.expressions import ExpressionError
from workflows.expressions.pattern import compile_pattern
from workflows.filters import checked_filter

_SLACK = {"provider": "slack"}
_NAMES = {slug: provider.name for slug in event_sources() if (provider := provider_of(slug))}
_POLLED = [slug for slug, source in event_sources().items() if source.poll]
_BOTH_WAYS = [slug for slug in _POLLED if event_sources()[slug].webhook]
#: Those whose events come with a connection: it is looked with, or webhooks are registered with it.
_CONNECTED = [slug for slug, source in event_sources().items() if source.poll or source.subscription]
#: Without blanks, as providers write them; `*` and `invoice.*` mean all that begin so.
_EVENT = re.compile(r"[^\s]{1,200}")
Provider: Any = Literal[tuple(_NAMES)]
ChannelType = Literal["channel", "group", "im", "mpim"]


def _pattern(text: str | None) -> str | None:
    if text:
        try:
            compile_pattern(text, "")
        except ExpressionError as error:
            raise ValueError(f"The pattern cannot be used: {error.message}") from None
    return text


class EventTriggerConfig(Form):
    """The fields for Slack are those of the reference system's event, command and interactive triggers."""

    provider: Annotated[Provider, ui("select", order=1, template=False, labels=_NAMES)] = Field(
        title="Provider"
    )
    events: Annotated[
        list[str],
        ui(
            "choices",
            order=2,
            template=False,
            optionsFrom="event-sources/{provider}/events",
            help="None chosen: all events of the provider.",
        ),
    ] = Field(default_factory=list, title="Events", max_length=100)
    channel_types: Annotated[
        list[ChannelType],
        ui(
            "choices",
            order=3,
            template=False,
            visible_when=_SLACK,
            advanced=True,
            labels={
                "channel": "Public channel",
                "group": "Private channel",
                "im": "Direct message",
                "mpim": "Group",
            },
        ),
    ] = Field(default_factory=list, title="Kinds of channels")
    keywords: Annotated[
        list[str],
        ui(
            "list",
            order=4,
            template=False,
            visible_when=_SLACK,
            advanced=True,
            help="One of them is in the text; case does not count.",
        ),
    ] = Field(default_factory=list, title="Words", max_length=100)
    regex: Annotated[
        str | None,
        AfterValidator(_pattern),
        ui(
            "text",
            order=5,
            template=False,
            visible_when=_SLACK,
            advanced=True,
            help="The text matches this pattern.",
        ),
    ] = Field(None, title="Pattern", max_length=500)
    user_ids: Annotated[
        list[str],
        ui(
            "list",
            order=6,
            template=False,
            visible_when=_SLACK,
            advanced=True,
            help="Only from these people: U0123…",
        ),
    ] = Field(default_factory=list, title="People", max_length=100)
    commands: Annotated[
        list[str],
        ui(
            "list",
            order=7,
            template=False,
            visible_when=_SLACK,
            advanced=True,
            help="Of slash commands only these: /invoice",
        ),
    ] = Field(default_factory=list, title="Commands", max_length=100)
    action_ids: Annotated[
        list[str],
        ui(
            "list",
            order=8,
            template=False,
            visible_when=_SLACK,
            advanced=True,
            help="Of interactions only those with this action or callback id.",
        ),
    ] = Field(default_factory=list, title="Actions", max_length=100)
    include_bots: Annotated[
        bool,
        ui(
            "switch",
            order=9,
            template=False,
            visible_when=_SLACK,
            advanced=True,
            help="A workflow that answers in the same channel would start itself.",
        ),
    ] = Field(default=False, title="Messages of bots too")
    delivery: Annotated[
        Literal["webhook", "poll"],
        ui(
            "select",
            order=11,
            template=False,
            visible_when={"provider": _BOTH_WAYS},
            labels={"webhook": "The provider tells us (webhook)", "poll": "We look now and then"},
        ),
    ] = Field("webhook", title="How they come")
    connection_id: Annotated[
        str | None,
        ui(
            "options",
            order=12,
            template=False,
            optionsFrom="connections/{provider}",
            visible_when={"provider": _CONNECTED},
            advanced=True,
            help="Whose events start this. Empty: those of the default connection.",
        ),
    ] = Field(None, title="Connection", max_length=64)
    poll_ms: Annotated[
        int | None,
        ui(
            "number",
            order=13,
            template=False,
            visible_when={"delivery": "poll"},
            advanced=True,
            help="Milliseconds between two looks, 30,000 or more. Empty: as often as the provider likes, a minute for most.",
        ),
    ] = Field(None, title="Look every", ge=LEAST_MS, le=MOST_MS)
    filter: Annotated[
        dict[str, Any] | None,
        AfterValidator(checked_filter),
        ui(
            "json",
            order=10,
            template=False,
            help='{"data.object.currency": {"$eq": "usd"}}: what the event must hold. Empty: all.',
        ),
    ] = Field(None, title="Only when")

    @field_validator("events")
    @classmethod
    def _are_names(cls, events: list[str]) -> list[str]:
        for name in events:
            if not _EVENT.fullmatch(name):
                raise ValueError("The name of an event has no blanks in it and at most 200 characters.")
        return events

    @model_validator(mode="after")
    def _are_known(self) -> Self:
        """Where the list of events is complete, a name that is not in it would wait for ever."""
        source = event_source(self.provider)
        if source is not None and not source.is_open:
            for name in self.events:
                if "*" not in name and source.event_type(name) is None:
                    raise ValueError(f"{_NAMES[self.provider]} has no event “{name}”.")
        return self

    @model_validator(mode="after")
    def _come_somehow(self) -> Self:
        source = event_source(self.provider)
        if source is None:
            return self
        name = _NAMES[self.provider]
        if self.delivery == "poll" and source.poll is None:
            raise ValueError(f"{name} cannot be asked what happened; it tells by webhook.")
        if not is_polled(source, self.delivery, self.events):
            late = [event for event in self.events if canonical(source, event) in source.poll_only]
            if late:
                raise ValueError(f"No webhook of {name} tells of {late[0]}. Choose to look now and then.")
            return self
        assert source.poll is not None
        if not source.poll.is_open:
            for event in self.events:
                if "*" not in event and canonical(source, event) not in source.poll.events:
                    words = f"{event} cannot be looked for at {name}; it comes by webhook only. {source.poll.note}"
                    raise ValueError(words.rstrip())
        for event in self.events or ["*"]:
            if reason := source.poll.refusal(canonical(source, event)):
                raise ValueError(reason)
        return self


def run(context: StepContext, _config: EventTriggerConfig) -> Outcome:
    return Done(context.input)


BLOCK = BlockType(
    type="trigger.event",
    name="Provider event",
    category="Triggers",
    description="Starts when something happens at a provider: an invoice is paid, a deal moves on, a document is signed.",
    icon="zap",
    form=EventTriggerConfig,
    run=run,
    sentence="{provider}[: {events}]",
    empty_sentence="Choose a provider and its events",
    inline=True,
    is_trigger=True,
    order=25,
)
