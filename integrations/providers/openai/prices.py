"""OpenAI's own prices at its API, standard tier: https://developers.openai.com/api/docs/pricing."""

from __future__ import annotations

import datetime

from integrations.prices import Price, PriceList


def _price(dollars_in: float, dollars_out: float, cached: float | None = None) -> Price:
    return Price(input=dollars_in, output=dollars_out, cached=cached)


def _long(dollars_in: float, dollars_out: float, cached: float, *, writes_cost: float = 1.25) -> Price:
    """Models whose long prompts cost more; `writes_cost`: what writing the cache costs, as a share of `dollars_in`."""
    return Price(
        input=dollars_in,
        output=dollars_out,
        cached=cached,
        cache_write=dollars_in * writes_cost,
        long_over=272_000,
        long_input=2,
        long_output=1.5,
    )


PRICES = PriceList(
    datetime.date(2026, 11, 27),
    {
        "gpt-6.2-astra": _long(8, 40, 0.4),
        "gpt-6.2-sol": _long(2, 10, 0.1),
        "gpt-6.1-sol": _long(2, 10, 0.1),
        "gpt-6-astra": _long(10, 50, 1),
        "gpt-6-sol": _long(2, 10, 0.2),
        "gpt-6-luna": _long(0.1, 0.5, 0.01),
        "gpt-5.6-sol": _long(4, 20, 0.4),
        "gpt-5.6-terra": _long(2, 12, 0.2),
        "gpt-5.6-luna": _long(0.2, 1.2, 0.02),
        "gpt-5.5": _long(5, 30, 0.5, writes_cost=1),
        "gpt-5.4": _long(2.5, 15, 0.25, writes_cost=1),
        "gpt-5.4-mini": _price(0.75, 4.5, 0.075),
        "gpt-5.4-nano": _price(0.2, 1.25, 0.02),
        "gpt-5.2": _price(1.75, 14, 0.175),
        "gpt-5.1": _price(1.25, 10, 0.125),
        "gpt-5": _price(1.25, 10, 0.125),
        "gpt-5-mini": _price(0.25, 2, 0.025),
        "gpt-5-nano": _price(0.05, 0.4, 0.005),
        "gpt-4.1": _price(2, 8, 0.5),
        "gpt-4.1-mini": _price(0.4, 1.6, 0.1),
        "gpt-4.1-nano": _price(0.1, 0.4, 0.025),
        "gpt-4o": _price(2.5, 10, 1.25),
        "gpt-4o-2024-05-13": _price(5, 15),
        "gpt-4o-mini": _price(0.15, 0.6, 0.075),
        "o4-mini": _price(1.1, 4.4, 0.275),
        "o3": _price(2, 8, 0.5),
        "o3-mini": _price(1.1, 4.4, 0.55),
        "o1": _price(15, 60, 7.5),
    },
)
