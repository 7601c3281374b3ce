"""A step's requests on their way out: as its connection, with secrets in their places, each written into the step's log.

What the log keeps of a request is method, address, sizes, status, time and the beginnings of the bodies; secrets are hidden
by their values before anything is written (`runs/worker/execute.py`).
"""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit
from uuid import UUID

from django.utils.crypto import salted_hmac

from connections import calls, http, placeholders
from connections.bodies import encode_body, pairs
from connections.masking import NO_MASK, Mask
from connections.services import masks
from connections.services.environment_secrets import secret_values
from integrations.http import HttpRequest, HttpResponse
from integrations.outcomes import StepFailure

EXCHANGES = 50  # requests of one step whose bodies are kept
EXCERPT = 2_000
Line = dict[str, Any]
#: Runs work on the database within the step's time (`runs/worker/database.py`).
Ask = Callable[[Callable[[], Any]], Any]


@dataclass(frozen=True, slots=True)
class Outgoing:
    """Whose requests these are. `secrets`: the names the block's templates refer to."""

    company_id: UUID
    connection_id: UUID | None
    secrets: frozenset[str]
    key: bytes  # of the placeholders of this step
    effect: str

    def send(self, request: HttpRequest, lines: list[Line], ask: Ask) -> HttpResponse:
        """The answer, secrets hidden in it; `lines` get one more. Raises as `connections.calls.send`."""
        started = time.monotonic()
        mask = current_mask(self.company_id, ask)
        line = _line_of(request, mask, keeps_body=len(lines) < EXCHANGES)
        try:
            response = self._send(self._with_secrets(request, ask))
        except StepFailure as failure:
            _finish(line, started, failed=failure)
            lines.append(line)
            raise
        mask = current_mask(self.company_id, ask)  # a token may have been renewed meanwhile
        if mask and _is_text(response.headers.get("content-type", "text")):
            response = dataclasses.replace(response, content=mask.content(response.content))
        _finish(line, started, response=response)
        lines.append(line)
        return response

    def only_note(self, request: HttpRequest, lines: list[Line], ask: Ask) -> Line:
        """For a request that is not sent: `lines` get one more, whose exchange is returned."""
        line = _line_of(request, current_mask(self.company_id, ask), keeps_body=len(lines) < EXCHANGES)
        exchange: Line = line["exchange"]
        line["message"] = f"Dry run: would send {exchange['method']} {exchange['url'][:300]}"
        lines.append(line)
        return exchange

    def _send(self, request: HttpRequest) -> HttpResponse:
        if self.connection_id is None:
            return http.send(request, effect=self.effect)
        return calls.send(request, calls.Caller(self.company_id, self.connection_id), effect=self.effect)

    def _with_secrets(self, request: HttpRequest, ask: Ask) -> HttpRequest:
        if not self.secrets:
            return request
        names = placeholders.names_in(request, key=self.key) & self.secrets
        if not names:
            return request
        values = ask(lambda: secret_values(self.company_id, names))
        return placeholders.filled(request, values, key=self.key)


def current_mask(company_id: UUID, ask: Ask) -> Mask:
    """What must not be written for this company; `ask` reads the database where it has to."""
    fresh = masks.fresh_mask(company_id)
    return fresh if fresh is not None else ask(lambda: masks.mask_for(company_id))


def placeholder_key(run_id: str, step: str) -> bytes:
    """Of one step of one run: a placeholder copied out of its data proves nothing anywhere else."""
    return salted_hmac("headrace.secret-placeholder", f"{run_id}:{step}", algorithm="sha256").digest()


def _line_of(request: HttpRequest, mask: Mask, *, keeps_body: bool) -> Line:
    parts = urlsplit(request.url)
    query = "&".join(filter(None, (parts.query, urlencode(list(pairs(request.query))))))
    url = urlunsplit(parts._replace(query=query, fragment=""))
    exchange: Line = {"method": request.method.upper(), "url": mask.text(url)[:EXCERPT]}
    body, kind = encode_body(request)
    if body:
        exchange["requestSize"] = len(body)
        if keeps_body and isinstance(body, bytes) and _is_text(kind):
            exchange["requestBody"] = _excerpt(body, mask)
    return {"at": int(time.time() * 1000), "level": "http", "message": "", "exchange": exchange}


def _finish(
    line: Line, started: float, *, response: HttpResponse | None = None, failed: StepFailure | None = None
) -> None:
    exchange = line["exchange"]
    host = urlsplit(exchange["url"]).netloc
    ms = round((time.monotonic() - started) * 1000)
    exchange["durationMs"] = ms
    where = f"{exchange['method']} {host}{urlsplit(exchange['url']).path}"[:300]
    if response is None:
        exchange["failure"] = failed.code if failed else ""
        line["message"] = f"{where}: {failed.message if failed else 'failed'} ({ms} ms)"
        return
    exchange |= {"status": response.status, "responseSize": len(response.content)}
    keeps_body = "requestBody" in exchange or "requestSize" not in exchange
    if keeps_body and _is_text(response.headers.get("content-type")):
        exchange["responseBody"] = _excerpt(response.content, NO_MASK)
    line["message"] = f"{where}: {response.status} ({ms} ms)"


def _is_text(kind: str | None) -> bool:
    return any(word in (kind or "") for word in ("json", "text", "xml", "form-urlencoded"))


def _excerpt(body: bytes, mask: Mask) -> str:
    """The beginning; what is to be hidden is hidden before it is cut."""
    text = placeholders.shown(mask.text(body[: EXCERPT * 16].decode("utf-8", "replace")))
    return text if len(text) <= EXCERPT else f"{text[:EXCERPT]}…"
