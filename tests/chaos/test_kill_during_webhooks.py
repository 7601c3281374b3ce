"""kill -9 of the web server and of a worker while webhooks come in, each id many times at once: one run for each id, and
nothing that was acknowledged is lost.
"""

from __future__ import annotations

from tests.chaos.installation import Installation, kill, poll
from tests.chaos.ledger import Ledger
from tests.chaos.senders import Senders


def test_one_run_for_each_id(installation: Installation, world: Ledger) -> None:
    senders = Senders(installation, world, ids=100, copies=10)
    for share, victim in ((4, installation.web), (2, lambda: installation.workers()[0])):
        enough = senders.total // share
        poll("some are acknowledged", 120, lambda enough=enough: len(senders.acknowledged) > enough)
        kill(victim())
    senders.wait()
    senders.check()
