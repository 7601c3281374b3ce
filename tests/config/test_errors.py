"""What is seen when no view answers: words for a browser, the envelope for a program, never a trace."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path

from config import errors
from tests.conftest import error_of


def broken(_request: HttpRequest) -> HttpResponse:
    raise RuntimeError("a secret detail")


def without_database(_request: HttpRequest) -> HttpResponse:
    raise OperationalError("could not connect to db.internal")


urlpatterns = [
    path("api/v1/broken", broken),
    path("broken", broken),
    path("api/v1/away", without_database),
    path("away", without_database),
]
handler404 = errors.not_found
handler500 = errors.server_error


@pytest.fixture
def quiet_client() -> Iterator[Client]:
    """Errors are answered, as in a real server, instead of raised into the test."""
    with override_settings(ROOT_URLCONF=__name__):
        yield Client(raise_request_exception=False)


def test_an_unknown_address_of_the_api(quiet_client: Client) -> None:
    error_of(quiet_client.get("/api/v1/none"), 404, "NOT_FOUND")


def test_an_unknown_page(quiet_client: Client) -> None:
    response = quiet_client.get("/none")
    assert response.status_code == 404
    assert "There is no page at this address" in response.content.decode()


def test_a_defect_is_answered_with_a_reference_that_the_log_has(
    quiet_client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        error = error_of(quiet_client.get("/api/v1/broken"), 500, "INTERNAL")
    reference = error["message"].rstrip(".").rsplit(" ", 1)[-1]
    assert f"error {reference}" in caplog.text
    assert "secret detail" not in error["message"]


def test_a_defect_on_a_page(quiet_client: Client) -> None:
    page = quiet_client.get("/broken").content.decode()
    assert "Something broke on our side" in page
    assert "secret detail" not in page


@pytest.mark.parametrize("address", ["/api/v1/away", "/away"])
def test_a_database_that_is_away_is_no_defect(quiet_client: Client, address: str) -> None:
    response = quiet_client.get(address)
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "5"
    assert "db.internal" not in response.content.decode()


@pytest.mark.parametrize("address", ["/broken", "/away"])
def test_a_form_that_was_not_taken_says_how_to_send_it_again(quiet_client: Client, address: str) -> None:
    again = "Reloading this page in a moment sends again what you entered."
    assert again in quiet_client.post(address).content.decode()
    assert again not in quiet_client.get(address).content.decode()
