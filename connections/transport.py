"""Sockets that connect only to checked addresses and end with their call's deadline.

The address is checked and dialled in one place, `_open_socket`: what was checked is what is connected to, whatever the
name resolves to a moment later. SNI, certificate check and Host header keep the name. Connections to hosts an operator
has opened live in pools of their own, so that none of them is ever reused for a guarded call.
"""

from __future__ import annotations

import os
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

import certifi
import urllib3
from requests import PreparedRequest
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError

from connections.addresses import Address, resolve, why_not_public
from integrations.outcomes import Permanent

CONNECT_SECONDS = 10.0
#: Calls at a time that keep their connection; more than these work, but open a new one.
POOL_SIZE = 64
#: A connection idle for longer is not used again: many servers close theirs after five seconds, and a request that
#: meets the closing one is a lost answer.
IDLE_SECONDS = 4.0

BLOCKED = "OUTBOUND_BLOCKED"


@dataclass(slots=True)
class Call:
    """What the sockets of one exchange need to know. Times are of `time.monotonic`."""

    deadline: float
    written: str  # host:port as the URL has it
    is_open: bool  # the operator has opened this host
    is_redirect: bool = False
    is_sent: bool = False  # some of the request may have reached the server

    def remaining(self) -> float:
        """Seconds until the deadline; raises TimeoutError after it."""
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError("the deadline has passed")
        return left


class _Current(threading.local):
    call: Call


_current = _Current()


# --- sockets that keep the deadline ---------------------------------------------------------------


class _Socket(socket.socket):
    """Each read waits no longer than the call has left, so a server that drips bytes does not outlast it."""

    def recv_into(self, *args: Any, **kwargs: Any) -> int:
        self.settimeout(_current.call.remaining())
        return super().recv_into(*args, **kwargs)


class _TlsSocket(ssl.SSLSocket):
    def recv_into(self, *args: Any, **kwargs: Any) -> int:
        self.settimeout(_current.call.remaining())
        return super().recv_into(*args, **kwargs)


@lru_cache(maxsize=1)
def _tls_context() -> ssl.SSLContext:
    """The system's certificates (SSL_CERT_FILE counts) and those of certifi, loaded once for all connections."""
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    context.sslsocket_class = _TlsSocket
    return context


# --- resolve, check, connect ------------------------------------------------------------------------


def _check(host: str, addresses: list[Address], call: Call) -> None:
    """Raises Permanent when any of them is not public: a name with one private address is a trap or a mistake."""
    for _family, address in addresses:
        reason = why_not_public(address[0])
        if reason is None:
            continue
        subject = f"{address[0]} is {reason}."
        if host.strip("[]").lower() != address[0].lower():
            subject = f"{host} leads to {address[0]}, {reason}."
        if call.is_redirect:
            subject = f"The server redirected to {call.written}. {subject}"
        raise Permanent(
            f"{subject} Headrace only calls public ones; an operator can allow it with OUTBOUND_ALLOW={call.written}.",
            code=BLOCKED,
        )


def _open_socket(connection: HTTPConnection) -> socket.socket:
    call = _current.call
    host, port = connection._dns_host, connection.port  # the name with its trailing dot, as urllib3 dials it
    until = min(time.monotonic() + CONNECT_SECONDS, call.deadline)
    try:
        addresses = resolve(host, port, within=max(until - time.monotonic(), 0.001))
    except (socket.gaierror, UnicodeError) as error:
        failure = error if isinstance(error, socket.gaierror) else socket.gaierror(str(error))
        raise NameResolutionError(connection.host, connection, failure) from error
    except TimeoutError as error:
        raise ConnectTimeoutError(connection, str(error)) from error
    if not call.is_open:
        _check(connection.host, addresses, call)
    last: OSError = OSError("the name has no address")
    for family, address in addresses:
        left = until - time.monotonic()
        if left <= 0:
            break
        try:
            return _dial(family, address, timeout=left, options=connection.socket_options)
        except OSError as error:
            last = error
    if isinstance(last, TimeoutError) or time.monotonic() >= until:
        raise ConnectTimeoutError(connection, "no answer") from last
    raise NewConnectionError(connection, str(last)) from last


def _dial(family: int, address: tuple[Any, ...], *, timeout: float, options: Any) -> socket.socket:
    dialled = _Socket(family, socket.SOCK_STREAM)
    try:
        for option in options or ():
            dialled.setsockopt(*option)
        dialled.settimeout(timeout)
        dialled.connect(address)
    except BaseException:
        dialled.close()
        raise
    return dialled


# --- connections and pools -----------------------------------------------------------------------------


class _Guarded(HTTPConnection):
    """Mixed into both kinds of connection. (Its base is there for the types: it adds no state.)"""

    idle_since = 0.0

    def _new_conn(self) -> socket.socket:
        return _open_socket(self)

    def send(self, data: Any) -> None:
        if self.sock is None:
            self.connect()
        call = _current.call
        assert self.sock is not None
        self.sock.settimeout(call.remaining())
        call.is_sent = True
        super().send(data)


class _PlainConnection(_Guarded):
    pass


class _TlsConnection(_Guarded, HTTPSConnection):
    pass


class _KeepsFresh(urllib3.HTTPConnectionPool):
    """Closes connections that were idle for too long instead of handing them out."""

    def _get_conn(self, timeout: float | None = None) -> Any:
        connection: Any = super()._get_conn(timeout)
        if connection.sock is not None and time.monotonic() - connection.idle_since > IDLE_SECONDS:
            connection.close()
        return connection

    def _put_conn(self, conn: Any) -> None:
        if conn is not None:
            conn.idle_since = time.monotonic()
        super()._put_conn(conn)


class _PlainPool(_KeepsFresh):
    ConnectionCls = _PlainConnection


class _TlsPool(_KeepsFresh, urllib3.HTTPSConnectionPool):
    ConnectionCls = _TlsConnection


class _Adapter(HTTPAdapter):
    """requests' adapter on our pools; certificates come with the one TLS context, proxies not at all."""

    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **options: Any) -> None:  # noqa: FBT002
        super().init_poolmanager(connections, maxsize, block, **options)
        self.poolmanager.pool_classes_by_scheme = {"http": _PlainPool, "https": _TlsPool}

    def build_connection_pool_key_attributes(
        self, request: PreparedRequest, verify: Any, cert: Any = None
    ) -> Any:
        host, _tls = super().build_connection_pool_key_attributes(request, verify, cert)
        return host, {"ssl_context": _tls_context()} if host["scheme"] == "https" else {}

    def cert_verify(self, conn: Any, url: Any, verify: Any, cert: Any) -> None:
        """The context verifies; reading the bundle for each new connection took 15 ms."""


class _State:
    """One set of pools per process, made at first use and again after a fork."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._adapters: dict[bool, _Adapter] = {}

    def adapter(self, *, is_open: bool) -> _Adapter:
        found = self._adapters.get(is_open)
        if found is None:
            with self._lock:
                found = self._adapters.get(is_open) or _Adapter(pool_connections=256, pool_maxsize=POOL_SIZE)
                self._adapters[is_open] = found
        return found

    def close(self) -> None:
        with self._lock:
            for adapter in self._adapters.values():
                adapter.close()
            self._adapters.clear()


_state = _State()


def _forget() -> None:
    global _state
    _state = _State()


os.register_at_fork(after_in_child=_forget)


def close_connections() -> None:
    """Close what is idle, and read the certificates again at the next call."""
    _state.close()
    _tls_context.cache_clear()


def exchange(request: PreparedRequest, call: Call) -> Any:
    """Send one prepared request and return requests' response with its body unread. Read it in the same thread.

    Raises Permanent (blocked) and whatever requests, urllib3 and the sockets raise; `call.is_sent` tells how far it got.
    """
    _current.call = call
    timeout = (min(CONNECT_SECONDS, call.remaining()), call.remaining())
    return _state.adapter(is_open=call.is_open).send(request, stream=True, timeout=timeout, proxies={})


Cause = Literal["certificate", "encryption", "name", "refused", "timeout", "other"]


def cause_of(error: BaseException) -> Cause:
    """What lies at the bottom of an error of `exchange`: requests and urllib3 wrap it several times."""
    causes = list(_causes(error))
    kinds: tuple[tuple[Cause, type[BaseException]], ...] = (
        ("certificate", ssl.SSLCertVerificationError),
        ("encryption", ssl.SSLError),
        ("name", socket.gaierror),
        ("refused", ConnectionRefusedError),
        ("timeout", TimeoutError),
        ("timeout", urllib3.exceptions.TimeoutError),
    )
    return next((name for name, kind in kinds if any(isinstance(cause, kind) for cause in causes)), "other")


def _causes(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    waiting: list[BaseException] = [error]
    while waiting:
        current = waiting.pop()
        if id(current) in seen:
            continue
        seen.add(id(current))
        yield current
        linked = (*current.args, getattr(current, "reason", None), current.__cause__, current.__context__)
        waiting.extend(item for item in linked if isinstance(item, BaseException))
