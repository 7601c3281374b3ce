"""Webhooks that Headrace sends: endpoints, what they are told, and how it gets there."""
