"""The studio's shell: for those who are signed in, with what Vite built."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from rest_framework.test import APIClient

from accounts.models import User
from config import studio

MANIFEST = {
    "index.html": {
        "file": "assets/index-1.js",
        "imports": ["_react.js", "_ui.js"],
        "css": ["assets/index-1.css"],
    },
    "_react.js": {"file": "assets/react-2.js"},
    "_ui.js": {"file": "assets/ui-3.js", "imports": ["_react.js"], "css": ["assets/ui-3.css"]},
    "src/editor.tsx": {"file": "assets/editor-4.js", "isDynamicEntry": True},
}


@pytest.fixture
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "manifest.json"
    path.write_text(json.dumps(MANIFEST))
    monkeypatch.setattr(studio, "MANIFEST", path)
    return path


def test_only_what_the_first_screen_needs_is_loaded() -> None:
    assets = studio.read_assets(MANIFEST)
    assert assets.script == "/static/studio/assets/index-1.js"
    assert assets.preloads == ("/static/studio/assets/react-2.js", "/static/studio/assets/ui-3.js")
    assert assets.styles == ("/static/studio/assets/ui-3.css", "/static/studio/assets/index-1.css")


@pytest.mark.parametrize(
    "path", ["/workflows", "/workflows/wf_1", "/runs", "/runs/run_1", "/approvals", "/settings/api-keys"]
)
def test_each_address_of_the_studio_is_its_shell(
    path: str, ada: User, as_: Callable[..., APIClient], built: Path
) -> None:
    response = as_(ada).get(path)
    page = response.content.decode()
    assert response.status_code == 200
    assert '<script type="module" src="/static/studio/assets/index-1.js"></script>' in page
    assert '<meta name="csp-nonce"' in page
    assert "csrftoken" in response.cookies, "the studio's first write needs it"
    assert "no-store" in response.headers["Cache-Control"]


def test_whoever_is_not_signed_in_goes_there_and_back(client: Client, db: None, built: Path) -> None:
    response = client.get("/workflows/wf_1")
    assert response.status_code == 302
    assert response.headers["Location"] == "/sign-in?next=/workflows/wf_1"


def test_a_new_build_is_seen_without_a_restart(built: Path) -> None:
    assert studio.current_assets() is not None
    built.write_text(json.dumps({"index.html": {"file": "assets/index-9.js"}}))
    assets = studio.current_assets()
    assert assets is not None
    assert assets.script.endswith("index-9.js")


def test_without_a_build_the_page_says_what_to_do(
    ada: User, as_: Callable[..., APIClient], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(studio, "MANIFEST", tmp_path / "none.json")
    response = as_(ada).get("/workflows")
    assert response.status_code == 503
    assert "make run" in response.content.decode()


def test_the_root_leads_to_the_workflows(client: Client) -> None:
    assert client.get("/").headers["Location"] == "/workflows"
