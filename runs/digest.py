"""A value in a few words, and a large value in a few kilobytes: for card strips, lists and live messages. Pure."""

from __future__ import annotations

import re
from functools import lru_cache
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
_NAMES = (
    "number",
    "invoice_number",
    "invoiceNumber",
    "invoice_id",
    "invoiceId",
    "InvoiceNumber",
    "DocNumber",
    "reference",
    "name",
    "Name",
    "DisplayName",
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
)
_AMOUNTS = ("amount", "total", "Total", "TotalAmt", "amount_paid", "amount_due", "status", "currency", "id")
# Ids, times as numbers and dates: true of the thing, and no name of it.
_MACHINES = re.compile(r"[A-Z0-9]{9,}|\d{6,}[.\d]*|(?:[a-z]+_)?[0-9a-f-]{32,36}|\d{4}-\d\d-\d\d(?:T.*)?")
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
    return _items(one) if isinstance(one, list) else digest(value)


def _items(value: list[Any]) -> str:
    count = len(value)
    # Of a list that `preview` cut the last item says how many there are besides.
    if value and isinstance(value[-1], str) and (more := _MORE.fullmatch(value[-1])):
        count += int(more[1].replace(",", "")) - 1
    return "1 item" if count == 1 else f"{count:,} items"


def _say(value: Any, depth: int) -> str:
    if isinstance(value, str):
        return " ".join(value[:_LOOKED_AT].split())
    if isinstance(value, dict) and value:
        return _say_fields(value, depth)
    if value is None:
        return "Nothing"
    if value is True:
        return "Yes"
    if value is False:
        return "No"
    if isinstance(value, _NUMBERS):
        return _say_number(value)
    if isinstance(value, list):
        return _items(value)
    return "Nothing"


@lru_cache(maxsize=256, typed=True)  # one amount goes through all steps of a run
def _say_number(value: float) -> str:
    return f"{int(value) if value == value // 1 else value:,}"


def _say_fields(value: dict[str, Any], depth: int) -> str:
    if len(value) == 1 and depth < 3:
        return _say(next(iter(value.values())), depth + 1)
    if "approvedBy" in value and isinstance(value.get("approved"), bool):
        return _say_decision(value)
    parts = _scalars(value, _NAMES, 2) or [
        item
        for key, item in value.items()
        if isinstance(item, str) and item and key not in _AMOUNTS and not _MACHINES.fullmatch(item)
    ]
    parts = [*parts[:2], *_scalars(value, _AMOUNTS, 3)]
    if not parts and depth < 3:
        nested = next((item for item in value.values() if isinstance(item, dict) and item), None)
        if nested is not None:
            return _say(nested, depth + 1)
    if not parts:
        parts = [item for item in value.values() if isinstance(item, _SCALARS) and item != ""]
        lists = [item for item in value.values() if isinstance(item, list)]
        # `{"rows": […], "count": 2}`: a bare number says less than what it counts.
        if len(lists) == 1 and not any(isinstance(part, str) for part in parts):
            return _items(lists[0])
    if parts:
        return " · ".join([_say(part, depth + 1) for part in parts[:3]])
    return "1 field" if len(value) == 1 else f"{len(value)} fields"


def _say_decision(output: dict[str, Any]) -> str:
    """Of an approval's output; nobody is named where time was up."""
    said = "Approved" if output["approved"] else "Rejected"
    who = output["approvedBy"]
    return f"{said} by {who}" if isinstance(who, str) and who else said


def _scalars(value: dict[str, Any], keys: tuple[str, ...], most: int) -> list[Any]:
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
            return "[1 item]" if len(value) == 1 else f"[{len(value):,} items]"
        shown = [_cut(item, items, length, depth - 1) for item in value[:items]]
        return shown if len(value) <= items else [*shown, f"… {len(value) - items:,} more"]
    if isinstance(value, dict):
        if depth == 0:
            return "{1 field}" if len(value) == 1 else f"{{{len(value):,} fields}}"
        kept = list(islice(value.items(), items * 2))
        shown_fields = {
            key if len(key) <= length else f"{key[:length]}…": _cut(item, items, length, depth - 1)
            for key, item in kept
        }
        if len(value) > len(kept):
            shown_fields["…"] = f"{len(value) - len(kept):,} more"
        return shown_fields
    return value
