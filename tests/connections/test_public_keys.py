"""Keys of senders are fetched when one is not known, and not more often."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from connections.public_keys import forget_public_keys, public_keys

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.connections.servers import Stub


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    forget_public_keys()
    yield
    forget_public_keys()


def test_keys_are_fetched_once_for_what_is_not_known(stub: Stub, settings: Any) -> None:
    settings.OUTBOUND_ALLOW = stub.allowed
    keys = {"keys": [{"kid": "k1", "kty": "RSA", "n": "abc", "e": "AQAB"}, {"kid": "k2", "kty": "EC"}]}
    url = stub.url(f"/text/{json.dumps(keys)}")
    assert public_keys(url, "k1") == {"k1": {"n": "abc", "e": "AQAB"}}
    for name in ("k1", "k1", "unknown", "another"):
        assert "k1" in public_keys(url, name)
    assert len(stub.requests) == 1


def test_a_sender_that_does_not_answer_gives_no_keys(stub: Stub, settings: Any) -> None:
    settings.OUTBOUND_ALLOW = stub.allowed
    assert public_keys(stub.url("/text/nonsense"), "k1") == {}
    assert public_keys("http://127.0.0.1:1/", "k1") == {}
