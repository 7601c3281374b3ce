"""What the pretended providers do beyond sign-in: each module here answers for its hosts and keeps what it was told."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from provider_sandbox.world import Answer, Call, World


def answer(call: Call, world: World) -> Answer | None:
    """None where no module knows the address."""
    for info in iter_modules(__path__):
        module = import_module(f"{__name__}.{info.name}")
        if module.HOST.fullmatch(call.host):
            found: Answer | None = module.answer(call, world)
            return found
    return None
