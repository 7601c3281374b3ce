"""Salesforce at first: accounts, a contact each, and opportunities, open and won."""

from __future__ import annotations

from provider_sandbox.cast import CAST
from provider_sandbox.world import Record, Records, day, instant, seed

PREFIX = {
    "Account": "001",
    "Contact": "003",
    "Opportunity": "006",
    "Lead": "00Q",
    "Task": "00T",
    "Case": "500",
}


def made(name: str, rows: list[Record], first: int = 900_001) -> Records:
    """The rows as records that were made a day ago."""
    before = f"{day(-1)}T09:00:00.000+0000"
    times = {"CreatedDate": before, "LastModifiedDate": before, "SystemModstamp": before, "IsDeleted": False}
    records: list[Record] = [
        {"attributes": {"type": name}, "Id": f"{PREFIX.get(name, 'a00')}{number:015d}", **row, **times}
        for number, row in enumerate(rows, first)
    ]
    return {each["Id"]: each for each in records}


def account_id(place: int) -> str:
    """Of the place in the cast: they come after the first three."""
    return f"001{900_004 + place:015d}"


@seed("salesforce", "Account")
def accounts() -> Records:
    names = ["Globex", "Initech", "Umbrella"]
    others = [f"Account {number:03d}" for number in range(1, 251)]
    rows: list[Record] = [{"Name": each, "Type": "Customer"} for each in names]
    rows += [{"Name": each.name, "Type": "Customer", "Phone": each.phone} for each in CAST]
    return made("Account", [*rows, *({"Name": each, "Type": "Customer"} for each in others)])


@seed("salesforce", "Contact")
def contacts() -> Records:
    globex = {"LastName": "Scorpio", "Email": "hank@globex.example", "AccountId": "001000000000900001"}
    rows: list[Record] = [{"Name": "Hank Scorpio", **globex}]
    rows += [
        {"Name": " ".join(each.person), "LastName": each.person[1], "Email": each.email, "AccountId": account_id(place)}
        for place, each in enumerate(CAST)
    ]  # fmt: skip
    return made("Contact", rows)


@seed("salesforce", "Opportunity")
def opportunities() -> Records:
    of_globex = {"AccountId": "001000000000900001"}
    rows: list[Record] = [
        {"Name": "Globex – Team plan", "Amount": 49000, "StageName": "Closed Won", **of_globex},
        {"Name": "Initech – Basic plan", "Amount": 1900, "StageName": "Negotiation", **of_globex},
    ]
    return made("Opportunity", [with_stage(row) for row in rows]) | made(
        "Opportunity",
        [
            with_stage(
                {
                    "Name": f"{each.name} – Pro plan, annual",
                    "Amount": 12_480 + 2_000 * place,
                    "StageName": "Negotiation",
                    "CloseDate": day(14),
                    "AccountId": account_id(place),
                }
            )
            for place, each in enumerate(CAST)
        ],
        first=900_101,
    )


def with_stage(row: Record) -> Record:
    """What Salesforce derives from the stage."""
    stage = str(row.get("StageName", ""))
    return {**row, "IsClosed": stage.startswith("Closed"), "IsWon": stage == "Closed Won"}


def stamp() -> str:
    return instant(offset=".000+0000")
