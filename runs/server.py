"""daphne, mended in five places: bodies are refused before they are buffered, what is no HTTP is answered in words, many may
knock at once, a stop lets requests finish, and the plain posts that start runs take a shorter way (`runs/quick_lane.py`).

daphne reads a whole body before the application runs, so an unauthenticated 1 GB upload would land in a temporary file; a
header that is too long it answers by hanging up; and at SIGTERM it cuts requests in flight.
"""

from __future__ import annotations

import logging
import os
import signal
import time
from typing import Any

import daphne.server
from daphne.http_protocol import HTTPFactory, WebRequest
from twisted.internet import reactor as _reactor
from twisted.web.http import HTTPChannel, _GenericHTTPChannelProtocol

from accounts.api.envelope import render
from accounts.api.errors import ApiError
from runs import tally
from runs.body_limit import limit_of, refusal
from runs.quick_lane import QuickLane

logger = logging.getLogger("headrace.web")
reactor: Any = _reactor

STOP_SECONDS = 20.0
IDLE_LOOK_SECONDS = 5.0
# Connections that wait to be taken up while the process does something else. Twisted's 50 are full within a quarter of a
# second at 200 webhooks a second; who comes then tries again after a second at the earliest, or meets a reset.
BACKLOG = 1024


class BoundedRequest(WebRequest):  # type: ignore[misc]
    """Answers 413 as soon as the announced or the received length is over the limit, and reads no further."""

    received = 0
    limit = 0
    is_refused = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Twisted would parse the content type (15 % of a small POST's time) and read form bodies by itself, for nobody.
        self._parsePOSTFormSubmission = False

    def gotLength(self, length: int | None) -> None:  # noqa: N802 - Twisted's name
        # The headers are here, method and path still the channel's alone.
        path = bytes(self.channel._path).partition(b"?")[0].decode("latin-1")
        headers = {name.lower(): values[-1] for name, values in self.requestHeaders.getAllRawHeaders()}
        self.limit = limit_of(bytes(self.channel._command).decode("latin-1"), path, headers)
        if length is not None and length > self.limit:
            self._refuse()
            super().gotLength(0)
            return
        super().gotLength(length)

    def handleContentChunk(self, data: bytes) -> None:  # noqa: N802 - Twisted's name
        self.received += len(data)
        if self.received > self.limit:
            self._refuse()
        if not self.is_refused:
            super().handleContentChunk(data)

    def process(self) -> Any:
        if not self.is_refused:
            return super().process()
        return None

    def _refuse(self) -> None:
        if self.is_refused:
            return
        self.is_refused = True
        status, body = refusal(self.limit)
        _hang_up(self.channel.transport, f"{status} Payload Too Large", body)


class PlainSpeakingChannel(HTTPChannel):
    """Says what was wrong with what it could not read."""

    def _respondToBadRequestAndDisconnect(self) -> None:  # noqa: N802 - Twisted's name
        self._refuse(
            "400 Bad Request",
            "The request is not HTTP that can be read, or has more than 500 headers or 16 KB of them.",
        )

    def lineLengthExceeded(self, line: bytes) -> None:  # noqa: N802 - Twisted's name
        del line
        self._refuse(
            "431 Request Header Fields Too Large", "The address or a header is longer than 16 KB. Send less."
        )

    def _refuse(self, status: str, words: str) -> None:
        error = ApiError("VALIDATION_ERROR", int(status[:3]), words)
        _hang_up(self.transport, status, render(error.body()))


def _hang_up(transport: Any, status: str, body: bytes) -> None:
    head = f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: {len(body)}\r\n\r\n"
    transport.write(head.encode() + body)
    transport.loseConnection()


class BoundedFactory(HTTPFactory):  # type: ignore[misc]
    protocol = staticmethod(lambda: _GenericHTTPChannelProtocol(PlainSpeakingChannel()))  # type: ignore[no-untyped-call]

    def buildProtocol(self, addr: Any) -> Any:  # noqa: N802 - Twisted's name
        return QuickLane(self.server.application, lambda: self._channel(addr))

    def _channel(self, addr: Any) -> Any:
        protocol = super().buildProtocol(addr)
        protocol.requestFactory = BoundedRequest
        return protocol


# The server names its factory by this module global.
daphne.server.HTTPFactory = BoundedFactory


class Server(daphne.server.Server):  # type: ignore[misc]
    """Stops listening at SIGTERM, finishes what is under way (at most 20 s), then ends."""

    def run_until_stopped(self) -> None:
        self.signal_handlers = False
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: reactor.callFromThread(self.stop_gently))
        # Named by itself: it may have died before this process came to ask who its parent is.
        if supervisor := os.environ.get("HEADRACE_SUPERVISED"):
            reactor.callLater(1, self._follow_parent, int(supervisor))
        reactor.callLater(IDLE_LOOK_SECONDS, self._close_idle)
        self.run()

    def _close_idle(self) -> None:
        QuickLane.close_idle()
        reactor.callLater(IDLE_LOOK_SECONDS, self._close_idle)

    def stop_gently(self) -> None:
        for listening in self.listeners:
            listening.addCallback(lambda port: port.stopListening())
        self._stop_when_idle(time.monotonic() + STOP_SECONDS)

    def _stop_when_idle(self, deadline: float) -> None:
        busy = [
            protocol
            for protocol, facts in self.connections.items()
            if isinstance(protocol, WebRequest) and "disconnected" not in facts
        ]
        if (busy or QuickLane.are_busy()) and time.monotonic() < deadline:
            reactor.callLater(0.05, self._stop_when_idle, deadline)
        else:
            reactor.callLater(0.1, self.stop)  # the last answer may not have left yet

    def _follow_parent(self, parent: int) -> None:
        """Without its supervisor a web process would keep the port for nobody."""
        if os.getppid() != parent:
            self.stop_gently()
        else:
            reactor.callLater(1, self._follow_parent, parent)


def serve(application: Any, *, host: str, port: int) -> None:
    """Listen until told to stop."""
    address = host.replace(":", r"\:")
    endpoint = f"tcp:port={port}:interface={address}:backlog={BACKLOG}"
    tally.flush_for_ever()
    Server(
        application, endpoints=[endpoint], http_timeout=120, application_close_timeout=2
    ).run_until_stopped()
