"""The demo company of a first start: three workflows that need no account anywhere, and a sample run of each."""

from runs.demo.seed import seed_demo

__all__ = ["seed_demo"]
