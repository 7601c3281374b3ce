"""Anthropic's own prices at its API, standard tier: https://claude.com/pricing."""

from __future__ import annotations

import datetime

from integrations.prices import Price, PriceList


def _price(dollars_in: float, dollars_out: float, *, cached: float = 0.1, **long: float) -> Price:
    """`cached`: what reading the cache costs, as a share of `dollars_in`; writing costs a quarter more (for 5 minutes)."""
    return Price(
        input=dollars_in,
        output=dollars_out,
        cached=dollars_in * cached,
        cache_write=dollars_in * 1.25,
        **long,  # type: ignore[arg-type]
    )


PRICES = PriceList(
    datetime.date(2026, 11, 27),
    {
        "claude-fable-5-1": _price(10, 50, cached=0.025),
        "claude-fable-5": _price(10, 50),
        "claude-mythos-5-1": _price(10, 50, cached=0.025),
        "claude-mythos-5": _price(10, 50),
        "claude-opus-5-5": _price(4, 20, cached=0.05),
        "claude-opus-5": _price(5, 25),
        "claude-opus-4-8": _price(5, 25),
        "claude-opus-4-7": _price(5, 25),
        "claude-opus-4-6": _price(5, 25),
        "claude-opus-4-5": _price(5, 25),
        "claude-opus-4-1": _price(15, 75),
        "claude-opus-4": _price(15, 75),
        "claude-sonnet-5-5": _price(2, 10, cached=0.05),
        "claude-sonnet-5": _price(2, 10),
        "claude-sonnet-4-6": _price(3, 15),
        "claude-sonnet-4-5": _price(3, 15),
        "claude-sonnet-4": _price(3, 15),
        "claude-3-7-sonnet": _price(3, 15),
        "claude-haiku-5-5": _price(0.1, 0.5, long_over=100_000, long_input=5, long_output=5),
        "claude-haiku-4-5": _price(1, 5),
        "claude-3-5-haiku": _price(0.8, 4),
        "claude-3-haiku": _price(0.25, 1.25),
    },
)
