"""What production mode will not start with."""

from __future__ import annotations

from django.core.exceptions import ImproperlyConfigured

ENVIRONMENTS = ("local", "production")


def unsafe_settings(
    *, environment: str, debug: bool, secret_key: str, allowed_hosts: list[str], public_url: str
) -> list[str]:
    """Each unsafe setting as a sentence that says what to set instead; nothing outside production."""
    if environment not in ENVIRONMENTS:
        return [f"ENVIRONMENT is {environment!r}. Set it to local or production."]
    if environment != "production":
        return []
    problems = []
    if debug:
        problems.append("DEBUG is on: it shows code and settings to whoever meets an error. Unset it.")
    if len(secret_key) < 50 or len(set(secret_key)) < 5 or secret_key.startswith("django-insecure-"):
        problems.append(
            "SECRET_KEY is short or a default: sessions could be forged. Use 50 random characters or more, "
            "or unset it, and one is made under DATA_DIR/keys."
        )
    if any(host.strip() in {"*", ".", ""} for host in allowed_hosts) or not allowed_hosts:
        problems.append("ALLOWED_HOSTS admits every host. Name the ones that lead here.")
    if not public_url.startswith("https://"):
        problems.append(f"PUBLIC_URL is {public_url}, not https://…: passwords would travel in the open.")
    return problems


def refuse_unsafe(
    *, environment: str, debug: bool, secret_key: str, allowed_hosts: list[str], public_url: str
) -> None:
    """Raises ImproperlyConfigured with everything that is wrong, so that no process of the product starts."""
    problems = unsafe_settings(
        environment=environment,
        debug=debug,
        secret_key=secret_key,
        allowed_hosts=allowed_hosts,
        public_url=public_url,
    )
    if problems:
        raise ImproperlyConfigured(
            "Headrace does not start with these settings:\n" + "\n".join(f"- {p}" for p in problems)
        )
