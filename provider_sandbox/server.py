"""The HTTP side: `/<host>/<path>` for the pretended providers, `/_control/…` (`control.py`) for whoever directs them."""

from __future__ import annotations

import base64
import html
import json
import re
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from provider_sandbox import apis, registrations
from provider_sandbox.control import control
from provider_sandbox.hooks.bodies import stripe_event
from provider_sandbox.hooks.registered import registered
from provider_sandbox.hooks.sending import Hooks
from provider_sandbox.oauth import Authority, Refused
from provider_sandbox.styles import STYLES, Style, style_at
from provider_sandbox.world import Answer, Call, Happened, World

PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Pretended {name}</title>
<style>body{{font:16px system-ui;background:#fff3c4;margin:0}}main{{max-width:34rem;margin:3rem auto;background:#fff;
border:3px dashed #b7791f;padding:1.5rem}}button{{font:inherit;padding:.5rem 1rem;margin-right:.5rem}}</style>
<main><p><strong>NOT REAL: this is a pretended {name} for demos and tests.</strong></p>
<h1>Allow Headrace to use your demo account?</h1><p>It asks for: {scope}</p>
<form method="post">{fields}<label>Account <select name="_account"><option>1</option><option>2</option></select></label>
<p><button name="_decision" value="allow">Allow</button><button name="_decision" value="deny">Deny</button></p></form>
</main></html>"""


_NOT_ACCEPTED = Answer({"ok": False, "error": "invalid_auth", "message": "the token is not accepted"}, 401)


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256

    def __init__(self, address: tuple[str, int]) -> None:
        super().__init__(address, Handler)
        self.authority = Authority()
        self.hooks = Hooks()
        self.world = World(self._tell)
        self.calls: list[dict[str, Any]] = []
        self.mails: list[dict[str, Any]] = []  # what the mail server beside it was given

    def reset(self) -> None:
        """Everything as at first; nobody is told of anything."""
        self.hooks.close()
        self.authority, self.hooks = Authority(), Hooks()
        self.world = World(self._tell)
        self.calls.clear()
        self.mails.clear()

    def server_close(self) -> None:
        self.hooks.close()
        super().server_close()

    def _tell(self, event: Happened) -> None:
        if event.provider == "stripe":  # it keeps a list of its events, which can be asked for
            told = stripe_event(event)
            self.world.records("stripe", event.account, "events")[told["id"]] = told
        self.hooks.tell(event, registered(self.world, event))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that leaves is none of the server's business."""


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server
    timeout = 60

    def log_message(self, *args: Any) -> None:
        """Quiet."""

    def _serve(self) -> None:
        parts = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        host, _, path = parts.path.lstrip("/").partition("/")
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        try:
            if host == "_control":
                self._reply(control(self.server, self.command, path, query, body))
            elif style := style_at(f"{host}/{path}", "authorize"):
                self._consent(style, query, body)
            elif style := style_at(f"{host}/{path}", "token"):
                self._token(style, body)
            elif style_at(f"{host}/{path}", "revoke"):
                self._revoke(body)
            else:
                self._resource(host, path, query, body)
        except Refused as refused:
            self.answer({"error": refused.code, "error_description": refused.description}, refused.status)
        except OSError:
            raise  # the client has left
        except Exception as error:
            # A page that is no number, a field of another shape: said in the sandbox's own name.
            words = f"The sandbox does not understand this call ({type(error).__name__}: {error})."
            self.answer({"error": words}, 400)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = _serve  # noqa: N815

    def answer(self, value: Any, status: int = 200, **headers: str) -> None:
        body = value if isinstance(value, bytes) else json.dumps(value).encode()
        self.send_response(status)
        for name, text in {"Content_Type": "application/json", "X_Sandbox": "not real", **headers}.items():
            self.send_header(name.replace("_", "-"), text)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def _reply(self, answer: Answer) -> None:
        self.answer(b"" if answer.body is None else answer.body, answer.status, **answer.headers)

    # --- OAuth -------------------------------------------------------------------------------

    def _consent(self, style: Style, query: dict[str, str], body: bytes) -> None:
        form = dict(parse_qsl(body.decode(), keep_blank_values=True))
        asked = {**query, **{name: value for name, value in form.items() if not name.startswith("_")}}
        self.server.authority.check_request(style, asked)
        if self.command == "GET":
            fields = "".join(
                f'<input type="hidden" name="{html.escape(name)}" value="{html.escape(value)}">'
                for name, value in query.items()
            )
            page = PAGE.format(
                name=style.name.title(), scope=html.escape(asked.get("scope", "nothing")), fields=fields
            )
            self.answer(page.encode(), Content_Type="text/html; charset=utf-8")
            return
        if form.get("_decision") == "allow":
            account = int(form.get("_account") or self.server.authority.behaviour.account)
            code = self.server.authority.allow(style, asked, account)
            extra = self.server.authority.numbered(dict(style.callback), account)
            answer = {"code": code, "state": asked["state"], **extra}
        else:
            answer = {"error": "access_denied", "state": asked["state"]}
        separator = "&" if "?" in asked["redirect_uri"] else "?"
        self.answer(b"", 302, Location=asked["redirect_uri"] + separator + urlencode(answer))

    def _token(self, style: Style, body: bytes) -> None:
        authority, mode = self.server.authority, self._mode("token")
        if mode in ("hang", "500", "garbage", "html", "429"):
            authority.counts[mode] += 1
        if mode == "hang":
            time.sleep(authority.behaviour.delay or 60)
            self.close_connection = True
            return
        if mode == "500":
            self.answer({"error": "invalid_grant"}, 500)  # a broken proxy may say anything
            return
        if mode == "garbage":
            self.answer(b"{not json")
            return
        if mode == "html":
            self.answer(b"<html>invalid_grant</html>", 400, Content_Type="text/html")
            return
        if mode == "429":
            self.answer({"error": "rate_limited"}, 429, Retry_After="2")
            return
        form = dict(parse_qsl(body.decode(), keep_blank_values=True))
        if "json" in self.headers.get("Content-Type", ""):
            form = {name: str(value) for name, value in json.loads(body or b"{}").items()}
        try:
            if mode == "invalid_client":
                raise Refused("invalid_client", 401)
            granted = authority.token(style, form, self.headers.get("Authorization", ""))
        except Refused as refused:
            if style.ok_false:
                code = "invalid_refresh_token" if refused.code == "invalid_grant" else refused.code
                self.answer({"ok": False, "error": code})
                return
            raise
        if mode == "drop":
            self.close_connection = True
            return
        if mode == "slow":
            time.sleep(authority.behaviour.delay)
        self.answer(granted)

    def _mode(self, of: str) -> str:
        behaviour = self.server.authority.behaviour
        names = {"token": ("token_mode", "mode_count"), "api": ("api_mode", "api_count")}
        mode_name, count_name = names[of]
        with self.server.authority.lock:
            mode: str = getattr(behaviour, mode_name)
            left: int = getattr(behaviour, count_name)
            if mode and left:
                setattr(behaviour, count_name, left - 1)
                if left == 1:
                    setattr(behaviour, mode_name, "")
        return mode

    def _revoke(self, body: bytes) -> None:
        form = dict(parse_qsl(body.decode()))
        count = self.server.authority.revoke(form.get("token", "-"))
        self.server.authority.counts["revoked"] += count
        self.answer({})

    # --- API ---------------------------------------------------------------------------------

    def _resource(self, host: str, path: str, query: dict[str, str], body: bytes) -> None:
        call: dict[str, Any] = {
            "method": self.command,
            "host": host,
            "path": f"/{path}",
            "query": query,
            "headers": {name.lower(): value for name, value in self.headers.items()},
            "body": body.decode(errors="replace"),
        }
        self.server.calls.append(call)
        scheme, _, token = self.headers.get("Authorization", "").partition(" ")
        token = token or self.headers.get("x-api-key", "")
        if scheme.lower() == "basic":
            token = base64.b64decode(token).decode(errors="replace")
        family = self.server.authority.family_of(token)
        is_key = not token.startswith(("at-", "rt-")) and bool(token) and "wrong" not in token
        if family is None and not is_key and not apis.signs_in_itself(host):
            self._reply(apis.refusal(host, 401) or _NOT_ACCEPTED)
            return
        if trouble := self.server.world.trouble(host):
            words = apis.refusal(host, trouble.status) or Answer({"error": "as ordered"}, trouble.status)
            after = {"Retry_After": trouble.retry_after} if trouble.retry_after else {}
            self._reply(Answer(words.body, words.status, {**words.headers, **after}))
            return
        if self._misbehaves(host):
            return
        account = family.account if family else self.server.authority.behaviour.account
        if status := re.match(r"status/(\d{3})$", path):
            self.answer({"error": "as asked"}, int(status[1]), Retry_After="1")
            return
        wanted = f"{self.command} {host}/{path}"
        for style in STYLES:
            for name, answer in style.resources.items():
                if name.replace("{n}", str(account)) == wanted:
                    if self.server.authority.several_tenants and isinstance(answer, list):
                        second = {
                            **answer[0],
                            "id": "second",
                            "tenantId": "second-tenant",
                            "tenantName": "Second ledger",
                        }
                        answer = [*answer, second]  # noqa: PLW2901
                    self.answer(self.server.authority.numbered(answer, account))
                    return
        told = Call(self.command, host, f"/{path}", query, call["headers"], body, account)
        answered = registrations.answer(told, self.server.world)
        if answered is None:
            with self.server.world.lock:
                answered = apis.answer(told, self.server.world)
        if answered:
            self._reply(answered)
            return
        shown = {
            **call,
            "headers": {name: value for name, value in call["headers"].items() if name != "authorization"},
        }
        if "reveal" in query:  # a careless provider: its answer repeats the credentials
            shown["seen"] = self.headers.get("Authorization", "")
        self.answer({"account": account, **shown})

    def _misbehaves(self, host: str) -> bool:
        """An API on a bad day, as the behaviour says."""
        match self._mode("api"):
            case "429":
                self.answer({"ok": False, "error": "ratelimited"}, 429, Retry_After="1")
            case "500" | "503" as status:
                self.answer({"error": {"message": "not now"}}, int(status))
            case "scope" if host == "slack.com":
                self.answer({"ok": False, "error": "missing_scope", "needed": "channels:read"})
            case "scope":
                self.answer({"error": {"message": "the token lacks a permission"}}, 403)
            case "hang":
                time.sleep(self.server.authority.behaviour.delay or 60)
                self.close_connection = True
            case "drop":
                self.close_connection = True
            case _:
                return False
        return True
