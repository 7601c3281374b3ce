"""A person at the provider's consent page, without a browser."""

from __future__ import annotations

import http.client
from contextlib import closing
from urllib.parse import parse_qsl, urlencode, urlsplit


def allow(url: str, *, decision: str = "allow", account: int | None = None) -> dict[str, str]:
    """Opens the consent page, presses the button, and gives the query of the redirect back."""
    status, _headers, text = ask("GET", url)
    assert status == 200, text
    form = {"_decision": decision, **({"_account": str(account)} if account else {})}
    status, headers, text = ask("POST", url, urlencode(form))
    assert status == 302, text
    return dict(parse_qsl(urlsplit(headers["Location"]).query))


def ask(method: str, url: str, body: str | None = None) -> tuple[int, http.client.HTTPMessage, str]:
    parts = urlsplit(url)
    with closing(http.client.HTTPConnection(parts.netloc, timeout=10)) as connection:
        connection.request(
            method,
            f"{parts.path}?{parts.query}",
            body=body,
            headers={"Content-Type": "application/x-www-form-urlencoded"} if body else {},
        )
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read().decode()
