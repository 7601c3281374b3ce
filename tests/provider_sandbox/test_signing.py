"""The sandbox signs as the fact sheet's vectors say, which were made by neither of the two sides."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from provider_sandbox.hooks.signing import SIGN, Packed

_SHEET = json.loads((Path(__file__).parents[1] / "integrations" / "webhooks" / "vectors.json").read_text())
VECTORS: dict[str, dict[str, Any]] = _SHEET["vectors"]
#: Those that are signed by a key and the text, with the parts of the text beside the body.
SIGNED = sorted(set(VECTORS) & set(SIGN) - {"salesforce", "outlook", "dropbox-sign"})


@pytest.mark.parametrize("slug", SIGNED)
def test_the_signature_is_that_of_the_sheet(slug: str) -> None:
    vector = VECTORS[slug]
    headers = {name.lower(): value for name, value in vector["headers"].items()}
    parts = urlsplit(vector["url"])
    url = vector["url"].partition("?signature=")[0]
    rillet = {name: headers.get(f"x-rillet-{name}", "") for name in ("timestamp", "id", "entity", "event")}
    packed = Packed(vector["body"].encode(), headers={"svix-id": headers.get("svix-id", "")}, parts=rillet)
    signed = SIGN[slug](packed, url, vector["secret"], float(_SHEET["now"]))
    made = {name.lower(): value for name, value in signed.headers.items()}
    proofs = [name for name in headers if "signature" in name or name == "authorization"]
    for name in proofs:
        assert made[name] == headers[name], name
    wanted = dict(parse_qsl(parts.query)).get("signature")
    assert dict(parse_qsl(urlsplit(signed.url).query)).get("signature") == wanted
    assert proofs or wanted
