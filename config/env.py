"""Reads the environment (and `.env`) once; every setting a person may change is listed here and in the README."""

from __future__ import annotations

import os
import re
import secrets
from pathlib import Path

import environ

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
if _env_file := env.str("ENV_FILE", default=str(BASE_DIR / ".env")):
    environ.Env.read_env(_env_file)  # what is set outside wins over the file

DATA_DIR = Path(env.str("DATA_DIR", default=str(BASE_DIR / "var"))).expanduser().resolve()


def data_dir(name: str) -> Path:
    """A folder under `DATA_DIR`, made private on first use."""
    path = DATA_DIR / name
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path


def key_from_file(name: str) -> str:
    """A secret from `DATA_DIR/keys/<name>`, made on first use with mode 0600.

    Two processes may start at once: the one that loses the race to create the file reads the winner's.
    """
    path = data_dir("keys") / name
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(descriptor, "w") as file:
        value = secrets.token_urlsafe(48)
        file.write(value)
    return value


def provider_clients() -> dict[tuple[str, str], tuple[str, str]]:
    """OAuth apps from `PROVIDER_<SLUG>_CLIENT_ID` and `_CLIENT_SECRET` (`PROVIDER_SLUG_SANDBOX_…` for the sandbox), as
    {(slug, environment): (id, secret)}. `-` in a slug is `_` here.
    """
    found: dict[tuple[str, str], tuple[str, str]] = {}
    for name, value in env.ENVIRON.items():
        match = re.fullmatch(r"PROVIDER_([A-Z0-9_]+?)_(SANDBOX_)?CLIENT_ID", name)
        if match and value:
            slug = match[1].lower().replace("_", "-")
            secret = env.ENVIRON.get(name.removesuffix("ID") + "SECRET", "")
            found[slug, "sandbox" if match[2] else "production"] = (value, secret)
    return found


#: What the reference system calls the signing secrets of the operator's own apps.
_SIGNING_NAMES = {"SLACK_SIGNING_SECRET": "slack", "JUSTPAID_WEBHOOK_SECRET": "justpaid"}


def signing_secrets() -> dict[str, tuple[str, ...]]:
    """Signing secrets of the operator's apps from `PROVIDER_<SLUG>_SIGNING_SECRET` (several parted by commas while one is
    being replaced), by slug.
    """
    found: dict[str, tuple[str, ...]] = {}
    for name, value in env.ENVIRON.items():
        match = re.fullmatch(r"PROVIDER_([A-Z0-9_]+?)_SIGNING_SECRET", name)
        slug = match[1].lower().replace("_", "-") if match else _SIGNING_NAMES.get(name)
        if slug:
            given = tuple(part.strip() for part in value.split(",") if part.strip())
            found[slug] = found.get(slug, ()) + given
    return {slug: secrets for slug, secrets in found.items() if secrets}
