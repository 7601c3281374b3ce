"""The fact sheet's signatures: each is accepted, and none that differs from it by a bit, a length, a time or a secret."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from integrations.finding import event_source
from integrations.webhooks.request import InboundRequest
from integrations.webhooks.verdicts import Keys, Refused
from integrations.webhooks.webhook import Accepted, Verdict, Webhook, judge

_SHEET = json.loads((Path(__file__).parent / "vectors.json").read_text())
VECTORS: dict[str, dict[str, Any]] = _SHEET["vectors"]
NOW = datetime.fromtimestamp(_SHEET["now"], UTC)
#: Where the signature's own time makes it stale; the others say when it happened in the body, or not at all.
TIMED = {"stripe", "hubspot", "rillet", "slack", "email"}
DATED = {"quickbooks", "docusign", "dropbox-sign"}

every = pytest.mark.parametrize("slug", VECTORS)


def webhook(slug: str) -> Webhook:
    source = event_source(slug)
    assert source is not None
    assert source.webhook is not None
    return source.webhook


def request_of(slug: str) -> InboundRequest:
    vector = VECTORS[slug]
    headers = {name.lower(): value for name, value in vector["headers"].items()}
    return InboundRequest(url=vector["url"], headers=headers, body=vector["body"].encode())


def judged(slug: str, request: InboundRequest, *secrets: str, now: datetime = NOW) -> Verdict:
    return judge(webhook(slug), request, Keys(secrets or (VECTORS[slug]["secret"],)), now)


def flipped(data: bytes, bit: int) -> bytes:
    changed = bytearray(data)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


@every
def test_is_accepted(slug: str) -> None:
    verdict = judged(slug, request_of(slug))
    assert isinstance(verdict, Accepted), verdict
    assert len(verdict.events) == (0 if slug == "xero" else 1)


@every
def test_is_refused_with_one_bit_of_the_body_flipped(slug: str) -> None:
    request = request_of(slug)
    bits = range(len(request.body) * 8)
    if slug == "dropbox-sign":  # the hash covers the time and the type alone
        found = [request.body.index(part) for part in (b"signature_request_all_signed", b"1767225600")]
        bits = range(found[1] * 8, found[1] * 8 + 80)
    accepted = [
        bit
        for bit in bits
        if isinstance(judged(slug, replace(request, body=flipped(request.body, bit))), Accepted)
    ]
    assert accepted == []


@every
def test_is_refused_with_one_bit_of_a_header_or_the_address_flipped(slug: str) -> None:
    request = request_of(slug)
    accepted = []
    for name, value in request.headers.items():
        if name == "content-type":
            continue
        for bit in range(len(value) * 8):
            changed = flipped(value.encode(), bit).decode("latin-1")
            if isinstance(
                judged(slug, replace(request, headers={**request.headers, name: changed})), Accepted
            ):
                accepted.append((name, bit))
    if slug in ("hubspot", "pandadoc"):
        start = len(request.url) - 60 if slug == "pandadoc" else 0
        for bit in range(start * 8, len(request.url) * 8):
            changed = flipped(request.url.encode(), bit).decode("latin-1")
            if isinstance(judged(slug, replace(request, url=changed)), Accepted):
                accepted.append(("url", bit))
    assert accepted == []


@every
def test_is_refused_when_it_is_cut_short(slug: str) -> None:
    request = request_of(slug)
    for length in (0, len(request.body) // 2, len(request.body) - 1):
        assert isinstance(judged(slug, replace(request, body=request.body[:length])), Refused), length
    for name, value in request.headers.items():
        if name != "content-type":
            cut = replace(request, headers={**request.headers, name: value[:-1]})
            assert isinstance(judged(slug, cut), Refused), name


@pytest.mark.parametrize("slug", sorted(TIMED))
def test_is_refused_when_it_is_stale(slug: str) -> None:
    for minutes in (-6, 6):
        verdict = judged(slug, request_of(slug), now=NOW + timedelta(minutes=minutes))
        assert isinstance(verdict, Refused)
        assert verdict.code == "stale"
    assert isinstance(judged(slug, request_of(slug), now=NOW + timedelta(minutes=4)), Accepted)


@pytest.mark.parametrize("slug", sorted(DATED))
def test_is_refused_when_what_it_tells_is_older_than_anybody_remembers(slug: str) -> None:
    verdict = judged(slug, request_of(slug), now=NOW + timedelta(days=8))
    assert isinstance(verdict, Refused)
    assert verdict.code == "stale"


@every
def test_is_refused_with_another_secret_or_none(slug: str) -> None:
    other = judged(slug, request_of(slug), "whsec_YW5vdGhlciBjb21wYW55J3M=", "another-companys-secret")
    assert isinstance(other, Refused)
    assert other.code == "mismatch"
    none = judge(webhook(slug), request_of(slug), Keys(), NOW)
    assert isinstance(none, Refused)
    assert none.code == "no_secret"


@every
def test_is_refused_unsigned(slug: str) -> None:
    vector = VECTORS[slug]
    body = vector["body"].encode()
    if slug == "dropbox-sign":
        body = b"json=%7B%22event%22%3A%7B%22event_type%22%3A%22signature_request_sent%22%7D%7D"
    bare = InboundRequest(
        url=vector["url"].partition("?")[0], headers={"content-type": "application/json"}, body=body
    )
    if slug == "dropbox-sign":
        bare = replace(bare, headers={"content-type": "application/x-www-form-urlencoded"})
    verdict = judged(slug, bare)
    assert isinstance(verdict, Refused)
    assert verdict.code == "unsigned"


@every
def test_is_accepted_with_each_of_several_valid_secrets(slug: str) -> None:
    secret = VECTORS[slug]["secret"]
    for place, secrets in enumerate([(secret, "the-next-secret"), ("the-next-secret", secret)]):
        verdict = judged(slug, request_of(slug), *secrets)
        assert isinstance(verdict, Accepted)
        assert verdict.secret == place


def test_no_reason_quotes_the_request_or_the_secret() -> None:
    for slug, vector in VECTORS.items():
        verdict = judged(slug, replace(request_of(slug), body=b'{"private": "words"}'))
        if isinstance(verdict, Refused):
            assert vector["secret"] not in verdict.reason
            assert "private" not in verdict.reason
