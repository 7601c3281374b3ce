"""A mail server that keeps what it is given and sends nothing on: SMTP without encryption, any user name and password."""

from __future__ import annotations

import email
import email.policy
import socketserver
from typing import Any

_HELLO = ("250-sandbox.invalid, not real", "250-AUTH PLAIN LOGIN", "250-8BITMIME", "250 SIZE 35882577")


class MailServer(socketserver.ThreadingTCPServer):
    """`mails` are dicts: `from`, `to` (the envelope's), `subject`, `text`, `messageId`."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, address: tuple[str, int], mails: list[dict[str, Any]]) -> None:
        super().__init__(address, Session)
        self.mails = mails

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.server_address[1]}"


class Session(socketserver.StreamRequestHandler):
    """One connection. A recipient whose address begins with `bounce` is refused."""

    server: MailServer
    timeout = 60

    def handle(self) -> None:
        sender, to = "", list[str]()
        self._say("220 sandbox.invalid ESMTP, not real")
        while line := self.rfile.readline(4096):
            words = line.decode("utf-8", "replace").strip()
            verb = words[:4].upper()
            match verb:
                case "EHLO":
                    self._say(*_HELLO)
                case "HELO" | "NOOP" | "RSET":
                    self._say("250 OK")
                case "AUTH":
                    self._authenticate(words)
                case "MAIL":
                    sender, to = _address(words), []
                    self._say("250 OK")
                case "RCPT" if _address(words).startswith("bounce"):
                    self._say("550 5.1.1 The account does not exist")
                case "RCPT":
                    to.append(_address(words))
                    self._say("250 OK")
                case "DATA":
                    self._say("354 Go on, end with a dot")
                    self._keep(sender, to)
                    self._say("250 2.0.0 Kept in the sandbox")
                case "QUIT":
                    self._say("221 Bye")
                    return
                case _:
                    self._say("502 5.5.1 Not known here")

    def _say(self, *lines: str) -> None:
        self.wfile.write("".join(f"{line}\r\n" for line in lines).encode())

    def _authenticate(self, words: str) -> None:
        kind, _, initial = words[5:].partition(" ")
        for asked in ("VXNlcm5hbWU6", "UGFzc3dvcmQ6") if kind.upper() == "LOGIN" else ("",):
            if initial:
                initial = ""
                continue
            self._say(f"334 {asked}")
            self.rfile.readline(4096)
        self._say("235 2.7.0 Accepted")

    def _keep(self, sender: str, to: list[str]) -> None:
        lines = []
        while (line := self.rfile.readline(1 << 20)) and line.rstrip(b"\r\n") != b".":
            lines.append(line[1:] if line.startswith(b"..") else line)
        message = email.message_from_bytes(b"".join(lines), policy=email.policy.default)
        body = message.get_body(("plain", "html"))
        self.server.mails.append(
            {
                "from": sender,
                "to": to,
                "subject": str(message["Subject"] or ""),
                "text": body.get_content().replace("\r\n", "\n") if body is not None else "",
                "messageId": str(message["Message-ID"] or ""),
            }
        )


def _address(words: str) -> str:
    return words.partition("<")[2].partition(">")[0]
