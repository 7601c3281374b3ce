"""Two at the same moment: what must happen once happens once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from uuid import UUID

import pytest
from django.db import connection

from accounts import services, setup
from accounts.models import Company, Member, User

pytestmark = pytest.mark.django_db(transaction=True)


def together(*acts: Callable[[], object]) -> list[Exception | None]:
    """Runs the acts side by side, each with its own connection, and says how each ended."""
    start = threading.Barrier(len(acts))
    ends: list[Exception | None] = [None] * len(acts)

    def run(number: int, act: Callable[[], object]) -> None:
        start.wait()
        try:
            act()
        except Exception as error:
            ends[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return ends


def a_company_with(*roles: str) -> tuple[UUID, list[Member]]:
    company = Company.objects.create(name="Acme")
    users = [User.objects.create_user(f"{number}@acme.example") for number in range(len(roles))]
    members = [
        Member.objects.create(company=company, user=user, role=role)
        for user, role in zip(users, roles, strict=True)
    ]
    return company.id, members


def test_two_owners_cannot_remove_each_other() -> None:
    company_id, (first, second) = a_company_with("owner", "owner")
    ends = together(
        lambda: services.remove_member(company_id=company_id, member_id=first.pk, actor="second"),
        lambda: services.change_role(
            company_id=company_id, member_id=second.pk, role="viewer", actor="first"
        ),
    )
    assert [type(end) for end in ends if end] == [services.AccountRuleError]
    assert Member.objects.filter(company_id=company_id, role="owner").count() == 1


def test_of_two_first_people_one_sets_up() -> None:
    ends = together(
        *(
            lambda name=name: setup.sign_up_first(
                email=f"{name}@x.example", password="x", name=name, company_name=name
            )
            for name in ("ada", "eve", "bob")
        )
    )
    assert sorted(type(end).__name__ for end in ends) == ["NoneType", "NotAllowedError", "NotAllowedError"]
    assert (User.objects.count(), Company.objects.count()) == (1, 1)


def test_bootstrapping_twice_at_once_makes_one_key() -> None:
    made: list[setup.Bootstrapped] = []
    ends = together(
        *[lambda: made.append(setup.bootstrap(email="a@x.example", password="x", company_name="Acme"))] * 3
    )
    assert ends == [None, None, None]
    assert sum(each.api_key is not None for each in made) == 1
    assert len({each.company_id for each in made}) == 1


def test_inviting_one_person_twice_at_once_adds_them_once() -> None:
    company_id, _members = a_company_with("owner")
    ends = together(
        *[lambda: services.add_member(company_id=company_id, email="new@x.example", role="viewer", actor="o")]
        * 3
    )
    assert sorted(type(end).__name__ for end in ends) == [
        "AlreadyMemberError",
        "AlreadyMemberError",
        "NoneType",
    ]
    assert Member.objects.filter(user__email="new@x.example").count() == 1
