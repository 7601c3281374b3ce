"""Whether new tokens or credentials belong to the account that a connection has, before they take the place of the old ones."""

from __future__ import annotations

from dataclasses import dataclass

from connections.models import Connection
from connections.protocol import Grant
from connections.services import health
from connections.services.discovery import discover
from connections.services.opening import open_connection
from integrations.auth import Access, AuthMethod
from integrations.filling import FillError
from integrations.outcomes import StepFailure


class NotTheSameError(Exception):
    """They cannot be taken for a connection that has an account. `words` say why, and that nothing has changed."""

    def __init__(self, words: str, code: str) -> None:
        super().__init__(words)
        self.words, self.code = words, code


@dataclass(frozen=True, slots=True)
class Manner:
    """How a person gave them, in words around the name of an account."""

    did: str  # "Signed in"
    led: str  # "You signed in to"
    instead: str  # "Sign in with that account"


SIGNED_IN = Manner("Signed in", "You signed in to", "Sign in with that account")
ENTERED = Manner("They work", "These credentials are for", "Enter those of that account")


def prove_same(
    tried: Connection, access: Access, method: AuthMethod, grant: Grant, manner: Manner
) -> health.Finding:
    """Tests a copy of a connection that has an account, with what is new in it, and gives the copy the account's own values
    and label. Stores nothing. Raises NotTheSameError.
    """
    try:
        choices = discover(tried, access, method, grant)
    except (StepFailure, FillError) as failure:
        raise NotTheSameError(
            f"{unread_words(manner, failure)} Nothing was changed. Try again.", "discovery"
        ) from None
    if choices:
        same = next((each for each in choices if each["id"] == tried.account_id), None)
        if same is None:
            raise _wrong_account(tried, " or ".join(each["label"] for each in choices[:3]), manner)
        tried.values = {**tried.values, **same["values"]}
        tried.account_label = same["label"]
    finding = health.examine_opened(open_connection(tried), may_renew=False)
    if finding.code == "wrong_account":
        raise _wrong_account(tried, finding.label or finding.account_id, manner)
    if not finding.works and (finding.is_certain or not choices):
        raise NotTheSameError(f"{finding.reason} Nothing was changed. Try again.", finding.code)
    if not choices and finding.account_id != tried.account_id:
        words = f"{manner.did}, but the provider does not say whose account it is. Nothing was changed. Try again."
        raise NotTheSameError(words, "discovery")
    return finding


def unread_words(manner: Manner, failure: Exception) -> str:
    return f"{manner.did}, but the account could not be read: {getattr(failure, 'message', failure)}"


def _wrong_account(tried: Connection, label: str, manner: Manner) -> NotTheSameError:
    own = tried.account_label or tried.account_id
    return NotTheSameError(
        f"{manner.led} {label}, but {tried.name} is for {own}. Nothing was changed. {manner.instead}, or add a new "
        f"connection for {label}.",
        "wrong_account",
    )
