"""HubSpot at first: a company, a contact and a deal of each customer, and one company that nobody has billed yet."""

from __future__ import annotations

from provider_sandbox.cast import CAST
from provider_sandbox.world import Record, Records, day, seed


def _made(rows: dict[str, Record]) -> Records:
    at = f"{day(-20)}T09:00:00Z"
    own = {"createdate": at, "hs_lastmodifieddate": at}
    return {
        id: {
            "id": id,
            "properties": {**row, "hs_object_id": id, **own},
            "createdAt": at,
            "updatedAt": at,
            "archived": False,
        }
        for id, row in rows.items()
    }


@seed("hubspot", "companies")
def companies() -> Records:
    rows: dict[str, Record] = {
        str(9100 + each.number): {
            "name": each.name,
            "domain": each.domain,
            "billing_email": each.email,
            "phone": each.phone,
            "city": each.city,
            "state": each.state,
            "zip": each.zip,
            "country": "US",
        }
        for each in CAST
    }
    rows["9001"] = {
        "name": "Juniper: Coffee",
        "domain": "juniper.example",
        "billing_email": "office@juniper.example",
        "phone": "+1 555 0199",
        "address": "1 Bean St",
        "city": "Denver",
        "state": "CO",
        "zip": "80202",
        "country": "US",
    }
    return _made(rows)


@seed("hubspot", "contacts")
def contacts() -> Records:
    return _made(
        {
            str(8100 + each.number): {
                "email": each.email,
                "firstname": each.person[0],
                "lastname": each.person[1],
            }
            for each in CAST
        }
    )


@seed("hubspot", "deals")
def deals() -> Records:
    return _made(
        {
            str(5500 + each.number): {
                "dealname": f"{each.name}, Pro plan",
                "amount": f"{4_000 + 250 * each.number}.00",
                "dealstage": "contractsent",
                "pipeline": "default",
                "closedate": f"{day(10)}T00:00:00Z",
                "billing_email": each.email,
                "billing_name": each.name,
            }
            for each in CAST
        }
    )


@seed("hubspot", "owners")
def owners() -> Records:
    made = {"id": "71", "email": "ada@team.example", "firstName": "Ada", "lastName": "Lovelace", "userId": 41}
    return {"71": made}
