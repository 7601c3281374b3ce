"""The pages around signing in, as a browser without JavaScript uses them."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from accounts import attempts, tokens
from accounts import mail as account_mail
from accounts.models import AuditEvent, Company, Member, User
from tests.conftest import PASSWORD

NEW = "seven green bottles"


@pytest.fixture
def browser(db: None) -> Client:
    """A browser, which gets the CSRF token with each form."""
    return Client(enforce_csrf_checks=True)


def send(browser: Client, path: str, **fields: str) -> Any:
    """Opens the page, fills in its form and sends it to where the form says."""
    page = browser.get(path)
    assert page.status_code == 200, page.status_code
    html = page.content.decode()
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', html))
    found = re.search(r'<form method="post"(?: action="([^"]*)")?', html)
    assert found
    return browser.post(found.group(1) or path, {**hidden, **fields})


def text_of(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


# --- signing in and out ---------------------------------------------------------------------------


def test_signing_in_leads_to_the_workflows(browser, ada, acme) -> None:
    response = send(browser, "/sign-in", email=" ADA@acme.example", password=PASSWORD)
    assert (response.status_code, response.headers["Location"]) == (302, "/workflows")
    assert browser.session["company_id"] == str(acme.id)
    assert browser.get("/api/v1/me").json()["data"]["user"]["email"] == ada.email
    event = AuditEvent.objects.get(company=acme)
    assert (event.actor, event.action, event.ip) == (ada.email, "member.signed_in", "127.0.0.1")


@pytest.mark.parametrize(
    ("wanted", "leads_to"),
    [
        ("/runs/run_1?tab=log", "/runs/run_1?tab=log"),
        ("http://testserver/runs", "http://testserver/runs"),
        ("https://evil.example/", "/workflows"),
        ("//evil.example/", "/workflows"),
        ("/\\evil.example", "/workflows"),
        ("javascript:alert(1)", "/workflows"),
        ("http:///evil.example", "/workflows"),
        ("", "/workflows"),
    ],
)
def test_next_stays_on_this_host(browser, ada, wanted, leads_to) -> None:
    assert (
        send(browser, f"/sign-in?next={wanted}", email=ada.email, password=PASSWORD).headers["Location"]
        == leads_to
    )
    assert browser.get("/sign-in", {"next": wanted}).headers["Location"] == leads_to


def test_unknown_and_wrong_read_the_same(browser, ada) -> None:
    wrong = send(browser, "/sign-in", email=ada.email, password="wrong")
    unknown = send(browser, "/sign-in", email="eve@acme.example", password="wrong")
    ada.is_active = False
    ada.save()
    inactive = send(browser, "/sign-in", email=ada.email, password=PASSWORD)
    said = {text_of(response).replace("eve@", "ada@") for response in (wrong, unknown, inactive)}
    assert len(said) == 1
    assert "do not belong together" in said.pop()
    assert wrong.status_code == 400
    assert "wrong" not in re.findall(r'value="([^"]*)"', wrong.content.decode())  # no password is sent back


def test_guessing_one_person_is_slowed_down_and_success_forgives(browser, ada, vera) -> None:
    for _ in range(attempts.BY_EMAIL["sign-in"].count - 1):
        assert send(browser, "/sign-in", email=ada.email, password="wrong").status_code == 400
    assert send(browser, "/sign-in", email=ada.email, password=PASSWORD).status_code == 302
    browser.logout()
    for _ in range(attempts.BY_EMAIL["sign-in"].count):
        assert send(browser, "/sign-in", email=ada.email, password="wrong").status_code == 400
    blocked = send(browser, "/sign-in", email=ada.email.upper(), password=PASSWORD)
    assert blocked.status_code == 429
    assert int(blocked.headers["Retry-After"]) > 0
    assert "5 minutes" in text_of(blocked)
    assert send(browser, "/sign-in", email=vera.email, password=PASSWORD).status_code == 302


def test_guessing_from_one_address_is_slowed_down(browser, ada, monkeypatch) -> None:
    monkeypatch.setitem(attempts.BY_IP, "sign-in", attempts.Limit(3, 300))
    for number in range(3):
        assert send(browser, "/sign-in", email=f"{number}@x.example", password="wrong").status_code == 400
    assert send(browser, "/sign-in", email=ada.email, password=PASSWORD).status_code == 429
    page = browser.get("/sign-in")
    token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', page.content.decode())
    assert token
    fields = {"email": ada.email, "password": PASSWORD, "csrfmiddlewaretoken": token[1]}
    assert browser.post("/sign-in", fields, REMOTE_ADDR="198.51.100.7").status_code == 302


@pytest.mark.parametrize(
    "fields", [{}, {"email": "x"}, {"email": "a@b.example"}, {"email": "a\x00@b.example", "password": "x"}]
)
def test_a_form_that_is_not_complete_says_what_is_missing(browser, ada, fields) -> None:
    response = send(browser, "/sign-in", **fields)
    assert response.status_code == 400
    assert 'class="fault"' in response.content.decode()


def test_signing_out_takes_a_post(browser, ada) -> None:
    send(browser, "/sign-in", email=ada.email, password=PASSWORD)
    assert browser.get("/sign-out").headers["Location"] == "/workflows"
    assert browser.get("/api/v1/me").status_code == 200
    assert browser.post("/sign-out").status_code == 403  # without the token
    response = browser.post("/sign-out", headers={"x-csrftoken": browser.cookies["csrftoken"].value})
    assert response.headers["Location"] == "/sign-in"
    assert browser.get("/api/v1/me").status_code == 401


def test_a_session_id_from_before_is_worth_nothing(browser, ada) -> None:
    browser.get("/sign-in")
    browser.session.save()
    before = browser.session.session_key
    send(browser, "/sign-in", email=ada.email, password=PASSWORD)
    assert browser.session.session_key != before


# --- signing up -----------------------------------------------------------------------------------

FIRST = {"name": "Ada Lovelace", "email": "Ada@Acme.example", "company": "Acme", "password": NEW}


def test_the_first_person_sets_everything_up(browser) -> None:
    assert browser.get("/sign-in").headers["Location"] == "/sign-up"
    assert send(browser, "/sign-up", **FIRST).headers["Location"] == "/workflows"
    user, company = User.objects.get(), Company.objects.get()
    assert (user.email, user.name, user.is_superuser) == ("ada@acme.example", "Ada Lovelace", True)
    assert company.name == "Acme"
    assert Member.objects.get().role == "owner"
    assert browser.get("/api/v1/me").json()["data"]["role"] == "owner"


def test_afterwards_signing_up_leads_to_signing_in_with_a_sentence(browser, ada) -> None:
    response = browser.get("/sign-up", follow=True)
    assert response.redirect_chain == [("/sign-in", 302)]
    assert "ask an owner of your company to invite you" in text_of(response)
    token = browser.cookies["csrftoken"].value
    late = browser.post("/sign-up", FIRST, headers={"x-csrftoken": token})
    assert late.headers["Location"] == "/sign-in"
    assert User.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("password", "short", "at least 10 characters"),
        ("password", "password123", "too common"),
        ("password", "ada@acme.example", "too similar"),
        ("email", "ada", "not an email address"),
        ("company", " ", "Give your company"),
        ("name", "x" * 151, "at most 150 characters"),
    ],
)
def test_what_does_not_do_is_said_and_nothing_is_made(browser, field, value, sentence) -> None:
    response = send(browser, "/sign-up", **{**FIRST, field: value})
    assert response.status_code == 400
    assert sentence in text_of(response)
    assert not User.objects.exists()
    assert not Company.objects.exists()


# --- passwords ------------------------------------------------------------------------------------


def link_in(message: mail.EmailMessage) -> str:
    (path,) = re.findall(r"http://127\.0\.0\.1:8000(/set-password/\S+)", str(message.body))
    return str(path)


def test_a_forgotten_password(browser, ada) -> None:
    elsewhere = Client()
    elsewhere.force_login(ada)
    send(browser, "/password-reset", email="ADA@acme.example")
    account_mail.finish_sending()
    (message,) = mail.outbox
    path = link_in(message)
    page = browser.get(path)
    assert ada.email in text_of(page)
    assert "no-store" in page.headers["Cache-Control"]
    assert send(browser, path, password="short").status_code == 400
    response = send(browser, path, password=NEW)
    assert response.headers["Location"] == "/sign-in"
    assert "Your password is set" in text_of(browser.get("/sign-in"))
    assert browser.get(path).status_code == 410  # it works once
    assert elsewhere.get("/api/v1/me").status_code == 401
    assert send(browser, "/sign-in", email=ada.email, password=PASSWORD).status_code == 400
    assert send(browser, "/sign-in", email=ada.email, password=NEW).status_code == 302
    assert AuditEvent.objects.filter(action="member.password_set", target=ada.email).exists()


def test_nobody_learns_who_has_an_account(browser, ada) -> None:
    known = send(browser, "/password-reset", email=ada.email)
    unknown = send(browser, "/password-reset", email="eve@acme.example")
    assert text_of(known) == text_of(unknown).replace("eve@", "ada@")
    account_mail.finish_sending()
    assert len(mail.outbox) == 1


def test_a_mailbox_is_not_flooded(browser, ada) -> None:
    for _ in range(5):
        assert send(browser, "/password-reset", email=ada.email).status_code == 200
    account_mail.finish_sending()
    assert len(mail.outbox) == attempts.BY_EMAIL["password-reset"].count


def test_a_link_leads_to_the_public_address_whatever_the_host_header_says(browser, ada, settings) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    page = browser.get("/password-reset", headers={"host": "evil.example"})
    token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', page.content.decode())
    assert token
    fields = {"email": ada.email, "csrfmiddlewaretoken": token[1]}
    browser.post("/password-reset", fields, headers={"host": "evil.example"})
    account_mail.finish_sending()
    assert "evil.example" not in str(mail.outbox[0].body)


def test_links_end(ada, settings) -> None:
    reset, invitation = tokens.make_token(ada, "reset"), tokens.make_token(ada, "invitation")
    assert tokens.find_user_by_token(reset) == ada
    assert tokens.find_user_by_token(invitation) == ada
    settings.PASSWORD_RESET_TIMEOUT = -1
    assert tokens.find_user_by_token(reset) is None
    assert tokens.find_user_by_token(invitation) == ada
    ada.email = "ada@elsewhere.example"
    ada.save()
    assert tokens.find_user_by_token(invitation) is None


@pytest.mark.parametrize("token", ["x", "x" * 5000, "é", "a:b:c", "%00"])
def test_a_broken_link_is_explained(browser, token) -> None:
    response = browser.get(f"/set-password/{token}")
    assert response.status_code == 410
    assert "Get a new link" in text_of(response)


def test_a_tampered_link_is_worth_nothing(browser, ada, ben) -> None:
    payload, rest = tokens.make_token(ada, "reset").split(":", 1)
    other = tokens.make_token(ben, "reset").split(":", 1)[0]
    assert tokens.find_user_by_token(f"{payload}:{rest}") == ada
    assert tokens.find_user_by_token(f"{other}:{rest}") is None


# --- what every page has in common ----------------------------------------------------------------


@pytest.mark.parametrize("path", ["/sign-in", "/password-reset", "/set-password/x", "/nowhere", "/sign-up"])
def test_pages_hold_to_the_policy_and_explain_themselves(browser, ada, path) -> None:
    response = browser.get(path, follow=True)
    html = response.content.decode()
    assert "<script" not in html
    assert "style=" not in html
    assert "<style" not in html
    assert not re.search(r"\son\w+=", html)
    assert '<html lang="en">' in html
    assert html.count("<h1>") == 1
    assert "script-src 'self'" in response.headers["Content-Security-Policy"]
    for name in re.findall(r'<input type="(?!hidden)\w+" name="(\w+)"', html):
        assert f'<label for="id_{name}">' in html


def test_somebody_changes_their_password_and_stays_signed_in(as_, ada) -> None:
    here, elsewhere = Client(), Client()
    for browser in (here, elsewhere):
        browser.post("/sign-in", {"email": ada.email, "password": PASSWORD})
    wrong = here.post("/change-password", {"current": "not it", "password": "seven green bottles"})
    assert (wrong.status_code, b"This is not your password." in wrong.content) == (400, True)
    short = here.post("/change-password", {"current": PASSWORD, "password": "short"})
    assert short.status_code == 400
    done = here.post("/change-password", {"current": PASSWORD, "password": "seven green bottles"})
    assert b"Your password is changed" in done.content
    assert here.get("/api/v1/me").status_code == 200
    assert elsewhere.get("/api/v1/me").status_code == 401
    ada.refresh_from_db()
    assert ada.check_password("seven green bottles")


def test_who_is_not_signed_in_is_led_to_sign_in() -> None:
    answer = Client().get("/change-password")
    assert (answer.status_code, answer["Location"]) == (302, "/sign-in?next=/change-password")
