"""Sessions and keys: who a request belongs to, and how soon that ends."""

from __future__ import annotations

from django.utils import timezone
from rest_framework.test import APIClient

from accounts import services
from accounts.models import ApiKey, Member
from accounts.selectors import find_identity_by_key, identity_for_session
from tests.conftest import data_of, error_of


def test_switching_to_a_company_of_mine(as_, ada, acme, rival) -> None:
    Member.objects.create(company=rival, user=ada, role="viewer")
    client = as_(ada)
    switched = data_of(client.post("/api/v1/me/company", {"companyId": str(rival.id)}, format="json"))
    assert (switched["company"]["name"], switched["role"]) == ("Rival", "viewer")
    me = data_of(client.get("/api/v1/me"))
    assert me["company"]["name"] == "Rival"
    assert [each["name"] for each in me["companies"]] == ["Acme", "Rival"]
    error_of(client.post("/api/v1/members", {"email": "x@y.example", "role": "viewer"}, format="json"), 403)


def test_switching_to_a_company_of_others_is_404(as_, ada, mallory, rival, acme) -> None:
    client = as_(ada)
    for company_id in (str(rival.id), "01890000-0000-7000-8000-000000000000"):
        error_of(
            client.post("/api/v1/me/company", {"companyId": company_id}, format="json"), 404, "NOT_FOUND"
        )
    error_of(client.post("/api/v1/me/company", {"companyId": "acme"}, format="json"), 400, "VALIDATION_ERROR")
    assert data_of(client.get("/api/v1/me"))["company"]["id"] == str(acme.id)


def test_a_key_cannot_switch(key_client, rival) -> None:
    response = key_client().post("/api/v1/me/company", {"companyId": str(rival.id)}, format="json")
    assert "one company" in error_of(response, 403, "FORBIDDEN")["message"]


def test_a_removed_member_is_out_with_the_next_request(as_, ada, ben) -> None:
    bens = as_(ben)
    data_of(bens.get("/api/v1/members"))
    member = Member.objects.get(user=ben)
    data_of(as_(ada).delete(f"/api/v1/members/{member.pk}"))
    error = error_of(bens.get("/api/v1/members"), 403, "FORBIDDEN")
    assert "not a member of any company" in error["message"]
    error_of(bens.get("/api/v1/me"), 403, "FORBIDDEN")


def test_a_session_never_slides_into_another_company(as_, ada, ben, rival) -> None:
    Member.objects.create(company=rival, user=ben, role="owner")
    bens = as_(ben)
    data_of(bens.get("/api/v1/members"))
    Member.objects.filter(user=ben, company__name="Acme").delete()
    for _ in range(2):
        assert "not a member of this company" in error_of(bens.get("/api/v1/members"), 403)["message"]
    key = {"name": "mine", "scopes": ["runs:read"]}
    error_of(bens.post("/api/v1/api-keys", key, format="json"), 403)
    assert data_of(bens.get("/api/v1/me"))["company"]["name"] == "Rival"


def test_a_role_counts_from_the_next_request(as_, ada, ben) -> None:
    bens = as_(ben)
    error_of(bens.post("/api/v1/api-keys", {"name": "k", "scopes": ["runs:read"]}, format="json"), 403)
    Member.objects.filter(user=ben).update(role="admin")
    data_of(bens.post("/api/v1/api-keys", {"name": "k", "scopes": ["runs:read"]}, format="json"), 201)


def test_somebody_switched_off_is_nobody(as_, ada) -> None:
    client = as_(ada)
    ada.is_active = False
    ada.save()
    error_of(client.get("/api/v1/me"), 401, "UNAUTHENTICATED")
    assert identity_for_session(ada, None) is None


def test_cookie_sessions_need_the_csrf_token(ada, acme) -> None:
    client = APIClient(enforce_csrf_checks=True)
    client.force_login(ada)
    assert client.get("/api/v1/me").status_code == 200
    body = {"name": "k", "scopes": ["runs:read"]}
    assert (
        "CSRF" in error_of(client.post("/api/v1/api-keys", body, format="json"), 403, "FORBIDDEN")["message"]
    )
    token = "a" * 32
    client.cookies["csrftoken"] = token
    data_of(client.post("/api/v1/api-keys", body, format="json", headers={"x-csrftoken": token}), 201)


def test_the_key_wins_over_the_cookie(as_, ada, mallory, key_client, rival) -> None:
    client = as_(ada)
    _key, raw = services.create_api_key(company_id=rival.id, name="k", scopes=["members:read"], actor="tests")
    both = data_of(client.get("/api/v1/members", headers={"x-api-key": raw}))
    assert [member["email"] for member in both] == [mallory.email]
    error_of(client.get("/api/v1/members", headers={"x-api-key": "wfk_wrong"}), 401, "UNAUTHENTICATED")


def test_a_key_needs_no_csrf_token(acme) -> None:
    _key, raw = services.create_api_key(company_id=acme.id, name="k", scopes=["members:write"], actor="tests")
    client = APIClient(enforce_csrf_checks=True)
    body = {"name": "k2", "scopes": ["members:write"]}
    data_of(client.post("/api/v1/api-keys", body, format="json", headers={"x-api-key": raw}), 201)


def test_identities_of_keys(acme, db) -> None:
    key, raw = services.create_api_key(
        company_id=acme.id, name="Nightly", scopes=["runs:read"], actor="tests"
    )
    identity = find_identity_by_key(raw)
    assert identity
    assert (identity.company_id, identity.key_id, identity.label) == (acme.id, key.id, "Nightly")
    assert identity.subject == f"key:{key.id}"
    for wrong in ("", "wfk_", raw[:-1], raw + "0", raw.upper(), f"{raw[:-1]}\n", "wfk_" + "é" * 32):
        assert find_identity_by_key(wrong) is None


def test_the_last_use_of_a_key_is_noted_once_a_minute(acme, nobody) -> None:
    key, raw = services.create_api_key(company_id=acme.id, name="k", scopes=["runs:read"], actor="tests")
    before = timezone.now()
    nobody.get("/api/v1/me", headers={"x-api-key": raw})
    first = ApiKey.objects.get(id=key.id).last_used_at
    assert first
    assert first >= before
    nobody.get("/api/v1/me", headers={"x-api-key": raw})
    assert ApiKey.objects.get(id=key.id).last_used_at == first
