"""One trigger or step of the older form, made into one block."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from workflows.reading import Json

#: Connectors by their older keys.
PROVIDERS = {
    "google-mail": "gmail",
    "microsoft-graph": "outlook",
    "sendgrid": "email",
    "resend": "email",
    "docusign-sandbox": "docusign",
}
#: Operations by their older names, where they differ by more than the catalogue's aliases.
OPERATIONS = {"send_template": "sendTemplate"}
DEFAULT_OPERATIONS = {"slack": "sendMessage", "email": "send"}
TYPES = {
    "data_table": "data-table",
    "datatable": "data-table",
    "sub_workflow": "sub-workflow",
    "subworkflow": "sub-workflow",
    "fan_out": "fan-out",
    "http_request": "http",
}
OPERATORS = {
    "equals": "eq", "==": "eq", "===": "eq", "notEquals": "ne", "!=": "ne", "!==": "ne", ">": "gt", ">=": "gte",
    "<": "lt", "<=": "lte",
}  # fmt: skip
OPPOSITES = {
    "eq": "ne", "gt": "lte", "gte": "lt", "contains": "notContains", "startsWith": "notStartsWith",
    "endsWith": "notEndsWith", "exists": "notExists", "isEmpty": "isNotEmpty", "matches": "notMatches", "in": "notIn",
}  # fmt: skip
OPPOSITES |= {after: before for before, after in OPPOSITES.items()}
CONTAINERS = frozenset({"loop", "fan-out", "parallel"})
DAY_MS = 86_400_000
HOUR_MS = 3_600_000
MAX_GROUPS = 100  # of rules, when nested conditions are multiplied out

# Where these providers' events used to be wrapped.
_WRAPPED = {
    "slack": re.compile(r"(?<![\w.$-])input\.(?:slackEvent\.)?payload(?![\w$])"),
    "salesforce": re.compile(r"(?<![\w.$-])input\.payload(?![\w$])"),
}
_ONE_TEMPLATE = re.compile(r"\{\{((?:(?!\}\}).)+)\}\}", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Step:
    """A block in the making. `then` and `otherwise` are step ids (None: not given), `ends` where the next step follows."""

    id: str
    block: dict[str, Json]
    ends: list[tuple[str, str]] = field(default_factory=list)
    then: list[str] | None = None
    otherwise: list[str] | None = None
    inside: list[list[Json]] = field(default_factory=list)


def convert_trigger(trigger: Mapping[str, Json], block_id: str) -> Step:
    """The trigger's block. A webhook of a provider is an event of that provider: its signature is always checked."""
    inner = trigger.get("config")
    data = {key: value for key, value in trigger.items() if key not in ("type", "config", "name")}
    if isinstance(inner, Mapping):
        data.update(inner)
    kind = str(trigger["type"]).removeprefix("trigger.")
    is_off = data.pop("enabled", True) is False
    provider = data.get("provider")
    if kind in ("api", "manual"):
        type_, name, config = "trigger.api", "API call", {}
    elif kind == "schedule":
        type_, name, config = (
            "trigger.schedule",
            "Schedule",
            {**data, "timezone": data.get("timezone") or "UTC"},
        )
    elif kind.startswith("slack"):
        type_, name, config = "trigger.event", "Slack event", _slack_event(kind, data)
    elif kind == "event" or (kind == "webhook" and provider not in (None, "", "custom")):
        for name in ("verifySignature", "path"):
            data.pop(name, None)
        type_, config = "trigger.event", data
        name = f"{_titled(str(provider))} event" if provider else "Event"
    elif kind == "webhook":
        type_, name, config = "trigger.webhook", "Webhook", _webhook(data)
    else:
        type_, name, config = f"trigger.{kind}", _titled(kind), data
    block: dict[str, Json] = {
        "id": block_id,
        "type": type_,
        "name": trigger.get("name") or name,
        "config": config,
    }
    if is_off:
        block["disabled"] = True
    return Step(block_id, block)


def _slack_event(kind: str, data: dict[str, Json]) -> dict[str, Json]:
    event = data.pop("eventType", None)
    events = {"slack_command": "command", "slack_interactive": "interactive"}
    for plural, names in (("commands", ("command",)), ("actionIds", ("actionId", "callbackId"))):
        given = [data.pop(name) for name in names if name in data]
        if given and plural not in data:
            data[plural] = given
    return {"provider": "slack", "events": [event or events.get(kind, "*")], **data}


def _webhook(data: dict[str, Json]) -> dict[str, Json]:
    signed = data.pop("verifySignature", False)
    data.pop("provider", None)
    return {**data, "auth": "hmac"} if signed is True else data


def convert_step(data: Mapping[str, Json], parent: str | None) -> Step:
    """The step's block, and how the next ones follow it. `data` has a text `id` and `type`, and `config` is an object."""
    config: dict[str, Json] = dict(data.get("config") or {})
    type_ = TYPES.get(str(data["type"]), str(data["type"]))
    for key in ("conditions", "then", "else"):
        if key in data:
            config.setdefault(key, data[key])
    inside = _inside(type_, data, config)
    then, otherwise = _ids(config.pop("then", None)), _ids(config.pop("else", None))
    if type_ == "action" or "." in str(data.get("action") or ""):
        type_, config = _action(data, config)
    elif isinstance(data.get("action"), str):
        config.setdefault("action", data["action"])
    connection = data.get("connectionId") or (config.pop("connectionId", None) if type_ != "http" else None)
    convert_config = _CONFIGS.get(type_)
    if convert_config is not None:
        config = convert_config(config)
    elif "action" in config and "operation" not in config and type_ not in ("http", "code"):
        config = _operation(config)
    if type_ == "email":
        type_, config = _email(config)
    if type_ in DEFAULT_OPERATIONS:
        config = {"operation": DEFAULT_OPERATIONS[type_], **config}
    block: dict[str, Json] = {
        "id": data["id"],
        "type": type_,
        "name": data.get("name") or _titled(str(data["id"])),
        "config": config,
    }
    for key in ("timeoutMs", "retryConfig", "errorHandling"):
        if data.get(key) is not None:
            block[key] = data[key]
    if "retryConfig" in block and "errorHandling" not in block:
        block["errorHandling"] = "retry"
    if connection:
        block["connectionId"] = connection
    if data.get("description"):
        block["notes"] = data["description"]
    if parent is not None:
        block["parentId"] = parent
    step_id = str(data["id"])
    return Step(step_id, soften(block), _ends(step_id, type_, config), then, otherwise, inside)


def soften(block: Mapping[str, Json]) -> dict[str, Json]:
    """A block with `errorHandling` as an object, or `initialDelayMs`, said in the present form; others as they are."""
    said = dict(block)
    retry = said.get("retryConfig")
    if isinstance(retry, Mapping) and "initialDelayMs" in retry:
        said["retryConfig"] = {key: value for key, value in retry.items() if key != "initialDelayMs"}
        said["retryConfig"].setdefault("backoffMs", retry["initialDelayMs"])
    handling = said.get("errorHandling")
    if isinstance(handling, Mapping):
        said["errorHandling"] = handling.get("strategy", "fail")
        if "fallback" in handling:
            said.setdefault("fallbackOutput", handling["fallback"])
        if isinstance(handling.get("retryConfig"), Mapping) and "retryConfig" not in said:
            return soften({**said, "retryConfig": handling["retryConfig"]})
        if said["errorHandling"] == "continue" and isinstance(said.get("retryConfig"), Mapping):
            said["errorHandling"] = "retry"
            said["retryConfig"] = {**said["retryConfig"], "then": "continue"}
    return said


def spoken(document: dict[str, Json], trigger: Step) -> dict[str, Json]:
    """The document with references into wrapped provider events said as the events are: `input.payload.x` is `input.x`."""
    wrapper = _WRAPPED.get(str(trigger.block["config"].get("provider")))
    return document if wrapper is None else {**document, "blocks": _unwrapped(document["blocks"], wrapper)}


def _unwrapped(value: Json, wrapper: re.Pattern[str], name: str = "") -> Json:
    if isinstance(value, dict):
        return {key: _unwrapped(item, wrapper, key) for key, item in value.items()}
    if isinstance(value, list):
        return [_unwrapped(item, wrapper, name) for item in value]
    if not isinstance(value, str):
        return value
    if name == "expression":
        return wrapper.sub("input", value)
    return _ONE_TEMPLATE.sub(lambda found: wrapper.sub("input", found.group()), value)


# --- configs by type ----------------------------------------------------------------------------------------------


def _action(data: Mapping[str, Json], config: dict[str, Json]) -> tuple[str, dict[str, Json]]:
    """Both notations: `action: "stripe.createInvoice"` beside the config, or `connector` and `action` inside it."""
    name = str(data.get("action") or config.pop("action", "") or "")
    connector = str(config.pop("connector", "") or "")
    if "." in name and not connector:
        connector, name = name.split(".", 1)
    slug = connector.replace("_", "-") or "action"
    operation = OPERATIONS.get(name, name)
    return PROVIDERS.get(slug, slug), {"operation": operation, **config} if operation else config


def _operation(config: dict[str, Json]) -> dict[str, Json]:
    name = config.pop("action")
    return {"operation": OPERATIONS.get(name, name) if isinstance(name, str) else name, **config}


def _condition(config: dict[str, Json]) -> dict[str, Json]:
    conditions = config.pop("conditions", None)
    if conditions is not None:
        config["rules"] = _rules(conditions)
    return config


def _rules(conditions: Json) -> list[list[Json]]:
    """OR of ANDs. A list means all of them; `and`/`all`, `or`/`any` and `not` may be nested."""
    if isinstance(conditions, list):
        return _all_of([_rules(item) for item in conditions])
    if not isinstance(conditions, Mapping):
        return [[conditions]]
    for key in ("and", "all"):
        if isinstance(conditions.get(key), list):
            return _all_of([_rules(item) for item in conditions[key]])
    for key in ("or", "any"):
        if isinstance(conditions.get(key), list):
            return [group for item in conditions[key] for group in _rules(item)]
    if "not" in conditions:
        return _all_of([[[_opposite(rule)] for rule in group] for group in _rules(conditions["not"])])
    rule = dict(conditions)
    operator = rule.get("operator")
    if isinstance(operator, str):
        rule["operator"] = OPERATORS.get(operator, operator)
    return [[rule]]


def _all_of(parts: list[list[list[Json]]]) -> list[list[Json]]:
    groups: list[list[Json]] = [[]]
    for part in parts:
        groups = [[*group, *more] for group in groups for more in part][:MAX_GROUPS]
    return groups


def _opposite(rule: Json) -> Json:
    if not isinstance(rule, Mapping):
        return rule
    return {**rule, "operator": OPPOSITES.get(str(rule.get("operator")), rule.get("operator"))}


def _wait(config: dict[str, Json]) -> dict[str, Json]:
    """A duration without a unit is in milliseconds."""
    duration = config.get("duration")
    if "unit" in config or duration is None:
        return config
    if isinstance(duration, str):
        template = _ONE_TEMPLATE.fullmatch(duration.strip())
        if template:
            return {**config, "duration": f"{{{{({template.group(1).strip()}) / 1000}}}}", "unit": "seconds"}
        if not duration.strip().isdigit():
            return config
        duration = int(duration)
    if isinstance(duration, bool) or not isinstance(duration, int | float):
        return config
    seconds = duration / 1000
    return {**config, "duration": int(seconds) if seconds == int(seconds) else seconds, "unit": "seconds"}


def _approval(config: dict[str, Json]) -> dict[str, Json]:
    """The oldest form has `reason` and `timeoutMs` (24 hours if absent) for `description` and `timeoutHours`."""
    is_oldest = "reason" in config or "timeoutMs" in config or "notifyChannels" in config
    if "reason" in config:
        config.setdefault("description", config.pop("reason"))
    if is_oldest and "timeoutHours" not in config:
        timeout_ms = config.pop("timeoutMs", None) or DAY_MS
        hours = timeout_ms / HOUR_MS if isinstance(timeout_ms, int | float) else timeout_ms
        config["timeoutHours"] = int(hours) if isinstance(hours, float) and hours == int(hours) else hours
    return config


def _transform(config: dict[str, Json]) -> dict[str, Json]:
    """`action` only named what the rules say anyway; a target schema becomes rules that check the result."""
    config.pop("action", None)
    schema = config.pop("targetSchema", None)
    if isinstance(schema, Mapping):
        checks = [
            {"field": name, "rule": "required"}
            for name in schema.get("required") or ()
            if isinstance(name, str)
        ]
        for name, part in (schema.get("properties") or {}).items():
            kind = part.get("type") if isinstance(part, Mapping) else None
            if kind in ("string", "number", "integer", "boolean", "object", "array"):
                checks.append({"field": name, "rule": "list" if kind == "array" else kind})
        if checks:
            config["validationRules"] = [*(config.get("validationRules") or []), *checks]
    return config


def _repeating(config: dict[str, Json]) -> dict[str, Json]:
    """A collection may be an expression without braces there."""
    collection = config.get("collection")
    if isinstance(collection, str) and collection.strip() and "{{" not in collection:
        return {**config, "collection": f"{{{{{collection.strip()}}}}}"}
    return config


def _code(config: dict[str, Json]) -> dict[str, Json]:
    if "code" in config:
        config.setdefault("source", config.pop("code"))
    return config


def _email(config: dict[str, Json]) -> tuple[str, dict[str, Json]]:
    """Which service sends was told beside the mail; now the connection says so, or the block's own type."""
    provider = str(config.pop("provider", "") or "")
    type_ = PROVIDERS.get(provider, provider)
    return (type_, {"operation": "send", **config}) if type_ in ("gmail", "outlook") else ("email", config)


_CONFIGS = {
    "condition": _condition,
    "wait": _wait,
    "approval": _approval,
    "transform": _transform,
    "code": _code,
    "loop": _repeating,
    "fan-out": _repeating,
}


# --- how the next step follows ----------------------------------------------------------------------------------


def _ends(step_id: str, type_: str, config: Mapping[str, Json]) -> list[tuple[str, str]]:
    if type_ == "condition":
        return [(step_id, "true")]
    if type_ == "approval":
        return [(step_id, "approved")]
    if type_ == "stop":
        return []
    if type_ == "switch":
        cases = config.get("cases")
        ids = (
            [case["id"] for case in cases if isinstance(case, Mapping) and "id" in case]
            if isinstance(cases, list)
            else []
        )
        return [(step_id, str(port)) for port in (*ids, "default")]
    return [(step_id, "done" if type_ in CONTAINERS else "out")]


def _inside(type_: str, data: Mapping[str, Json], config: dict[str, Json]) -> list[list[Json]]:
    """The lists of steps inside a container."""
    if type_ not in CONTAINERS:
        return []
    groups: list[Any] = []
    for key in ("steps", "body"):
        inner = data.get(key) if key in data else config.pop(key, None)
        if isinstance(inner, list):
            groups.append(inner)
    branches = config.get("branches")
    if isinstance(branches, list):
        config.pop("branches")
        groups.extend(branch.get("steps") if isinstance(branch, Mapping) else branch for branch in branches)
    return [group for group in groups if isinstance(group, list)]


def _ids(value: Json) -> list[str] | None:
    if value is None:
        return None
    return [str(item) for item in (value if isinstance(value, list) else [value])]


def _titled(text: str) -> str:
    words = re.sub(r"[-_]+", " ", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text)).strip().lower()
    return words[:1].upper() + words[1:]
