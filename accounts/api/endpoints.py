"""The accounts endpoints: me, API keys, members and the audit log."""

from __future__ import annotations

from typing import Any, ClassVar, cast
from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from accounts import selectors, services
from accounts.api.authentication import AnyCompanySession, ApiKeyAuthentication
from accounts.api.envelope import ok, page, whole
from accounts.api.errors import conflict, forbidden, not_found
from accounts.api.pagination import bad_cursor, encode_cursor, parse_page
from accounts.api.permissions import SIGNED_IN
from accounts.api.schema import describe
from accounts.api.shapes import (
    ApiKeyShape,
    AuditQuery,
    AuditShape,
    ChooseCompany,
    CompanyChange,
    CompanyShape,
    CreatedApiKey,
    MemberShape,
    MembershipShape,
    MeShape,
    NewApiKey,
    NewMember,
    PersonShape,
    RoleChange,
)
from accounts.api.views import ApiView
from accounts.identity import Identity
from accounts.ids import parse_public_id
from accounts.models import User


class AccountsView(ApiView):
    """Turns the rules of accounts into answers: 403 where somebody else may, 409 where nobody may."""

    def handle_exception(self, exc: Exception) -> Response:
        if isinstance(exc, services.NotAllowedError):
            exc = forbidden(str(exc))
        elif isinstance(exc, services.AccountRuleError):
            exc = conflict(str(exc))
        return super().handle_exception(exc)


class Me(AccountsView):
    scopes: ClassVar = {"GET": SIGNED_IN}
    authentication_classes = (ApiKeyAuthentication, AnyCompanySession)

    @describe(
        summary="Who am I",
        description="The person or key behind the credential, the current company and what is allowed in it.",
        response=MeShape,
    )
    def get(self, request: Request) -> Response:
        del request
        return ok(present_me(self.identity))


class MyCompany(AccountsView):
    scopes: ClassVar = {"POST": SIGNED_IN}
    authentication_classes = (ApiKeyAuthentication, AnyCompanySession)

    @describe(
        summary="Switch to another of my companies",
        description="From now on this session works in that company.",
        request=ChooseCompany,
        response=MeShape,
        errors=[404],
    )
    def post(self, request: Request) -> Response:
        chosen = self.read(ChooseCompany).company_id
        if self.identity.user_id is None:
            raise forbidden("An API key belongs to one company. Use a key of the other company.")
        identity = selectors.identity_for_member(cast("User", request.user), chosen)
        if identity is None:
            raise not_found("You are not a member of this company.")
        request.session["company_id"] = str(chosen)
        return ok(present_me(identity))


class OneCompany(AccountsView):
    scopes: ClassVar = {"PATCH": "members:write"}

    @describe(summary="Change the company's name or time zone", request=CompanyChange, response=CompanyShape)
    def patch(self, request: Request) -> Response:
        del request
        body = self.read(CompanyChange)
        company = services.change_company(
            company_id=self.identity.company_id,
            name=body.name,
            timezone=body.timezone,
            actor=self.identity,
            ip=self.ip,
        )
        return ok(CompanyShape.of(company))


def present_me(identity: Identity) -> MeShape:
    company = selectors.get_company(identity.company_id)
    user = selectors.get_user(identity.user_id) if identity.user_id is not None else None
    memberships = selectors.memberships_of(user.pk) if user else []
    return MeShape(
        user=PersonShape.of(user) if user else None,
        company=CompanyShape.of(company),
        companies=[
            MembershipShape(id=each.company_id, name=each.company.name, role=each.role)
            for each in memberships
        ],
        role=identity.role,
        permissions=sorted(identity.permissions),
    )


class ApiKeys(AccountsView):
    scopes: ClassVar = {"GET": "members:read", "POST": "members:write"}

    @describe(summary="List API keys", description="Those that work, the newest first.", list_of=ApiKeyShape)
    def get(self, request: Request) -> Response:
        del request
        return whole([ApiKeyShape.of(key) for key in selectors.list_api_keys(self.identity.company_id)])

    @describe(
        summary="Create an API key",
        description="`key` is shown this once. A key cannot have a scope its maker does not have.",
        request=NewApiKey,
        response=CreatedApiKey,
        status=201,
    )
    def post(self, request: Request) -> Response:
        del request
        wanted = self.read(NewApiKey)
        key, raw = services.create_api_key(
            company_id=self.identity.company_id,
            name=wanted.name,
            scopes=wanted.scopes,
            actor=self.identity,
            ip=self.ip,
        )
        return ok(CreatedApiKey(**ApiKeyShape.values_of(key), key=raw), status=201)


class OneApiKey(AccountsView):
    scopes: ClassVar = {"DELETE": "members:write"}

    @describe(summary="Revoke an API key", description="It stops working within a second, for good.")
    def delete(self, request: Request, key_id: str) -> Response:
        del request
        id = parse_public_id("key", key_id)
        if id is None:
            raise not_found()
        services.revoke_api_key(
            company_id=self.identity.company_id, key_id=id, actor=self.identity, ip=self.ip
        )
        return ok(None)


class Members(AccountsView):
    scopes: ClassVar = {"GET": "members:read", "POST": "members:write"}

    @describe(summary="List members", description="In order of joining.", list_of=MemberShape)
    def get(self, request: Request) -> Response:
        del request
        return whole([MemberShape.of(member) for member in selectors.list_members(self.identity.company_id)])

    @describe(
        summary="Invite a member",
        description=(
            "Adds the person at once and mails them. Somebody new to this installation gets a link to set a password."
        ),
        request=NewMember,
        response=MemberShape,
        status=201,
        errors=[409],
    )
    def post(self, request: Request) -> Response:
        del request
        wanted = self.read(NewMember)
        member = services.invite_member(
            company_id=self.identity.company_id,
            email=wanted.email,
            role=wanted.role,
            name=wanted.name,
            actor=self.identity,
            ip=self.ip,
        )
        return ok(MemberShape.of(member), status=201)


class OneMember(AccountsView):
    scopes: ClassVar = {"PATCH": "members:write", "DELETE": "members:write"}

    @describe(
        summary="Change a member's role",
        description="Counts from the member's next request on. Only owners make and unmake owners.",
        request=RoleChange,
        response=MemberShape,
        errors=[409],
    )
    def patch(self, request: Request, member_id: int) -> Response:
        del request
        member = services.change_role(
            company_id=self.identity.company_id,
            member_id=member_id,
            role=self.read(RoleChange).role,
            actor=self.identity,
            ip=self.ip,
        )
        return ok(MemberShape.of(member))

    @describe(
        summary="Remove a member",
        description="Their sessions lose the company at once; API keys they made stay. The last owner cannot go.",
        errors=[409],
    )
    def delete(self, request: Request, member_id: int) -> Response:
        del request
        services.remove_member(
            company_id=self.identity.company_id, member_id=member_id, actor=self.identity, ip=self.ip
        )
        return ok(None)


class Invitation(AccountsView):
    scopes: ClassVar = {"POST": "members:write"}

    @describe(
        summary="Send an invitation again",
        description="For a member who has not set a password yet: another mail with a fresh link.",
        response=MemberShape,
        errors=[409],
    )
    def post(self, request: Request, member_id: int) -> Response:
        del request
        member = services.repeat_invitation(
            company_id=self.identity.company_id, member_id=member_id, actor=self.identity, ip=self.ip
        )
        return ok(MemberShape.of(member))


class Audit(AccountsView):
    scopes: ClassVar = {"GET": "audit:read"}

    @describe(
        summary="Read the audit log", description="The newest first.", query=AuditQuery, page_of=AuditShape
    )
    def get(self, request: Request) -> Response:
        wanted = self.read_query(AuditQuery)
        asked = parse_page(request)
        after: tuple[Any, UUID] | None = None
        if asked.cursor:
            last_id = parse_public_id("audit", asked.cursor.id)
            if last_id is None:
                raise bad_cursor()
            after = (asked.cursor.at, last_id)
        events = selectors.audit_events(
            self.identity.company_id,
            limit=asked.limit + 1,
            after=after,
            action=wanted.action,
            search=wanted.search,
        )
        shown = events[: asked.limit]
        cursor = encode_cursor(shown[-1].at, shown[-1].id) if len(events) > asked.limit else None
        return page([AuditShape.of(event) for event in shown], cursor)
