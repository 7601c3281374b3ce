"""Which tests run on which xdist worker: everything anywhere, but those that start the product together.

xdist's own `--dist loadgroup` renames tests, which pytest 9 no longer lets it do.
"""

from __future__ import annotations

from xdist.scheduler import LoadScopeScheduling

# Each group has products of its own. What kills and what waits for a product would, two at once, measure the machine;
# whoever looks at the screens may do so beside them.
TOGETHER = {
    "tests/e2e/": "product",
    "tests/chaos/": "product",
    "tests/screens/": "screens",
    "tests/stories/": "stories",
}


class ProductTestsTogether(LoadScopeScheduling):
    """Larger groups start first, so the product's tests, the longest way, begin at once."""

    def _split_scope(self, nodeid: str) -> str:
        return next((group for folder, group in TOGETHER.items() if nodeid.startswith(folder)), nodeid)
