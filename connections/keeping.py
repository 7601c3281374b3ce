"""One look after one subscription, whose lease is ours: what stands at the provider is made to be what is wished for.

Each look begins with what stands there under the row's own address. So whoever is killed between the provider's answer and the
commit leaves something that the next look finds: it is taken over where its secret is known, else deleted and made anew; two
never stay.
"""

from __future__ import annotations

import random
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Case, F, Value, When
from django.db.models.functions import Coalesce, Now

from accounts.ids import public_id
from accounts.services import record_audit
from connections import calls
from connections.models import Subscription, SubscriptionStatus
from connections.services import clock, signing_secrets
from connections.services.errors import ConnectionRuleError
from connections.services.subscriptions import address_of, by_hand_because, company_address, name_of, option
from integrations import subscribing
from integrations.context import Account
from integrations.finding import event_source
from integrations.http import HttpRequest, HttpResponse
from integrations.outcomes import Permanent, Retry
from integrations.subscribing import Standing
from integrations.triggers import EventSource

ACTOR = "Headrace"
CHECK_EVERY = timedelta(minutes=15)
BY_HAND_EVERY = timedelta(minutes=5)
SHARE_OF_LIFE = 0.5


def database_now() -> datetime:
    """By the database's clock."""
    return datetime.fromtimestamp(clock.now_ms() / 1000, UTC)


class Lost(Exception):
    """The lease is another's: nothing more of this look is kept."""


@dataclass(slots=True)
class _Subscribing:
    """What a declaration may touch (`integrations.subscribing.Subscribing`)."""

    name: str
    account: Account
    address: str
    part: str
    events: Sequence[str]
    secret: str
    options: Mapping[str, str]
    now: datetime
    caller: calls.Caller

    def http(self, request: HttpRequest) -> HttpResponse:
        return calls.send(request, self.caller, effect=request.effect)


class Keeper:
    """One look after one row, whose lease is ours."""

    def __init__(self, row: Subscription, owner: str) -> None:
        self.row, self.owner, self.seen = row, owner, row.revision
        self.source = event_source(row.provider)
        self.way = self.source.subscription if self.source else None
        self.note = ""

    # --- what is wished for -----------------------------------------------------------------------

    def keep(self) -> None:
        row = self.row
        if not row.wanted or self.way is None or self.source is None:
            self.remove()
            return
        reason = by_hand_because(row.connection, self.source)
        if reason:
            self._by_hand(reason)
            return
        sub = self._subscribing(self.source, self.way)
        if self.way.find is None:
            self._keep_blindly(sub, self.way)
        else:
            self._keep_seen(sub, self.way, self.way.find(sub))

    def _keep_blindly(self, sub: _Subscribing, way: subscribing.Subscription) -> None:
        """Of those that cannot be looked at: making it again is what renews it."""
        row = self.row
        is_due = row.renew_at is None or row.renew_at <= sub.now
        if (
            row.provider_id
            and row.in_doubt_at is None
            and not is_due
            and row.status == SubscriptionStatus.ACTIVE
        ):
            self._done(Standing(id=row.provider_id, expires_at=row.expires_at), sub)
            return
        self._create(sub, way)
        self._done(Standing(id=row.provider_id, expires_at=row.expires_at), sub)

    def _keep_seen(self, sub: _Subscribing, way: subscribing.Subscription, there: Sequence[Standing]) -> None:
        row = self.row
        mine = [one for one in there if one.address == sub.address or one.id == row.provider_id]
        kept = self._known(mine, way)
        by_hand = company_address(row.provider, row.company_id)
        if kept is None and any(one.address.partition("?")[0].rstrip("/") == by_hand for one in there):
            self._by_hand(
                f"{sub.name} sends here already, to an address that somebody entered there. Delete it at {sub.name} to have "
                "it registered from here."
            )
            return
        if kept is None:
            if row.provider_id and not any(one.id == row.provider_id for one in mine):
                self.note = f"It was gone at {sub.name} and has been registered again."
            kept = self._create(sub, way)
        else:
            kept = self._adjusted(sub, way, kept)
        for one in mine:
            if one.id != kept.id:
                way.delete(sub, one.id)
        self._done(kept, sub)

    def _known(self, mine: Sequence[Standing], way: subscribing.Subscription) -> Standing | None:
        """Of those at our address the one whose events can be proven: the one we remember, else one that was left over."""
        stored = way.proof == "other" or bool(self._stored_secret())
        ours = [one for one in mine if one.id == self.row.provider_id and (stored or one.secret)]
        left = [one for one in mine if one.secret or (stored and way.proof != "theirs")]
        return next(iter([*ours, *left]), None)

    def _adjusted(self, sub: _Subscribing, way: subscribing.Subscription, kept: Standing) -> Standing:
        """As it is wished for, switched on, and with enough of its life left."""
        if kept.id != self.row.provider_id or (kept.secret and kept.secret != self._stored_secret()):
            self._take_over(kept, way)
        stands = kept.events or tuple(self.row.events)
        if set(stands) != set(sub.events) or kept.address != sub.address or not kept.is_on:
            if not kept.is_on:
                self.note = f"It was switched off at {sub.name} and has been switched on again."
            if way.update is None:
                return self._create(sub, way)
            changed = way.update(sub, kept.id)
            return _with_end(changed, kept)
        is_due = self.row.renew_at is not None and self.row.renew_at <= sub.now
        if way.renew is not None and (is_due or _is_ending(kept, sub.now)):
            renewed = way.renew(sub, kept.id)
            self._write(renewed_at=Now(), renew_at=None)
            self.row.renew_at = None
            return _with_end(renewed, kept)
        return kept

    # --- steps ------------------------------------------------------------------------------------

    def _create(self, sub: _Subscribing, way: subscribing.Subscription) -> Standing:
        row = self.row
        if way.proof == "ours":
            sub.secret = self._stored_secret() or self._made_secret()
        self._write(in_doubt_at=Coalesce(F("in_doubt_at"), Now()), address=sub.address)
        made = way.create(sub)
        if way.proof == "theirs" and not made.secret:
            raise Retry(f"{sub.name} answered without the secret by which its events are known.")
        is_new = not row.provider_id
        with transaction.atomic():
            self._take_over(made, way)
            self._write(
                registered_at=Now(),
                renewed_at=Now(),
                renew_at=None,
                expires_at=made.expires_at,
                in_doubt_at=None,
            )
            if is_new or way.find is not None:
                self._audit("registered")
        row.provider_id, row.renew_at, row.expires_at, row.in_doubt_at = made.id, None, made.expires_at, None
        return made

    def _take_over(self, standing: Standing, way: subscribing.Subscription) -> None:
        """From now on this is the one, and what it signs with is believed."""
        with transaction.atomic():
            if way.proof == "theirs" and standing.secret:
                signing_secrets.keep_registered_secret(
                    company_id=self.row.company_id,
                    provider=self.row.provider,
                    registration=self._registration,
                    value=standing.secret,
                )
            self._write(provider_id=standing.id[:200], in_doubt_at=None)
        self.row.provider_id = standing.id

    def _done(self, kept: Standing, sub: _Subscribing) -> None:
        row, way = self.row, self.way
        assert way is not None
        expires_at = kept.expires_at or row.expires_at
        renew_at = row.renew_at
        if renew_at is None and way.renew_every is not None:
            renew_at = sub.now + way.renew_every
        elif renew_at is None and expires_at is not None:
            renew_at = sub.now + (expires_at - sub.now) * SHARE_OF_LIFE
        later = sub.now + CHECK_EVERY * random.uniform(0.9, 1.1)  # noqa: S311 - not all at the same moment
        self._end(
            later if renew_at is None else min(later, renew_at),
            status=SubscriptionStatus.ACTIVE,
            address=sub.address,
            events=list(sub.events),
            expires_at=expires_at,
            renew_at=renew_at,
            checked_at=Now(),
            **({"note": self.note} if self.note else {}),
        )

    def _by_hand(self, reason: str) -> None:
        self._end(
            database_now() + BY_HAND_EVERY,
            status=SubscriptionStatus.BY_HAND,
            error=reason[:500],
            address=self._base_address,
        )

    def remove(self) -> None:
        """Whatever of it stands at the provider goes, and what it signed with is not believed any more."""
        row = self.row
        if self.source is not None and self.way is not None and (row.provider_id or row.in_doubt_at):
            sub = self._subscribing(self.source, self.way)
            ids = [row.provider_id] if row.provider_id else []
            if self.way.find is not None:
                found = self.way.find(sub)
                there = {one.id for one in found}
                ids = [id for id in ids if id in there]
                ids += [one.id for one in found if one.address == sub.address and one.id not in ids]
            elif not ids:
                ids = [""]
            for id in ids:
                self.way.delete(sub, id)
            self._audit("removed")
        self.forget()

    def forget(self, error: str = "") -> None:
        with transaction.atomic():
            signing_secrets.forget_registered_secret(
                company_id=self.row.company_id, registration=self._registration
            )
            self._end(
                None,
                status=SubscriptionStatus.REMOVED,
                error=error[:500],
                note="",
                provider_id="",
                events=[],
                expires_at=None,
                renew_at=None,
                in_doubt_at=None,
            )

    # --- the row ------------------------------------------------------------------------------------

    def _subscribing(self, source: EventSource, way: subscribing.Subscription) -> _Subscribing:
        row = self.row
        try:
            account = calls.account_of(row.company_id, row.connection_id)
        except ConnectionRuleError as error:
            raise Permanent(str(error), code="CONNECTION_ERROR") from None
        return _Subscribing(
            name=name_of(row.provider),
            account=account,
            address=address_of(row, source),
            part=row.part,
            events=list(row.wanted),
            secret="",
            options={way.option[0]: option(way.option[0])} if way.option else {},
            now=database_now(),
            caller=calls.Caller(row.company_id, row.connection_id),
        )

    @property
    def _registration(self) -> str:
        return public_id("sub", self.row.id)

    @property
    def _base_address(self) -> str:
        return company_address(self.row.provider, self.row.company_id)

    def _stored_secret(self) -> str:
        return signing_secrets.registered_secret(
            company_id=self.row.company_id, registration=self._registration
        )

    def _made_secret(self) -> str:
        """Stored before it is given away: what comes at once is believed."""
        made = secrets.token_urlsafe(32)
        signing_secrets.keep_registered_secret(
            company_id=self.row.company_id,
            provider=self.row.provider,
            registration=self._registration,
            value=made,
        )
        return made

    def _write(self, **fields: Any) -> None:
        """Raises Lost."""
        rows = Subscription.objects.filter(id=self.row.id, owner=self.owner)
        if not rows.update(**fields):
            raise Lost

    def _end(self, due_at: datetime | None, **fields: Any) -> None:
        """The lease is given back. A wish that came meanwhile is due at once."""
        due = Case(When(revision=self.seen, then=Value(due_at)), default=Now())
        done = {"failures": 0, "error": "", "error_code": "", "owner": "", "lease_until": None}
        self._write(**{**done, **fields, "due_at": due})

    def _audit(self, what: str) -> None:
        row = self.row
        record_audit(
            identity_or_label=ACTOR,
            company_id=row.company_id,
            action=f"subscription.{what}",
            target=name_of(row.provider),
            data={
                "provider": row.provider,
                "connectionId": public_id("conn", row.connection_id),
                "events": row.wanted,
            },
        )


def _with_end(changed: Standing, before: Standing) -> Standing:
    """An answer to a change may say less than what stood there."""
    return Standing(id=before.id, expires_at=changed.expires_at or before.expires_at)


def _is_ending(standing: Standing, now: datetime) -> bool:
    return standing.expires_at is not None and standing.expires_at <= now + CHECK_EVERY * 2
