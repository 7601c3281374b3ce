"""API keys: shown once, stored as a hash, never stronger than their maker."""

from __future__ import annotations

import hashlib
import re

import pytest
from django.utils import timezone

from accounts import services
from accounts.models import ApiKey, AuditEvent
from tests.conftest import data_of, error_of

URL = "/api/v1/api-keys"


def test_a_key_is_shown_once_and_works(as_, ada, nobody) -> None:
    made = data_of(
        as_(ada).post(URL, {"name": " Nightly ", "scopes": ["runs:read", "runs:read"]}, format="json"), 201
    )
    raw = made.pop("key")
    assert re.fullmatch(r"wfk_[0-9A-Za-z]{32}", raw)
    assert (made["name"], made["scopes"], made["lastUsedAt"]) == ("Nightly", ["runs:read"], None)
    assert (made["prefix"], made["lastFour"]) == (raw[:8], raw[-4:])
    assert data_of(as_(ada).get(URL)) == [made]
    assert ApiKey.objects.get().hash == hashlib.sha256(raw.encode()).hexdigest()
    assert data_of(nobody.get("/api/v1/me", headers={"x-api-key": raw}))["permissions"] == ["runs:read"]


def test_no_list_or_log_holds_the_key(as_, ada) -> None:
    client = as_(ada)
    raw = data_of(client.post(URL, {"name": "k", "scopes": ["runs:read"]}, format="json"), 201)["key"]
    for path in (URL, "/api/v1/audit"):
        body = client.get(path).content.decode()
        assert raw not in body
        assert hashlib.sha256(raw.encode()).hexdigest() not in body


def test_a_revoked_key_is_refused_at_once_here(as_, ada, nobody, django_capture_on_commit_callbacks) -> None:
    client = as_(ada)
    made = data_of(client.post(URL, {"name": "k", "scopes": ["runs:read"]}, format="json"), 201)
    header = {"x-api-key": made["key"]}
    data_of(nobody.get("/api/v1/me", headers=header))
    with django_capture_on_commit_callbacks(execute=True):
        assert data_of(client.delete(f"{URL}/{made['id']}")) is None
    assert "revoked" in error_of(nobody.get("/api/v1/me", headers=header), 401, "UNAUTHENTICATED")["message"]
    assert data_of(client.get(URL)) == []
    error_of(client.delete(f"{URL}/{made['id']}"), 404, "NOT_FOUND")


def test_a_key_revoked_elsewhere_ends_when_the_cache_does(acme, nobody) -> None:
    from accounts.selectors import _KEY_CACHE_SECONDS, key_cache

    assert _KEY_CACHE_SECONDS <= 1
    key, raw = services.create_api_key(company_id=acme.id, name="k", scopes=["runs:read"], actor="tests")
    data_of(nobody.get("/api/v1/me", headers={"x-api-key": raw}))
    ApiKey.objects.filter(id=key.id).update(revoked_at=timezone.now())
    key_cache.forget(key.hash)
    error_of(nobody.get("/api/v1/me", headers={"x-api-key": raw}), 401)


def test_nobody_makes_a_key_stronger_than_themselves(key_client) -> None:
    weak = key_client(scopes=["members:write"])
    error = error_of(
        weak.post(URL, {"name": "k", "scopes": ["members:write", "audit:read"]}, format="json"), 403
    )
    assert "audit:read" in error["message"]
    data_of(weak.post(URL, {"name": "k", "scopes": ["members:write"]}, format="json"), 201)


@pytest.mark.parametrize(
    ("body", "paths"),
    [
        ({}, ["name", "scopes"]),
        ({"name": "", "scopes": ["runs:read"]}, ["name"]),
        ({"name": "x" * 101, "scopes": ["runs:read"]}, ["name"]),
        ({"name": "k", "scopes": []}, ["scopes"]),
        ({"name": "k", "scopes": ["company:delete"]}, ["scopes.0"]),
        ({"name": "k", "scopes": "runs:read"}, ["scopes"]),
        ({"name": None, "scopes": [None]}, ["name", "scopes.0"]),
        ({"name": "k", "scopes": ["runs:read"], "hash": "x"}, ["hash"]),
    ],
)
def test_what_does_not_fit_is_named(as_, ada, body, paths) -> None:
    error = error_of(as_(ada).post(URL, body, format="json"), 400, "VALIDATION_ERROR")
    assert [detail["path"] for detail in error["details"]] == paths
    assert ApiKey.objects.count() == 0


def test_another_companys_key_is_404(as_, ada, mallory, rival) -> None:
    key, _raw = services.create_api_key(company_id=rival.id, name="k", scopes=["runs:read"], actor="tests")
    for id in (f"key_{key.id}", str(key.id), "key_nonsense", "1"):
        error_of(as_(ada).delete(f"{URL}/{id}"), 404, "NOT_FOUND")
    assert data_of(as_(ada).get(URL)) == []
    assert ApiKey.objects.get(id=key.id).revoked_at is None


def test_making_and_revoking_are_audited(as_, ada, acme) -> None:
    client = as_(ada)
    made = data_of(client.post(URL, {"name": "Nightly", "scopes": ["runs:read"]}, format="json"), 201)
    client.delete(f"{URL}/{made['id']}")
    events = list(AuditEvent.objects.filter(company=acme).order_by("at", "id"))
    assert [(event.actor, event.action, event.target) for event in events] == [
        (ada.email, "api_key.created", "Nightly"),
        (ada.email, "api_key.revoked", "Nightly"),
    ]
    assert events[0].ip == "127.0.0.1"


def test_keys_are_drawn_from_the_whole_alphabet() -> None:
    drawn = "".join(services.make_raw_key()[4:] for _ in range(400))
    assert len(set(drawn)) == 62
