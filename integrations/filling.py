"""Templates of provider declarations: `{name}`, `{dotted.path}`, `{name|filter}`, filled from plain data."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote, urlsplit

_PLACE = re.compile(r"\{([A-Za-z_][A-Za-z0-9_.]*)(?:\|([a-z]+))?\}")
_HOST_PART = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")
_PORTS = {"http": 80, "https": 443}

_FILTERS: dict[str, Callable[[str], str]] = {
    "host": lambda text: text.lower().replace("_", "-"),  # NetSuite: 1234567_SB1 -> 1234567-sb1
    "realm": lambda text: text.upper().replace("-", "_"),  # and the other way round
    "lower": lambda text: text.lower(),
    "upper": lambda text: text.upper(),
    "path": lambda text: quote(text, safe=""),
}


class FillError(ValueError):
    """A template asks for what is not there, or a value cannot stand where the template puts it."""


def read_path(data: Any, path: str) -> Any:
    """What stands at a dotted path (`accounts.0.base_uri`); None where it breaks, the data itself for ""."""
    for part in path.split(".") if path else ():
        if isinstance(data, Mapping):
            data = data.get(part)
        elif isinstance(data, list) and part.isdecimal() and int(part) < len(data):
            data = data[int(part)]
        else:
            return None
    return data


def names_in(template: str) -> tuple[str, ...]:
    """The names a template asks for."""
    return tuple(match.group(1) for match in _PLACE.finditer(template))


def fill(template: str, values: Mapping[str, Any]) -> str:
    """The template with its places filled. Raises FillError naming the first empty one."""
    filled = fill_if_given(template, values)
    if filled is None:
        missing = next(name for name in names_in(template) if _text(values, name) is None)
        raise FillError(f"{missing} is not known")
    return filled


def fill_if_given(template: str, values: Mapping[str, Any]) -> str | None:
    """As `fill`, but None when a place is empty or absent."""
    parts: list[str] = []
    at = 0
    for match in _PLACE.finditer(template):
        text = _text(values, match.group(1))
        if text is None:
            return None
        parts += [template[at : match.start()], _filtered(text, match.group(2))]
        at = match.end()
    return "".join([*parts, template[at:]])


def fill_url(template: str, values: Mapping[str, Any]) -> str:
    """A URL from a template, without a slash at its end. A value may be the whole beginning (`{instance_url}/x`); inside
    a host name it may only be a part of one, so that nobody's account id can lead elsewhere.
    """
    start = _PLACE.match(template)
    if start is None:
        authority = template.partition("://")[2].partition("/")[0]
        for match in _PLACE.finditer(authority):
            text = _text(values, match.group(1))
            if text is not None and not _HOST_PART.fullmatch(_filtered(text, match.group(2))):
                raise FillError(f"{match.group(1)} cannot be part of an address")
    url = fill(template, values).rstrip("/")
    parts = urlsplit(url)
    if parts.scheme not in _PORTS or not parts.hostname or "@" in parts.netloc:
        raise FillError(f"{start.group(1) if start else 'it'} is not a web address")
    return url


def origin_of(url: str) -> tuple[str, str, int]:
    """Scheme, host and port of a URL. Raises ValueError for a port that is none."""
    parts = urlsplit(url)
    return parts.scheme, (parts.hostname or "").lower(), parts.port or _PORTS.get(parts.scheme, 0)


def _text(values: Mapping[str, Any], name: str) -> str | None:
    value = values.get(name) if name in values else read_path(values, name)
    if value is None or isinstance(value, Mapping | list):
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) or None


def _filtered(text: str, name: str | None) -> str:
    if name is None:
        return text
    try:
        return _FILTERS[name](text)
    except KeyError:
        raise FillError(f"there is no filter {name}") from None
