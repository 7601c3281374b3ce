"""Prices by a model's name, and what a request comes to."""

from __future__ import annotations

import pytest

from integrations.prices import (
    MOST_TOKENS,
    Price,
    Tokens,
    count,
    dollars,
    find_price,
    in_words,
    stated_prices,
)
from integrations.providers.anthropic.prices import PRICES as ANTHROPIC
from integrations.providers.openai.prices import PRICES as OPENAI

PRICE = Price(input=3, output=15, cached=0.3, cache_write=3.75)


def cost(price: Price | None, **tokens: int) -> float | None:
    assert price is not None
    return dollars(price.of(Tokens(**tokens)))


def test_each_kind_of_token_has_its_price() -> None:
    assert cost(PRICE, input=1_000_000) == 3
    assert cost(PRICE, output=1_000_000) == 15
    assert cost(PRICE, input=1_000_000, cached=1_000_000) == 0.3
    assert cost(PRICE, input=1_000_000, cache_written=1_000_000) == 3.75
    assert cost(PRICE, input=1_000_000, output=1_000, cached=400_000, cache_written=100_000) == pytest.approx(
        1.5 + 0.12 + 0.375 + 0.015
    )
    # A provider that counts more from its cache than in all is not paid for it.
    assert cost(PRICE, input=10, cached=1_000_000, cache_written=1_000_000) == 0.000003
    assert cost(Price(input=2, output=1), input=1_000_000, cached=500_000, cache_written=500_000) == 2


def test_small_amounts_are_not_lost() -> None:
    tiny = Price(input=0.01, output=0.01).of(Tokens(input=1))
    assert tiny == 10
    assert dollars(tiny * 1_000_000) == 0.01


def test_long_prompts_cost_more_where_the_maker_says_so() -> None:
    haiku = ANTHROPIC.find("claude-haiku-5-5")
    assert cost(haiku, input=100_000, output=1_000) == 0.0105
    assert cost(haiku, input=100_001, output=1_000) == pytest.approx(0.0525005, abs=1e-6)
    sol = OPENAI.find("gpt-6-sol")
    assert cost(sol, input=272_000, output=1_000) == 0.554
    assert cost(sol, input=272_001, output=1_000) == pytest.approx(1.103004)


@pytest.mark.parametrize(
    ("model", "dollars_in"),
    [
        ("claude-sonnet-4-20250514", 3),
        ("claude-sonnet-4@20250514", 3),
        ("claude-opus-4-20250514", 15),
        ("claude-opus-4-5-20251101", 5),
        ("claude-3-5-haiku-latest", 0.8),
    ],
)
def test_dated_ids_cost_what_the_model_costs(model: str, dollars_in: float) -> None:
    found = ANTHROPIC.find(model)
    assert found is not None
    assert found.input == dollars_in


def test_a_snapshot_with_a_price_of_its_own_keeps_it() -> None:
    assert OPENAI.find("gpt-4o-2024-08-06") == OPENAI.find("gpt-4o")
    older = OPENAI.find("gpt-4o-2024-05-13")
    assert older is not None
    assert older.input == 5


@pytest.mark.parametrize(
    "model",
    ["gpt-4o-realtime", "gpt-7", "gpt-5.9", "ft:gpt-4o-mini:acme::1", "openai/gpt-4o", "", "gpt-4o-mini-"],
)
def test_what_is_not_known_has_no_price(model: str) -> None:
    assert OPENAI.find(model) is None


def test_the_model_that_answered_comes_first() -> None:
    assert OPENAI.find("gpt-4o-mini-2024-07-18", "gpt-4o") == OPENAI.find("gpt-4o-mini")
    assert OPENAI.find("something", "gpt-4o") == OPENAI.find("gpt-4o")


def test_the_longest_beginning_wins_and_a_name_before_it() -> None:
    prices = stated_prices(
        '{"*": {"input": 1, "output": 1}, "llama-*": {"input": 2, "output": 2}, "llama-4-*": {"input": 3, "output": 3},'
        ' "llama-4-mini": {"input": 4, "output": 4, "cached": 1, "cacheWrite": 5}}'
    )
    found = {
        model: price.input
        for model in ("other", "llama-3", "llama-4-max", "llama-4-mini", "llama-4-mini-20260101")
        if (price := find_price(prices, model))
    }
    assert list(found.values()) == [1, 2, 3, 4, 4]
    assert prices["llama-4-mini"] == Price(input=4, output=4, cached=1, cache_write=5)


@pytest.mark.parametrize(
    "text",
    [
        "gpt",
        "[]",
        '{"m": 1}',
        '{"m": {"input": 1}}',
        '{"m": {"input": -1, "output": 1}}',
        '{"m": {"input": "1", "output": 1}}',
        '{"m": {"input": 1e9, "output": 1}}',
        '{"m": {"input": NaN, "output": 1}}',
        '{"m": {"input": 1, "output": 1, "out": 2}}',
    ],
)
def test_stated_prices_that_make_no_sense_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        stated_prices(text)


def test_nothing_stated_is_nothing() -> None:
    assert stated_prices(" ") == {}


@pytest.mark.parametrize(
    ("value", "counted"),
    [(5, 5), (5.0, 5), (MOST_TOKENS, MOST_TOKENS)]
    + [(each, 0) for each in (None, True, "5", -1, MOST_TOKENS + 1, float("inf"), float("nan"), [5], {})],
)
def test_a_server_that_counts_nonsense_counted_nothing(value: object, counted: int) -> None:
    assert count(value) == counted


@pytest.mark.parametrize(
    ("nano", "words"),
    [
        (0, "$0.00"),
        (50_000, "under $0.0001"),
        (123_456, "$0.00012"),
        (45_600_000, "$0.046"),
        (500_000_000, "$0.50"),
        (1_234_500_000_000, "$1,234.50"),
    ],
)
def test_amounts_are_said_with_digits_that_can_be_seen(nano: int, words: str) -> None:
    assert in_words(nano) == words
