"""`manage.py bootstrap`: the same state however often it runs."""

from __future__ import annotations

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts import setup
from accounts.models import ApiKey, Company, Member, User
from accounts.permissions import SCOPES
from accounts.services import NotAllowedError, revoke_api_key
from tests.conftest import data_of

ARGUMENTS = ["--email", "Ada@Acme.example", "--password", "correct horse", "--company", "Acme"]


def run(*arguments: str) -> dict[str, Any]:
    out = StringIO()
    call_command("bootstrap", *(arguments or ARGUMENTS), "--json", stdout=out)
    assert out.getvalue().count("\n") == 1
    answer: dict[str, Any] = json.loads(out.getvalue())
    return answer


@pytest.mark.django_db
def test_the_first_time_makes_everything(nobody) -> None:
    answer = run()
    company = Company.objects.get()
    assert list(answer) == ["companyId", "apiKey", "email"]
    assert (answer["companyId"], answer["email"]) == (str(company.id), "ada@acme.example")
    user = User.objects.get()
    assert user.is_superuser
    assert user.check_password("correct horse")
    assert Member.objects.get().role == "owner"
    me = data_of(nobody.get("/api/v1/me", headers={"x-api-key": answer["apiKey"]}))
    assert set(me["permissions"]) == set(SCOPES)


@pytest.mark.django_db
def test_the_second_time_changes_nothing_and_shows_no_key() -> None:
    first = run()
    before = User.objects.get().password
    second = run("--email", "ada@acme.example", "--password", "another one", "--company", "Acme")
    assert second == {"companyId": first["companyId"], "email": "ada@acme.example"}
    assert User.objects.get().password == before
    assert (Company.objects.count(), ApiKey.objects.count()) == (1, 1)


@pytest.mark.django_db
def test_another_company_of_the_same_person_gets_its_own_key() -> None:
    first = run()
    second = run("--email", "ada@acme.example", "--password", "x", "--company", "Second")
    assert second["companyId"] != first["companyId"]
    assert second["apiKey"] != first["apiKey"]
    assert User.objects.count() == 1


@pytest.mark.django_db
def test_a_name_of_anothers_company_makes_a_new_one(rival, mallory) -> None:
    answer = run("--email", "ada@acme.example", "--password", "x", "--company", "Rival")
    assert answer["companyId"] != str(rival.id)
    assert not Member.objects.filter(company=rival, user__email="ada@acme.example").exists()


@pytest.mark.django_db
def test_after_the_key_was_revoked_there_is_a_new_one() -> None:
    first = run()
    key = ApiKey.objects.get()
    revoke_api_key(company_id=key.company_id, key_id=key.id, actor="tests")
    assert run()["apiKey"] != first["apiKey"]


@pytest.mark.django_db
def test_words_for_people() -> None:
    out = StringIO()
    call_command("bootstrap", *ARGUMENTS, stdout=out)
    assert "wfk_" in out.getvalue()
    assert "correct horse" not in out.getvalue()


@pytest.mark.parametrize(
    "arguments",
    [
        ["--email", "ada", "--password", "x", "--company", "Acme"],
        ["--email", "a@b.example", "--password", "", "--company", "Acme"],
        ["--email", "a@b.example", "--password", "x", "--company", " "],
        ["--email", "a@b.example"],
    ],
)
def test_what_is_missing_is_said(arguments) -> None:
    with pytest.raises(CommandError, match=r"\w"):
        call_command("bootstrap", *arguments)


@pytest.mark.django_db
def test_signing_up_is_over_after_bootstrap() -> None:
    run()
    with pytest.raises(NotAllowedError):
        setup.sign_up_first(email="eve@x.example", password="x", name="Eve", company_name="Eve's")
