"""Attribute slugs as people write them, and as Attio does: `emailAddresses` is `email_addresses`."""

from __future__ import annotations

import re


def attribute_name(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", name).lower()
