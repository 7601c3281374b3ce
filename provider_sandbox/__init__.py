"""Pretended providers over real HTTP, for tests and for trying things out: `python -m provider_sandbox`. Nothing in here is real.

`https://api.stripe.com/v1/account` is `http://127.0.0.1:<port>/api.stripe.com/v1/account` here. Knows nothing of the rest
of this repository, on purpose: it judges what the product sends.
"""
