"""Field names as people write them, and as Salesforce does: `annualRevenue` is `AnnualRevenue`."""

from __future__ import annotations


def field_name(name: str) -> str:
    return name if name.endswith("__c") else name[:1].upper() + name[1:]
