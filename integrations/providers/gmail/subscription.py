"""Gmail's watch: for about a week, to the operator's Pub/Sub topic. There is one for a mailbox, and asking again renews it.

https://developers.google.com/workspace/gmail/api/reference/rest/v1/users/watch
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from integrations.subscribing import Standing, Subscribing, Subscription, ask, ask_json
from integrations.webhooks.events import moment, text_of

CHANGED = "gmail.history"
TOPIC = "GMAIL_PUBSUB_TOPIC"


def names(chosen: Sequence[str], known: Sequence[str]) -> dict[str, list[str]]:
    """A push says only that the mailbox changed."""
    del chosen, known
    return {"": [CHANGED]}


def create(sub: Subscribing) -> Standing:
    made = ask_json(sub, "POST", "/users/me/watch", json={"topicName": sub.options[TOPIC]})
    return Standing(
        id=text_of(made.get("historyId")) or "watch",
        address=sub.address,
        events=tuple(sub.events),
        expires_at=moment(made.get("expiration")),
    )


def delete(sub: Subscribing, id: str) -> None:
    del id
    ask(sub, "POST", "/users/me/stop", allow=(404,))


SUBSCRIPTION = Subscription(
    names=names,
    create=create,
    delete=delete,
    renew_every=timedelta(days=1),
    proof="other",
    option=(TOPIC, "the Pub/Sub topic to which Gmail publishes: projects/…/topics/…"),
)
