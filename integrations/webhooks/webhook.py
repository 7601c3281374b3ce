"""How a provider's webhooks are judged: handshakes, proof of the sender, single events, the answer it expects."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from integrations.webhooks.events import InboundEvent
from integrations.webhooks.request import BodyError, InboundRequest
from integrations.webhooks.signatures import Scheme
from integrations.webhooks.verdicts import Keys, RefusalCode, Refused, Reply

#: Ids of events are remembered for a week; a signature without a time must not outlive that.
REMEMBERED = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningSecret:
    """What a person has to copy from the provider: what it is called there, and where it is found."""

    label: str
    help: str
    is_secret: bool = True  # False: a name that is compared, such as a service account
    from_client: bool = False  # the secret of the OAuth app signs
    from_connection: str = ""  # the credential field of a connection that signs (an API key)
    is_ours: bool = False  # we choose it, and it is entered at the provider


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """`events` takes a verified request apart and raises BodyError. `hello` answers handshakes that come unsigned and
    prove nothing; `reply` is what the provider gets for what was accepted (None: the common answer), `answer` where that
    depends on the request. `is_shared`: one address of the app receives for all its users, so that the account in
    the event says whose it is. `set_up` says in words what to do at the provider, with `{url}` for the address.
    """

    scheme: Scheme
    secret: SigningSecret
    events: Callable[[InboundRequest], list[InboundEvent]]
    set_up: str
    hello: Callable[[InboundRequest], Reply | None] = field(default=lambda _request: None)
    answer: Callable[[InboundRequest], Reply | None] = field(default=lambda _request: None)
    reply: Reply | None = None
    refusal: Reply | None = None
    is_shared: bool = False
    account_value: str = ""  # the connection's value that is the event's account, where its account_id is not
    account_must_fit: bool = False  # an event of an account that is not connected is refused, whoever sent it
    has_time: bool = False  # the signature itself is fresh or refused
    suffix: str = ""  # what the address ends with: "?token={secret}"


@dataclass(frozen=True, slots=True)
class Accepted:
    """Verified, and taken apart. `reply` None: the common answer. `secret` is the place of the secret that fits."""

    events: Sequence[InboundEvent]
    reply: Reply | None
    secret: int = 0


@dataclass(frozen=True, slots=True)
class Greeted:
    """A handshake: it is answered, and nothing else happens."""

    reply: Reply


Verdict = Accepted | Greeted | Refused


def judge(webhook: Webhook, request: InboundRequest, keys: Keys, now: datetime) -> Verdict:
    """What a request is worth. Nothing of its body is read as data before the proof holds."""
    hello = webhook.hello(request)
    if hello is not None:
        return Greeted(hello)
    proof = webhook.scheme.verify(request, keys, now)
    if isinstance(proof, Refused):
        return _refused(webhook, proof.code, proof.reason)
    try:
        answer = webhook.answer(request)
        if answer is not None:
            return Greeted(answer)
        events = webhook.events(request)
    except BodyError as error:
        return _refused(webhook, "malformed", str(error))
    if not webhook.has_time and any(_is_old(event, now) for event in events):
        return _refused(
            webhook,
            "stale",
            f"It happened more than {REMEMBERED.days} days ago; nobody remembers whether it came before.",
        )
    return Accepted(events, webhook.reply, proof.secret)


def _refused(webhook: Webhook, code: RefusalCode, reason: str) -> Refused:
    return Refused(code, reason, webhook.refusal)


def _is_old(event: InboundEvent, now: datetime) -> bool:
    return event.occurred_at is not None and now - event.occurred_at > REMEMBERED
