"""Standard Webhooks, and the names that Svix and those who send through it use for the same."""

from __future__ import annotations

from integrations.webhooks.signatures import HmacSignature

#: https://www.standardwebhooks.com: signatures as `v1,<base64>`, several parted by blanks.
STANDARD = HmacSignature(
    signed="{webhook-id}.{timestamp}.{body}",
    headers=("webhook-signature",),
    timestamp=("webhook-timestamp",),
    layout="list",
    separator=r"\s+",
    prefix="v1,",
    encoding="base64",
    key="whsec",
)

SVIX = HmacSignature(
    signed="{svix-id}.{timestamp}.{body}",
    headers=("svix-signature",),
    timestamp=("svix-timestamp",),
    layout="list",
    separator=r"\s+",
    prefix="v1,",
    encoding="base64",
    key="whsec",
)
