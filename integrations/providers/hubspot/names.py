"""Property names as people write them, and as HubSpot does."""

from __future__ import annotations

_PROPERTIES = {
    "firstName": "firstname",
    "lastName": "lastname",
    "jobTitle": "jobtitle",
    "lifecycleStage": "lifecyclestage",
    "leadStatus": "hs_lead_status",
    "dealName": "dealname",
    "stage": "dealstage",
    "dealStage": "dealstage",
    "closeDate": "closedate",
    "pipeline": "pipeline",
}


def property_name(name: str) -> str:
    return _PROPERTIES.get(name, name)
