"""Templates of provider declarations."""

from __future__ import annotations

import pytest

from integrations.auth import BEARER, Access, ApiKeyAuth, OAuth2Code
from integrations.filling import FillError, fill, fill_if_given, fill_url, names_in, origin_of, read_path


def test_places_are_filled_by_name_path_and_filter():
    values = {"account_id": "1234567_SB1", "team": {"name": "Acme"}, "live": True, "n": 75}
    assert fill("https://{account_id|host}.suitetalk.api.netsuite.com", values) == (
        "https://1234567-sb1.suitetalk.api.netsuite.com"
    )
    assert fill("{account_id|realm} {team.name} {live} {n}", values) == "1234567_SB1 Acme true 75"
    assert fill("no places", {}) == "no places"
    assert names_in("{a}/{b.c|host}") == ("a", "b.c")


@pytest.mark.parametrize("values", [{}, {"key": ""}, {"key": None}, {"key": {"a": 1}}])
def test_an_empty_place_is_named(values: dict):
    assert fill_if_given("Bearer {key}", values) is None
    with pytest.raises(FillError, match="key is not known"):
        fill("Bearer {key}", values)


def test_an_unknown_filter_is_refused():
    with pytest.raises(FillError, match="no filter shout"):
        fill("{key|shout}", {"key": "a"})


@pytest.mark.parametrize(
    "account", ["evil.example/", "evil.example#", "a@evil.example", "x:80", "", "-a", "a b"]
)
def test_a_value_in_a_host_name_cannot_lead_elsewhere(account: str):
    with pytest.raises(FillError):
        fill_url("https://{account_id}.example.com/services", {"account_id": account})


@pytest.mark.parametrize(
    "url", ["ftp://a.example", "javascript:alert(1)", "https://user:pw@a.example", "a.example"]
)
def test_a_value_that_is_the_whole_address_must_be_one(url: str):
    with pytest.raises(FillError, match="instance_url is not a web address"):
        fill_url("{instance_url}", {"instance_url": url})


def test_an_address_loses_its_last_slash():
    assert (
        fill_url("{instance_url}", {"instance_url": "https://a.my.salesforce.com/"})
        == "https://a.my.salesforce.com"
    )


def test_an_origin_is_scheme_host_and_port():
    assert origin_of("https://API.example.com/v1?x=1") == ("https", "api.example.com", 443)
    assert origin_of("http://a:8080") == ("http", "a", 8080)


def test_paths_read_objects_and_lists():
    data = {"accounts": [{"base_uri": "https://eu"}]}
    assert read_path(data, "accounts.0.base_uri") == "https://eu"
    assert read_path(data, "accounts.1.base_uri") is None
    assert read_path(data, "accounts.name") is None
    assert read_path(data, "") is data


def test_an_access_finds_its_method():
    code = OAuth2Code(id="oauth2", label="Sign in", authorize_url="https://a.example/authorize")
    access = Access(methods=(code, ApiKeyAuth(id="api_key", label="API key")))
    assert access.method("oauth2") is code
    assert access.method("basic") is None
    assert code.placement == BEARER
