"""Reads typed values from JSON and says, for each that is wrong, where it stands and what it should be."""

from __future__ import annotations

import difflib
import math
from collections.abc import Iterable, Mapping
from typing import Any

import orjson

Json = Any  # JSON data: None, bool, int, float, str, list and dict of these
Detail = dict[str, str]  # {"path": "blocks.2.config.channel", "message": "…"}

MAX_BYTES = 2 * 1024 * 1024
MAX_BLOCKS = 1_000
MAX_EDGES = 10_000
MAX_DEPTH = 100  # levels of lists and objects; deeper ones cannot be written as JSON by every reader
MAX_DETAILS = 50  # a definition that is wrong everywhere is reported in part


class DefinitionInvalid(Exception):
    """The data is no definition. `details` says where and why, in words for a person."""

    def __init__(self, details: list[Detail]) -> None:
        super().__init__(details[0]["message"] if details else "This is not a workflow definition.")
        self.details = details


def guess(word: str, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f" Did you mean “{close[0]}”?" if close else ""


class Reader:
    """Reads typed values from JSON and collects what is wrong instead of stopping at the first."""

    def __init__(self) -> None:
        self.details: list[Detail] = []

    def wrong(self, path: str, message: str) -> None:
        if len(self.details) < MAX_DETAILS:
            self.details.append({"path": path, "message": message})

    def check_caps(self, data: Mapping[str, Json]) -> None:
        """Refuse at once what would be costly to look at any further."""
        blocks, edges = data.get("blocks"), data.get("edges")
        if isinstance(blocks, list) and len(blocks) > MAX_BLOCKS:
            self.wrong(
                "blocks", f"{len(blocks):,} blocks are more than the {MAX_BLOCKS:,} a workflow may have."
            )
        if isinstance(edges, list) and len(edges) > MAX_EDGES:
            self.wrong("edges", f"{len(edges):,} edges are more than the {MAX_EDGES:,} a workflow may have.")
        if not self.details:
            self._check_values(data)
        if not self.details and (size := len(orjson.dumps(data))) > MAX_BYTES:
            self.wrong("", f"{size / 1_048_576:.1f} MB is more than the 2 MB a workflow definition may have.")
        if self.details:
            raise DefinitionInvalid(self.details)

    def _check_values(self, data: Mapping[str, Json]) -> None:
        """Only what every JSON reader can read back: depth, 64-bit integers, finite numbers, Unicode text."""
        stack: list[tuple[str, Json, int]] = [("", data, 1)]
        while stack:
            path, value, depth = stack.pop()
            if depth > MAX_DEPTH:
                self.wrong(path[:200], f"Lists and objects are nested deeper than {MAX_DEPTH} levels here.")
                return
            if isinstance(value, Mapping):
                for key, item in value.items():
                    at = f"{path}.{key}" if path else str(key)
                    if not isinstance(key, str) or not _is_text(key):
                        self.wrong(path, "A key here is not Unicode text.")
                    else:
                        stack.append((at, item, depth + 1))
            elif isinstance(value, list):
                stack.extend(
                    (f"{path}.{index}" if path else str(index), item, depth + 1)
                    for index, item in enumerate(value)
                )
            elif isinstance(value, str):
                if not _is_text(value):
                    self.wrong(path, "This text is not valid Unicode.")
            elif isinstance(value, float):
                if not math.isfinite(value):
                    self.wrong(path, "NaN and Infinity are not JSON numbers.")
            elif isinstance(value, int) and not -(2**63) <= value < 2**64:
                self.wrong(path, "This whole number has more than 64 bits. Write it as a string.")

    def known(self, data: Mapping[str, Json], path: str, fields: tuple[str, ...], owner: str) -> None:
        for key in data:
            if key not in fields:
                at = f"{path}.{key}" if path else key
                self.wrong(at, f"“{key}” is not a field of {owner}.{guess(key, fields)}")

    def text(self, data: Mapping[str, Json], path: str, key: str, *, limit: int) -> str:
        """The text at `key`; absent and null are the empty text."""
        value = data.get(key)
        at = f"{path}.{key}" if path else key
        if value is None:
            return ""
        if not isinstance(value, str):
            self.wrong(at, f"{key} is a text.")
            return ""
        if len(value) > limit:
            self.wrong(at, f"{key} has {len(value):,} characters; {limit:,} is the most.")
        if "\x00" in value:
            self.wrong(at, f"{key} contains the character U+0000, which cannot be stored.")
        return value

    def object(self, data: Mapping[str, Json], path: str, key: str) -> Mapping[str, Json]:
        value = data.get(key)
        if isinstance(value, Mapping):
            return value
        if value is not None:
            self.wrong(f"{path}.{key}" if path else key, f"{key} is an object.")
        return {}

    def objects(self, data: Mapping[str, Json], path: str, key: str) -> list[Mapping[str, Json]]:
        value = data.get(key)
        at = f"{path}.{key}" if path else key
        if key not in data:
            return []
        if not isinstance(value, list):
            self.wrong(at, f"{key} is a list.")
            return []
        for index, item in enumerate(value):
            if not isinstance(item, Mapping):
                self.wrong(f"{at}.{index}", f"Each of the {key} is an object.")
        return [item for item in value if isinstance(item, Mapping)]

    def schema(self, data: Mapping[str, Json], key: str) -> Json:
        value = data.get(key)
        if value is not None and not isinstance(value, Mapping):
            self.wrong(key, f"{key} is a JSON Schema object, or null.")
        return value

    def integer(self, data: Mapping[str, Json], path: str, key: str) -> int | None:
        value = data.get(key)
        if value is None or (isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**53):
            return value
        if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
            return int(value)
        self.wrong(f"{path}.{key}", f"{key} is a whole number.")
        return None

    def number(self, data: Mapping[str, Json], path: str, key: str, usual: float) -> float:
        value = data.get(key, usual)
        if isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < 1e15:
            return value
        self.wrong(f"{path}.{key}", f"{key} is a number.")
        return usual

    def flag(self, data: Mapping[str, Json], path: str, key: str) -> bool:
        value = data.get(key)
        if value is None or isinstance(value, bool):
            return bool(value)
        self.wrong(f"{path}.{key}", f"{key} is true or false.")
        return False

    def choice(self, data: Mapping[str, Json], path: str, key: str, choices: tuple[str, ...]) -> str | None:
        value = data.get(key)
        if value is None or (isinstance(value, str) and value in choices):
            return value
        self.wrong(f"{path}.{key}", f"{key} is one of: {', '.join(choices)}.")
        return None


def _is_text(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True
