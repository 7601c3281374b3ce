"""The way out for mail: SMTP to checked addresses, with a limit on time. The only place that speaks it for workflows."""

from __future__ import annotations

import smtplib
import socket
import ssl
import time
from collections.abc import Mapping
from email.message import EmailMessage
from functools import lru_cache
from typing import Any

import certifi
from django.conf import settings

from connections.addresses import resolve, why_not_public
from connections.transport import BLOCKED
from integrations.outcomes import Permanent, Retry, StepFailure, Uncertain

CONNECT_SECONDS = 10.0
SEND_SECONDS = 60.0
_PASSING = frozenset({421, 450, 451, 452, 454})


def try_login(values: Mapping[str, Any]) -> None:
    """Connects, encrypts, signs in, and sends nothing. Raises Permanent, or Retry for what may pass."""
    server = _open(values)
    try:
        server.noop()
        server.quit()
    except (smtplib.SMTPException, OSError):
        server.close()


def send(values: Mapping[str, Any], message: EmailMessage, *, to: list[str]) -> dict[str, str]:
    """Sends to all recipients; returns those that the server refused, with its words.

    Raises Permanent (refused, and nothing was sent), Retry (not connected, or busy) and Uncertain (the server had the
    whole message and its answer was lost).
    """
    server = _open(values)
    sender = str(values.get("from_email") or "")
    try:
        refused = server.send_message(message, from_addr=sender, to_addrs=to)
        return {address: _said(code, text) for address, (code, text) in refused.items()}
    except smtplib.SMTPRecipientsRefused as error:
        words = "; ".join(f"{address}: {_said(*answer)}" for address, answer in error.recipients.items())
        raise Permanent(f"The mail server accepts none of the recipients. {words}") from None
    except smtplib.SMTPResponseException as error:
        raise _refusal(error, "refused the message") from None
    except (smtplib.SMTPServerDisconnected, OSError):
        raise Uncertain(
            "The mail server broke the connection while it took the message, so it may have been sent.",
            code="UNCERTAIN",
        ) from None
    finally:
        server.close()


# --- connecting -----------------------------------------------------------------------------------------


class _Checked(smtplib.SMTP):
    """Dials the address that was checked."""

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        return dial(host, port, timeout=timeout)


class _CheckedTls(smtplib.SMTP_SSL):
    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        return self.context.wrap_socket(dial(host, port, timeout=timeout), server_hostname=host)


def dial(host: str, port: int, *, timeout: float) -> socket.socket:
    """A socket to a public address of the host, or to any one an operator has opened. Raises Permanent and OSError."""
    until = time.monotonic() + timeout
    addresses = resolve(host, port, within=timeout)
    if f"{host}:{port}".lower() not in {entry.strip().lower() for entry in settings.OUTBOUND_ALLOW}:
        for _family, address in addresses:
            if (reason := why_not_public(address[0])) is not None:
                raise Permanent(
                    f"{host} leads to {address[0]}, {reason}. Headrace only calls public ones; an operator can allow "
                    f"it with OUTBOUND_ALLOW={host}:{port}.",
                    code=BLOCKED,
                )
    last: OSError = OSError("the name has no address")
    for _family, address in addresses:
        try:
            return socket.create_connection(address[:2], timeout=max(0.1, until - time.monotonic()))
        except OSError as error:
            last = error
    raise last


@lru_cache(maxsize=1)
def _tls() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context


def _open(values: Mapping[str, Any]) -> smtplib.SMTP:
    """A server that is signed in."""
    host, security = str(values.get("host") or ""), str(values.get("security") or "starttls")
    try:
        port = int(values.get("port") or 587)
    except ValueError:
        raise Permanent(f"The port {values.get('port')} of the mail server is not a number.") from None
    try:
        server: smtplib.SMTP = (
            _CheckedTls(host, port, timeout=CONNECT_SECONDS, context=_tls())
            if security == "ssl"
            else _Checked(host, port, timeout=CONNECT_SECONDS)
        )
    except StepFailure:
        raise
    except (OSError, UnicodeError, smtplib.SMTPException) as error:
        raise Retry(
            f"The mail server {host}:{port} could not be reached ({_kind(error)}). Nothing was sent."
        ) from None
    try:
        assert server.sock is not None
        server.sock.settimeout(SEND_SECONDS)
        server.ehlo()
        if security == "starttls":
            server.starttls(context=_tls())
            server.ehlo()
        if values.get("username"):
            server.login(str(values["username"]), str(values.get("password") or ""))
    except smtplib.SMTPAuthenticationError:
        server.close()
        raise Permanent(f"{host} does not accept the user name and password.") from None
    except smtplib.SMTPNotSupportedError:
        server.close()
        raise Permanent(
            f"{host} does not offer what this connection asks for ({security}, sign-in)."
        ) from None
    except smtplib.SMTPResponseException as error:
        server.close()
        raise _refusal(error, "refused the connection") from None
    except ssl.SSLCertVerificationError:
        server.close()
        raise Permanent(f"{host} has a certificate that cannot be trusted. Nothing was sent.") from None
    except (smtplib.SMTPException, OSError) as error:
        server.close()
        raise Retry(f"The mail server {host} broke off ({_kind(error)}). Nothing was sent.") from None
    return server


def _refusal(error: smtplib.SMTPResponseException, what: str) -> StepFailure:
    words = f"The mail server {what}: {_said(error.smtp_code, error.smtp_error)}"
    return Retry(words) if error.smtp_code in _PASSING else Permanent(words)


def _said(code: int, text: bytes | str) -> str:
    said = text.decode(errors="replace") if isinstance(text, bytes) else text
    return f"{code} {' '.join(said.split())[:200]}"


def _kind(error: BaseException) -> str:
    if isinstance(error, TimeoutError):
        return "no answer in time"
    if isinstance(error, ConnectionRefusedError):
        return "nothing answers there"
    if isinstance(error, socket.gaierror):
        return "there is no address for it"
    return "the connection failed"
