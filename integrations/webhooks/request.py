"""What a provider sent, as plain data, before anything in it is believed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any
from urllib.parse import parse_qs, urlsplit

from pydantic_core import from_json


class BodyError(ValueError):
    """A body that is not what this provider sends, in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InboundRequest:
    """One request. `url` is the address as the sender knows it: the public one, with the query exactly as it came
    (HubSpot signs it). Header names are lower case. `body` is what came over the wire, byte for byte.
    """

    method: str = "POST"
    url: str = ""
    headers: Mapping[str, str]
    body: bytes

    def header(self, name: str) -> str:
        """Its value, or "" when it is not there."""
        return self.headers.get(name.lower(), "")

    def query(self, name: str) -> str:
        """A parameter of the query, decoded, or "" when it is not there."""
        return (
            parse_qs(urlsplit(self.url).query, keep_blank_values=True, max_num_fields=100).get(name) or [""]
        )[0]

    def json(self) -> Any:
        """The body as JSON data. Raises BodyError."""
        return _json(self.body)

    def object(self) -> dict[str, Any]:
        """The body as a JSON object. Raises BodyError."""
        return an_object(self.json())

    def form(self) -> dict[str, str]:
        """The text fields of a form, urlencoded or multipart; of fields that come twice the first. Raises BodyError."""
        kind = self.header("content-type")
        if kind.lower().startswith("multipart/form-data"):
            return _multipart(kind, self.body)
        try:
            found = parse_qs(self.body.decode(), keep_blank_values=True, max_num_fields=100, errors="strict")
        except (UnicodeDecodeError, ValueError):
            raise BodyError("The body is not a form.") from None
        return {name: values[0] for name, values in found.items()}


def json_field(text: str) -> dict[str, Any]:
    """The JSON object that stands in a form's field. Raises BodyError."""
    return an_object(_json(text.encode()))


def an_object(value: Any) -> dict[str, Any]:
    """Raises BodyError for anything else."""
    if not isinstance(value, dict):
        raise BodyError("The body is not a JSON object.")
    return value


def part(value: dict[str, Any], name: str) -> dict[str, Any]:
    """The object under that name; an empty one where there is none."""
    found = value.get(name)
    return found if isinstance(found, dict) else {}


def objects(value: Any) -> list[dict[str, Any]]:
    """The objects of a list; an empty list for null. Raises BodyError for anything else."""
    if value is None:
        return []
    if not isinstance(value, list):
        raise BodyError("The body holds no list of events.")
    return [an_object(item) for item in value]


def _json(raw: bytes) -> Any:
    try:
        return from_json(raw, allow_inf_nan=False)
    except ValueError:
        raise BodyError("The body is not JSON.") from None


def _multipart(kind: str, body: bytes) -> dict[str, str]:
    message = BytesParser(policy=HTTP).parsebytes(
        b"Content-Type: " + kind.encode("latin-1", "replace") + b"\r\n\r\n" + body
    )
    if not message.is_multipart():
        raise BodyError("The body is not the form its header says.")
    found: dict[str, str] = {}
    for part in message.iter_parts():
        name = part.get_param("name", header="content-disposition")
        content = part.get_payload(decode=True)
        if isinstance(name, str) and isinstance(content, bytes) and not part.get_filename():
            found.setdefault(name, content.decode("utf-8", "replace").removesuffix("\r\n"))
    return found
