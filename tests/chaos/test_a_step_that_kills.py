"""A step that kills its worker is found out and ends, those beside it come to no harm, and an operator's kills count for nothing."""

from __future__ import annotations

import time
from collections.abc import Callable

import psutil

from tests.chaos import drawings
from tests.chaos.checker import check_nothing_left, check_runs
from tests.chaos.installation import FREEZE_SECONDS, Installation, kill, poll
from tests.chaos.ledger import Call, Ledger

BYSTANDERS = 5
FOUND_OUT_SECONDS = 60.0


def owner_of(installation: Installation, run: str) -> int | None:
    """The pid of the worker that has the run on board."""
    wanted = run.removeprefix("run_")
    for run_id, owner in installation.sql(
        "SELECT id, lease_owner FROM runs_run WHERE lease_until_ms IS NOT NULL"
    ):
        if str(run_id).replace("-", "") == wanted.replace("-", "") and owner:
            return int(owner.split(":")[1])
    return None


def killing_its_worker(installation: Installation, world: Ledger, runs: list[str]) -> Callable[[Call], None]:
    """What happens outside when the poisoned step arrives: its worker is gone, as if the step had taken it down."""

    def strike(call: Call) -> None:
        if call.path == "/poison/1":
            pid = owner_of(installation, runs[0])
            if pid is not None:
                kill(psutil.Process(pid))

    return strike


def test_it_fails_with_the_evidence_and_harms_nobody(installation: Installation, world: Ledger) -> None:
    bystander = installation.publish(drawings.around(world, drawings.book(world, "beside", "hold"), "beside"))
    poison = installation.publish({**drawings.around(world, drawings.book(world, "poison"), "poison")})
    others = [installation.begin(bystander, n=n) for n in range(BYSTANDERS)]
    poll(
        "the others are under way",
        60,
        lambda: all(world.arrivals(f"/beside/{n}") for n in range(BYSTANDERS)),
    )
    runs: list[str] = []
    world.on_call = killing_its_worker(installation, world, runs)
    runs.append(installation.begin(poison, n=1))
    installation.wait_for(runs, FOUND_OUT_SECONDS, status="failed")
    shown = installation.run(runs[0])
    assert (shown["error"]["code"], shown["error"]["step"]) == ("WORKER_CRASHED", "middle")
    step = next(one for one in shown["steps"] if one["id"] == "middle")
    assert step["error"]["details"]["deliveries"] == 3
    assert all(one["host"] and one["pid"] and one["at"] for one in step["error"]["details"]["crashes"])
    # Once among others, then alone until it was certain.
    assert 3 <= len(world.arrivals("/poison/1")) <= 5
    assert len({call.key for call in world.arrivals("/poison/1")}) == 1

    world.release()
    installation.wait_for(others, FREEZE_SECONDS)
    check_runs(installation, others)
    for run in others:
        assert all(one["kind"] in ("crash", "process_gone") for one in installation.run(run)["incidents"])
    check_nothing_left(installation)
    installation.wait_for_workers()


def test_an_operators_kills_do_not_end_a_long_run(installation: Installation, world: Ledger) -> None:
    """Three times its worker, three times everything."""
    workflow = installation.publish(drawings.around(world, drawings.book(world, "long", "hold"), "long"))
    run = installation.begin(workflow, n=1)
    for count in range(1, 4):
        poll("it is under way", FREEZE_SECONDS, lambda count=count: len(world.arrivals("/long/1")) >= count)
        pid = poll("a worker has it", 5, lambda: owner_of(installation, run))
        kill(psutil.Process(pid))
    for count in range(4, 7):
        poll("it is under way", FREEZE_SECONDS, lambda count=count: len(world.arrivals("/long/1")) >= count)
        installation.kill_everything()
        installation.start()
    poll("it is under way again", FREEZE_SECONDS, lambda: len(world.arrivals("/long/1")) >= 7)
    assert installation.run(run)["status"] == "running"
    world.release()
    installation.wait_for([run], FREEZE_SECONDS)
    check_runs(installation, [run])
    installation.wait_for_workers()


def test_many_long_steps_go_on_at_once_after_a_kill(installation: Installation, world: Ledger) -> None:
    """Each of them is a suspect, and still none waits for the others to end."""
    count = 20
    workflow = installation.publish(drawings.around(world, drawings.book(world, "many", "hold"), "many"))
    runs = [installation.begin(workflow, n=n) for n in range(count)]
    poll("all are under way", 60, lambda: all(world.arrivals(f"/many/{n}") for n in range(count)))
    victims = {owner_of(installation, run) for run in runs} - {None}
    for pid in victims:
        assert pid is not None
        kill(psutil.Process(pid))
    killed = time.monotonic()
    poll(
        "all are under way again",
        60,
        lambda: all(len(world.arrivals(f"/many/{n}")) == 2 for n in range(count)),
    )
    assert time.monotonic() - killed < 20
    world.release()
    installation.wait_for(runs, FREEZE_SECONDS)
    check_runs(installation, runs)


def test_a_web_server_that_hangs_is_started_again(installation: Installation) -> None:
    web = installation.web()
    web.suspend()
    poll("another web process", FREEZE_SECONDS + 5, lambda: _other_web(installation, web.pid))
    installation.wait_until_ready(FREEZE_SECONDS)


def _other_web(installation: Installation, pid: int) -> bool:
    try:
        return installation.web().pid != pid
    except (LookupError, psutil.NoSuchProcess):
        return False
