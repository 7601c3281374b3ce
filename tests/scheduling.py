"""Which tests run on which xdist worker: everything anywhere, but those that start the product all on one.

xdist's own `--dist loadgroup` renames tests, which pytest 9 no longer lets it do.
"""

from __future__ import annotations

from xdist.scheduler import LoadScopeScheduling

# Each of them starts the whole product; two at once would measure the machine, not the product.
TOGETHER = ("tests/e2e/", "tests/chaos/")


class ProductTestsTogether(LoadScopeScheduling):
    """Larger groups start first, so the product's tests, the longest way, begin at once."""

    def _split_scope(self, nodeid: str) -> str:
        return "product" if nodeid.startswith(TOGETHER) else nodeid
