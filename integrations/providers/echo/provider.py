"""Echo: answers in-process what it is asked to, for demos and tests. It needs no account and has no effect."""

from __future__ import annotations

from integrations.provider import Provider

PROVIDER = Provider(
    slug="echo",
    name="Echo",
    description="Answers what you ask it to, without leaving Headrace. For trying things out.",
    color="#0B6B74",
    icon="repeat",
    sentence="{operation}",
    empty_sentence="Choose what to try",
    order=900,
)
