"""What the pretended providers do beyond sign-in: each module here answers for its hosts and keeps what it was told.

A module has `HOST` and `answer(call, world)`; `REFUSALS`, by status, where the provider has words of its own for 401 and 429;
and `SIGNS_IN_ITSELF` where credentials stand in the body.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from provider_sandbox.world import Answer, Call, World


@cache
def _modules() -> tuple[Any, ...]:
    return tuple(import_module(f"{__name__}.{info.name}") for info in iter_modules(__path__))


def _module_of(host: str) -> Any:
    return next((each for each in _modules() if each.HOST.fullmatch(host)), None)


def answer(call: Call, world: World) -> Answer | None:
    """None where no module knows the address."""
    module = _module_of(call.host)
    found: Answer | None = module.answer(call, world) if module else None
    return found


def refusal(host: str, status: int) -> Answer | None:
    """The provider's own words for a status that comes before any of its functions."""
    found: Answer | None = getattr(_module_of(host), "REFUSALS", {}).get(status)
    return found


def signs_in_itself(host: str) -> bool:
    """Whether the credentials are the module's business."""
    return bool(getattr(_module_of(host), "SIGNS_IN_ITSELF", False))


_modules()  # what the collections hold at first is declared in them
