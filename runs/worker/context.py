"""What a block may touch while it runs: the worker's side of `integrations.context.StepContext`."""

from __future__ import annotations

import dataclasses
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from email.message import EmailMessage
from typing import Any, Protocol, TypeVar
from uuid import UUID

from connections.calls import Caller as Sender
from connections.calls import account_of, send_mail
from connections.masking import Mask
from integrations.context import Account
from integrations.files import StoredFile
from integrations.http import HttpRequest, HttpResponse
from integrations.outcomes import Call, Permanent, Retry
from integrations.prices import Price, Tokens
from runs import model_usage
from runs.compiled import CompiledBlock
from runs.files import Incoming
from runs.rehearsal import Rehearsal
from runs.sandbox import calls
from runs.start_request import Accepted
from runs.worker import dry
from runs.worker.children import Claim, start_child
from runs.worker.database import in_database, soon
from runs.worker.dry import DryTables
from runs.worker.files import RunFile, stored_file
from runs.worker.outgoing import Outgoing, current_mask, placeholder_key
from runs.worker.recorded import ReachesOut, Recording
from runs.worker.step_record import StepRecord
from runs.worker.tables import RunTables
from runs.worker.tools import ReadingTool, tool_for
from workflows.tables.steps import Caller

T = TypeVar("T")

LOG_LINES = 200


def _whatever_became_of_the_run(work: Callable[[], T]) -> T:
    """What a stopped step leaves behind is masked like all else."""
    return in_database(work, seconds=10.0, halted=threading.Event())


class Setting(Protocol):
    """What is the same for all steps of a run on board: a LiveRun, of which no thread but its own sees more."""

    @property
    def company_id(self) -> UUID: ...
    @property
    def workflow_id(self) -> UUID: ...
    @property
    def public_id(self) -> str: ...
    @property
    def input(self) -> Any: ...
    @property
    def is_test(self) -> bool: ...
    @property
    def rehearsal(self) -> Rehearsal | None: ...
    @property
    def recording(self) -> Recording | None: ...
    @property
    def halted(self) -> threading.Event: ...


def idempotency_key(run_id: str, record: StepRecord) -> str:
    return f"{run_id}:{record.block}:{record.path}:{record.generation}"


class WorkerContext:
    """One attempt of one step. Used by one thread."""

    def __init__(
        self,
        run: Setting,
        block: CompiledBlock,
        record: StepRecord,
        now_ms: int,
        claim: Callable[[], Claim],
        scope: Callable[[], Mapping[str, Any]],
    ) -> None:
        self._run = run
        self._block = block
        self.step = record.key
        self.attempt = record.attempt
        self.idempotency_key = idempotency_key(run.public_id, record)
        self.claim = claim
        self.connection: Account | None = None  # until `open_account`
        self.now_ms = now_ms
        self.deadline_ms: int | None = None  # until `start_clock`
        self.lines: list[dict[str, Any]] = []
        self._timeout_ms = None if block.is_inline else block.timeout_ms
        self._connection_id = record.connection_id
        self._scope = scope

    @property
    def company_id(self) -> UUID:
        return self._run.company_id

    @property
    def run_id(self) -> str:
        return self._run.public_id

    @property
    def block_id(self) -> str:
        return self._block.id

    @property
    def input(self) -> Any:
        return self._run.input

    @property
    def is_test(self) -> bool:
        return self._run.is_test

    @property
    def recording(self) -> Recording | None:
        return self._run.recording

    @property
    def skips_waits(self) -> bool:
        return self._run.rehearsal is not None and self._run.rehearsal.skips_waits

    @property
    def is_dry(self) -> bool:
        return self._run.rehearsal is not None and self._run.rehearsal.is_dry

    def start_clock(self) -> None:
        """Called in the thread that runs the block: time in the pool's queue is not the step's."""
        self.now_ms = int(time.time() * 1000)
        self.deadline_ms = None if self._timeout_ms is None else self.now_ms + self._timeout_ms

    def open_file(self, value: Any) -> StoredFile:
        return stored_file(value, self.in_database, company_id=self.company_id)

    def save_file(self, content: bytes | Iterable[bytes], *, name: str, mime_type: str) -> Any:
        with self.new_file() as file:
            for piece in [content] if isinstance(content, bytes) else content:
                file.write(piece)
            return file.keep(name=name, mime_type=mime_type)

    @contextmanager
    def new_file(self) -> Iterator[RunFile]:
        with Incoming() as incoming:
            yield RunFile(
                incoming,
                self.in_database,
                company_id=self.company_id,
                run_id=self._run_uuid,
                created_by=self.block_id,
            )

    @property
    def _run_uuid(self) -> UUID:
        return UUID(self.run_id.removeprefix("run_"))

    @property
    def tables(self) -> RunTables:
        self._stay_inside()
        kind = DryTables if self.is_dry else RunTables
        return kind(Caller(self.company_id, self._run_uuid, self.idempotency_key), self.in_database)

    def start_run(self, call: Call) -> Accepted:
        """The run of another workflow that this step starts, once per key."""
        return start_child(self.claim(), call, ask=self.in_database)

    def in_database(self, work: Callable[[], T], *, writes: bool = False) -> T:
        """What `work` returns from the database; it is repeated while the database is away, until the step's time is up."""
        return in_database(work, seconds=self._remaining_seconds(), halted=self._run.halted, writes=writes)

    def http(self, request: HttpRequest) -> HttpResponse:
        self._stay_inside()
        remaining = self._remaining_seconds()
        if remaining is not None and remaining < request.timeout_seconds:
            request = dataclasses.replace(request, timeout_seconds=max(0.01, remaining))
        key = placeholder_key(self.run_id, self.step) if self._block.secrets else b""
        out = Outgoing(self.company_id, self._connection_id, self._block.secrets, key, self._block.effect)
        if self.is_dry and dry.writes(request, self._block.effect):
            dry.refuse_to_send(out.only_note(request, self.lines, self.in_database))
        return out.send(request, self.lines, self.in_database)

    def open_account(self) -> None:
        """Makes the step's connection usable, where it has one: a token is renewed if need be. Raises StepFailure."""
        if self._connection_id is not None:
            self.connection = account_of(self.company_id, self._connection_id)

    def mask(self) -> Mask:
        """What must not be written of this step."""
        return current_mask(self.company_id, _whatever_became_of_the_run)

    def send_mail(self, message: EmailMessage, *, to: Sequence[str]) -> Mapping[str, str]:
        self._stay_inside()
        if self.is_dry:
            mail = {"to": list(to), "subject": str(message["Subject"] or "")}
            raise dry.WouldDo(f"send an email to {', '.join(to)}", {"mail": mail})
        if self._connection_id is None:
            raise Permanent("This step has no connection to a mail server.", code="CONNECTION_MISSING")
        refused = send_mail(message, Sender(self.company_id, self._connection_id), to=to)
        self.log(
            f"The email to {len(to) - len(refused)} of {len(to)} recipients was taken by the mail server."
        )
        return refused

    def _stay_inside(self) -> None:
        """Raises ReachesOut in a run test."""
        if self.recording is not None:
            raise ReachesOut

    def log(self, message: str, *, level: str = "info") -> None:
        if len(self.lines) < LOG_LINES:
            self.lines.append({"at": int(time.time() * 1000), "level": level, "message": message[:2000]})

    def paid(
        self, *, provider: str, model: str, answered_by: str, tokens: Tokens, listed: Price | None
    ) -> int | None:
        cost = model_usage.cost_of((answered_by, model), tokens, listed)
        model_usage.note(
            company_id=self.company_id,
            workflow_id=self._run.workflow_id,
            provider=provider,
            model=model,
            tokens=tokens,
            cost=cost,
        )
        soon(model_usage.flush)
        return cost

    def run_code(self, *, language: str, source: str) -> Any:
        scope = {**self._scope(), "idempotencyKey": self.idempotency_key}
        step = calls.Step(
            begin=self._begin,
            is_halted=self._run.halted.is_set,
            fetch=self.http,
            log=lambda message, level: self.log(message, level=level),
            company=self.company_id,
        )
        self.deadline_ms = None  # the queue for a sandbox is not the step's time
        return calls.run_code(language=language, source=source, scope=scope, step=step)

    def _begin(self) -> float | None:
        self.start_clock()
        return None if self._timeout_ms is None else self._timeout_ms / 1000

    def tool(self, operation: str, *, connection_id: str | None = None) -> ReadingTool:
        return tool_for(
            operation,
            wanted=connection_id,
            company_id=self.company_id,
            lines=self.lines,
            ask=self.in_database,
            clock=lambda: int(time.time() * 1000),
        )

    def sleep(self, seconds: float) -> None:
        remaining = self._remaining_seconds()
        is_cut = remaining is not None and remaining < seconds
        if self._run.halted.wait(remaining if is_cut else seconds):
            raise Permanent("The run was stopped while this step waited.", code="CANCELLED")
        if is_cut:
            raise Retry(f"Not finished after {self._timeout_ms or 0:,} ms.", code="STEP_TIMEOUT")

    def _remaining_seconds(self) -> float | None:
        return None if self.deadline_ms is None else max(0.0, self.deadline_ms / 1000 - time.time())
