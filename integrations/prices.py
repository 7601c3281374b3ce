"""What language models cost: prices by a model's name, and what one request came to. Pure.

Amounts are whole nano-dollars, so that millions of small ones add up exactly.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from pydantic_core import from_json

NANO = 1_000_000_000
#: More tokens than any request has: a server that says so is not believed.
MOST_TOKENS = 100_000_000
_DATED = re.compile(r"[-@](?:latest|\d{8}|\d{4}-\d{2}-\d{2}|\d{4})$")


@dataclass(frozen=True, slots=True)
class Tokens:
    """As the provider counted them. `input` has those in it that were read from its cache and written to it."""

    input: int = 0
    output: int = 0
    cached: int = 0
    cache_written: int = 0

    def __add__(self, other: Tokens) -> Tokens:
        return Tokens(
            self.input + other.input,
            self.output + other.output,
            self.cached + other.cached,
            self.cache_written + other.cache_written,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """US dollars for a million tokens. `cached`, `cache_write`: None where they cost what the others do. Of a prompt with
    more than `long_over` tokens all tokens cost so many times as much.
    """

    input: float
    output: float
    cached: float | None = None
    cache_write: float | None = None
    long_over: int | None = None
    long_input: float = 1.0
    long_output: float = 1.0

    def of(self, tokens: Tokens) -> int:
        """Nano-dollars."""
        cached = min(tokens.cached, tokens.input)
        written = min(tokens.cache_written, tokens.input - cached)
        taken = (
            (tokens.input - cached - written) * self.input
            + cached * (self.input if self.cached is None else self.cached)
            + written * (self.input if self.cache_write is None else self.cache_write)
        )
        given = tokens.output * self.output
        if self.long_over is not None and tokens.input > self.long_over:
            taken, given = taken * self.long_input, given * self.long_output
        return round((taken + given) * 1_000)


@dataclass(frozen=True, slots=True)
class PriceList:
    """A maker's own prices, as of the day they were noted."""

    noted: datetime.date
    prices: Mapping[str, Price]

    def find(self, *models: str) -> Price | None:
        return find_price(self.prices, *models)


def find_price(prices: Mapping[str, Price], *models: str) -> Price | None:
    """The price of the first of these models that has one. A name stands for itself and for its dated ids, `name*` for all
    that begin so; the longest that fits wins. A newer model of a like name has no price rather than a wrong one.
    """
    for model in models:
        for name in (model, _DATED.sub("", model)):
            if name in prices and not name.endswith("*"):
                return prices[name]
        beginnings = [each for each in prices if each.endswith("*") and model.startswith(each[:-1])]
        if beginnings:
            return prices[max(beginnings, key=len)]
    return None


def count(value: Any) -> int:
    """A number of tokens in an answer; 0 for what is none."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return int(value) if is_number and 0 <= value <= MOST_TOKENS else 0


def dollars(nano: int | None) -> float | None:
    return None if nano is None else round(nano / NANO, 6)


def in_words(nano: int) -> str:
    """Small amounts with as many digits as it takes to see them."""
    amount = nano / NANO
    return (
        f"${amount:,.2f}"
        if amount >= 0.1 or not nano
        else f"${amount:.2g}"
        if amount >= 0.0001
        else "under $0.0001"
    )


class _Stated(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    input: float = Field(ge=0, le=10_000)
    output: float = Field(ge=0, le=10_000)
    cached: float | None = Field(None, ge=0, le=10_000)
    cacheWrite: float | None = Field(None, ge=0, le=10_000)  # noqa: N815 - as it is written in the setting


_ALL_STATED = TypeAdapter(dict[str, _Stated])


def stated_prices(text: str) -> dict[str, Price]:
    """The operator's prices: `{"model": {"input": 1.25, "output": 10, "cached": 0.125, "cacheWrite": 1.25}}`.

    Raises ValueError in words.
    """
    if not text.strip():
        return {}
    try:
        stated = _ALL_STATED.validate_python(from_json(text, allow_inf_nan=False))
    except ValidationError as error:
        first = error.errors()[0]
        raise ValueError(f"{'.'.join(map(str, first['loc'])) or 'It'}: {first['msg']}") from None
    except ValueError:
        raise ValueError("It is no JSON.") from None
    return {
        model: Price(input=each.input, output=each.output, cached=each.cached, cache_write=each.cacheWrite)
        for model, each in stated.items()
    }
