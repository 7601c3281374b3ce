"""Which connection a step runs with."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from connections.models import Connection
from connections.services.choosing import choose_connection
from integrations.outcomes import AuthExpired

pytestmark = pytest.mark.django_db


def have(company: Any, name: str, **fields: Any) -> Connection:
    given = {"provider": "slack", "method": "oauth2", "status": "active", **fields}
    return Connection.objects.create(company=company, name=name, **given)


def choose(company: Any, run: Any = None, block: Any = None, provider: str = "slack") -> str:
    chosen = choose_connection(
        company_id=company.id, provider=provider, provider_name="Slack", run_wants=run, block_wants=block
    )
    return Connection.objects.get(id=chosen.connection_id).name


def code(company: Any, **wants: Any) -> str:
    with pytest.raises(AuthExpired) as refused:
        choose(company, **wants)
    return refused.value.code


def test_the_run_s_goes_before_the_block_s_before_the_default_before_the_only_one(acme: Any) -> None:
    only = have(acme, "only")
    assert choose(acme) == "only"
    have(acme, "default", is_default=True)
    assert choose(acme) == "default"
    block = have(acme, "block")
    assert choose(acme, block=block.id) == "block"
    assert choose(acme, run=only.id, block=block.id) == "only"


def test_a_wish_for_another_provider_is_no_wish(acme: Any) -> None:
    have(acme, "slack")
    other = have(acme, "stripe", provider="stripe")
    assert choose(acme, run=other.id) == "slack"
    assert code(acme, block=other.id) == "CONNECTION_MISSING"


def test_several_without_a_default_are_ambiguous(acme: Any) -> None:
    have(acme, "one")
    have(acme, "two")
    assert code(acme) == "CONNECTION_AMBIGUOUS"
    have(acme, "three", status="expired")
    with pytest.raises(AuthExpired, match="There are 2 connections to Slack \\(one, two\\)"):
        choose(acme)


def test_none_is_missing_and_a_single_broken_one_says_itself_what_is_wrong(acme: Any) -> None:
    assert code(acme) == "CONNECTION_MISSING"
    have(acme, "gone", status="disconnected")
    have(acme, "begun", status="pending")
    assert code(acme) == "CONNECTION_MISSING"
    have(acme, "broken", status="expired")
    assert choose(acme) == "broken"


def test_another_companys_is_unknown_wherever_it_is_named(acme: Any, rival: Any) -> None:
    theirs = have(rival, "theirs", is_default=True)
    assert code(acme, block=theirs.id) == "CONNECTION_MISSING"
    assert code(acme, run=theirs.id) == "CONNECTION_MISSING"
    assert code(acme, block=uuid.uuid4()) == "CONNECTION_MISSING"
    have(acme, "ours")
    assert choose(acme, run=theirs.id) == "ours"


def test_a_block_that_names_it_itself(acme: Any) -> None:
    any_provider = have(acme, "any", provider="custom-x")
    assert choose(acme, block=any_provider.id, provider="") == "any"
    assert code(acme, provider="") == "CONNECTION_MISSING"
    assert code(acme, provider="", run=any_provider.id) == "CONNECTION_MISSING"
