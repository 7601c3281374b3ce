"""What the pretended providers tell others: events in each provider's own form, signed in its own way, sent by HTTP.

The signatures are written here a second time, on purpose: the product's own code must not judge itself.
"""
