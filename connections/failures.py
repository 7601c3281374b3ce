"""What a broken exchange means: a failed attempt that may be repeated, or a write that may have happened."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator

from connections.transport import CONNECT_SECONDS, Call
from integrations.outcomes import Permanent, Retry, StepFailure, Uncertain


def failure_of(error: Exception, call: Call, *, effect: str, timeout_seconds: float) -> StepFailure:
    """`call.is_sent` decides: before it nothing has happened; after it a write may have."""
    host = call.written
    causes = list(_causes(error))
    is_timeout = any(isinstance(cause, TimeoutError) or "Timeout" in type(cause).__name__ for cause in causes)
    if not call.is_sent:
        return _not_connected(host, causes, is_timeout=is_timeout)
    if is_timeout:
        words, code = f"{host} did not answer within {timeout_seconds:g} seconds.", "STEP_TIMEOUT"
    else:
        words, code = f"{host} broke the connection before its answer was complete.", "STEP_ERROR"
    if effect == "write":
        return Uncertain(f"{words} The request was sent, so it may have happened.", code="UNCERTAIN")
    return Retry(words, code=code)


def _not_connected(host: str, causes: list[BaseException], *, is_timeout: bool) -> StepFailure:
    for cause in causes:
        if isinstance(cause, ssl.SSLCertVerificationError):
            reason = cause.verify_message.rstrip(".")
            return Permanent(f"{host} has a certificate that cannot be trusted: {reason}. Nothing was sent.")
        if isinstance(cause, ssl.SSLError):
            return Retry(f"{host} could not agree on encryption. Nothing was sent.")
        if isinstance(cause, socket.gaierror):
            return Retry(
                f"There is no address for {host.rpartition(':')[0]} at the moment. Nothing was sent."
            )
        if isinstance(cause, ConnectionRefusedError):
            return Retry(f"Nothing answers at {host}: the connection was refused. Nothing was sent.")
    if is_timeout:
        return Retry(f"{host} could not be reached within {CONNECT_SECONDS:g} seconds. Nothing was sent.")
    return Retry(f"{host} could not be reached. Nothing was sent.")


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error and what it was made from: requests and urllib3 wrap in arguments, reasons and causes."""
    seen: set[int] = set()
    waiting: list[BaseException] = [error]
    while waiting:
        current = waiting.pop()
        if id(current) in seen:
            continue
        seen.add(id(current))
        yield current
        linked = (*current.args, getattr(current, "reason", None), current.__cause__, current.__context__)
        waiting.extend(item for item in linked if isinstance(item, BaseException))
