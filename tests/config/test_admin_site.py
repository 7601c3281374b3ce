"""The operators' admin lets superusers in and tells nobody else that it is there."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from rest_framework.test import APIClient

from accounts.models import User


@pytest.fixture
def operator(db: None) -> User:
    return User.objects.create_superuser("operator@headrace.example", "correct horse battery staple")


def test_superusers_come_in(operator: User, as_: Callable[..., APIClient]) -> None:
    response = as_(operator).get("/admin/")
    assert response.status_code == 200
    assert "Headrace operators" in response.content.decode()


@pytest.mark.parametrize(
    "path", ["/admin/", "/admin/login/", "/admin/accounts/user/", "/admin/password_change/"]
)
def test_an_owner_of_a_company_finds_nothing(path: str, ada: User, as_: Callable[..., APIClient]) -> None:
    assert as_(ada).get(path).status_code == 404


@pytest.mark.parametrize("path", ["/admin/", "/admin/accounts/user/", "/admin/login/?next=/admin/"])
def test_nobody_is_asked_to_sign_in_where_everybody_does(path: str, client: Client, ada: User) -> None:
    response = client.get(path, follow=True)
    assert response.redirect_chain[-1][0].startswith("/sign-in?next=")


def test_there_is_no_second_sign_in_to_guess_at(client: Client, operator: User) -> None:
    client.post("/admin/login/", {"username": operator.email, "password": "correct horse battery staple"})
    assert client.get("/admin/").status_code == 302


def test_without_the_slash_too(client: Client) -> None:
    assert client.get("/admin").headers["Location"] == "/admin/"


def test_only_our_own_tables_are_shown(operator: User, as_: Callable[..., APIClient]) -> None:
    page = as_(operator).get("/admin/").content.decode()
    assert "/admin/runs/run/" in page
    assert "/admin/django_q/" not in page
    assert "/admin/auth/" not in page
