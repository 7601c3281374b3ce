"""Files in runs: what blocks save and send, how long files are kept, and what is left when something breaks."""

from __future__ import annotations

import hashlib
import os
import uuid
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Company
from integrations.files import MOST_BYTES
from integrations.outcomes import Permanent, Retry
from runs import files
from runs.files import (
    Incoming,
    content_path,
    file_value,
    record_file,
    remove_orphans,
    remove_unused,
    safe_mime,
    safe_name,
)
from runs.models import File, FileUse, Run
from tests.connections.servers import Stub
from tests.runs.conftest import MakeWorkflow, drain_until, http, reply, start, steps_of

pytestmark = pytest.mark.django_db(transaction=True)

RunToEnd = Callable[..., Any]
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.FILES_DIR = str(tmp_path / "files")
    return tmp_path / "files"


def contents(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def save(company: Company, content: bytes = b"hello", name: str = "a.txt", **more: Any) -> File:
    with Incoming() as incoming:
        incoming.write(content)
        incoming.place()
    facts = {"mime_type": "text/plain", "created_by": "tests", **more}
    return record_file(incoming, company_id=company.id, name=name, **facts)


def download(url: str, **more: Any) -> dict[str, Any]:
    return http(url, config={"responseTo": "file"}, **more)


# --- the http block -------------------------------------------------------------------------------


def test_an_answer_becomes_a_file(make: MakeWorkflow, run_to_end: RunToEnd, stub: Stub, folder: Path) -> None:
    run = run_to_end(start(make("start -> get", get=download(stub.url("/file/100/März 2026.pdf")))))
    assert run.status == "completed", run.error
    value = run.output["body"]["$file"]
    content = b"".join(bytes([n % 256]) * 1024 for n in range(100))
    assert {**value, "id": ""} == {
        "id": "", "name": "März 2026.pdf", "mimeType": "application/pdf", "size": 102_400,
        "sha256": hashlib.sha256(content).hexdigest(),
    }  # fmt: skip
    file = File.objects.get()
    assert content_path(file.id).read_bytes() == content
    assert (content_path(file.id).stat().st_mode & 0o777, folder.stat().st_mode & 0o777) == (0o600, 0o700)
    assert FileUse.objects.get().run_id == run.id
    assert contents(folder) == [content_path(file.id)]


def test_a_failure_is_read_for_its_reason_and_leaves_no_file(
    make: MakeWorkflow, run_to_end: RunToEnd, stub: Stub, folder: Path
) -> None:
    run = run_to_end(start(make("start -> get", get=download(stub.url("/status/404/No such invoice")))))
    assert (run.status, run.error["code"]) == ("failed", "HTTP_404")
    assert "No such invoice" in run.error["message"]
    assert contents(folder) == [] == list(File.objects.all())


@pytest.mark.parametrize("path", ["/reset/half", "/endless"])
def test_a_download_that_breaks_leaves_no_file(
    make: MakeWorkflow,
    run_to_end: RunToEnd,
    stub: Stub,
    folder: Path,
    path: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(files, "MOST_BYTES", 1_000_000)
    run = run_to_end(start(make("start -> get", get=download(stub.url(path)))))
    assert run.status == "failed"
    if path == "/endless":
        assert run.error["code"] == "LIMIT_FILE"
    assert contents(folder) == [] == list(File.objects.all())


def _peak_kb() -> int:
    status = Path("/proc/self/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1])


def test_a_file_of_100_mb_does_not_stand_in_memory(
    make: MakeWorkflow, run_to_end: RunToEnd, stub: Stub, folder: Path
) -> None:
    workflow = make("start -> get", get=download(stub.url(f"/file/{MOST_BYTES // 1024}/big.bin")))
    run_to_end(start(make("start -> get", get=download(stub.url("/file/1/warm.bin")))))
    Path("/proc/self/clear_refs").write_text("5")  # forget the peak so far
    before = _peak_kb()
    run = run_to_end(start(workflow))
    assert run.status == "completed", run.error
    assert run.output["body"]["$file"]["size"] == MOST_BYTES
    assert _peak_kb() - before < 30_000


def test_a_file_goes_out_again_as_it_is_and_in_a_form(
    make: MakeWorkflow, run_to_end: RunToEnd, stub: Stub
) -> None:
    workflow = make(
        "start -> get",
        "get -> raw",
        "raw -> form",
        get=download(stub.url('/file/200/in voice "1".pdf')),
        raw=http(
            stub.url("/json"), method="PUT", config={"bodyType": "raw", "body": "{{steps.get.output.body}}"}
        ),
        form=http(
            stub.url("/json"),
            method="POST",
            config={
                "bodyType": "multipart",
                "body": {"note": "ü", "files": ["{{steps.get.output.body}}", "{{steps.get.output.body}}"]},
            },
        ),
    )
    run = run_to_end(start(workflow))
    assert run.status == "completed", run.error
    content = b"".join(bytes([n % 256]) * 1024 for n in range(200))
    _, raw, form = stub.requests
    assert (raw.body, raw.headers["content-type"]) == (content, "application/pdf")
    assert raw.headers["content-length"] == str(len(content))
    boundary = form.headers["content-type"].partition("boundary=")[2]
    parts = form.body.split(f"--{boundary}".encode())
    assert parts[1] == b'\r\nContent-Disposition: form-data; name="note"\r\n\r\n\xc3\xbc\r\n'
    head = (
        b'\r\nContent-Disposition: form-data; name="files"; filename="in voice %221%22.pdf"\r\n'
        b"Content-Type: application/pdf\r\n\r\n"
    )
    assert parts[2] == parts[3] == head + content + b"\r\n"
    assert parts[4] == b"--\r\n"
    assert steps_of(run)["raw"].output["status"] == 200


def test_a_file_follows_a_redirect(
    make: MakeWorkflow, run_to_end: RunToEnd, stub: Stub, acme: Company
) -> None:
    value = file_value(save(acme, b"x" * 100_000))
    send = http(
        stub.url("/redirect/307//json"), method="POST", config={"bodyType": "raw", "body": "{{input.file}}"}
    )
    run = run_to_end(start(make("start -> a", a=send), {"file": value}))
    assert run.status == "completed", run.error
    assert [len(seen.body) for seen in stub.requests] == [100_000, 100_000]


def test_an_empty_file_is_a_file(make: MakeWorkflow, run_to_end: RunToEnd, stub: Stub) -> None:
    workflow = make(
        "start -> get",
        "get -> put",
        get=download(stub.url("/file/0/empty")),
        put=http(
            stub.url("/json"), method="PUT", config={"bodyType": "raw", "body": "{{steps.get.output.body}}"}
        ),
    )
    run = run_to_end(start(workflow))
    assert run.status == "completed", run.error
    assert stub.requests[1].body == b""


def test_another_company_s_file_is_no_file(
    make: MakeWorkflow, run_to_end: RunToEnd, stub: Stub, rival: Company, acme: Company
) -> None:
    value = file_value(save(acme))
    send = http(stub.url("/json"), method="POST", config={"bodyType": "raw", "body": "{{input.file}}"})
    run = run_to_end(start(make("start -> a", company=rival, a=send), {"file": value}))
    assert run.status == "failed"
    assert "There is no file with this id" in run.error["message"]
    assert stub.requests == []
    assert FileUse.objects.count() == 0


def test_a_content_that_is_gone_says_so(
    make: MakeWorkflow, run_to_end: RunToEnd, stub: Stub, acme: Company
) -> None:
    file = save(acme, name="ledger.csv")
    content_path(file.id).unlink()
    send = http(
        stub.url("/json"), method="POST", config={"bodyType": "multipart", "body": {"f": "{{input.file}}"}}
    )
    run = run_to_end(start(make("start -> a", a=send), {"file": file_value(file)}))
    assert run.error["message"] == "The content of “ledger.csv” is gone from the disk."


def test_a_step_that_is_repeated_after_a_crash_makes_its_file_again(
    make: MakeWorkflow, run_to_end: RunToEnd, stub: Stub, folder: Path
) -> None:
    accepted = start(make("start -> get", get=download(stub.url("/file/3/a.bin"))))
    drain_until(lambda: Run.objects.filter(id=accepted.run_id, status="completed").exists())
    run = Run.objects.get(id=accepted.run_id)
    run.steps.filter(block="get").update(status="running", output=None, finished_at=None, port=None)
    Run.objects.filter(id=run.id).update(
        status="running", finished_at=None, ready=True, wake_at_ms=None, output=None, error=None
    )
    again = run_to_end(accepted)
    assert again.status == "completed"
    assert FileUse.objects.filter(run=run).count() == 2  # both go with the run
    run.delete()
    assert remove_unused(before=timezone.now() + DAY) == 2
    assert contents(folder) == []


# --- how long they are kept -------------------------------------------------------------------------


def test_a_file_is_kept_as_long_as_a_run_has_it(
    make: MakeWorkflow, run_to_end: RunToEnd, acme: Company
) -> None:
    file = save(acme)
    workflow = make("start -> a", a=reply(1))
    deep = {"deep": [{"er": file_value(file)}], "again": file_value(file)}
    first, second = run_to_end(
        start(workflow, deep), start(workflow, {"file": file_value(file), "pad": "x" * 10_000})
    )
    assert FileUse.objects.count() == 2
    later = timezone.now() + DAY
    for run in (first, second):
        assert remove_unused(before=later) == 0
        run.delete()
    assert remove_unused(before=later) == 1
    assert not content_path(file.id).exists()


def test_an_upload_that_no_run_was_given_goes_after_a_day(acme: Company) -> None:
    file = save(acme)
    assert remove_unused() == 0
    File.objects.update(created_at=timezone.now() - DAY - timedelta(minutes=1))
    assert remove_unused() == 1
    assert not content_path(file.id).exists()


@pytest.mark.parametrize(
    "value",
    [
        {"$file": {"id": "file_0197a1b2-0000-7000-8000-000000000001"}},
        {"$file": {"id": "x"}},
        {"$file": {"id": 5}},
        {"$file": "../../etc/passwd"},
        {"$file": None},
        {"$file": {"id": "../../etc/passwd"}, "more": 1},
        "$file",
    ],
)
def test_what_only_looks_like_a_file_is_a_value_like_any(
    make: MakeWorkflow, run_to_end: RunToEnd, value: Any
) -> None:
    run = run_to_end(start(make("start -> a", a=reply("{{input}}")), {"value": value}))
    assert (run.status, run.output) == ("completed", {"value": value})
    assert FileUse.objects.count() == 0


def test_the_chore_removes_both(acme: Company, folder: Path) -> None:
    from runs.worker.chores import files as chore

    for _ in range(3):
        save(acme)
    File.objects.update(created_at=timezone.now() - 2 * DAY)
    old = folder / "incoming" / uuid.uuid4().hex
    old.write_bytes(b"half")
    os.utime(old, (0, 0))
    kept = save(acme)
    chore.tidy()
    assert contents(folder) == [content_path(kept.id)]


def test_orphans_are_found_and_files_are_not(acme: Company, folder: Path) -> None:
    kept = save(acme)
    with Incoming() as lost:
        lost.write(b"x")
        lost.place()  # and then the process dies before the row
    half = folder / "incoming" / uuid.uuid4().hex
    half.write_bytes(b"half")
    stranger = folder / "incoming" / "notes.txt"
    stranger.write_bytes(b"not ours")
    assert remove_orphans() == 0  # they may be under way
    assert remove_orphans(older_than_seconds=-1) == 2
    assert contents(folder) == sorted([content_path(kept.id), stranger])


def test_what_is_not_kept_is_gone(folder: Path) -> None:
    with pytest.raises(ZeroDivisionError), Incoming() as incoming:
        incoming.write(b"x" * 100_000)
        raise ZeroDivisionError
    assert contents(folder) == []


def test_a_file_over_100_mb_is_refused_before_it_is_whole(folder: Path) -> None:
    block = bytes(1024 * 1024)
    with pytest.raises(Permanent, match="at most 100 MB") as refused, Incoming() as incoming:
        for _ in range(200):
            incoming.write(block)
    assert refused.value.code == "LIMIT_FILE"
    assert incoming.size == 101 * 1024 * 1024
    assert contents(folder) == []


def test_a_disk_that_takes_nothing_is_worth_another_try(settings: Any, tmp_path: Path) -> None:
    (tmp_path / "in the way").write_text("x")
    settings.FILES_DIR = str(tmp_path / "in the way")
    with pytest.raises(Retry, match="could not be written"):
        Incoming()


def test_recording_twice_is_recording_once(acme: Company) -> None:
    with Incoming() as incoming:
        incoming.write(b"x")
        incoming.place()
    facts = {"company_id": acme.id, "name": "a", "mime_type": "text/plain", "created_by": "tests"}
    assert record_file(incoming, **facts) == record_file(incoming, **facts)
    assert File.objects.count() == 1


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("invoice.pdf", "invoice.pdf"),
        ("Rechnung März.pdf", "Rechnung März.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\temp\\a.txt", "a.txt"),
        ("a\r\nSet-Cookie: x=1.txt", "aSet-Cookie: x=1.txt"),
        ("gpj.\u202eexe", "gpj.exe"),
        ("\x00", "file"),
        ("", "file"),
        ("..", "file"),
        (" a ", "a"),
        ("x" * 300 + ".pdf", "x" * 196 + ".pdf"),
        ("x" * 300, "x" * 200),
    ],
)
def test_names(given: str, name: str) -> None:
    assert safe_name(given) == name
    assert len(safe_name(given)) <= 200


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        ("text/html; charset=utf-8", "text/html"),
        ("Application/PDF", "application/pdf"),
        ("", "application/octet-stream"),
        ("text", "application/octet-stream"),
        ("text/html\r\nX: y", "application/octet-stream"),
        ("a" * 60 + "/b", "application/octet-stream"),
    ],
)
def test_kinds(given: str, kind: str) -> None:
    assert safe_mime(given) == kind


def test_contents_are_spread_over_folders() -> None:
    # One id for each value of the byte that names the folder: drawn at random, 2,000 ids leave one of the
    # 256 folders out in every tenth run.
    places = {content_path(uuid.UUID(bytes=bytes(15) + bytes([last]))).parent.name for last in range(256)}
    assert len(places) == 256
