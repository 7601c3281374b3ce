"""The body of a request to a webhook, as a run's input: JSON, forms, XML, text and files."""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qs

from django.core.exceptions import SuspiciousOperation
from django.core.files.uploadhandler import FileUploadHandler
from django.http.multipartparser import MultiPartParser, MultiPartParserError
from django.http.request import RawPostDataException

from accounts.api.errors import ApiError, validation_error
from accounts.api.parsers import parse_json
from integrations.encoding import from_xml
from integrations.files import KEY as FILE
from integrations.outcomes import Permanent, Retry
from runs.firing_facts import IN_INPUT, IS_INPUT

MOST_FIELDS = 1_000

#: Those that people use. Python knows some that take hours for a large body (`punycode`).
_CHARSETS = re.compile(
    r"utf-?(?:8|16|32)(?:[-_]?[bl]e)?|(?:us-)?ascii|latin-?1|iso-8859-\d{1,2}|(?:windows-|cp)125\d|shift_jis|euc-(?:jp|kr)"
    r"|gb(?:2312|k|18030)|big5"
)

_BOUNDARY = re.compile(r';\s*boundary\s*=\s*(?:"([^"]+)"|([^\s";]+))', re.IGNORECASE)

#: Stores (name, type, content) and gives the `{"$file": …}` value.
KeepFile = Callable[[str, str, bytes], Any]


def read_input(body: bytes, headers: Mapping[str, str], keep_file: KeepFile) -> tuple[Any, str]:
    """(the run's input, where in it the body is). An object is the input itself, anything else stands at `body`.

    Raises ApiError 400 for a body that is not what its Content-Type says.
    """
    value = _parsed(body, headers, keep_file)
    is_object = isinstance(value, dict) and FILE not in value
    return (value, IS_INPUT) if is_object else ({"body": value}, IN_INPUT)


def kind_of(headers: Mapping[str, str]) -> str:
    """The media type, in lower case, without parameters."""
    return headers.get("content-type", "").partition(";")[0].strip().lower()


def _parsed(body: bytes, headers: Mapping[str, str], keep_file: KeepFile) -> Any:
    kind = kind_of(headers)
    if not body:
        return {}
    packed = headers.get("content-encoding", "").strip()
    if packed.lower() not in ("", "identity"):
        raise ApiError(
            "UNSUPPORTED_MEDIA_TYPE",
            415,
            f"The body is compressed (Content-Encoding: {packed[:40]}). Send it as it is.",
        )
    if kind.endswith(("/json", "+json")):
        return parse_json(body.removeprefix(codecs.BOM_UTF8))  # some senders cannot help writing it
    if kind == "application/x-www-form-urlencoded":
        return _form(body)
    if kind == "multipart/form-data":
        return _multipart(body, headers, keep_file)
    if kind.endswith(("/xml", "+xml")):
        return _xml(body)
    if kind.startswith("text/"):
        return _text(body, headers)
    if not kind:
        return _unnamed(body, keep_file)
    return _kept(keep_file, _name(headers), kind, body)


def _unnamed(body: bytes, keep_file: KeepFile) -> Any:
    """Without a Content-Type: JSON where it reads as such, else text, else a file."""
    try:
        return parse_json(body)
    except ApiError:
        pass
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return _kept(keep_file, "file", "application/octet-stream", body)
    return text.replace("\x00", "\ufffd")


def _form(body: bytes) -> dict[str, Any]:
    try:
        found = parse_qs(body.decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="strict")
    except (UnicodeDecodeError, ValueError):
        raise validation_error(
            f"The body is not a form of at most {MOST_FIELDS:,} fields in UTF-8."
        ) from None
    return {_clean(name): _one(list(map(_clean, values))) for name, values in found.items()}


def _xml(body: bytes) -> Any:
    try:
        return from_xml(body)
    except (ValueError, RecursionError) as error:
        words = (
            "is nested too deeply"
            if isinstance(error, RecursionError)
            else str(error).removeprefix("its body ")
        )
        raise validation_error(f"The body is not XML that can be used: it {words}.") from None


def _text(body: bytes, headers: Mapping[str, str]) -> str:
    charset = "utf-8"
    for parameter in headers.get("content-type", "").split(";")[1:]:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            charset = value.strip().strip('"')
    try:
        if not _CHARSETS.fullmatch(charset.lower()):
            raise LookupError(charset)
        return _clean(body.decode(charset))
    except (UnicodeDecodeError, LookupError):
        raise validation_error(f"The body is not text in {charset[:40]}.") from None


class _Kept:
    """What stands for a kept file until the form is read. Django closes the files of a form that it gives up on."""

    def __init__(self, value: Any) -> None:
        self.value = value

    def close(self) -> None:
        """Nothing is open; what no event names is removed with what else a crash left on the disk."""


class _InMemory(FileUploadHandler):
    """A file of the form, whole: the body is in memory anyway, and bounded."""

    def __init__(self, keep_file: KeepFile) -> None:
        super().__init__()
        self.keep_file = keep_file
        self.pieces: list[bytes] = []

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.pieces = []

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        del start
        self.pieces.append(raw_data)

    def file_complete(self, file_size: int) -> Any:
        del file_size
        content = b"".join(self.pieces)
        return _Kept(_kept(self.keep_file, self.file_name or "file", self.content_type or "", content))


def _multipart(body: bytes, headers: Mapping[str, str], keep_file: KeepFile) -> dict[str, Any]:
    kind = headers.get("content-type", "")
    boundary = _BOUNDARY.search(kind)
    if boundary is None:
        raise validation_error(
            "The body is a form whose Content-Type names no boundary. Let the sender’s HTTP library set that header."
        )
    # Django would take what is there; half a file is not what was sent.
    if f"--{boundary[1] or boundary[2]}--".encode("latin-1", "replace") not in body[-1024:]:
        raise validation_error("The body is a form that breaks off before its last boundary. Send it again.")
    meta = {"CONTENT_TYPE": kind, "CONTENT_LENGTH": len(body)}
    try:
        fields, files = MultiPartParser(meta, io.BytesIO(body), [_InMemory(keep_file)]).parse()
    except (MultiPartParserError, SuspiciousOperation, RawPostDataException) as error:
        raise validation_error(f"The body is not a form that can be read: {str(error)[:100]}.") from None
    found: dict[str, list[Any]] = {}
    for part in (fields, files):
        for name, values in part.lists():
            found.setdefault(_clean(name), []).extend(
                one.value if isinstance(one, _Kept) else _clean(one) for one in values
            )
    return {name: _one(values) for name, values in found.items()}


def _kept(keep_file: KeepFile, name: str, kind: str, content: bytes) -> Any:
    try:
        return keep_file(name, kind, content)
    except Permanent as error:
        raise ApiError("PAYLOAD_TOO_LARGE", 413, error.message) from None
    except Retry as error:
        raise ApiError("UNAVAILABLE", 503, error.message, headers={"Retry-After": "5"}) from None


def _name(headers: Mapping[str, str]) -> str:
    for parameter in headers.get("content-disposition", "").split(";")[1:]:
        key, _, value = parameter.partition("=")
        if key.strip().lower() == "filename":
            return value.strip().strip('"') or "file"
    return "file"


def _one(values: list[Any]) -> Any:
    """A field that comes several times is a list."""
    return values[0] if len(values) == 1 else values


def _clean(text: str) -> str:
    return text.replace("\x00", "\ufffd")  # PostgreSQL cannot store it
