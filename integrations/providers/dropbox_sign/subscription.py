"""Dropbox Sign has one callback for an account: it is set where there is none, and never taken from somebody else.

Saving it sends a test event, which is answered before the call returns. https://developers.hellosign.com/api/reference/operation/accountUpdate
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from integrations.outcomes import Permanent
from integrations.subscribing import ALL, Standing, Subscribing, Subscription, ask_json, id_in

PATH = "/account"


def names(chosen: Sequence[str], known: Sequence[str]) -> dict[str, list[str]]:
    """The callback gets all events; which of them a trigger wants is looked at here."""
    del chosen, known
    return {"": [ALL]}


def find(sub: Subscribing) -> list[Standing]:
    account = _account(sub)
    return [_standing(account)] if account.get("callback_url") else []


def create(sub: Subscribing) -> Standing:
    """Raises Permanent where the account's only callback leads elsewhere."""
    taken = str(_account(sub).get("callback_url") or "")
    if taken and taken != sub.address:
        raise Permanent(
            f"An account has one callback, and it leads to {taken[:200]}. Clear it in Dropbox Sign, under Settings > API, "
            "and try again."
        )
    answer = ask_json(sub, "PUT", PATH, json={"callback_url": sub.address})
    return _standing({**_in(answer), "callback_url": sub.address})


def delete(sub: Subscribing, id: str) -> None:
    del id
    if _account(sub).get("callback_url") == sub.address:
        ask_json(sub, "PUT", PATH, json={"callback_url": ""})


def _account(sub: Subscribing) -> dict[str, Any]:
    return _in(ask_json(sub, "GET", PATH))


def _in(answer: dict[str, Any]) -> dict[str, Any]:
    account = answer.get("account")
    return account if isinstance(account, dict) else {}


def _standing(account: dict[str, Any]) -> Standing:
    return Standing(
        id=id_in(account.get("account_id")), address=str(account.get("callback_url") or ""), events=(ALL,)
    )


SUBSCRIPTION = Subscription(
    names=names,
    find=find,
    create=create,
    delete=delete,
    proof="other",
    note="An account has one callback: one that leads elsewhere is left alone, and you are told.",
)
