"""Whether an event of a provider is one that a trigger waits for. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

import orjson

from integrations.finding import event_source
from integrations.outcomes import Permanent
from integrations.triggers import wants
from integrations.webhooks.events import InboundEvent
from workflows.expressions import ExpressionError
from workflows.filters import Group, read_filter, refusal, value_at
from workflows.operators import holds
from workflows.reading import Json

#: Where Slack writes the same thing, by kind of request.
_TEXT = ("event.text", "text", "message.text")
_USER = ("event.user", "user_id", "user.id")
#: Mentions tell only the channel; its first letter tells most of what kind it is.
_KINDS = {"D": ("im",), "G": ("group", "mpim"), "C": ("channel", "group")}


def unwanted(provider: str, config: Mapping[str, Json], event: InboundEvent) -> str | None:
    """Why a trigger with this config does not start for the event, in words; None: it does. `config` has passed its form."""
    reason = unasked(provider, config, event)
    if reason:
        return reason
    rule = refusal(_filter(orjson.dumps(config.get("filter"))), event.body)
    return f"The filter: {rule}" if rule else None


def unasked(provider: str, config: Mapping[str, Json], event: InboundEvent) -> str | None:
    """The same without the filter: whether it is an event of the kind that the trigger asked for."""
    source = event_source(provider)
    if source is None or event.is_notice:
        return "It starts nothing."
    chosen = config.get("events") or []
    if not wants(source, chosen, event):
        return (
            f"It is {event.type or 'no event with a name'}; the trigger waits for {', '.join(chosen)}"[:400]
            + "."
        )
    return _unwanted_by_slack(config, event) if provider == "slack" else None


@lru_cache(maxsize=512)
def _filter(text: bytes) -> Group:
    return read_filter(orjson.loads(text))


def _unwanted_by_slack(config: Mapping[str, Json], event: InboundEvent) -> str | None:
    body = event.body
    inner = body.get("event") if isinstance(body, Mapping) else None
    is_bot = isinstance(inner, Mapping) and (inner.get("bot_id") or inner.get("subtype") == "bot_message")
    if is_bot and not config.get("includeBots"):
        return "It is a message of a bot."
    text = _first(body, _TEXT)
    checks: tuple[tuple[str, str, Callable[[Any], bool]], ...] = (
        ("channelTypes", "kinds of channels", lambda given: bool(_channel_types(body) & set(given))),
        ("keywords", "words", lambda given: any(str(word).casefold() in text.casefold() for word in given)),
        ("regex", "pattern", lambda given: _matches(given, text)),
        ("userIds", "people", lambda given: _first(body, _USER) in given),
    )
    for field, words, fits in checks:
        given = config.get(field)
        if given and not fits(given):
            return f"It is not what the trigger’s {words} say."
    commands = config.get("commands")
    if (
        commands
        and event.type == "slash_command"
        and _command(body.get("command")) not in map(_command, commands)
    ):
        return "It is another command than those of the trigger."
    actions = config.get("actionIds")
    if actions and "interactive" in event.also and not _action_ids(body) & set(actions):
        return "It is another action than those of the trigger."
    return None


def _first(body: Json, paths: tuple[str, ...]) -> str:
    return next((str(value) for path in paths if (value := value_at(body, path)) is not None), "")


def _channel_types(body: Json) -> set[str]:
    told = _first(body, ("event.channel_type",))
    return (
        {told}
        if told
        else set(
            _KINDS.get(
                _first(body, ("event.channel", "event.item.channel", "channel_id", "channel.id"))[:1], ()
            )
        )
    )


def _command(text: Json) -> str:
    return str(text or "").strip().removeprefix("/").casefold()


def _action_ids(body: Mapping[str, Any]) -> set[str]:
    actions = body.get("actions")
    found = (
        [item.get("action_id") for item in actions if isinstance(item, Mapping)]
        if isinstance(actions, list)
        else []
    )
    return {
        str(each) for each in (*found, body.get("callback_id"), value_at(body, "view.callback_id")) if each
    }


def _matches(pattern: str, text: str) -> bool:
    try:
        return holds(text, "matches", pattern)
    except (ExpressionError, Permanent):
        return False  # a text too long to be searched is not what was asked for
