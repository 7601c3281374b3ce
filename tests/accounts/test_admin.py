"""Accounts in the operators' admin: superusers only, and never a secret."""

from __future__ import annotations

import pytest
from django.core import mail
from django.test import Client

from accounts import mail as account_mail
from accounts import services
from accounts.models import ApiKey, AuditEvent, User

PAGES = ["company", "user", "apikey", "auditevent"]


@pytest.fixture
def operator(db: None) -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("root@headrace.example", "correct horse"))
    return client


@pytest.mark.parametrize("page", PAGES)
def test_owners_are_not_operators(ada, page) -> None:
    client = Client()
    client.force_login(ada)
    assert client.get(f"/admin/accounts/{page}/").status_code == 404
    assert Client().get(f"/admin/accounts/{page}/").status_code == 302


@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens_searches_and_shows_no_secret(operator, ada, ben, acme, page) -> None:
    key, raw = services.create_api_key(
        company_id=acme.id, name="Nightly", scopes=["runs:read"], actor="tests"
    )
    objects = {"company": acme, "user": ada, "apikey": key, "auditevent": AuditEvent.objects.get()}
    for path in ("", "?q=a", f"{objects[page].pk}/change/"):
        response = operator.get(f"/admin/accounts/{page}/{path}")
        assert response.status_code == 200, path
        html = response.content.decode()
        for secret in (raw, key.hash, ada.password, "pbkdf2", "md5$"):
            assert secret not in html


def test_a_company_shows_its_members(operator, ada, acme) -> None:
    assert (
        "Ada in Acme (owner)" in operator.get(f"/admin/accounts/company/{acme.pk}/change/").content.decode()
    )


@pytest.mark.parametrize("page", ["apikey", "auditevent"])
def test_keys_and_the_log_cannot_be_written(operator, acme, page) -> None:
    key, _raw = services.create_api_key(company_id=acme.id, name="k", scopes=["runs:read"], actor="tests")
    target = key if page == "apikey" else AuditEvent.objects.get()
    assert operator.get(f"/admin/accounts/{page}/add/").status_code == 403
    assert operator.post(f"/admin/accounts/{page}/{target.pk}/change/", {"name": "x"}).status_code == 403
    assert operator.post(f"/admin/accounts/{page}/{target.pk}/delete/", {"post": "yes"}).status_code == 403


def test_companies_and_people_are_not_deleted_by_a_click(operator, ada, acme) -> None:
    assert operator.post(f"/admin/accounts/company/{acme.pk}/delete/", {"post": "yes"}).status_code == 403
    assert operator.post(f"/admin/accounts/user/{ada.pk}/delete/", {"post": "yes"}).status_code == 403


def test_keys_can_be_revoked(operator, acme) -> None:
    key, _raw = services.create_api_key(company_id=acme.id, name="k", scopes=["runs:read"], actor="tests")
    operator.post("/admin/accounts/apikey/", {"action": "revoke", "_selected_action": [str(key.pk)]})
    assert ApiKey.objects.get().revoked_at
    event = AuditEvent.objects.get(action="api_key.revoked")
    assert event.actor == "operator root@headrace.example"


def test_a_person_made_here_gets_in_by_mail_only(operator) -> None:
    fields = {"email": "New@X.example", "name": "New", "is_active": "on"}
    management = {"memberships-TOTAL_FORMS": "0", "memberships-INITIAL_FORMS": "0"}
    response = operator.post("/admin/accounts/user/add/", fields | management)
    assert response.status_code == 302, response.content
    user = User.objects.get(email="new@x.example")
    assert not user.has_usable_password()
    operator.post(
        "/admin/accounts/user/", {"action": "mail_password_link", "_selected_action": [str(user.pk)]}
    )
    account_mail.finish_sending()
    assert mail.outbox[0].to == ["new@x.example"]
