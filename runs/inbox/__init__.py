"""The inbox: what arrives from outside is stored before it is acknowledged, with what became of it."""
