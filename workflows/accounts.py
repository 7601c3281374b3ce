"""Which blocks run with an account at a provider."""

from __future__ import annotations

from collections.abc import Mapping

from integrations.blocktype import BlockType
from integrations.finding import provider_of
from integrations.outcomes import Json


def account_needed(kind: BlockType, config: Mapping[str, Json]) -> str | None:
    """The provider whose account such a block needs; "" where it names the connection itself, None where it needs none."""
    if kind.type == "http":
        return "" if config.get("auth") == "connection" else None
    if kind.type == "agent":
        return str(config.get("provider") or "anthropic")
    provider = provider_of(kind.provider) if kind.provider else None
    return provider.slug if provider is not None and provider.access is not None else None
