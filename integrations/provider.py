"""A provider as data. `providers/<slug>/provider.py` holds one as `PROVIDER`; its operations are found beside it."""

from __future__ import annotations

from dataclasses import dataclass

from integrations.auth import Access


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """A service one can connect to. `slug` is the block type's name; its folder has `_` for `-`."""

    slug: str
    name: str
    description: str
    color: str  # the solid tile's ground, "#rrggbb"
    icon: str  # a lucide icon's name, shown where the logo is not
    sentence: str = "{operation}"
    empty_sentence: str = ""
    category: str = "Apps"
    order: int = 100
    access: Access | None = None  # None: it needs no connection
