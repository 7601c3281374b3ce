"""The page that carries the studio: one HTML shell for all its addresses, around what Vite built."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe

MANIFEST = Path(settings.BASE_DIR) / "frontend" / "dist" / ".vite" / "manifest.json"
ENTRY = "index.html"


@dataclass(frozen=True, slots=True)
class Assets:
    """URLs of what the page loads at once; everything else is fetched when a screen needs it."""

    script: str
    styles: tuple[str, ...]
    preloads: tuple[str, ...]


def read_assets(manifest: dict[str, Any]) -> Assets:
    """The entry's script, its styles and those of the modules it imports statically, each once, in load order."""
    styles: dict[str, None] = {}
    preloads: dict[str, None] = {}

    def visit(name: str) -> None:
        chunk = manifest[name]
        if name != ENTRY:
            if chunk["file"] in preloads:
                return
            preloads[chunk["file"]] = None
        for imported in chunk.get("imports", ()):
            visit(imported)
        styles.update(dict.fromkeys(chunk.get("css", ())))

    visit(ENTRY)
    return Assets(
        script=static(f"studio/{manifest[ENTRY]['file']}"),
        styles=tuple(static(f"studio/{path}") for path in styles),
        preloads=tuple(static(f"studio/{path}") for path in preloads),
    )


@lru_cache(maxsize=1)
def _assets_of(manifest: Path, _modified_ns: int, _size: int) -> Assets:
    return read_assets(json.loads(manifest.read_bytes()))


def current_assets() -> Assets | None:
    """What the newest build consists of; None when there is none. A new build is seen without a restart."""
    try:
        found = MANIFEST.stat()
        return _assets_of(MANIFEST, found.st_mtime_ns, found.st_size)
    except FileNotFoundError:
        return None


@require_safe
@never_cache
@ensure_csrf_cookie
@login_required
def studio(request: HttpRequest) -> HttpResponse:
    """The studio's shell: the router in the browser reads the address, and the API says who is signed in."""
    assets = current_assets()
    if assets is None:
        return render(request, "studio_not_built.html", status=503)
    return render(request, "studio.html", {"assets": assets})
