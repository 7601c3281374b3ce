"""All that a block may touch while it runs, as a protocol; `runs/worker` implements it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any, Protocol

from integrations.files import NewFile, StoredFile
from integrations.http import HttpRequest, HttpResponse
from integrations.prices import Price, Tokens


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What a step may know of the connection it runs with: where its requests go and whose it is, never a secret.

    `base_url` is filled and without a slash at its end; `values` are the connection's values that are no secrets
    (`realm_id`, `tenant_id`, `account_id`, …), for the templates of provider declarations. Credentials are added where
    the request leaves: headers by the method's `Placement`, and `{session_id}`, `{sender_id}` and `{sender_password}`
    in the XML that Sage Intacct's operations send.
    """

    connection_id: str  # "conn_<uuid>"
    provider: str
    method: str  # the id of the way in
    base_url: str = ""
    values: Mapping[str, str] = field(default_factory=dict)


class Tables(Protocol):
    """The company's data tables. A write is done once per step, however often the step is repeated after a crash.

    Answers are `{"row": …}` or `{"rows": […], "count": n}`. Raises outcomes.Permanent, also for another company's table.
    """

    def insert(self, *, table_id: str, data: Any) -> Any: ...

    def upsert(self, *, table_id: str, column: str, value: Any, data: Any) -> Any: ...

    def update(self, *, table_id: str, column: str, value: Any, data: Any) -> Any: ...

    def delete(self, *, table_id: str, column: str, value: Any) -> Any: ...

    def find(self, *, table_id: str, filter: Any, limit: int) -> Any: ...

    def get_by_id(self, *, table_id: str, row_id: str) -> Any: ...


class Calling(Protocol):
    """Whoever calls an operation: a step, or a form that asks for a list to choose from. Times are Unix milliseconds."""

    @property
    def connection(self) -> Account | None:
        """None: what is called needs no account."""
        ...

    @property
    def idempotency_key(self) -> str: ...

    @property
    def now_ms(self) -> int: ...

    def http(self, request: HttpRequest) -> HttpResponse:
        """Send through the one outbound client (address rules, limits, timeouts). Raises outcomes.StepFailure subclasses."""
        ...


class Tool(Protocol):
    """An operation that only reads, called as the company's connection to its app."""

    @property
    def operation(self) -> str:
        """As configs write it: "stripe.getCustomer"."""
        ...

    @property
    def name(self) -> str:
        """Letters, digits and `_`, as a model may call it."""
        ...

    @property
    def description(self) -> str: ...

    @property
    def parameters(self) -> Mapping[str, Any]:
        """Their JSON Schema."""
        ...

    @property
    def connection(self) -> Account | None:
        """None: what is called needs no account."""
        ...

    @property
    def connection_name(self) -> str:
        """As people called it; "" without one."""
        ...

    def use(self, arguments: Mapping[str, Any]) -> Any:
        """What the operation gives. Raises ValueError for arguments that do not fit, and outcomes.StepFailure."""
        ...


class StepContext(Calling, Protocol):
    """Given to every block's `run`. Times are Unix milliseconds."""

    attempt: int  # 1, 2, …
    deadline_ms: int | None  # the step's timeout; I/O must end by then

    @property
    def run_id(self) -> str:
        """As in "run_<uuid>"."""
        ...

    @property
    def block_id(self) -> str: ...

    @property
    def input(self) -> Any:
        """The run's input."""
        ...

    @property
    def is_test(self) -> bool: ...

    @property
    def tables(self) -> Tables: ...

    def open_file(self, value: Any) -> StoredFile:
        """The company's file of a `{"$file": …}` value. Raises outcomes.Permanent: no such file, or its content is gone."""
        ...

    def save_file(self, content: bytes | Iterable[bytes], *, name: str, mime_type: str) -> Any:
        """A new file of this run, durable, as a `{"$file": …}` value. Raises as NewFile does."""
        ...

    def new_file(self) -> AbstractContextManager[NewFile]:
        """The same for what comes piece by piece."""
        ...

    def send_mail(self, message: EmailMessage, *, to: Sequence[str]) -> Mapping[str, str]:
        """Send through the connection's mail server. Gives the recipients it refused, with its words.

        Raises outcomes.StepFailure subclasses.
        """
        ...

    def log(self, message: str, *, level: str = "info") -> None:
        """A line in the step's log."""
        ...

    def paid(
        self, *, provider: str, model: str, answered_by: str, tokens: Tokens, listed: Price | None
    ) -> int | None:
        """Note what a request to a model took, whatever becomes of the step. `answered_by`: the model as the answer names it;
        `listed`: the maker's price. Gives what it cost in nano-dollars, None where no price is known. Never raises.
        """
        ...

    def run_code(self, *, language: str, source: str) -> Any:
        """What the user's code returns, run in a sandbox process with the data that templates see and a `fetch` that
        goes the way of `http`. Waiting for a free sandbox is not the step's time. Raises outcomes.StepFailure subclasses.
        """
        ...

    def tool(self, operation: str, *, connection_id: str | None = None) -> Tool:
        """The operation as a tool, with the connection of this id, else its app's own. Raises outcomes.StepFailure: it writes, or its app's connection does not work."""
        ...

    def sleep(self, seconds: float) -> None:
        """Wait in an I/O thread; ends early with outcomes.Permanent(code="CANCELLED") when the run is cancelled."""
        ...
