"""Google's public keys: open to everybody."""

from __future__ import annotations

import re

from provider_sandbox.hooks.push import public_keys
from provider_sandbox.world import Answer, Call, World

HOST = re.compile(r"www\.googleapis\.com")
SIGNS_IN_ITSELF = True


def answer(call: Call, world: World) -> Answer | None:
    del world
    return Answer(public_keys()) if call.match("GET", "/oauth2/v3/certs") else None
