"""Signatures by a shared secret: an HMAC of a text that is put together from the request, the raw body among it."""

from __future__ import annotations

import base64
import binascii
import hmac
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from integrations.webhooks.events import moment
from integrations.webhooks.request import InboundRequest
from integrations.webhooks.verdicts import Keys, Refused, Verified, mismatch, no_secret

#: How far the time of a signature may be from ours, in both directions.
FRESH_SECONDS = 300
_PLACE = re.compile(r"\{([a-z0-9-]+)\}")
_FROM_ADDRESSES = str.maketrans("-_", "+/")
#: More signatures than this in one request are not looked at: the longest known list is DocuSign's hundred keys.
_MOST_SIGNATURES = 100


class Scheme(Protocol):
    """How a provider proves that it is the sender."""

    def verify(self, request: InboundRequest, keys: Keys, now: datetime) -> Verified | Refused: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class HmacSignature:
    """HMAC-SHA256 of `signed`, a template: `{body}`, `{method}`, `{url}`, `{timestamp}` or a header's name.

    `headers` are where the signature may stand, the first that is there counts; `numbered` takes all of `<header>-1`,
    `-2`, … instead. `query` is a parameter of the address that may hold it. `layout` is how it is written there: `one`
    value (after `prefix`), a `list` parted by `separator`, or `pairs` (`t=…,v1=…`) with the timestamp among them.
    `any base64` is in either alphabet, with its `=` or without; providers are held to the one text that they write.
    `key` says how a secret becomes the key: its text, or what follows `whsec_` decoded from base64. `url` changes the address
    before it is signed.
    """

    signed: str = "{body}"
    headers: tuple[str, ...]
    numbered: bool = False
    query: str = ""
    layout: Literal["one", "list", "pairs"] = "one"
    separator: str = r"[\s,]+"
    prefix: str = ""
    encoding: Literal["hex", "base64", "any base64"] = "hex"
    timestamp: tuple[str, ...] = ()
    key: Literal["text", "whsec"] = "text"
    url: Callable[[str], str] = str

    def verify(self, request: InboundRequest, keys: Keys, now: datetime) -> Verified | Refused:
        if not keys.secrets:
            return no_secret()
        given = self._given(request)
        if not given:
            return Refused("unsigned", f"The request is not signed: {self._names()} is missing.")
        stamp = self._stamp(request)
        if self._is_timed:
            if not stamp:
                return Refused("unsigned", "The request does not say when it was signed.")
            when = moment(stamp)
            if when is None:
                return Refused("malformed", "The time of the signature is not a time.")
            if abs((now - when).total_seconds()) > FRESH_SECONDS:
                return Refused(
                    "stale",
                    f"The signature was made more than {FRESH_SECONDS // 60} minutes from now. If this happens to every "
                    "request, the clock of this server is wrong.",
                )
        text = self._signed(request, stamp)
        for place, secret in enumerate(keys.secrets):
            expected = self._encoded(hmac.digest(self._key(secret), text, "sha256"))
            # The texts are compared, not what they decode to: base64 has several texts for the same bytes.
            if any(hmac.compare_digest(expected, signature) for signature in given[:_MOST_SIGNATURES]):
                return Verified(place)
        return mismatch(keys)

    @property
    def _is_timed(self) -> bool:
        return bool(self.timestamp) or self.layout == "pairs"

    def _names(self) -> str:
        return f"the header {self.headers[0]}{'-1' if self.numbered else ''}"

    def _given(self, request: InboundRequest) -> list[bytes]:
        """The signatures on the request, as text."""
        if self.numbered:
            stem = f"{self.headers[0].lower()}-"
            written = [value for name, value in request.headers.items() if name.startswith(stem) and value]
        else:
            found = self._found(request)
            if self.layout == "pairs":
                written = [value for name, value in _pairs(found) if f"{name}=" == self.prefix]
            elif self.layout == "list":
                written = [part for part in re.split(self.separator, found) if part]
            else:
                written = [found] if found else []
        return [self._plain(text).encode("latin-1", "replace") for text in written]

    def _found(self, request: InboundRequest) -> str:
        found = next((value for name in self.headers if (value := request.header(name))), "")
        return found or (request.query(self.query) if self.query else "")

    def _plain(self, text: str) -> str:
        """In the one way that it is compared in: hex is the same in capitals, if all of it is."""
        signature = text.removeprefix(self.prefix)
        prefix = text[: len(text) - len(signature)]
        if self.encoding == "any base64":
            return prefix + signature.removesuffix("=").translate(_FROM_ADDRESSES)
        is_capital = self.encoding == "hex" and signature == signature.upper()
        return prefix + signature.lower() if is_capital else text

    def _encoded(self, digest: bytes) -> bytes:
        text = digest.hex().encode() if self.encoding == "hex" else base64.b64encode(digest)
        if self.encoding == "any base64":
            text = text.rstrip(b"=")
        return text if self.layout == "pairs" else self.prefix.encode() + text

    def _stamp(self, request: InboundRequest) -> str:
        if self.layout == "pairs":
            return next((value for name, value in _pairs(self._found(request)) if name == "t"), "")
        return next((value for name in self.timestamp if (value := request.header(name))), "")

    def _signed(self, request: InboundRequest, stamp: str) -> bytes:
        known = {
            "body": request.body,
            "method": request.method.upper().encode(),
            "url": self.url(request.url).encode(),
            "timestamp": stamp.encode(),
        }
        pieces = _PLACE.split(self.signed)
        return b"".join(
            (known[piece] if piece in known else request.header(piece).encode("latin-1", "replace"))
            if index % 2
            else piece.encode()
            for index, piece in enumerate(pieces)
        )

    def _key(self, secret: str) -> bytes:
        if self.key == "text":
            return secret.encode()
        try:
            return base64.b64decode(secret.removeprefix("whsec_"), validate=True)
        except (ValueError, binascii.Error):
            return secret.encode()


def _pairs(text: str) -> list[tuple[str, str]]:
    parts = (part.strip().partition("=") for part in text.split(","))
    return [(name, value) for name, mark, value in parts if mark]


@dataclass(frozen=True, slots=True)
class FirstThatApplies:
    """Several schemes of one provider: the first whose mark is on the request judges it alone.

    `marks` are the headers by which each is recognised. With none of them there the last one says what is missing.
    """

    schemes: Sequence[tuple[str, Scheme]]

    def verify(self, request: InboundRequest, keys: Keys, now: datetime) -> Verified | Refused:
        chosen = next((scheme for mark, scheme in self.schemes if request.header(mark)), self.schemes[0][1])
        return chosen.verify(request, keys, now)
