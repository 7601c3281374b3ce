"""A value in a few words, and a large value in a few kilobytes: for card strips, lists and live messages. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice
from typing import Any

import orjson

DIGEST_LENGTH = 80
PREVIEW_BYTES = 2048
_LOOKED_AT = 2_000  # characters of a text: enough for a line whatever blanks it holds
# Items of a list (twice as many fields), characters of a text, levels: the first that fits.
_CUTS = ((10, 200, 4), (10, 100, 3), (5, 60, 2), (3, 40, 1), (1, 40, 1))

_MORE = re.compile(r"… ([\d,]+) more")

# What a person would call the thing, most telling first, and what is said after its name.
_NAMES = [
    "number",
    "invoice_number",
    "invoiceNumber",
    "invoice_id",
    "invoiceId",
    "reference",
    "name",
    "customer",
    "customer_name",
    "customerName",
    "company",
    "title",
    "subject",
    "email",
    "summary",
    "message",
    "text",
]
_AMOUNTS = ("amount", "total", "amount_paid", "amount_due", "status", "currency", "id")
# Tuples: a union in isinstance is made anew each time, and a digest is made for every step.
_NUMBERS = (int, float)
_SCALARS = (str, int, float)


def digest(value: Any) -> str:
    """One line that says what a value is about: "INV-2041 · Northwind · 12,480"."""
    return _shorten(_say(value, 0))


def digest_of_preview(value: Any) -> str:
    """The same from what `preview` left of a large value."""
    one = value
    for _ in range(3):  # as deep as a digest looks for the one thing that a value holds
        if not isinstance(one, dict) or len(one) != 1:
            break
        one = next(iter(one.values()))
    if isinstance(one, list) and one and isinstance(one[-1], str) and (more := _MORE.fullmatch(one[-1])):
        return f"{len(one) - 1 + int(more[1].replace(',', '')):,} items"
    return digest(value)


def _say(value: Any, depth: int) -> str:
    if isinstance(value, str):
        return " ".join(value[:_LOOKED_AT].split())
    if value is None:
        return "Nothing"
    if value is True:
        return "Yes"
    if value is False:
        return "No"
    if isinstance(value, _NUMBERS):
        return f"{value:,}"
    if isinstance(value, list):
        return "1 item" if len(value) == 1 else f"{len(value):,} items"
    if not value:
        return "Nothing"
    if len(value) == 1 and depth < 3:
        return _say(next(iter(value.values())), depth + 1)
    parts = _scalars(value, _NAMES, 2) or [
        item for key, item in value.items() if isinstance(item, str) and item and key not in _AMOUNTS
    ]
    parts = [*parts[:2], *_scalars(value, _AMOUNTS, 3)]
    parts = parts or [item for item in value.values() if isinstance(item, _SCALARS) and item != ""]
    if parts:
        return " · ".join([_say(part, depth + 1) for part in parts[:3]])
    nested = next((item for item in value.values() if isinstance(item, dict) and item), None)
    if nested is not None and depth < 3:
        return _say(nested, depth + 1)
    return f"{len(value)} fields"


def _scalars(value: dict[str, Any], keys: Iterable[str], most: int) -> list[Any]:
    """The first `most` values under these keys that are text, numbers or yes/no."""
    found: list[Any] = []
    for key in keys:
        if key in value:
            item = value[key]
            if isinstance(item, _SCALARS) and item != "":
                found.append(item)
                if len(found) == most:
                    break
    return found


def _shorten(text: str) -> str:
    return text if len(text) <= DIGEST_LENGTH else text[: DIGEST_LENGTH - 1].rstrip() + "…"


def preview(value: Any) -> Any:
    """The value cut to its first items, short texts and a few levels, so that its JSON takes at most 2 KB; what was cut
    says how much there is.
    """
    cut = None
    for items, text, depth in _CUTS:
        cut = _cut(value, items, text, depth)
        if len(orjson.dumps(cut)) <= PREVIEW_BYTES:
            break
    return cut


def _cut(value: Any, items: int, length: int, depth: int) -> Any:
    if isinstance(value, str):
        return value if len(value) <= length else f"{value[:length]}… ({len(value):,} characters)"
    if isinstance(value, list):
        if depth == 0:
            return f"[{len(value):,} items]"
        shown = [_cut(item, items, length, depth - 1) for item in value[:items]]
        return shown if len(value) <= items else [*shown, f"… {len(value) - items:,} more"]
    if isinstance(value, dict):
        if depth == 0:
            return f"{{{len(value):,} fields}}"
        kept = list(islice(value.items(), items * 2))
        shown_fields = {
            key if len(key) <= length else f"{key[:length]}…": _cut(item, items, length, depth - 1)
            for key, item in kept
        }
        if len(value) > len(kept):
            shown_fields["…"] = f"{len(value) - len(kept):,} more"
        return shown_fields
    return value
