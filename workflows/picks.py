"""Lists to choose from that a provider gives, read with one of the company's connections and kept for a minute.

A list that the provider can search is searched there; any other is read page by page as far as it takes to answer.
"""

from __future__ import annotations

import dataclasses
import threading
import time
from collections import OrderedDict
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from connections import calls
from connections.services import masks
from connections.services.choosing import MISSING, choose_connection
from connections.signs import matches
from integrations.blocktype import Operation
from integrations.context import Account
from integrations.finding import provider_of
from integrations.http import HttpRequest, HttpResponse
from integrations.outcomes import AuthExpired, Permanent
from integrations.performing import Following, read_page
from integrations.picking import Option, Question, options_in, question_of
from integrations.provider import Pick, Provider
from workflows.registry import block_type

KEEP_SECONDS = 60.0
MAX_LISTS = 300
#: As far as a list is read for one question; Slack gives a thousand channels a page, Stripe a hundred customers.
MAX_PAGES = 10
REQUEST_SECONDS = 10.0
QUESTION_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose list is wanted. `connection_id` None: the one a block without a choice of its own would run with."""

    company_id: UUID
    provider: str
    pick: str
    connection_id: UUID | None
    values: Mapping[str, str]  # of the form that is being filled in


@dataclass(frozen=True, slots=True)
class Choices:
    """`next_offset` None: that is all, as far as the list is read."""

    options: list[Option]
    next_offset: int | None


def choices(asked: Asked, *, search: str, offset: int, limit: int) -> Choices:
    """Some of the list. Raises LookupError when there is no such list, NeededError for what the form lacks, and
    outcomes.StepFailure in words for a person.
    """
    reading = _Reading.begin(asked)
    pick = reading.pick
    text = " ".join(search.split())
    is_searched_there = bool(text and pick.searched)
    listing = _listing(
        reading, question_of(pick, text=text if is_searched_there else "", values=asked.values)
    )
    words = [] if is_searched_there else text.casefold().split()
    with listing.lock:
        while True:
            found = [option for option in listing.options if option.holds(words)]
            if len(found) > offset + limit or not listing.read_on(reading):
                break
    shown = found[offset : offset + limit]
    return Choices(shown, offset + limit if len(found) > offset + limit else None)


def choice(asked: Asked, value: str) -> Option | None:
    """The item that a form holds by its id, or by its name where the provider takes that; None when it is not found. Raises as `choices`."""
    reading = _Reading.begin(asked)
    listing = _listing(reading, question_of(reading.pick, values=asked.values))
    with listing.lock:
        while (found := listing.held(value, reading.pick.name_sign)) is None:
            if reading.pick.one is None:
                if not listing.read_on(reading):
                    return None
                continue
            return reading.one(value)
    return found


def forget_lists() -> None:
    """As in a new process."""
    with _lists_lock:
        _lists.clear()


# --- asking -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Reading:
    """One question's way to the provider: what `performing` needs in place of a step."""

    provider: Provider
    pick: Pick
    caller: calls.Caller
    connection: Account
    until: float
    idempotency_key: str = ""  # it only reads

    @classmethod
    def begin(cls, asked: Asked) -> _Reading:
        provider = provider_of(asked.provider)
        pick = provider.picks.get(asked.pick) if provider else None
        if provider is None or pick is None:
            raise LookupError(asked.pick)
        try:
            chosen = choose_connection(
                company_id=asked.company_id,
                provider=provider.slug,
                provider_name=provider.name,
                run_wants=None,
                block_wants=asked.connection_id,
            )
        except AuthExpired as failure:
            if failure.code != MISSING or asked.connection_id:
                raise
            words = f"{provider.name} is not connected yet. Connect it to choose from its lists."
            raise AuthExpired(words, code=MISSING) from None
        caller = calls.Caller(asked.company_id, chosen.connection_id)
        account = calls.account_of(asked.company_id, chosen.connection_id)
        return cls(provider, pick, caller, account, time.monotonic() + QUESTION_SECONDS)

    @property
    def now_ms(self) -> int:
        return int(time.time() * 1000)

    @property
    def account_key(self) -> Hashable:
        """Changes with the account that the connection leads to."""
        account = self.connection
        return (self.caller, account.base_url, tuple(sorted(account.values.items())))

    def operation(self, named: str | Operation) -> Operation:
        if isinstance(named, Operation):
            return named
        known = block_type(self.provider.slug)
        found = known.operation_for({"operation": named}) if known else None
        assert found is not None, named
        return found

    def one(self, value: str) -> Option | None:
        """The item with this id, asked for by itself."""
        assert self.pick.one is not None
        named, field = self.pick.one
        operation = self.operation(named)
        try:
            form = operation.form.model_validate({field: value})
            output, _following = read_page(self.provider, operation, self, form)
        except (ValueError, Permanent):
            return None  # what the provider does not know has no name
        found = options_in(dataclasses.replace(self.pick, items=""), output)
        return found[0] if found else None

    def http(self, request: HttpRequest) -> HttpResponse:
        seconds = max(0.1, min(REQUEST_SECONDS, self.until - time.monotonic()))
        response = calls.send(
            dataclasses.replace(request, timeout_seconds=seconds), self.caller, effect="read"
        )
        access = self.provider.access
        if access and any(matches(sign, response) for sign in access.missing_scope):
            raise AuthExpired(
                f"{self.provider.name} does not let this connection read the list: a permission is missing. "
                "Connect it again and allow what is asked for.",
                code="CONNECTION_SCOPE",
            )
        content = masks.mask_for(self.caller.company_id).content(response.content)
        return dataclasses.replace(response, content=content)


# --- what is kept -------------------------------------------------------------------------------------


@dataclass
class _Listing:
    """A list as far as it has been read. Used under its lock: two questions for one list ask the provider once."""

    first: Following
    operation: Operation
    until: float
    options: list[Option] = field(default_factory=list)
    pages: int = 0
    following: Following | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)

    def read_on(self, reading: _Reading) -> bool:
        """Read one more page; False when there is none, or enough has been read."""
        place = self.first if self.pages == 0 else self.following
        if place is None or self.pages >= MAX_PAGES or time.monotonic() > reading.until:
            return False
        output, self.following = read_page(reading.provider, self.operation, reading, *place)
        self.pages += 1
        self.options += options_in(reading.pick, output)
        return True

    def held(self, value: str, name_sign: str) -> Option | None:
        """What a field with this value means."""
        name = value.removeprefix(name_sign) if name_sign and value.startswith(name_sign) else None
        return next(
            (option for option in self.options if option.value == value or option.label == name), None
        )


_lists: OrderedDict[Hashable, _Listing] = OrderedDict()
_lists_lock = threading.Lock()


def _listing(reading: _Reading, question: Question) -> _Listing:
    operation = reading.operation(question.operation)
    key = (reading.account_key, operation.id, reading.pick.value, repr(sorted(question.fields.items())))
    now = time.monotonic()
    with _lists_lock:
        kept = _lists.get(key)
        if kept is not None and kept.until > now:
            return kept
        form = operation.form.model_validate(question.fields)
        made = _lists[key] = _Listing((form, ""), operation, now + KEEP_SECONDS)
        _lists.move_to_end(key)
        while len(_lists) > MAX_LISTS:
            _lists.popitem(last=False)
    return made
