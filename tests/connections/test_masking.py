"""Secrets are hidden by value, in every form they travel in."""

from __future__ import annotations

import base64
import json
from urllib.parse import quote, quote_plus, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connections.masking import HIDDEN, NO_MASK, Mask, forms_of

SECRET = 'pä$$ w/rd+"1\\9'
MASK = Mask([SECRET, "12345678"])


@pytest.mark.parametrize(
    "text",
    [
        f"the token is {SECRET}.",
        f"Bearer {SECRET}",
        f"https://api.example/?key={quote(SECRET, safe='')}&x=1",
        f"https://api.example/?key={quote(SECRET, safe='').lower()}",
        urlencode({"key": SECRET}),
        quote_plus(SECRET),
        json.dumps({"key": SECRET}, ensure_ascii=False),
        "Basic " + base64.b64encode(f":{SECRET}".encode()).decode(),
        "Basic " + base64.b64encode(f"me:{SECRET}:and more".encode()).decode(),
        base64.urlsafe_b64encode(f"someone:{SECRET}".encode()).decode(),
        base64.b64encode(SECRET.encode()).decode(),
    ],
)
def test_every_form_is_hidden(text: str):
    masked = MASK.text(text)
    assert HIDDEN in masked
    assert not any(form in masked for form in forms_of(SECRET))


def test_data_keep_their_shape():
    data = {"a": [f"x{SECRET}y", 1, None, True, 12345678, 2.5], SECRET: {"n": "12345678"}, "ok": "untouched"}
    assert MASK.value(data) == {
        "a": [f"x{HIDDEN}y", 1, None, True, HIDDEN, 2.5],
        HIDDEN: {"n": HIDDEN},
        "ok": "untouched",
    }


def test_what_holds_none_comes_back_as_it_was():
    data = {"a": ["nothing", {"b": 1}]}
    assert MASK.value(data) is data
    assert NO_MASK.value(data) is data
    assert not NO_MASK


def test_short_values_are_no_secrets():
    assert not Mask(["short", ""])


def test_a_secret_within_another_goes_with_it():
    assert Mask(["abcdefgh", "abcdefgh-longer"]).text("abcdefgh-longer abcdefgh") == f"{HIDDEN} {HIDDEN}"


@given(
    secret=st.text(min_size=8, max_size=40).filter(
        lambda text: text.encode("utf-8", "ignore").decode() == text
    ),
    before=st.binary(max_size=7),
    after=st.binary(max_size=7),
)
def test_wherever_it_stands_in_base64(secret: str, before: bytes, after: bytes):
    whole = base64.b64encode(before + secret.encode() + after).decode()
    masked = Mask([secret]).text(whole)
    assert HIDDEN in masked
    # What is left must not be enough to get it back.
    assert len(masked.replace(HIDDEN, "")) <= len(whole) - len(secret.encode()) * 4 // 3 + 8


def test_a_secret_in_the_path_of_an_address_is_hidden_as_libraries_write_it() -> None:
    token = "123456:AB c/d+e=~f"
    mask = Mask([token])
    for written in (token, quote(token, safe="/:@!$&'()*+,;=~"), quote(token, safe="")):
        assert mask.text(f"POST https://api.example/bot{written}/send") == (
            f"POST https://api.example/bot{HIDDEN}/send"
        )


def test_a_secret_address_is_hidden_without_its_host_too() -> None:
    hook = "https://hooks.example/services/T00000000/B00000000/abcdefghijklmnop1234?sig=0123456789abcdef"
    mask = Mask([hook])
    assert mask.text(f"POST {hook}: 404") == f"POST {HIDDEN}: 404"
    assert "abcdefghijklmnop1234" not in mask.text(
        "POST hooks.example/services/T00000000/B00000000/abcdefghijklmnop1234: 404"
    )
    assert "abcdefghijklmnop1234" not in mask.text("no_service: abcdefghijklmnop1234")
    assert "0123456789abcdef" not in mask.text("the query was sig=0123456789abcdef")
    assert mask.text("hooks.example") == "hooks.example"
    assert mask.text("/services") == "/services"
