"""Providers by name, found by folder: one folder in `integrations/providers/`, loaded when it is first asked for."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules
from types import ModuleType

import integrations.providers
from integrations.provider import Provider
from integrations.triggers import EventSource

_SLUG = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


@lru_cache(maxsize=1)
def _folders() -> frozenset[str]:
    return frozenset(info.name for info in iter_modules(integrations.providers.__path__) if info.ispkg)


def provider_slugs() -> tuple[str, ...]:
    """The names of all providers."""
    return tuple(sorted(folder.replace("_", "-") for folder in _folders()))


@lru_cache(maxsize=256)
def provider_of(slug: str) -> Provider | None:
    """The provider of that name, or None when this build does not have it."""
    module = part_of(slug, "provider")
    found: Provider | None = module.PROVIDER if module else None
    return found


def part_of(slug: str, name: str) -> ModuleType | None:
    """A file or package of the provider's folder; None where it has none, or is none of this build's."""
    folder = slug.replace("-", "_")
    if not _SLUG.fullmatch(slug) or folder not in _folders():
        return None
    path = f"integrations.providers.{folder}.{name}"
    return import_module(path) if find_spec(path) else None


@lru_cache(maxsize=256)
def event_source(slug: str) -> EventSource | None:
    """What the provider of that name can tell of; None where it cannot, or is none of this build's."""
    module = part_of(slug, "triggers")
    found: EventSource | None = module.SOURCE if module else None
    return found


@lru_cache(maxsize=1)
def event_sources() -> dict[str, EventSource]:
    """By provider, in the palette's order. The mapping is shared: do not change it."""
    found = {slug: source for slug in provider_slugs() if (source := event_source(slug))}
    return dict(sorted(found.items(), key=lambda item: _place(item[0])))


def _place(slug: str) -> tuple[int, str]:
    provider = provider_of(slug)
    assert provider is not None
    return provider.order, provider.name
