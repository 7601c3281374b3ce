"""One reference page a provider, from its declarations: how to connect, and every operation."""

from __future__ import annotations

from config.tables import fields_table, output_line
from integrations.auth import (
    Access,
    AuthMethod,
    BasicAuth,
    ClientCredentials,
    JwtBearer,
    OAuth1Tba,
    OAuth2Code,
    SmtpLogin,
    XmlSession,
)
from integrations.blocktype import Operation
from integrations.finding import event_source, provider_of
from integrations.provider import Provider
from integrations.triggers import EventSource
from workflows.registry import block_type, described_operation

_KINDS: tuple[tuple[type[AuthMethod], str], ...] = (
    (OAuth2Code, "OAuth 2.0 sign-in"),
    (ClientCredentials, "OAuth 2.0 client credentials"),
    (JwtBearer, "OAuth 2.0 signed assertion"),
    (OAuth1Tba, "OAuth 1.0a tokens"),
    (XmlSession, "web services session"),
    (SmtpLogin, "mail server login"),
    (BasicAuth, "user name and password"),
)


def render_page(slug: str) -> str:
    """The page of the provider of that name."""
    provider, type_, source = provider_of(slug), block_type(slug), event_source(slug)
    assert provider is not None
    kind = f" Block type `{slug}`." if type_ else ""
    lines = [
        f"# {provider.name}",
        "",
        f"{provider.description}{kind} Generated from the code by `make generate`.",
        *_about(provider),
        *(_connecting(provider.access) if provider.access else []),
    ]
    if type_:
        lines += ["", "## Operations"]
        for operation in type_.operations:
            lines += _operation(operation)
    return "\n".join([*lines, *(_events(slug, source) if source else [])]) + "\n"


def _events(slug: str, source: EventSource) -> list[str]:
    lines = ["", "## Events", "", f"For `trigger.event` with `provider: {slug}`."]
    if source.webhook:
        url = f"`/webhooks/{slug}/<company id>{source.webhook.suffix}`"
        lines += ["", f"{source.webhook.set_up.format(url=url)}"]
        lines += ["", f"{source.webhook.secret.label}: {source.webhook.secret.help}"]
    lines += ["", "| event | means | also called |", "|---|---|---|"]
    for event in source.events:
        others = ", ".join(f"`{alias}`" for alias in event.aliases) or "–"
        lines.append(f"| `{event.id}` | {event.name} | {others} |")
    if source.is_open:
        lines += ["", "Any other name that the provider sends may be entered too."]
    return lines


def _about(provider: Provider) -> list[str]:
    facts = [f"Limits of the provider: {provider.limits}" if provider.limits else ""]
    if provider.idempotency:
        place = provider.idempotency.header or f"query parameter {provider.idempotency.query}"
        facts.append(f"Our idempotency key is sent as `{place}`: a repeated write has one effect.")
    if provider.docs:
        facts.append(f"[The provider’s own documentation]({provider.docs}).")
    said = " ".join(fact for fact in facts if fact)
    return ["", said] if said else []


def _connecting(access: Access) -> list[str]:
    lines = ["", "## Connecting", "", "| way | kind | asks for |", "|---|---|---|"]
    for method in access.methods:
        kind = next((words for class_, words in _KINDS if isinstance(method, class_)), "key")
        asked = ", ".join(field.label for field in method.fields) or "–"
        lines.append(f"| {method.label} | {kind} | {asked} |")
    for attribute, words in (("scopes", "Scopes"), ("optional_scopes", "On request when connecting")):
        found = dict.fromkeys(scope for method in access.methods for scope in getattr(method, attribute, ()))
        if found:
            lines += ["", f"{words}: " + ", ".join(f"`{scope}`" for scope in found) + "."]
    return lines


def _operation(operation: Operation) -> list[str]:
    described = described_operation(operation)
    lines = ["", f"### {operation.name} (`operation: {operation.id}`)", "", operation.description]
    facts = [f"Effect: {operation.effect}{', idempotent' if operation.idempotent else ''}."]
    if operation.call:
        facts.append(f"`{operation.call.to}`.")
    if operation.aliases or operation.presets:
        names = dict.fromkeys((*operation.aliases, *operation.presets))
        facts.append("Also known as " + ", ".join(f"`{name}`" for name in names) + ".")
    if operation.scopes:
        facts.append("Needs " + ", ".join(f"`{scope}`" for scope in operation.scopes) + ".")
    return [
        *lines,
        "",
        " ".join(facts),
        *fields_table(described["configSchema"]),
        *output_line(described["outputSchema"]),
    ]
