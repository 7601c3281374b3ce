"""Bodies that are neither plain JSON nor a flat form: bracket names, nested keys, XML in and out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from xml.sax.saxutils import escape

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

Json = Any
#: Braces are places for credentials in the XML that leaves; nobody's text may hold one.
_ENTITIES = {"{": "&#123;", "}": "&#125;", '"': "&quot;"}


def put(target: dict[str, Any], name: str, value: Any) -> None:
    """Set `value` at a dotted name, making the objects on the way; `*` spreads an object into the target.

    An object on the way is replaced by its copy: it may be part of a config, which other steps and runs read.
    """
    *on_the_way, last = name.split(".")
    for part in on_the_way:
        own = dict(target.get(part, ()))
        target[part] = own
        target = own
    if last == "*":
        target.update(value if isinstance(value, Mapping) else {})
    else:
        target[last] = value


def bracket_pairs(data: Mapping[str, Any]) -> dict[str, Any]:
    """Nested data as form names: `{"items": [{"price": "x"}]}` becomes `items[0][price]`.

    A name that ends in `[]` repeats for a list of plain values. Null is left out.
    """
    flat: dict[str, Any] = {}
    for name, value in data.items():
        flat.update(_flattened(name, value))
    return flat


def _flattened(name: str, value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping):
        for key, part in value.items():
            yield from _flattened(f"{name}[{key}]", part)
    elif (
        isinstance(value, list) and name.endswith("[]") and not any(isinstance(p, dict | list) for p in value)
    ):
        yield name, value
    elif isinstance(value, list):
        for index, part in enumerate(value):
            yield from _flattened(f"{name.removesuffix('[]')}[{index}]", part)
    elif value is not None:
        yield name, value


def to_xml(data: Mapping[str, Any]) -> str:
    """Elements in the order of the keys. A list repeats its element, null gives an empty one, `@name` an attribute."""
    return "".join(_element(name, value) for name, value in data.items() if not name.startswith("@"))


def _element(name: str, value: Any) -> str:
    if isinstance(value, list):
        return "".join(_element(name, part) for part in value)
    attributes = ""
    if isinstance(value, Mapping):
        attributes = "".join(
            f' {key[1:]}="{_text(part)}"' for key, part in value.items() if key.startswith("@")
        )
        inner = to_xml(value)
    else:
        inner = _text(value)
    return f"<{name}{attributes}>{inner}</{name}>" if inner else f"<{name}{attributes}/>"


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return escape(str(value), _ENTITIES)


_MOST_TAGS = 500_000


def from_xml(content: bytes) -> Json:
    """An XML document as data: an element without children is its text, repeated ones are a list, `@name` are attributes.

    Raises ValueError for what is no XML, declares entities, or has so many elements that reading them would take seconds.
    """
    if content.count(b"<") > _MOST_TAGS:
        raise ValueError(f"its body has more than {_MOST_TAGS:,} tags. Send it in parts")
    try:
        root = ElementTree.fromstring(content)
    except DefusedXmlException:
        raise ValueError("its body does not read as XML here: it declares entities of its own") from None
    except (ElementTree.ParseError, LookupError, ValueError) as error:  # two of them: encodings nobody knows
        raise ValueError(f"its body does not read as XML: {error}") from None
    return {root.tag: _data(root)}


def _data(element: Any) -> Json:
    children: dict[str, Any] = {f"@{name}": value for name, value in element.attrib.items()}
    for child in element:
        value = _data(child)
        if child.tag not in children:
            children[child.tag] = value
        elif isinstance(children[child.tag], list):
            children[child.tag].append(value)
        else:
            children[child.tag] = [children[child.tag], value]
    text = (element.text or "").strip()
    if not children:
        return text
    if text:
        children["#text"] = text
    return children
