"""Rate limits: exact, atomic, and said in the headers."""

from __future__ import annotations

import threading
import time
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import override_settings

from accounts import throttling
from accounts.throttling import Window, parse_limits, take
from tests.conftest import data_of, error_of


def test_a_window_slides() -> None:
    window = Window()
    assert [window.take("a", 2, 60, now).allowed for now in (0, 10, 59, 60, 61, 70, 71)] == [
        True, True, False, True, False, True, False,
    ]  # fmt: skip


def test_at_no_moment_are_there_more_than_the_limit_in_a_minute() -> None:
    window = Window()
    allowed = [now / 10 for now in range(3000) if window.take("a", 50, 60, now / 10).allowed]
    for start in allowed:
        assert sum(start <= at < start + 60 for at in allowed) <= 50


def test_what_is_left_and_when_more_comes() -> None:
    window = Window()
    first, second, third = (window.take("a", 2, 60, now) for now in (0.0, 12.0, 15.0))
    assert (first.remaining, first.reset_seconds) == (1, 60)
    assert (second.remaining, second.reset_seconds) == (0, 48)
    assert (third.allowed, third.remaining, third.reset_seconds) == (False, 0, 45)
    assert third.headers()["Retry-After"] == "45"


def test_keys_do_not_share_and_old_ones_are_forgotten() -> None:
    window = Window()
    assert window.take("a", 1, 60, 0).allowed
    assert window.take("b", 1, 60, 0).allowed
    window.take("c", 1, 60, 200)
    assert set(window._taken) == {"c"}


def test_many_threads_get_exactly_the_limit() -> None:
    allowed: list[bool] = []
    start = threading.Barrier(8)

    def run() -> None:
        start.wait()
        allowed.extend(throttling.take_from("crowd", limit=100, seconds=60).allowed for _ in range(50))

    threads = [threading.Thread(target=run) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert allowed.count(True) == 100


def test_settings_are_read() -> None:
    assert parse_limits("read=5, write=off") == {"read": 5, "write": 0, "execute": 500, "inbound": 10_000}
    assert parse_limits("off") == dict.fromkeys(("read", "write", "execute", "inbound"), 0)
    assert parse_limits("") == {"read": 1000, "write": 200, "execute": 500, "inbound": 10_000}
    for wrong in ("reads=5", "read", "read=-1", "read=many", "read=1.5"):
        with pytest.raises(ImproperlyConfigured, match="RATE_LIMITS"):
            parse_limits(wrong)


@override_settings(RATE_LIMITS="off")
def test_off_limits_nothing_and_says_nothing(as_, ada) -> None:
    response = as_(ada).get("/api/v1/me")
    data_of(response)
    assert not [name for name in response.headers if name.startswith("X-RateLimit")]
    assert all(take(subject="x", kind="write").allowed for _ in range(300))


@override_settings(RATE_LIMITS="read=3,write=2")
def test_the_api_counts_reads_and_writes_apart(key_client) -> None:
    client = key_client()
    for left in ("2", "1", "0"):
        response = client.get("/api/v1/me")
        assert response.headers["X-RateLimit-Limit"] == "3"
        assert response.headers["X-RateLimit-Remaining"] == left
        assert 0 < int(response.headers["X-RateLimit-Reset"]) - time.time() <= 61
    response = client.get("/api/v1/me")
    assert "60 s" in error_of(response, 429, "RATE_LIMITED")["message"]
    assert 1 <= int(response.headers["Retry-After"]) <= 60
    assert response.headers["X-RateLimit-Remaining"] == "0"
    assert client.post("/api/v1/api-keys", {}, format="json").headers["X-RateLimit-Limit"] == "2"
    assert key_client().get("/api/v1/me").status_code == 200  # another key


@override_settings(RATE_LIMITS="read=100,write=1")
def test_refusals_count_and_carry_the_headers(as_, vera) -> None:
    client = as_(vera)
    first = client.post("/api/v1/api-keys", {"name": "k"}, format="json")
    error_of(first, 403)
    assert first.headers["X-RateLimit-Remaining"] == "0"
    error_of(client.post("/api/v1/api-keys", {"name": "k"}, format="json"), 429)
    missing = client.get("/api/v1/audit?limit=0")
    error_of(missing, 400)
    assert missing.headers["X-RateLimit-Remaining"] == "99"


@pytest.fixture
def no_redis(settings) -> None:
    """An address where nothing listens."""
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    throttling._redis.cache_clear()


def test_without_redis_this_process_counts(no_redis, caplog) -> None:
    assert [throttling.take_from("alone", limit=2, seconds=60).allowed for _ in range(3)] == [
        True,
        True,
        False,
    ]
    assert caplog.text.count("Redis does not answer") == 1, "each request would wait for Redis anew"


@pytest.mark.parametrize(
    ("url", "limits", "answer"),
    [
        ("redis://x", "", True),
        ("redis://x", "off", False),
        ("redis://x", "execute=off", False),
        ("", "", False),
    ],
)
def test_only_limits_that_are_counted_in_redis_take_a_moment(
    settings: Any, url: str, limits: str, answer: bool
) -> None:
    settings.REDIS_URL, settings.RATE_LIMITS = url, limits
    assert throttling.asks_redis("execute") is answer
