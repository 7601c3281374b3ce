"""The public keys of senders that sign with one of their own (Google), fetched and kept for a while.

They change every few days: a key that is not known is looked for once, but not more often than once a minute, whoever asks.
"""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass, field

from connections.delivery import deliver
from connections.models import EnvironmentName
from integrations.http import HttpRequest
from integrations.outcomes import StepFailure

logger = logging.getLogger("headrace.webhooks")

FRESH_SECONDS = 3600.0
AGAIN_SECONDS = 60.0
ANSWER_SECONDS = 5.0

PublicKeys = dict[str, dict[str, str]]


@dataclass(slots=True)
class _Kept:
    keys: PublicKeys = field(default_factory=dict)
    asked_at: float = float("-inf")
    read_at: float = float("-inf")
    lock: threading.Lock = field(default_factory=threading.Lock)


_kept: dict[tuple[str, str], _Kept] = {}


def public_keys(url: str, key_id: str, *, environment: str = EnvironmentName.PRODUCTION) -> PublicKeys:
    """The keys at the address by their ids, as JWK objects; those from before where it does not answer."""
    kept = _kept.setdefault((url, environment), _Kept())
    with kept.lock:
        now = time.monotonic()
        is_wanted = key_id not in kept.keys or now - kept.read_at > FRESH_SECONDS
        if is_wanted and now - kept.asked_at > AGAIN_SECONDS:
            kept.asked_at = now
            found = _fetch(url, environment)
            if found:
                kept.keys, kept.read_at = found, now
        return kept.keys


def forget_public_keys() -> None:
    """As in a new process."""
    _kept.clear()


def _fetch(url: str, environment: str) -> PublicKeys:
    try:
        request = HttpRequest("GET", url, timeout_seconds=ANSWER_SECONDS, max_response_bytes=256 * 1024)
        answer = deliver(request, environment)
        keys = answer.json()["keys"]
        return {
            str(key["kid"]): {name: str(key[name]) for name in ("n", "e")}
            for key in keys
            if key.get("kty") == "RSA"
        }
    except (StepFailure, ValueError, KeyError, TypeError, AttributeError) as error:
        logger.warning("The keys at %s could not be read: %s", url, type(error).__name__)
        return {}
