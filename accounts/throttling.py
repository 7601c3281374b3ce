"""Rate limits: exact sliding windows of one minute, counted in Redis when there is one, else in this process.

A window is the list of the times of the requests that were let through, so at no moment do more than `limit` lie within
60 seconds. Memory follows the traffic: 8 bytes for each request of the last minute.
Without Redis each web process counts alone; `make run` starts one.
"""

from __future__ import annotations

import logging
import math
import threading
import time
from collections import deque
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal, get_args

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

logger = logging.getLogger(__name__)

Kind = Literal["read", "write", "execute", "inbound"]
KINDS: tuple[str, ...] = get_args(Kind)
DEFAULTS: dict[str, int] = {"read": 1000, "write": 200, "execute": 500, "inbound": 10_000}
WINDOW_SECONDS = 60.0
_REDIS_TIMEOUT_SECONDS = 0.2
_REDIS_REST_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Allowance:
    """The answer of `take`. `limit` 0 means that nothing is limited. `reset_seconds`: until one more is allowed."""

    allowed: bool
    limit: int
    remaining: int
    reset_seconds: float

    @property
    def retry_after_seconds(self) -> int:
        """`reset_seconds` for people and headers: whole, at least 1."""
        return max(1, math.ceil(self.reset_seconds))

    def headers(self) -> dict[str, str]:
        """The X-RateLimit-* headers, and Retry-After on a refusal; none at all while limits are off.

        `-Reset` is the Unix time in seconds at which one more is allowed.
        """
        if not self.limit:
            return {}
        headers = {
            "X-RateLimit-Limit": str(self.limit),
            "X-RateLimit-Remaining": str(self.remaining),
            "X-RateLimit-Reset": str(math.ceil(time.time() + self.reset_seconds)),
        }
        if not self.allowed:
            headers["Retry-After"] = str(self.retry_after_seconds)
        return headers


UNLIMITED = Allowance(allowed=True, limit=0, remaining=0, reset_seconds=0.0)


@lru_cache(maxsize=8)
def parse_limits(text: str) -> dict[str, int]:
    """`read=1000,write=off` as numbers per minute; 0 means off, kinds left out keep their default.

    Raises ImproperlyConfigured, naming the part that cannot be read.
    """
    if text.strip().lower() == "off":
        return dict.fromkeys(KINDS, 0)
    limits = dict(DEFAULTS)
    for part in filter(None, (piece.strip() for piece in text.split(","))):
        kind, _, value = (word.strip() for word in part.partition("="))
        if kind not in KINDS or not (value == "off" or value.isdecimal()):
            raise ImproperlyConfigured(
                f"RATE_LIMITS: “{part}” is not <kind>=<number per minute>; the kinds are {', '.join(KINDS)}."
            )
        limits[kind] = 0 if value == "off" else int(value)
    return limits


class Window:
    """Sliding windows in memory, one for each key. Safe from many threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._taken: dict[str, deque[float]] = {}
        self._cleaned_at = 0.0

    def take(self, key: str, limit: int, seconds: float, now: float) -> Allowance:
        with self._lock:
            if now - self._cleaned_at > seconds:
                self._clean(now, seconds)
            taken = self._taken.setdefault(key, deque())
            while taken and taken[0] <= now - seconds:
                taken.popleft()
            allowed = len(taken) < limit
            if allowed:
                taken.append(now)
            reset = taken[0] + seconds - now if taken else seconds
            return Allowance(allowed, limit, max(0, limit - len(taken)), reset)

    def _clean(self, now: float, seconds: float) -> None:
        self._cleaned_at = now
        for key in [key for key, taken in self._taken.items() if not taken or taken[-1] <= now - seconds]:
            del self._taken[key]

    def forget(self, key: str | None = None) -> None:
        """Starts counting afresh: one key, or all."""
        with self._lock:
            if key is None:
                self._taken.clear()
            else:
                self._taken.pop(key, None)


_memory = Window()

# One script, so that two processes cannot both take the last place. Times are Redis's own, in microseconds.
_SCRIPT = """
local clock = redis.call('TIME')
local now = clock[1] * 1000000 + clock[2]
local limit, window = tonumber(ARGV[1]), tonumber(ARGV[2])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', string.format('%.0f', now - window))
local count = redis.call('ZCARD', KEYS[1])
local allowed = 0
if count < limit then
  redis.call('ZADD', KEYS[1], string.format('%.0f', now), string.format('%.0f', now) .. ARGV[3])
  redis.call('PEXPIRE', KEYS[1], math.ceil(window / 1000))
  count = count + 1
  allowed = 1
end
local first = redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')
local reset = window
if first[2] then reset = tonumber(first[2]) + window - now end
return {allowed, count, reset}
"""


def _name(key: str) -> str:
    return f"headrace:rate:{key}"


class _Redis:
    """The shared counter. After a failure it is left alone for five seconds, so that no request waits for it twice."""

    def __init__(self, url: str) -> None:
        import redis

        self._errors = redis.RedisError
        self._client = redis.Redis.from_url(
            url, socket_timeout=_REDIS_TIMEOUT_SECONDS, socket_connect_timeout=_REDIS_TIMEOUT_SECONDS
        )
        self._script = self._client.register_script(_SCRIPT)
        self._numbers = iter(range(1 << 62))
        self._owner = f":{time.time_ns():x}:"
        self._rest_until = 0.0

    def take(self, key: str, limit: int, seconds: float) -> Allowance | None:
        """None when Redis does not answer."""
        if time.monotonic() < self._rest_until:
            return None
        member = f"{self._owner}{next(self._numbers)}"
        try:
            answer: Any = self._script(keys=[_name(key)], args=[limit, int(seconds * 1_000_000), member])
        except self._errors as error:
            self._rest_until = time.monotonic() + _REDIS_REST_SECONDS
            logger.warning("rate limits are counted in this process, Redis does not answer: %s", error)
            return None
        allowed, count, reset = answer
        return Allowance(bool(allowed), limit, max(0, limit - int(count)), int(reset) / 1_000_000)

    def forget(self, key: str | None) -> None:
        try:
            names = self._client.scan_iter(_name("*")) if key is None else [_name(key)]
            for name in names:
                self._client.delete(name)
        except self._errors as error:
            logger.warning("rate limits in Redis were not reset: %s", error)


@lru_cache(maxsize=2)
def _redis(url: str) -> _Redis:
    return _Redis(url)


def take_from(key: str, *, limit: int, seconds: float) -> Allowance:
    """Takes one of `limit` places in the last `seconds` under `key`. Atomic; never raises when Redis is away."""
    if settings.REDIS_URL:
        answer = _redis(settings.REDIS_URL).take(key, limit, seconds)
        if answer is not None:
            return answer
    return _memory.take(key, limit, seconds, time.monotonic())


def asks_redis(kind: Kind) -> bool:
    """Whether `take` may wait for another process, and is for a thread where others must not wait with it."""
    return bool(settings.REDIS_URL and parse_limits(settings.RATE_LIMITS)[kind])


def take(*, subject: str, kind: Kind) -> Allowance:
    """Counts one request of `kind` for `subject` (`Identity.subject`, or an address for inbound webhooks)."""
    limit = parse_limits(settings.RATE_LIMITS)[kind]
    if not limit:
        return UNLIMITED
    return take_from(f"{kind}:{subject}", limit=limit, seconds=WINDOW_SECONDS)


def forget_counts(key: str | None = None) -> None:
    """Empties the window under `key` (as given to `take_from`), or all of them."""
    _memory.forget(key)
    if settings.REDIS_URL:
        _redis(settings.REDIS_URL).forget(key)


def kind_of(method: str, override: Kind | None = None) -> Kind:
    """GET and HEAD read; everything else writes, unless the view says otherwise."""
    if method in ("GET", "HEAD"):
        return "read"
    return override or "write"
