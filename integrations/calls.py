"""What an operation sends and how its answer is read, as data. `integrations/performing.py` acts on it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import KW_ONLY, dataclass, field
from typing import Any, Literal

from integrations.auth import Sign

Json = Any
Encoding = Literal["json", "form", "multipart", "xml", "none"]
_WITHOUT_BODY = frozenset({"GET", "HEAD", "DELETE"})


@dataclass(frozen=True, slots=True)
class Cursor:
    """The answer names the next page; its name goes into the form's field `field`. Empty: that was the last one."""

    field: str
    next: str  # a path in the answer


@dataclass(frozen=True, slots=True)
class LastId:
    """The next page begins after the id of this one's last item, as long as `more` is true in the answer."""

    field: str
    more: str = "has_more"
    id: str = "id"


@dataclass(frozen=True, slots=True)
class NextUrl:
    """The answer holds the address of the next page, whole or without its host."""

    next: str


@dataclass(frozen=True, slots=True)
class PageNumber:
    """Pages 1, 2, … until one holds fewer items than the form's field `size` asks for (`default_size` where it does not)."""

    field: str
    size: str
    default_size: int


@dataclass(frozen=True, slots=True)
class Offset:
    """As many items are skipped as have been read, until a page is short or `more` is false in the answer."""

    field: str
    size: str
    default_size: int
    more: str = ""


@dataclass(frozen=True, slots=True)
class SqlOffset:
    """Offset and page size are words of the query in the field `field`: `STARTPOSITION 101 MAXRESULTS 100`."""

    field: str
    default_size: int = 100


Pages = Cursor | LastId | NextUrl | PageNumber | Offset | SqlOffset


@dataclass(frozen=True, slots=True)
class Call:
    """One request. `to` is its method and path; `{names}` in the path are form fields, else values of the connection.

    The other fields go where they say (`integrations/fields.py`), else into the body where there is one, else into the
    query. `constants` go into the body; texts in them may name fields (`{contact_id}`). `wrap` puts the body into an
    envelope: "data" gives `{"data": …}`, "Contacts[]" gives `{"Contacts": […]}`. `body` builds the body from the form in
    place of all this.

    `unwrap` is the path of the useful part of the answer. `empty` is the output where the answer has no body; it may
    name fields, and `{location}` is the last part of the Location header.
    """

    to: str
    _: KW_ONLY
    encoding: Encoding | None = None  # None: the provider's, for methods that have a body
    base_url: str = ""  # a template over the connection's values, in place of the provider's
    query: Mapping[str, Json] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, Json] = field(default_factory=dict)
    wrap: str = ""
    body: Callable[[Any], Json] | None = None
    success: tuple[int, ...] = (200,)
    pending: tuple[int, ...] = ()  # statuses that mean "not ready yet": another attempt later
    unwrap: str = ""
    pages: Pages | None = None
    empty: Mapping[str, Json] | None = None
    binary: bool = False  # the answer is a file

    @property
    def method(self) -> str:
        return self.to.partition(" ")[0]

    @property
    def path(self) -> str:
        return self.to.partition(" ")[2]

    def encoding_for(self, usual: Encoding) -> Encoding:
        """How the body is written, given the provider's usual way."""
        return self.encoding or ("none" if self.method in _WITHOUT_BODY else usual)


@dataclass(frozen=True, slots=True, kw_only=True)
class Idempotency:
    """Where the provider takes our key, so that a repeated request has one effect."""

    header: str = ""
    query: str = ""
    methods: tuple[str, ...] = ("POST",)
    paths: tuple[str, ...] = ()  # only these; empty: all
    longest: int = 255

    def takes(self, call: Call) -> bool:
        return call.method in self.methods and (not self.paths or call.path in self.paths)


@dataclass(frozen=True, slots=True, kw_only=True)
class Errors:
    """A provider's errors. `message` and `code` are templates over the answer's body, by path: the first one whose places
    are all filled counts; `*` in a path collects from a list.

    `success` must hold in the body of an answer whose status is fine (Slack says `{"ok": false}` with 200).
    `limited` means "slow down", `passing` "the same request may succeed later", `final` "never, though the status looks
    like it" (a used-up quota); all are judged before the status. `hints` say what to do, by code.
    """

    message: tuple[str, ...] = ("{message}",)
    code: tuple[str, ...] = ("{code}",)
    success: Mapping[str, Json] = field(default_factory=dict)
    limited: tuple[Sign, ...] = ()
    passing: tuple[Sign, ...] = ()
    final: tuple[Sign, ...] = ()
    hints: Mapping[str, str] = field(default_factory=dict)
    request_id_header: str = ""
    reset_header: str = ""  # Unix seconds from which requests are taken again
    wait_seconds: float | None = None  # after "slow down" without Retry-After
