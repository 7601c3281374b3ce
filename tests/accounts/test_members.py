"""Members: inviting, changing roles, removing, and what nobody may do."""

from __future__ import annotations

import re

import pytest
from django.core import mail

from accounts import mail as account_mail
from accounts import services
from accounts.models import AuditEvent, Member, User
from tests.conftest import PASSWORD, data_of, error_of

URL = "/api/v1/members"


def member_of(user: User) -> Member:
    return Member.objects.get(user=user)


def test_the_list_is_the_companys_own(as_, ada, ben, vera, mallory) -> None:
    members = data_of(as_(vera).get(URL))
    assert [(member["email"], member["role"]) for member in members] == [
        (ada.email, "owner"),
        (ben.email, "editor"),
        (vera.email, "viewer"),
    ]
    assert members[0]["initials"] == "A"
    assert members[0]["joinedAt"].endswith("Z")
    assert members[0]["invited"] is False


def test_a_new_person_gets_a_link_to_set_a_password(
    as_, ada, nobody, django_capture_on_commit_callbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        body = {"email": " Dana@Acme.Example ", "role": "editor", "name": "Dana Ruiz"}
        made = data_of(as_(ada).post(URL, body, format="json"), 201)
    assert (made["email"], made["invited"], made["initials"]) == ("dana@acme.example", True, "DR")
    account_mail.finish_sending()
    (message,) = mail.outbox
    assert message.to == ["dana@acme.example"]
    assert "Acme" in message.subject
    assert "ada@acme.example has added you to Acme" in message.body
    (path,) = re.findall(r"http://127\.0\.0\.1:8000(/set-password/\S+)", message.body)
    nobody.post(path, {"password": "seven green bottles"})
    nobody.post("/sign-in", {"email": "dana@acme.example", "password": "seven green bottles"})
    me = data_of(nobody.get("/api/v1/me"))
    assert (me["user"]["name"], me["role"]) == ("Dana Ruiz", "editor")


def test_a_person_with_an_account_is_added_without_a_link(
    as_, ada, mallory, django_capture_on_commit_callbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        data_of(as_(ada).post(URL, {"email": mallory.email.upper(), "role": "viewer"}, format="json"), 201)
    account_mail.finish_sending()
    (message,) = mail.outbox
    assert "set-password" not in message.body
    assert User.objects.filter(email__iexact=mallory.email).count() == 1
    assert {member.company.name for member in Member.objects.filter(user=mallory)} == {"Acme", "Rival"}


def test_inviting_twice_is_a_conflict(as_, ada, ben) -> None:
    error = error_of(
        as_(ada).post(URL, {"email": ben.email, "role": "admin"}, format="json"), 409, "CONFLICT"
    )
    assert "editor" in error["message"]
    assert member_of(ben).role == "editor"


@pytest.mark.parametrize(
    "body",
    [
        {"email": "dana", "role": "viewer"},
        {"email": "dana@acme.example", "role": "god"},
        {"email": "dana@acme.example"},
        {"email": "d" * 250 + "@acme.example", "role": "viewer"},
        {"email": ["dana@acme.example"], "role": "viewer"},
    ],
)
def test_an_invitation_must_fit(as_, ada, body) -> None:
    error_of(as_(ada).post(URL, body, format="json"), 400, "VALIDATION_ERROR")
    assert User.objects.count() == 1


def test_an_admin_cannot_touch_owners(as_, ada, ben) -> None:
    Member.objects.filter(user=ben).update(role="admin")
    admin = as_(ben)
    target = f"{URL}/{member_of(ada).pk}"
    error_of(admin.patch(target, {"role": "viewer"}, format="json"), 403, "FORBIDDEN")
    error_of(admin.delete(target), 403, "FORBIDDEN")
    error_of(admin.patch(f"{URL}/{member_of(ben).pk}", {"role": "owner"}, format="json"), 403, "FORBIDDEN")
    error_of(admin.post(URL, {"email": "x@acme.example", "role": "owner"}, format="json"), 403, "FORBIDDEN")
    data_of(admin.post(URL, {"email": "x@acme.example", "role": "admin"}, format="json"), 201)


def test_a_key_manages_as_an_admin_does(key_client, ada, ben) -> None:
    client = key_client(scopes=["members:write"])
    error_of(client.patch(f"{URL}/{member_of(ada).pk}", {"role": "viewer"}, format="json"), 403)
    assert (
        data_of(client.patch(f"{URL}/{member_of(ben).pk}", {"role": "viewer"}, format="json"))["role"]
        == "viewer"
    )


def test_the_last_owner_stays(as_, ada, ben) -> None:
    client, target = as_(ada), f"{URL}/{member_of(ada).pk}"
    error_of(client.delete(target), 409, "CONFLICT")
    assert "last owner" in error_of(client.patch(target, {"role": "admin"}, format="json"), 409)["message"]
    data_of(client.patch(f"{URL}/{member_of(ben).pk}", {"role": "owner"}, format="json"))
    data_of(client.patch(target, {"role": "admin"}, format="json"))
    error_of(as_(ben).delete(f"{URL}/{member_of(ben).pk}"), 409, "CONFLICT")


def test_members_of_others_are_404(as_, ada, mallory) -> None:
    for id in (member_of(mallory).pk, 0, 2**63, 10**30):
        error_of(as_(ada).patch(f"{URL}/{id}", {"role": "viewer"}, format="json"), 404, "NOT_FOUND")
        error_of(as_(ada).delete(f"{URL}/{id}"), 404, "NOT_FOUND")
    assert as_(ada).delete(f"{URL}/me").status_code == 404
    assert member_of(mallory).role == "owner"


def test_changes_are_audited_once(as_, ada, ben, acme) -> None:
    client, target = as_(ada), f"{URL}/{member_of(ben).pk}"
    client.patch(target, {"role": "operator"}, format="json")
    client.patch(target, {"role": "operator"}, format="json")
    client.delete(target)
    events = (
        AuditEvent.objects.filter(company=acme).order_by("at", "id").values_list("action", "target", "data")
    )
    assert list(events) == [
        ("member.role_changed", ben.email, {"from": "editor", "to": "operator"}),
        ("member.removed", ben.email, {"role": "operator"}),
    ]


def test_a_refused_change_leaves_no_trace(as_, ada, acme) -> None:
    as_(ada).delete(f"{URL}/{member_of(ada).pk}")
    assert not AuditEvent.objects.filter(company=acme).exists()


def test_a_company_is_made_with_its_owner(ada) -> None:
    company = services.create_company(name=" Second ", owner=ada)
    assert company.name == "Second"
    assert Member.objects.get(company=company).role == "owner"
    assert AuditEvent.objects.get(company=company).action == "company.created"
    assert ada.check_password(PASSWORD)


def test_an_invitation_is_sent_again_until_it_is_accepted(
    as_, ada, ben, vera, django_capture_on_commit_callbacks
) -> None:
    client = as_(ada)
    made = data_of(client.post(URL, {"email": "dana@acme.example", "role": "editor"}, format="json"), 201)
    with django_capture_on_commit_callbacks(execute=True):
        data_of(client.post(f"{URL}/{made['id']}/invitation", {}, format="json"))
    account_mail.finish_sending()
    assert [message.to for message in mail.outbox] == [["dana@acme.example"]]
    assert "/set-password/" in mail.outbox[0].body
    assert AuditEvent.objects.filter(action="member.invited_again", target="dana@acme.example").count() == 1
    address = f"{URL}/{member_of(ben).pk}/invitation"
    assert "can sign in" in error_of(client.post(address, {}, format="json"), 409)["message"]
    error_of(as_(vera).post(address, {}, format="json"), 403, "FORBIDDEN")
