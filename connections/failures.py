"""What a broken exchange means: a failed attempt that may be repeated, or a write that may have happened."""

from __future__ import annotations

from connections.transport import CONNECT_SECONDS, Call, cause_of
from integrations.outcomes import Permanent, Retry, StepFailure, Uncertain


def failure_of(error: Exception, call: Call, *, effect: str, timeout_seconds: float) -> StepFailure:
    """`call.is_sent` decides: before it nothing has happened; after it a write may have."""
    cause, host = cause_of(error), call.written
    if not call.is_sent:
        return _not_connected(host, cause)
    if cause == "timeout":
        words, code = f"{host} did not answer within {timeout_seconds:g} seconds.", "STEP_TIMEOUT"
    else:
        words, code = f"{host} broke the connection before its answer was complete.", "STEP_ERROR"
    if effect == "write":
        return Uncertain(f"{words} The request was sent, so it may have happened.", code="UNCERTAIN")
    return Retry(words, code=code)


def _not_connected(host: str, cause: str) -> StepFailure:
    match cause:
        case "certificate":
            return Permanent(f"{host} has a certificate that cannot be trusted. Nothing was sent.")
        case "encryption":
            return Retry(f"{host} could not agree on encryption. Nothing was sent.")
        case "name":
            return Retry(
                f"There is no address for {host.rpartition(':')[0]} at the moment. Nothing was sent."
            )
        case "refused":
            return Retry(f"Nothing answers at {host}: the connection was refused. Nothing was sent.")
        case "timeout":
            return Retry(
                f"{host} could not be reached within {CONNECT_SECONDS:g} seconds. Nothing was sent.",
                code="STEP_TIMEOUT",
            )
        case _:
            return Retry(f"{host} could not be reached. Nothing was sent.")
