"""Xero: organisation."""

from __future__ import annotations

from integrations.blocktype import Operation
from integrations.calls import Call
from integrations.fields import OperationForm
from integrations.schemas import many, one


class GetConnections(OperationForm):
    """Nothing is asked for."""


GET_CONNECTIONS = Operation(
    id="getConnections",
    name="List organisations",
    description="Lists the organisations this connection may use.",
    sentence="List organisations",
    form=GetConnections,
    call=Call("GET /connections", base_url="https://api.xero.com"),
    effect="read",
    output_schema=many("id, tenantId, tenantName, tenantType"),
    order=10,
)


class GetOrganisation(OperationForm):
    """Nothing is asked for."""


GET_ORGANISATION = Operation(
    id="getOrganisation",
    name="Get organisation",
    description="Reads the organisation’s name, currency and country.",
    sentence="Get organisation",
    form=GetOrganisation,
    call=Call("GET /Organisation", unwrap="Organisations[0]"),
    effect="read",
    output_schema=one("OrganisationID, Name, BaseCurrency, CountryCode"),
    order=270,
)
